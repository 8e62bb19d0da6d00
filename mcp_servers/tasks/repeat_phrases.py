"""The words for repetition: `every 2 weeks on monday`, `the last friday of the month`, `3 days after completion`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mcp_servers.tasks.date_phrases import split_time, without_filler
from mcp_servers.tasks.dates import parse_any
from mcp_servers.tasks.due import day_of
from mcp_servers.tasks.recurrence import EXAMPLE, MAX_LENGTH, Repeat, RepeatError, parse_rule

Rule = dict[str, str]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS = {
    "one": 1, "a": 1, "other": 2, "second": 2, "two": 2, "third": 3, "three": 3, "fourth": 4, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_UNITS = {
    "day": ("DAILY", 1), "week": ("WEEKLY", 1), "fortnight": ("WEEKLY", 2), "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3), "year": ("YEARLY", 1),
}  # fmt: skip
_ADVERBS = {
    "daily": "every day", "weekly": "every week", "biweekly": "every 2 weeks", "bi-weekly": "every 2 weeks",
    "fortnightly": "every 2 weeks", "monthly": "every month", "quarterly": "every quarter", "yearly": "every year",
    "annually": "every year", "weekdays": "every weekday", "weekends": "every weekend",
}  # fmt: skip

_COUNT = rf"\d+(?:st|nd|rd|th)?|{'|'.join(_NUMBERS)}"
_INTERVAL = re.compile(rf"(?:every )?(?:(?P<count>{_COUNT}) )?(?P<unit>{'|'.join(_UNITS)})s?(?: (?P<rest>.+))?")
_EVERY = re.compile(r"^every |^on ")
_WEEKS_APART = re.compile(r"(?P<count>other|second|\d+) (?P<days>.+)")
_AFTER = re.compile(
    r"(?:,? ?(?:after|from|when|once) (?:the )?(?:last )?(?:it is |it's |i )?"
    r"(?:completion|complet(?:ed|ing)|done|finish(?:ed|ing)?)(?: it)?)$"
)
_TIMES = re.compile(r",? (?:for )?(\d+) (?:times|occurrences)$")
_FOR = re.compile(r",? for (?P<span>(?:\w+) (?:day|week|month|year)s?)$")
_UNTIL = re.compile(r",? (?:until|till|through|up to|ending(?: on)?) (?P<end>.+)$")
_START = re.compile(r",? (?:starting|beginning|from)(?: on| from)? (?P<start>.+)$")
_DATES = (
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]+)"),
    re.compile(r"(?P<month>[a-z]+) (?P<day>\d{1,2})(?:st|nd|rd|th)?"),
)
_MONDAY_TO_FRIDAY = re.compile(r"(?:from )?\bmon(?:day)?s? ?(?:to|through|till|until|-|–) ?fri(?:day)?s?\b")
_WORK = frozenset({"weekday", "weekdays", "workday", "workdays", "working day", "business day"})


@dataclass(frozen=True)
class Phrase:
    """What the words say: the repetition, and a time of day or a first day where they name them."""

    repeat: Repeat
    clock: time | None = None
    start: date | None = None


def parse_repeat(text: str, now: datetime) -> Phrase:
    """Read words, or a rule of RFC 5545.

    Raises:
        RepeatError: they are neither.
        DateError: what stands behind “until” or “starting” is no date.
    """
    if len(text) > MAX_LENGTH:
        raise RepeatError(f"That is too long to be a repetition. {EXAMPLE}")
    if "FREQ=" in text.upper():
        return Phrase(Repeat(parse_rule(text)))
    words = re.sub(r"\bthe ", "", re.sub(r"\beach\b", "every", without_filler(text)))
    words = _MONDAY_TO_FRIDAY.sub("weekday", words)
    words, start = _cut_date(words, _START, "start", now)
    words, end = _cut_end(words, now)
    words, count = _cut_count(words)
    words, after_completion = _cut_completion(words)
    words, clock = _cut_time(words, text)
    rule = _rule(words, text)
    if after_completion and set(rule) - {"FREQ", "INTERVAL"}:
        raise RepeatError(f"After completion only days, weeks, months or years can be counted. {EXAMPLE}")
    rule |= {"COUNT": str(count)} if count else {}
    rule |= {"UNTIL": f"{end:%Y%m%d}"} if end and not count else {}
    return Phrase(Repeat(parse_rule(";".join(f"{name}={rule[name]}" for name in rule)), after_completion), clock, start)


def _cut_date(words: str, pattern: re.Pattern[str], group: str, now: datetime) -> tuple[str, date | None]:
    match = pattern.search(words)
    if match is None or _AFTER.search(words):
        return words, None
    due = parse_any(match[group], now)
    return words[: match.start()], None if due is None else day_of(due, now.tzinfo)


def _cut_end(words: str, now: datetime) -> tuple[str, date | None]:
    span = _FOR.search(words)
    if span is None:
        return _cut_date(words, _UNTIL, "end", now)
    beyond = parse_any(f"in {span['span']}", now)
    return words[: span.start()], None if beyond is None else day_of(beyond, now.tzinfo) - timedelta(days=1)


def _cut_count(words: str) -> tuple[str, int | None]:
    match = _TIMES.search(words)
    return (words[: match.start()], int(match[1])) if match else (words, None)


def _cut_completion(words: str) -> tuple[str, bool]:
    if words.startswith("every! "):
        return f"every {words.removeprefix('every! ')}", True
    match = _AFTER.search(words)
    return (words[: match.start()], True) if match else (words, False)


def _cut_time(words: str, text: str) -> tuple[str, time | None]:
    try:
        rest, clock = split_time(words)
    except ValueError as error:
        raise _unreadable(text) from error
    return ("every day" if clock and rest == "every" else rest), clock


def _unreadable(text: str) -> RepeatError:
    return RepeatError(f"“{text}” is no repetition that I understand. {EXAMPLE}")


def _rule(words: str, text: str) -> Rule:
    adverb, _, rest = words.partition(" ")
    words = f"{_ADVERBS.get(adverb, adverb)} {rest}".strip()
    match = _INTERVAL.fullmatch(words)
    rule = _by_unit(match) if match else None
    if rule is None and words:
        rule = _by_days(_EVERY.sub("", words))
    if rule is None:
        raise _unreadable(text)
    return rule


def _by_unit(match: re.Match[str]) -> Rule | None:
    """`every 2 weeks on monday`: a unit, how many of them, and what is picked from each."""
    frequency, times = _UNITS[match["unit"]]
    interval = times * (_number(match["count"]) if match["count"] else 1)
    picked: Rule | None = {}
    if match["rest"]:
        picked = _PICKERS[frequency](re.sub(r"^(?:on|in|at) ", "", match["rest"]))
    if picked is None or interval == 0:
        return None
    return {"FREQ": frequency, **({"INTERVAL": str(interval)} if interval > 1 else {}), **picked}


def _by_days(words: str) -> Rule | None:
    """`other friday`, `15th of every month`, `29 february`: the days say what the unit is."""
    apart = _WEEKS_APART.fullmatch(words)
    picked = _days_of_week(apart["days"]) if apart else None
    if apart and picked:
        return {"FREQ": "WEEKLY", "INTERVAL": str(_number(apart["count"])), **picked}
    for frequency in ("WEEKLY", "MONTHLY", "YEARLY"):
        picked = _PICKERS[frequency](words.removesuffix(" every year"))
        if picked is not None:
            return {"FREQ": frequency, **picked}
    return None


def _days_of_week(words: str) -> Rule | None:
    if words in _WORK or words == "every weekday":
        return {"BYDAY": "MO,TU,WE,TH,FR"}
    if words == "weekend":
        return {"BYDAY": "SA"}
    codes = [_weekday(word) for word in _listed(words)]
    found = {code for code in codes if code}
    return {"BYDAY": ",".join(code for code in CODES if code in found)} if codes and len(found) == len(codes) else None


def _days_of_month(words: str) -> Rule | None:
    words = re.sub(r" of (?:every |a )?month$", "", words)
    place, _, rest = words.partition(" ")
    if _PLACES.get(place) and (rest in _WORK or rest == "day"):
        number = str(_PLACES[place])
        return {"BYMONTHDAY": number} if rest == "day" else {"BYDAY": "MO,TU,WE,TH,FR", "BYSETPOS": number}
    days = [_day_of_month(word) for word in _listed(words)]
    if all(day is not None for day in days):
        return {"BYMONTHDAY": ",".join(map(str, sorted({day for day in days if day is not None})))}
    places = [_placed_weekday(word) for word in _listed(words)]
    return {"BYDAY": ",".join(code for code in places if code)} if all(places) else None


def _days_of_year(words: str) -> Rule | None:
    day, of, month = words.rpartition(" of ")
    number = _month(month)
    if of and number:
        picked = _days_of_month(day)
        return {"BYMONTH": number, **picked} if picked else None
    for pattern in (
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]+)",
        r"(?P<month>[a-z]+) (?P<day>\d{1,2})\w{0,2}",
    ):
        match = re.fullmatch(pattern, words)
        number = _month(match["month"]) if match else None
        if match and number:
            return {"BYMONTH": number, "BYMONTHDAY": str(int(match["day"]))}
    return None


_PICKERS: dict[str, Callable[[str], Rule | None]] = {
    "DAILY": lambda words: _days_of_week(words) if words in _WORK else None,
    "WEEKLY": _days_of_week,
    "MONTHLY": _days_of_month,
    "YEARLY": _days_of_year,
}


def _listed(words: str) -> list[str]:
    return [word for word in re.split(r"\s*,\s*(?:and )?|\s+(?:and|&)\s+|\s*/\s*", words) if word]


def _weekday(word: str) -> str | None:
    return _named(word.removeprefix("every ").rstrip("."), WEEKDAYS, CODES)


def _month(word: str) -> str | None:
    return _named(word.rstrip("."), MONTHS, [str(number) for number in range(1, 13)])


def _named(word: str, names: tuple[str, ...], values: "tuple[str, ...] | list[str]") -> str | None:
    """`mon`, `monday` and `mondays` are one; three letters tell all names apart."""
    for name, value in zip(names, values, strict=True):
        if len(word) >= 3 and (name.startswith(word) or word == f"{name}s"):
            return value
    return None


def _placed_weekday(words: str) -> str | None:
    place, _, day = words.partition(" ")
    code = _weekday(day)
    ordinal = re.fullmatch(r"([1-5])(?:st|nd|rd|th)", place)
    number = int(ordinal[1]) if ordinal else _PLACES.get(place)
    return f"{number}{code}" if code and number else None


def _day_of_month(word: str) -> int | None:
    match = re.fullmatch(r"(?:day )?(\d{1,2})(?:st|nd|rd|th)?(?: day)?", word)
    if word in _PLACES:
        return _PLACES[word]
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def _number(word: str) -> int:
    return _NUMBERS.get(word) or int(re.sub(r"\D", "", word))
