from datetime import date

import pytest

from app.server.widgets import due_in_words, shown_tasks, task_widget, with_result, with_tasks

TODAY = date(2026, 11, 23)


def task(number: int, **values: object) -> dict[str, object]:
    return {"id": number, "title": f"task {number}", "status": "open", "due": None, "priority": "none", **values}


def test_each_task_gets_a_box_that_says_whether_it_is_done() -> None:
    widget = task_widget({"tasks": [task(1), task(2, status="done")]}, TODAY)
    assert widget is not None
    rows = widget.model_dump(exclude_none=True)["children"]
    boxes = [row["children"][0] for row in rows]
    assert [(box["label"], box["defaultChecked"]) for box in boxes] == [("task 1", False), ("task 2", True)]


def test_a_task_that_changed_is_drawn_anew_and_the_others_stay() -> None:
    before = task_widget({"tasks": [task(1), task(2)]}, TODAY)
    assert before is not None
    after = with_result(before.model_dump(exclude_none=True), {"task": task(2, status="done")}, TODAY)
    expected = task_widget({"tasks": [task(1), task(2, status="done")]}, TODAY)
    assert expected is not None
    assert after.model_dump(exclude_none=True) == expected.model_dump(exclude_none=True)


@pytest.mark.parametrize("structured", [{}, {"tasks": []}, {"entries": []}, {"task": None}, {"tasks": "x"}])
def test_a_result_without_tasks_draws_nothing(structured: dict[str, object]) -> None:
    assert task_widget(structured, TODAY) is None


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-23", "today"),
        ("2026-11-24", "tomorrow"),
        ("2026-11-22", "yesterday"),
        ("2026-11-24T15:00:00+01:00", "tomorrow, 15:00"),
        ("2026-12-24", "Thu 24 Dec"),
        ("2027-01-02", "Sat 2 Jan 2027"),
    ],
)
def test_a_date_is_said_in_words(due: str, words: str) -> None:
    assert due_in_words(due, TODAY) == words


def test_what_follows_a_repeating_task_is_shown_with_it() -> None:
    done = {"task": task(1, status="done"), "subtasks": [task(3, status="done")], "next": task(2)}
    widget = task_widget(done, TODAY)
    assert widget is not None
    assert shown_tasks(widget.model_dump()) == [1, 3, 2]
    before = task_widget({"tasks": [task(1)]}, TODAY)
    assert before is not None
    assert shown_tasks(with_result(before.model_dump(exclude_none=True), done, TODAY).model_dump()) == [1, 3, 2]


def test_a_task_that_is_gone_is_struck_out() -> None:
    widget = task_widget({"tasks": [task(1), task(2)]}, TODAY)
    assert widget is not None
    gone, kept = with_tasks(widget.model_dump(exclude_none=True), {1: None}, TODAY).model_dump()["children"]
    assert (gone["children"][0]["value"], gone["children"][0]["lineThrough"]) == ("task 1", True)
    assert kept["children"][0]["label"] == "task 2"
