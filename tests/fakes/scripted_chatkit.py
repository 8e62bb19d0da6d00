"""A real ChatKit server that answers from a script, with the page in front of it: what the frontend is tested on.

Start it by hand with `python -m tests.fakes.scripted_chatkit [PORT]` to look at the page.
"""

import asyncio
import json
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
from chatkit.actions import Action
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import (
    AudioInput,
    ClientToolCallItem,
    FeedbackKind,
    StructuredInputItem,
    SyncCustomActionResponse,
    ThreadMetadata,
    ThreadStreamEvent,
    TranscriptionResult,
    UserMessageItem,
    UserMessageTextContent,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.security import HEADERS
from app.server.serving import listen, serving
from tests.web import hostile_scripts, scripts, widget_scripts
from tests.web.fake_api import FakeApi
from tests.web.memory_store import MemoryAttachments, MemoryStore
from tests.web.turns import Turn, say
from tests.web.widget_scripts import task_list

SCRIPTS = {**scripts.SCRIPTS, **widget_scripts.SCRIPTS, **hostile_scripts.SCRIPTS}
# The page reads by itself at any time, so that a refusal meant for one of these must not hit its reading.
SAYING = ("threads.create", "threads.add_user_message", "input.transcribe")
DIST = Path(__file__).resolve().parents[2] / "web" / "dist"


class ScriptedChatKit(ChatKitServer[Turn]):
    """Answers by the first word of what the user said; `seen` holds the requests as they came in."""

    def __init__(self) -> None:
        self.memory = MemoryStore()
        super().__init__(self.memory, MemoryAttachments())
        self.seen: list[dict[str, Any]] = []
        self.feedback: list[tuple[list[str], str]] = []
        self.gate = anyio.Event()
        self.answered: dict[str, int] = {}

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Turn
    ) -> AsyncIterator[ThreadStreamEvent]:
        self._begin(thread, context)
        if input_user_message is None:
            async for event in say(context, await self._last_answer(thread)):
                yield event
            return
        context.text = " ".join(part.text for part in input_user_message.content)
        play = SCRIPTS.get(context.text.split()[0].lower(), SCRIPTS["hello"])
        async for event in play(context):
            yield event

    async def action(
        self, thread: ThreadMetadata, action: Action[str, Any], sender: WidgetItem | None, context: Turn
    ) -> AsyncIterator[ThreadStreamEvent]:
        self._begin(thread, context)
        if action.type == "slow":
            async for event in SCRIPTS["slow"](context):
                yield event
            return
        async for event in say(context, f"Got `{action.type}`:\n\n```json\n{json.dumps(action.payload)}\n```"):
            yield event

    async def sync_action(
        self, thread: ThreadMetadata, action: Action[str, Any], sender: WidgetItem | None, context: Turn
    ) -> SyncCustomActionResponse:
        if action.type != "task.toggle" or sender is None:
            return SyncCustomActionResponse()
        widget = DynamicWidgetRoot.model_validate(task_list(done=action.payload["Buy milk"]))
        item = sender.model_copy(update={"widget": widget})
        await self.store.save_item(thread.id, item, context)
        return SyncCustomActionResponse(updated_item=item)

    async def add_feedback(self, thread_id: str, item_ids: list[str], feedback: FeedbackKind, context: Turn) -> None:
        self.feedback.append((item_ids, feedback))

    async def transcribe(self, audio_input: AudioInput, context: Turn) -> TranscriptionResult:
        assert audio_input.data, "nothing was recorded"
        return TranscriptionResult(text="buy milk")

    def _begin(self, thread: ThreadMetadata, turn: Turn) -> None:
        turn.thread, turn.gate = thread, self.gate
        turn.earlier = self.answered.get(thread.id, 0)
        self.answered[thread.id] = turn.earlier + 1

    async def _last_answer(self, thread: ThreadMetadata) -> str:
        page = await self.store.load_thread_items(thread.id, None, 1, "desc", None)  # type: ignore[arg-type]
        match page.data[0]:
            case ClientToolCallItem() as call:
                return f"The page said {json.dumps(call.output)}."
            case StructuredInputItem() as item:
                return "; ".join(", ".join(given.values) for i in item.inputs if (given := i.answer)) or "Skipped."
            case _:
                return "There is nothing to go on with."


