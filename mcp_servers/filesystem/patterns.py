"""Patterns for names and paths, as people write them."""

import fnmatch
import re
from collections.abc import Callable, Sequence

_SPECIAL = frozenset("*?[")
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
MAX_ALTERNATIVES = 256


class Patterns:
    """Several patterns; a path matches if any of them does.

    `*.py` matches a name at any depth, `notes` an entry of that name and so all below it, `src/**/*.py` a path
    from the start folder, where `**` stands for any number of folders, and `*.{jpg,png}` either of the two.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        plain = [each for pattern in patterns for each in _alternatives(pattern)]
        self._patterns = [_Pattern(_parsed(pattern)) for pattern in plain if pattern.strip("/")]

    def by_name(self) -> Callable[[str], bool]:
        """Whether an entry of a name can match, whatever folder it is in."""
        could_be = re.compile("|".join(pattern.last for pattern in self._patterns) or "(?!)").match
        return lambda name: could_be(name.casefold()) is not None

    def match(self, above: Sequence[str], name: str) -> bool:
        """Whether an entry in the folder `above`, given by its parts from the start folder, matches."""
        if not self._patterns:
            return False
        folded = name.casefold()
        for pattern in self._patterns:  # noqa: SIM110 - a generator would take longer than the match
            if pattern.match(above, folded):
                return True
        return False


class _Pattern:
    def __init__(self, parts: tuple[str, ...]) -> None:
        self._parts = parts
        # Almost every entry is decided by its name alone, and that goes by a regular expression made once.
        last = parts[-1]
        self.last = fnmatch.translate("*" if last == "**" else last)
        self._could_be = re.compile(self.last).match
        self._anywhere = len(parts) == 2 and parts[0] == "**" and last != "**"

    def match(self, above: Sequence[str], name: str) -> bool:
        if not self._could_be(name):
            return False
        return self._anywhere or _match(self._parts, [*(part.casefold() for part in above), name])


def name_matcher(pattern: str) -> Patterns:
    """For a search: a plain word matches every name that contains it."""
    if "/" not in pattern and not _SPECIAL & set(pattern) and not _BRACES.search(pattern):
        return Patterns([f"*{pattern}*"])
    return Patterns([pattern])


def _alternatives(pattern: str) -> list[str]:
    """`a.{b,c}` as `a.b` and `a.c`, the inner braces first; too many of them are left as they are written."""
    done, left = list[str](), [pattern]
    while left:
        match = _BRACES.search(each := left.pop())
        if match is None or len(done) + len(left) > MAX_ALTERNATIVES:
            done.append(each)
        else:
            left += [f"{each[: match.start()]}{part}{each[match.end() :]}" for part in match[1].split(",")]
    return done


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
