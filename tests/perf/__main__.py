"""Measures us against what we stand on, interleaved in one run: `uv run --no-sync python -m tests.perf`.

Prints a table and ends with 1 when a ratio is over its limit. Not part of the tests: a busy machine would fail it.
"""

import asyncio
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx2
import psutil
from chatkit.types import ThreadMetadata

from app.store.database import Database
from app.store.threads import ThreadStore
from tests.client import Client
from tests.perf.table import Row, report
from tests.running import ROOT, app_as_program

ROUNDS = 3
PACED = "300 5"
BURST_DELTAS = 2000
BURSTS = 4
THREADS = 10_000


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


@contextmanager
def running(*module_and_arguments: str, port: int) -> Generator[tuple[psutil.Process, float]]:
    """A server of ours on `port`, its process, and the seconds until it answered."""
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", *module_and_arguments], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                httpx2.get(f"http://127.0.0.1:{port}/", timeout=5)
                break
            except httpx2.TransportError:
                time.sleep(0.005)
        yield psutil.Process(process.pid), time.monotonic() - started
    finally:
        process.kill()
        process.wait()


def relay_latencies(client: Client, message: str) -> list[float]:
    """Milliseconds from the provider's sending of each delta to our having it."""
    found: list[float] = []
    with client.saying(message) as events:
        for event in events:
            delta = event.get("update", {}).get("delta")
            if delta:
                found.append((time.monotonic_ns() - int(delta)) / 1e6)
    return found


def cpu_of(process: psutil.Process, client: Client) -> float:
    """CPU microseconds that the server takes for each delta of a burst."""
    before = sum(process.cpu_times()[:2])
    client.say(f"{BURST_DELTAS} 0")
    return (sum(process.cpu_times()[:2]) - before) / BURST_DELTAS * 1e6


@dataclass
class Samples:
    relay: list[float]
    cpu: list[float]
    ready: list[float]
    page: list[float]
    rss: list[float]


def measure_ours(provider: str, samples: Samples) -> None:
    with tempfile.TemporaryDirectory() as folder:
        variables = {"LLM_PROVIDER": "custom", "LLM_MODEL": "m", "OPENAI_BASE_URL": provider, "HOME": folder}
        started = time.monotonic()
        with app_as_program(Path(folder) / "data", **variables) as program:
            with program.client.http() as http:
                http.get("/").raise_for_status()
                samples.page.append(time.monotonic() - started)
                program.client.json("threads.list")
            samples.ready.append(time.monotonic() - started)
            process = psutil.Process(program.process.pid)
            collect(process, program.client, samples)


def measure_sdk(provider: str, samples: Samples) -> None:
    port = free_port()
    with running("tests.perf.baselines", "sdk", str(port), provider, port=port) as (process, seconds):
        samples.ready.append(seconds)
        collect(process, Client(f"http://127.0.0.1:{port}", "none"), samples)


@contextmanager
def own_core(process: psutil.Process) -> Generator[None]:
    """The server on one core, the client and the provider on another: otherwise the scheduler is what is measured."""
    me = psutil.Process()
    before = me.cpu_affinity() or []
    others = [me, *(child for child in me.children() if child.pid != process.pid)]
    process.cpu_affinity(before[-1:])
    for other in others:
        other.cpu_affinity(before[:1])
    try:
        yield
    finally:
        me.cpu_affinity(before)


def collect(process: psutil.Process, client: Client, samples: Samples) -> None:
    with own_core(process):
        collect_pinned(process, client, samples)


def collect_pinned(process: psutil.Process, client: Client, samples: Samples) -> None:
    relay_latencies(client, "20 1")
    samples.relay.append(statistics.median(relay_latencies(client, PACED)))
    # One burst varies by a quarter: the median of many is what tells.
    samples.cpu.extend(cpu_of(process, client) for _ in range(BURSTS))
    samples.rss.append(process.memory_info().rss)


def measure_bare(samples: Samples) -> None:
    port = free_port()
    with running("tests.perf.baselines", "bare", str(port), port=port) as (_, seconds):
        samples.page.append(seconds)


async def list_milliseconds() -> float:
    """Median time of the first page of 10,000 threads."""
    with tempfile.TemporaryDirectory() as folder:
        store = ThreadStore(Database(Path(folder) / "t.db"))
        now = datetime.now().astimezone()
        first = ThreadMetadata(id="t0", created_at=now, title="x")
        await store.save_thread(first, None)

        async def fill(connection: object) -> None:
            rows = [(f"t{n}", "x", now.isoformat(), n + 1, first.model_dump_json()) for n in range(1, THREADS)]
            sql = "INSERT INTO threads (id, title, created_at, activity, data) VALUES (?, ?, ?, ?, ?)"
            await connection.executemany(sql, rows)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

        await store.database.write(fill)
        times: list[float] = []
        for _ in range(200):
            begun = time.perf_counter()
            await store.load_threads(20, None, "desc", None)
            times.append((time.perf_counter() - begun) * 1000)
        await store.database.close()
        return statistics.median(times)


def rows(ours: Samples, sdk: Samples, bare: Samples) -> list[Row]:
    def ratio(a: list[float], b: list[float]) -> float:
        return statistics.median(a) / statistics.median(b)

    return [
        Row("relay of a delta, p50, to the SDK alone", ratio(ours.relay, sdk.relay), 1.2),
        Row("CPU of our own layer for a delta", statistics.median(ours.cpu) - statistics.median(sdk.cpu), 20, "µs"),
        Row("threads.list of 10,000", asyncio.run(list_milliseconds()), 2, "ms"),
        Row("page served, to bare Starlette", ratio(ours.page, bare.page), 2),
        Row("chat ready, to the SDK alone", ratio(ours.ready, sdk.ready), 1.1),
        Row("memory of the server, to the SDK alone", ratio(ours.rss, sdk.rss), 1.15),
    ]


def main() -> int:
    ours, sdk, bare = (Samples([], [], [], [], []) for _ in range(3))
    port = free_port()
    with running("tests.perf.stamping_provider", str(port), port=port):
        for _ in range(ROUNDS):
            measure_bare(bare)
            measure_sdk(f"http://127.0.0.1:{port}/v1", sdk)
            measure_ours(f"http://127.0.0.1:{port}/v1", ours)
    return report(rows(ours, sdk, bare))


if __name__ == "__main__":
    sys.exit(main())
