"""The app with a server that is not ours beside those that are."""

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.base.config import Config
from app.tools import servers
from app.tools.server_process import ServerSpec
from tests.chat import Chat, chatting
from tests.fakes.provider import FakeProvider
from tests.running import ROOT


@contextmanager
def chatting_beside(folder: Path, web: Path, provider: FakeProvider, *tools: str) -> Generator[Chat]:
    """A conversation in an app with a foreign server that has these `tools`, and writes beside the app's own folder."""
    command = (sys.executable, "-m", "tests.server.foreign_server", str(folder), *tools)
    foreign = ServerSpec("foreign", command, {"PYTHONPATH": str(ROOT)})
    bundled = servers.bundled_servers

    def with_foreign(config: Config) -> Sequence[ServerSpec]:
        return [*bundled(config), foreign]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(servers, "bundled_servers", with_foreign)
        with chatting(folder, web, provider) as chat:
            with chat.client.http() as http:
                # Answered when all servers have been started.
                http.get("/api/tasks").raise_for_status()
            patch.undo()
            yield chat
