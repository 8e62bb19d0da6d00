"""The reference names everything that there is."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from app.base.background import BackgroundTasks
from app.base.config import KEY_VARIABLES, SETTINGS
from app.cli import parser
from app.tools.server_process import ServerProcess
from app.tools.servers import bundled_servers
from tests.running import config_for
from tests.server.test_security import PATTERNS

REFERENCE = (Path(__file__).resolve().parent.parent.parent / "docs" / "reference.md").read_text(encoding="utf-8")


def options_of(root: argparse.ArgumentParser) -> Iterator[str]:
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            commands: dict[str, object] = cast("Any", action).choices
            yield from commands
        else:
            yield from (option for option in action.option_strings if option not in {"-h", "--help"})


def test_every_command_and_option_is_described() -> None:
    missing = [name for name in options_of(parser()) if name not in REFERENCE]
    assert missing == []


def test_every_setting_and_variable_is_described() -> None:
    names = [name for key, (variable, _) in SETTINGS.items() for name in (key, variable) if name]
    missing = [name for name in (*names, *KEY_VARIABLES.values(), "DESKHAND_DATA_DIR") if f"`{name}`" not in REFERENCE]
    assert missing == []


def test_every_route_is_described() -> None:
    named = [f"{method} {path}" for method, path in PATTERNS]
    missing = [route for route in named if route != "GET /index.html" and f"`{route}" not in REFERENCE]
    assert missing == []


async def test_every_tool_of_both_servers_is_described(tmp_path: Path) -> None:
    config = config_for(tmp_path / "data")
    config.folders[0].mkdir(parents=True)
    background = BackgroundTasks()
    for spec in bundled_servers(config):
        server = ServerProcess(spec, background)
        await server.start()
        missing = [tool.name for tool in server.tools if f"`{tool.name}`" not in REFERENCE]
        assert (server.status, missing) == ("running", [])
        await server.stop()
    await background.close()
