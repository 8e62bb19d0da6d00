"""A small client of the app for tests: the ChatKit protocol and our own API over real HTTP."""

import json
import ssl
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

Event = dict[str, Any]
# There is no TLS here, and to load the system's authorities for each request took a quarter of the processor's time.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass
class Client:
    """Speaks to a running app with its token."""

    url: str
    token: str

    def http(self) -> httpx2.Client:
        bearer = {"Authorization": f"Bearer {self.token}"}
        return httpx2.Client(base_url=self.url, headers=bearer, timeout=120, verify=NO_AUTHORITIES)

    def post(self, kind: str, **params: Any) -> httpx2.Response:
        """One request of the protocol, its whole answer."""
        with self.http() as http:
            return http.post("/chatkit", json={"type": kind, "params": params})

    def json(self, kind: str, **params: Any) -> Any:
        return self.post(kind, **params).raise_for_status().json()

    def events(self, kind: str, **params: Any) -> list[Event]:
        """All events of a streaming request."""
        with self.streaming(kind, **params) as events:
            return list(events)

    @contextmanager
    def streaming(self, kind: str, **params: Any) -> Generator[Iterator[Event]]:
        """Events as they come; leaving the block is what Stop does."""
        with self.http() as http, http.stream("POST", "/chatkit", json={"type": kind, "params": params}) as response:
            if response.status_code != 200:
                response.read()
                response.raise_for_status()
            yield (json.loads(line[6:]) for line in response.iter_lines() if line.startswith("data: "))

    def say(self, text: str, thread_id: str | None = None) -> list[Event]:
        """Send a message; a new thread without `thread_id`."""
        return self.events(*_message(text, thread_id)[:1], **_message(text, thread_id)[1])

    def saying(self, text: str, thread_id: str | None = None) -> Any:
        kind, params = _message(text, thread_id)
        return self.streaming(kind, **params)

    def items(self, thread_id: str) -> list[Event]:
        return self.json("items.list", thread_id=thread_id, limit=200, order="asc")["data"]


def _message(text: str, thread_id: str | None) -> tuple[str, dict[str, Any]]:
    content: dict[str, Any] = {
        "content": [{"type": "input_text", "text": text}],
        "attachments": [],
        "inference_options": {},
    }
    if thread_id is None:
        return "threads.create", {"input": content}
    return "threads.add_user_message", {"input": content, "thread_id": thread_id}


def thread_of(events: list[Event]) -> str:
    """The id of the thread that the events made."""
    return next(event["thread"]["id"] for event in events if event["type"] == "thread.created")


def text_of(events: list[Event]) -> str:
    """What the assistant wrote."""
    done = [e["item"] for e in events if e["type"] == "thread.item.done" and e["item"]["type"] == "assistant_message"]
    return "\n".join(part["text"] for item in done for part in item["content"])


def items_of(events: list[Event], kind: str) -> list[Mapping[str, Any]]:
    """The finished items of one type."""
    return [e["item"] for e in events if e["type"] == "thread.item.done" and e["item"]["type"] == kind]
