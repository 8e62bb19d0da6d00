"""When a date or a choice from a list is offered to the small model."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.agent.builtin.evidence import evident, is_time, stretches_of_time

SCHEMA: Mapping[str, Any] = {
    "properties": {
        "title": {"type": "string"},
        "due": {"type": "string"},
        "priority": {"anyOf": [{"enum": ["low", "medium", "high"]}, {"type": "null"}]},
        "status": {"enum": ["open", "done", "all"]},
    },
    "required": ["title"],
}


def times_in(say: str) -> list[str]:
    words = say.split()
    return [" ".join(words[each.start : each.stop]) for each in stretches_of_time(words)]


@pytest.mark.parametrize(
    ("say", "found"),
    [
        ("call the plumber about the leak under the sink", []),
        ("call the plumber tomorrow morning please", ["tomorrow morning"]),
        ("send it by close of play Tuesday", ["by close of play Tuesday"]),
        ("remind me in 2 weeks to pay", ["in 2 weeks to"]),
        ("defrost the chicken tonite", ["tonite"]),
        ("pay rent tommorow", ["tommorow"]),
        ("MOT for the Fiesta - 12/12", ["- 12/12"]),
        ("Milch kaufen am nächsten Montag um 9 Uhr", ["am nächsten Montag um 9 Uhr"]),
        ("acheter du pain après-demain", ["après-demain"]),
        ("llamar al banco el próximo lunes", ["el próximo lunes"]),
        ("明日牛乳を買う", ["明日牛乳を買う"]),
        ("", []),
    ],
)
def test_a_date_may_stand_where_a_time_is_named(say: str, found: list[str]) -> None:
    assert times_in(say) == found


@pytest.mark.parametrize("word", ["Monday,", "5pm", "weekend", "thrusday", "Freitag", "mañana", "3rd"])
def test_a_word_names_a_time(word: str) -> None:
    assert is_time(word)


@pytest.mark.parametrize("word", ["sink", "the", "before", "project", "money", "-", "reminder"])
def test_a_word_names_no_time(word: str) -> None:
    assert not is_time(word)


def offered(say: str, *keep: str, timed: bool = False) -> Mapping[str, Any]:
    return evident(SCHEMA, say, keep=keep, timed=timed)["properties"]


def test_what_is_required_is_always_offered_and_a_date_only_beside_a_time() -> None:
    assert set(offered("buy milk")) == {"title"}
    assert set(offered("buy milk tomorrow", timed=True)) == {"title", "due"}
    assert "due" in offered("what is late?", "due")


@pytest.mark.parametrize(
    ("say", "name", "choices"),
    [
        ("urgent: pay VAT", "priority", ["high"]),
        ("this is not urgent", "priority", ["low", "high"]),
        ("das ist wichtig", "priority", ["high"]),
        ("what have I ticked off", "status", ["done"]),
        ("which are still open", "status", ["open"]),
        ("all of them, finished ones too", "status", ["done", "all"]),
    ],
)
def test_a_choice_is_offered_where_a_word_speaks_for_it(say: str, name: str, choices: list[str]) -> None:
    assert offered(say)[name] == {"enum": choices}
