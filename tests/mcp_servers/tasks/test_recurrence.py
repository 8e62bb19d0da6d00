"""Which day follows which, compared with outside judges."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from mcp_servers.tasks.due import Due
from mcp_servers.tasks.recurrence import Repeat, RepeatError, as_due, first_occurrence, next_occurrence, wall_clock
from mcp_servers.tasks.repeat_phrases import parse_repeat
from tests.mcp_servers.tasks.moments import BERLIN, NOW

START = datetime(2026, 1, 1)  # noqa: DTZ001 - a wall clock
EARLY = datetime(2026, 1, 1, tzinfo=BERLIN)


def series(repeat: Repeat, first: datetime, *, timed: bool = False, now: datetime = EARLY) -> list[datetime]:
    """The occurrences that come of completing each on its day, at most 12."""
    found = [first]
    rest: Repeat = repeat
    while len(found) < 12:
        due = as_due(found[-1], timed=timed, zone=now.tzinfo)
        following = next_occurrence(rest, found[-1], due, timed=timed, now=now)
        if following is None:
            break
        rest, moment = following
        found.append(moment)
    return found


def days(text: str, first: date, count: int = 12) -> list[str]:
    repeat = parse_repeat(text, NOW).repeat
    start = first_occurrence(repeat, first, None, EARLY)
    return [moment.date().isoformat() for moment in series(repeat, start)[:count]]


def test_the_31st_comes_in_months_that_have_one() -> None:
    assert days("every month on the 31st", date(2027, 1, 1), 4) == [
        "2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31",
    ]  # fmt: skip


def test_the_last_day_comes_in_every_month() -> None:
    assert days("last day of the month", date(2027, 1, 1), 3) == ["2027-01-31", "2027-02-28", "2027-03-31"]


def test_29_february_comes_in_leap_years() -> None:
    assert days("every 29 february", date(2027, 1, 1), 3) == ["2028-02-29", "2032-02-29", "2036-02-29"]
    assert series(Repeat("FREQ=YEARLY"), datetime(2028, 2, 29))[1:3] == [datetime(2032, 2, 29), datetime(2036, 2, 29)]  # noqa: DTZ001


def test_the_last_friday_is_the_fifth_where_there_are_five() -> None:
    assert days("last friday of the month", date(2027, 1, 1), 3) == ["2027-01-29", "2027-02-26", "2027-03-26"]


def test_the_last_working_day_is_never_in_a_weekend() -> None:
    assert days("last working day of the month", date(2027, 1, 1), 3) == ["2027-01-29", "2027-02-26", "2027-03-31"]


def test_every_other_week_keeps_its_weeks() -> None:
    assert days("every 2 weeks on monday and thursday", date(2027, 1, 4), 4) == [
        "2027-01-04", "2027-01-07", "2027-01-18", "2027-01-21",
    ]  # fmt: skip


def test_a_number_of_times_includes_the_first() -> None:
    assert days("every day 3 times", date(2027, 1, 1)) == ["2027-01-01", "2027-01-02", "2027-01-03"]


def test_until_includes_its_day_also_for_a_time_of_day() -> None:
    repeat = parse_repeat("every day until 2027-01-03", NOW).repeat
    first = datetime(2027, 1, 1, 17)  # noqa: DTZ001
    assert series(repeat, first, timed=True) == [first + timedelta(days=day) for day in range(3)]


def test_until_in_utc_is_a_moment() -> None:
    repeat = Repeat("FREQ=DAILY;UNTIL=20270102T155959Z")
    first = datetime(2027, 1, 1, 17)  # noqa: DTZ001
    assert series(repeat, first, timed=True) == [first]


def test_a_rule_without_any_date_to_come_is_refused() -> None:
    with pytest.raises(RepeatError, match="no date to come"):
        first_occurrence(Repeat("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6"), date(2027, 1, 1), None, EARLY)
    with pytest.raises(RepeatError, match="no date to come"):
        first_occurrence(Repeat("FREQ=DAILY;UNTIL=20200101"), date(2027, 1, 1), None, EARLY)


def test_what_was_missed_is_left_out_but_counted() -> None:
    now = datetime(2027, 1, 5, 12, tzinfo=BERLIN)
    found = next_occurrence(
        Repeat("FREQ=DAILY;COUNT=10"), datetime(2027, 1, 1), date(2027, 1, 1), timed=False, now=now  # noqa: DTZ001
    )  # fmt: skip
    assert found == (Repeat("FREQ=DAILY;COUNT=6"), datetime(2027, 1, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("moved_to", "following"),
    [("2027-01-03", "2027-01-11"), ("2027-01-06", "2027-01-11"), ("2027-01-12", "2027-01-18")],
)
def test_an_occurrence_that_was_moved_does_not_move_those_after_it(moved_to: str, following: str) -> None:
    found = next_occurrence(
        Repeat("FREQ=WEEKLY;BYDAY=MO"), datetime(2027, 1, 4), date.fromisoformat(moved_to), timed=False, now=EARLY  # noqa: DTZ001
    )  # fmt: skip
    assert found is not None
    assert found[1].date().isoformat() == following


def test_after_completion_counts_from_the_day_it_was_done() -> None:
    now = datetime(2027, 1, 31, 22, tzinfo=BERLIN)
    present = datetime(2027, 1, 10, 9)  # noqa: DTZ001
    due = datetime(2027, 1, 10, 9, tzinfo=BERLIN)
    for rule, moment in [("FREQ=DAILY;INTERVAL=3", "2027-02-03T09:00"), ("FREQ=MONTHLY", "2027-02-28T09:00")]:
        found = next_occurrence(Repeat(rule, after_completion=True), present, due, timed=True, now=now)
        assert found is not None
        assert found[1].isoformat(timespec="minutes") == moment
    last = Repeat("FREQ=DAILY;COUNT=1", after_completion=True)
    assert next_occurrence(last, present, due, timed=True, now=now) is None


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    moments = series(Repeat("FREQ=DAILY"), datetime(2027, 3, 26, 9), timed=True)[:4]  # noqa: DTZ001
    dues = [as_due(moment, timed=True, zone=BERLIN) for moment in moments]
    assert [due.isoformat()[11:22] for due in dues] == ["09:00:00+01", "09:00:00+01", "09:00:00+02", "09:00:00+02"]


def test_an_hour_that_the_clocks_skip_comes_later_on_that_day_only() -> None:
    moments = series(Repeat("FREQ=DAILY"), datetime(2027, 3, 27, 2, 30), timed=True)[:3]  # noqa: DTZ001
    dues = [as_due(moment, timed=True, zone=BERLIN) for moment in moments]
    assert [due.isoformat()[:16] for due in dues] == ["2027-03-27T02:30", "2027-03-28T03:30", "2027-03-29T02:30"]


def numbers(first: int, last: int) -> st.SearchStrategy[str]:
    values = st.lists(st.integers(first, last).filter(bool), min_size=1, max_size=3, unique=True)
    return values.map(lambda found: ",".join(map(str, found)))


WEEKDAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=4, unique=True)
PLACED = st.tuples(st.integers(-5, 5).filter(bool), st.sampled_from(["MO", "WE", "FR", "SU"]))
PICKED = {
    "DAILY": st.fixed_dictionaries({}, optional={"BYMONTH": numbers(1, 12), "BYDAY": WEEKDAYS.map(",".join)}),
    "WEEKLY": st.fixed_dictionaries({}, optional={"BYDAY": WEEKDAYS.map(",".join)}),
    "MONTHLY": st.one_of(
        st.fixed_dictionaries({"BYMONTHDAY": numbers(-5, 31)}),
        st.fixed_dictionaries({"BYDAY": PLACED.map(lambda found: f"{found[0]}{found[1]}")}),
        st.fixed_dictionaries({"BYDAY": WEEKDAYS.map(",".join), "BYSETPOS": st.sampled_from(["1", "-1", "2"])}),
    ),
    "YEARLY": st.fixed_dictionaries({"BYMONTH": numbers(1, 12), "BYMONTHDAY": numbers(1, 31)}),
}


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(sorted(PICKED)))
    interval = draw(st.integers(1, 4))
    ending = draw(st.sampled_from(["", ";COUNT=1", ";COUNT=5", ";UNTIL=20290228", ";UNTIL=20280229"]))
    picked = "".join(f";{name}={value}" for name, value in draw(PICKED[frequency]).items())
    return f"FREQ={frequency};INTERVAL={interval}{picked}{ending}"


STARTS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def started(rule: str, day: date, clock: time | None = None) -> datetime | None:
    """The first occurrence, as both judges want a start that is one; `None` for a rule that has none."""
    try:
        return first_occurrence(Repeat(rule), day, clock, EARLY)
    except RepeatError:
        return None


@settings(max_examples=150, deadline=None)
@given(rule=rules(), day=STARTS)
def test_days_follow_one_another_as_dateutil_has_them(rule: str, day: date) -> None:
    first = started(rule, day)
    if first is None:
        assert not [moment for moment in rrulestr(rule, dtstart=START.combine(day, time())) if moment.year < 2050]
        return
    assert series(Repeat(rule), first) == list(islice(rrulestr(rule, dtstart=first), 12))


@settings(max_examples=60, deadline=None)
@given(
    rule=rules().filter(lambda rule: "UNTIL" not in rule),
    day=STARTS,
    clock=st.times(time(4), time(23)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_moments_follow_one_another_as_a_calendar_shows_them(rule: str, day: date, clock: time, zone: str) -> None:
    first = started(rule, day, clock)
    if first is None:
        return
    here = ZoneInfo(zone)
    ours = [
        as_due(moment, timed=True, zone=here)
        for moment in series(Repeat(rule), first, timed=True, now=EARLY.astimezone(here))
    ]
    last = ours[-1].astimezone(UTC) if isinstance(ours[-1], datetime) else None
    assert last is not None
    assert ours == shown_by_a_calendar(rule, first.replace(tzinfo=here), last)


def shown_by_a_calendar(rule: str, first: datetime, last: datetime) -> list[Due]:
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\n"
        f"DTSTART;TZID={first.tzinfo}:{first:%Y%m%dT%H%M%S}\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    events = recurring_ical_events.of(Calendar.from_ical(text)).between(first, last + timedelta(minutes=1))
    return sorted(event.start for event in events if isinstance(event, Event))


@given(rule=rules(), day=STARTS, moved=st.integers(-40, 40), late=st.integers(0, 500))
@settings(max_examples=100, deadline=None)
def test_what_follows_is_later_and_not_over(rule: str, day: date, moved: int, late: int) -> None:
    first = started(rule, day)
    if first is None:
        return
    now = datetime.combine(first.date() + timedelta(days=late), time(12), BERLIN)
    due = first.date() + timedelta(days=moved)
    found = next_occurrence(Repeat(rule), first, due, timed=False, now=now)
    if found is not None:
        assert found[1] > max(first, wall_clock(due, BERLIN))
        assert found[1].date() >= now.date()


def test_a_series_never_stands_still() -> None:
    moments = series(Repeat("FREQ=WEEKLY;INTERVAL=2"), datetime(2027, 1, 1))  # noqa: DTZ001
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(weeks=2)}
