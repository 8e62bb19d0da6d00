"""Measures what trust costs: asking, remembering and undoing. `uv run --no-sync python -m tests.perf.trust`.

Prints a table and ends with 1 when a figure is over its limit. Not part of the tests: a busy machine would fail it.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    HiddenContextItem,
    InferenceOptions,
    ThreadItem,
    ThreadMetadata,
    UserMessageItem,
    UserMessageTextContent,
)

from app.agent.context import fitted
from app.agent.history import ToolRecord, model_input
from app.base.config import read_config
from app.server.asking import Asking
from app.store.database import Database
from app.store.permissions import PermissionStore
from app.store.threads import ThreadStore, all_items
from app.tools.calls import ToolCall
from app.tools.host import ToolHost
from app.tools.preview import preview
from app.tools.servers import bundled_servers
from tests.perf.table import Row, report
from tests.running import app_as_program

ITEMS, CHANGES, PERMISSIONS, LINES = 2_000, 10_000, 100, 300
CALLS, BUILDS, LOOKS = 200, 20, 20


async def median(times: int, work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds that `work` takes, the middle one of `times`, after one that warms up."""
    found: list[float] = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        await work()
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found[1:])


async def asking_milliseconds(folder: Path) -> float:
    """What the check and the diff of an edit add to a call."""
    granted = folder / "granted"
    granted.mkdir()
    (granted / "note.txt").write_text("".join(f"line {number}\n" for number in range(LINES)), encoding="utf-8")
    (folder / "settings.toml").write_text(f"folders = [{json.dumps(str(granted))}]\n", encoding="utf-8")
    database = Database(folder / "deskhand.db")
    permissions, host = PermissionStore(database), ToolHost(bundled_servers(read_config(folder, os.environ)))
    for number in range(PERMISSIONS):
        await permissions.allow("filesystem", "write_file", str(granted / str(number)), None, None)
    await host.start()
    asking = Asking(permissions, ThreadStore(database), host, lambda: [granted])
    edit = {"path": "note.txt", "edits": [{"oldText": "line 7\n", "newText": "another\n"}]}
    call = ToolCall("call", "filesystem", "edit_file", "Edit file", edit)

    async def check() -> None:
        assert (await asking.judge(call, "thread", [], only_reads=False)).must_ask
        assert "+another" in (await preview(call, partial(host.call, "filesystem"))).diff

    try:
        return await median(CALLS, check)
    finally:
        await host.close()
        await database.close()


def item(number: int, now: datetime) -> ThreadItem:
    """One of a conversation of questions, calls and answers."""
    name, words = f"item{number}", f"Message {number}, with some words in it that go on for a line or two. " * 4
    match number % 4:
        case 0:
            return UserMessageItem(
                id=name, thread_id="t", created_at=now, content=[UserMessageTextContent(text=words)], attachments=[],
                inference_options=InferenceOptions(),
            )  # fmt: skip
        case 3:
            return AssistantMessageItem(
                id=name, thread_id="t", created_at=now, content=[AssistantMessageContent(text=words)]
            )
        case _:
            record = ToolRecord(f"call{number}", "read_text_file", json.dumps({"path": name}), words * 4, "filesystem")
            return HiddenContextItem(id=name, thread_id="t", created_at=now, content=record.to_content())


async def input_milliseconds(folder: Path) -> float:
    """What a model is given of a long conversation, from the database on."""
    store, now = ThreadStore(Database(folder / "long.db")), datetime.now().astimezone()
    await store.save_thread(ThreadMetadata(id="t", created_at=now, title="x"), None)
    for number in range(ITEMS):
        await store.add_thread_item("t", item(number, now), None)

    async def build() -> None:
        assert fitted(model_input(await all_items(store, "t")), 8_000)

    try:
        return await median(BUILDS, build)
    finally:
        await store.database.close()


async def fill_journals(folder: Path) -> None:
    """As many changes as the panel is to show, half of them of files."""
    host = ToolHost(bundled_servers(read_config(folder, os.environ)))
    await host.start()
    try:
        for number in range(CHANGES // 2):
            await host.call("tasks", "add_task", {"title": f"task {number}"})
            await host.call("filesystem", "create_directory", {"path": f"folder {number}"})
    finally:
        await host.close()


def panel_milliseconds(folder: Path) -> float:
    """What the page waits for when it opens the changes."""
    granted = folder / "granted"
    granted.mkdir()
    (folder / "settings.toml").write_text(f"folders = [{json.dumps(str(granted))}]\n", encoding="utf-8")
    asyncio.run(fill_journals(folder))
    found: list[float] = []
    variables = {"LLM_PROVIDER": "builtin", "HOME": str(folder)}
    with app_as_program(folder, **variables) as program, program.client.http() as http:
        for _ in range(LOOKS + 1):
            begun = time.perf_counter()
            changes = http.get("/api/changes").raise_for_status().json()["changes"]
            found.append((time.perf_counter() - begun) * 1000)
            assert len(changes) == 100
    return statistics.median(found[1:])


def in_folder(measure: Callable[[Path], float]) -> float:
    with tempfile.TemporaryDirectory() as folder, suppress(FileNotFoundError):
        place = Path(folder) / "data"
        place.mkdir(mode=0o700)
        return measure(place)
    raise AssertionError("the folder is gone")


def main() -> int:
    def asked(folder: Path) -> float:
        return asyncio.run(asking_milliseconds(folder))

    def built(folder: Path) -> float:
        return asyncio.run(input_milliseconds(folder))

    return report([
        Row("permission check and diff of a call", in_folder(asked), 5, "ms"),
        Row("model input of 2,000 items", in_folder(built), 50, "ms"),
        Row("changes panel with 10,000 entries", in_folder(panel_milliseconds), 100, "ms"),
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
