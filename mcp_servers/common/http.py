"""MCP over streamable HTTP, on this computer only."""

import socket
import sys
from typing import Any

import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings

HOST = "127.0.0.1"


def serve_http(server: Server[Any], port: int) -> None:
    """Serve at `http://127.0.0.1:PORT/mcp` until SIGTERM or SIGINT; port 0 takes a free one.

    The address is printed on stderr once the port is taken.

    Raises:
        OSError: the port is in use.
    """
    listener = socket.create_server((HOST, port))
    port = listener.getsockname()[1]
    app = server.streamable_http_app(streamable_http_path="/mcp", transport_security=_own_pages_only(port))
    sys.stderr.write(f"http://{HOST}:{port}/mcp\n")
    sys.stderr.flush()
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def _own_pages_only(port: int) -> TransportSecuritySettings:
    # Without this a page in the browser could reach the server through a name that resolves to 127.0.0.1.
    own = [f"{HOST}:{port}", f"localhost:{port}"]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True, allowed_hosts=own, allowed_origins=[f"http://{name}" for name in own]
    )
