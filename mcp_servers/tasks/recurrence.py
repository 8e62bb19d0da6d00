"""Repetition after RFC 5545: which day follows which.

Occurrences are counted in the wall clock of the person, so that 9 o'clock stays 9 o'clock when the clocks change.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.due import Due, is_over, real

if TYPE_CHECKING:
    from dateutil.relativedelta import relativedelta

EXAMPLE = "Say it like “every day”, “every 2 weeks on monday”, “last friday of the month” or “3 days after completion”."
MAX_LENGTH = 300
MAX_INTERVAL = 1000
MAX_COUNT = 9999
# 29 February falls on one weekday every 28 years, and once every 40 around 2100.
_LEAP_YEAR = 2028
_HORIZON = timedelta(days=366 * 50)
_PARTS = (
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST",
)  # fmt: skip
# What RFC 5545 does not allow with a frequency; BYSETPOS has nothing to pick from one day.
_NOT_WITH: dict[str, set[str]] = {
    "DAILY": {"BYWEEKNO", "BYYEARDAY", "BYSETPOS"},
    "WEEKLY": {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"},
    "MONTHLY": {"BYWEEKNO", "BYYEARDAY"},
    "YEARLY": set(),
}


class RepeatError(ToolFailure):
    """The words are no repetition, or one that has no dates."""


@dataclass(frozen=True)
class Repeat:
    """A rule like `FREQ=WEEKLY;BYDAY=MO`, whose COUNT includes the present occurrence.

    With `after_completion` its frequency and interval are counted from the day on which the task is done.
    """

    rule: str
    after_completion: bool = False

    def part(self, name: str) -> str | None:
        """The value of a part like INTERVAL."""
        return _split(self.rule).get(name)

    @property
    def interval(self) -> int:
        return int(self.part("INTERVAL") or 1)


def parse_rule(text: str) -> str:
    """A recurrence rule in RFC 5545's own form, tidied.

    Raises:
        RepeatError: it is none, or one that a task cannot follow.
    """
    try:
        parts = _split(text.strip().upper().removeprefix("RRULE:"))
        _check(parts)
    except ValueError as error:
        raise RepeatError(f"That is no recurrence rule: {error}. {EXAMPLE}") from error
    return ";".join(f"{name}={parts[name]}" for name in _PARTS if name in parts)


def first_occurrence(repeat: Repeat, earliest: date, clock: time | None, now: datetime) -> datetime:
    """The first occurrence on `earliest` or later that is not over, as wall clock (midnight without a `clock`).

    Raises:
        RepeatError: there is none.
    """
    start = datetime.combine(earliest, clock or time())
    for moment in _occurrences(repeat, start, now.tzinfo):
        if not _has_passed(moment, clock is not None, now):
            return moment
    raise RepeatError(f"That repetition has no date to come. {EXAMPLE}")


def next_occurrence(
    repeat: Repeat, present: datetime, due: Due | None, *, timed: bool, now: datetime
) -> tuple[Repeat, datetime] | None:
    """What follows `present` once it is done: the repetition from then on and the wall clock; `None` when it ends.

    What was missed is left out but counted: the next is after `present`, after `due` (where `present` was moved to)
    and not over.
    """
    if repeat.after_completion:
        return _after_completion(repeat, present, now)
    moved = _latest(due, now.tzinfo) if due else present
    left = int(repeat.part("COUNT") or MAX_COUNT + 1)
    for moment in _occurrences(repeat, present, now.tzinfo):
        if moment <= present:
            continue
        left -= 1
        if left <= 0:
            return None
        if moment > moved and not _has_passed(moment, timed, now):
            return _counted_down(repeat, left), moment
    return None


def as_due(moment: datetime, *, timed: bool, zone: tzinfo | None) -> Due:
    """A wall clock as a due date. An hour that the clocks skip becomes the one after it, as RFC 5545 says."""
    return real(moment.replace(tzinfo=zone), zone) if timed else moment.date()


def wall_clock(due: Due, zone: tzinfo | None) -> datetime:
    """What calendar and clock show at a due date; midnight for a day."""
    if isinstance(due, datetime):
        return due.astimezone(zone).replace(tzinfo=None)
    return datetime.combine(due, time())


def _after_completion(repeat: Repeat, present: datetime, now: datetime) -> tuple[Repeat, datetime] | None:
    left = int(repeat.part("COUNT") or MAX_COUNT + 1) - 1
    moment = datetime.combine(now.date(), present.time()) + _distance(repeat)
    if left <= 0 or moment > _end(repeat, moment, now.tzinfo):
        return None
    return _counted_down(repeat, left), moment


def _distance(repeat: Repeat) -> "relativedelta":
    from dateutil.relativedelta import relativedelta

    count = repeat.interval
    match repeat.part("FREQ"):
        case "DAILY":
            return relativedelta(days=count)
        case "WEEKLY":
            return relativedelta(weeks=count)
        case "MONTHLY":
            return relativedelta(months=count)
        case _:
            return relativedelta(years=count)


def _counted_down(repeat: Repeat, left: int) -> Repeat:
    parts = _split(repeat.rule)
    if "COUNT" in parts:
        parts["COUNT"] = str(left)
    return replace(repeat, rule=";".join(f"{name}={value}" for name, value in parts.items()))


def _occurrences(repeat: Repeat, start: datetime, zone: tzinfo | None) -> Iterator[datetime]:
    # Imported late: most calls have nothing to do with repetition.
    from dateutil.rrule import rrulestr

    bare = ";".join(f"{name}={value}" for name, value in _split(repeat.rule).items() if name not in ("COUNT", "UNTIL"))
    end = min(_end(repeat, start, zone), start + _HORIZON)
    for moment in rrulestr(bare, dtstart=start):
        if moment > end:
            return
        yield moment


def _end(repeat: Repeat, start: datetime, zone: tzinfo | None) -> datetime:
    until = repeat.part("UNTIL")
    if until is None:
        return start + _HORIZON
    return _read_until(until, zone)


def _read_until(text: str, zone: tzinfo | None) -> datetime:
    """The last moment of UNTIL as wall clock. A day is meant whole, also for a task with a time."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo:
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment if "T" in text else datetime.combine(moment, time.max)


