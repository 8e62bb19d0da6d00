"""The tools that look at all tasks together: what to do next, and what was done."""

from datetime import datetime
from typing import Any

from mcp_servers.common.toolset import READS, Reply, Tool
from mcp_servers.tasks import arguments as given
from mcp_servers.tasks import results
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.dates import parse_period
from mcp_servers.tasks.due import Period, written_day
from mcp_servers.tasks.listing import Filters, count, count_overdue
from mcp_servers.tasks.sentences import counted_in, joined, number_of_tasks, quoted
from mcp_servers.tasks.statistics import Statistics, statistics
from mcp_servers.tasks.urgency import count_blocked, next_task


class InsightTools:
    """Answers the tools that weigh and count the tasks of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                "next_task",
                "Next task",
                "Show the most urgent task that can be begun, and why.",
                READS,
                given.NoArguments,
                self.next_task,
                results.NextResult,
            ),
            Tool(
                "task_stats",
                "Task figures",
                "Count what was completed and added.",
                READS,
                given.Stats,
                self.task_stats,
                results.StatsResult,
            ),
        ]

    def next_task(self, _arguments: given.NoArguments) -> Reply:
        now = self._clock()
        with self._database.reading() as connection:
            choice = next_task(connection, now)
            blocked = count_blocked(connection)
        if choice is None:
            sentence = "Nothing can be begun: all open tasks wait for others." if blocked else "There is nothing to do."
            return Reply(sentence, results.NextResult(task=None, reasons=[]))
        reasons = [reason.words for reason in choice.reasons]
        why = f": {', '.join(reasons)}" if reasons else ""
        left_out = f"{number_of_tasks(blocked)} waiting for others left out." if blocked else ""
        sentence = f"Next: {quoted(choice.task)} (#{choice.task.id}){why}."
        return Reply(joined([sentence, left_out]), results.NextResult(task=choice.task, reasons=reasons))

    def task_stats(self, arguments: given.Stats) -> Reply:
        now = self._clock()
        period = parse_period(arguments.period or "this week", now)
        with self._database.reading() as connection:
            found = statistics(connection, period, now)
            still_open, overdue = count(connection, Filters(), now), count_overdue(connection, now)
        data = results.StatsResult(
            first=period.first.isoformat(),
            last=period.last.isoformat(),
            completed=found.completed,
            added=found.added,
            open=still_open,
            overdue=overdue,
            completed_by_day=[results.DayCount(day=f"{day}", tasks=tasks) for day, tasks in found.by_day.items()],
            completed_by_project=[
                results.ProjectCount(project=name, tasks=tasks) for name, tasks in found.by_project.items()
            ],
        )
        return Reply(_in_words(period, found, still_open, overdue, now), data)


def _in_words(period: Period, found: Statistics, still_open: int, overdue: int, now: datetime) -> str:
    last = min(period.last, max(now.date(), period.first))
    days = written_day(period.first) + (f" to {written_day(last)}" if last != period.first else "")
    first = f"{days}: {number_of_tasks(found.completed)} completed, {found.added} added."
    second = f"{still_open} open now, {overdue} overdue."
    return joined([first, counted_in(found.by_project), second])
