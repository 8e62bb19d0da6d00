import pytest

from app.server.exporting import MAX_NAME_CHARACTERS, file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plan my garden", "Plan my garden"),
        ("../../etc/passwd", "etc passwd"),
        ('a<b>c:d"e|f?g*h', "a b c d e f g h"),
        ("con.txt", "_con.txt"),
        ("COM1", "_COM1"),
        ("…  \n\t", "…"),
        ("...", "Conversation"),
        ("", "Conversation"),
        ("買い物リスト", "買い物リスト"),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_long_title_is_cut() -> None:
    assert len(file_name("word " * 100)) <= MAX_NAME_CHARACTERS
