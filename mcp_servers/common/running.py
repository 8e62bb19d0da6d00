"""From a command line to a running server."""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from mcp_servers.common.collector import collector_paused

if TYPE_CHECKING:
    from mcp_servers.common.offer import Offer


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Options that both servers take."""
    parser.add_argument("--http", metavar="PORT", type=int, help="serve over HTTP on 127.0.0.1 instead of stdio")


def run_server(make: Callable[[], "Offer"], http_port: int | None) -> int:
    """Make what a server offers and serve until its client leaves. Returns the exit status."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        _serve(make, http_port)
    except (OSError, ValueError) as error:
        # The text of an OSError can hold a path or an address; its number says enough.
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        sys.stderr.write(f"Cannot start: {reason}.\n")
        return 1
    return 0


def _serve(make: Callable[[], "Offer"], http_port: int | None) -> None:
    if http_port is None:
        with collector_paused():
            from mcp_servers.common.stdio import serve_stdio

            offer = make()
        serve_stdio(offer)
    else:
        with collector_paused():
            from mcp_servers.common.http import serve_http
            from mcp_servers.common.server import make_server

            server = make_server(make())
        serve_http(server, http_port)
