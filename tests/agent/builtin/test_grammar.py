"""What the grammar of a sentence lets the model write."""

import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.agent.builtin.grammar import EXTRA_WORDS, Grammar, Ref, call_grammar, literal, units
from app.agent.builtin.process import BuiltinServer
from app.agent.builtin.prompt import TRAINED, Turn, choice_prompt
from tests.agent.builtin.tools import Schemas

SENTENCES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip)
NOTHING_BEFORE = ""


def written(grammar: Grammar, rng: random.Random, row: tuple[str | Ref, ...] = (Ref("root"),)) -> str:
    """Something that the grammar accepts, chosen by chance."""
    return "".join(
        symbol if isinstance(symbol, str) else written(grammar, rng, rng.choice(grammar.rules[symbol.name]))
        for symbol in row
    )


def texts_of(value: Any) -> Iterator[str]:
    """All texts inside the arguments of a call."""
    match value:
        case str():
            yield value
        case list():
            for entry in value:  # pyright: ignore[reportUnknownVariableType]
                yield from texts_of(entry)
        case dict():
            for entry in value.values():  # pyright: ignore[reportUnknownVariableType]
                yield from texts_of(entry)
        case _:
            pass


def fixed_words(tool: str, arguments: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    """What may be written though nobody said it."""
    words: set[str] = set()
    for name in arguments:
        known = schema["properties"][name]
        words.update(EXTRA_WORDS.get((tool, name), ()), known.get("enum", ()))
        words.update(word for kind in known.get("anyOf", ()) for word in kind.get("enum") or ())
    return words


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(say=SENTENCES, seed=st.integers(0, 10_000))
def test_every_call_of_any_sentence_fits_its_schema_and_copies_its_words(schemas: Schemas, say: str, seed: int) -> None:
    rng = random.Random(seed)
    grammar = call_grammar(say, NOTHING_BEFORE, schemas)
    for _ in range(20):
        text = written(grammar, rng)
        if text == "chat":
            continue
        tool, _, raw = text.partition(" ")
        arguments = json.loads(raw)
        jsonschema.validate(arguments, schemas[tool])
        assert list(arguments) == [name for name in TRAINED[tool] if name in arguments]
        free = set(texts_of(arguments)) - fixed_words(tool, arguments, schemas[tool])
        assert all(value in say for value in free)


def starts_of(grammar: Grammar) -> set[str]:
    """What the calls of a grammar begin with."""
    return {str(row[0]).split(" ")[0] for row in grammar.rules["root"]}


def test_only_tools_that_are_there_and_trained_are_offered(schemas: Schemas) -> None:
    some = {name: schemas[name] for name in ("add_task", "list_tags", "read_text_file")}
    assert starts_of(call_grammar("hi there", "", some)) == {"chat", "add_task", "read_text_file"}


def test_a_tool_that_needs_an_unknown_argument_is_not_offered() -> None:
    schema = {"properties": {"title": {"type": "string"}, "owner": {"type": "string"}}, "required": ["title", "owner"]}
    assert starts_of(call_grammar("hi there", "", {"add_task": schema})) == {"chat"}


def values(grammar: Grammar, label: str) -> set[str]:
    """Everything that a rule accepts."""
    return {written_out for row in grammar.rules[label] for written_out in expand(grammar, row)}


def expand(grammar: Grammar, row: tuple[str | Ref, ...]) -> set[str]:
    found = {""}
    for symbol in row:
        ends = {symbol} if isinstance(symbol, str) else values(grammar, symbol.name)
        found = {start + end for start in found for end in ends}
    return found


@pytest.mark.parametrize(
    ("say", "wanted"),
    [
        ("open ~/notes/to do.txt please", "~/notes/to do.txt"),
        ("read C:\\Users\\Ann\\a.txt.", r"C:\\Users\\Ann\\a.txt"),
        ("show me .bashrc!", ".bashrc"),
        ("cat /etc/hosts", "/etc/hosts"),
        ('open "My Diary.txt"', "My Diary.txt"),
        ("was steht in „Müll.txt“?", "Müll.txt"),
    ],
)
def test_a_path_can_be_copied_whole(schemas: Schemas, say: str, wanted: str) -> None:
    grammar = call_grammar(say, "", {"read_text_file": schemas["read_text_file"]})
    assert f'"{wanted}"' in values(grammar, "read-text-file-path")


@pytest.mark.parametrize(
    ("say", "wanted"),
    [
        ("add buy milk, eggs & 2 loaves (fresh).", "buy milk, eggs & 2 loaves (fresh)"),
        ("remind me to call Tom's mum at 5:30", "call Tom's mum at 5:30"),
        ("add a task 'read \"Ulysses\"'", 'read \\"Ulysses\\"'),
        ("new todo: pay £20 🍕!", "pay £20 🍕"),
        ("what about today's list", "today"),
        ("open notes.md:12", "notes.md"),
    ],
)
def test_a_title_can_be_copied_whole(schemas: Schemas, say: str, wanted: str) -> None:
    grammar = call_grammar(say, "", {"add_task": schemas["add_task"]})
    assert f'"{wanted}"' in values(grammar, "add-task-title")


def test_a_word_is_never_cut(schemas: Schemas) -> None:
    grammar = call_grammar("add buy milk", "", {"add_task": schemas["add_task"]})
    assert values(grammar, "add-task-title") == {
        '"add"', '"add buy"', '"add buy milk"', '"buy"', '"buy milk"', '"milk"',
    }  # fmt: skip


def test_what_is_new_comes_from_the_sentence_and_what_is_meant_may_come_from_before(schemas: Schemas) -> None:
    some = {name: schemas[name] for name in ("add_task", "complete_task")}
    grammar = call_grammar("mark it done", "Added “milk”.", some)
    assert '"milk"' in values(grammar, "complete-task-task")
    assert '"milk"' not in values(grammar, "add-task-title")


def test_an_update_that_changes_nothing_cannot_be_written(schemas: Schemas) -> None:
    grammar = call_grammar("call bob", "", {"update_task": schemas["update_task"]})
    calls = {written(grammar, random.Random(seed)) for seed in range(300)} - {"chat"}
    assert all(len(json.loads(call.partition(" ")[2])) >= 2 for call in calls)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_the_units_of_a_text_are_the_text(text: str) -> None:
    assert "".join(unit.space + unit.text for unit in units(text)) == text.strip()


def test_a_literal_survives_quotes_and_backslashes() -> None:
    assert literal('a"b\\c') == '"a\\"b\\\\c"'


@pytest.mark.parametrize(
    "say",
    ["hi", 'say "hi" \\ there\n\tand \x00\x7f 🙂', "{}[]()|*+?^$::= -->", "# root ::= x", "ß„“‚‘’é漢字"],
)
async def test_llama_cpp_takes_the_grammar_of_any_sentence(server: BuiltinServer, schemas: Schemas, say: str) -> None:
    client = await server.connect()
    answer = await client.completions.create(
        model="builtin",
        prompt=choice_prompt(say, [Turn("user", "before"), Turn("assistant", "after")]),
        max_tokens=120,
        temperature=0,
        extra_body={"grammar": call_grammar(say, "before\nafter", schemas).render()},
    )
    tool, _, arguments = answer.choices[0].text.partition(" ")
    assert tool == "chat" or json.loads(arguments) is not None
