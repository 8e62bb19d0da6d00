"""Reminders of tasks, with the real tasks server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.server.reminders import Reminders
from app.store.database import Database
from app.store.ui_state import UiStateStore
from app.tools.host import ToolHost
from app.tools.servers import bundled_servers
from tests.running import config_for
from tests.waiting import PATIENCE_S


class Desk:
    """The tasks server, what is kept between starts, and a clock that can be put forward."""

    def __init__(self, data: Path) -> None:
        config = config_for(data)
        config.data.create()
        self.now = datetime.now(UTC)
        self.tasks = config.data.tasks_database
        self.host = ToolHost([spec for spec in bundled_servers(config) if spec.name == "tasks"])
        self.database = Database(config.database)

    def start(self) -> Reminders:
        return Reminders(self.host, UiStateStore(self.database, "reminders"), self.tasks, lambda: self.now)

    async def add(self, title: str, remind: str) -> None:
        outcome = await self.host.call("tasks", "add_task", {"title": title, "remind": remind})
        assert not outcome.failed, outcome.text


@asynccontextmanager
async def desk_in(data: Path) -> AsyncGenerator[Desk]:
    desk = Desk(data)
    await desk.database.open()
    await desk.host.start()
    yield desk
    await desk.host.close()
    await desk.database.close()


def titles(taken: object) -> list[str]:
    assert isinstance(taken, list)
    return [task["title"] for task in taken]  # pyright: ignore[reportUnknownVariableType]


async def test_a_reminder_is_handed_out_once_when_its_moment_comes(tmp_path: Path) -> None:
    async with desk_in(tmp_path / "data") as desk:
        reminders = desk.start()
        assert titles(await reminders.take()) == []
        await desk.add("Call Ann", "in 2 hours")
        assert titles(await reminders.take()) == []
        desk.now += timedelta(hours=3)
        assert titles(await reminders.take()) == ["Call Ann"]
        assert titles(await reminders.take()) == []


async def test_what_was_missed_while_the_app_was_closed_comes_together_at_the_next_start(tmp_path: Path) -> None:
    async with desk_in(tmp_path / "data") as desk:
        await desk.start().take()
        await desk.add("Water plants", "in 1 hour")
        await desk.add("Call Ann", "in 2 hours")
        desk.now += timedelta(days=2)
        assert titles(await desk.start().take()) == ["Water plants", "Call Ann"]
        assert titles(await desk.start().take()) == []


async def test_a_task_that_is_done_reminds_nobody(tmp_path: Path) -> None:
    async with desk_in(tmp_path / "data") as desk:
        reminders = desk.start()
        await reminders.take()
        await desk.add("Call Ann", "in 1 hour")
        await desk.host.call("tasks", "complete_task", {"task": "Call Ann"})
        desk.now += timedelta(days=2)
        assert titles(await reminders.take()) == []


async def test_the_page_is_told_until_it_has_taken_what_is_due(tmp_path: Path) -> None:
    async with desk_in(tmp_path / "data") as desk:
        reminders, told = desk.start(), asyncio.Queue[None]()
        await reminders.take()
        await desk.add("Call Ann", "in 1 hour")
        desk.now += timedelta(hours=2)
        watching = asyncio.create_task(reminders.watch(lambda: told.put_nowait(None), pause=0.0))
        for _ in range(2):
            await asyncio.wait_for(told.get(), PATIENCE_S)
        assert titles(await reminders.take()) == ["Call Ann"]
        watching.cancel()
