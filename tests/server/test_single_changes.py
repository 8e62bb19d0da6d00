"""What the user takes of a call and what they make of it: that is done, and the model knows."""

import json
from pathlib import Path

from tests.chat import DONE, Chat, shown
from tests.client import Event
from tests.fakes.provider import Call

LINES = [f"line {number}\n" for number in range(40)]


def rewritten(chat: Chat, name: str, *, before: list[str], after: list[str]) -> tuple[Path, Event]:
    """A file of the granted folder, and the card that asks whether it may be written anew."""
    file = chat.folder / name
    file.write_text("".join(before), encoding="utf-8")
    chat.say("write it", Call("write_file", {"path": name, "content": "".join(after)}))
    chat.provider.answers.append(DONE)
    return file, chat.card()


def with_two_changes(lines: list[str]) -> list[str]:
    return [lines[0], "line one\n", *lines[2:-2], "line last but one\n", lines[-1], "one more\n"]


def test_single_changes_of_a_file_that_is_written_anew_can_be_taken(chat: Chat) -> None:
    file, card = rewritten(chat, "plan.txt", before=LINES, after=with_two_changes(LINES))
    assert [f"Change {number}" in shown(card) for number in (1, 2, 3)] == [True, True, False]
    chat.act("permission.allow", card, grant="once", parts={"0": False, "1": True})
    then = file.read_text(encoding="utf-8")
    assert then == "".join([*LINES[:-2], "line last but one\n", LINES[-1], "one more\n"])
    # It had asked for more than that, and would go on as if all of it were there.
    told = chat.told_the_model()
    assert "The user changed this call before allowing it." in told
    assert "line 1\\nline 2" in told


def test_all_changes_of_a_file_are_what_was_asked(chat: Chat) -> None:
    file, card = rewritten(chat, "all.txt", before=LINES, after=with_two_changes(LINES))
    chat.act("permission.allow", card, grant="once", parts={"0": True, "1": True})
    assert file.read_text(encoding="utf-8") == "".join(with_two_changes(LINES))
    assert "changed this call" not in chat.told_the_model()


def test_single_changes_are_not_laid_over_a_file_that_has_changed_meanwhile(chat: Chat) -> None:
    file, card = rewritten(chat, "meanwhile.txt", before=LINES, after=with_two_changes(LINES))
    file.write_text("mine\n", encoding="utf-8")
    chat.act("permission.allow", card, grant="once", parts={"0": False, "1": True})
    assert file.read_text(encoding="utf-8") == "mine\n"


def test_a_file_of_many_pages_is_compared_to_its_end(chat: Chat) -> None:
    lines = [f"this is the line that has the number {number}\n" for number in range(6_000)]
    file, card = rewritten(chat, "long.txt", before=lines, after=with_two_changes(lines))
    said = shown(card)
    assert "+line last but one" in said
    assert "Truncated" not in said
    chat.act("permission.allow", card, grant="once", parts={"0": True, "1": False})
    assert file.read_text(encoding="utf-8") == "".join([lines[0], "line one\n", *lines[2:]])


def test_a_file_that_speaks_like_the_server_is_compared_as_it_is(chat: Chat) -> None:
    lines = ["one\n", "\n", "[Truncated: lines 1 to 1 of 9. Read on with offset=2.]"]
    _, card = rewritten(chat, "spoof.txt", before=lines, after=["two\n", *lines[1:]])
    assert "-one" in shown(card)
    assert "+two" in shown(card)
    assert "-[Truncated" not in shown(card)


def test_arguments_that_were_changed_are_told_to_the_model_and_shown(chat: Chat) -> None:
    _, card = rewritten(chat, "note.txt", before=["milk\n"], after=["tea\n"])
    chat.act("permission.edit", card)
    changed = json.dumps({"path": "other.txt", "content": "ham\n"})
    chat.act("permission.allow", chat.card(), grant="once", arguments=changed)
    told = chat.told_the_model()
    assert 'It was made with: {"path": "other.txt", "content": "ham\\n"}' in told
    items = chat.client.items(chat.thread)
    assert "Allowed as you changed it, just this time." in json.dumps(items)
    steps = next(item for item in items if item["type"] == "workflow")
    assert "other.txt" in steps["workflow"]["tasks"][0]["content"]


def test_a_changed_text_does_not_overwrite_what_was_never_shown(chat: Chat) -> None:
    file, card = rewritten(chat, "kept.txt", before=["milk\n"], after=["tea\n"])
    chat.act("permission.edit", card)
    file.write_text("mine\n", encoding="utf-8")
    changed = json.dumps({"path": "kept.txt", "content": "ham\n"})
    chat.act("permission.allow", chat.card(), grant="once", arguments=changed)
    assert file.read_text(encoding="utf-8") == "mine\n"
