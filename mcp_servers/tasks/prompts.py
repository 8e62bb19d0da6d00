"""Requests that people make of their tasks again and again."""

from collections.abc import Callable, Mapping, Sequence

from mcp_servers.common.prompts import Prompt, PromptArgument
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.completions import beginning_with, matching_tasks
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.due import week_of, written_day
from mcp_servers.tasks.store import Store


class TaskPrompts:
    """The prompts over one database, whose titles and projects they complete."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def prompts(self) -> Sequence[Prompt]:
        task = PromptArgument("task", "Title or number of a task", required=True, complete=self._titles)
        project = PromptArgument("project", "Only this project", complete=self._projects)
        hours = PromptArgument("hours", "How many hours there are for it")
        return [
            Prompt("plan_my_day", "Plan my day", "Choose what to do today", self._plan_my_day, [hours]),
            Prompt("weekly_review", "Weekly review", "Look back on a week and ahead", self._weekly_review, [project]),
            Prompt("break_down", "Break a task into steps", "Make subtasks of a big task", _break_down, [task]),
            Prompt("clear_overdue", "Clear what is overdue", "Decide about each late task", _clear_overdue, [project]),
            Prompt("sort_inbox", "Sort the inbox", "Give new tasks projects and dates", _sort_inbox),
        ]

    def _plan_my_day(self, given: Mapping[str, str]) -> str:
        hours = given.get("hours")
        room = f"I have about {hours} hours." if hours else "Ask me how much time I have if it matters."
        return (
            f"Plan my day. Today is {written_day(self._clock().date())}. {room}\n\n"
            "1. Look at what is overdue and what is due today (list_tasks), and at next_task.\n"
            "2. Choose at most five tasks that fit, the most urgent first, none that waits for others.\n"
            "3. Show them in the order in which to do them, each with a reason in a few words.\n"
            "4. For what does not fit today propose another date. Change dates only after I agree."
        )

    def _weekly_review(self, given: Mapping[str, str]) -> str:
        week = week_of(self._clock().date())
        scope = f" in the project “{given['project']}”" if given.get("project") else ""
        return (
            f"Do a weekly review of my tasks{scope}, for the week from {written_day(week.first)} "
            f"to {written_day(week.last)}.\n\n"
            "1. Say what was completed (task_stats, list_tasks with due “done”).\n"
            "2. Show what is overdue, and for each whether to do, move, hand over or drop it.\n"
            "3. Show what is coming up in the next seven days, and days with too much.\n"
            "4. Name projects in which nothing has a date, and tasks without a next step.\n"
            "5. End with three things that matter most next week. Change nothing before I agree."
        )

    def _titles(self, typed: str) -> Sequence[str]:
        return self._look(lambda store: [task.title for task in matching_tasks(store, typed)])

    def _projects(self, typed: str) -> Sequence[str]:
        return self._look(lambda store: beginning_with(store.projects(), typed))

    def _look(self, find: Callable[[Store], Sequence[str]]) -> Sequence[str]:
        with self._database.reading() as connection:
            return find(Store(connection, self._clock()))


def _break_down(given: Mapping[str, str]) -> str:
    return (
        f"Break the task “{given['task']}” into steps.\n\n"
        "1. Read it with get_task, and ask me what is unclear before you go on.\n"
        "2. Propose three to seven steps: each begins with a verb and takes at most an hour or two.\n"
        "3. Say which steps must wait for others, and spread dates so that the last is before the task is due.\n"
        "4. After I agree, add them with add_tasks: `parent` is the task, `blocked_by` what a step waits for."
    )


def _clear_overdue(given: Mapping[str, str]) -> str:
    scope = f" of the project “{given['project']}”" if given.get("project") else ""
    return (
        f"Help me clear the overdue tasks{scope}.\n\n"
        "List them, the oldest first. For each propose one of: do it today, move it to a date that fits, "
        "make it smaller, or delete it. After I have answered for all, make the changes and say how to undo them."
    )


def _sort_inbox(_given: Mapping[str, str]) -> str:
    return (
        "Sort my inbox: the tasks without project and date (list_tasks with due “inbox”).\n\n"
        "For each propose a project (one of list_projects where it fits), a date if it needs one, and a priority. "
        "Show it as a table. Make the changes after I agree."
    )
