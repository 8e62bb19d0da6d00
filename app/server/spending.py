"""Which model answers in a conversation, and counting what its answers cost."""

from typing import get_args

from agents import Usage
from chatkit.types import UserMessageItem

from app.agent.models import ChosenModel
from app.agent.prices import cost_of
from app.base.config import ProviderName
from app.store.spending import SpendingStore


async def model_for(spending: SpendingStore, thread_id: str, message: UserMessageItem | None) -> str | None:
    """The id of the model that the message, or else the conversation, asks for; None for the usual one."""
    asked = message.inference_options.model if message is not None else None
    # Another frontend may name models that mean nothing here.
    if asked is None or asked.partition("/")[0] not in get_args(ProviderName):
        return await spending.model_of(thread_id)
    await spending.choose(thread_id, asked)
    return asked


async def add_spent(spending: SpendingStore, thread_id: str, chosen: ChosenModel, usage: Usage) -> None:
    """Add what a run used to what the conversation has used."""
    if usage.total_tokens:
        cached = usage.input_tokens_details.cached_tokens
        cost = cost_of(chosen.provider, chosen.name, usage.input_tokens, cached, usage.output_tokens)
        await spending.add(thread_id, usage.input_tokens, usage.output_tokens, cost)
