"""Patterns for names and paths, as people write them."""

import fnmatch
from collections.abc import Sequence

_SPECIAL = frozenset("*?[")


class Patterns:
    """Several patterns; a path matches if any of them does.

    `*.py` matches a name at any depth, `notes` an entry of that name and so all below it, `src/**/*.py` a path
    from the start folder, where `**` stands for any number of folders.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [_parsed(pattern) for pattern in patterns if pattern.strip("/")]

    def match(self, parts: Sequence[str]) -> bool:
        folded = [part.casefold() for part in parts]
        return any(_match(pattern, folded) for pattern in self._patterns)


def name_matcher(pattern: str) -> Patterns:
    """For a search: a plain word matches every name that contains it."""
    if "/" not in pattern and not _SPECIAL & set(pattern):
        return Patterns([f"*{pattern}*"])
    return Patterns([pattern])


def _parsed(pattern: str) -> tuple[str, ...]:
    parts = tuple(part for part in pattern.casefold().split("/") if part not in ("", "."))
    return parts if "/" in pattern.strip("/") else ("**", *parts)


def _match(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Dynamic over the pattern's parts: a recursion would take exponential time for `**/**/**/x`."""
    reachable = {0}
    for number, part in enumerate(pattern, 1):
        if part == "**":
            # At the end it stands for what is below, and not for the folder itself.
            below = 1 if number == len(pattern) else 0
            reachable = set(range(min(reachable) + below, len(parts) + 1)) if reachable else reachable
        else:
            reachable = {i + 1 for i in reachable if i < len(parts) and fnmatch.fnmatchcase(parts[i], part)}
    return len(parts) in reachable
