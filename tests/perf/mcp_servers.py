"""Measures the filesystem server against the Node reference, interleaved in one run.

`uv run --no-sync python -m tests.perf.mcp_servers`, after `npm ci` in tests/judges. Ends with 1 when a ratio is over
its limit. Not part of the tests: a busy machine would fail it.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.judges.programs import HERE, NODE
from tests.perf.table import Row, report

REFERENCE = HERE / "node_modules" / "@modelcontextprotocol" / "server-filesystem" / "dist" / "index.js"
STARTS, ROUNDS, READS = 8, 3, 500
FILES, FOLDERS, BIG_BYTES = 20_000, 200, 6_200_000
# Few enough to be one answer, and nowhere near the first: every folder has to be looked into.
PATTERN = "**/f1999*.txt"
HELLO = {
    "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "perf", "version": "1"},
}  # fmt: skip


@dataclass
class Figures:
    """What was measured of one server: seconds, but for `rss` in bytes."""

    hello: list[float] = field(default_factory=list[float])
    first: list[float] = field(default_factory=list[float])
    read: list[float] = field(default_factory=list[float])
    search: list[float] = field(default_factory=list[float])
    big: list[float] = field(default_factory=list[float])
    rss: list[float] = field(default_factory=list[float])


class Server:
    """One running server, spoken to in lines."""

    def __init__(self, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.peak = 0

    def ask(self, method: str, params: dict[str, Any]) -> bytes:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert b'"result"' in answer[:200] or b'"result"' in answer[-200:], answer[:300]
        return answer

    def call(self, tool: str, **arguments: Any) -> float:
        started = time.perf_counter()
        self.ask("tools/call", {"name": tool, "arguments": arguments})
        return time.perf_counter() - started

    def note_memory(self) -> None:
        self.peak = max(self.peak, psutil.Process(self.process.pid).memory_info().rss)


@contextmanager
def started(command: Sequence[str], figures: Figures) -> Generator[Server]:
    begun = time.perf_counter()
    server = Server(command)
    try:
        server.ask("initialize", HELLO)
        figures.hello.append(time.perf_counter() - begun)
        assert server.process.stdin is not None
        server.process.stdin.write(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
        yield server
    finally:
        server.process.kill()
        server.process.wait()


def measure_start(command: Sequence[str], small: Path, figures: Figures) -> None:
    begun = time.perf_counter()
    with started(command, figures) as server:
        server.call("read_text_file", path=str(small))
        figures.first.append(time.perf_counter() - begun)


def measure_work(command: Sequence[str], tree: Path, figures: Figures) -> None:
    with started(command, Figures()) as server:
        server.call("read_text_file", path=str(tree / "small.txt"))
        for _ in range(ROUNDS):
            reads = [server.call("read_text_file", path=str(tree / "small.txt")) for _ in range(READS)]
            figures.read.append(sum(reads))
            figures.search.append(server.call("search_files", path=str(tree), pattern=PATTERN))
            server.note_memory()
            figures.big.append(server.call("read_text_file", path=str(tree / "big.txt")))
            server.note_memory()
        figures.rss.append(server.peak)


def make_tree(tree: Path) -> None:
    for number in range(FILES):
        folder = tree / f"d{number % FOLDERS:03}"
        folder.mkdir(exist_ok=True)
        (folder / f"f{number}.{'py' if number % 4 == 0 else 'txt'}").write_bytes(b"x\n")
    (tree / "small.txt").write_bytes(b"A small file of some words.\n" * 5)
    (tree / "big.txt").write_bytes(
        b"A line of a big file with sixty characters or so, as it goes.\n" * (BIG_BYTES // 62)
    )


def ripgrep_seconds(tree: Path) -> float:
    """The median time of ripgrep for the same names, with what it takes to start it."""
    program = Path(sys.executable).parent / "rg"

    def once() -> float:
        begun = time.perf_counter()
        subprocess.run(
            [str(program), "--files", "--hidden", "-g", PATTERN, str(tree)], stdout=subprocess.DEVNULL, check=True
        )
        return time.perf_counter() - begun

    return statistics.median(once() for _ in range(5))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        make_tree(tree)
        ours = [sys.executable, "-m", "mcp_servers.filesystem", str(tree)]
        theirs = [str(NODE), str(REFERENCE), str(tree)]
        mine, node = Figures(), Figures()
        for _ in range(STARTS):
            measure_start(ours, tree / "small.txt", mine)
            measure_start(theirs, tree / "small.txt", node)
        measure_work(ours, tree, mine)
        measure_work(theirs, tree, node)
        return report(rows(mine, node, ripgrep_seconds(tree)))


def rows(mine: Figures, node: Figures, ripgrep: float) -> list[Row]:
    def ratio(pick: Callable[[Figures], list[float]]) -> float:
        return statistics.median(pick(mine)) / statistics.median(pick(node))

    return [
        Row("start to the handshake, to the reference", ratio(lambda f: f.hello), 1.0),
        Row("start to the first result, to the reference", ratio(lambda f: f.first), 1.3),
        Row("time of small reads, to the reference", ratio(lambda f: f.read), 1 / 1.3),
        Row("search over 20,000 files, to the reference", ratio(lambda f: f.search), 1 / 40),
        Row("search over 20,000 files, to ripgrep", statistics.median(mine.search) / ripgrep, 2),
        Row("peak memory, to the reference", ratio(lambda f: f.rss), 0.7),
        Row("reading 6 MB, to the reference", ratio(lambda f: f.big), 0.4),
    ]


if __name__ == "__main__":
    sys.exit(main())
