"""Everything behind the page, built and joined. Its imports stand inside functions: they take seconds."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.config import Config
from app.base.errors import ConfigError, ProviderError, StoreError
from app.base.live_settings import LiveSettings
from app.base.program import MOVED, is_packaged, was_moved
from app.server.backend import Backend, BackendHolder
from app.store.database import Database
from app.store.ui_state import UiStateStore
from app.version import VERSION

if TYPE_CHECKING:
    from app.agent.models import ModelSelector
    from app.tools.host import ToolHost

logger = logging.getLogger(__name__)

LOOK_FOR_PROGRAM_SECONDS = 5.0


async def build(config: Config, database: Database, holder: BackendHolder, url: str) -> Backend:
    """Build everything behind the page at `url`. What cannot be used becomes a notice; the rest works."""
    from app.agent.assistant import Guidance
    from app.agent.builtin.process import BuiltinServer
    from app.agent.choices import ModelChoices
    from app.agent.downloads.library import Library
    from app.agent.downloads.running import DownloadedModels
    from app.agent.models import ModelSelector
    from app.base.background import BackgroundTasks
    from app.server.asking import Asking
    from app.server.assistant_server import AssistantServer
    from app.server.attached import AttachmentReader
    from app.server.changes import Changes, undo_answer
    from app.server.conversations import Conversations
    from app.server.granted import Granted
    from app.server.pictures import fetch_picture
    from app.server.reminders import Reminders
    from app.server.user_tasks import SERVER, UserTasks, watch_tasks
    from app.store.attachments import FileAttachments
    from app.store.guidance import GuidanceStore
    from app.store.permissions import PermissionStore
    from app.store.threads import ThreadStore
    from app.tools.calls import ToolCall
    from app.tools.host import ToolHost
    from app.tools.memory_server import MemoryServer
    from app.tools.server_process import ServerProcess
    from app.tools.servers import bundled_servers, document_reader

    tell = holder.broadcaster.send
    # What the user should know, by what it is about.
    notices: dict[str, list[str]] = {"settings": [*config.problems, *prepare_folders(config)]}
    background, builtin = BackgroundTasks(), BuiltinServer()
    downloaded = DownloadedModels(background)

    def changed(call: ToolCall) -> None:
        if call.server == SERVER:
            tell("tasks.changed")
        tell("changes.changed")

    guidance = GuidanceStore(database)
    host = ToolHost(bundled_servers(config), changed, [MemoryServer(guidance.remember)])
    selector = ModelSelector(config, builtin, downloaded)

    async def use_settings(new: Config, changed: frozenset[str]) -> None:
        notices["settings"] = [*new.problems, *prepare_folders(new)]
        if "folders" in changed:
            files, _ = bundled_servers(new)
            await host.replace(files)
        selector.use(new)
        await asyncio.to_thread(holder.desk.use, new)
        await _choose(selector, notices)
        tell("state.changed")

    settings = LiveSettings(config, use_settings)
    library = Library(
        lambda: settings.now,
        background,
        moved=lambda: tell("downloads.changed"),
        changed=lambda: (tell("downloads.changed"), tell("state.changed")),
        release=downloaded.release,
    )
    problem: StoreError | None = None
    try:
        await database.open()
    except StoreError as error:
        logger.warning("The database cannot be opened: %s", error.detail)
        problem = error
        notices["database"] = [str(error)]

    async def settle() -> None:
        """What the first question can wait for, but the page need not."""
        await asyncio.gather(host.start(), _choose(selector, notices))
        tell("state.changed")
        background.start(reminders.watch(lambda: tell("reminders.due")), name="reminders")
        if selector.chosen is not None and selector.chosen.provider == "builtin":
            # The first question tells what is wrong, if anything is.
            with suppress(ProviderError):
                await builtin.start()

    async def close() -> None:
        await background.close()
        await asyncio.gather(host.close(), selector.close(), builtin.close(), downloaded.close(), reader.close())

    background.start(
        watch_tasks(config.data.tasks_database, lambda: holder.broadcaster.listened_to, lambda: tell("tasks.changed")),
        name="watch tasks",
    )
    reminders = Reminders(host, UiStateStore(database, "reminders"), config.data.tasks_database)
    background.start(settle(), name="servers and model")
    background.start(builtin.rest_when_idle(), name="model rests")
    background.start(_tell_when_moved(notices, lambda: tell("state.changed")), name="watch program")
    store = ThreadStore(database)
    attachments = FileAttachments(config.data.attachments, store, url)
    permissions = PermissionStore(database)
    changes = Changes(host)
    laid_out = Path(tempfile.mkdtemp(prefix="deskhand-"))
    reader = AttachmentReader(attachments, ServerProcess(document_reader(config, laid_out), background), laid_out)

    async def guided() -> Guidance:
        memories = [memory.text for memory in await guidance.memories()]
        return Guidance(settings.now.instructions, await guidance.folder_instructions(), memories, settings.now.team)

    asking = Asking(permissions, store, host, lambda: settings.now.folders)
    chat = AssistantServer(store, attachments, host, selector, background, holder.broadcaster, asking, reader, guided)
    return Backend(
        chat=None if problem else chat,
        tasks=UserTasks(host),
        reminders=reminders,
        attachments=attachments,
        changes=changes,
        permissions=Granted(permissions, store, host),
        conversations=Conversations(chat, store, changes, asking.give_up),
        settings=settings,
        guidance=guidance,
        meter=chat.meter,
        downloads=library,
        models=ModelChoices(settings, selector, UiStateStore(database, "models")),
        picture=fetch_picture,
        undo_answer=lambda thread_id, item_id: undo_answer(store, changes, thread_id, item_id),
        state=lambda: _state(settings.now, selector, host, notices),
        close=close,
        problem=problem,
    )


def prepare_folders(config: Config) -> list[str]:
    """Make the granted folders that are missing; what cannot be used is said in sentences."""
    from app.tools.servers import create_granted_folder

    problems: list[str] = []
    for folder in config.folders:
        try:
            create_granted_folder(folder)
        except OSError as error:
            problems.append(f"The folder {folder} cannot be used: {error.strerror or error}.")
    return problems


async def _tell_when_moved(notices: dict[str, list[str]], tell: Callable[[], None]) -> None:
    """Say it as soon as the packaged app is no longer where it was started."""
    while is_packaged():
        await asyncio.sleep(LOOK_FOR_PROGRAM_SECONDS)
        if was_moved():
            notices["program"] = [MOVED]
            tell()
            return


async def _choose(selector: "ModelSelector", notices: dict[str, list[str]]) -> None:
    notices["model"] = []
    try:
        await selector.current()
    except ConfigError as error:
        notices["model"] = [str(error)]


def _state(
    config: Config, selector: "ModelSelector", host: "ToolHost", notices: Mapping[str, Sequence[str]]
) -> Mapping[str, Any]:
    """What GET /api/state says once everything is there."""
    chosen, said = selector.chosen, list(dict.fromkeys(each for part in notices.values() for each in part))
    return {
        "ready": True,
        "version": VERSION,
        "model": {
            "provider": chosen.provider if chosen else "",
            "name": chosen.name if chosen else "",
            "label": chosen.label if chosen else "No model" if notices.get("model") else "Looking for a model…",
            "remote": bool(chosen and chosen.remote),
        },
        "servers": [
            {"name": server.spec.name, "status": server.status, "message": server.problem}
            for server in host.processes.values()
        ],
        "folders": [str(folder) for folder in config.folders],
        "notices": [{"level": "warning", "message": notice} for notice in said],
    }
