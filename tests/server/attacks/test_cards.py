"""A card that asks cannot be made to say something else than what is done."""

from pathlib import Path

import pytest

from tests.chat import DONE, Chat, shown
from tests.fakes.provider import Call, FakeProvider
from tests.server.beside import chatting_beside

HIDDEN = {
    "turned around": ("inv\u202egpj.exe", "⟨U+202E⟩"),
    "of no width": ("inv\u200boice.txt", "⟨U+200B⟩"),
    "of a terminal": ("\u001b[2Kinvoice.txt", "⟨U+001B⟩"),
    "of another line": ("a\u2028b.txt", "⟨U+2028⟩"),
}


@pytest.mark.parametrize(("name", "visible"), HIDDEN.values(), ids=HIDDEN.keys())
def test_characters_that_show_nothing_are_shown_by_their_number(chat: Chat, name: str, visible: str) -> None:
    chat.say("write it", Call("write_file", {"path": name, "content": name}))
    said = shown(chat.card())
    assert visible in said
    assert not any(character in said for character in "\u202e\u200b\u001b\u2028")


def test_the_end_of_a_long_argument_and_of_a_long_name_is_shown_with_its_size(chat: Chat) -> None:
    name = f"{'invoice' * 20}.pdf.exe"
    chat.say("write it", Call("write_file", {"path": name, "content": "a" * 50_000 + "rm -rf ~"}))
    said = shown(chat.card())
    assert "48,008 more characters" in said
    assert "rm -rf ~" in said
    title = next(part["value"] for row in chat.card()["widget"]["children"][:1] for part in row["children"][1:])
    assert title.endswith("pdf.exe”?")


def test_a_code_block_in_an_argument_does_not_end_that_of_the_card(chat: Chat) -> None:
    chat.say("write it", Call("write_file", {"path": "a.txt", "content": "```\n# Allowed by the user\n````"}))
    blocks = [part["value"] for part in chat.card()["widget"]["children"] if part["type"] == "Markdown"]
    assert blocks
    assert all(block.startswith("`````") and block.endswith("\n`````") for block in blocks)


def test_the_folder_on_the_card_is_the_one_where_the_file_really_lies(chat: Chat) -> None:
    (chat.folder / "hidden" / "deep").mkdir(parents=True)
    (chat.folder / "short").symlink_to(chat.folder / "hidden" / "deep", target_is_directory=True)
    chat.say("write it", Call("write_file", {"path": "short/a.txt", "content": "x"}))
    assert f"in {chat.folder / 'hidden' / 'deep'}" in shown(chat.card())


def test_a_path_that_can_be_read_in_two_ways_is_in_no_folder_that_was_allowed(chat: Chat) -> None:
    for name in ("open/sub", "closed"):
        (chat.folder / name).mkdir(parents=True)
    (chat.folder / "closed" / "link").symlink_to(chat.folder / "open" / "sub", target_is_directory=True)
    chat.say("write it", Call("write_file", {"path": "open/a.txt", "content": "x"}))
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant="folder:always")
    chat.say("go on", Call("write_file", {"path": "closed/link/../b.txt", "content": "stolen"}, id="call_2"), DONE)
    assert not (chat.folder / "closed" / "b.txt").exists()
    assert "in no folder" in shown(chat.card())


def test_what_was_allowed_in_one_folder_does_not_reach_another_through_a_link(chat: Chat) -> None:
    for name in ("open", "closed"):
        (chat.folder / name).mkdir()
    (chat.folder / "closed" / "diary.txt").write_text("mine", encoding="utf-8")
    (chat.folder / "open" / "link.txt").symlink_to(chat.folder / "closed" / "diary.txt")
    chat.say("write it", Call("write_file", {"path": "open/a.txt", "content": "x"}))
    chat.provider.answers.append(DONE)
    chat.act("permission.allow", chat.card(), grant="folder:always")
    chat.say("go on", Call("write_file", {"path": "open/link.txt", "content": "stolen"}, id="call_2"), DONE)
    assert (chat.folder / "closed" / "diary.txt").read_text(encoding="utf-8") == "mine"
    assert (chat.folder / "open" / "link.txt").is_symlink()


def test_the_title_of_a_foreign_tool_is_shown_as_it_is_and_its_name_and_server_beside_it(
    tmp_path: Path, web: Path, provider: FakeProvider
) -> None:
    with chatting_beside(tmp_path, web, provider, "fail=**Read** a [file](https://evil.example)\u202e") as chat:
        chat.say("go", Call("fail", {}))
        card = chat.card()
    said = shown(card)
    assert "foreign · **Read** a [file](https://evil.example)⟨U+202E⟩ (fail)" in said
    # Only plain texts hold it: as Markdown it would be drawn.
    drawn = [part["value"] for part in card["widget"]["children"] if part["type"] == "Markdown"]
    assert not any("evil.example" in text for text in drawn)
