"""What a model is given of a conversation, and how much room that takes."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from agents import TResponseInputItem
from chatkit.store import NotFoundError
from chatkit.types import ThreadItem, UserMessageItem

from app.agent.assistant import Guidance, instructions
from app.agent.context import Budgets, Summary, fitted, to_summarise
from app.agent.history import Attached, placed_input
from app.agent.models import ChosenModel
from app.agent.providers import BUILTIN, DOWNLOADED
from app.base.errors import NotHereError, RequestError
from app.server.attached import AttachmentReader
from app.server.meter import measured
from app.store.spending import SpendingStore, Spent
from app.store.summaries import SummaryStore
from app.store.threads import ThreadStore, all_items
from app.tools.host import ToolHost

UNSEEN = "(a picture, and you are a model that cannot see pictures)"


class ModelInput:
    """Makes the input of a model from what a thread holds, within the room that the model has."""

    def __init__(
        self, store: ThreadStore, reader: AttachmentReader, guidance: Callable[[], Awaitable[Guidance]]
    ) -> None:
        self._store = store
        self._reader = reader
        self._guidance = guidance
        self._budgets = Budgets()
        self._summaries = SummaryStore(store.database)
        # The models that have refused pictures.
        self._blind: set[str] = set()

    async def conversation(self, thread_id: str, chosen: ChosenModel) -> list[TResponseInputItem]:
        """The conversation, shortened where it would be too long."""
        places, whole = await self._whole(thread_id, chosen)
        return fitted(whole, self._budgets.of(chosen), await self._summary(thread_id, places, chosen))

    async def unsummarised(self, thread_id: str, chosen: ChosenModel) -> tuple[str, str] | None:
        """The item up to which the conversation should be summarised now, and what of; None: it need not be."""
        places, whole = await self._whole(thread_id, chosen)
        summary = await self._summary(thread_id, places, chosen)
        found = to_summarise(whole, self._budgets.of(chosen), summary)
        return (places[found[0] - 1], found[1]) if found else None

    async def instructions(self) -> tuple[str, Guidance]:
        """The system prompt of now, and what of it is the user's."""
        guidance = await self._guidance()
        return instructions(datetime.now().astimezone(), guidance), guidance

    async def give_less(self, thread_id: str, chosen: ChosenModel) -> bool:
        """Give the model less from now on, which said that this was too much; False when there is too little left."""
        return self._budgets.shrink(chosen, await self.conversation(thread_id, chosen))

    async def leave_out_pictures(self, thread_id: str, chosen: ChosenModel) -> bool:
        """Give the model no more pictures, which refused them; False when it was given none."""
        _, whole = await self._whole(thread_id, chosen)
        shown = any('"input_image"' in json.dumps(entry) for entry in whole)
        self._blind.add(chosen.id)
        return shown

    async def meter(
        self, thread_id: str | None, chosen: ChosenModel, host: ToolHost, spending: SpendingStore
    ) -> Mapping[str, Any]:
        """How full the model is with this conversation (a new one for None), and what it has cost."""
        places, whole = await self._whole(thread_id, chosen) if thread_id else ([], [])
        summary = await self._summary(thread_id, places, chosen) if thread_id else None
        limit, (said, _) = self._budgets.of(chosen), await self.instructions()
        beside = self._budgets.learned(chosen)
        measure = measured(chosen, limit, said, host, whole, fitted(whole, limit, summary), beside=beside)
        spent = await spending.spent(thread_id) if thread_id else Spent()
        told = {"chosen": chosen.id, "thinks": chosen.thinks, "effort": chosen.effort}
        return {**measure, **told, "spent": spent.shown()}

    async def check(self, thread_id: str) -> None:
        """Raise NotHereError when there is no such conversation."""
        try:
            await self._store.load_thread(thread_id, None)
        except NotFoundError as error:
            raise NotHereError("This conversation is not there any more.") from error

    async def _whole(self, thread_id: str, chosen: ChosenModel) -> tuple[list[str], list[TResponseInputItem]]:
        """All of a conversation, and for each entry the item that it comes from."""
        items = await all_items(self._store, thread_id)
        placed = placed_input(items, await self._attached(items, chosen))
        return [item_id for item_id, _ in placed], [entry for _, entry in placed]

    async def _summary(self, thread_id: str, places: Sequence[str], chosen: ChosenModel) -> Summary | None:
        """The summary that covers most. The built-in model reads the last few messages only."""
        if chosen.provider == BUILTIN:
            return None
        last = {item_id: at for at, item_id in enumerate(places)}
        kept = await self._summaries.of(thread_id)
        return next((Summary(last[item_id] + 1, text) for item_id, text in kept if item_id in last), None)

    async def _attached(self, items: Sequence[ThreadItem], chosen: ChosenModel) -> Mapping[str, Attached]:
        """What is attached to the messages. The built-in model could make nothing of it."""
        if chosen.provider == BUILTIN:
            return {}
        ids = [each.id for item in items if isinstance(item, UserMessageItem) for each in item.attachments]
        found: dict[str, Attached] = {}
        for each in ids:
            # One that was deleted since is only named.
            with suppress(RequestError):
                read = await self._reader.read(each)
                unseen = read.image_url and (chosen.provider == DOWNLOADED or chosen.id in self._blind)
                found[each] = Attached(read.name, text=UNSEEN) if unseen else read
        return found
