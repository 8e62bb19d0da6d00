"""What the filesystem server offers, on the folders it was granted."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from mcp_servers.common.data_folder import data_folder, make_private_folder
from mcp_servers.common.offer import Offer
from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.guards import Guards
from mcp_servers.filesystem.roots import Roots
from mcp_servers.filesystem.secrets import Secrets
from mcp_servers.filesystem.workspace import Workspace

if TYPE_CHECKING:
    from mcp_servers.common.prompts import Prompt
    from mcp_servers.common.resources import Resources
    from mcp_servers.common.toolset import Tool

VERSION = "0.1.0"


def filesystem_offer(
    folders: Sequence[str],
    *,
    read_only_folders: Sequence[str] = (),
    read_only: bool = False,
    disabled: Collection[str] = (),
    allowed_secrets: Sequence[str] = (),
) -> Offer:
    """Tools that work in `folders`, read in `read_only_folders`, and go nowhere else.

    Raises:
        ValueError: `disabled` names a tool that there is not.
        OSError: a folder is missing or is no directory.
    """
    own_data = data_folder()
    make_private_folder(own_data)
    # Where nothing may change, there is no tool for it, and behind the tools no folder that would let them.
    roots = Roots([], [*folders, *read_only_folders]) if read_only else Roots(folders, read_only_folders)
    beneath = Beneath(Secrets(str(own_data), allowed_secrets), Guards(roots.all, [str(own_data)]))
    workspace = Workspace(roots, beneath)

    def tools() -> "Sequence[Tool[Any]]":
        from mcp_servers.filesystem.journal.journal import Journal
        from mcp_servers.filesystem.tools import filesystem_tools

        every = filesystem_tools(workspace, Journal(own_data / "journal"))
        unknown = set(disabled) - {tool.name for tool in every}
        if unknown:
            raise ValueError(f"there is no tool called {', '.join(sorted(unknown))}")
        return [tool for tool in every if tool.name not in disabled and (tool.read_only or not read_only)]

    # Both need the SDK, which a server that is only asked for its tools never loads.
    def resources() -> "Resources":
        from mcp_servers.filesystem.resources import FileResources

        return FileResources(workspace)

    def prompts() -> "Sequence[Prompt]":
        from mcp_servers.filesystem.prompts import file_prompts

        return file_prompts(workspace)

    offer = Offer("deskhand-filesystem", "Files", VERSION, _instructions(roots), tools, resources, prompts)
    if disabled:
        # A name that is wrong must end the start, not the first call.
        offer.load_tools()
    return offer


def _instructions(roots: Roots) -> str:
    names = ", ".join(root.path for root in roots.all)
    undo = "" if all(root.read_only for root in roots.all) else " Every change can be taken back with undo_change."
    return f"Works with files in: {names}. Paths may be relative to these folders.{undo}"
