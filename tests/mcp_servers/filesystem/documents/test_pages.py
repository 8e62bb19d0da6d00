import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.filesystem.documents import pages
from mcp_servers.filesystem.documents.pages import Page, PagesError, Wanted, gather, parts


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (None, {1, 2, 3, 4, 5}),
        ("3", {3}),
        ("2-4", {2, 3, 4}),
        ("4-", {4, 5}),
        ("1, 3-3 ,5", {1, 3, 5}),
        ("9", set[int]()),
    ],
)
def test_pages_are_named_by_numbers_and_ranges(text: str | None, held: set[int]) -> None:
    wanted = Wanted.parse(text)
    assert {number for number in range(1, 6) if wanted.holds(number)} == held


@pytest.mark.parametrize("text", ["", "x", "0", "3-1", "-3", "1-2-3", "1,,2", "1.5"])
def test_what_names_no_pages_is_refused(text: str) -> None:
    with pytest.raises(PagesError):
        Wanted.parse(text)


def test_only_wanted_pages_are_made_and_none_after_the_last() -> None:
    made: list[int] = []

    def page(number: int) -> Page:
        def text() -> str:
            made.append(number)
            return f"text {number}"

        return Page("", text)

    found = gather((page(number) for number in range(1, 1000)), Wanted.parse("2,4"))
    assert found.text == "text 2\n\ntext 4"
    assert made == [2, 4]
    assert found.seen == 5


def test_pages_that_do_not_fit_are_left_for_the_next_time() -> None:
    text = "x" * (pages.MAX_SHOWN // 2)
    found = gather([Page("", lambda: text)] * 5, Wanted())
    assert (len(found.text), found.next) == (pages.MAX_SHOWN + 2, 3)


@given(text=st.text(alphabet="ab\n", max_size=300), size=st.integers(1, 40))
def test_parts_of_a_text_are_the_text(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "PART", size)
        cut = [page.text() for page in parts("title", text)]
    assert "".join(cut) == text
    assert all(0 < len(part) <= size for part in cut)
