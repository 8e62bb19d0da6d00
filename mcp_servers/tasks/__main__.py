"""`python -m mcp_servers.tasks [--db FILE] [--http PORT]`"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_servers.common.running import add_common_options, run_server

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server


def main(argv: list[str] | None = None) -> int:
    """Serve until the client leaves; returns the exit status."""
    parser = argparse.ArgumentParser(prog="tasks", description="MCP server for the tasks of the person")
    parser.add_argument("--db", metavar="FILE", type=Path, help="the tasks file (default: tasks.db in the data folder)")
    add_common_options(parser)
    options = parser.parse_args(argv)

    def make() -> "Server[Any]":
        from mcp_servers.common.data_folder import data_folder
        from mcp_servers.tasks.server import make_tasks_server

        return make_tasks_server(options.db or data_folder() / "tasks.db")

    return run_server(make, options.http)


if __name__ == "__main__":
    sys.exit(main())