class ScriptedApp:
    """The server behind HTTP. Tests change `api`, read `chat.seen` and open the gate of a held answer."""

    def __init__(self, dist: Path = DIST) -> None:
        self.chat = ScriptedChatKit()
        self.api = FakeApi()
        self.url = ""
        # What every answer carries: the headers of the real app, its content security policy before all.
        self.headers = dict(HEADERS)
        # The next ChatKit request that says something is refused with this message, before anything is stored.
        self.refuse_next = ""
        self.uploaded: dict[str, bytes] = {}
        self._dist = dist
        self._loop: asyncio.AbstractEventLoop | None = None
        self.asgi = Starlette(
            routes=[
                Route("/chatkit", self._chatkit, methods=["POST"]),
                Route("/upload/{name}", self._upload, methods=["POST"]),
                Route("/edit", self._edit, methods=["POST"]),
                *self.api.routes(),
                Route("/", self._page),
                Mount("/", StaticFiles(directory=dist)),
            ],
            middleware=[Middleware(WithHeaders, self.headers)],
            lifespan=self._lifespan,
        )

    def open_gate(self) -> None:
        """Lets every held answer go on, and holds those that come later."""

        async def swap() -> None:
            gate, self.chat.gate = self.chat.gate, anyio.Event()
            gate.set()

        self._run(swap())

    def announce(self, event: str) -> None:
        """Sends an event to every open page."""
        self._run(self.api.announce(event))

    def drop_listeners(self) -> None:
        """Ends the event stream of every open page, as a server that goes away does."""
        self._run(self.api.drop_listeners())

    def requests(self, kind: str) -> list[dict[str, Any]]:
        """The parameters of every ChatKit request of this type so far."""
        return [request["params"] for request in self.chat.seen if request["type"] == kind]

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncGenerator[None]:
        self._loop = asyncio.get_running_loop()
        yield

    async def _upload(self, request: Request) -> Response:
        async with request.form() as form:
            file = form["file"]
            assert isinstance(file, UploadFile)
            self.uploaded[request.path_params["name"]] = await file.read()
            if (file.filename or "").startswith("held"):
                await self.chat.gate.wait()
        return JSONResponse({})

    async def _edit(self, request: Request) -> Response:
        """Puts a new text in the place of a message, and nothing after it."""
        edit = await request.json()
        items = self.chat.memory.items[edit["threadId"]]
        asked = items[edit["itemId"]]
        assert isinstance(asked, UserMessageItem)
        for later in list(items)[list(items).index(asked.id) :]:
            del items[later]
        content = UserMessageTextContent(text=edit["text"])
        items["edited"] = asked.model_copy(update={"id": "edited", "content": [content]})
        return JSONResponse({"itemId": "edited"})

    async def _page(self, _: Request) -> Response:
        return FileResponse(self._dist / "index.html")

    async def _chatkit(self, request: Request) -> Response:
        body = await request.body()
        self.chat.seen.append(json.loads(body))
        if self.refuse_next and self.chat.seen[-1]["type"] in SAYING:
            message, self.refuse_next = self.refuse_next, ""
            return JSONResponse({"error": {"message": message}}, status_code=503)
        turn = Turn(store=self.chat.store, url=self.url)
        try:
            result = await self.chat.process(body, turn)
        except NotFoundError:
            return JSONResponse({"error": {"message": "There is no such conversation."}}, status_code=404)
        if isinstance(result, StreamingResult):
            return StreamingResponse(_frames(result, turn), media_type="text/event-stream")
        return Response(result.json, media_type="application/json")


async def _frames(result: StreamingResult, turn: Turn) -> AsyncIterator[bytes]:
    async for frame in result:
        yield frame
        while turn.raw:
            yield f"data: {turn.raw.pop(0)}\n\n".encode()
        if turn.drop:
            raise ConnectionAbortedError("the script drops the connection here")


class WithHeaders:
    """Adds these headers to every answer."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        extra = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self.app(scope, receive, send_with_headers)


@contextmanager
def scripted_app(port: int = 0, dist: Path = DIST) -> Generator[ScriptedApp]:
    """The scripted server on a loopback port until the block is left, with the pages of this folder."""
    app = ScriptedApp(dist)
    sock = listen(port)
    app.url = f"http://127.0.0.1:{sock.getsockname()[1]}/"
    with serving(app.asgi, sock):
        yield app


def _show(port: int) -> None:
    with scripted_app(port) as app:
        app.api.add_task("Send the invoice", "2026-11-20", priority="high", project="Work")
        app.api.add_task("Buy milk")
        sys.stdout.write(f"{app.url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    _show(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
