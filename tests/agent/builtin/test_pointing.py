"""What “the second one” means, whichever line the small model took."""

import pytest

from app.agent.builtin.pointing import repointed
from app.agent.builtin.prompt import Turn

FOUND = "/home/anna/Documents/Deskhand/letter.txt\n/home/anna/Documents/Deskhand/notes/letter (1).txt"
FOLDER = "[DIR] notes\n[FILE] a.md\n[FILE] b (2).md\n[Truncated: there is more.]"
MENTIONS = "Deskhand/a.md:3: milk\nDeskhand/b.md:9: milk: two litres"
TASKS = "3 open tasks:\n- milk (#1)\n- rent, due tomorrow (Tue 24 Nov 2026) (#2)\n- bins (#5)"


def after(listed: str) -> list[Turn]:
    return [Turn("user", "show me"), Turn("assistant", listed)]


@pytest.mark.parametrize(
    ("listed", "say", "taken", "meant"),
    [
        (FOUND, "open the second one", FOUND.splitlines()[0], FOUND.splitlines()[1]),
        (FOUND, "lies die letzte vor", FOUND.splitlines()[0], FOUND.splitlines()[1]),
        (FOUND, "ouvre le premier", FOUND.splitlines()[1], FOUND.splitlines()[0]),
        (FOLDER, "read the third", "a.md", "b (2).md"),
        (FOLDER, "what is in the last one", "a.md", "b (2).md"),
        (MENTIONS, "abre el segundo", "Deskhand/a.md", "Deskhand/b.md"),
    ],
)
def test_the_line_that_was_counted_to_is_taken(listed: str, say: str, taken: str, meant: str) -> None:
    assert repointed({"path": taken}, say, after(listed)) == {"path": meant}


@pytest.mark.parametrize(("task", "meant"), [("milk", 2), (5, 2), ("rent", "rent"), (2, 2)])
def test_a_task_is_counted_to_by_its_line(task: str | int, meant: str | int) -> None:
    assert repointed({"task": task}, "the second is done", after(TASKS)) == {"task": meant}


@pytest.mark.parametrize(
    ("arguments", "say", "listed"),
    [
        ({"path": FOUND.splitlines()[0]}, "open it", FOUND),
        ({"path": "first.txt"}, "open first.txt", FOUND),
        ({"task": "milk"}, "milk is the second that is done", TASKS),
        ({"title": "milk"}, "add a second one", TASKS),
        ({"path": FOUND.splitlines()[0]}, "open the fifth", FOUND),
        ({"path": FOUND.splitlines()[0]}, "open the first or the last", FOUND),
        ({"path": "a.md"}, "open the second one", "Nothing was found."),
    ],
)
def test_what_is_not_counted_to_stays_as_the_model_chose_it(arguments: dict[str, str], say: str, listed: str) -> None:
    assert repointed(arguments, say, after(listed)) == arguments


@pytest.mark.parametrize(
    ("listed", "taken", "meant"),
    [
        ("/home/anna/rent new.xlsx\n/home/anna/lease.pdf", "/home/anna/rent", "/home/anna/rent new.xlsx"),
        ("1. /home/anna/video.mp4\n2. /home/anna/lease.pdf", "1. /home/anna/video.mp4", "/home/anna/video.mp4"),
        (FOLDER, "b", "b (2).md"),
        ("/home/anna/notes/a.md", "/home/anna/notes", "/home/anna/notes"),
        (FOUND, "/home/anna", "/home/anna"),
    ],
)
def test_a_path_of_which_a_part_was_taken_is_made_whole(listed: str, taken: str, meant: str) -> None:
    assert repointed({"path": taken}, "the size of it?", after(listed)) == {"path": meant}


def test_nothing_is_counted_where_nothing_was_said_before() -> None:
    assert repointed({"path": "a.md"}, "open the second one", ()) == {"path": "a.md"}
