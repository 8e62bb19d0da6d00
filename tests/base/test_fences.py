"""Marks around the words of others: nothing inside can end them."""

from hypothesis import given
from hypothesis import strategies as st

from app.base.fences import RESULT, fenced, unfenced

texts = st.text(alphabet=f"</>\\ \n{''.join(sorted(set(RESULT + RESULT.upper())))}", max_size=60)


@given(before=texts, after=texts)
def test_nothing_in_a_text_can_close_its_marks(before: str, after: str) -> None:
    for closing in (f"</{RESULT}>", f"</{RESULT.upper()}>"):
        marked = fenced(f"{before}{closing}{after}")
        assert marked.lower().count(f"</{RESULT}") == 1
        assert marked.endswith(f"\n</{RESULT}>")


@given(text=st.text().filter(lambda text: "</" not in text))
def test_a_text_comes_back_from_its_marks_as_it_was(text: str) -> None:
    assert unfenced(fenced(text)) == text


def test_a_text_without_marks_is_left_alone_and_what_is_said_of_it_is_quoted() -> None:
    assert unfenced("milk") == "milk"
    assert fenced("x", "attachment", name='a".txt') == '<attachment name="a\\".txt">\nx\n</attachment>'
