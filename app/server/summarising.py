"""Summaries of what no longer fits, made after an answer, so that nobody waits for one."""

import asyncio
import logging

from app.agent.assistant import make_summary
from app.agent.models import ChosenModel
from app.agent.providers import BUILTIN
from app.base.background import BackgroundTasks
from app.server.model_input import ModelInput
from app.server.spending import add_spent
from app.store.spending import SpendingStore
from app.store.summaries import SummaryStore

logger = logging.getLogger(__name__)

# A model on a slow processor takes a minute; until then, and without one, a digest stands in its place.
SUMMARY_SECONDS = 90.0
# A provider that failed is not asked again after each answer.
REST_SECONDS = 600.0


class Summarising:
    """Has the model of a conversation summarise its oldest part when it is about to be too long, one at a time."""

    def __init__(
        self, given: ModelInput, summaries: SummaryStore, spending: SpendingStore, background: BackgroundTasks
    ) -> None:
        self._given = given
        self._summaries = summaries
        self._spending = spending
        self._background = background
        # When each conversation may be looked at again.
        self._rests: dict[str, float] = {}

    def look(self, thread_id: str, chosen: ChosenModel) -> None:
        """Look, beside everything else, whether a conversation needs a summary, and have it made."""
        now = asyncio.get_running_loop().time()
        if chosen.provider == BUILTIN or self._rests.get(thread_id, 0.0) > now:
            return
        self._rests[thread_id] = now + REST_SECONDS
        self._background.start(self._summarise(thread_id, chosen), name="summary")

    async def _summarise(self, thread_id: str, chosen: ChosenModel) -> None:
        wanted = await self._given.unsummarised(thread_id, chosen)
        if wanted is not None:
            item_id, material = wanted
            try:
                async with asyncio.timeout(SUMMARY_SECONDS):
                    text, usage = await make_summary(chosen, material)
            # Whatever a provider does, the conversation goes on without a summary.
            except Exception as error:
                logger.warning("A summary failed: %s", type(error).__name__)
                return
            await add_spent(self._spending, thread_id, chosen, usage)
            if text.strip():
                await self._summaries.keep(thread_id, item_id, text.strip())
        self._rests.pop(thread_id, None)
