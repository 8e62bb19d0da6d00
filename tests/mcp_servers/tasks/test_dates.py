from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import YEARLY, rrule, weekdays
from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.tasks.dates import DateError, parse_any, parse_due, parse_period
from mcp_servers.tasks.due import Period, from_text, in_words, is_over, to_text
from tests.mcp_servers.tasks.moments import BERLIN, NOW

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-23"),
        ("tomorrow", "2026-11-24"),
        ("Tomorrow!", "2026-11-24"),
        ("tmrw", "2026-11-24"),
        ("day after tomorrow", "2026-11-25"),
        ("the day after tomorrow", "2026-11-25"),
        ("friday", "2026-11-27"),
        ("this friday", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("on monday", "2026-11-30"),
        ("by friday", "2026-11-27"),
        ("due tomorrow", "2026-11-24"),
        ("due by next tuesday, please", "2026-11-24"),
        ("before the end of the week", "2026-11-29"),
        ("in 3 days", "2026-11-26"),
        ("in three days", "2026-11-26"),
        ("in a week", "2026-11-30"),
        ("in two weeks", "2026-12-07"),
        ("3 days from now", "2026-11-26"),
        ("next week", "2026-11-30"),
        ("this week", "2026-11-29"),
        ("this weekend", "2026-11-28"),
        ("next weekend", "2026-12-05"),
        ("next month", "2026-12-01"),
        ("end of the month", "2026-11-30"),
        ("end of month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of the year", "2026-12-31"),
        ("next year", "2027-01-01"),
        ("the 5th", "2026-12-05"),
        ("23rd", "2026-11-23"),
        ("the 31st", "2026-12-31"),
        ("24 Dec", "2026-12-24"),
        ("dec 24", "2026-12-24"),
        ("24th of December", "2026-12-24"),
        ("10 jan", "2027-01-10"),
        ("december", "2026-12-01"),
        ("2026-12-24", "2026-12-24"),
        ("24.12.2026", "2026-12-24"),
        ("1.12.2026", "2026-12-01"),
        ("1.12.26", "2026-12-01"),
        ("1.12.", "2026-12-01"),
        ("2. 1.", "2027-01-02"),
        ("29.2.", "2028-02-29"),
        ("1.12. um 9 uhr", "2026-12-01T09:00+01:00"),
        ("last friday of the month", "2026-11-27"),
        ("the last friday of november", "2026-11-27"),
        ("first monday of the month", "2026-12-07"),
        ("fifth monday of the month", "2026-11-30"),
        ("first monday of december", "2026-12-07"),
        ("2nd tuesday of next month", "2026-12-08"),
        ("last friday in february 2027", "2027-02-26"),
        ("last day of february", "2027-02-28"),
        ("first day of next month", "2026-12-01"),
        ("end of march", "2027-03-31"),
        ("mid-december", "2026-12-15"),
        ("beginning of april", "2027-04-01"),
        ("in a month", "2026-12-23"),
        ("in 3 months", "2027-02-23"),
        ("in 1 year", "2027-11-23"),
        ("within 3 days", "2026-11-26"),
        ("a week from today", "2026-11-30"),
        ("two weeks from friday", "2026-12-11"),
        ("3 days before christmas", "2026-12-22"),
        ("a day after tomorrow", "2026-11-25"),
        ("2 months from 31 december", "2027-02-28"),
        ("a month from 31 december", "2027-01-31"),
        ("a year from 29 february 2028", "2029-02-28"),
        ("friday next week", "2026-12-04"),
        ("next week on friday", "2026-12-04"),
        ("monday in two weeks", "2026-12-07"),
        ("christmas eve", "2026-12-24"),
        ("new year's day", "2027-01-01"),
        ("nächsten Freitag", "2026-11-27"),
        ("lundi prochain", "2026-11-30"),
        ("pasado mañana", "2026-11-25"),
        ("heute abend", "2026-11-23T18:00+01:00"),
        ("tonight at 9", "2026-11-23T21:00+01:00"),
        ("tonight 22:00", "2026-11-23T22:00+01:00"),
        ("tomorrow at 9 in the evening", "2026-11-24T21:00+01:00"),
        ("friday afternoon at 3", "2026-11-27T15:00+01:00"),
        ("tomorrow morning at 6", "2026-11-24T06:00+01:00"),
        ("friday 27 november", "2026-11-27"),
        ("morgen", "2026-11-24"),
        ("demain", "2026-11-24"),
        ("mañana", "2026-11-24"),
        ("明日", "2026-11-24"),
        ("friday at 5pm", "2026-11-27T17:00+01:00"),
        ("friday 5 pm", "2026-11-27T17:00+01:00"),
        ("friday at 17:00", "2026-11-27T17:00+01:00"),
        ("friday at 5", "2026-11-27T17:00+01:00"),
        ("friday at 9", "2026-11-27T09:00+01:00"),
        ("at 5:15 pm on friday", "2026-11-27T17:15+01:00"),
        ("24 dec at 9", "2026-12-24T09:00+01:00"),
        ("2026-12-24 at 9am", "2026-12-24T09:00+01:00"),
        ("tomorrow morning", "2026-11-24T09:00+01:00"),
        ("tomorrow evening", "2026-11-24T18:00+01:00"),
        ("this evening", "2026-11-23T18:00+01:00"),
        ("tonight", "2026-11-23T20:00+01:00"),
        ("tonight at 9pm", "2026-11-23T21:00+01:00"),
        ("noon tomorrow", "2026-11-24T12:00+01:00"),
        ("tomorrow at noon", "2026-11-24T12:00+01:00"),
        ("12am tomorrow", "2026-11-24T00:00+01:00"),
        ("12pm tomorrow", "2026-11-24T12:00+01:00"),
        ("5pm", "2026-11-23T17:00+01:00"),
        ("at 9am", "2026-11-24T09:00+01:00"),
        ("17:00", "2026-11-23T17:00+01:00"),
        ("noon", "2026-11-24T12:00+01:00"),
        ("in an hour", "2026-11-23T16:30+01:00"),
        ("in half an hour", "2026-11-23T16:00+01:00"),
        ("in 20 minutes", "2026-11-23T15:50+01:00"),
        ("freitag um 17 uhr", "2026-11-27T17:00+01:00"),
        ("2026-12-24T15:00", "2026-12-24T15:00+01:00"),
        ("2026-12-24T15:00Z", "2026-12-24T16:00+01:00"),
        ("2026-07-24T15:00", None),
        ("2027-07-24T15:00", "2027-07-24T15:00+02:00"),
    ],
)
def test_words_mean_a_date(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(DateError, match="in the past"):
            parse_due(text, NOW)
        return
    due = parse_due(text, NOW)
    assert due is not None
    assert to_text(due) == expected


@pytest.mark.parametrize("text", ["", "none", "no date", "someday", "Never"])
def test_words_for_no_date_are_no_date(text: str) -> None:
    assert parse_due(text, NOW) is None


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2 days ago", "2020-01-01", "1 jan 2020", "today at 9am", "2026-11-23T15:29", "last friday"],
)
def test_a_past_date_is_refused_with_the_date_and_an_example(text: str) -> None:
    with pytest.raises(DateError, match=r"is in the past: .*20\d\d.*“friday at 5pm”"):
        parse_due(text, NOW)


