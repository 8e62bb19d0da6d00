"""From words to a date, and plain words about those that cannot be read."""

import locale
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.date_phrases import named_day, named_period, soon, split_time, without_filler
from mcp_servers.tasks.date_reckoning import reckoned_day
from mcp_servers.tasks.due import Due, Period, day_of, in_words, is_over, real

MAX_LENGTH = 100
EXAMPLE = "Say it like “tomorrow”, “friday at 5pm” or “2026-12-24”."
_NEVER = {"", "none", "null", "no date", "no due date", "never", "someday", "sometime", "whenever"}
# What dateparser misses of the languages that the app speaks.
_NEXT_ELSEWHERE = re.compile(r"\b(?:nächste|kommende|diese)[nrms]?\b|\b(?:prochaine?|próxim[oa]|el|este|ce)\b")
_ELSEWHERE = {
    "heute abend": "this evening", "morgen früh": "tomorrow morning", "morgen abend": "tomorrow evening",
    "ce soir": "this evening", "demain matin": "tomorrow morning", "demain soir": "tomorrow evening",
    "esta noche": "tonight", "pasado mañana": "day after tomorrow",
}  # fmt: skip
# Where an English date in figures starts with the month.
_MONTH_FIRST = {"US", "PH", "FM", "PW", "MH"}


class DateError(ToolFailure):
    """The words are no date, or one that has passed."""


def parse_due(text: str, now: datetime) -> Due | None:
    """When something is to be due; `None` for words like “someday” that mean no date.

    `now` is the moment and the zone that words like “tomorrow” count from.

    Raises:
        DateError: the words are no date, or the date is past.
    """
    due = parse_any(text, now)
    if due is not None and is_over(due, now):
        raise DateError(f"“{text}” is in the past: {in_words(due, now)}. {EXAMPLE}")
    return due


def parse_period(text: str, now: datetime) -> Period:
    """The days that a list is asked for: a week, a month or a single day, past or future.

    Raises:
        DateError: the words are no date.
    """
    period = named_period(without_filler(text), now.date())
    if period is not None:
        return period
    due = parse_any(text, now)
    if due is None:
        raise _unreadable(text)
    day = day_of(due, now.tzinfo)
    return Period(day, day)


def parse_any(text: str, now: datetime) -> Due | None:
    """As `parse_due`, but a past date is returned too."""
    if len(text) > MAX_LENGTH:
        raise DateError(f"That is too long to be a date. {EXAMPLE}")
    words = without_filler(text)
    if words in _NEVER:
        return None
    due = _written_out(text.strip(), now) or _spoken(words, now)
    if due is None:
        raise _unreadable(text)
    return due


def _unreadable(text: str) -> DateError:
    return DateError(f"“{text}” is no date that I understand. {EXAMPLE}")


def _written_out(text: str, now: datetime) -> Due | None:
    """ISO 8601 only: what a program or a careful model writes."""
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        if len(text) == len("YYYY-MM-DD"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return real(moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo), now.tzinfo)


def _spoken(words: str, now: datetime) -> Due | None:
    words = _ELSEWHERE.get(words, words)
    distance = soon(words)
    if distance is not None:
        return real(now.astimezone(UTC) + distance, now.tzinfo)
    try:
        day_words, clock = split_time(words)
    except ValueError:
        return None
    if clock is None:
        return _day(day_words, now)
    due = _at(day_words, clock, now)
    # Who says “tonight” at nine means what is left of the day.
    return now.date() if words in ("tonight", "this evening") and due is not None and is_over(due, now) else due


def _at(day_words: str, clock: time, now: datetime) -> Due | None:
    if day_words in ("", "today night"):
        moment = _joined(now.date(), clock, now)
        return moment if moment >= now else _joined(now.date() + timedelta(days=1), clock, now)
    day = _other_day(day_words, now)
    return None if day is None else _joined(day, clock, now)


def _joined(day: date, clock: time, now: datetime) -> datetime:
    return real(datetime.combine(day, clock, now.tzinfo), now.tzinfo)


def _day(words: str, now: datetime) -> Due | None:
    today = now.date()
    named = named_day(words, today) or reckoned_day(words, today, lambda inner: _other_day(inner, now))
    if named is not None or re.fullmatch(r"[\d\s]*|\d{4}-\d{1,2}", words):
        # Bare figures say nothing: dateparser would make a month or a day of them.
        return named
    return _by_dateparser(words, now)


def _other_day(words: str, now: datetime) -> date | None:
    """The day that words within other words mean: `friday` in `two weeks from friday`."""
    due = _day(words, now)
    return None if due is None else day_of(due, now.tzinfo)


def _by_dateparser(words: str, now: datetime) -> Due | None:
    # Imported late: it takes longer than the rest of the start, and most calls have no date in words.
    from dateparser.date import DateDataParser

    plain = _NEXT_ELSEWHERE.sub("", words).strip()
    for languages, said in ((["en"], words), (None, words), *([(None, plain)] if plain not in (words, "") else [])):
        found = DateDataParser(languages=languages, settings=_settings(now)).get_date_data(said)
        if found.date_obj is not None and _is_plausible(words, found.period):
            return _result(found.date_obj, found.period, now)
    return None


def _result(moment: datetime, period: str | None, now: datetime) -> Due:
    if period in ("time", "part_of_day"):
        return real(moment.replace(tzinfo=now.tzinfo), now.tzinfo)
    return moment.date()


def _is_plausible(words: str, period: str | None) -> bool:
    if period == "year":
        return False
    if period != "month":
        return True
    # “a” is a month to dateparser, and “32 december” one in the year 2032.
    return len(words) >= 3 and all(len(figures) == 4 for figures in re.findall(r"\d+", words))


def _settings(now: datetime) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "PREFER_DATES_FROM": "future",
        "PREFER_DAY_OF_MONTH": "first",
        "RETURN_TIME_AS_PERIOD": True,
        "RELATIVE_BASE": now.replace(second=0, microsecond=0, tzinfo=None),
    }
    region = (locale.getlocale()[0] or "").partition("_")[2]
    if region and region not in _MONTH_FIRST:
        settings["DATE_ORDER"] = "DMY"
    return settings
