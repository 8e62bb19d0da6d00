"""`python -m mcp_servers.tasks [--db FILE] [--http PORT]`"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mcp_servers.common.running import add_common_options, run_server

if TYPE_CHECKING:
    from mcp_servers.common.offer import Offer


def main(argv: list[str] | None = None) -> int:
    """Serve until the client leaves; returns the exit status."""
    parser = argparse.ArgumentParser(prog="tasks", description="MCP server for the tasks of the person")
    parser.add_argument("--db", metavar="FILE", type=Path, help="the tasks file (default: tasks.db in the data folder)")
    add_common_options(parser)
    options = parser.parse_args(argv)

    def make() -> "Offer":
        from mcp_servers.common.data_folder import data_folder
        from mcp_servers.tasks.server import tasks_offer

        return tasks_offer(options.db or data_folder() / "tasks.db")

    return run_server(make, options.http)


if __name__ == "__main__":
    sys.exit(main())
