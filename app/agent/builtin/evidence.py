"""What must be said for some arguments to be offered to the small model at all.

It likes to fill what may be filled: “call the plumber about the sink” became due “the sink”, and a weekend an urgent
one. A date must have a word of time in it, and a choice from a list a word that speaks for it.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]
_WORDS: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(
    Path(__file__).with_name("times.toml").read_text(encoding="utf-8")
)
_TIMES = frozenset(word for words in _WORDS["times"].values() for word in words)
# Languages that write no spaces between words.
_RUNNING = tuple(word for word in _TIMES if not word.isascii())
_BESIDE_TIMES = frozenset(_WORDS["beside"]["words"])
_CLOSE = 0.8
_SHORTEST_MISSPELT = 5
# The words that speak for a choice of a list, by the argument and the choice.
SIGNS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "priority": {
        "high": re.compile(
            r"high|urgent|important|asap|critical|crucial|vital|top|prio|must|!!|hoh|hoch|dringend|wichtig|élevée|haute"
            r"|alta",
            re.IGNORECASE,
        ),
        "medium": re.compile(r"medium|normal|mid|moderate|mittel|moyenne|media", re.IGNORECASE),
        "low": re.compile(
            r"low|minor|rush|niedrig|basse|baja|unwichtig|unimportant|(not|less) (urgent|important)", re.IGNORECASE
        ),
    },
    "status": {
        "open": re.compile(
            r"open|left|outstanding|pending|remain|still|unfinished|undone|yet|offen|ouvert|reste|abiert|pendient",
            re.IGNORECASE,
        ),
        "done": re.compile(
            r"\bdone|complet|finish|tick|cross|check|close|clear|achiev|accompli|dealt|behind me|already|erledigt"
            r"|fertig|abgehakt|geschafft|termin|fait|hech|acabad",
            re.IGNORECASE,
        ),
        "all": re.compile(r"\ball|every|both|also|too\b|includ|alle|tou[ts]|tod[ao]s", re.IGNORECASE),
    },
}


def evident(schema: Schema, say: str, *, keep: Sequence[str], timed: bool) -> Schema:
    """`schema` with those optional properties, and those choices of lists, for which something in `say` speaks.

    `timed` tells whether a time is named in it; properties in `keep` have words of their own.
    """
    required = schema.get("required") or ()
    properties: dict[str, Schema] = {}
    offered: Mapping[str, Schema] = schema.get("properties") or {}
    for name, kind in offered.items():
        if name in required or name in keep:
            properties[name] = kind
        elif name in SIGNS:
            options = [option for option in _options(kind) if _is_signed(name, option, say)]
            properties |= {name: {"enum": options}} if options else {}
        elif name != "due" or timed:
            properties[name] = kind
    return {**schema, "properties": properties}


def _options(kind: Schema) -> Sequence[Any]:
    if "enum" in kind:
        return kind["enum"]
    kinds: Sequence[Schema] = kind.get("anyOf") or ()
    return [option for each in kinds for option in each.get("enum") or ()]


def _is_signed(name: str, option: Any, say: str) -> bool:
    signs = SIGNS[name]
    return option not in signs or bool(signs[option].search(say))


def stretches_of_time(words: Sequence[str]) -> Iterator[range]:
    """Where in `words` a date may stand: the longest runs of words that can be part of one, and name some time."""
    begun: int | None = None
    for place, word in enumerate([*words, None]):
        if word is not None and (is_time(word) or _bare(word) in _BESIDE_TIMES or not _bare(word)):
            begun = place if begun is None else begun
        elif begun is not None:
            if any(is_time(each) for each in words[begun:place]):
                yield range(begun, place)
            begun = None


@cache
def is_time(word: str) -> bool:
    """Whether `word` names a time: a day, a month, a part of the day, a number, also misspelt."""
    bare = _bare(word)
    if any(character.isdigit() for character in bare) or bare in _TIMES:
        return True
    if not bare.isascii():
        return any(time in bare for time in _RUNNING)
    if len(bare) < _SHORTEST_MISSPELT or bare in _BESIDE_TIMES:
        return False
    return bool(difflib.get_close_matches(bare, _TIMES, n=1, cutoff=_CLOSE))


def _bare(word: str) -> str:
    return word.lower().strip("\"'“”„‘’‚«»‹›()[]{}<>`.,;:!?…*_-–—").replace("’", "'")
