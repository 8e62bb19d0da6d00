from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from mcp_servers.common.data_folder import data_folder, make_private_folder
from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.guards import Guards
from mcp_servers.filesystem.journal.journal import Journal
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.roots import Roots
from mcp_servers.filesystem.secrets import Secrets
from mcp_servers.filesystem.workspace import Workspace
from tests.mcp_servers.calling import make_filesystem_server


@pytest.fixture
def granted(tmp_path: Path) -> Path:
    """The one folder that the server may use."""
    folder = tmp_path / "granted"
    folder.mkdir()
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside it, with a file that nobody may see."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text("SECRET", encoding="utf-8")
    return folder


@pytest.fixture
def server(granted: Path) -> Server[dict[str, Any]]:
    return make_filesystem_server([str(granted)])


@pytest.fixture
def workspace(granted: Path) -> Workspace:
    make_private_folder(data_folder())
    roots = Roots([str(granted)])
    return Workspace(roots, Beneath(Secrets(str(data_folder())), Guards(roots.all)))


@pytest.fixture
def journal() -> Journal:
    return Journal(data_folder() / "journal")


@pytest.fixture
def mutations(workspace: Workspace, journal: Journal) -> Mutations:
    return Mutations(workspace.roots, workspace.beneath, journal)
