"""What becomes of the words that the model wrote."""

import json

import pytest

from app.agent.builtin.choice import Call, next_call, parsed


@pytest.mark.parametrize("text", ["chat", "chat ", "", "add_task", 'add_task {"title": "bu'])
def test_what_is_no_whole_call_is_none(text: str) -> None:
    assert parsed(text, "hello") is None


@pytest.mark.parametrize("task", ["12", "#12", "task 12", "number 12", "task number 12"])
def test_a_number_of_a_task_is_a_number(task: str) -> None:
    assert parsed(f'complete_task {{"task": "{task}"}}', "it is done") == Call("complete_task", {"task": 12})


@pytest.mark.parametrize("task", ["milk 12", "12 eggs", "form 27B/6", "tasks"])
def test_a_title_with_a_number_stays_a_title(task: str) -> None:
    assert parsed(f'complete_task {{"task": "{task}"}}', "it is done") == Call("complete_task", {"task": task})


@pytest.mark.parametrize(
    ("say", "source", "destination", "wanted"),
    [
        ("move report.pdf to archive", "report.pdf", "archive", "archive/report.pdf"),
        ("move a/report.pdf to archive/", "a/report.pdf", "archive/", "archive/report.pdf"),
        ("move report.pdf to archive/old.pdf", "report.pdf", "archive/old.pdf", "archive/old.pdf"),
        ("rename report.pdf to final", "report.pdf", "final", "final"),
        (r"put a.txt into C:\Users\Ann", "a.txt", r"C:\Users\Ann", r"C:\Users\Ann\a.txt"),
        ("move photos to archive", "photos", "archive", "archive"),
    ],
)
def test_a_file_that_is_moved_into_a_folder_keeps_its_name(
    say: str, source: str, destination: str, wanted: str
) -> None:
    text = f'move_file {{"source": "{source}", "destination": "{destination}"}}'.replace("\\", "\\\\")
    assert parsed(text, say) == Call("move_file", {"source": source, "destination": wanted})


def test_the_one_file_that_was_found_is_read_when_that_was_asked_too() -> None:
    say = "find my budget file and tell me what it says"
    assert next_call("search_files", "Deskhand/budget.txt", say) == Call(
        "read_text_file", {"path": "Deskhand/budget.txt"}
    )


@pytest.mark.parametrize(
    ("result", "say"),
    [
        ("Deskhand/budget.txt", "find my budget file"),
        ("a/budget.txt\nb/budget.txt", "find my budget file and read it"),
        ("No file or folder is called “budget.txt”.", "find budget.txt and read it"),
        ("Deskhand/budget", "find my budget folder and open it"),
    ],
)
def test_nothing_is_read_that_was_not_asked_for_or_is_not_one_file(result: str, say: str) -> None:
    assert next_call("search_files", result, say) is None


@pytest.mark.parametrize("project", ["my list", "the list", "My tasks", "to-do list", "meine Liste"])
def test_the_whole_list_is_no_project(project: str) -> None:
    assert parsed(json.dumps({"project": project}).join(["list_tasks ", ""]), "What's on my list?") == Call(
        "list_tasks", {}
    )


def test_a_project_that_only_sounds_like_a_list_stays_one() -> None:
    call = parsed('list_tasks {"project": "shopping list"}', "What's on my shopping list?")
    assert call == Call("list_tasks", {"project": "shopping list"})
