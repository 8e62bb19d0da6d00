from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.recurrence import Repeat, RepeatError
from mcp_servers.tasks.repeat_phrases import Phrase, parse_repeat
from mcp_servers.tasks.repeat_words import repeat_in_words
from tests.mcp_servers.tasks.moments import NOW


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("every day", "FREQ=DAILY"),
        ("daily", "FREQ=DAILY"),
        ("Each day.", "FREQ=DAILY"),
        ("every other day", "FREQ=DAILY;INTERVAL=2"),
        ("every 3rd day", "FREQ=DAILY;INTERVAL=3"),
        ("every three days", "FREQ=DAILY;INTERVAL=3"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every day from monday to friday", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"),
        ("mon-fri", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every 2nd week", "FREQ=WEEKLY;INTERVAL=2"),
        ("every working day", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every weekend", "FREQ=WEEKLY;BYDAY=SA"),
        ("weekly", "FREQ=WEEKLY"),
        ("every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("fortnightly", "FREQ=WEEKLY;INTERVAL=2"),
        ("every 2 weeks on monday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("every monday and thursday", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every fri, mon & wed", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("mondays", "FREQ=WEEKLY;BYDAY=MO"),
        ("weekly on tuesdays", "FREQ=WEEKLY;BYDAY=TU"),
        ("every other friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("every month", "FREQ=MONTHLY"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("every month on the 31st", "FREQ=MONTHLY;BYMONTHDAY=31"),
        ("monthly on the 1st and 15th", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("every 15th", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("the 15th of every month", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("last friday of the month", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("every last friday", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("the second tuesday of each month", "FREQ=MONTHLY;BYDAY=2TU"),
        ("every 3 months on the first monday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
        ("last working day of the month", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("annually", "FREQ=YEARLY"),
        ("every year on 29 february", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("every 29 february", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("every 4th of July", "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4"),
        ("every dec 24", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"),
        ("every year on the first monday of september", "FREQ=YEARLY;BYMONTH=9;BYDAY=1MO"),
        ("every day 5 times", "FREQ=DAILY;COUNT=5"),
        ("every monday, for 10 times", "FREQ=WEEKLY;COUNT=10;BYDAY=MO"),
        ("every day until 24 dec", "FREQ=DAILY;UNTIL=20261224"),
        ("every week for 4 weeks", "FREQ=WEEKLY;UNTIL=20261220"),
        ("RRULE:freq=weekly;byday=mo;interval=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=4", "FREQ=MONTHLY;COUNT=4;BYDAY=MO,TU;BYSETPOS=-1"),
    ],
)
def test_words_mean_a_rule(text: str, rule: str) -> None:
    assert parse_repeat(text, NOW) == Phrase(Repeat(rule))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("3 days after completion", "FREQ=DAILY;INTERVAL=3"),
        ("every 3 days after completion", "FREQ=DAILY;INTERVAL=3"),
        ("a week after it is done", "FREQ=WEEKLY"),
        ("every! 2 months", "FREQ=MONTHLY;INTERVAL=2"),
    ],
)
def test_words_count_from_completion(text: str, rule: str) -> None:
    assert parse_repeat(text, NOW) == Phrase(Repeat(rule, after_completion=True))


def test_a_time_and_a_first_day_may_be_named() -> None:
    assert parse_repeat("every mon and wed at 9am", NOW).clock == time(9)
    assert parse_repeat("every morning", NOW) == Phrase(Repeat("FREQ=DAILY"), time(9))
    assert parse_repeat("every monday starting 1 december", NOW).start == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no repetition that I understand"),
        ("blah", "“blah” is no repetition that I understand"),
        ("every", "no repetition"),
        ("every 0 days", "no repetition"),
        ("every 32nd", "no repetition"),
        ("every day at 25:00", "no repetition"),
        ("every monday after completion", "After completion only"),
        ("every 1001 days", "INTERVAL must be a number from 1 to 1000"),
        ("every day until blah", "no date that I understand"),
        ("every day " * 50, "too long"),
        ("FREQ=HOURLY", "FREQ must be"),
        ("FREQ=DAILY;COUNT=0", "COUNT must be"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261224", "not both"),
        ("FREQ=DAILY;UNTIL=tomorrow", "no recurrence rule"),
        ("FREQ=DAILY;BYDAY=XX", "do not fit"),
        ("FREQ=DAILY;BYHOUR=9", "may not have BYHOUR"),
        ("FREQ=DAILY;FREQ=WEEKLY", "not of the form"),
        ("FREQ=", "not of the form"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "there is no such day"),
        ("every 31 june", "there is no such day"),
        ("FREQ=YEARLY;BYMONTH=13", "do not fit"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3", "picks more than there is"),
    ],
)
def test_what_is_no_repetition_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ToolFailure, match=words):
        parse_repeat(text, NOW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("daily", "every day"),
        ("every weekday", "every weekday"),
        ("every other week on mon and fri", "every 2 weeks on Monday and Friday"),
        ("last friday of the month", "every month on the last Friday"),
        ("every 22nd", "every month on the 22nd"),
        ("every 1st and 15th", "every month on the 1st and 15th"),
        ("last day of the month", "every month on the last day"),
        ("last working day of the month", "every month on the last working day"),
        ("every 29 february", "every year on 29 February"),
        ("every year on the first monday of september", "every year on the first Monday of September"),
        ("every day 5 times", "every day, 5 times"),
        ("FREQ=DAILY;COUNT=1", "every day, once more"),
        ("every day until 24 dec", "every day, until Thu 24 Dec 2026"),
        ("3 days after completion", "3 days after completion"),
        ("1 week after completion", "a week after completion"),
        ("FREQ=YEARLY;BYWEEKNO=3", "by the rule FREQ=YEARLY;BYWEEKNO=3"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "by the rule FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", "by the rule FREQ=MONTHLY;BYMONTHDAY=-3"),
        ("FREQ=YEARLY;BYMONTH=1,7", "every year in January and July"),
    ],
)
def test_a_rule_is_said_in_the_words_of_people(text: str, words: str) -> None:
    assert repeat_in_words(parse_repeat(text, NOW).repeat) == words


@given(text=st.one_of(st.text(max_size=20), st.text(alphabet="every day of month 1st,-FREQ=;", max_size=30)))
def test_any_words_are_a_repetition_or_refused(text: str) -> None:
    try:
        phrase = parse_repeat(text, NOW)
    except ToolFailure:
        return
    assert repeat_in_words(phrase.repeat)


@given(text=st.text(alphabet="BYMONTHDAYSETPOSWKFREQINU=;,-+0123456789", max_size=40))
def test_any_rule_is_tidied_to_itself_or_refused(text: str) -> None:
    try:
        rule = parse_repeat(f"FREQ=DAILY;{text}", NOW).repeat.rule
    except RepeatError:
        return
    assert parse_repeat(rule, NOW).repeat.rule == rule
