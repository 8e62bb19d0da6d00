"""A conversation of two hundred turns with a model that takes in four thousand tokens: it never becomes unusable."""

import json
from typing import Any

from tests.chat import Chat
from tests.client import text_of
from tests.fakes.provider import Call, Say

TURNS = 200
# Four characters a token.
MOST_CHARACTERS = 4 * 4096


def asked(number: int) -> str:
    return f"question {number}: what of the {'long ' * 20}list?"


def given_last(chat: Chat) -> list[dict[str, Any]]:
    return chat.provider.turns[-1]["messages"]


def test_two_hundred_turns_with_a_model_of_4k_go_on_and_nothing_is_taken_from_what_is_shown(chat: Chat) -> None:
    chat.provider.most_characters = MOST_CHARACTERS
    (chat.folder / "list.txt").write_text("a line of the list\n" * 60, encoding="utf-8")
    for number in range(TURNS):
        answers: list[Call | Say] = [Say((f"Answer {number}. ", "It is so. " * 15))]
        if number % 10 == 0:
            answers.insert(0, Call("read_text_file", {"path": "list.txt"}, id=f"call_{number}"))
        events = chat.say(asked(number), *answers)
        assert text_of(events).startswith(f"Answer {number}."), number
        assert not [event for event in events if event["type"] == "error"]
    given = given_last(chat)
    assert len(json.dumps(given)) <= MOST_CHARACTERS
    assert given[-1]["content"] == asked(TURNS - 1)
    # The oldest turns have given way to a summary, the newest are there as they were said.
    assert "Earlier in this conversation" in given[1]["content"]
    assert given[-2]["content"].startswith(f"Answer {TURNS - 2}.")
    # All of it is still there for the user.
    assert shown(chat) == [text for number in range(TURNS) for text in (asked(number), f"Answer {number}.")]


def test_results_of_tools_are_cut_before_any_turn_gives_way(chat: Chat) -> None:
    chat.provider.most_characters = MOST_CHARACTERS
    (chat.folder / "list.txt").write_text("a line of the list\n" * 180, encoding="utf-8")
    for number in range(5):
        look = Call("read_text_file", {"path": "list.txt"}, id=f"call_{number}")
        assert text_of(chat.say(asked(number), look, Say((f"Answer {number}.",)))) == f"Answer {number}."
    given = given_last(chat)
    assert [message["content"] for message in given if message["role"] == "user"] == [asked(n) for n in range(5)]
    results = [message["content"] for message in given if message["role"] == "tool"]
    assert "cut here to save room" in results[0]
    assert "cut here" not in results[-1]
    assert all(result.endswith("</tool_result>") for result in results)


def shown(chat: Chat) -> list[str]:
    """What the user sees, oldest first, answers without their rest."""
    items: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = chat.client.json("items.list", thread_id=chat.thread, limit=100, order="asc", after=after)
        items += page["data"]
        if not page["has_more"]:
            break
        after = page["after"]
    texts = [item["content"][0]["text"] for item in items if item["type"] in {"user_message", "assistant_message"}]
    return [text.partition(". ")[0] + "." if text.startswith("Answer") else text for text in texts]
