"""What holds for every tool of both servers, called with what it can take and with what it cannot."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mcp_servers.common.offer import Offer
from mcp_servers.filesystem.server import filesystem_offer
from mcp_servers.tasks.server import tasks_offer
from tests.mcp_servers.filesystem.documents.samples import docx, paragraph
from tests.mcp_servers.tasks.moments import NOW

Given = dict[str, Any]

# In this order each of them succeeds.
CALLS: dict[str, list[tuple[str, Given]]] = {
    "filesystem": [
        ("read_text_file", {"path": "a.txt", "offset": 1, "limit": 1, "line_numbers": True}),
        ("read_multiple_files", {"paths": ["a.txt", "missing.txt"]}),
        ("read_media_file", {"path": "a.txt"}),
        ("read_document", {"path": "a.docx", "pages": "1"}),
        ("list_directory", {"limit": 1}),
        ("list_directory_with_sizes", {"path": ".", "sortBy": "size"}),
        ("directory_tree", {"path": ".", "excludePatterns": ["*.zip"], "maxDepth": 2}),
        ("get_file_info", {"path": "a.txt"}),
        ("get_file_info", {"path": "."}),
        ("disk_usage", {"path": "."}),
        ("disk_usage", {"path": "a.txt"}),
        ("list_allowed_directories", {}),
        ("search_files", {"pattern": "*.txt", "excludePatterns": ["b*"], "sortBy": "size", "limit": 1}),
        ("search_content", {"query": "milk", "context": 1}),
        ("find_duplicates", {}),
        ("write_file", {"path": "new.txt", "content": "milk\n"}),
        ("append_file", {"path": "new.txt", "content": "eggs\n"}),
        ("edit_file", {"path": "new.txt", "edits": [{"oldText": "milk", "newText": "tea"}]}),
        ("create_directory", {"path": "sub/below/deeper"}),
        ("move_file", {"source": "new.txt", "destination": "sub/moved.txt"}),
        ("copy_file", {"source": "sub", "destination": "copied"}),
        ("delete_file", {"path": "copied"}),
        ("zip_files", {"paths": ["sub"], "destination": "sub.zip"}),
        ("unzip_file", {"path": "sub.zip", "destination": "unpacked"}),
        ("list_changes", {"limit": 5}),
        ("show_change", {"id": 1}),
        ("undo_change", {}),
        ("redo_change", {}),
    ],
    "tasks": [
        ("add_task", {"title": "Buy milk", "due": "tomorrow at 9", "remind": "1 hour before", "repeat": "every day"}),
        (
            "add_tasks",
            {"tasks": [{"title": "Buy eggs", "tags": ["shop"], "project": "Home"}, {"title": "Tea", "due": "blah"}]},
        ),
        ("list_tasks", {"limit": 1}),
        ("list_tasks", {"due": "done"}),
        ("get_task", {"task": "milk"}),
        ("search_tasks", {"query": "buy"}),
        ("next_task", {}),
        ("list_projects", {}),
        ("list_tags", {}),
        ("task_stats", {"period": "this month"}),
        ("parse_date", {"text": "friday at 5pm"}),
        ("export_tasks", {"format": "json"}),
        ("list_changes", {}),
        ("update_task", {"task": 2, "notes": "ten"}),
        ("reschedule_task", {"task": 1, "due": "friday"}),
        ("complete_task", {"task": 1}),
        ("reopen_task", {"task": 1}),
        ("delete_task", {"task": 2}),
        ("restore_task", {"task": 2}),
        ("import_tasks", {"text": "- [ ] from a list", "format": "markdown"}),
        ("undo", {}),
        ("redo", {}),
    ],
}
# A value of each type that JSON has. Those of the wrong type must be refused, whatever the schema is.
VALUES: dict[str, Any] = {
    "null": None, "boolean": True, "integer": 7, "number": 1.5, "string": "\0", "array": [[]], "object": {"a": {}},
}  # fmt: skip


def misfit(schema: Given, value: object) -> str:
    """What is wrong with a value by its schema; nothing for one that fits."""
    validator: Any = Draft202012Validator(schema)
    return "; ".join(error.message for error in validator.iter_errors(value))


@pytest.fixture(params=CALLS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def offer(name: str, tmp_path: Path) -> Offer:
    folder = tmp_path / "granted"
    folder.mkdir()
    (folder / "a.txt").write_text("milk\n", encoding="utf-8")
    (folder / "b.txt").write_text("milk\n", encoding="utf-8")
    (folder / "sub").mkdir()
    docx(folder / "a.docx", paragraph("Hello"))
    return filesystem_offer([str(folder)]) if name == "filesystem" else tasks_offer(tmp_path / "tasks.db", lambda: NOW)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the user below a folder, and what it holds; of tasks, what an export has of them."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "db" not in path.name}


def state(offer: Offer, folder: Path) -> object:
    if "export_tasks" not in offer.by_name:
        return contents(folder / "granted")
    exported = offer.by_name["export_tasks"].answer({"format": "json"})
    tasks: list[Given] = [] if exported["isError"] else json.loads(exported["content"][0]["text"])["tasks"]
    return [{key: value for key, value in task.items() if key != "updated_at"} for task in tasks]


def test_every_tool_answers_as_its_schema_says_and_does_what_its_hints_say(
    name: str, offer: Offer, tmp_path: Path
) -> None:
    assert {tool for tool, _ in CALLS[name]} == set(offer.by_name)
    for called, arguments in CALLS[name]:
        tool = offer.by_name[called]
        definition, before = tool.definition(), state(offer, tmp_path)
        assert (called, misfit(definition["inputSchema"], arguments)) == (called, "")
        result = tool.answer(arguments)
        assert (called, result["isError"]) == (called, False), result
        assert any(part.get("text") for part in result["content"])
        if "outputSchema" in definition:
            assert (called, misfit(definition["outputSchema"], result["structuredContent"])) == (called, "")
        else:
            assert "structuredContent" not in result
        after = state(offer, tmp_path)
        if definition["annotations"]["readOnlyHint"]:
            assert (called, after) == (called, before)
        elif definition["annotations"]["idempotentHint"]:
            tool.answer(arguments)
            assert (called, state(offer, tmp_path)) == (called, after)


def test_every_tool_refuses_an_unknown_argument_by_name(name: str, offer: Offer) -> None:
    for called, arguments in CALLS[name]:
        result = offer.by_name[called].answer({**arguments, "bogus": 1})
        assert result["content"][0]["text"].startswith("Unknown argument `bogus`.")
        assert result["isError"]
        assert "structuredContent" not in result


def wrong(schema: Given, required: bool) -> Iterator[Any]:
    for value in VALUES.values():
        # Null for what may be left out is as left out.
        if (value is not None or required) and misfit(schema, value):
            yield value


def test_every_tool_refuses_values_of_a_wrong_type_by_name(name: str, offer: Offer) -> None:
    tried = 0
    for called, arguments in CALLS[name]:
        schema = offer.by_name[called].definition()["inputSchema"]
        for argument, inner in schema["properties"].items():
            for value in wrong(inner, required=argument in schema.get("required", [])):
                result = offer.by_name[called].answer({**arguments, argument: value})
                said = result["content"][0]["text"]
                if called == "add_tasks" and value == [[]]:
                    # Of several those that fit are added, and the others are named.
                    assert "Not added: “[]”. `arguments`: input should be an object." in said
                    continue
                assert (called, value, result["isError"]) == (called, value, True), said
                assert f"`{argument}" in said
                tried += 1
    assert tried > 100


def test_every_tool_that_needs_an_argument_says_which(name: str, offer: Offer) -> None:
    for called, arguments in CALLS[name]:
        for argument in offer.by_name[called].definition()["inputSchema"].get("required", []):
            result = offer.by_name[called].answer({key: value for key, value in arguments.items() if key != argument})
            assert f"The argument `{argument}` is missing." in result["content"][0]["text"]


ODD: list[str] = [
    "", "\0", "\n", "..", "/", "~", "/proc/self/environ", "a.txt/", "sub", "x" * 256, "x" * 5000, "é" * 200, "😀",
    "CON", "file:///etc/passwd", "%2e%2e/", "*", "[", "{a,b}", "--help", "\ud800", "null",
]  # fmt: skip


def in_each_text(schema: Given, arguments: Given, value: str) -> Iterator[Given]:
    """The arguments with `value` in place of each text of theirs, one at a time."""
    for argument, inner in schema["properties"].items():
        kinds = {inner.get("type"), *(each.get("type") for each in inner.get("anyOf", []))}
        if "string" in kinds and "enum" not in inner:
            yield {**arguments, argument: value}
        elif "array" in kinds and inner.get("items", {}).get("type") == "string":
            yield {**arguments, argument: [value]}


def test_no_text_makes_a_tool_fail_for_a_reason_of_its_own(
    name: str, offer: Offer, caplog: pytest.LogCaptureFixture
) -> None:
    for called, arguments in CALLS[name]:
        tool = offer.by_name[called]
        for value in ODD:
            for given in in_each_text(tool.definition()["inputSchema"], arguments, value):
                result = tool.answer(given)
                text = result["content"][0].get("text", "")
                assert "for a reason of its own" not in text, (called, given, caplog.text)
                assert "Traceback" not in text
                assert "root:" not in json.dumps(result)
                if value == "\ud800":
                    assert "half of a surrogate pair" in text
