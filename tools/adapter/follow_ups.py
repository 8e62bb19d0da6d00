"""What is said after something: "mark it done", "open the second one", "and for tomorrow?"."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import fillers
from project import CHAT, Turn, shortened

PLACES = ("first", "second", "third", "fourth")
# Calls that stand by themselves: they name nothing of what was said before.
OF_THEIR_OWN = {"add_task", "list_tasks", CHAT}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A phrase with the turns before it, and the argument that is named in those."""

    tool: str
    text: str
    history: Sequence[Turn]
    meant: Mapping[str, str]


def make(rng: random.Random) -> FollowUp:
    """A follow-up of some kind."""
    files = (_after_files, _after_a_file, _after_a_folder)
    kinds = (_after_a_task, _after_tasks, _after_a_list_question, _after_which_one, *files)
    return rng.choices(kinds, weights=(6, 3, 2, 1, 4, 5, 0.7))[0](rng)


def shows_what_is_meant(made: FollowUp) -> bool:
    """Whether what is meant stands in as much of the earlier turns as the model is shown."""
    shown = [turn.content for turn in shortened(made.history)]
    return all(any(value in text for text in shown) for value in made.meant.values())


def unrelated(rng: random.Random) -> Sequence[Turn]:
    """Earlier turns that the next sentence has nothing to do with."""
    if rng.random() < 0.2:
        return _turns(*fillers.pick(rng, "small_talk").split(">"))
    return make(rng).history


def _turns(user: str, assistant: str) -> Sequence[Turn]:
    return (Turn("user", user), Turn("assistant", assistant))


def _way(rng: random.Random, table: str, **meant: str) -> tuple[str, str, Mapping[str, str]]:
    ways: Mapping[str, Sequence[str]] = fillers.TABLES[table]
    tool = rng.choices(list(ways), weights=[max(2, len(said)) for said in ways.values()])[0]
    return tool, rng.choice(ways[tool]), {} if tool in OF_THEIR_OWN else meant


def _after_a_task(rng: random.Random) -> FollowUp:
    title = fillers.pick(rng, "title")
    tool, text, meant = _way(rng, "on_a_task", task=title)
    told = "Completed “{it}”." if tool == "reopen_task" else fillers.pick(rng, "told_of_a_task")
    asked = fillers.pick(rng, "asked_for_a_task")
    return FollowUp(tool, text, _turns(asked.replace("{it}", title), told.replace("{it}", title)), meant)


def _after_tasks(rng: random.Random) -> FollowUp:
    titles = fillers.distinct(rng, lambda: fillers.pick(rng, "title"), rng.randint(2, 4))
    at, place = _place(rng, titles)
    tool, text, meant = _way(rng, "on_one_of_the_tasks", task=titles[at])
    told = f"{len(titles)} open tasks:\n{_listed(rng, titles, 'task_line')}"
    return FollowUp(tool, text.replace("{place}", place), _turns(fillers.pick(rng, "asked_for_tasks"), told), meant)


def _after_files(rng: random.Random) -> FollowUp:
    names = fillers.distinct(rng, lambda: fillers.pick(rng, "file"), rng.randint(1, 4))
    searched = rng.random() < 0.5
    if searched:
        root = fillers.pick(rng, "root")
        between = "\\" if "\\" in root else "/"
        names = [f"{root}{between}{name}" for name in names]
    told = _listed(rng, names, "file_line") if not searched else "\n".join(names)
    at, place = _place(rng, names)
    tool, text, meant = _way(rng, "on_a_file" if len(names) == 1 else "on_one_of_the_files", it=names[at])
    asked = fillers.pick(rng, "asked_for_a_search" if searched else "asked_for_files")
    return FollowUp(tool, text.replace("{place}", place), _turns(asked, told), _file(tool, meant))


def _after_a_file(rng: random.Random) -> FollowUp:
    path = fillers.pick(rng, "path")
    tool, text, meant = _way(rng, "on_a_file", it=path)
    asked, told = fillers.pick(rng, "told_of_a_file").replace("{it}", path).split(">", 1)
    return FollowUp(tool, text, _turns(asked, told), _file(tool, meant))


def _after_a_list_question(rng: random.Random) -> FollowUp:
    tool, text, meant = _way(rng, "on_a_list_question")
    return FollowUp(tool, text, _turns(fillers.pick(rng, "asked_for_tasks"), fillers.pick(rng, "told_of_tasks")), meant)


def _after_which_one(rng: random.Random) -> FollowUp:
    """The server asks which task is meant, or whether it is the one of a like name."""
    tool = rng.choice(list(fillers.TABLES["which_one"]))
    words = fillers.pick(rng, "objects")
    say = rng.choice(fillers.TABLES["which_one"][tool]).replace("{some}", words)
    answers = fillers.TABLES["the_one_meant"]
    numbers = sorted(rng.sample(range(1, 100), rng.randint(2, 4)))
    if rng.random() < 0.3:
        told = f"There is no task “{words}”. Did you mean {numbers[0]}: “{fillers.pick(rng, 'title')}”?"
        return FollowUp(tool, rng.choice(answers["yes"]), _turns(say, told), {"task": str(numbers[0])})
    lines = [f"- {number}: “{fillers.pick(rng, 'verbs')} {words}”" for number in numbers]
    at, place = _place(rng, lines)
    way = rng.choice(answers[rng.choice(("place", "place", "number"))])
    text = way.replace("{place}", place).replace("{number}", str(numbers[at]))
    told = "\n".join(["Several tasks fit. Which one? Give its number:", *lines])
    return FollowUp(tool, text, _turns(say, told), {"task": str(numbers[at])})


def _after_a_folder(rng: random.Random) -> FollowUp:
    path = fillers.pick(rng, "newfolder")
    tool, text, meant = _way(rng, "on_a_folder", it=path)
    asked = rng.choice(("make a folder called {it}", "new folder {it}", "create a folder {it}", "i need a folder {it}"))
    turns = _turns(asked.replace("{it}", path), f"Created the folder {path}.")
    return FollowUp(tool, text, turns, _file(tool, meant))


def _file(tool: str, meant: Mapping[str, str]) -> Mapping[str, str]:
    return {"source" if tool in ("move_file", "copy_file") else "path": path for path in meant.values()}


def _place(rng: random.Random, things: Sequence[str]) -> tuple[int, str]:
    at = rng.randrange(len(things))
    return at, "last" if at == len(things) - 1 and rng.random() < 0.5 else PLACES[at]


def _listed(rng: random.Random, things: Sequence[str], line: str) -> str:
    mark = rng.choice(fillers.VALUES[line])
    lines: list[str] = []
    for number, thing in enumerate(things, 1):
        filled = fillers.filled(rng, mark)
        lines.append(filled.replace("{number}", str(number)).replace("{it}", thing))
    return "\n".join(lines)
