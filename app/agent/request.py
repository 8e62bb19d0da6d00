"""What the Agents SDK asks of a model, as one value: its two methods take it apart into ten arguments each."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from typing import Any

from agents import Model, ModelResponse, ModelSettings, ModelTracing, TResponseInputItem
from agents.agent_output import AgentOutputSchemaBase
from agents.handoffs import Handoff
from agents.items import TResponseStreamEvent
from agents.tool import Tool
from openai.types.responses.response_prompt_param import ResponsePromptParam


@dataclass(frozen=True, slots=True)
class Request:
    """The arguments of the SDK's own methods, in their order and under their names."""

    system_instructions: str | None
    input: str | list[TResponseInputItem]
    model_settings: ModelSettings
    tools: list[Tool]
    output_schema: AgentOutputSchemaBase | None
    handoffs: list[Handoff[Any, Any]]
    tracing: ModelTracing
    previous_response_id: str | None = None
    conversation_id: str | None = None
    prompt: ResponsePromptParam | None = None

    async def whole_from(self, model: Model) -> ModelResponse:
        """The same, asked of another model: its whole answer at once."""
        return await model.get_response(**self._named())

    def stream_from(self, model: Model) -> AsyncIterator[TResponseStreamEvent]:
        """The same, asked of another model: its answer as it is made."""
        return model.stream_response(**self._named())

    def _named(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


class AskedModel(Model):
    """A model that is asked with one value."""

    async def get_response(self, *args: Any, **named: Any) -> ModelResponse:
        return await self.whole(Request(*args, **named))

    def stream_response(self, *args: Any, **named: Any) -> AsyncIterator[TResponseStreamEvent]:
        return self.stream(Request(*args, **named))

    @abstractmethod
    async def whole(self, request: Request) -> ModelResponse:
        """The whole answer at once."""

    @abstractmethod
    def stream(self, request: Request) -> AsyncIterator[TResponseStreamEvent]:
        """The answer as it is made. Closing it ends the generation."""
