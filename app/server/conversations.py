"""What can be done with a conversation beyond ChatKit's protocol: versions, search, export, and what is known of it."""

from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from chatkit.store import NotFoundError
from chatkit.types import (
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    UserMessageTextContent,
)

from app.base.errors import NotHereError, RequestError
from app.server.changes import Changes
from app.server.chatkit_mends import MendedServer
from app.server.exporting import Exported, as_json, as_markdown
from app.store.branches import Branches
from app.store.message_facts import MessageFacts
from app.store.search import search
from app.store.threads import ThreadStore, all_items, new_id

GiveUp = Callable[[ThreadMetadata], AsyncIterator[ThreadStreamEvent]]


class Conversations:
    """The conversations in `store`, which `chat` answers; `give_up` ends what still waits for a yes in one of them.

    All methods raise RequestError or NotHereError.
    """

    def __init__(self, chat: MendedServer, store: ThreadStore, changes: Changes, give_up: GiveUp) -> None:
        self._chat = chat
        self._store = store
        self._changes = changes
        self._give_up = give_up
        self._branches = Branches(store)
        self._facts = MessageFacts(store.database)

    async def edit(self, thread_id: str, item_id: str, text: str) -> str:
        """Put a new version of a message in its place; gives its id. The old one is kept with all that followed it."""
        with _found():
            async with self._chat.alone(thread_id) as thread:
                item = await self._store.load_item(thread_id, item_id, None)
                if not isinstance(item, UserMessageItem):
                    raise RequestError("Only a message of yours can be changed.")
                await self._settle(thread)
                changed = item.model_copy(
                    update={
                        "id": new_id("message"),
                        "created_at": datetime.now().astimezone(),
                        "content": [UserMessageTextContent(text=text)],
                    }
                )
                await self._branches.begin(thread_id, item_id, changed)
        return changed.id

    async def show_version(self, thread_id: str, item_id: str, index: int) -> str:
        """Let the thread go on with another version of a message; gives the id of its message."""
        with _found():
            async with self._chat.alone(thread_id) as thread:
                await self._settle(thread)
                return await self._branches.show(thread_id, item_id, index)

    async def facts(self, thread_id: str, item_ids: Sequence[str]) -> Mapping[str, Any]:
        """By id, what is known of messages: `model`, `sent_to`, `branch`, and how many `changes` can be undone."""
        models = await self._facts.models(thread_id, item_ids)
        sent = await self._facts.destinations(thread_id, item_ids)
        places = await self._branches.places(thread_id, item_ids)
        changes = await self._changes.described(await self._facts.changes(thread_id, item_ids))
        told: dict[str, dict[str, Any]] = {item_id: {} for item_id in item_ids}
        for item_id, facts in told.items():
            facts["changes"] = sum(each["asked"] == item_id and not each["undone"] for each in changes)
            facts["model"] = models.get(item_id)
            facts["sent_to"] = sent.get(item_id, [])
            facts["branch"] = asdict(places[item_id]) if item_id in places else None
        return told

    async def changes_of(self, thread_id: str, item_id: str) -> Sequence[Mapping[str, Any]]:
        """What was changed for the answer to a message of the user, newest first."""
        return (await self._changes.described(await self._facts.changes(thread_id, [item_id])))[::-1]

    async def search(self, query: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Messages and titles that have all words of `query`, newest first."""
        return [asdict(hit) for hit in await search(self._store.database, query, limit)]

    async def export(self, thread_id: str, form: Literal["markdown", "json"]) -> Exported:
        """A whole conversation as a file."""
        with _found():
            thread = await self._store.load_thread(thread_id, None)
        items = await all_items(self._store, thread_id)
        ids = [item.id for item in items]
        models, sent = await self._facts.models(thread_id, ids), await self._facts.destinations(thread_id, ids)
        if form == "markdown":
            return as_markdown(thread, items, models, sent)
        return as_json(thread, items, models, sent, await self._branches.hidden(thread_id))

    async def _settle(self, thread: ThreadMetadata) -> None:
        """Whatever still waits for a yes is not done: what follows it is about to leave the thread."""
        async for event in self._give_up(thread):
            await self._keep(thread.id, event)

    async def _keep(self, thread_id: str, event: ThreadStreamEvent) -> None:
        if isinstance(event, ThreadItemDoneEvent):
            await self._store.add_thread_item(thread_id, event.item, None)
        elif isinstance(event, ThreadItemReplacedEvent):
            await self._store.save_item(thread_id, event.item, None)


@contextmanager
def _found() -> Generator[None]:
    try:
        yield
    except NotFoundError as error:
        raise NotHereError(f"{error}.") from error
