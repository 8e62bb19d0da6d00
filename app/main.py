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
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.config import Config
from app.base.errors import ConfigError, DeskhandError, ProviderError, StoreError
from app.base.instance import Instance, Whereabouts
from app.base.logs import set_up_logging
from app.base.stopping import stop_on_eof, stop_on_signals
from app.front import Front, absolute, refuse_second_server, second_start, show_address
from app.server.app import create_app
from app.server.backend import Backend, BackendHolder
from app.server.desk_api import QUICK
from app.server.security import Access
from app.server.serving import HOST, listen, serving
from app.store.database import Database
from app.store.ui_state import UiStateStore
from app.version import VERSION

if TYPE_CHECKING:
    from app.agent.models import ModelSelector
    from app.tools.host import ToolHost

logger = logging.getLogger(__name__)

CHAT_STACK = ("app.server.assistant_server", "app.agent.models", "app.store.threads", "app.tools.host")


@dataclass(frozen=True, slots=True)
class Options:
    """How the app is started. `opened` are links and paths to be shown."""

    port: int = 0
    window: bool = True
    as_json: bool = False
    exit_on_eof: bool = False
    opened: Sequence[str] = ()
    quick: bool = False


def run(config: Config, options: Options) -> int:
    """Serve the page, show it, and end everything together. Returns the exit status.

    A second start with the same data folder brings the first to the front instead. Raises DataFolderError,
    PortInUseError or AlreadyRunningError before anything was started.
    """
    config.data.create()
    instance = Instance(config.data)
    place = instance.claim_or_find()
    if place is not None:
        if options.window:
            return second_start(instance, place, [QUICK] if options.quick else absolute(options.opened))
        raise refuse_second_server(instance)
    try:
        _run(config, options, instance)
    finally:
        instance.release()
    return 0


def _run(config: Config, options: Options, instance: Instance) -> None:
    set_up_logging(config.data.logs)
    for problem in config.problems:
        sys.stderr.write(f"deskhand: {problem}\n")
    database = Database(config.database)
    access, holder = Access(), BackendHolder(UiStateStore(database))
    painted, stop = threading.Event(), threading.Event()
    sock = listen(options.port)
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
    if options.exit_on_eof:
        stop_on_eof(stop)
    front = Front(config, url, access, holder, stop)
    if options.window:
        holder.desk = front
    with serving(create_app(access, holder, load, page_folder()), sock, holder.broadcaster.end):
        instance.announce(Whereabouts(url, access.visit, os.getpid()))
        if options.as_json:
            _print({"url": url, "token": access.token, "pid": os.getpid(), "data_dir": str(config.data.root)})
        if options.window:
            front.open(absolute(options.opened))
            if options.quick:
                front.quick()
            front.run(painted)
        else:
            painted.set()
            if not options.as_json:
                show_address(front.launch(), in_browser=False)
            stop.wait()
        painted.set()


def evaluate(config: Config, file: Path) -> int:
    """What the built-in model chooses for each line of `file`, among the tools of the bundled servers."""
    from app.agent.builtin.evaluation import evaluate as evaluate_lines
    from app.tools.host import ToolHost
    from app.tools.servers import bundled_servers

    config.data.create()
    _prepare_folders(config)

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


def _print(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def build(config: Config, database: Database, holder: BackendHolder, url: str) -> Backend:
    """Build everything behind the page at `url`. What cannot be used becomes a notice; the rest works."""
    from app.agent.builtin.process import BuiltinServer
    from app.agent.models import ModelSelector
    from app.base.background import BackgroundTasks
    from app.server.asking import Asking
    from app.server.assistant_server import AssistantServer
    from app.server.attached import AttachmentReader
    from app.server.changes import Changes, undo_answer
    from app.server.granted import Granted
    from app.server.user_tasks import SERVER, UserTasks, watch_tasks
    from app.store.attachments import FileAttachments
    from app.store.permissions import PermissionStore
    from app.store.threads import ThreadStore
    from app.tools.calls import ToolCall
    from app.tools.host import ToolHost
    from app.tools.server_process import ServerProcess
    from app.tools.servers import bundled_servers, document_reader

    tell = holder.broadcaster.send
    notices: list[object] = [*config.problems, *_prepare_folders(config)]
    background, builtin = BackgroundTasks(), BuiltinServer()

    def changed(call: ToolCall) -> None:
        if call.server == SERVER:
            tell("tasks.changed")
        tell("changes.changed")

    host = ToolHost(bundled_servers(config), changed)
    selector = ModelSelector(config, builtin)
    problem: StoreError | None = None
    try:
        await database.open()
    except StoreError as error:
        logger.warning("The database cannot be opened: %s", error.detail)
        problem = error

    async def settle() -> None:
        """What the first question can wait for, but the page need not."""
        await asyncio.gather(host.start(), _choose(selector, notices))
        tell("state.changed")
        if selector.chosen is not None and selector.chosen.provider == "builtin":
            # The first question tells what is wrong, if anything is.
            with suppress(ProviderError):
                await builtin.start()

    async def close() -> None:
        await background.close()
        await asyncio.gather(host.close(), selector.close(), builtin.close(), reader.close())

    background.start(
        watch_tasks(config.data.tasks_database, lambda: holder.broadcaster.listened_to, lambda: tell("tasks.changed")),
        name="watch tasks",
    )
    background.start(settle(), name="servers and model")
    store = ThreadStore(database)
    attachments = FileAttachments(config.data.attachments, store, url)
    permissions = PermissionStore(database)
    changes = Changes(host)
    laid_out = Path(tempfile.mkdtemp(prefix="deskhand-"))
    reader = AttachmentReader(attachments, ServerProcess(document_reader(config, laid_out), background), laid_out)
    asking = Asking(permissions, store, host, config.folders)
    chat = AssistantServer(store, attachments, host, selector, background, holder.broadcaster, asking, reader)
    return Backend(
        chat=None if problem else chat,
        tasks=UserTasks(host),
        attachments=attachments,
        changes=changes,
        permissions=Granted(permissions, store, host),
        undo_answer=lambda thread_id, item_id: undo_answer(store, changes, thread_id, item_id),
        state=lambda: _state(config, selector, host, [*notices, *filter(None, [problem])]),
        close=close,
        problem=problem,
    )


def _prepare_folders(config: Config) -> list[str]:
    from app.tools.servers import create_granted_folder

    problems: list[str] = []
    for folder in config.folders:
        try:
            create_granted_folder(folder)
        except OSError as error:
            problems.append(f"The folder {folder} cannot be used: {error.strerror or error}.")
    return problems


async def _choose(selector: "ModelSelector", notices: list[object]) -> None:
    try:
        await selector.current()
    except ConfigError as error:
        notices.append(error)


def _state(config: Config, selector: "ModelSelector", host: "ToolHost", notices: list[object]) -> Mapping[str, Any]:
    """What GET /api/state says once everything is there."""
    chosen = selector.chosen
    return {
        "ready": True,
        "version": VERSION,
        "model": {
            "provider": chosen.provider if chosen else "",
            "name": chosen.name if chosen else "",
            "label": chosen.label if chosen else "No model" if notices else "Looking for a model…",
            "remote": bool(chosen and chosen.remote),
        },
        "servers": [
            {"name": server.spec.name, "status": server.status, "message": server.problem}
            for server in host.servers.values()
        ],
        "folders": [str(folder) for folder in config.folders],
        "notices": [{"level": "warning", "message": str(notice)} for notice in dict.fromkeys(map(str, notices))],
    }
