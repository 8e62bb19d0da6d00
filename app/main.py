"""The composition root: the only place that builds the parts and joins them.

The page is served at once; the chat stack takes seconds to import, so it is imported in a thread and only when the
page has been painted. That is why its imports stand inside functions here.
"""

import asyncio
import gc
import importlib
import json
import logging
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.base.browser import open_in_browser
from app.base.config import Config
from app.base.errors import DeskhandError
from app.base.logs import set_up_logging
from app.base.stopping import stop_on_eof, stop_on_signals
from app.building import build, prepare_folders
from app.server.app import create_app
from app.server.backend import Backend, BackendHolder
from app.server.security import Access
from app.server.serving import HOST, listen, serving
from app.store.database import Database
from app.store.ui_state import UiStateStore

logger = logging.getLogger(__name__)

CHAT_STACK = ("app.server.assistant_server", "app.agent.models", "app.store.threads", "app.tools.host")


def run(config: Config, *, port: int = 0, window: bool = True, as_json: bool = False, exit_on_eof: bool = False) -> int:
    """Serve the page, show it, and end everything together. Returns the exit status.

    Raises DataFolderError or PortInUseError before anything was started.
    """
    config.data.create()
    set_up_logging(config.data.logs)
    for problem in config.problems:
        sys.stderr.write(f"deskhand: {problem}\n")
    database = Database(config.database)
    access, holder = Access(), BackendHolder(UiStateStore(database))
    painted, stop = threading.Event(), threading.Event()
    sock = listen(port)
    url = f"http://{HOST}:{sock.getsockname()[1]}/"

    async def load() -> Backend:
        await asyncio.to_thread(painted.wait)
        for module in CHAT_STACK:
            await asyncio.to_thread(importlib.import_module, module)
        backend = await build(config, database, holder, url)
        # What is there by now stays to the end: looking through it again for garbage would cost every answer.
        gc.freeze()
        return backend

    stop_on_signals(stop)
    if exit_on_eof:
        stop_on_eof(stop)
    with serving(create_app(access, holder, load, page_folder(), config.frontend), sock, holder.broadcaster.end):
        if as_json:
            _print({"url": url, "token": access.token, "pid": os.getpid(), "data_dir": str(config.data.root)})
        if not window or not _show_window(config, url, access, painted, stop):
            painted.set()
            if not as_json:
                _show_address(url, access, in_browser=window)
            stop.wait()
        painted.set()
    return 0


def evaluate(config: Config, file: Path) -> int:
    """What the built-in model chooses for each line of `file`, among the tools of the bundled servers."""
    from app.agent.builtin.evaluation import evaluate as evaluate_lines
    from app.tools.host import ToolHost
    from app.tools.servers import bundled_servers

    config.data.create()
    prepare_folders(config)

    async def run_lines() -> int:
        host = ToolHost(bundled_servers(config))
        try:
            await host.start()
            return await evaluate_lines(file, {tool.name: tool.params_json_schema for tool in host.tools()})
        finally:
            await host.close()

    return asyncio.run(run_lines())


def page_folder() -> Path:
    """Where the built page lies: inside the installed package, or beside the sources. Raises DeskhandError."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_web", package.parent / "web" / "dist"):
        if (folder / "index.html").is_file():
            return folder
    raise DeskhandError(
        "The page of Deskhand was not built. Run `uv sync --reinstall-package deskhand`, then start it again."
    )


def _show_window(config: Config, url: str, access: Access, painted: threading.Event, stop: threading.Event) -> bool:
    """Show the window until it is closed; False when there can be none, after saying why."""
    from app.desktop.probe import why_no_window
    from app.desktop.window import show_window

    reason = why_no_window(config.environment)
    if reason:
        sys.stderr.write(f"deskhand: No window can be opened: {reason}\n")
        return False
    show_window(f"{url}launch?code={access.new_code()}", painted, stop, root=_is_superuser())
    return True


def _is_superuser() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _show_address(url: str, access: Access, *, in_browser: bool) -> None:
    """Open the default browser, or print where the page is for one that the user opens."""
    address = f"{url}launch?code={access.new_code()}"
    if in_browser and open_in_browser(address):
        sys.stderr.write("deskhand: It is open in your browser instead. Ctrl+C ends it.\n")
        return
    sys.stdout.write(f"Deskhand is running. Open {address} in a browser. Ctrl+C ends it.\n")
    sys.stdout.flush()


def _print(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
