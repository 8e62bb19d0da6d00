"""Reminders of tasks: here it is known which are due; the page, which speaks the user's language, shows them."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.base.errors import DeskhandError
from app.server.user_tasks import PAGE, SERVER, written
from app.store.ui_state import UiStateStore
from app.tools.host import ToolHost

logger = logging.getLogger(__name__)

LOOK_SECONDS = 10.0


class Reminders:
    """Each is handed out once, also when it became due while the app was not running."""

    def __init__(
        self,
        host: ToolHost,
        kept: UiStateStore,
        tasks: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._host = host
        self._kept = kept
        self._tasks = tasks
        self._clock = clock
        self._before: tuple[int, ...] | None = None
        self._set: Sequence[Mapping[str, Any]] = ()

    async def watch(self, tell: Callable[[], None], pause: float = LOOK_SECONDS) -> None:
        """Call `tell` for as long as one is due that nobody has taken. Never returns."""
        while True:
            try:
                if await self._due(await self._state()):
                    tell()
            except DeskhandError as error:
                # Said elsewhere already; the next look may find it mended.
                logger.info("Reminders cannot be looked for: %s", type(error).__name__)
            await asyncio.sleep(pause)

    async def take(self) -> Sequence[Mapping[str, Any]]:
        """All that are due, earliest first; they are not handed out again."""
        state = await self._state()
        due = await self._due(state)
        if due:
            open_ones = {str(task["id"]) for task in self._set}
            told = {number: moment for number, moment in state["told"].items() if number in open_ones}
            told |= {str(task["id"]): task["remind_at"] for task in due}
            await self._kept.save({**state, "told": told})
        return [{"id": task["id"], "title": task["title"], "remind_at": task["remind_at"]} for task in due]

    async def _state(self) -> Mapping[str, Any]:
        """Since when we remind, and of which tasks we have, with the moments that were set then."""
        state = await self._kept.load()
        if not state:
            # What was due before anybody could be reminded is old news.
            state |= {"since": _text(self._clock()), "told": {}}
            await self._kept.save(state)
        return state

    async def _due(self, state: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        await self._look()
        now, told = _text(self._clock()), state["told"]
        return [
            task
            for task in self._set
            if state["since"] <= task["remind_at"] <= now and told.get(str(task["id"])) != task["remind_at"]
        ]

    async def _look(self) -> None:
        """Read the tasks again if they were written since the last time."""
        marks = await asyncio.to_thread(written, self._tasks)
        if marks == self._before:
            return
        asked = {"status": "open", "sort": "remind", "limit": PAGE}
        outcome = await self._host.call(SERVER, "list_tasks", asked)
        if not outcome.failed:
            self._set = [task for task in outcome.structured["tasks"] if task.get("remind_at")]
            self._before = marks


def _text(moment: datetime) -> str:
    """As the tasks server keeps moments, so that they can be compared."""
    return moment.astimezone(UTC).isoformat(timespec="minutes")
