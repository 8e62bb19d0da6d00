"""Values that stand where a phrase has a gap: titles, dates, paths, topics and texts of many shapes.

They are patterns in values.toml: `{folders}` stands for one of the patterns called `folders`, `{1-28}` for a number.
What comes more than once in a list is chosen more often.
"""

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_READ = tomllib.loads(Path(__file__).with_name("values.toml").read_text(encoding="utf-8"))
VALUES: Mapping[str, Sequence[str]] = {name: value for name, value in _READ.items() if isinstance(value, list)}
# Follow-ups: for each table the tools and the ways to ask for them.
TABLES: Mapping[str, Mapping[str, Sequence[str]]] = {n: value for n, value in _READ.items() if isinstance(value, dict)}
SLOT = re.compile(r"\{([a-z_]+|\d+-\d+)\}")


def pick(rng: random.Random, name: str) -> str:
    """One of the values called `name`."""
    return filled(rng, rng.choice(VALUES[name]))


def filled(rng: random.Random, pattern: str) -> str:
    """`pattern` with a value in each of its slots."""
    return SLOT.sub(lambda slot: _slot(rng, slot[1]), pattern)


def _slot(rng: random.Random, name: str) -> str:
    if name[0].isdigit():
        first, last = name.split("-")
        return str(rng.randint(int(first), int(last))).zfill(len(first))
    # Other names are filled by who asked for the pattern.
    return pick(rng, name) if name in VALUES else f"{{{name}}}"


def value_for(rng: random.Random, gap: str, kind: str | None) -> str:
    """A fresh value for `{gap}` or `{gap:kind}`. A kind that is no list of values is the value itself."""
    if kind is None:
        return task(rng) if gap == "task" else pick(rng, gap)
    return pick(rng, kind) if kind in VALUES else kind


def task(rng: random.Random) -> str:
    """A task as people refer to it: its whole title or some words of it."""
    thing = pick(rng, "task")
    return thing.removeprefix("the ") if rng.random() < 0.5 else thing


def distinct(rng: random.Random, make: Callable[[], str], count: int) -> Sequence[str]:
    """`count` different values."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[make()] = None
    return list(found)
