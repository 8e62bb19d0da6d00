"""Fitting a conversation into what a model can take in at once.

What is cut is only what the model is given; the thread keeps everything. Older results of tools are cut first, as they
can be had again; then the oldest turns give way to a digest of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from agents import TResponseInputItem

from app.agent.models import ChosenModel
from app.agent.tokens import CHARACTERS_PER_TOKEN, tokens_of

KEPT_RESULTS = 2
SHORT_RESULT_CHARACTERS = 400
DIGEST_LINE_CHARACTERS = 160
DIGEST_LINES = 24
SMALLEST_BUDGET = 1_000
Entry = Mapping[str, Any]


class Budgets:
    """How many tokens of conversation each model is given; fewer each time that one says it was too much."""

    def __init__(self) -> None:
        self._learned: dict[str, int] = {}

    def of(self, chosen: ChosenModel) -> int:
        return self._learned.get(chosen.label, chosen.context_tokens)

    def shrink(self, chosen: ChosenModel, given: object) -> bool:
        """Give the model half of what it was `given`, from now on; False when that is too little to be of use."""
        half = min(self.of(chosen), tokens_of(given)) // 2
        if half < SMALLEST_BUDGET:
            return False
        self._learned[chosen.label] = half
        return True


def fitted(conversation: Sequence[TResponseInputItem], budget: int) -> list[TResponseInputItem]:
    """The conversation in at most about `budget` tokens, with the user's last message always in it."""
    if tokens_of(conversation) <= budget:
        return list(conversation)
    shorter = _with_short_results(cast("Sequence[Entry]", conversation), keep=KEPT_RESULTS)
    if tokens_of(shorter) > budget:
        shorter = _with_digest(shorter, budget)
    if tokens_of(shorter) > budget:
        shorter = _with_short_results(shorter, keep=0)
    if tokens_of(shorter) > budget:
        shorter = _with_short_texts(shorter, budget)
    return cast("list[TResponseInputItem]", shorter)


def _with_short_results(entries: Sequence[Entry], *, keep: int) -> list[Entry]:
    """Results of tools cut, but for the last `keep` of them."""
    places = [at for at, entry in enumerate(entries) if entry.get("type") == "function_call_output"]
    cut = set(places[: len(places) - keep])
    return [
        {**entry, "output": _short(str(entry["output"]))} if at in cut else entry for at, entry in enumerate(entries)
    ]


def _short(text: str, limit: int = SHORT_RESULT_CHARACTERS) -> str:
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… (cut here to save room: {len(text):,} characters in all; ask again if it is needed)"


def _with_digest(entries: Sequence[Entry], budget: int) -> list[Entry]:
    """The newest turns that fit, after a digest of those before them. The last turn stays whatever its size."""
    turns = _turns(entries)
    kept: list[list[Entry]] = [turns.pop()]
    room = budget - tokens_of(kept) - DIGEST_LINES * DIGEST_LINE_CHARACTERS // CHARACTERS_PER_TOKEN
    while turns and tokens_of(turns[-1]) <= room:
        room -= tokens_of(turns[-1])
        kept.insert(0, turns.pop())
    newest = [entry for turn in kept for entry in turn]
    return [_digest(turns), *newest] if turns else newest


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
    said = [line for turn in turns for entry in turn if (line := _line(entry))]
    left_out = len(said) - DIGEST_LINES
    more = [f"({left_out} earlier messages are left out.)"] if left_out > 0 else []
    lines = "\n".join([*more, *said[-DIGEST_LINES:]])
    return {"role": "user", "content": f"<context>Earlier in this conversation, shortened:\n{lines}</context>"}


def _line(entry: Entry) -> str:
    role = entry.get("role")
    if role not in ("user", "assistant"):
        return f"- called {entry['name']}" if entry.get("type") == "function_call" else ""
    words = " ".join(_text(entry.get("content")).split())
    return f"- {role}: {words[:DIGEST_LINE_CHARACTERS]}" if words else ""


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
