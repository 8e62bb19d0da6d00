"""Which task is meant: a number, or words of its title."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.database import folded
from mcp_servers.tasks.due import from_text, in_words
from mcp_servers.tasks.model import Status
from mcp_servers.tasks.store import Store

MAX_CANDIDATES = 8
_NUMBER = re.compile(r"(?:task\s*)?#?\s*(\d{1,18})", re.IGNORECASE)
_AROUND = re.compile(r"^(?:the |my |task |to )+| task$")


@dataclass(frozen=True)
class _Candidate:
    number: int
    title: str
    status: str
    due: str | None

    @property
    def folded(self) -> str:
        return folded(self.title)


def find_task(store: Store, task: int | str, now: datetime, *, prefer: Status = "open", in_trash: bool = False) -> int:
    """The number of the task that is meant.

    A title that is the same wins over one that contains the words, and within each a task whose status is
    `prefer` over one whose is not.

    Raises:
        ToolFailure: none or several are meant; then the words name the candidates.
    """
    number = _as_number(task)
    if number is not None and store.row(number) is not None:
        return number
    if isinstance(task, int):
        raise ToolFailure(f"There is no task {task}. list_tasks shows the tasks.")
    words = folded(task).strip("\"'“”‘’«».!? ")
    if not words:
        raise ToolFailure("Say which task: its number or words of its title.")
    every = [_Candidate(*row) for row in _rows(store, in_trash=in_trash)]
    found = _best(every, words, prefer) or _best(every, _AROUND.sub("", words), prefer)
    if len(found) > 1:
        raise ToolFailure(_which(found, now))
    if not found:
        raise ToolFailure(_none(task, words, every, in_trash=in_trash))
    return found[0].number


def _as_number(task: int | str) -> int | None:
    if isinstance(task, int):
        return task
    match = _NUMBER.fullmatch(task.strip())
    return int(match[1]) if match else None


def _rows(store: Store, *, in_trash: bool) -> list[tuple[int, str, str, str | None]]:
    return [tuple(row) for row in store.titles(in_trash=in_trash)]


def _best(every: Sequence[_Candidate], words: str, prefer: Status) -> list[_Candidate]:
    wanted = set(words.split())
    tests: tuple[Callable[[_Candidate], bool], ...] = (
        lambda candidate: candidate.folded == words,
        lambda candidate: words in candidate.folded,
        lambda candidate: wanted <= set(candidate.folded.split()),
    )
    for test in tests if words else ():
        matching = [candidate for candidate in every if test(candidate)]
        preferred = [candidate for candidate in matching if candidate.status == prefer]
        if matching:
            return preferred or matching
    return []


def _which(found: Sequence[_Candidate], now: datetime) -> str:
    lines = [f"- {candidate.number}: “{candidate.title}”{_about(candidate, now)}" for candidate in found]
    more = len(lines) - MAX_CANDIDATES
    if more > 0:
        lines[MAX_CANDIDATES:] = [f"- and {more} more"]
    return "\n".join(["Several tasks fit. Which one? Give its number:", *lines])


def _about(candidate: _Candidate, now: datetime) -> str:
    if candidate.status == "done":
        return ", done"
    return f", due {in_words(from_text(candidate.due), now)}" if candidate.due else ""


def _none(task: str, words: str, every: Sequence[_Candidate], *, in_trash: bool) -> str:
    where = " in the trash" if in_trash else ""
    close = difflib.get_close_matches(words, [candidate.folded for candidate in every], n=1, cutoff=0.6)
    near = next((candidate for candidate in every if close and candidate.folded == close[0]), None)
    hint = f" Did you mean {near.number}: “{near.title}”?" if near else ""
    return f"There is no task “{task}”{where}.{hint}"
