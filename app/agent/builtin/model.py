"""The built-in model as the Agents SDK sees it.

A request becomes one tool call or none; what a tool gave becomes the answer; everything else is small talk with the
untouched model.
"""

import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast

import httpx2
import openai
from agents import (
    ModelResponse,
    ModelSettings,
    ModelTracing,
    OpenAIChatCompletionsModel,
    TResponseInputItem,
    Usage,
)
from agents.items import TResponseStreamEvent
from agents.models.chatcmpl_stream_handler import ChatCmplStreamHandler
from agents.models.fake_id import FAKE_RESPONSES_ID
from agents.tool import FunctionTool, Tool
from openai import AsyncOpenAI, AsyncStream
from openai.types.chat import ChatCompletionChunk
from openai.types.responses import Response, ResponseCompletedEvent, ResponseUsage

from app.agent.builtin.answers import answer, pieces
from app.agent.builtin.choice import Call, choose, next_call
from app.agent.builtin.conversation import Answered, Conversation, read_conversation
from app.agent.builtin.process import BuiltinServer
from app.agent.builtin.prompt import Turn, plain
from app.agent.request import AskedModel, Request
from app.base.errors import ProviderError

NAME = "SmolLM2-135M-Instruct"
SMALL_TALK = (
    "You are Deskhand, a friendly assistant on the user's own computer. You help with files and a to-do list. "
    "Answer in one or two short sentences."
)
TALKING_SLOT = 1
ADAPTER_OFF = [{"id": 0, "scale": 0.0}]
LONGEST_ANSWER_TOKENS = 400
# About 1,500 tokens: longer talk makes a model of this size lose the thread and the reader wait.
TALK_CHARACTERS = 6_000


class BuiltinModel(AskedModel):
    """Chooses tools and talks, with one child process for both."""

    def __init__(self, server: BuiltinServer) -> None:
        self._server = server

    async def whole(self, request: Request) -> ModelResponse:
        """Raises ProviderError or openai.OpenAIError."""
        async for event in self.stream(request):
            if isinstance(event, ResponseCompletedEvent):
                usage = event.response.usage
                counted = _counted(usage) if usage is not None else Usage(requests=1)
                return ModelResponse(output=event.response.output, usage=counted, response_id=None)
        raise ProviderError("The built-in model broke off its answer. Try again.", allow_retry=True)

    async def stream(self, request: Request) -> AsyncGenerator[TResponseStreamEvent]:
        try:
            async with self._server.in_use(), aclosing(self._events(request.input, request.tools)) as events:
                async for event in events:
                    yield event
        except (openai.APIConnectionError, httpx2.TransportError) as error:
            await self._server.discard()
            detail = f"{type(error).__name__}: {error}"
            raise ProviderError(
                "The built-in model stopped unexpectedly. Try again.", allow_retry=True, detail=detail
            ) from error

    async def _events(
        self, given: str | list[TResponseInputItem], tools: Sequence[Tool]
    ) -> AsyncGenerator[TResponseStreamEvent]:
        talk = read_conversation(given)
        if talk.answered is not None:
            chunks = _after(talk.answered, talk.say, tools)
        else:
            client = await self._server.connect()
            call = await choose(client, talk.say, talk.history, _schemas(tools)) if tools else None
            if call is None:
                async with aclosing(_small_talk(client, talk)) as said:
                    async for event in said:
                        yield event
                return
            chunks = _called(call)
        async for event in ChatCmplStreamHandler.handle_stream(_empty_response(), _as_stream(chunks), model=NAME):
            yield event


def _counted(usage: ResponseUsage) -> Usage:
    return Usage(1, usage.input_tokens, output_tokens=usage.output_tokens, total_tokens=usage.total_tokens)


def _schemas(tools: Sequence[Tool]) -> Mapping[str, Mapping[str, Any]]:
    return {tool.name: tool.params_json_schema for tool in tools if isinstance(tool, FunctionTool)}


def _small_talk(client: AsyncOpenAI, talk: Conversation) -> AsyncGenerator[TResponseStreamEvent]:
    """Free talk with the model as it came, token by token."""
    settings = ModelSettings(
        temperature=0.3,
        max_tokens=LONGEST_ANSWER_TOKENS,
        include_usage=True,
        extra_body={"lora": ADAPTER_OFF, "id_slot": TALKING_SLOT, "cache_prompt": True, "repeat_penalty": 1.1},
    )
    turns = _that_fit([*talk.history, Turn("user", talk.say)])
    messages: list[TResponseInputItem] = [{"role": turn.role, "content": plain(turn.content)} for turn in turns]
    model = OpenAIChatCompletionsModel(NAME, client)
    said = model.stream_response(SMALL_TALK, messages, settings, [], None, [], ModelTracing.DISABLED)
    # The SDK calls it an iterator; only a generator can be closed early.
    return cast("AsyncGenerator[TResponseStreamEvent]", said)


def _that_fit(turns: Sequence[Turn]) -> list[Turn]:
    """The last turns, as many as the model can follow; of the very last one its end."""
    kept: list[Turn] = []
    room = TALK_CHARACTERS
    for turn in reversed(turns):
        if kept and len(turn.content) > room:
            break
        kept.append(Turn(turn.role, turn.content[-room:]))
        room -= len(turn.content)
    return kept[::-1]


def _empty_response() -> Response:
    return Response(
        id=FAKE_RESPONSES_ID,
        created_at=time.time(),
        model=NAME,
        object="response",
        output=[],
        tool_choice="auto",
        tools=[],
        parallel_tool_calls=False,
    )


def _after(done: Answered, say: str, tools: Sequence[Tool]) -> list[ChatCompletionChunk]:
    following = next_call(done.tool, done.result, say)
    if following is not None and following.tool in _schemas(tools):
        return _called(following)
    return _spoken(answer(done.tool, done.arguments, done.result, say))


def _called(call: Call) -> list[ChatCompletionChunk]:
    function = {"name": call.tool, "arguments": json.dumps(dict(call.arguments), ensure_ascii=False)}
    tool_call = {"index": 0, "id": f"call_{secrets.token_hex(12)}", "type": "function", "function": function}
    return [_chunk({"role": "assistant", "tool_calls": [tool_call]}), _chunk({}, "tool_calls")]


def _spoken(text: str) -> list[ChatCompletionChunk]:
    return [*(_chunk({"role": "assistant", "content": piece}) for piece in pieces(text)), _chunk({}, "stop")]


def _chunk(delta: Mapping[str, Any], finish: str | None = None) -> ChatCompletionChunk:
    return ChatCompletionChunk.model_validate({
        "id": "chunk", "object": "chat.completion.chunk", "created": int(time.time()), "model": NAME,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    })  # fmt: skip


def _as_stream(chunks: Sequence[ChatCompletionChunk]) -> AsyncStream[ChatCompletionChunk]:
    """What the SDK's handler reads. It only iterates, though its type asks for the client's own class."""

    async def stream() -> AsyncIterator[ChatCompletionChunk]:
        for chunk in chunks:
            yield chunk

    return cast("AsyncStream[ChatCompletionChunk]", stream())
