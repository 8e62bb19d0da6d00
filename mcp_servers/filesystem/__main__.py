"""`python -m mcp_servers.filesystem [DIR …] [--read-only-dir DIR …] [--read-only] [--disable-tool NAME …]
[--allow-secret PATH …] [--http PORT]`
"""

import argparse
import sys
from typing import TYPE_CHECKING

from mcp_servers.common.running import add_common_options, run_server

if TYPE_CHECKING:
    from mcp_servers.common.offer import Offer


def main(argv: list[str] | None = None) -> int:
    """Serve until the client leaves; returns the exit status."""
    options = _parser().parse_args(argv)
    if options.read_document is not None:
        from mcp_servers.filesystem.documents.worker import work

        return work(options.read_document, options.pages)
    folders: list[str] = options.folders
    if not folders and not options.read_only_dir:
        folders = [_own_folder()]

    def make() -> "Offer":
        from mcp_servers.filesystem.server import filesystem_offer

        return filesystem_offer(
            folders,
            read_only_folders=options.read_only_dir,
            read_only=options.read_only,
            disabled=options.disable_tool,
            allowed_secrets=options.allow_secret,
        )

    return run_server(make, options.http)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="filesystem", description="MCP server for files in the given folders")
    parser.add_argument("folders", metavar="DIR", nargs="*", help="a folder to work in (default: Documents/Deskhand)")
    parser.add_argument("--read-only", action="store_true", help="offer no tool that changes anything")
    parser.add_argument("--read-only-dir", metavar="DIR", action="append", default=[], help="a folder to read only")
    parser.add_argument(
        "--allow-secret", metavar="PATH", action="append", default=[], help="open a file of keys that is closed else"
    )
    parser.add_argument("--disable-tool", metavar="NAME", action="append", default=[], help="leave a tool out")
    # Not for people: how this server starts the process that reads a document.
    parser.add_argument("--read-document", metavar="SUFFIX", help=argparse.SUPPRESS)
    parser.add_argument("--pages", help=argparse.SUPPRESS)
    add_common_options(parser)
    return parser


def _own_folder() -> str:
    import platformdirs

    folder = platformdirs.user_documents_path() / "Deskhand"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


if __name__ == "__main__":
    sys.exit(main())
