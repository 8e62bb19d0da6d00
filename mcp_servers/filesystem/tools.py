"""All tools of the filesystem server. Importing this takes most of its start."""

from typing import Any

from mcp_servers.common.toolset import Tool
from mcp_servers.filesystem.archive_tools import ArchiveTools
from mcp_servers.filesystem.change_tools import ChangeTools
from mcp_servers.filesystem.folder_tools import FolderTools
from mcp_servers.filesystem.journal.journal import Journal
from mcp_servers.filesystem.journal.showing import Showing
from mcp_servers.filesystem.journal.undoing import Undoing
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.read_tools import ReadTools
from mcp_servers.filesystem.search_tools import SearchTools
from mcp_servers.filesystem.workspace import Workspace
from mcp_servers.filesystem.write_tools import WriteTools


def filesystem_tools(workspace: Workspace, journal: Journal) -> list[Tool[Any]]:
    """Tools for the files of `workspace`, each change of which is kept in `journal`."""
    mutations = Mutations(workspace.roots, workspace.beneath, journal)
    undoing = Undoing(workspace.roots, workspace.beneath, journal)
    showing = Showing(workspace.roots, workspace.beneath, journal, undoing)
    return [
        *ReadTools(workspace).tools(),
        *WriteTools(workspace, mutations).tools(),
        *ArchiveTools(workspace, mutations).tools(),
        *FolderTools(workspace).tools(),
        *SearchTools(workspace).tools(),
        *ChangeTools(workspace.roots, undoing, showing).tools(),
    ]
