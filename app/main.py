"""The composition root: the only place that builds the parts and joins them.

The page is served at once; the chat stack takes seconds to import, so it is imported in a thread and only when the
page has been painted. That is why its imports stand inside functions here.
"""

import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base.config import Config, read_config
from app.base.errors import DeskhandError
from app.base.imports import imported
from app.base.instance import Instance, Whereabouts
from app.base.logs import set_up_logging
from app.base.stopping import stop_on_eof, stop_on_signals
from app.building import build, prepare_folders
from app.front import Front
from app.server.app import create_app
from app.server.backend import Backend, BackendHolder
from app.server.desk_api import QUICK
from app.server.security import Access
from app.server.serving import HOST, listen, serving
from app.starts import absolute, end_running, refuse_second_server, second_start, show_address
from app.store.database import Database
from app.store.ui_state import UiStateStore

logger = logging.getLogger(__name__)

BAD_FILE = 2
CHAT_STACK = ("app.server.assistant_server", "app.agent.models", "app.store.threads", "app.tools.host")


@dataclass(frozen=True, slots=True)
class Options:
    """How the app is started. `opened` are links and paths to be shown."""

    port: int = 0
    window: bool = True
    as_json: bool = False
    exit_on_eof: bool = False
    opened: Sequence[str] = ()
    quick: bool = False
    # The window is there, but not seen until it is asked for.
    hidden: bool = False


def run(config: Config, options: Options) -> int:
    """Serve the page, show it, and end everything together. Returns the exit status.

    A second start with the same data folder brings the first to the front instead. Raises DataFolderError,
    PortInUseError or AlreadyRunningError before anything was started.
    """
    config.data.create()
    instance = Instance(config.data)
    place = instance.claim_or_find()
    if place is not None:
        if options.window and options.hidden:
            return 0
        if options.window:
            return second_start(instance, place, [QUICK] if options.quick else absolute(options.opened))
        raise refuse_second_server(instance)
    try:
        _run(config, options, instance)
    finally:
        instance.release()
    return 0


def end(config: Config) -> int:
    """End the app that has the data folder, if one has. Returns the exit status."""
    if not config.data.root.is_dir():
        return 0
    instance = Instance(config.data)
    place = instance.claim_or_find()
    if place is not None:
        return end_running(instance, place)
    instance.release()
    return 0


def _run(config: Config, options: Options, instance: Instance) -> None:
    set_up_logging(config.data.logs)
    for problem in config.problems:
        sys.stderr.write(f"deskhand: {problem}\n")
    database = Database(config.database)
    access, holder = Access(), BackendHolder(UiStateStore(database))
    painted, stop = threading.Event(), threading.Event()
    sock = listen(options.port)
    url = f"http://{HOST}:{sock.getsockname()[1]}/"

    async def load() -> Backend:
        await asyncio.to_thread(painted.wait)
        if stop.is_set():
            raise DeskhandError("Deskhand was ended before it had started.")
        async with imported(CHAT_STACK):
            return await build(config, database, holder, url)

    stop_on_signals(stop)
    if options.exit_on_eof:
        stop_on_eof(stop)
    holder.end, holder.examine = stop.set, lambda: _examine(config)
    front = Front(config, url, access, holder, stop)
    if options.window:
        holder.desk = front
    with serving(create_app(access, holder, load, page_folder(), config.frontend), sock, holder.broadcaster.end):
        try:
            instance.announce(Whereabouts(url, access.visit, os.getpid()))
            if options.as_json:
                _print({"url": url, "token": access.token, "pid": os.getpid(), "data_dir": str(config.data.root)})
            _meet(front, options, painted, stop)
        finally:
            stop.set()
            # Whoever waits for the page need wait no longer; a thread that did would keep the process.
            painted.set()


def _meet(front: Front, options: Options, painted: threading.Event, stop: threading.Event) -> None:
    """Be there for the user until the end."""
    if options.window:
        front.open(absolute(options.opened))
        if options.quick:
            front.new_chat()
        front.run(painted, hidden=options.hidden)
        return
    painted.set()
    if not options.as_json:
        show_address(front.launch(), in_browser=False)
    stop.wait()


async def _examine(config: Config) -> Mapping[str, Any]:
    """What the doctor says of this computer, and the same as a report for others. Of the settings as they are now."""
    from app.doctor.command import examine_and_tell

    return await examine_and_tell(read_config(config.data.root, config.environment))


def evaluate(config: Config, file: Path) -> int:
    """What the built-in model chooses for each line of `file`, among the tools of the bundled servers."""
    from app.agent.builtin.lines import read_lines

    lines = read_lines(file)
    if lines is None:
        return BAD_FILE
    # Only now what takes seconds.
    from app.agent.builtin.evaluation import evaluate as evaluate_lines
    from app.tools.host import ToolHost
    from app.tools.servers import bundled_servers

    config.data.create()
    prepare_folders(config)

    async def run_lines() -> None:
        host = ToolHost(bundled_servers(config))
        try:
            await host.start()
            await evaluate_lines(lines, {tool.name: tool.params_json_schema for tool in host.tools()})
        finally:
            await host.close()

    asyncio.run(run_lines())
    return 0


def page_folder() -> Path:
    """Where the built page lies: inside the installed package, or beside the sources. Raises DeskhandError."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_web", package.parent / "web" / "dist"):
        if (folder / "index.html").is_file():
            return folder
    raise DeskhandError(
        "The page of Deskhand was not built. Run `uv sync --reinstall-package deskhand`, then start it again."
    )


def _print(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
