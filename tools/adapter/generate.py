"""Examples to train the adapter on: phrases with filled gaps, said in many ways, some after earlier turns.

`examples(count, seed)` is the way in. The same seed gives the same examples.
"""

import json
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import fillers
import follow_ups
from manner import said
from project import CHAT, TRAINED, Turn

PHRASES = Path(__file__).with_name("phrases")
# How often each is asked for.
SHARES: Mapping[str, float] = {
    CHAT: 36,
    "add_task": 15,
    "list_tasks": 9,
    "complete_task": 5.5,
    "reopen_task": 2,
    "delete_task": 4.5,
    "reschedule_task": 5,
    "update_task": 4,
    "search_tasks": 2,
    "list_projects": 0.8,
    "read_text_file": 6.5,
    "list_directory": 5,
    "directory_tree": 1,
    "search_files": 6.5,
    "search_content": 6.5,
    "write_file": 4,
    "edit_file": 2.5,
    "create_directory": 3,
    "move_file": 4,
    "copy_file": 2,
    "append_file": 2.5,
    "delete_file": 3,
    "get_file_info": 2,
    "list_allowed_directories": 0.8,
}
# Said in so few ways that some examples must come more than once to keep their share.
FEW_WAYS = {CHAT, "list_tasks", "list_directory", "list_projects", "list_allowed_directories"}
FOLLOW_UP_SHARE = 0.13
UNRELATED_HISTORY_SHARE = 0.1
GAP = re.compile(r"\{(\w+)(?::(\w+))?\}")
# What these begin may be wrapped in politeness: "can you tell me a joke, please".
CHAT_IMPERATIVES = {
    *("tell", "write", "give", "explain", "describe", "compare", "translate", "recommend", "suggest", "convince"),
    *("calculate", "define", "teach", "sing", "list", "name", "find", "search", "show", "help", "make", "flip"),
    *("subtract", "convert", "spell", "surprise", "let's", "imagine", "open", "read", "remind", "play", "set", "book"),
    *("order", "buy", "turn", "google", "send", "take", "wake", "look", "rephrase", "rewrite", "correct", "call"),
}
QUOTES = ('"{}"', '"{}"', "'{}'", "“{}”", "‘{}’", "„{}“", "«{}»")
QUOTABLE = {"title", "task", "path", "source", "destination", "content", "query", "pattern", "project"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to ask for `tool`. `whole`: nothing is put around it; `fixed`: arguments that stand in no words."""

    tool: str
    text: str
    whole: bool
    fixed: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Example:
    """What is said and what is to be called."""

    say: str
    tool: str
    args: Mapping[str, Any]
    history: Sequence[Turn] = ()

    @property
    def completion(self) -> str:
        """As the model is to write it."""
        return CHAT if self.tool == CHAT else f"{self.tool} {json.dumps(self.args, ensure_ascii=False)}"


def read_phrases() -> list[Phrase]:
    """All phrases of the folder `phrases`."""
    found: list[Phrase] = []
    for file in sorted(PHRASES.glob("*.txt")):
        tool = file.stem
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                tool = line[2:]
            elif line.strip():
                found.append(_phrase(tool, line))
    return found


def _phrase(tool: str, line: str) -> Phrase:
    text, _, fixed = line.partition(" | ")
    pairs = dict(pair.split("=", 1) for pair in fixed.split()) if fixed else {}
    whole = text.startswith("=") or (tool == CHAT and text.split()[0] not in CHAT_IMPERATIVES)
    return Phrase(tool, text.removeprefix("="), whole, pairs)


def examples(count: int, seed: int) -> Iterator[Example]:
    """`count` different examples."""
    rng = random.Random(seed)
    by_tool: dict[str, list[Phrase]] = {}
    for phrase in read_phrases():
        by_tool.setdefault(phrase.tool, []).append(phrase)
    seen: set[tuple[str, int]] = set()
    made = 0
    while made < count:
        if rng.random() < FOLLOW_UP_SHARE:
            example = follow_up(rng)
        else:
            tool = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
            example = from_phrase(rng, _any(rng, by_tool[tool]))
            if rng.random() < UNRELATED_HISTORY_SHARE:
                example = replace(example, history=follow_ups.unrelated(rng))
        key = (example.say, len(example.history))
        if example.say and (key not in seen or (example.tool in FEW_WAYS and rng.random() < 0.75)):
            seen.add(key)
            made += 1
            yield example


def _any(rng: random.Random, phrases: Sequence[Phrase]) -> Phrase:
    return rng.choices(phrases, weights=[3 if "{" in phrase.text else 1 for phrase in phrases])[0]


def from_phrase(rng: random.Random, phrase: Phrase) -> Example:
    """One example of a phrase: its gaps filled, then said in some manner."""
    values: dict[str, str] = {}
    text = GAP.sub(lambda gap: _fill(rng, phrase, gap, values), phrase.text)
    spoken, spoken_values = said(rng, text, values, whole=phrase.whole, chat=phrase.tool == CHAT)
    fixed = {name: spoken_values.get("id", "") if value == "{id}" else value for name, value in phrase.fixed.items()}
    return Example(spoken, phrase.tool, _arguments(phrase.tool, {**spoken_values, **fixed}))


def _fill(rng: random.Random, phrase: Phrase, gap: re.Match[str], values: dict[str, str]) -> str:
    name, kind = gap[1], gap[2]
    if name in ("old", "new"):
        pair = fillers.pick(rng, "edits").split(">")
        values.setdefault("old", pair[0])
        values.setdefault("new", pair[1])
        return values[name]
    before = phrase.text[: gap.start()].rstrip().rsplit(" ", 1)[-1].lower()
    if kind is None and ((name == "title" and phrase.tool == "add_task") or name == "task") and before in BEFORE_VERBS:
        kind = "doing"
    value = fillers.value_for(rng, name, kind)
    place = ""
    if name == "due" and kind is None:
        value, place = _dated(rng, before, value, starts=not phrase.text[: gap.start()].strip())
    key = "due" if name.startswith("due") else name
    values[key] = value
    quoted = phrase.text[: gap.start()].endswith('"')
    if quoted:
        return value.replace('"', "") if '"' not in value else _unquoted(values, key)
    if name in QUOTABLE and rng.random() < 0.08:
        return rng.choice([marks for marks in QUOTES if not set(marks) & set(value)] or ["{}"]).format(value)
    return place + value


def _unquoted(values: dict[str, str], key: str) -> str:
    values[key] = values[key].replace('"', "")
    return values[key]


# After these stands what somebody does: "i have to" goes with "buy milk", not with "milk".
BEFORE_VERBS = {"to", "must", "should", "gotta", "better", "i'd", "i'll", "really", "probably", "would", "mustn't"}
PREPOSITIONS = {
    *("to", "for", "by", "until", "till", "on", "due", "of", "at", "is", "be", "does", "due:", "for:", "plan"),
    *("than", "deadline", "latest"),
}
# Dates by the words that they begin with, each with what may stand before it where no preposition does.
# The last fits all others: days, months and dates in figures.
ADVERBS: Mapping[str, Sequence[str]] = {
    r"in |within |first thing|sometime|(a|two|three|five|six|\d+) (days?|weeks?|months?)|the week after": ("",),
    r"(early|late|mid) (?=jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)": ("in ", "by ", "before ", ""),
    r"early|late|later": ("",),
    r"today|tomorrow|tonight|next|this|eod": ("", "", "", "by ", "for "),
    r"(the )?end of": ("by ", "by ", "before ", "at "),
    r"the (start|beginning|middle) of": ("by ", "before "),
    r"(noon|midday|midnight|lunchtime|half past|quarter to)|\d{1,2}(:|\s?[ap]m| o'clock| on | to| this)": (
        *("at ", "at ", "by ", "before ", ""),
    ),
    r"(christmas|easter|halloween|new year)$": ("before ", "by ", "for "),
    r"the (evening|morning|first|last|\d)": ("on ", "on ", "by ", "before "),
    r"the weekend": ("at ", "on ", "over ", "by ", "before "),
    r"": ("on ", "on ", "by ", "", "before ", "for "),
}
NO_DAYS = [begins for begins, places in ADVERBS.items() if places[0] != "on "]


def _dated(rng: random.Random, before: str, value: str, *, starts: bool) -> tuple[str, str]:
    """A date that goes with the word `before` it, and the preposition that it needs when there is none."""
    if before == "on":
        unfit = NO_DAYS
    elif before in {"for", "by", "to", "of", "until", "till", "before"}:
        unfit = [r"in |within |sometime"]
    else:
        unfit = []
    while any(re.match(each, value, re.IGNORECASE) for each in unfit):
        value = fillers.pick(rng, "due")
    places = next(places for begins, places in ADVERBS.items() if re.match(begins, value, re.IGNORECASE))
    if before in {"due", "is", "be"} and places[0] == "at ":
        return value, "at "
    if before in PREPOSITIONS or before == "before" or (starts and places[0] == ""):
        return value, ""
    return value, rng.choice(places)


def _arguments(tool: str, values: Mapping[str, str]) -> dict[str, Any]:
    if tool == CHAT:
        return {}
    if tool == "edit_file":
        edits = [{"oldText": values["old"], "newText": values["new"]}]
        return {"path": values["path"], "edits": edits}
    return {name: values[name] for name in TRAINED[tool] if name in values}


def follow_up(rng: random.Random) -> Example:
    """An example that can only be understood with what was said before it."""
    made = follow_ups.make(rng)
    while not follow_ups.shows_what_is_meant(made):
        made = follow_ups.make(rng)
    phrase = Phrase(made.tool, made.text, whole=True)
    values: dict[str, str] = {}
    text = GAP.sub(lambda gap: _fill(rng, phrase, gap, values), phrase.text)
    spoken, spoken_values = said(rng, text, values, whole=True, chat=made.tool == CHAT)
    return Example(spoken, made.tool, _arguments(made.tool, {**made.meant, **spoken_values}), made.history)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for item in examples(wanted, 1):
        turns = [f"{turn.role}: {turn.content[:120]}" for turn in item.history]
        sys.stdout.write(f"{turns or ''} {item.say}\n    -> {item.completion}\n")
