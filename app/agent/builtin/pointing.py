"""What “the second one” means among the lines that a tool has listed just before.

A small model points at the wrong line when they are long and much alike, as full paths are. To count needs no model.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.agent.builtin.prompt import Turn

_ORDINALS: Sequence[Sequence[str]] = (
    ("first", "1st", "top", "erste", "premier", "première", "primero", "primera"),
    ("second", "2nd", "zweite", "deuxième", "seconde", "segundo", "segunda"),
    ("third", "3rd", "dritte", "troisième", "tercero", "tercera"),
    ("fourth", "4th", "vierte", "quatrième", "cuarto", "cuarta"),
    ("fifth", "5th", "fünfte", "cinquième", "quinto", "quinta"),
)
_LAST = ("last", "bottom", "letzte", "dernier", "dernière", "último", "última")
_PLACES = {word: place for place, words in enumerate(_ORDINALS) for word in words} | dict.fromkeys(_LAST, -1)
_ORDINAL = re.compile(rf"\b({'|'.join(sorted(_PLACES, key=len, reverse=True))})[nrs]?\b", re.IGNORECASE)
# The arguments that name one thing among those that are there.
_PATHS = ("path", "source")
_NAMING = (*_PATHS, "task")
# A task as our server lists it, an entry of a folder, and a line that a search has found.
_TASK = re.compile(r"- .*\(#(\d+)\).*")
_ENTRY = re.compile(r"\[(?:DIR|FILE)\] (.*)")
_MATCH = re.compile(r"([^\n]+?):\d+: .*")
_BULLET = re.compile(r"(?:[-*•]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line that names something, and the argument that means it."""

    line: str
    meant: str | int

    def is_named_by(self, value: object) -> bool:
        return f"(#{value})" in self.line if isinstance(value, int) else str(value) in self.line


def repointed(arguments: Mapping[str, Any], say: str, history: Sequence[Turn]) -> dict[str, Any]:
    """`arguments` with the line that `say` counts to, where the model took another one of the same list.

    A path of which it took only a part is made whole: names have spaces in them.
    """
    listed = _listed(history)
    whole = {name: _whole(value, say, listed) if name in _PATHS else value for name, value in arguments.items()}
    meant = _meant(say, listed)
    return whole if meant is None else _counted(whole, say, meant, [each for each in listed if each != meant])


def _whole(value: Any, say: str, listed: Sequence[_Listed]) -> Any:
    """The one path of the list that `value` is a part of; `value` where there is none, or it was said."""
    if str(value) in say:
        return value
    paths = [each.meant for each in listed if isinstance(each.meant, str) and each.is_named_by(value)]
    # The folder of a path is a path as well.
    return paths[0] if len(paths) == 1 and not paths[0].startswith(f"{value}/") else value


def _counted(arguments: dict[str, Any], say: str, meant: _Listed, others: Sequence[_Listed]) -> dict[str, Any]:
    def is_mistaken(name: str, value: object) -> bool:
        if name not in _NAMING or str(value) in say or meant.is_named_by(value):
            return False
        return any(other.is_named_by(value) for other in others)

    return {name: meant.meant if is_mistaken(name, value) else value for name, value in arguments.items()}


def _meant(say: str, listed: Sequence[_Listed]) -> _Listed | None:
    """The line that is counted to; None where nothing is, or more than one thing."""
    places = {_PLACES[word.lower()] for word in _ORDINAL.findall(say)}
    if len(places) != 1:
        return None
    (place,) = places
    return listed[place] if place < len(listed) and listed else None


def _listed(history: Sequence[Turn]) -> Sequence[_Listed]:
    """What was listed just before."""
    last = next((turn for turn in reversed(history) if turn.role == "assistant"), None)
    lines = last.content.splitlines() if last else []
    return [each for line in lines if (each := _read(line.strip()))]


def _read(line: str) -> _Listed | None:
    if task := _TASK.fullmatch(line):
        return _Listed(line, int(task[1]))
    if entry := _ENTRY.fullmatch(line) or _MATCH.fullmatch(line):
        return _Listed(line, entry[1])
    # A sentence of the server is no path.
    return None if not line or line.endswith((".", ":", "]")) else _Listed(line, _BULLET.sub("", line, count=1))
