from typing import Any

import pytest

from app.base.values import size_in_words
from app.server.file_widgets import MAX_ROWS, file_widget
from app.tools.calls import ToolCall, ToolOutcome
from tests.chat import DONE, Chat
from tests.fakes.provider import Call


def drawn(tool: str, text: str = "", **structured: Any) -> dict[str, Any] | None:
    widget = file_widget(ToolCall("1", "filesystem", tool, tool, {"path": "a.txt"}), ToolOutcome(text, structured))
    return widget.model_dump(exclude_none=True) if widget else None


def texts(widget: Any) -> list[str]:
    """Every text that a widget shows, in order."""
    node: dict[str, Any] = widget or {}
    own = [str(node["value"])] if "value" in node else []
    return [*own, *(text for child in node.get("children", []) for text in texts(child))]


@pytest.fixture
def chat(chat: Chat) -> Chat:
    """A conversation whose assistant may work in a folder with two files."""
    (chat.folder / "sub").mkdir()
    (chat.folder / "sub" / "deep.txt").write_text("milk\n", encoding="utf-8")
    (chat.folder / "note.txt").write_text("one\nmilk and eggs\nthree\n", encoding="utf-8")
    return chat


def widgets(chat: Chat) -> list[dict[str, Any]]:
    return [item["widget"] for item in chat.client.items(chat.thread) if item["type"] == "widget"]


def test_a_folder_a_search_and_a_tree_are_drawn_from_what_the_server_says(chat: Chat) -> None:
    root = str(chat.folder)
    chat.say(
        "look",
        Call("list_directory_with_sizes", {"path": root}, id="c1"),
        Call("search_files", {"path": root, "pattern": "**/deep*"}, id="c2"),
        Call("search_content", {"path": root, "query": "eggs", "context": 1}, id="c3"),
        Call("directory_tree", {"path": root}, id="c4"),
        DONE,
    )
    listed, found, inside, tree = (texts(widget) for widget in widgets(chat))
    assert listed == ["sub", "note.txt", "24 bytes"]
    assert found == ["deep.txt"]
    assert inside[0].endswith("note.txt")
    assert inside[1].splitlines()[1:-1] == ["    1   one", "    2 > milk and eggs", "    3   three"]
    assert tree == ["note.txt", "sub", "deep.txt"]


def icons(widget: Any) -> list[str]:
    node: dict[str, Any] = widget or {}
    own = [str(node["name"])] if node.get("type") == "Icon" else []
    return [*own, *(icon for child in node.get("children", []) for icon in icons(child))]


def test_folders_look_like_folders_and_what_was_found_is_named_from_where_all_of_it_is(chat: Chat) -> None:
    (chat.folder / "sub" / "below").mkdir()
    chat.say("look", Call("list_directory", {"path": str(chat.folder)}, id="c1"),
             Call("search_files", {"pattern": "{below,note}*"}, id="c2"), DONE)  # fmt: skip
    listed, found = widgets(chat)
    assert icons(listed) == ["lucide:folder", "lucide:file"]
    assert (icons(found), texts(found)) == (["lucide:file", "lucide:folder"], ["note.txt", "sub/below"])


def test_a_picture_is_shown(chat: Chat) -> None:
    data = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    (chat.folder / "dot.png").write_bytes(data)
    chat.say("show", Call("read_media_file", {"path": str(chat.folder / "dot.png")}), DONE)
    (widget,) = widgets(chat)
    assert widget["children"][0]["src"].startswith("data:image/png;base64,iVBOR")


def test_a_tick_elsewhere_is_seen_on_the_next_look_and_so_is_a_deletion(chat: Chat) -> None:
    chat.say("add", Call("add_tasks", {"tasks": [{"title": "milk"}, {"title": "eggs"}]}), DONE)
    with chat.client.http() as http:
        milk, eggs = (task["id"] for task in sorted(http.get("/api/tasks").json()["tasks"], key=lambda t: t["id"]))
        http.patch(f"/api/tasks/{milk}", json={"status": "done"}).raise_for_status()
        http.delete(f"/api/tasks/{eggs}").raise_for_status()
    (widget,) = widgets(chat)
    first, second = (row["children"][0] for row in widget["children"])
    assert (first["label"], first["defaultChecked"]) == ("milk", True)
    assert (second["value"], second["lineThrough"]) == ("eggs", True)


def test_a_long_list_says_what_is_left_out() -> None:
    widget = drawn("list_directory", entries=[{"name": f"f{n}", "kind": "file"} for n in range(MAX_ROWS + 5)])
    assert texts(widget)[-1] == "5 more are not shown here"
    assert widget
    assert widget["limit"] == 8


def test_nothing_of_a_file_leaves_its_code_block_or_hides() -> None:
    name, code = texts(drawn("search_content", "a.txt:1: ```\n\na.txt:2: [x](javascript:1) \u202egnp"))
    assert name == "a.txt"
    assert code.startswith("````text\n")
    assert "⟨U+202E⟩" in code
    assert texts(drawn("list_directory", entries=[{"name": "a\u202egnp.exe", "kind": "file"}])) == ["a⟨U+202E⟩gnp.exe"]


def test_a_difference_is_shown_unless_the_user_was_asked_with_it() -> None:
    text = "Changed a.txt:\n```diff\n--- a\n+++ b\n@@ -1 +1 @@\n-milk\n+eggs\n```"
    assert "+eggs" in texts(drawn("edit_file", text))[1]
    call = ToolCall("1", "filesystem", "edit_file", "Edit", {})
    assert file_widget(call, ToolOutcome(text), seen=True) is None
    assert drawn("edit_file", "a.txt already reads so; nothing was changed.") is None


@pytest.mark.parametrize("tool", ["list_directory", "search_files", "search_content", "directory_tree", "move_file"])
def test_a_result_without_anything_to_show_draws_nothing(tool: str) -> None:
    assert drawn(tool, "There is nothing here.") is None


SIZES = [(0, "0 bytes"), (999, "999 bytes"), (1400, "1.4 KB"), (2 * 10**9, "2.0 GB")]


@pytest.mark.parametrize(("size", "words"), SIZES)
def test_a_size_is_said_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words
