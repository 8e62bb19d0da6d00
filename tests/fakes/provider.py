"""A provider that speaks the real wire of both OpenAI APIs on a loopback port, with a script of answers.

It exists for what the built-in model cannot show: refusals, quotas, broken connections, long tool loops.
"""

import json
import threading
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes.served import served


@dataclass(frozen=True)
class Say:
    """An answer in these deltas.

    With `hold`, the last of them is followed by silence until the client leaves; with `drop`, the connection breaks
    once the provider's `release` is set.
    """

    deltas: tuple[str, ...]
    hold: bool = False
    drop: bool = False


@dataclass(frozen=True)
class Call:
    """A tool call; arguments that are a string are sent as they are. With `hold` it waits for `release`."""

    tool: str
    arguments: Mapping[str, Any] | str
    id: str = "call_1"
    hold: bool = False


@dataclass(frozen=True)
class Refuse:
    """An HTTP error in OpenAI's form."""

    status: int
    code: str = "error"
    message: str = "refused"
    retry_after: str | None = None


Answer = Say | Call | Refuse


@dataclass
class FakeProvider:
    """Its `answers` are given in order; when they are used up it says “OK”. `requests` holds what came in."""

    url: str = ""
    answers: deque[Answer] = field(default_factory=deque[Answer])
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    # Set when a client left an answer that was still going on.
    left: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    # How often its models were asked for, and the error with which that is refused.
    listed: int = 0
    refuse_models: Refuse | None = None
    # What a request that is not streamed (a title) is answered with.
    title: str = "A fine title"
    # What it makes of the older part of a conversation, how it refuses that, and whether it never answers.
    summary: str = "They spoke of the list."
    refuse_summary: Refuse | None = None
    hold_summary: bool = False
    # How many characters of messages the model takes in; more is refused, as a provider does.
    most_characters: int | None = None

    @property
    def turns(self) -> list[dict[str, Any]]:
        """The requests of an answer; a title is asked for at its own time."""
        return [request for request in self.requests if request.get("stream")]

    @property
    def summaries(self) -> list[dict[str, Any]]:
        """The requests to summarise."""
        return [request for request in self.requests if _asks_for_a_summary(request)]

    def forget(self) -> None:
        """Be as new, with nothing prepared; whoever still waits for an answer of before is released."""
        self.release.set()
        vars(self).update(vars(FakeProvider(self.url)))

    def next_answer(self) -> Answer:
        return self.answers.popleft() if self.answers else Say(("OK",))


def _asks_for_a_summary(body: Mapping[str, Any]) -> bool:
    return not body.get("stream") and "Summarise this older part" in json.dumps(body)


TOO_LONG = Refuse(400, "context_length_exceeded", "This model's maximum context length is 4096 tokens.")


def _is_too_long(provider: FakeProvider, body: Mapping[str, Any]) -> bool:
    return provider.most_characters is not None and len(json.dumps(body["messages"])) > provider.most_characters


def _app(provider: FakeProvider) -> Starlette:
    async def models(_: Request) -> Response:
        provider.listed += 1
        if provider.refuse_models is not None:
            return JSONResponse({"error": {"message": "refused"}}, status_code=provider.refuse_models.status)
        return JSONResponse({"object": "list", "data": [{"id": "fake-model", "object": "model"}]})

    async def answer(request: Request) -> Response:
        body = await request.json()
        responses = request.url.path.endswith("/responses")
        if not body.get("stream"):
            provider.requests.append({**body, "path": request.url.path})
            text = provider.title
            if _asks_for_a_summary(body):
                text = provider.summary
                if provider.refuse_summary is not None:
                    return _refusal(provider.refuse_summary)
                if provider.hold_summary:
                    await _released(provider)
            return JSONResponse(_whole_response(text) if responses else _whole_completion(text))
        provider.requests.append({**body, "path": request.url.path})
        given = TOO_LONG if _is_too_long(provider, body) else provider.next_answer()
        if isinstance(given, Refuse):
            return _refusal(given)
        frames = _responses_frames(given) if responses else _completion_frames(given)
        return StreamingResponse(_stream(provider, given, frames), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route("/v1/models", models),
            Route("/v1/chat/completions", answer, methods=["POST"]),
            Route("/v1/responses", answer, methods=["POST"]),
        ]
    )


