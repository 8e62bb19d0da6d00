"""What we are measured against: `bare` is Starlette alone, `sdk` is ChatKitServer and Runner with nothing of ours."""

import sys
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route


def bare() -> Starlette:
    async def page(_: Request) -> Response:
        return PlainTextResponse("hello")

    return Starlette(routes=[Route("/", page)])


def sdk(provider: str) -> Starlette:
    import agents
    import chatkit.agents as chatkit_agents
    from agents import Agent, OpenAIChatCompletionsModel, Runner
    from chatkit.server import ChatKitServer, StreamingResult
    from chatkit.types import ThreadMetadata, ThreadStreamEvent, UserMessageItem
    from openai import AsyncOpenAI

    from tests.web.memory_store import MemoryStore

    agents.set_tracing_disabled(True)
    model = OpenAIChatCompletionsModel("m", AsyncOpenAI(base_url=provider, api_key="none"))
    agent = Agent("Baseline", model=model)

    class Server(ChatKitServer[object]):
        async def respond(
            self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: object
        ) -> AsyncIterator[ThreadStreamEvent]:
            text = "".join(part.text for part in input_user_message.content) if input_user_message else ""
            turn = chatkit_agents.AgentContext[object](thread=thread, store=self.store, request_context=context)
            stream: Any = chatkit_agents.stream_agent_response  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            async for event in stream(turn, Runner.run_streamed(agent, text, context=turn)):
                yield event

    server = Server(MemoryStore())

    async def chatkit(request: Request) -> Response:
        result = await server.process(await request.body(), None)
        if isinstance(result, StreamingResult):
            return StreamingResponse(result, media_type="text/event-stream")
        return Response(result.json, media_type="application/json")

    async def page(_: Request) -> Response:
        return PlainTextResponse("ready")

    return Starlette(routes=[Route("/", page), Route("/chatkit", chatkit, methods=["POST"])])


if __name__ == "__main__":
    kind, port, *rest = sys.argv[1:]
    uvicorn.run(bare() if kind == "bare" else sdk(*rest), port=int(port), log_config=None, http="h11", loop="asyncio")