@pytest.mark.parametrize(
    "text",
    ["blah", "buy milk", "2026-13-01", "2026-02-30", "2026-11-31T10:00", "12", "1", "2027", "a", "tomorrow at 25:00",
     "friday at 13pm", "32 december", "the 32nd", "0th", "☃", "x" * 101, "in many days", "<b>tomorrow</b>"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DateError, match="“friday at 5pm”"):
        parse_due(text, NOW)


def test_the_refusal_repeats_the_words() -> None:
    with pytest.raises(DateError, match="“blah” is no date that I understand"):
        parse_due("blah", NOW)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("this week", "2026-11-23", "2026-11-29"),
        ("next week", "2026-11-30", "2026-12-06"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("this weekend", "2026-11-28", "2026-11-29"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("next month", "2026-12-01", "2026-12-31"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("week", "2026-11-23", "2026-11-29"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("the last 7 days", "2026-11-17", "2026-11-23"),
        ("past 2 weeks", "2026-11-10", "2026-11-23"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("friday", "2026-11-27", "2026-11-27"),
    ],
)
def test_words_for_a_list_mean_days_past_or_future(text: str, first: str, last: str) -> None:
    assert parse_period(text, NOW) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_an_hour_that_the_clocks_skip_becomes_one_that_there_is() -> None:
    due = parse_due("2027-03-28 at 2:30", NOW)
    assert due is not None
    assert to_text(due) == "2027-03-28T03:30+02:00"


def test_in_three_hours_is_three_hours_also_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN)
    due = parse_due("in 3 hours", before)
    assert isinstance(due, datetime)
    assert due.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=3)
    assert to_text(due) == "2026-10-25T03:30+01:00"


def test_tomorrow_is_tomorrow_in_the_zone_of_the_person() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert parse_due("tomorrow", late) == date(2026, 11, 24)
    assert parse_due("tomorrow", late.astimezone(ZoneInfo("America/Los_Angeles"))) == date(2026, 11, 24)
    assert parse_due("tomorrow", late.astimezone(ZoneInfo("Pacific/Kiritimati"))) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-23", "today (Mon 23 Nov 2026)"),
        ("2026-11-24", "tomorrow (Tue 24 Nov 2026)"),
        ("2026-11-22", "yesterday (Sun 22 Nov 2026)"),
        ("2026-12-04", "Fri 4 Dec 2026"),
        ("2026-11-23T17:00+01:00", "today at 17:00 (Mon 23 Nov 2026)"),
        ("2026-11-23T23:30+00:00", "tomorrow at 00:30 (Tue 24 Nov 2026)"),
        ("2026-12-04T09:05+01:00", "Fri 4 Dec 2026 at 09:05"),
    ],
)
def test_a_date_is_said_in_the_words_of_people(text: str, words: str) -> None:
    assert in_words(from_text(text), NOW) == words


