"""The words for dates that `dateparser` misses or reads as something else."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from mcp_servers.tasks.due import Period, month_of, week_of

_FILLER = re.compile(
    r"^(?:(?:is |it's |it is )?due|(?:no |not )?later than|by|on|for|before|until|till|from|starting|please)[\s:]+"
)
_TRAILING = re.compile(r"(?:[\s,]+please|[\s.,;!]+)$")

NUMBER_WORDS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "half an": 0.5, "half a": 0.5, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0,
}  # fmt: skip
_SOON = re.compile(
    rf"^(?:in|within) (?P<count>\d+|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}) "
    r"(?P<unit>minutes?|mins?|hours?|hrs?)(?: (?:from now|time))?$"
)

_NAMED_TIMES = {
    "noon": time(12), "midday": time(12), "midnight": time(0), "morning": time(9), "afternoon": time(15),
    "evening": time(18), "night": time(20), "lunchtime": time(12), "lunch": time(12),
}  # fmt: skip
_LATE = ("afternoon", "evening", "night")
_CLOCK = re.compile(
    r"(?:^|[\s,]+)(?P<mark>at|@|um)?\s*(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?"
    r"\s*(?P<half>[ap]\.?m\.?|uhr|o'clock|h)?(?=$|[\s,])"
)
_NAMED = re.compile(rf"(?:^|[\s,]+)(?:(?:at|in) )?(?:the )?(?P<name>{'|'.join(_NAMED_TIMES)})(?=$|[\s,])")


def without_filler(text: str) -> str:
    """`due by Friday, please.` becomes `friday`."""
    text = " ".join(text.casefold().replace("’", "'").split())
    while True:
        shorter = _TRAILING.sub("", _FILLER.sub("", text))
        if shorter == text:
            return text
        text = shorter


def soon(text: str) -> timedelta | None:
    """How far off `in 20 minutes` or `in half an hour` is."""
    match = _SOON.match(text)
    if match is None:
        return None
    word = match["count"]
    count = float(word) if word.isdigit() else NUMBER_WORDS[word]
    return timedelta(hours=count) if match["unit"].startswith("h") else timedelta(minutes=count)


def split_time(text: str) -> tuple[str, time | None]:
    """The words for the day and the time of day: `friday at 5pm` is `friday` and 17:00.

    Raises:
        ValueError: the time does not exist, like 25:00.
    """
    text = re.sub(r"\btonight\b", "today night", text, count=1)
    for match in _CLOCK.finditer(text):
        if match["mark"] or match["half"] or (match["minute"] and ":" in match[0]):
            day, part = _without_part(_cut(text, match))
            return day, _clock_time(match, part)
    if "today night" in text and (match := _CLOCK.search(text)) is not None:
        return _without_part(_cut(text, match))[0], _clock_time(match, "night")
    day, part = _without_part(text)
    return day, None if part is None else _NAMED_TIMES[part]


def _without_part(text: str) -> tuple[str, str | None]:
    """Words for a day, and apart from them the part of the day that they name."""
    match = _NAMED.search(text)
    if match is None:
        return text, None
    day = _cut(text, match)
    return ("today" if day in ("this", "in") else day), match["name"]


def _cut(text: str, match: re.Match[str]) -> str:
    return without_filler(f"{text[: match.start()]} {text[match.end() :]}".strip(" ,"))


def _clock_time(match: re.Match[str], part: str | None = None) -> time:
    """The time of day; `part` is the part of the day that was named with it."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").replace(".", "")
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif part in _LATE and not half:
        hour += 12 if 1 <= hour < 12 else 0
    elif part is not None:
        pass
    elif half != "uhr" and match["mark"] and not match["minute"] and 1 <= hour <= 6:
        # Nobody means the small hours by “at 5”.
        hour += 12
    return time(hour, minute)


