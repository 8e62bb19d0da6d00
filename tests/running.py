"""Starts the app for a test: in this process over real HTTP, or as the program that a user starts."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base.config import Config, read_config
from app.building import build
from app.server.app import create_app
from app.server.backend import Backend, BackendHolder
from app.server.security import Access
from app.server.serving import listen, serving
from app.store.database import Database
from app.store.ui_state import UiStateStore
from tests.client import Client

ROOT = Path(__file__).resolve().parent.parent


def home_of(folder: Path) -> Mapping[str, str]:
    """What a program that several tests share is told, instead of the home that each test has for itself."""
    return {"HOME": str(folder), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@contextmanager
def app_in_process(config: Config, web: Path) -> Generator[Client]:
    """The whole app but its window, inside the test's process."""
    config.data.create()
    database = Database(config.database)
    access, holder = Access(), BackendHolder(UiStateStore(database))

    sock = listen(0)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"

    async def load() -> Backend:
        return await build(config, database, holder, f"{url}/")

    with serving(create_app(access, holder, load, web, config.frontend), sock, holder.broadcaster.end):
        yield Client(url, access.token)


def config_for(data_dir: Path, **variables: str) -> Config:
    """Settings with these environment variables and the data folder of the test."""
    return read_config(data_dir, {**os.environ, **variables})


@dataclass
class Program:
    """The app as a process of its own."""

    process: subprocess.Popen[str]
    client: Client
    line: Mapping[str, Any]

    def stop(self) -> int:
        """End it as the system does, and give its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def app_as_program(data_dir: Path, *arguments: str, **variables: str) -> Generator[Program]:
    """`python -m app --no-window --json` with `arguments`."""
    command = [sys.executable, "-m", "app", "--no-window", "--json", "--data-dir", str(data_dir), *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **variables}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        yield Program(process, Client(line["url"].rstrip("/"), line["token"]), line)
    finally:
        process.kill()
        process.communicate()
