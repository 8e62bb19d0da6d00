"""Writes down, beside an answer, which model wrote it and which service elsewhere was given the conversation."""

from collections.abc import AsyncIterator

from chatkit.types import ThreadItemAddedEvent, ThreadItemDoneEvent, ThreadStreamEvent

from app.agent.models import ChosenModel
from app.store.message_facts import MessageFacts


def origin_of(chosen: ChosenModel) -> tuple[str, str] | None:
    """The provider and the host behind a model; None for one on this computer."""
    if not chosen.remote or chosen.client is None:
        return None
    return chosen.label.partition(" · ")[0], chosen.client.base_url.host


async def noting(
    facts: MessageFacts, thread_id: str, chosen: ChosenModel, events: AsyncIterator[ThreadStreamEvent]
) -> AsyncIterator[ThreadStreamEvent]:
    """The `events` of a run. What is sent away is written down before it is, so that no failure can hide it."""
    origin = origin_of(chosen)
    if origin is not None:
        await facts.sent(thread_id, *origin)
    begun: set[str] = set()
    try:
        async for event in events:
            if isinstance(event, ThreadItemAddedEvent) and event.item.type == "assistant_message":
                begun.add(event.item.id)
            elif isinstance(event, ThreadItemDoneEvent) and event.item.type == "assistant_message":
                begun.discard(event.item.id)
                await facts.answered(thread_id, event.item.id, chosen.label, origin)
            yield event
    finally:
        # An answer that broke off is kept as far as it came.
        for item_id in begun:
            await facts.answered(thread_id, item_id, chosen.label, origin)
