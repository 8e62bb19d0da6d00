"""Replacing text in text: pure functions on strings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.sizes import counted
from mcp_servers.filesystem.text import line_end, split_lines

MAX_DIFF = 50_000
MAX_DIFFED_LINES = 20_000
_CONTEXT = 3
_HUNK = re.compile(r"( [-+])(\d+)")


@dataclass(frozen=True)
class Edit:
    """Replace `old` by `new`: once, or `expected` times, or with `everywhere` as often as it occurs."""

    old: str
    new: str
    everywhere: bool = False
    expected: int | None = None


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text after all edits, each on the result of the one before.

    Line ends of the edits are taken as the text's own, so a model need not know them.

    Raises:
        ToolFailure: an edit does not fit; then none is made.
    """
    end = line_end(text)
    for number, edit in enumerate(edits, 1):
        label = f"Edit {number}: " if len(edits) > 1 else ""
        text = _applied(text, edit, end, label)
    return text


def unified_diff(before: str, after: str, name: str) -> str:
    """A unified diff with three lines of context, cut at `MAX_DIFF` characters with a note."""
    import difflib

    # Line ends are shown as plain ones: a diff in a chat has no use for carriage returns.
    old, new = _shown_lines(before), _shown_lines(after)
    same = _same_at_start(old, new)
    rest = _same_at_start(old[same:][::-1], new[same:][::-1])
    # difflib takes minutes for a long text of lines that repeat, so it only sees what is around the changes.
    start, end = max(0, same - _CONTEXT), max(0, rest - _CONTEXT)
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) + len(new) > MAX_DIFFED_LINES:
        return "[The changes are too far apart to be shown.]\n"
    lines = _renumbered(difflib.unified_diff(old, new, name, name, n=_CONTEXT), start)
    diff = "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
    if len(diff) > MAX_DIFF:
        return diff[:MAX_DIFF].rsplit("\n", 1)[0] + "\n[Truncated: the diff goes on.]\n"
    return diff


def _same_at_start(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(old), len(new)))


def _renumbered(lines: Iterator[str], start: int) -> Iterator[str]:
    """The hunks of a diff of parts that begin after `start` lines."""

    def moved(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2]) + start}"

    for line in lines:
        yield _HUNK.sub(moved, line) if line.startswith("@@") else line


def _applied(text: str, edit: Edit, end: str, label: str) -> str:
    if not edit.old:
        raise ToolFailure(f"{label}oldText is empty. Give the exact text to replace.")
    old, new = _with_line_ends(edit.old, end), _with_line_ends(edit.new, end)
    count = text.count(old)
    if count == 0 and old != edit.old:
        # A file of mixed line ends can still hold the text just as it was given.
        old, count = edit.old, text.count(edit.old)
    if count == 0:
        return _applied_loosely(text, edit, label)
    _check_count(edit, count, text, label)
    return text.replace(old, new)


def _applied_loosely(text: str, edit: Edit, label: str) -> str:
    """Replace whole lines that are the same but for the blanks around them; the new ones are indented alike."""
    lines, old = split_lines(text), _shown_lines(edit.old)
    wanted = [line.strip() for line in old]
    places = _places_of(wanted, [line.strip() for line in lines])
    _check_count(edit, len(places), text, label)
    for place in reversed(places):
        replaced = lines[place : place + len(old)]
        lines[place : place + len(old)] = _indented_alike(_shown_lines(edit.new), old[0], replaced)
    return "".join(lines)


def _places_of(wanted: Sequence[str], lines: Sequence[str]) -> list[int]:
    if not any(wanted):
        return []
    places: list[int] = []
    for index in range(len(lines) - len(wanted) + 1):
        taken = places and index < places[-1] + len(wanted)
        if lines[index] == wanted[0] and not taken and lines[index : index + len(wanted)] == wanted:
            places.append(index)
    return places


def _indented_alike(new: Sequence[str], old_first: str, replaced: Sequence[str]) -> list[str]:
    given, found = _indent(old_first), _indent(replaced[0])
    end = line_end("".join(replaced))
    lines = [f"{found}{line.removeprefix(given)}" if line.strip() else line for line in new]
    lines = [line.rstrip("\n") + end for line in lines]
    if lines and not replaced[-1].endswith("\n"):
        lines[-1] = lines[-1].removesuffix(end)
    return lines


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _check_count(edit: Edit, count: int, text: str, label: str) -> None:
    if count == 0:
        raise ToolFailure(f"{label}oldText is not in the file.{_nearest(edit.old, text)} Nothing was changed.")
    if edit.expected is not None and count != edit.expected:
        raise ToolFailure(
            f"{label}oldText is in the file {_times(count)}, not {_times(edit.expected)}. Nothing was changed."
        )
    if count > 1 and not edit.everywhere and edit.expected is None:
        raise ToolFailure(
            f"{label}oldText is in the file {count} times. Give more of the text around it, or set replaceAll. "
            "Nothing was changed."
        )


def _times(count: int) -> str:
    return counted(count, "time")


def _nearest(old: str, text: str) -> str:
    first = old.strip().split("\n", 1)[0].strip()
    if not first or len(text) > MAX_DIFF:
        return ""
    import difflib

    lines = [line.strip() for line in text.split("\n")]
    close = difflib.get_close_matches(first, lines, n=1, cutoff=0.7)
    return f" The nearest line is: {close[0]}" if close else ""


def _with_line_ends(text: str, end: str) -> str:
    plain = text.replace("\r\n", "\n")
    return plain if end == "\n" else plain.replace("\n", end)


def _shown_lines(text: str) -> list[str]:
    return split_lines(text.replace("\r\n", "\n"))
