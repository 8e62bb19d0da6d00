"""Measures how long one program keeps another waiting for tasks: `uv run --no-sync python -m tests.perf.tasks`.

The most that one call can write is an import of 5,000 tasks; meanwhile another server adds tasks one by one. Ends with
1 when one of them waited longer than its limit. Not part of the tests: a busy machine would fail it.
"""

import sys
import tempfile
import threading
from pathlib import Path

from tests.perf.mcp_servers import Figures, started
from tests.perf.table import Row, report

ROUNDS, TASKS = 3, 5000


def longest_wait(db: Path) -> float:
    """Seconds that the slowest of the small writes took while the large one was written."""
    command = [sys.executable, "-m", "mcp_servers.tasks", "--db", str(db)]
    lines = "\n".join(f"Imported {number} @home +house due:2030-01-01" for number in range(TASKS))
    with started(command, Figures()) as one, started(command, Figures()) as other:
        other.call("add_task", title="The first call loads the tools")
        importing = threading.Thread(
            target=one.call, args=("import_tasks",), kwargs={"text": lines, "format": "todo.txt"}
        )
        importing.start()
        waits: list[float] = []
        while importing.is_alive():
            waits.append(other.call("add_task", title=f"Task {len(waits)}"))
    return max(waits)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        longest = max(longest_wait(Path(folder) / f"{round_}.db") for round_ in range(ROUNDS))
    return report([Row("wait of a write for an import of 5,000 tasks", longest, 1.0, "s")])


if __name__ == "__main__":
    sys.exit(main())