def named_day(text: str, today: date) -> date | None:
    """Days that have a name of their own: `end of the month`, `this weekend`, `next week`, `the 5th`."""
    words = re.sub(r"\bthe ", "", text)
    if words.startswith("end of "):
        words = "end of " + words.removeprefix("end of ").removeprefix("this ")
    finder = _DAYS.get(words)
    if finder is not None:
        return finder(today)
    ordinal = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)(?: of (?:this|the) month)?", words)
    return _next_numbered(int(ordinal[1]), today) if ordinal else None


def named_period(text: str, today: date) -> Period | None:
    """Stretches of days to look through: `this week`, `next month`, `this weekend`."""
    words = re.sub(r"\bthe ", "", text)
    finder = _PERIODS.get(words)
    if finder is not None:
        return finder(today)
    written = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", words)
    if written is not None:
        return _written_period(int(written[1]), written[2])
    back = _BACK.fullmatch(words)
    return Period(today - timedelta(days=int(back["count"]) * _DAYS_IN[back["unit"]] - 1), today) if back else None


def _written_period(year: int, month: str | None) -> Period | None:
    """`2026-12`, or all of `2026`."""
    if not 1900 <= year < 9999:
        return None
    if month is None:
        return _year(year)
    return month_of(date(year, int(month), 1)) if 1 <= int(month) <= 12 else None


def _saturday(today: date) -> date:
    """The coming Saturday, or today when the weekend has begun."""
    return today if today.weekday() >= 5 else today + timedelta(days=5 - today.weekday())


def _weekend(monday: date) -> Period:
    return Period(monday + timedelta(days=5), monday + timedelta(days=6))


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _next_first(today: date) -> date:
    return month_of(today).last + timedelta(days=1)


def _next_numbered(number: int, today: date) -> date | None:
    """The next day with that number, in this month or one that has it."""
    month = today.replace(day=1)
    for _ in range(4):
        last = month_of(month).last
        if number <= last.day and (number >= 1 and month.replace(day=number) >= today):
            return month.replace(day=number)
        month = last + timedelta(days=1)
    return None


_DAYS: dict[str, Callable[[date], date]] = {
    # As people type them.
    **dict.fromkeys(("tmrw", "tmr", "tomorow", "tommorow", "tommorrow"), lambda today: today + timedelta(days=1)),
    "now": lambda today: today,
    "asap": lambda today: today,
    "end of day": lambda today: today,
    "eod": lambda today: today,
    "end of week": lambda today: week_of(today).last,
    "end of month": lambda today: month_of(today).last,
    "end of next week": lambda today: week_of(_next_monday(today)).last,
    "end of next month": lambda today: month_of(_next_first(today)).last,
    "end of year": lambda today: date(today.year, 12, 31),
    "this week": lambda today: week_of(today).last,
    "next week": _next_monday,
    "this weekend": _saturday,
    "weekend": _saturday,
    "next weekend": lambda today: _weekend(_next_monday(today)).first,
    "this month": lambda today: month_of(today).last,
    "next month": _next_first,
    "next year": lambda today: date(today.year + 1, 1, 1),
}

_BACK = re.compile(r"(?:last|past|previous) (?P<count>[1-9]\d{0,2}) (?P<unit>day|week|month)s?")
_DAYS_IN = {"day": 1, "week": 7, "month": 30}


def _year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


_PERIODS: dict[str, Callable[[date], Period]] = {
    "week": week_of,
    "month": month_of,
    "year": lambda today: _year(today.year),
    "this year": lambda today: _year(today.year),
    "last year": lambda today: _year(today.year - 1),
    "next year": lambda today: _year(today.year + 1),
    "this week": week_of,
    "next week": lambda today: week_of(_next_monday(today)),
    "last week": lambda today: week_of(today - timedelta(days=7)),
    "this weekend": lambda today: _weekend(week_of(today).first),
    "weekend": lambda today: _weekend(week_of(today).first),
    "next weekend": lambda today: _weekend(_next_monday(today)),
    "this month": month_of,
    "next month": lambda today: month_of(_next_first(today)),
    "last month": lambda today: month_of(today.replace(day=1) - timedelta(days=1)),
}
