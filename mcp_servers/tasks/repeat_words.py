"""What is said about a repetition: `every 2 weeks on Monday, 5 times`."""

import re
from datetime import date

from mcp_servers.tasks.due import written_day
from mcp_servers.tasks.recurrence import Repeat
from mcp_servers.tasks.repeat_phrases import CODES, MONTHS, WEEKDAYS

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_WORK_DAYS = "MO,TU,WE,TH,FR"
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_SAYABLE = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}


def repeat_in_words(repeat: Repeat) -> str:
    """For people. A rule that has no plain words is shown as it is."""
    span = f"{repeat.interval} {_unit(repeat)}s" if repeat.interval > 1 else f"{_unit(repeat)}"
    if repeat.after_completion:
        count = "" if repeat.interval > 1 else "a "
        return f"{count}{span} after completion{_end(repeat)}"
    picked = _picked(repeat)
    if picked is None:
        return f"by the rule {repeat.rule}"
    if picked == "weekday":
        return f"every weekday{_end(repeat)}"
    return f"every {span}{picked}{_end(repeat)}"


def _unit(repeat: Repeat) -> str:
    return _UNITS[repeat.part("FREQ") or "DAILY"]


def _picked(repeat: Repeat) -> str | None:
    names = {part.partition("=")[0] for part in repeat.rule.split(";")}
    months, month_days, days = repeat.part("BYMONTH"), repeat.part("BYMONTHDAY"), repeat.part("BYDAY")
    if names - _SAYABLE or (month_days and days):
        return None
    if days == _WORK_DAYS:
        return _working_days(repeat)
    if "BYSETPOS" in names:
        return None
    words = _month_days(month_days) if month_days else _week_days(days) if days else ""
    if words is None or not months:
        return words and f" on {words}"
    month = _listed([MONTHS[int(number) - 1].capitalize() for number in months.split(",")])
    if month_days and re.fullmatch(r"\d+", month_days):
        return f" on {month_days} {month}"
    return f" on {words} of {month}" if words else f" in {month}"


def _working_days(repeat: Repeat) -> str | None:
    place = _PLACES.get(int(repeat.part("BYSETPOS") or 0))
    if repeat.part("FREQ") == "MONTHLY" and place:
        return f" on the {place} working day"
    return "weekday" if repeat.rule == f"FREQ=WEEKLY;BYDAY={_WORK_DAYS}" else " from Monday to Friday"


def _month_days(text: str) -> str | None:
    days = [int(day) for day in text.split(",")]
    if days == [-1]:
        return "the last day"
    return f"the {_listed([_ordinal(day) for day in days])}" if min(days) > 0 else None


def _week_days(text: str) -> str | None:
    words: list[str] = []
    for part in text.split(","):
        place, code = part[:-2], part[-2:]
        name = WEEKDAYS[CODES.index(code)].capitalize()
        if place and int(place) not in _PLACES:
            return None
        words.append(f"the {_PLACES[int(place)]} {name}" if place else name)
    return _listed(words)


def _end(repeat: Repeat) -> str:
    count, until = repeat.part("COUNT"), repeat.part("UNTIL")
    if count:
        return ", once more" if count == "1" else f", {count} times"
    return f", until {written_day(date.fromisoformat(until[:8]))}" if until else ""


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
