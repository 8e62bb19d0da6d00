"""Measures what a busy computer costs the built-in model: `uv run --no-sync python -m tests.perf.model`.

Ends with 1 when a choice takes too many times as long while as many other programs run as there are processors. Not
part of the tests: it keeps all processors busy.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from openai import AsyncOpenAI

from app.agent.builtin.choice import choose
from app.agent.builtin.process import BuiltinServer
from tests.agent.builtin.tools import Schemas, tool_schemas
from tests.perf.table import Row, report

SENTENCES = (
    "Add a task: buy milk tomorrow",
    "what's on my list for today?",
    "read notes.txt",
    "mark the dentist as done",
    "find my budget file",
    "thank you, that was kind",
)
BUSY = [sys.executable, "-c", "while True: pass"]


async def seconds(client: AsyncOpenAI, schemas: Schemas) -> float:
    """What the middle one of the sentences takes."""
    found: list[float] = []
    for say in SENTENCES:
        begun = time.perf_counter()
        await choose(client, say, (), schemas)
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


@contextmanager
def all_processors_busy() -> Generator[None]:
    with ExitStack() as stack:
        for _ in range(os.cpu_count() or 1):
            stack.callback(stack.enter_context(subprocess.Popen(BUSY)).kill)
        yield


async def times_as_long(folder: Path) -> float:
    (folder / "documents").mkdir()
    schemas = await tool_schemas(folder / "data", folder / "documents")
    server = BuiltinServer()
    try:
        client = await server.connect()
        await seconds(client, schemas)
        quiet = await seconds(client, schemas)
        with all_processors_busy():
            return await seconds(client, schemas) / quiet
    finally:
        await server.close()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        measured = asyncio.run(times_as_long(Path(folder)))
    return report([Row("a choice of the built-in model on a busy computer", measured, 4.0)])


if __name__ == "__main__":
    sys.exit(main())
