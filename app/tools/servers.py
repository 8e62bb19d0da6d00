"""Which MCP servers come with the app, and the commands that start them."""

from collections.abc import Sequence
from pathlib import Path

from app.base.config import Config
from app.base.program import own_command
from app.tools.server_process import ServerSpec


def bundled_servers(config: Config) -> Sequence[ServerSpec]:
    """The filesystem server over the granted folders, and the tasks server."""
    environment = {"DESKHAND_DATA_DIR": str(config.data.root)}
    return (
        ServerSpec("filesystem", own_command("mcp", "filesystem", *map(str, config.folders)), environment),
        ServerSpec("tasks", own_command("mcp", "tasks", "--db", str(config.data.tasks_database)), environment),
    )


def document_reader(config: Config, folder: Path) -> ServerSpec:
    """A filesystem server that reads documents in one folder and changes nothing; no model is offered its tools."""
    command = own_command("mcp", "filesystem", str(folder), "--read-only")
    return ServerSpec("documents", command, {"DESKHAND_DATA_DIR": str(config.data.root)})


WELCOME_NAME = "Welcome.md"
WELCOME_TEXT = """# Welcome to Deskhand

This folder is the one place on your computer that the assistant may work in.
Put files here that you want to talk about, or grant other folders in the settings.

Things to try:

- “What files do I have?”
- “Add a task: buy milk tomorrow”
- “What is on my list for today?”
"""


def create_granted_folder(folder: Path) -> None:
    """Make the default granted folder with a short welcome note, on the first start only.

    Raises OSError when it cannot be made.
    """
    if folder.exists():
        return
    folder.mkdir(mode=0o700, parents=True)
    (folder / WELCOME_NAME).write_text(WELCOME_TEXT, encoding="utf-8")
