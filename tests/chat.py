"""A conversation with the whole app, whose model says what the test lets it say, and the cards that ask in it."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        action = next(each for each in actions(card["widget"]) if each["type"] == kind)
        sent = {**action, "payload": {**action["payload"], **values}}
        return self.client.events("threads.custom_action", thread_id=self.thread, item_id=card["id"], action=sent)

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


def config(tmp_path: Path, provider: FakeProvider) -> Config:
    return config_for(
        tmp_path / "data", LLM_PROVIDER="openai", OPENAI_API_KEY="sk-canary-1234", OPENAI_BASE_URL=provider.url,
        OPENAI_API="chat_completions",
    )  # fmt: skip


@contextmanager
def chatting(tmp_path: Path, web: Path, provider: FakeProvider, settings: str = "") -> Generator[Chat]:
    """The app with one granted folder and these `settings`, and a conversation that is still to begin."""
    data, folder = tmp_path / "data", tmp_path / "granted"
    data.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)
    (data / "settings.toml").write_text(f"folders = [{json.dumps(str(folder))}]\n{settings}", encoding="utf-8")
    with app_in_process(config(tmp_path, provider), web) as client:
        yield Chat(client, provider, folder)
