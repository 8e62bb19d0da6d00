"""The oldest part of a long conversation is summarised by its model: once, in step with what the thread shows."""

import json
from pathlib import Path
from typing import Any

from tests.chat import Chat, chatting
from tests.client import text_of
from tests.fakes.provider import FakeProvider, Refuse, Say

# Four characters a token.
MOST_CHARACTERS = 4 * 4096
SUMMARISED = "Earlier in this conversation, summarised"
# More than enough to fill such a model several times.
MOST_TURNS = 80


def turn(chat: Chat, number: int) -> None:
    events = chat.say(f"question {number}: {'what of it? ' * 20}", Say((f"Answer {number}. ", "It is so. " * 30)))
    assert text_of(events).startswith(f"Answer {number}."), number


def given(chat: Chat) -> str:
    return json.dumps(chat.provider.turns[-1]["messages"])


def talk_until(chat: Chat, words: str, first: int = 0) -> int:
    """Goes on until the model is given these words; gives the number of the next turn."""
    for number in range(first, first + MOST_TURNS):
        turn(chat, number)
        if words in given(chat):
            return number + 1
    raise AssertionError(f"the model was never given “{words}”")


def shown(chat: Chat) -> list[dict[str, Any]]:
    items = chat.client.items(chat.thread)
    return [item for item in items if item["type"] in {"user_message", "assistant_message"}]


def spent(chat: Chat) -> tuple[int, int]:
    with chat.client.http() as http:
        told = http.get("/api/meter", params={"thread": chat.thread}).json()["spent"]
    return told["given"], told["answered"]


def test_a_summary_stands_for_the_oldest_turns_and_is_kept_over_a_restart(
    tmp_path: Path, web: Path, provider: FakeProvider
) -> None:
    provider.most_characters = MOST_CHARACTERS
    with chatting(tmp_path, web, provider) as chat:
        following = talk_until(chat, SUMMARISED)
        asked = len(provider.summaries)
        assert asked == 1
        assert "question 0" in json.dumps(provider.summaries[0])
        assert len(json.dumps(provider.summaries[0]["messages"])) < MOST_CHARACTERS
        assert provider.summary in json.loads(given(chat))[1]["content"]
        assert "question 0" not in given(chat)
        # Everything is still there for the user, and the summary has cost what it has.
        assert shown(chat)[0]["content"][0]["text"].startswith("question 0")
        # The title was asked for as well.
        assert spent(chat) == (10 * (following + asked + 1), 5 * (following + asked + 1))
        thread = chat.thread
    with chatting(tmp_path, web, provider) as chat:
        chat.thread = thread
        turn(chat, following)
        assert provider.summary in given(chat)
        assert len(provider.summaries) == asked


def test_one_summary_serves_many_turns_and_the_next_one_is_made_of_it(chat: Chat) -> None:
    chat.provider.most_characters = MOST_CHARACTERS
    following = talk_until(chat, SUMMARISED)
    chat.provider.summary = "They still spoke of the list."
    last = talk_until(chat, chat.provider.summary, following)
    assert last - following > 2
    assert "They spoke of the list." in json.dumps(chat.provider.summaries[1])
    assert len(chat.provider.summaries) == 2
    # What the refusals have taught is the room of the conversation: the tools have theirs beside it.
    with chat.client.http() as http:
        meter = http.get("/api/meter", params={"thread": chat.thread}).raise_for_status().json()
    assert meter["left_out"] > 0
    assert sum(part["tokens"] for part in meter["parts"]) <= meter["limit"]


def test_where_none_can_be_had_a_digest_stands_in_its_place_and_nobody_is_asked_again_and_again(chat: Chat) -> None:
    chat.provider.most_characters = MOST_CHARACTERS
    chat.provider.refuse_summary = Refuse(400)
    following = talk_until(chat, "Earlier in this conversation, shortened")
    for number in range(following, following + 10):
        turn(chat, number)
    assert SUMMARISED not in given(chat)
    assert len(chat.provider.summaries) <= 1


def test_a_summary_that_never_comes_keeps_nobody_waiting(chat: Chat) -> None:
    chat.provider.most_characters = MOST_CHARACTERS
    chat.provider.hold_summary = True
    following = talk_until(chat, "Earlier in this conversation, shortened")
    turn(chat, following)
    chat.provider.release.set()


def test_a_summary_goes_with_the_version_of_a_message_that_it_was_made_of(chat: Chat) -> None:
    chat.provider.most_characters = MOST_CHARACTERS
    following = talk_until(chat, SUMMARISED)
    first = shown(chat)[0]["id"]
    with chat.client.http() as http:
        place = f"/api/threads/{chat.thread}/items/{first}"
        changed = http.post(f"{place}/edit", json={"text": "something else"}).raise_for_status().json()["item_id"]
        chat.client.events("threads.retry_after_item", thread_id=chat.thread, item_id=changed)
        assert chat.provider.summary not in given(chat)
        back = http.post(f"/api/threads/{chat.thread}/items/{changed}/version", json={"index": 0})
        back.raise_for_status()
    turn(chat, following)
    assert chat.provider.summary in given(chat)


def test_a_summary_of_what_was_taken_back_is_forgotten(chat: Chat) -> None:
    chat.provider.most_characters = MOST_CHARACTERS
    talk_until(chat, SUMMARISED)
    chat.client.events("threads.retry_after_item", thread_id=chat.thread, item_id=shown(chat)[0]["id"])
    assert chat.provider.summary not in given(chat)