@given(day=st.dates(min_value=NOW.date(), max_value=date(2099, 12, 31)))
def test_a_day_written_out_is_read_back(day: date) -> None:
    assert parse_due(day.isoformat(), NOW) == day
    assert from_text(to_text(day)) == day
    assert parse_due(in_words(day, NOW).rpartition("(")[2].rstrip(")"), NOW) == day


@given(moment=st.datetimes(datetime(2026, 11, 24), datetime(2099, 12, 31), timezones=st.just(BERLIN)))  # noqa: DTZ001
def test_a_moment_written_out_is_read_back_to_the_minute(moment: datetime) -> None:
    real = moment.astimezone(UTC).replace(second=0, microsecond=0)
    due = parse_due(moment.isoformat(), NOW)
    assert isinstance(due, datetime)
    assert due.astimezone(UTC) == real
    read = from_text(to_text(due))
    assert isinstance(read, datetime)
    # An hour that comes twice is never equal across zones, so both are compared in UTC.
    assert read.astimezone(UTC) == real


@given(text=st.text(max_size=20))
def test_any_words_are_a_date_to_come_or_refused(text: str) -> None:
    try:
        due = parse_due(text, NOW)
    except DateError:
        return
    assert due is None or not is_over(due, NOW)


@given(count=st.integers(1, 400), unit=st.sampled_from(["day", "week"]))
def test_so_many_days_from_now_are_counted(count: int, unit: str) -> None:
    days = count * 7 if unit == "week" else count
    assert parse_any(f"in {count} {unit}s", NOW) == NOW.date() + timedelta(days=days)


@pytest.mark.parametrize("words", ["tonight", "this evening"])
def test_late_in_the_evening_tonight_is_what_is_left_of_the_day(words: str) -> None:
    assert parse_due(words, NOW.replace(hour=21)) == NOW.date()


def test_a_month_or_a_year_in_figures_is_a_stretch_of_days() -> None:
    assert parse_period("2026-12", NOW) == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert parse_period("2027", NOW) == Period(date(2027, 1, 1), date(2027, 12, 31))
    for words in ("2026-13", "0000", "9999"):
        with pytest.raises(DateError):
            parse_period(words, NOW)


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(1, 12),
    st.integers(0, 6),
    st.sampled_from([1, 2, 3, 4, -1]),
)
def test_a_weekday_of_a_month_is_the_one_that_dateutil_has(today: date, month: int, weekday: int, nth: int) -> None:
    name = f"{['first', 'second', 'third', 'fourth', 'last'][nth - 1 if nth > 0 else 4]} {DAYS[weekday]}"
    now = datetime(today.year, today.month, today.day, 9, tzinfo=BERLIN)
    start = now.replace(month=1, day=1, hour=0)
    rule = rrule(YEARLY, bymonth=month, byweekday=weekdays[weekday](nth), dtstart=start, count=3)
    coming = next(day.date() for day in rule if day.date() >= today)
    assert parse_any(f"{name} of {MONTHS[month - 1]}", now) == coming
