import pytest

from app.agent.assistant import clean_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Buy milk", "Buy milk"),
        ("“A title.”", "A title"),
        ("\n\n  ## First line\nsecond", "First line"),
        ("", ""),
        ("word " * 30, f"{'word ' * 11}word…"),
        ("x" * 100, f"{'x' * 60}…"),
    ],
)
def test_a_title_is_one_short_line(text: str, title: str) -> None:
    assert clean_title(text) == title
