"""How long a provider asks to wait, however it says so."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.agent.failures import seconds_to_wait


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("40", 40.0), ("1.5", 1.5), ("0", None), ("-3", None), ("nan", None), ("inf", None), ("soon", None), ("", None)],
)
def test_a_number_of_seconds_is_taken_and_anything_else_is_not(told: str, seconds: float | None) -> None:
    assert seconds_to_wait({"retry-after": told}) == seconds


def test_a_moment_to_come_is_as_long_as_it_is_away_and_one_gone_by_is_none() -> None:
    now = datetime.now(UTC)
    until = seconds_to_wait({"retry-after": format_datetime(now + timedelta(hours=1), usegmt=True)})
    assert until is not None
    assert 3_000 < until <= 3_600
    assert seconds_to_wait({"retry-after": format_datetime(now - timedelta(hours=1), usegmt=True)}) is None
