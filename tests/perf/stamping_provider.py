"""A provider of chat completions whose every delta is the moment at which it was sent, in nanoseconds."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


def frame(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n"


async def deltas(count: int, pause: float) -> AsyncGenerator[str, None]:
    yield frame({"role": "assistant", "content": ""})
    for _ in range(count):
        if pause:
            await asyncio.sleep(pause)
        yield frame({"content": f"{time.monotonic_ns()} "})
    yield frame({}, "stop")
    yield "data: [DONE]\n\n"


async def completions(request: Request) -> Response:
    body = await request.json()
    if not body.get("stream"):
        message = {"role": "assistant", "content": "A title"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return JSONResponse(
            {
                "id": "c",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [choice],
            }
        )
    # The message says how many deltas to send and how many milliseconds to wait before each.
    count, pause = str(body["messages"][-1]["content"]).split()
    return StreamingResponse(deltas(int(count), float(pause) / 1000), media_type="text/event-stream")


app = Starlette(routes=[Route("/v1/chat/completions", completions, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_config=None)
