"""Models that are watched while they answer: what can be made nothing of ends in a sentence, and a part has a price."""

from collections.abc import AsyncIterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass

import httpx2
import openai
from agents import FunctionTool, Model, ModelResponse, TResponseInputItem, Usage
from agents.items import TResponseStreamEvent
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseTextDeltaEvent,
)

from app.agent.failures import broke_off
from app.agent.request import AskedModel, Request
from app.agent.tokens import CHARACTERS_PER_TOKEN, tokens_of
from app.base.errors import ProviderError
from app.base.values import as_mapping


@dataclass(slots=True)
class Flight:
    """An answer on its way. Until it is whole only we know about how much of it there was."""

    asked: object = None
    characters: int = 0

    def used(self) -> Usage:
        """About what the provider counts for an answer that broke off; nothing before and after one."""
        if self.asked is None:
            return Usage()
        given, answered = tokens_of(self.asked), -(-self.characters // CHARACTERS_PER_TOKEN)
        return Usage(requests=1, input_tokens=given, output_tokens=answered, total_tokens=given + answered)


# The answer of the run that was started last in this context.
in_flight: ContextVar[Flight | None] = ContextVar("in_flight", default=None)


class Watched(AskedModel):
    """Goes before another model. `label` names the provider."""

    def __init__(self, model: Model, label: str) -> None:
        self._model = model
        self._label = label

    async def whole(self, request: Request) -> ModelResponse:
        return await request.whole_from(self._model)

    async def stream(self, request: Request) -> AsyncIterator[TResponseStreamEvent]:
        flight = in_flight.get() or Flight()
        functions = [tool for tool in request.tools if isinstance(tool, FunctionTool)]
        told = [[tool.name, tool.description, tool.params_json_schema] for tool in functions]
        names = {tool.name for tool in request.tools} | {each.tool_name for each in request.handoffs}
        async for event in self._unbroken(request.stream_from(self._model)):
            flight.asked = (request.system_instructions, request.input, told)
            flight.characters += _length(event)
            if isinstance(event, ResponseCompletedEvent):
                flight.asked, flight.characters = None, 0
                _put_right(event.response, request.input, names)
            yield event

    async def _unbroken(self, stream: AsyncIterator[TResponseStreamEvent]) -> AsyncIterator[TResponseStreamEvent]:
        """The events of `stream`; raises ProviderError when it ends before its end."""
        begun = False
        try:
            async for event in stream:
                begun = True
                yield event
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            # Before the first event it says that the provider is not there at all.
            if not begun:
                raise
            raise broke_off(error, self._label) from error


def _put_right(response: Response, given: str | Sequence[TResponseInputItem], names: set[str]) -> None:
    """Put a whole answer right; raise ProviderError when nothing can be made of it."""
    calls = [item for item in response.output if isinstance(item, ResponseFunctionToolCall)]
    for call in calls:
        # Some write nothing for a tool that needs nothing; the SDK would ask about what it cannot read.
        call.arguments = call.arguments.strip() or "{}"
    unknown = next((call.name for call in calls if call.name not in names), None)
    if unknown is not None:
        raise ProviderError(
            f"The model called a tool that does not exist (“{unknown[:60]}”). Try again, or choose a larger model.",
            allow_retry=True,
        )
    if not calls and not _said(response) and not _follows_a_result(given):
        raise ProviderError("The model answered nothing. Try again, or choose another model.", allow_retry=True)


def _said(response: Response) -> bool:
    messages = [item for item in response.output if isinstance(item, ResponseOutputMessage)]
    return any(
        (part.text if part.type == "output_text" else part.refusal).strip()
        for message in messages
        for part in message.content
    )


def _follows_a_result(given: str | Sequence[TResponseInputItem]) -> bool:
    """Whether a tool was called just before: then the user sees what it gave, and there may be nothing to add."""
    return bool(given) and not isinstance(given, str) and as_mapping(given[-1]).get("type") == "function_call_output"


def _length(event: TResponseStreamEvent) -> int:
    match event:
        case (
            ResponseTextDeltaEvent(delta=delta)
            | ResponseFunctionCallArgumentsDeltaEvent(delta=delta)
            | ResponseReasoningSummaryTextDeltaEvent(delta=delta)
        ):
            return len(delta)
        case _:
            return 0
