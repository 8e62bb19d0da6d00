"""What is said after a tool has answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agent.builtin.answers import BIGGER_MODEL, SHOWN_CHARACTERS, answer, pieces


def test_a_change_is_told_in_the_tools_own_words() -> None:
    told = "Added “buy milk”, due tomorrow (Tue 24 Nov 2026)."
    assert answer("add_task", {"title": "buy milk"}, told, "add buy milk tomorrow") == told


def test_a_failure_is_told_in_the_tools_own_words() -> None:
    told = "There is no task “zzz”."
    assert answer("complete_task", {"task": "zzz"}, told, "zzz is done") == told


def test_a_file_is_named_and_shown_as_it_is() -> None:
    told = answer("read_text_file", {"path": "a.md"}, "# Hi\n<b>x</b>\n", "open a.md")
    assert told == "Here is `a.md`:\n\n```text\n# Hi\n<b>x</b>\n```"


def test_a_fence_inside_a_file_cannot_close_the_block() -> None:
    told = answer("read_text_file", {"path": "a.md"}, "```\nx\n```\n", "open a.md")
    assert told == "Here is `a.md`:\n\n````text\n```\nx\n```\n````"


def test_an_empty_file_is_called_empty() -> None:
    assert answer("read_text_file", {"path": "a.md"}, "", "open a.md") == "`a.md` is empty."


def test_a_long_file_is_cut_and_says_so() -> None:
    told = answer("read_text_file", {"path": "a.md"}, "word " * 10_000, "open a.md")
    assert told.startswith("Here is the beginning of `a.md`:")
    assert told.endswith("The file goes on: it has 50,000 characters in all.")
    assert len(told) < SHOWN_CHARACTERS + 200


@pytest.mark.parametrize(
    "told",
    [
        "There is no “zz.txt” in Deskhand.",
        "There is no “zz.txt” in Deskhand. Did you mean “z.txt”?",
        "“zz.txt” is a folder. Use list_directory to see what is in it.",
        "“zz.txt” is a binary file, not text.",
        "That path is outside the folders I may use. list_allowed_directories shows them.",
    ],
)
def test_a_refusal_of_the_file_server_is_told_in_its_own_words(told: str) -> None:
    assert answer("read_text_file", {"path": "zz.txt"}, told, "open zz.txt") == told


@pytest.mark.parametrize("say", ["summarise a.md", "what is a.md about?", "fasse a.md zusammen", "explain a.md to me"])
def test_what_a_small_model_cannot_do_is_said_honestly(say: str) -> None:
    assert answer("read_text_file", {"path": "a.md"}, "x\n", say).endswith(BIGGER_MODEL)


def test_a_file_whose_name_says_summary_is_only_read() -> None:
    assert BIGGER_MODEL not in answer("read_text_file", {"path": "summary.md"}, "x\n", "open summary.md")


def test_a_list_of_tasks_is_announced_and_not_repeated() -> None:
    assert answer("list_tasks", {}, "2 open tasks:\n- a (#1)\n- b (#2)", "my tasks") == "2 open tasks."
    assert answer("list_tasks", {}, "No open tasks.", "my tasks") == "No open tasks."


def test_a_folder_is_shown_as_a_list() -> None:
    told = answer("list_directory", {"path": "notes"}, "[DIR] old\n[FILE] a (1).md", "what's in notes")
    assert told == "In `notes`:\n\n- `old` (folder)\n- `a (1).md`"


def test_what_the_folder_tool_says_beside_its_list_is_kept() -> None:
    told = answer("list_directory", {}, "[FILE] a.md\n[Truncated: there is more.]", "my files")
    assert told == "Here is what is there:\n\n- `a.md`\n\n[Truncated: there is more.]"
    assert answer("list_directory", {}, "The folder is empty.", "my files") == "The folder is empty."


def test_found_files_are_counted() -> None:
    assert answer("search_files", {"pattern": "a"}, "n/a.md", "find a") == "I found one file or folder:\n\n- `n/a.md`"
    assert answer("search_files", {}, "a\nb", "find").startswith("I found 2 files and folders:")


def test_nothing_found_is_told_in_the_tools_own_words() -> None:
    told = "No file or folder is called “zz”."
    assert answer("search_files", {"pattern": "zz"}, told, "find zz") == told


def test_mentions_are_shown_with_file_and_line() -> None:
    told = answer("search_content", {"query": "milk"}, "n/a.txt:1: milk and *honey*\n\nn/b.md:12: milk", "milk?")
    assert told == ("Found in 2 files:\n\n- `n/a.txt`, line 1: `milk and *honey*`\n- `n/b.md`, line 12: `milk`")


@given(st.text(max_size=3000))
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_how_a_model_takes_a_change_back_is_not_told_to_the_user_but_what_was_dropped_is() -> None:
    moved = "Moved Deskhand/notes.txt to Deskhand/ideas.txt."
    note = "[Change 1; undo_change takes it back. The change before it was dropped.]"
    assert answer("move_file", {}, f"{moved}\n[Change 1; undo_change takes it back.]", "rename it") == moved
    assert answer("move_file", {}, f"{moved}\n{note}", "rename it") == f"{moved} The change before it was dropped."
