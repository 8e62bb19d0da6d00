"""From what a tool was given to the columns of a task."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.arguments import NewTask, UpdateTask
from mcp_servers.tasks.dates import DateError, parse_due
from mcp_servers.tasks.due import Due, from_text, in_words, is_over, real, to_text
from mcp_servers.tasks.links import resolved_links
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.recurrence import Repeat, as_due, first_occurrence, wall_clock
from mcp_servers.tasks.reminders import EXAMPLE as REMINDER_EXAMPLE
from mcp_servers.tasks.reminders import is_relative, parse_reminder, reminder_moment
from mcp_servers.tasks.repeat_phrases import Phrase, parse_repeat
from mcp_servers.tasks.store import Store

Fields = dict[str, Any]

_NO_REPEAT: Fields = {"repeat": None, "repeat_from": "due", "repeat_on": None}
_CLEARED: Fields = {
    "notes": "", "due": None, "priority": "none", "project": None, "tags": [], "repeat": None, "remind": None,
    "parent": None, "blocked_by": [],
}  # fmt: skip
_NEVER = {"", "none", "no", "null", "never", "once"}
_EVERY_DAY = Repeat("FREQ=DAILY")


def new_fields(new: NewTask, now: datetime) -> Fields:
    """What a new task was given, with its words read; takes no look at other tasks.

    Raises:
        ToolFailure: words of a date, a repetition or a reminder cannot be read.
    """
    return _read(new.model_dump(exclude_none=True), now)


def changed_fields(arguments: UpdateTask, now: datetime) -> Fields:
    """As `new_fields`: those that were given, with what stands for nothing where they are null."""
    fields = arguments.model_dump(exclude_unset=True, exclude={"task"})
    if fields.get("title", "") is None:
        raise ToolFailure("A task must have a title.")
    cleared = {name: _CLEARED[name] for name, value in fields.items() if value is None}
    return cleared | _read({name: value for name, value in fields.items() if value is not None}, now)


def columns(store: Store, fields: Mapping[str, Any], now: datetime, task: Task | None = None) -> Fields:
    """The columns for read fields; what they leave open comes from `task`, which is to be changed.

    Raises:
        ToolFailure: a link or a reminder does not fit.
    """
    resolved = resolved_links(store, dict(fields), task.id if task else None, now)
    if "repeat" in resolved:
        resolved |= repeat_columns(resolved["repeat"], _due(resolved, task), now)
    return resolved | _reminder_columns(resolved, task, now)


def shifted(text: str, distance: timedelta, now: datetime) -> str:
    """A date moved by days; a time stays what the clock shows."""
    due = from_text(text)
    moved = wall_clock(due, now.tzinfo) + distance
    return to_text(as_due(moved, timed=isinstance(due, datetime), zone=now.tzinfo))


def _read(fields: Fields, now: datetime) -> Fields:
    readers = {"due": _stored_due, "tags": _clean_tags, "repeat": _read_repeat, "remind": parse_reminder}
    return {name: readers[name](value, now) if name in readers else value for name, value in fields.items()}


def _stored_due(text: str, now: datetime) -> str | None:
    due = parse_due(text, now)
    return None if due is None else to_text(due)


def _read_repeat(text: str, now: datetime) -> Phrase | None:
    return None if text.strip().casefold() in _NEVER else parse_repeat(text, now)


def _clean_tags(tags: list[str], _now: datetime) -> list[str]:
    """Without `#` before them and without doubles."""
    names = (tag.removeprefix("#").strip() for tag in tags)
    return list({name.casefold(): name for name in names if name}.values())


def _due(fields: Fields, task: Task | None) -> Due | None:
    text = fields.get("due", task.due if task else None)
    return None if text is None else from_text(text)


def repeat_columns(phrase: Phrase | None, due: Due | None, now: datetime) -> Fields:
    """The columns of a repetition that begins at `due`, or at its first date when there is none.

    Raises:
        RepeatError: it has no date to come.
    """
    if phrase is None:
        return _NO_REPEAT
    repeat = phrase.repeat
    if due is None:
        earliest = max(phrase.start or now.date(), now.date())
        moment = first_occurrence(_EVERY_DAY if repeat.after_completion else repeat, earliest, phrase.clock, now)
        due = as_due(moment, timed=phrase.clock is not None, zone=now.tzinfo)
    elif phrase.clock and not isinstance(due, datetime):
        due = real(datetime.combine(due, phrase.clock, now.tzinfo), now.tzinfo)
    on = wall_clock(due, now.tzinfo)
    if not repeat.after_completion:
        # Asked only to refuse a rule that has no date at all.
        first_occurrence(repeat, on.date(), on.time(), now)
    return {
        "due": to_text(due),
        "repeat": repeat.rule,
        "repeat_from": "completion" if repeat.after_completion else "due",
        "repeat_on": to_text(on if isinstance(due, datetime) else on.date()),
    }


def _reminder_columns(fields: Fields, task: Task | None, now: datetime) -> Fields:
    remind: str | None = fields.get("remind", task.remind if task else None)
    due: str | None = fields.get("due", task.due if task else None)
    moment = reminder_moment(remind, due, now)
    if fields.get("remind"):
        _check_reminder(fields["remind"], moment, now)
    return {"remind_at": moment}


def _check_reminder(remind: str, moment: str | None, now: datetime) -> None:
    if moment is None and is_relative(remind):
        raise ToolFailure(f"A reminder before the due date needs one: give due too. {REMINDER_EXAMPLE}")
    if moment is not None and is_over(from_text(moment), now):
        words = in_words(from_text(moment), now)
        raise DateError(f"That reminder is in the past: {words}. {REMINDER_EXAMPLE}")
