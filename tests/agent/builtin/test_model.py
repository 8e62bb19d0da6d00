"""The built-in model as the Agents SDK uses it: real weights, real tools' schemas."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx2
import psutil
import pytest
from agents import FunctionTool, ModelSettings, ModelTracing, TResponseInputItem
from agents.items import TResponseStreamEvent
from agents.tool_context import ToolContext
from openai.types.responses import (
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseTextDeltaEvent,
)

from app.agent.builtin.model import TALK_CHARACTERS, BuiltinModel
from app.agent.builtin.process import BuiltinServer
from app.base.errors import ProviderError
from tests.agent.builtin.tools import Schemas


async def not_called(context: ToolContext[Any], arguments: str) -> str:
    raise AssertionError(f"a model runs no tool, but got {arguments}")


def tools_of(schemas: Schemas) -> list[FunctionTool]:
    return [
        FunctionTool(name, "", dict(schema), on_invoke_tool=not_called, strict_json_schema=False)
        for name, schema in schemas.items()
    ]


def stream(
    model: BuiltinModel, given: str | list[TResponseInputItem], tools: Sequence[FunctionTool]
) -> AsyncIterator[TResponseStreamEvent]:
    return model.stream_response("", given, ModelSettings(), list(tools), None, [], ModelTracing.DISABLED)


async def events_of(
    model: BuiltinModel, given: str | list[TResponseInputItem], schemas: Schemas
) -> list[TResponseStreamEvent]:
    return [event async for event in stream(model, given, tools_of(schemas))]


def text_of(events: Sequence[TResponseStreamEvent]) -> str:
    return "".join(event.delta for event in events if isinstance(event, ResponseTextDeltaEvent))


def calls_of(events: Sequence[TResponseStreamEvent]) -> list[tuple[str, Any]]:
    last = events[-1]
    assert isinstance(last, ResponseCompletedEvent)
    calls = [item for item in last.response.output if isinstance(item, ResponseFunctionToolCall)]
    return [(call.name, json.loads(call.arguments)) for call in calls]


async def test_small_talk_calls_no_tool_and_comes_token_by_token(model: BuiltinModel, schemas: Schemas) -> None:
    events = await events_of(model, "hello, how are you?", schemas)
    assert calls_of(events) == []
    assert len(text_of(events)) > 5
    assert sum(isinstance(event, ResponseTextDeltaEvent) for event in events) > 3


async def test_a_request_becomes_a_call_with_its_own_words(model: BuiltinModel, schemas: Schemas) -> None:
    events = await events_of(model, "Add a task: buy milk tomorrow", schemas)
    assert calls_of(events) == [("add_task", {"title": "buy milk", "due": "tomorrow"})]
    assert text_of(events) == ""


async def test_each_call_has_an_id_of_its_own(model: BuiltinModel, schemas: Schemas) -> None:
    ids: list[str] = []
    for _ in range(2):
        last = (await events_of(model, "Add a task: buy milk tomorrow", schemas))[-1]
        assert isinstance(last, ResponseCompletedEvent)
        ids += [item.call_id for item in last.response.output if isinstance(item, ResponseFunctionToolCall)]
    assert len(set(ids)) == 2


async def test_without_tools_there_is_only_talk(model: BuiltinModel) -> None:
    events = await events_of(model, "Add a task: buy milk tomorrow", {})
    assert calls_of(events) == []
    assert text_of(events)


async def test_the_answer_to_a_result_is_the_result(model: BuiltinModel, schemas: Schemas) -> None:
    told = "Added “buy milk”, due tomorrow (Tue 24 Nov 2026)."
    events = await events_of(model, [
        {"role": "user", "content": "Add a task: buy milk tomorrow"},
        {"type": "function_call", "call_id": "c1", "name": "add_task", "arguments": '{"title": "buy milk"}'},
        {"type": "function_call_output", "call_id": "c1", "output": told},
    ], schemas)  # fmt: skip
    assert text_of(events) == told
    assert calls_of(events) == []


async def test_the_events_come_in_the_order_that_the_sdk_relies_on(model: BuiltinModel, schemas: Schemas) -> None:
    events = await events_of(model, [
        {"role": "user", "content": "open a.md"},
        {"type": "function_call", "call_id": "c1", "name": "read_text_file", "arguments": '{"path": "a.md"}'},
        {"type": "function_call_output", "call_id": "c1", "output": "hi\n"},
    ], schemas)  # fmt: skip
    kinds = list(dict.fromkeys(event.type for event in events))
    assert kinds == [
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    numbers = [event.sequence_number for event in events]
    assert numbers == sorted(set(numbers))


async def test_the_whole_answer_can_be_had_at_once(model: BuiltinModel) -> None:
    response = await model.get_response("", "hello", ModelSettings(), [], None, [], ModelTracing.DISABLED)
    (message,) = response.output
    assert isinstance(message, ResponseOutputMessage)
    assert response.usage.output_tokens > 0


async def test_a_very_long_text_is_talked_about_and_fits(model: BuiltinModel, schemas: Schemas) -> None:
    events = await events_of(model, "once upon a time " * TALK_CHARACTERS, schemas)
    assert calls_of(events) == []
    assert text_of(events)


async def test_a_child_that_dies_in_the_middle_is_told_in_a_sentence_and_the_next_question_is_answered() -> None:
    server = BuiltinServer()
    model = BuiltinModel(server)

    async def ask_and_kill() -> None:
        async for event in stream(model, "Write a very long story about a dragon, with many chapters.", []):
            if isinstance(event, ResponseTextDeltaEvent) and server.pid is not None:
                psutil.Process(server.pid).kill()

    with pytest.raises(ProviderError, match="stopped unexpectedly") as caught:
        await ask_and_kill()
    assert caught.value.allow_retry
    assert text_of(await events_of(model, "hello", {}))
    await server.close()


async def is_busy(server: BuiltinServer) -> bool:
    """Whether llama.cpp is working on anything."""
    client = await server.connect()
    address = str(client.base_url).removesuffix("v1/")
    async with httpx2.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {client.api_key}"}) as asking:
        slots = (await asking.get(f"{address}slots")).json()
    return any(slot["is_processing"] for slot in slots)


async def test_closing_the_stream_ends_the_generation(server: BuiltinServer, model: BuiltinModel) -> None:
    talk: Any = stream(model, "Write a very long story about a dragon, with many chapters.", [])
    async for event in talk:
        if isinstance(event, ResponseTextDeltaEvent):
            break
    assert await is_busy(server)
    await talk.aclose()
    async with asyncio.timeout(5):
        while await is_busy(server):
            pass


async def test_two_talks_at_once_are_both_answered(model: BuiltinModel, schemas: Schemas) -> None:
    first, second = await asyncio.gather(
        events_of(model, "hello there", schemas), events_of(model, "Add a task: buy milk tomorrow", schemas)
    )
    assert text_of(first)
    assert [tool for tool, _ in calls_of(second)] == ["add_task"]
