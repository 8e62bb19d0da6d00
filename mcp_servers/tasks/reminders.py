"""When to be reminded of a task: so long before it is due, or at a moment."""

import re
from datetime import UTC, datetime, time, timedelta

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.date_phrases import NUMBER_WORDS, without_filler
from mcp_servers.tasks.dates import DateError, parse_due
from mcp_servers.tasks.due import Due, from_text, in_words, real, to_text

EXAMPLE = "Say it like “1 hour before”, “2 days before” or “tomorrow at 9am”."
# A task that is due on a day is thought of in the morning of that day.
MORNING = time(9)
_UNITS = {
    "minute": "M", "min": "M", "m": "M", "hour": "H", "hr": "H", "h": "H", "day": "D", "d": "D", "week": "W", "w": "W",
}  # fmt: skip
_BEFORE = re.compile(
    rf"(?:the )?(?:(?P<count>\d{{1,4}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}) ?)?"
    rf"(?P<unit>{'|'.join(_UNITS)})s? (?:before(?: .*)?|earlier|ahead|in advance)"
)
_DURATION = re.compile(r"-P(?:(?P<days>\d{1,4})D|T(?:(?P<hours>\d{1,5})H|(?P<minutes>\d{1,6})M))|PT0S")
_ON_TIME = re.compile(r"(?:when|as|once) (?:it is |it's )?due|(?:at |on )?(?:due )?time|at due(?: date| time)?")


def parse_reminder(text: str, now: datetime) -> str | None:
    """What is stored for the words: a duration like `-PT1H` (RFC 5545) before it is due, or a moment.

    Raises:
        ToolFailure: they are no reminder, or one in the past.
    """
    words = without_filler(text)
    if _DURATION.fullmatch(text.strip().upper()):
        return text.strip().upper()
    if _ON_TIME.fullmatch(words):
        return "PT0S"
    match = _BEFORE.fullmatch(words)
    if match:
        return _duration(match)
    try:
        due = parse_due(text, now)
    except DateError as error:
        if "is in the past" in str(error):
            raise
        raise ToolFailure(f"“{text}” is no reminder that I understand. {EXAMPLE}") from error
    return None if due is None else to_text(_moment(due, now))


def is_relative(remind: str) -> bool:
    """Whether a stored reminder counts from the due date."""
    return _DURATION.fullmatch(remind) is not None


def reminder_moment(remind: str | None, due: str | None, now: datetime) -> str | None:
    """When a stored reminder goes off, in UTC; `None` when it counts from a due date that there is not."""
    if remind is None or (due is None and is_relative(remind)):
        return None
    moment = from_text(remind) if due is None or not is_relative(remind) else _before(remind, from_text(due), now)
    return _moment(moment, now).astimezone(UTC).isoformat(timespec="minutes")


def distance_of(remind: str) -> timedelta:
    """How far from the due date a stored duration is; it is never after it."""
    match = _DURATION.fullmatch(remind)
    parts = match.groupdict(default="0") if match else {}
    return -timedelta(**{name: int(value) for name, value in parts.items()})


def written_duration(distance: timedelta) -> str | None:
    """A distance to the due date as it is stored; `None` for one after it."""
    minutes = -distance // timedelta(minutes=1)
    if minutes <= 0:
        return None if minutes < 0 else "PT0S"
    days, rest = divmod(minutes, 24 * 60)
    if rest == 0:
        return f"-P{days}D"
    return f"-PT{minutes // 60}H" if minutes % 60 == 0 else f"-PT{minutes}M"


def reminder_in_words(remind: str, remind_at: str | None, now: datetime) -> str:
    """`Reminder tomorrow at 09:00 (Tue 24 Nov 2026)`."""
    return f"Reminder {in_words(from_text(remind_at), now)}" if remind_at else f"Reminder {remind}, once it has a date"


def _duration(match: re.Match[str]) -> str:
    word = match["count"] or "1"
    count = float(word) if word.isdigit() else NUMBER_WORDS[word]
    unit = _UNITS[match["unit"]]
    if not count.is_integer():
        count, unit = count * 60 if unit == "H" else count * 24, "M" if unit == "H" else "H"
    if unit == "W":
        return f"-P{int(count) * 7}D"
    return f"-P{'T' if unit in 'HM' else ''}{int(count)}{unit}"


def _before(remind: str, due: Due, now: datetime) -> datetime:
    moment, distance = _moment(due, now), distance_of(remind)
    if remind.endswith("D"):
        # Days are days of the calendar, also when the clocks change between.
        wall = moment.replace(tzinfo=None) + distance
        return real(wall.replace(tzinfo=now.tzinfo), now.tzinfo)
    return moment.astimezone(UTC) + distance


def _moment(due: Due, now: datetime) -> datetime:
    """Days are taken in the morning."""
    if isinstance(due, datetime):
        return due.astimezone(now.tzinfo)
    return real(datetime.combine(due, MORNING, now.tzinfo), now.tzinfo)
