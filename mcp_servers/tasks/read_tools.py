"""The tools that show tasks."""

from datetime import datetime
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.toolset import READS, Reply, Tool
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks import results
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.dates import EXAMPLE, parse_any
from mcp_servers.tasks.due import in_words, is_over, to_text
from mcp_servers.tasks.links import related
from mcp_servers.tasks.listing import Filters, Page, Sort, count_overdue, list_page
from mcp_servers.tasks.references import find_task
from mcp_servers.tasks.sentences import bullet, counted, details, joined, number_of_tasks
from mcp_servers.tasks.store import Store

SEARCH_LIMIT = 50


class ReadTools:
    """Answers the tools that only look, from one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                "list_tasks",
                "List tasks",
                "Show tasks; the open ones unless told otherwise.",
                READS,
                given.ListTasks,
                self.list_tasks,
                results.TasksResult,
            ),
            Tool(
                "get_task",
                "Show task",
                "Show everything about one task.",
                READS,
                given.OneTask,
                self.get_task,
                results.OneTaskResult,
            ),
            Tool(
                "search_tasks",
                "Search tasks",
                "Find tasks, open or done, by words.",
                READS,
                given.SearchTasks,
                self.search_tasks,
                results.TasksResult,
            ),
            Tool(
                "list_projects",
                "List projects",
                "Show the projects that tasks belong to.",
                READS,
                given.NoArguments,
                self.list_projects,
                results.ProjectsResult,
            ),
            Tool(
                "list_tags",
                "List tags",
                "Show the tags in use.",
                READS,
                given.NoArguments,
                self.list_tags,
                results.TagsResult,
            ),
            Tool(
                "parse_date",
                "Read a date",
                "Show which date some words mean.",
                READS,
                given.ParseDate,
                self.parse_date,
                results.DateResult,
            ),
        ]

    def list_tasks(self, arguments: given.ListTasks) -> Reply:
        status, due = arguments.status, arguments.due
        if due is not None and due.strip().casefold() == "done":
            status, due = "done", None
        filters = Filters(status, due, arguments.project, arguments.tag, arguments.query)
        kind = "" if status == "all" else status
        sort = arguments.sort or ("completed" if status == "done" else "due")
        return self._page(filters, sort, arguments.limit, arguments.cursor, kind)

    def search_tasks(self, arguments: given.SearchTasks) -> Reply:
        return self._page(Filters(status="all", query=arguments.query), "due", SEARCH_LIMIT, None, "")

    def get_task(self, arguments: given.OneTask) -> Reply:
        now = self._clock()
        with self._database.reading() as connection:
            store = Store(connection, now)
            task = store.get(find_task(store, arguments.task, now))
            text = details(task, related(store, task), now)
        return Reply(text, results.OneTaskResult(task=task))

    def list_projects(self, _arguments: given.NoArguments) -> Reply:
        with self._database.reading() as connection:
            counts = Store(connection, self._clock()).projects()
        data = [results.Count(name=name, open_tasks=count) for name, count in counts.items()]
        return Reply(counted(counts, "No task belongs to a project."), results.ProjectsResult(projects=data))

    def list_tags(self, _arguments: given.NoArguments) -> Reply:
        with self._database.reading() as connection:
            counts = Store(connection, self._clock()).tags()
        data = [results.Count(name=name, open_tasks=count) for name, count in counts.items()]
        return Reply(counted(counts, "No task has a tag."), results.TagsResult(tags=data))

    def parse_date(self, arguments: given.ParseDate) -> Reply:
        now = self._clock()
        due = parse_any(arguments.text, now)
        if due is None:
            raise ToolFailure(f"“{arguments.text}” names no date. {EXAMPLE}")
        words = in_words(due, now)
        past = " That is in the past." if is_over(due, now) else ""
        return Reply(f"{words[:1].upper()}{words[1:]}.{past}", results.DateResult(due=to_text(due), words=words))

    def _page(self, filters: Filters, sort: Sort, limit: int, cursor: str | None, kind: str) -> Reply:
        now = self._clock()
        with self._database.reading() as connection:
            page = list_page(connection, filters, sort, limit, cursor, now)
            overdue = count_overdue(connection, now)
        data = results.TasksResult(
            tasks=page.tasks,
            total=page.total,
            truncated=page.next_cursor is not None,
            next_cursor=page.next_cursor,
        )
        return Reply(_in_words(page, filters, kind, overdue, now), data)


def _in_words(page: Page, filters: Filters, kind: str, overdue: int, now: datetime) -> str:
    asks_for_today = filters.due is not None and filters.due.strip().casefold() == "today"
    late = f"{number_of_tasks(overdue)} overdue." if asks_for_today and overdue else ""
    if not page.total:
        return joined([f"No {kind} tasks{_matching(filters)}.".replace("  ", " "), late])
    opening = f"{number_of_tasks(page.total, kind)}{_matching(filters)}:"
    rest = f"Showing {len(page.tasks)} of {page.total}." if page.next_cursor else ""
    return joined([opening, *(bullet(task, now) for task in page.tasks), rest, late])


def _matching(filters: Filters) -> str:
    parts = [f" {_due_words(filters.due)}"] if filters.due else []
    if filters.project:
        parts.append(f" in {filters.project}")
    if filters.tag:
        parts.append(f" tagged {filters.tag.removeprefix('#')}")
    if filters.query:
        parts.append(f" with “{filters.query}”")
    return "".join(parts)


def _due_words(due: str) -> str:
    match due.strip().casefold():
        case "overdue" | "late":
            return "overdue"
        case "inbox":
            return "in the inbox"
        case "someday" | "none" | "no date":
            return "without a date"
        case "upcoming":
            return "coming up"
        case words:
            return f"due {words}"
