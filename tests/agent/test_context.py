"""Long conversations fit, whatever they hold, and what matters last is there."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.agent import context
from app.agent.tokens import tokens_of

words = st.text(alphabet="abc ü\n", max_size=400)


def fitted(conversation: list[Any], budget: int) -> list[Any]:
    return list(context.fitted(conversation, budget))


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def call(number: int, output: str) -> list[Any]:
    return [
        {"type": "function_call", "call_id": f"c{number}", "name": "read_text_file", "arguments": "{}"},
        {"type": "function_call_output", "call_id": f"c{number}", "output": output},
    ]


def long_conversation(turns: int, output: str = "x" * 3_000) -> list[Any]:
    return [
        entry
        for number in range(turns)
        for entry in (user(f"question {number}"), *call(number, output), assistant(f"answer {number} " + "y" * 200))
    ]


def text_of(conversation: list[Any]) -> str:
    return json.dumps(conversation)


def test_a_short_conversation_is_left_as_it_is() -> None:
    conversation = long_conversation(2)
    assert fitted(conversation, 10_000) == conversation


def test_older_results_are_cut_before_anything_that_was_said() -> None:
    conversation = long_conversation(8)
    shorter = fitted(conversation, 5_000)
    outputs = [entry["output"] for entry in shorter if entry.get("type") == "function_call_output"]
    assert [len(str(output)) for output in outputs[-2:]] == [3_000, 3_000]
    assert all("cut here to save room: 3,000 characters in all" in str(output) for output in outputs[:-2])
    assert all(f"question {number}" in text_of(shorter) for number in range(8))
    assert tokens_of(shorter) <= 5_000


def test_the_oldest_turns_give_way_to_a_digest_of_them() -> None:
    shorter = fitted(long_conversation(200, "short"), 4_000)
    assert tokens_of(shorter) <= 4_000
    first = str(shorter[0].get("content"))
    assert "Earlier in this conversation, shortened" in first
    assert "earlier messages are left out" in first
    assert shorter[-1] == long_conversation(200, "short")[-1]


def test_a_result_is_never_without_its_call() -> None:
    for budget in (1_500, 3_000, 6_000):
        shorter = fitted(long_conversation(60), budget)
        calls = {entry["call_id"] for entry in shorter if entry.get("type") == "function_call"}
        results = {entry["call_id"] for entry in shorter if entry.get("type") == "function_call_output"}
        assert calls == results


def test_one_message_that_is_too_long_by_itself_is_cut_and_says_so() -> None:
    shorter = fitted([user("a" * 100_000)], 2_000)
    assert tokens_of(shorter) <= 2_100
    assert "100,000 characters in all" in text_of(shorter)


@given(turns=st.lists(st.tuples(words, words, words), min_size=1, max_size=12), budget=st.integers(1_500, 4_000))
def test_the_last_message_of_the_user_is_always_there(turns: list[tuple[str, str, str]], budget: int) -> None:
    conversation: list[Any] = []
    for number, (asked, output, said) in enumerate(turns):
        conversation += [user(f"{number}: {asked}"), *call(number, output), assistant(said)]
    conversation.append(user("the last word"))
    shorter = fitted(conversation, budget)
    assert shorter[-1] == user("the last word")


def test_a_picture_takes_its_own_room_and_not_that_of_its_file() -> None:
    picture = {"type": "input_image", "image_url": f"data:image/png;base64,{'A' * 4_000_000}", "detail": "auto"}
    conversation = [user("hello"), assistant("Hello."), {"role": "user", "content": [picture]}]
    assert fitted(conversation, 2_000) == conversation
    assert fitted(conversation, 900) != conversation


def test_a_summary_covers_enough_to_be_of_use_for_a_while_and_is_made_of_what_was_said() -> None:
    conversation = long_conversation(40, "x")
    found = context.to_summarise(conversation, 4_000)
    assert found is not None
    covered, material = found
    assert conversation[covered]["role"] == "user"
    assert tokens_of(conversation[covered:]) <= 2_000
    assert "question 0" in material
    assert tokens_of(material) <= 4_000
    summary = context.Summary(covered, "They spoke.")
    assert context.to_summarise(conversation, 4_000, summary) is None
    given = list(context.fitted(conversation, 4_000, summary))
    assert "They spoke." in text_of(given[:1])
    assert given[1:] == conversation[covered:]


def test_a_conversation_that_fits_once_results_are_cut_needs_no_summary() -> None:
    assert context.to_summarise(long_conversation(8), 5_000) is None
