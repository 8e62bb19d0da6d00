"""A conversation with the whole app, whose model says what the test lets it say, and the cards that ask in it."""

import json
import shutil
import tomllib
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from app.base.config import Config
from tests.client import Client, Event
from tests.fakes.provider import Answer, Call, FakeProvider, Say
from tests.running import app_in_process, config_for


@dataclass
class Chat:
    """A conversation with an app whose model says what the test lets it say."""

    client: Client
    provider: FakeProvider
    folder: Path
    thread: str = ""
    # Those that the app was started with.
    settings: str = ""

    @property
    def data(self) -> Path:
        """The app's own folder."""
        return self.folder.parent / "data"

    def say(self, text: str, *answers: Answer) -> list[Event]:
        self.provider.answers.extend(answers)
        events = self.client.say(text, self.thread or None)
        self.thread = next((e["thread"]["id"] for e in events if e["type"] == "thread.created"), self.thread)
        return events

    def card(self) -> Event:
        """The last card that asks."""
        return [item for item in self.client.items(self.thread) if item["type"] == "widget"][-1]

    def act(self, kind: str, card: Event, **values: Any) -> list[Event]:
        """Press a button of a card, with the values of its form."""
        with self.acting(kind, card, **values) as events:
            return list(events)

    def acting(self, kind: str, card: Event, **values: Any) -> AbstractContextManager[Iterator[Event]]:
        """The same, with the events as they come; leaving the block is what Stop does."""
        action = next(each for each in actions(card["widget"]) if each["type"] == kind)
        sent = {**action, "payload": {**action["payload"], **values}}
        return self.client.streaming("threads.custom_action", thread_id=self.thread, item_id=card["id"], action=sent)

    def told_the_model(self) -> str:
        """The result of the last call as the model was given it."""
        messages: list[dict[str, Any]] = self.provider.turns[-1]["messages"]
        return next(message["content"] for message in reversed(messages) if message["role"] == "tool")


def actions(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():  # pyright: ignore[reportUnknownVariableType]
            if key in ("onClickAction", "onSubmitAction") and value is not None:
                yield value
            yield from actions(value)
    elif isinstance(node, list):
        for inner in node:  # pyright: ignore[reportUnknownVariableType]
            yield from actions(inner)


def shown(card: Event) -> str:
    return json.dumps(card["widget"], ensure_ascii=False)


WRITE = Call("write_file", {"path": "note.txt", "content": "milk\neggs\n"})
DONE = Say(("Done.",))


def config(tmp_path: Path, provider: FakeProvider, api: str = "chat_completions") -> Config:
    return config_for(
        tmp_path / "data", LLM_PROVIDER="openai", OPENAI_API_KEY="sk-canary-1234", OPENAI_BASE_URL=provider.url,
        OPENAI_API=api,
    )  # fmt: skip


@contextmanager
def chatting(
    tmp_path: Path, web: Path, provider: FakeProvider, settings: str = "", api: str = "chat_completions"
) -> Generator[Chat]:
    """The app with one granted folder and these `settings`, and a conversation that is still to begin."""
    data, folder = tmp_path / "data", tmp_path / "granted"
    data.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)
    settings = f"folders = [{json.dumps(str(folder))}]\n{settings}"
    (data / "settings.toml").write_text(settings, encoding="utf-8")
    with app_in_process(config(tmp_path, provider, api), web) as client:
        yield Chat(client, provider, folder, settings=settings)


def anew(app: Chat) -> Chat:
    """A conversation still to begin in an app that other tests have used: all they left is its list of changes."""
    app.provider.forget()
    with app.client.http() as http:
        while threads := _asked(http, "threads.list", limit=100)["data"]:
            for thread in threads:
                _asked(http, "threads.delete", thread_id=thread["id"])
        for kind in ("permissions", "memories", "tasks"):
            for each in http.get(f"/api/{kind}").raise_for_status().json()[kind]:
                http.delete(f"/api/{kind}/{each['id']}")
        for told in http.get("/api/instructions").raise_for_status().json()["folders"]:
            if told["text"]:
                http.put("/api/instructions", json={"folder": told["folder"], "text": ""}).raise_for_status()
        before = tomllib.loads(app.settings)
        now = tomllib.loads((app.data / "settings.toml").read_text(encoding="utf-8"))
        changed = {name: before.get(name) for name in before | now if before.get(name) != now.get(name)}
        if changed:
            http.put("/api/settings", json=changed).raise_for_status()
    for left in app.folder.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()
    return Chat(app.client, app.provider, app.folder, settings=app.settings)


def _asked(http: httpx2.Client, kind: str, **params: Any) -> Any:
    return http.post("/chatkit", json={"type": kind, "params": params}).raise_for_status().json()