def _refusal(given: Refuse) -> Response:
    error = {"message": given.message, "type": "error", "code": given.code}
    headers = {"Retry-After": given.retry_after} if given.retry_after else None
    return JSONResponse({"error": error}, status_code=given.status, headers=headers)


async def _stream(provider: FakeProvider, given: Say | Call, frames: Iterator[str]) -> AsyncGenerator[str, None]:
    all_frames, left = list(frames), provider.left
    ending = 3 if isinstance(given, Say) and (given.hold or given.drop) else 0
    try:
        if isinstance(given, Call) and given.hold:
            await _released(provider)
        for frame in all_frames[: len(all_frames) - ending]:
            yield frame
            await anyio.lowlevel.checkpoint()
        if isinstance(given, Say) and given.drop:
            await _released(provider)
            raise ConnectionResetError
        if isinstance(given, Say) and given.hold:
            await anyio.sleep_forever()
    except anyio.get_cancelled_exc_class():
        left.set()
        raise


async def _released(provider: FakeProvider) -> None:
    await anyio.to_thread.run_sync(provider.release.wait, abandon_on_cancel=True)


def _chunk(delta: Mapping[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake-model", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n"


def _written(call: Call) -> str:
    return call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments)


def _completion_frames(given: Say | Call) -> Iterator[str]:
    yield _chunk({"role": "assistant", "content": ""})
    if isinstance(given, Say):
        for delta in given.deltas:
            yield _chunk({"content": delta})
        yield _chunk({}, "stop")
    else:
        function = {"name": given.tool, "arguments": _written(given)}
        yield _chunk({"tool_calls": [{"index": 0, "id": given.id, "type": "function", "function": function}]})
        yield _chunk({}, "tool_calls")
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    last: dict[str, Any] = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    yield f"data: {json.dumps({**last, 'usage': usage})}\n\n"
    yield "data: [DONE]\n\n"


def _whole_completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "c1", "object": "chat.completion", "created": 1, "model": "fake-model",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }  # fmt: skip


def _response(output: list[dict[str, Any]], status: str) -> dict[str, Any]:
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "model": "fake-model", "status": status,
        "output": output, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
        "usage": {
            "input_tokens": 10, "output_tokens": 5, "total_tokens": 15,
            "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0},
        },
    }  # fmt: skip


def _message(text: str, status: str = "completed") -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "output_text", "text": text, "annotations": []}] if text else []
    return {"id": "msg_fake1", "type": "message", "role": "assistant", "status": status, "content": content}


def _whole_response(text: str) -> dict[str, Any]:
    return _response([_message(text)], "completed")


def _responses_frames(given: Say | Call) -> Iterator[str]:
    number = 0

    def frame(kind: str, **values: Any) -> str:
        nonlocal number
        number += 1
        return f"event: {kind}\ndata: {json.dumps({'type': kind, 'sequence_number': number, **values})}\n\n"

    yield frame("response.created", response=_response([], "in_progress"))
    if isinstance(given, Say):
        text = "".join(given.deltas)
        place = {"item_id": "msg_fake1", "output_index": 0, "content_index": 0}
        part: dict[str, Any] = {"type": "output_text", "text": "", "annotations": []}
        yield frame("response.output_item.added", output_index=0, item=_message("", "in_progress"))
        yield frame("response.content_part.added", **place, part=part)
        for delta in given.deltas:
            yield frame("response.output_text.delta", **place, delta=delta, logprobs=[])
        yield frame("response.output_text.done", **place, text=text, logprobs=[])
        yield frame("response.output_item.done", output_index=0, item=_message(text))
        yield frame("response.completed", response=_response([_message(text)], "completed"))
        return
    call = {
        "id": "fc_1", "type": "function_call", "call_id": given.id, "name": given.tool,
        "arguments": _written(given), "status": "completed",
    }  # fmt: skip
    yield frame("response.output_item.added", output_index=0, item={**call, "arguments": "", "status": "in_progress"})
    yield frame("response.function_call_arguments.done", item_id="fc_1", output_index=0, arguments=call["arguments"])
    yield frame("response.output_item.done", output_index=0, item=call)
    yield frame("response.completed", response=_response([call], "completed"))


@contextmanager
def fake_provider() -> Generator[FakeProvider]:
    """A running provider; `url` is its base URL, ending in /v1."""
    provider = FakeProvider()
    with served(_app(provider)) as url:
        provider.url = f"{url}/v1"
        yield provider
