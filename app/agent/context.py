"""Fitting a conversation into what a model can take in at once.

What is cut is only what the model is given; the thread keeps everything. Older results of tools are cut first, as they
can be had again; then the oldest turns give way to a summary that a model has made, and what it does not cover to a
digest of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from agents import TResponseInputItem

from app.agent.models import ChosenModel
from app.agent.tokens import CHARACTERS_PER_TOKEN, tokens_of
from app.base.fences import fenced, unfenced

KEPT_RESULTS = 2
SHORT_RESULT_CHARACTERS = 400
DIGEST_LINE_CHARACTERS = 160
DIGEST_LINES = 24
SMALLEST_BUDGET = 1_000
# How much of each message a summary is made of, and how long it may be.
SUMMARY_LINE_CHARACTERS, SHORTEST_LINE_CHARACTERS = 600, 80
SUMMARY_CHARACTERS = 2_400
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a model has made of the first `covered` entries of a conversation."""

    covered: int
    text: str


class Budgets:
    """How many tokens of conversation each model is given; fewer each time that one says it was too much."""

    def __init__(self) -> None:
        self._learned: dict[str, int] = {}

    def of(self, chosen: ChosenModel) -> int:
        return self._learned.get(chosen.label, chosen.context_tokens)

    def learned(self, chosen: ChosenModel) -> bool:
        """Whether a refusal has taught how many, so that everything else has its room beside them."""
        return chosen.label in self._learned

    def shrink(self, chosen: ChosenModel, given: object) -> bool:
        """Give the model half of what it was `given`, from now on; False when that is too little to be of use."""
        half = min(self.of(chosen), tokens_of(given)) // 2
        if half < SMALLEST_BUDGET:
            return False
        self._learned[chosen.label] = half
        return True


def fitted(
    conversation: Sequence[TResponseInputItem], budget: int, summary: Summary | None = None
) -> list[TResponseInputItem]:
    """The conversation in at most about `budget` tokens, with the user's last message always in it."""
    entries = cast("Sequence[Entry]", conversation)
    if _fits(entries, budget):
        return list(conversation)
    if summary and not _fits_with_short_results(entries, budget):
        begin, rest = [_summary(summary, budget)], entries[summary.covered :]
    else:
        begin, rest = [], entries
    shorter = [*begin, *_shortened(rest, budget - tokens_of(begin))]
    if tokens_of(shorter) > budget:
        shorter = _with_short_results(shorter, keep=0)
    if tokens_of(shorter) > budget:
        shorter = _with_short_texts(shorter, budget)
    return cast("list[TResponseInputItem]", shorter)


def _shortened(entries: Sequence[Entry], budget: int) -> list[Entry]:
    """As many of the newest turns as fit, and a digest of the older ones."""
    turns = _turns(entries)
    newest = _newest(turns, budget, KEPT_RESULTS)
    if len(newest) < len(turns):
        # Before a turn gives way, all results but the last do.
        newest = _newest(turns, budget, 1)
    if len(newest) < len(turns):
        room = budget - DIGEST_LINES * DIGEST_LINE_CHARACTERS // CHARACTERS_PER_TOKEN
        newest = _newest(turns, room, KEPT_RESULTS)
    older = turns[: len(turns) - len(newest)]
    return [*([_digest(older)] if older else []), *(entry for turn in newest for entry in turn)]


