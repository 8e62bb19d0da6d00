"""When a task is due: a day, or a time on a day with its zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

Due = date | datetime


def to_text(due: Due) -> str:
    """`YYYY-MM-DD`, or local time with its offset to the minute: what is stored and sent."""
    return due.isoformat(timespec="minutes") if isinstance(due, datetime) else due.isoformat()


def from_text(text: str) -> Due:
    """The reverse of `to_text`. Raises `ValueError` for anything else."""
    return date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else datetime.fromisoformat(text)


def real(moment: datetime, zone: tzinfo | None) -> datetime:
    """The same moment in `zone`, to the minute, with an offset that it really has: clocks skip an hour in spring."""
    return moment.astimezone(UTC).astimezone(zone).replace(second=0, microsecond=0)


def day_of(due: Due, zone: tzinfo | None) -> date:
    """The day, as the person's calendar in `zone` shows it."""
    return due.astimezone(zone).date() if isinstance(due, datetime) else due


def is_over(due: Due, now: datetime) -> bool:
    """Whether it is past: a day is over when the next one has begun."""
    return due < now if isinstance(due, datetime) else due < now.date()


def in_words(due: Due, now: datetime) -> str:
    """For people: `tomorrow (Tue 24 Nov 2026)`, `today at 17:00 (…)`, `Fri 4 Dec 2026`."""
    day = day_of(due, now.tzinfo)
    name = _near_name(day, now.date())
    written = written_day(day)
    clock = f" at {due.astimezone(now.tzinfo):%H:%M}" if isinstance(due, datetime) else ""
    return f"{name}{clock} ({written})" if name else f"{written}{clock}"


def written_day(day: date) -> str:
    """`Tue 24 Nov 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def _near_name(day: date, today: date) -> str | None:
    return {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


def week_of(day: date) -> Period:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    first = day.replace(day=1)
    next_first = (first + timedelta(days=31)).replace(day=1)
    return Period(first, next_first - timedelta(days=1))