def _latest(due: Due, zone: tzinfo | None) -> datetime:
    return wall_clock(due, zone) if isinstance(due, datetime) else datetime.combine(due, time.max)


def _has_passed(moment: datetime, timed: bool, now: datetime) -> bool:
    return is_over(as_due(moment, timed=timed, zone=now.tzinfo), now)


def _split(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.strip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise ValueError("it is not of the form FREQ=WEEKLY;BYDAY=MO")
        parts[name] = value
    return parts


def _check(parts: dict[str, str]) -> None:
    unknown = [name for name in parts if name not in _PARTS]
    if unknown:
        raise ValueError(f"it may not have {unknown[0][:20]}")
    frequency = parts.get("FREQ", "")
    if frequency not in _NOT_WITH:
        raise ValueError("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")
    misplaced = sorted(_NOT_WITH[frequency] & set(parts))
    if misplaced:
        raise ValueError(f"{misplaced[0]} does not go with FREQ={frequency}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("it may have COUNT or UNTIL, not both")
    for name, most in (("INTERVAL", MAX_INTERVAL), ("COUNT", MAX_COUNT)):
        if name in parts and not (parts[name].isdecimal() and 1 <= int(parts[name]) <= most):
            raise ValueError(f"{name} must be a number from 1 to {most}")
    _check_days(parts)
    _try(parts)


def _check_days(parts: dict[str, str]) -> None:
    # dateutil looks for a day that does not exist until the year 9999.
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "1").split(",")]
    if not all(1 <= month <= 12 for month in months) or 0 in days:
        raise ValueError("its values do not fit")
    if "BYMONTH" in parts and min(days) > max(monthrange(_LEAP_YEAR, month)[1] for month in months):
        raise ValueError("there is no such day")
    picked = parts.get("BYSETPOS", "1").split(",")
    if parts["FREQ"] == "WEEKLY" and min(abs(int(place)) for place in picked) > parts.get("BYDAY", "").count(",") + 1:
        raise ValueError("BYSETPOS picks more than there is")


def _try(parts: dict[str, str]) -> None:
    """Let the libraries read it once, so that a stored rule can always be followed."""
    from dateutil.rrule import rrulestr

    if "UNTIL" in parts:
        _read_until(parts["UNTIL"], None)
    try:
        rrulestr(";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL"))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise ValueError("its values do not fit") from error