def to_summarise(
    conversation: Sequence[TResponseInputItem], budget: int, summary: Summary | None = None
) -> tuple[int, str] | None:
    """What a new summary would cover, as a number of entries, and what it is to be made of; None: none is needed.

    It leaves half of the room free, so that many turns pass before the next one is.
    """
    entries, covered = cast("Sequence[Entry]", conversation), summary.covered if summary else 0
    turns = _turns(entries[covered:])
    soon_full = budget * 4 // 5 - (tokens_of(_summary(summary, budget)) if summary else 0)
    if len(_newest(turns, soon_full, 0)) == len(turns):
        return None
    older = turns[: len(turns) - len(_newest(turns, budget // 2, 0))]
    if not older:
        return None
    before = [f"What was summarised before:\n{summary.text}"] if summary else []
    room = budget * 3 // 4 * CHARACTERS_PER_TOKEN
    return covered + sum(map(len, older)), "\n".join([*before, *_material(older, room)])


def _material(turns: Sequence[Sequence[Entry]], room: int) -> list[str]:
    """A line for each message, cut so that all have room; the oldest give way when even that is too much."""
    entries = [entry for turn in turns for entry in turn if entry.get("type") != "function_call_output"]
    each = max(SHORTEST_LINE_CHARACTERS, min(SUMMARY_LINE_CHARACTERS, room // len(entries)))
    lines = [line for entry in entries if (line := _line(entry, each))]
    return lines[-(room // each) :]


def _fits(entries: Sequence[Entry], budget: int) -> bool:
    """Whether all take at most `budget` tokens. Of a long conversation only as much is measured as tells it."""
    room = budget
    for entry in reversed(entries):
        room -= tokens_of(entry)
        if room < 0:
            return False
    return True


def _fits_with_short_results(entries: Sequence[Entry], budget: int) -> bool:
    turns = _turns(entries)
    return len(_newest(turns, budget, 1)) == len(turns)


def _newest(turns: Sequence[Sequence[Entry]], budget: int, whole: int) -> list[list[Entry]]:
    """The newest turns that fit, all but the last `whole` results of tools cut. The last turn stays in any case."""
    kept: list[list[Entry]] = []
    room = budget
    for turn in reversed(turns):
        shorter = _with_short_results(turn, keep=whole)
        whole = max(0, whole - sum(entry.get("type") == "function_call_output" for entry in turn))
        room -= tokens_of(shorter)
        if kept and room < 0:
            break
        kept.append(shorter)
    return kept[::-1]


def _with_short_results(entries: Sequence[Entry], *, keep: int) -> list[Entry]:
    """Results of tools cut, but for the last `keep` of them."""
    places = [at for at, entry in enumerate(entries) if entry.get("type") == "function_call_output"]
    cut = set(places[: max(0, len(places) - keep)])
    return [
        {**entry, "output": _short_result(str(entry["output"]))} if at in cut else entry
        for at, entry in enumerate(entries)
    ]


def _short_result(output: str) -> str:
    text = unfenced(output)
    return fenced(_short(text)) if text != output else _short(output)


def _short(text: str, limit: int = SHORT_RESULT_CHARACTERS) -> str:
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… (cut here to save room: {len(text):,} characters in all; ask again if it is needed)"


def _turns(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The conversation in parts that begin with what the user said."""
    turns: list[list[Entry]] = [[]]
    for entry in entries:
        if entry.get("role") == "user" and turns[-1]:
            turns.append([])
        turns[-1].append(entry)
    return turns


def _digest(turns: Sequence[Sequence[Entry]]) -> Entry:
    """What was said in `turns`, a line for each, the newest when there are too many."""
    entries = [entry for turn in turns for entry in turn if entry.get("type") != "function_call_output"]
    left_out = len(entries) - DIGEST_LINES
    more = [f"({left_out} earlier messages are left out.)"] if left_out > 0 else []
    lines = "\n".join([*more, *filter(None, map(_line, entries[-DIGEST_LINES:]))])
    return {"role": "user", "content": f"<context>Earlier in this conversation, shortened:\n{lines}</context>"}


def _summary(summary: Summary, budget: int) -> Entry:
    words = summary.text[: min(SUMMARY_CHARACTERS, budget * CHARACTERS_PER_TOKEN // 4)]
    return {"role": "user", "content": f"<context>Earlier in this conversation, summarised:\n{words}</context>"}


def _line(entry: Entry, limit: int = DIGEST_LINE_CHARACTERS) -> str:
    role = entry.get("role")
    if role not in ("user", "assistant"):
        return f"- called {entry['name']}" if entry.get("type") == "function_call" else ""
    words = " ".join(_text(entry.get("content")).split())
    return f"- {role}: {words[:limit]}" if words else ""


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    parts = cast("Sequence[Entry]", content) if isinstance(content, list) else ()
    return " ".join(str(part.get("text", "")) for part in parts)


def _with_short_texts(entries: Sequence[Entry], budget: int) -> list[Entry]:
    """Every text cut to its share of the room: the last resort, for one message that is too long by itself."""
    share = max(200, budget * CHARACTERS_PER_TOKEN // max(1, len(entries)) - 100)
    return [_with_short_text(entry, share) for entry in entries]


def _with_short_text(entry: Entry, share: int) -> Entry:
    content = entry.get("content")
    if isinstance(content, str):
        return {**entry, "content": _short(content, share)}
    if isinstance(content, list):
        parts = [
            {**part, "text": _short(str(part["text"]), share)} if "text" in part else part
            for part in cast("Sequence[Entry]", content)
        ]
        return {**entry, "content": parts}
    return entry
