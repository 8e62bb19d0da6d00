"""What the small model may write for one sentence: `chat`, or a call that fits a tool's JSON schema.

Free text in a call is always a run of whole words of what was said, so nothing can be invented, cut or changed. The
rules are kept as data (`Grammar`) and rendered in llama.cpp's GBNF notation.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from app.agent.builtin.evidence import Schema, evident, stretches_of_time
from app.agent.builtin.prompt import CHAT, TRAINED

# Words that the tasks server takes for a date though nobody said them.
EXTRA_WORDS: Mapping[tuple[str, str], Sequence[str]] = {
    ("list_tasks", "due"): ("today", "overdue", "upcoming", "inbox", "someday"),
}
# What may be named by an earlier turn ("delete that one"). What is new must be in the sentence itself.
REFERENCES = frozenset({"task", "path", "source"})
# A change of nothing is no call.
AT_LEAST_ONE_OPTIONAL = frozenset({"update_task"})
OPENING = "\"'“”„‘’‚«»‹›([{<#`¿¡*_"
CLOSING = "\"'“”„‘’‚«»‹›)]}>`.,;:!?…*_"
WORD = re.compile(r"\S+")
# What follows a value inside its word: the 's of "today's", the line in "notes.md:12".
ENDING = re.compile(r"(?<=\w)['’]s$|(?<=[^\W\d]):\d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ref:
    """The place of a rule."""

    name: str


Row = tuple["str | Ref", ...]


@dataclass(slots=True)
class Grammar:
    """Named rules; each is a list of alternatives, each alternative a row of texts and rules."""

    rules: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])

    def add(self, name: str, *alternatives: Row) -> Ref:
        """Set the rule `name`."""
        self.rules[name] = list(alternatives)
        return Ref(name)

    def render(self) -> str:
        """The same in GBNF."""
        return "\n".join(f"{name} ::= {' | '.join(map(_row, rows))}" for name, rows in self.rules.items())


def _row(row: Row) -> str:
    return " ".join(map(_symbol, row)) or '""'


def _symbol(symbol: str | Ref) -> str:
    return symbol.name if isinstance(symbol, Ref) else literal(symbol)


def literal(text: str) -> str:
    """`text` between quotation marks, as GBNF reads it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or a mark at its edge. `space` is what stands before it; `starts`: a value may begin here."""

    text: str
    space: str
    starts: bool


def units(text: str) -> list[Unit]:
    """`text` in its smallest parts: joined with their spaces they are `text` again, from its first word on."""
    found: list[Unit] = []
    end = 0
    for word in WORD.finditer(text):
        space = text[end : word.start()] if found else ""
        for number, (part, starts) in enumerate(_parts(word[0])):
            found.append(Unit(part, "" if number else space, starts))
        end = word.end()
    return found


def _parts(word: str) -> list[tuple[str, bool]]:
    """A word as its opening marks, the word itself and its closing marks."""
    core = word.lstrip(OPENING)
    opening = word[: len(word) - len(core)]
    bare = core.rstrip(CLOSING)
    closing = core[len(bare) :]
    if not bare:
        return [(mark, True) for mark in word]
    ending = ENDING.search(bare)
    middle = [(bare, True)]
    if ending:
        middle = [(bare[: ending.start()], True), (ending[0], False)]
    return [(mark, True) for mark in opening] + middle + [(mark, False) for mark in closing]


def call_grammar(say: str, earlier: str, schemas: Mapping[str, Schema]) -> Grammar:
    """The grammar for `say`, after `earlier` turns, with those of the tools in `schemas` that the adapter knows."""
    grammar = Grammar()
    parts = units(say)
    _copied(grammar, "said", parts)
    _copied(grammar, "named", units(earlier))
    times = [parts[each.start : each.stop] for each in stretches_of_time([part.text for part in parts])]
    for number, time in enumerate(times):
        _copied(grammar, f"time-{number}", time)
    grammar.rules["timed"] = [row for number in range(len(times)) for row in grammar.rules[f"time-{number}"]]
    grammar.rules["mentioned"] = [*grammar.rules["said"], *grammar.rules["named"]]
    calls: list[Row] = []
    for tool, parameters in TRAINED.items():
        if tool in schemas and _can_be_called(schemas[tool], parameters):
            offered = evident(
                schemas[tool], say, keep=[name for of, name in EXTRA_WORDS if of == tool], timed=bool(times)
            )
            calls.append((f"{tool} {{", _arguments(grammar, tool, offered, parameters), "}"))
    if not grammar.rules["mentioned"]:
        calls = []
    grammar.add("root", (CHAT,), *calls)
    return _reachable(grammar)


def _copied(grammar: Grammar, name: str, parts: Sequence[Unit]) -> None:
    """A rule for every run of `parts`. Its size grows with the text, not with the number of runs."""
    for number, part in enumerate(parts):
        following: list[Row] = [()]
        if number + 1 < len(parts):
            after = parts[number + 1]
            following.append((json_inner(after.space), Ref(f"{name}-{number + 1}")))
        rest = grammar.add(f"{name}-{number}-rest", *following)
        grammar.add(f"{name}-{number}", (json_inner(part.text), rest))
    grammar.add(name, *((Ref(f"{name}-{number}"),) for number, part in enumerate(parts) if part.starts))


def json_inner(text: str) -> str:
    """`text` as it stands between the quotation marks of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _can_be_called(schema: Schema, parameters: Sequence[str]) -> bool:
    known: Schema = schema.get("properties") or {}
    return all(name in parameters and name in known for name in schema.get("required") or ())


