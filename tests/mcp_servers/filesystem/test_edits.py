import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.edits import Edit, apply_edits, unified_diff
from mcp_servers.filesystem.text import detect, split_lines

_TEXT = st.text(alphabet="abc \nä", max_size=60)


@given(before=_TEXT, old=st.text(alphabet="abc\n", min_size=1, max_size=3), new=_TEXT)
def test_an_edit_replaces_the_only_occurrence_or_refuses(before: str, old: str, new: str) -> None:
    count = before.count(old)
    try:
        after = apply_edits(before, [Edit(old, new)])
    except ToolFailure:
        assert count != 1
    else:
        # Lines can be found that are the same but for blanks.
        assert count == 0 or (count == 1 and after == before.replace(old, new))


@given(lines=st.lists(st.text(alphabet="xyz", max_size=5), min_size=1, max_size=10), new=st.text("\nab", max_size=9))
def test_an_edit_keeps_windows_line_ends(lines: list[str], new: str) -> None:
    before = "\r\n".join(["start", *lines, ""])
    after = apply_edits(before, [Edit("start", f"end{new}")])
    assert after.replace("\r\n", "").count("\n") == 0
    assert after.replace("\r\n", "\n") == "\n".join([f"end{new}", *lines, ""])


@given(before=st.lists(st.sampled_from("abc"), max_size=30), after=st.lists(st.sampled_from("abc"), max_size=30))
def test_a_diff_turns_the_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    """Applied as `patch` would, by the numbers of its hunks."""
    old, new = [[f"{line}\n" for line in lines] for lines in (before, after)]
    result: list[str] = []
    position = 0
    for line in split_lines(unified_diff("".join(old), "".join(new), "f"))[2:]:
        if line.startswith("@@"):
            first, _, count = line.split()[1][1:].partition(",")
            start = int(first) - (count != "0")
            result += old[position:start]
            position = start
        elif line[0] == "+":
            result.append(line[1:])
        else:
            assert old[position] == line[1:]
            result += [line[1:]] if line[0] == " " else []
            position += 1
    assert result + old[position:] == new


def test_a_long_text_of_lines_that_repeat_is_diffed_around_its_change() -> None:
    lines = [f"line {number % 500}\n" for number in range(200_000)]
    before, after = "".join(lines), "".join([*lines[:100_000], "new\n", *lines[100_000:]])
    assert unified_diff(before, after, "f").splitlines()[2] == "@@ -99998,6 +99998,7 @@"
    assert "too far apart" in unified_diff("x\n" + before, before + "x\n", "f")


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_lines_joined_are_the_text(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert all(line.find("\n") in (-1, len(line) - 1) for line in lines)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_the_encoding_found_gives_back_the_same_bytes(text: str) -> None:
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), b"\xff\xfe" + text.encode("utf-16-le")):
        encoding = detect(data)
        assert encoding.encode(encoding.decode(data)) == data


@given(data=st.binary(max_size=300))
def test_any_bytes_are_text_that_can_be_written_back_or_are_refused(data: bytes) -> None:
    try:
        encoding = detect(data)
        text = encoding.decode(data)
    except (ToolFailure, UnicodeDecodeError):
        return
    assert encoding.encode(text) == data


def test_a_missing_end_of_the_last_line_shows_in_the_diff() -> None:
    assert unified_diff("a\nb", "a\nc", "f") == (
        "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )


def test_a_diff_too_long_for_an_answer_is_cut_at_a_line() -> None:
    diff = unified_diff("".join(f"{n}\n" for n in range(20_000)), "", "f")
    assert diff.endswith("[Truncated: the diff goes on.]\n")
    assert len(diff) < 51_000


def test_the_nearest_line_is_shown_when_the_text_is_not_there() -> None:
    with pytest.raises(ToolFailure, match=r"The nearest line is: def greet\(name\):"):
        apply_edits("def greet(name):\n", [Edit("def greet(nam):", "x")])


@pytest.mark.parametrize(
    ("text", "old", "new", "after"),
    [
        ("def f():\n    a = 1\n    b = 2\n", "a = 1\nb = 2", "a = 3\nb = 4", "def f():\n    a = 3\n    b = 4\n"),
        ("\tif x:\n\t\ty()\n", "if x:\n    y()", "if x:\n    z()", "\tif x:\n\t    z()\n"),
        ("  one  \ntwo\n", "one\ntwo\n", "1\n", "  1\ntwo\n".replace("two\n", "")),
        ("  a\r\n  b\r\nc", "a\nb", "x\n\ny", "  x\r\n\r\n  y\r\nc"),
        ("  last", "last ", "end", "  end"),
        ("    deep\n", "  deep \n", "  deeper\n    still\n", "    deeper\n      still\n"),
    ],
)
def test_lines_that_differ_in_blanks_alone_are_found_and_indented_alike(
    text: str, old: str, new: str, after: str
) -> None:
    assert apply_edits(text, [Edit(old, new)]) == after


def test_lines_found_by_more_than_blanks_or_twice_are_refused() -> None:
    with pytest.raises(ToolFailure, match="2 times"):
        apply_edits("  a \n\n\ta \n", [Edit("a  \n", "b\n")])
    assert apply_edits("  a \n\n\ta \n", [Edit("a  \n", "b\n", everywhere=True)]) == "  b\n\n\tb\n"
    with pytest.raises(ToolFailure, match="not in the file"):
        apply_edits("text\n", [Edit("  \n \n", "x")])
