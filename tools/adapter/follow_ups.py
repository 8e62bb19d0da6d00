"""What is said after something: "mark it done", "open the second one", "and for tomorrow?"."""

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import fillers

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from app.agent.builtin.prompt import CHAT, Turn  # noqa: E402

PLACES = ("first", "second", "third", "fourth", "last")
SMALL_TALK = "hi>Hello! How can I help you?|thanks>You're welcome!|how are you?>I'm doing well, thank you.|what is the capital of france?>The capital of France is Paris.|tell me a joke>Why did the chicken cross the road? To get to the other side.|good morning>Good morning!|who are you?>I am Deskhand, an assistant on your computer.|what can you do?>I can work with your files and your tasks.".split("|")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A sentence with the turns before it."""

    say: str
    tool: str
    history: Sequence[Turn]
    values: Mapping[str, str] = field(default_factory=dict[str, str])


def make(rng: random.Random) -> FollowUp:
    """A follow-up of some kind."""
    return rng.choices((_after_a_task, _after_task_list, _after_file_list, _after_a_file, _after_list_question), weights=(5, 3, 4, 4, 2))[0](rng)


def unrelated(rng: random.Random) -> Sequence[Turn]:
    """Earlier turns that the next sentence has nothing to do with."""
    return rng.choice((_small_talk, _after_a_task, _after_task_list, _after_file_list, _after_a_file))(rng).history


def _turns(user: str, assistant: str) -> Sequence[Turn]:
    return (Turn("user", user), Turn("assistant", assistant))


def _small_talk(rng: random.Random) -> FollowUp:
    user, assistant = rng.choice(SMALL_TALK).split(">")
    return FollowUp(rng.choice(("thanks", "ok", "why?", "cool")), CHAT, _turns(user, assistant))


def _day(rng: random.Random) -> str:
    return f"{rng.choice(('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'))} {rng.randint(1, 28)} {rng.choice(('Jan', 'Mar', 'Jun', 'Nov', 'Dec'))} 2026"


def _choose(rng: random.Random, ways: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    tool = rng.choices(list(ways), weights=[max(2, len(said)) for said in ways.values()])[0]
    return tool, rng.choice(ways[tool])


ON_A_TASK: Mapping[str, Sequence[str]] = {
    "complete_task": "mark it done|mark it as done|mark that as done|mark that one done|it's done|done|that's done now|i did it|tick it off|tick that off|cross it off|i've finished that|check it off please|complete it|ok that one is finished|just did it|mark that complete|consider it done, tick it".split("|"),
    "delete_task": "delete it|delete that|delete that one|remove it|remove that one|remove it again|get rid of it|scrap that|actually delete it|never mind, remove it|take it off again|forget that one, delete it|cancel that task|undo that, remove it|please drop that one".split("|"),
    "reopen_task": "reopen it|open it again|mark it as not done|it's not done after all|put it back|untick it|reopen that one".split("|"),
    "reschedule_task": "make it {due} instead|move it to {due}|make it {due}|change it to {due}|push it to {due}|postpone it until {due}|actually {due}|no, {due}|better {due}|make that {due}|set it for {due}|reschedule it for {due}|due {due} please|it's due {due}|do it {due} instead".split("|"),
    "update_task": "make it {priority} priority|set it to {priority} priority|give it {priority} priority|it's {priority} priority|put it in {project}|put it in the {project} project|add it to project {project}|rename it to {title}|call it {title} instead|change its title to {title}|add a note: {notes}|add the note {notes} to it".split("|"),
    "add_task": "and one more: {title}|and {title}|and also {title}|also {title}|also add {title}|and add {title} {due}|and another one: {title}|plus {title}|and {title} {due}|add {title} too|and {title} as well|one more: {title} {due}|now {title}|next: {title}".split("|"),
    "list_tasks": "what's on my list now?|show me the list|what else is on there?|show all of them|what else do i have to do|now show my tasks|and what else is open?".split("|"),
    CHAT: "thanks|thank you|great|perfect|ok|cool|nice one|good|why?|really?|you're the best|awesome, thanks|hm|thx|that's all|lovely".split("|"),
}  # fmt: skip


def _after_a_task(rng: random.Random) -> FollowUp:
    title = fillers.title(rng)
    asked = rng.choice(("add a task: {}", "remind me to {}", "add {} to my list", "i need to {}", "put {} on my list", "new task {}", "todo: {}")).format(title)
    answered = rng.choice((
        f"Added “{title}”.", f"Added “{title}”.", f"Added “{title}”, due {_day(rng)}.", f"Added “{title}”, due tomorrow ({_day(rng)}).", f"Changed “{title}”, due {_day(rng)}.",
        f"I've added \"{title}\" to your tasks.", f"Rescheduled “{title}”, due {_day(rng)}.", f"1 open task:\n- {title} (#{rng.randint(1, 50)})", f"Done. '{title}' is on your list.",
    ))  # fmt: skip
    tool, say = _choose(rng, ON_A_TASK)
    if tool == "reopen_task":
        answered = f"Completed “{title}”."
    return _filled(rng, say, tool, _turns(asked, answered), {} if tool in ("add_task", "list_tasks", CHAT) else {"task": title})


def _filled(rng: random.Random, say: str, tool: str, history: Sequence[Turn], values: dict[str, str]) -> FollowUp:
    for name in ("title", "due", "priority", "project", "notes", "destination"):
        if "{" + name + "}" in say:
            values[name] = fillers.folder(rng) if name == "destination" else fillers.lists_of(rng)[name]()
            say = say.replace("{" + name + "}", values[name])
    return FollowUp(say, tool, history, values)


ON_ONE_OF: Mapping[str, Sequence[str]] = {
    "complete_task": "mark the {place} one as done|the {place} one is done|tick off the {place}|i did the {place} one|complete the {place} one|cross off the {place} one|done with the {place} one".split("|"),
    "delete_task": "delete the {place} one|remove the {place} one|delete the {place}|get rid of the {place} one|drop the {place} one".split("|"),
    "reschedule_task": "move the {place} one to {due}|make the {place} one {due}|postpone the {place} one until {due}|push the {place} to {due}".split("|"),
    "update_task": "make the {place} one {priority} priority|put the {place} one in {project}|rename the {place} one to {title}".split("|"),
}  # fmt: skip


def _listed(rng: random.Random, things: Sequence[str], marks: Sequence[str]) -> str:
    mark = rng.choice(marks)
    return "\n".join(mark.format(number=number + 1, thing=thing, id=rng.randint(1, 60)) for number, thing in enumerate(things))


def _after_task_list(rng: random.Random) -> FollowUp:
    titles = fillers.distinct(rng, lambda: fillers.title(rng), rng.randint(2, 4))
    lines = _listed(rng, titles, ("- {thing} (#{id})", "- {thing} (#{id}): due " + _day(rng), "{number}. {thing}", "- {thing}"))
    history = _turns(rng.choice(("show my tasks", "what's on my list?", "what do i have to do", "my tasks please", "what's due today?")), f"{len(titles)} open tasks:\n{lines}")
    tool, say = _choose(rng, ON_ONE_OF)
    at = rng.randrange(len(titles))
    place = "last" if at == len(titles) - 1 and rng.random() < 0.5 else PLACES[at]
    return _filled(rng, say.replace("{place}", place), tool, history, {"task": titles[at]})


def _names(rng: random.Random) -> Sequence[str]:
    return fillers.distinct(rng, lambda: fillers.kinds_of(rng)["file"](), rng.randint(1, 4))


ON_FILE: Mapping[str, Sequence[str]] = {
    "read_text_file": "open it|read it|what does it say|what does it say?|show it to me|what's in it|what's in it?|open that|read it to me|can you open it?|show me what's in it|let me see it|read that one|summarise it|tell me what's in it|open that file|and what does it say?".split("|"),
    "get_file_info": "how big is it?|when was it changed?|how old is it".split("|"),
    "move_file": "rename it to {destination}|move it to {destination}|put it in {destination}|move that into {destination}|move it into the {destination} folder".split("|"),
    CHAT: "thanks|ok|great, thank you|perfect|cool|nice|that's the one, thanks|good".split("|"),
}  # fmt: skip
ON_ONE_FILE: Mapping[str, Sequence[str]] = {
    "read_text_file": "open the {place} one|read the {place} one|show me the {place} one|what's in the {place} one?|what does the {place} one say|open the {place} file|the {place} one please, open it|read me the {place}".split("|"),
    "get_file_info": ("how big is the {place} one?",),
    "move_file": "move the {place} one to {destination}|rename the {place} one to {destination}".split("|"),
}  # fmt: skip


def _after_file_list(rng: random.Random) -> FollowUp:
    names = _names(rng)
    if rng.random() < 0.5:
        lines = _listed(rng, names, ("[FILE] {thing} ({id} bytes)", "- {thing}", "{number}. {thing}", "- {thing} ({id} bytes)"))
        history = _turns(rng.choice(("list my files", "what files do i have?", "show my files", "files")), lines)
    else:
        root = rng.choice(("Deskhand", "Documents", "notes"))
        names = [f"{root}/{name}" for name in names]
        history = _turns(rng.choice(("find my notes", "search for txt files", "where is my budget?", "find the report")), _listed(rng, names, ("{thing}", "- {thing}")))
    single = len(names) == 1
    tool, say = _choose(rng, ON_FILE if single else ON_ONE_FILE)
    at = rng.randrange(len(names))
    place = "last" if at == len(names) - 1 and rng.random() < 0.5 else PLACES[at]
    return _on_file(rng, say.replace("{place}", place), tool, history, names[at])


def _after_a_file(rng: random.Random) -> FollowUp:
    path = fillers.path(rng)
    asked, answered = rng.choice((
        (f"find {path}", path), (f"create a file {path} with hello", f"Created {path} (5 bytes)."), (f"where is {path}?", path), (f"change a to b in {path}", f"Changed {path}:"),
        (f"open {path}", f"Here is {path}:\n```\n{rng.choice(fillers.CONTENTS)}\n```"), (f"read {path}", f"{path}\n{rng.choice(fillers.CONTENTS)}"), (f"how big is {path}", f"path: {path}\nsize: 37"),
    ))  # fmt: skip
    tool, say = _choose(rng, ON_FILE)
    return _on_file(rng, say, tool, _turns(asked, answered), path)


def _on_file(rng: random.Random, say: str, tool: str, history: Sequence[Turn], path: str) -> FollowUp:
    name = {"move_file": "source", CHAT: ""}.get(tool, "path")
    return _filled(rng, say, tool, history, {name: path} if name else {})


def _after_list_question(rng: random.Random) -> FollowUp:
    history = _turns(rng.choice(("what's due today?", "show my tasks", "what's overdue?", "what do i have tomorrow", "list my work tasks")), rng.choice(("2 open tasks:", "No open tasks due today.", "1 open task due tomorrow:\n- milk (#3)", "5 open tasks:")))
    due, project = fillers.due(rng), rng.choice(fillers.PROJECTS)
    say, values = rng.choice((
        (f"and {due}?", {"due": due}), (f"and for {due}?", {"due": due}), (f"what about {due}?", {"due": due}), (f"how about {due}", {"due": due}), (f"and for {due}", {"due": due}),
        ("and the done ones?", {"status": "done"}), ("and overdue?", {"due": "overdue"}), ("what about the {} project?".format(project), {"project": project}), (f"and in {project}?", {"project": project}),
    ))  # fmt: skip
    return FollowUp(say, "list_tasks", history, values)
