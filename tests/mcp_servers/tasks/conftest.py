from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import make_tasks_server
from tests.mcp_servers.tasks.moments import NOW


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "tasks.db"


@pytest.fixture
def server(db: Path) -> Server[dict[str, Any]]:
    """A server whose clock stands still: Monday 23 November 2026, half past three in Berlin."""
    return make_tasks_server(db, lambda: NOW)