def _arguments(grammar: Grammar, tool: str, schema: Schema, parameters: Sequence[str]) -> Ref:
    """The parameters in their order, each at most once, the required ones always."""
    properties: Mapping[str, Schema] = schema.get("properties") or {}
    required: set[str] = set(schema.get("required") or ())
    names = [name for name in parameters if name in properties]
    # Three states: nothing written yet, something written, and only the required ones where one more must come.
    begun = grammar.add(f"{_id(tool)}-end", ())
    fresh = begun
    lacking: Ref | None = None
    for name in reversed(names):
        value = _value(grammar, f"{_id(tool)}-{_id(name)}", (tool, name), properties[name])
        must = name in required
        after = lacking if must and tool in AT_LEAST_ONE_OPTIONAL and lacking else begun
        rows = {"begun": (f', "{name}": ', value, begun), "fresh": (f'"{name}": ', value, after)}
        label = f"{_id(tool)}-at-{_id(name)}"
        fresh = grammar.add(f"{label}-fresh", rows["fresh"], *(() if must else ((fresh,),)))
        if not must:
            lacking = grammar.add(f"{label}-lacking", rows["begun"], *((lacking,),) if lacking else ())
        begun = grammar.add(f"{label}-begun", rows["begun"], *(() if must else ((begun,),)))
    return fresh


def _value(grammar: Grammar, label: str, place: tuple[str, str], schema: Schema) -> Ref:
    """A value that fits `schema`."""
    if "enum" in schema:
        return grammar.add(label, *((json.dumps(option),) for option in schema["enum"]))
    if "anyOf" in schema:
        kinds = cast("Sequence[Schema]", schema["anyOf"])
        return _value(grammar, label, place, next((kind for kind in kinds if kind.get("type") == "string"), kinds[0]))
    match schema.get("type"):
        case "array":
            return grammar.add(label, ("[", _value(grammar, f"{label}-item", place, schema["items"]), "]"))
        case "object":
            return grammar.add(label, ("{", *_members(grammar, label, place, schema), "}"))
        case "boolean":
            return grammar.add(label, ("true",), ("false",))
        case "integer" | "number":
            return grammar.add(label, *((str(number),) for number in range(1, 101)))
        case _:
            extra: list[Row] = [(json.dumps(word),) for word in EXTRA_WORDS.get(place, ())]
            source = _source(grammar, place[1])
            return grammar.add(label, *extra, *([('"', Ref(source), '"')] if grammar.rules[source] else []))


def _source(grammar: Grammar, name: str) -> str:
    """The rule for the words of which the argument `name` may take a run."""
    if name == "due" and (grammar.rules["timed"] or not grammar.rules["said"]):
        return "timed"
    return "mentioned" if name in REFERENCES else "said"


def _members(grammar: Grammar, label: str, place: tuple[str, str], schema: Schema) -> list[str | Ref]:
    row: list[str | Ref] = []
    for name in schema.get("required") or ():
        row.append(f', "{name}": ' if row else f'"{name}": ')
        row.append(_value(grammar, f"{label}-{_id(name)}", place, schema["properties"][name]))
    return row


def _id(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9]", "-", name)


def _reachable(grammar: Grammar) -> Grammar:
    """Only the rules that the root needs: rules without any alternative are not GBNF."""
    kept: dict[str, list[Row]] = {}
    waiting = ["root"]
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        kept[name] = grammar.rules[name]
        waiting.extend(symbol.name for row in kept[name] for symbol in row if isinstance(symbol, Ref))
    return Grammar(kept)
