"""Days that are reckoned from others: `last friday of the month`, `two weeks from friday`, `end of march`, `1.12.`."""

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from mcp_servers.tasks.date_phrases import NUMBER_WORDS
from mcp_servers.tasks.due import month_of, week_of

Finder = Callable[[str], date | None]
"""What other words for a day mean."""

_YEARS_AHEAD = 9

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (("monday", "mon"), ("tuesday", "tue", "tues"), ("wednesday", "wed"), ("thursday", "thu", "thur", "thurs"),
         ("friday", "fri"), ("saturday", "sat"), ("sunday", "sun"))
    )
    for name in names
}  # fmt: skip
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1,
             "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}  # fmt: skip
_FEASTS = {
    "christmas": (12, 25), "christmas day": (12, 25), "xmas": (12, 25), "christmas eve": (12, 24),
    "new year": (1, 1), "new year's": (1, 1), "new year's day": (1, 1), "new year's eve": (12, 31),
    "valentine's day": (2, 14), "halloween": (10, 31),
}  # fmt: skip


def _one_of(words: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_WHOLE_NUMBERS = {word: int(number) for word, number in NUMBER_WORDS.items() if number >= 1}
_COUNT = rf"(?P<count>\d{{1,3}}|{_one_of(list(_WHOLE_NUMBERS))})"
_UNIT = r"(?P<unit>day|week|fortnight|month|year)s?"
_DAY_NAME = rf"(?P<weekday>{_one_of(list(_WEEKDAYS))})"
_IN_MONTH = rf"(?P<month>(?:this |next )?month|(?:{_one_of(list(_MONTHS))})(?:,? (?P<year>\d{{4}}))?)"

_NTH_WEEKDAY = re.compile(rf"(?P<nth>{_one_of(list(_ORDINALS))}) {_DAY_NAME} (?:of|in) {_IN_MONTH}")
_EDGE = re.compile(
    rf"(?P<edge>first day|last day|start|beginning|middle|mid|end)(?:-| of | in | )?{_IN_MONTH}"
)  # fmt: skip
_AHEAD = re.compile(rf"(?:in|within) {_COUNT} {_UNIT}(?:'? time)?")
_FROM = re.compile(rf"{_COUNT} {_UNIT} (?P<way>from|after|before) (?P<day>.+)")
_IN_WEEK = re.compile(
    rf"{_DAY_NAME},? (?P<week>this week|next week|week after next|in {_COUNT} weeks?)"
    rf"|(?P<week2>this week|next week)(?: on)? (?P<weekday2>{_one_of(list(_WEEKDAYS))})"
)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})(?:\. ?(?P<year>\d{4}|\d{2})?)?")


def reckoned_day(text: str, today: date, find: Finder) -> date | None:
    """The day that `text` means, or `None` where it is none of these phrases or there is no such day."""
    words = re.sub(r"\bthe ", "", text)
    try:
        return _feast(words, today) or _by_phrase(words, today, find)
    except (ValueError, OverflowError):
        return None


def _by_phrase(words: str, today: date, find: Finder) -> date | None:
    if match := _NTH_WEEKDAY.fullmatch(words):
        return _nth_weekday(match, today)
    if match := _EDGE.fullmatch(words):
        return _edge(match, today)
    if match := _AHEAD.fullmatch(words):
        return _later(today, _number(match["count"]), match["unit"])
    if match := _FROM.fullmatch(words):
        start = find(match["day"])
        count = _number(match["count"]) * (-1 if match["way"] == "before" else 1)
        return None if start is None else _later(start, count, match["unit"])
    if match := _IN_WEEK.fullmatch(words):
        return _in_week(match, today)
    return _dotted(match, today) if (match := _DOTTED.fullmatch(words)) else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WHOLE_NUMBERS[word]


def _coming(today: date, make: Callable[[int], date | None]) -> date | None:
    """The first day that `make` has for a year and that is not past."""
    days = (make(year) for year in range(today.year, today.year + _YEARS_AHEAD))
    return next((day for day in days if day is not None and day >= today), None)


def _feast(words: str, today: date) -> date | None:
    month_and_day = _FEASTS.get(words)
    return month_and_day and _coming(today, lambda year: date(year, *month_and_day))


def _later(day: date, count: int, unit: str) -> date:
    """A month later than the 31st is the last of a shorter month."""
    # Imported late, as most starts have no date in words.
    from dateutil.relativedelta import relativedelta

    if unit in ("month", "year"):
        return day + relativedelta(months=count * (12 if unit == "year" else 1))
    return day + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _in_month(match: re.Match[str], today: date, day_in: Callable[[date], date | None]) -> date | None:
    """What `day_in` finds in the month that a phrase names, given by its first day; a coming one where it can."""
    name = match["month"]
    first = today.replace(day=1)
    if name.endswith("month"):
        first = _later(first, 1, "month") if name.startswith("next") else first
        found = day_in(first)
        months = (_later(first, count, "month") for count in range(1, 13))
        over = name == "month" and (found is None or found < today)
        return next(filter(None, map(day_in, months)), None) if over else found
    number = _MONTHS[name.split()[0].rstrip(",")]
    if match["year"]:
        return day_in(date(int(match["year"]), number, 1))
    return _coming(today, lambda year: day_in(date(year, number, 1)))


def _nth_weekday(match: re.Match[str], today: date) -> date | None:
    weekday, nth = _WEEKDAYS[match["weekday"]], _ORDINALS[match["nth"]]

    def day_in(first: date) -> date | None:
        last = month_of(first).last
        if nth < 0:
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        return day if day <= last else None

    return _in_month(match, today, day_in)


def _edge(match: re.Match[str], today: date) -> date | None:
    edge = match["edge"]

    def day_in(first: date) -> date:
        match edge:
            case "last day" | "end":
                return month_of(first).last
            case "mid" | "middle":
                return first.replace(day=15)
            case _:
                return first

    return _in_month(match, today, day_in)


def _in_week(match: re.Match[str], today: date) -> date:
    week = match["week"] or match["week2"]
    ahead = {"this week": 0, "next week": 1, "week after next": 2}.get(week)
    monday = week_of(today).first + timedelta(weeks=_number(match["count"]) if ahead is None else ahead)
    return monday + timedelta(days=_WEEKDAYS[match["weekday"] or match["weekday2"]])


def _dotted(match: re.Match[str], today: date) -> date | None:
    """Dates with dots have the day first wherever they are written."""
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _coming(today, lambda each: _real_day(each, month, day))


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
