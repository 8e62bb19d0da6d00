"""From a command line to a running server."""

import argparse
import gc
import logging
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcp_servers.common.offer import Offer


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Options that both servers take."""
    parser.add_argument("--http", metavar="PORT", type=int, help="serve over HTTP on 127.0.0.1 instead of stdio")


def run_server(make: Callable[[], "Offer"], http_port: int | None) -> int:
    """Make what a server offers and serve until its client leaves. Returns the exit status.

    `make` imports what it needs: the collector is off meanwhile, as it only finds live objects then and
    takes a fifth of the start.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    gc.disable()
    try:
        _serve(make(), http_port)
    except (OSError, ValueError) as error:
        # The text of an OSError can hold a path or an address; its number says enough.
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        sys.stderr.write(f"Cannot start: {reason}.\n")
        return 1
    return 0


def _serve(offer: "Offer", http_port: int | None) -> None:
    if http_port is not None:
        from mcp_servers.common.http import serve_http
        from mcp_servers.common.server import make_server

        server = make_server(offer)
        _collect_from_here_on()
        serve_http(server, http_port)
        return
    from mcp_servers.common.stdio import serve_stdio

    _collect_from_here_on()
    serve_stdio(offer)


def _collect_from_here_on() -> None:
    """What is loaded by now lives as long as the process, so the collector need not look at it again."""
    gc.freeze()
    gc.enable()
