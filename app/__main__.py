"""Reads argv and hands over before anything heavy is imported: MCP servers start through here as well."""

import multiprocessing
import sys


def main() -> None:
    """The console script `app`."""
    multiprocessing.freeze_support()
    from app.cli import main as run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
