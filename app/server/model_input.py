"""What a model is given of a conversation, and how much room that takes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from agents import TResponseInputItem
from chatkit.store import NotFoundError
from chatkit.types import ThreadItem, UserMessageItem

from app.agent.assistant import Guidance, instructions
from app.agent.context import Budgets, fitted
from app.agent.history import Attached, model_input
from app.agent.models import ChosenModel
from app.agent.providers import BUILTIN
from app.base.errors import NotHereError, RequestError
from app.server.attached import AttachmentReader
from app.server.meter import measured
from app.store.spending import SpendingStore, Spent
from app.store.threads import ThreadStore, all_items
from app.tools.host import ToolHost


class ModelInput:
    """Makes the input of a model from what a thread holds, within the room that the model has."""

    def __init__(
        self, store: ThreadStore, reader: AttachmentReader, guidance: Callable[[], Awaitable[Guidance]]
    ) -> None:
        self._store = store
        self._reader = reader
        self._guidance = guidance
        self._budgets = Budgets()

    async def conversation(self, thread_id: str, chosen: ChosenModel) -> list[TResponseInputItem]:
        """The conversation, shortened where it would be too long."""
        return fitted(await self._whole(thread_id, chosen), self._budgets.of(chosen))

    async def instructions(self) -> tuple[str, Guidance]:
        """The system prompt of now, and what of it is the user's."""
        guidance = await self._guidance()
        return instructions(datetime.now().astimezone(), guidance), guidance

    async def give_less(self, thread_id: str, chosen: ChosenModel) -> bool:
        """Give the model less from now on, which said that this was too much; False when there is too little left."""
        return self._budgets.shrink(chosen, await self.conversation(thread_id, chosen))

    async def meter(
        self, thread_id: str | None, chosen: ChosenModel, host: ToolHost, spending: SpendingStore
    ) -> Mapping[str, Any]:
        """How full the model is with this conversation (a new one for None), and what it has cost."""
        whole = await self._whole(thread_id, chosen) if thread_id else []
        limit, (said, _) = self._budgets.of(chosen), await self.instructions()
        measure = measured(chosen, limit, said, host, whole, fitted(whole, limit))
        spent = await spending.spent(thread_id) if thread_id else Spent()
        return {**measure, "chosen": chosen.id, "spent": spent.shown()}

    async def check(self, thread_id: str) -> None:
        """Raise NotHereError when there is no such conversation."""
        try:
            await self._store.load_thread(thread_id, None)
        except NotFoundError as error:
            raise NotHereError("This conversation is not there any more.") from error

    async def _whole(self, thread_id: str, chosen: ChosenModel) -> list[TResponseInputItem]:
        items = await all_items(self._store, thread_id)
        return model_input(items, await self._attached(items, chosen))

    async def _attached(self, items: Sequence[ThreadItem], chosen: ChosenModel) -> Mapping[str, Attached]:
        """What is attached to the messages. The built-in model could make nothing of it."""
        if chosen.provider == BUILTIN:
            return {}
        ids = [each.id for item in items if isinstance(item, UserMessageItem) for each in item.attachments]
        found: dict[str, Attached] = {}
        for each in ids:
            # One that was deleted since is only named.
            with suppress(RequestError):
                found[each] = await self._reader.read(each)
        return found
