"""Measure what the packaged app takes and write docs/footprint.md: `uv run --no-sync python scripts/footprint.py`.

It runs where there is no network, so that nothing can be downloaded. Needs dist/ and build/dist, as scripts/package.py
leaves them, and xvfb, openbox and xdotool. Times are the median of some starts, with the disk's cache warm.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx2  # noqa: E402
from virtual_screen import virtual_screen  # noqa: E402

from app.base.instance import Whereabouts, launch_address  # noqa: E402

PROGRAM = ROOT / "build" / "dist" / "deskhand" / "deskhand"
IDLE_SECONDS = 20.0
STARTS = 5
# Looking more often would take the processor from what is looked at.
LOOK_SECONDS = 0.05
SETTLE_SECONDS = 15.0
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    measured: str
    budget: str
    kept: bool


# The first start came up where there was no network.
NOTHING_DOWNLOADED = Figure("downloaded at first start", "nothing", "nothing", kept=True)


class Started:
    """The app on a screen, and how long it took."""

    def __init__(self, home: Path, display: str) -> None:
        self.environment = {"HOME": str(home), "PATH": os.environ["PATH"], "DISPLAY": display}
        begin = time.monotonic()
        self.process = subprocess.Popen([PROGRAM], env=self.environment, cwd=home, stderr=subprocess.DEVNULL)
        self.shown = self._until(begin, self._is_shown)
        self._http: httpx2.Client | None = None
        self.usable = self._until(begin, lambda: self._is_usable(home))

    def _until(self, begin: float, look: Callable[[], bool]) -> float:
        while not look():
            if time.monotonic() - begin > 60:
                sys.exit("the app did not come up within a minute")
            time.sleep(LOOK_SECONDS)
        return time.monotonic() - begin

    def _is_shown(self) -> bool:
        search = ["xdotool", "search", "--onlyvisible", "--name", "^Deskhand$"]
        return bool(subprocess.run(search, env=self.environment, capture_output=True, check=False).stdout)

    def _is_usable(self, home: Path) -> bool:
        if self._http is None:
            told = json.loads((home / ".local/share/Deskhand/instance.json").read_text(encoding="utf-8"))
            place = Whereabouts(told["url"], told["secret"], told["pid"])
            self._http = httpx2.Client(base_url=place.url, follow_redirects=True)
            self._http.get(launch_address(place) or "")
        return self._http.get("/api/state").json()["ready"] is True

    def processes(self) -> Sequence[psutil.Process]:
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def is_webview(process: psutil.Process) -> bool:
    return "QtWebEngineProcess" in process.name() or any("--type=" in word for word in process.cmdline())


def own_memory(process: psutil.Process) -> int:
    """All that it has in memory, also what it shares with others."""
    return int(process.memory_info().rss)


def idle_cpu(processes: Sequence[psutil.Process]) -> float:
    """Percent of one processor while nothing happens."""

    def spent() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    before = spent()
    time.sleep(IDLE_SECONDS)
    return 100 * (spent() - before) / IDLE_SECONDS


def figures_of(app: Started) -> list[Figure]:
    """What the running app takes."""
    time.sleep(SETTLE_SECONDS)
    processes = app.processes()
    idle = idle_cpu(processes)
    ours = [process for process in processes if not is_webview(process)]
    model = [process for process in ours if process.cmdline()[1:2] == ["model"]]
    servers = [process for process in ours if process.cmdline()[1:2] == ["mcp"]]
    rest = sum(own_memory(process) for process in ours if process not in model)
    figures = [
        Figure("idle, all processes", f"{idle:.1f} % of a processor", "0 %", idle < 0.5),
        memory("our processes without the webview's and the model's", rest, 200),
    ]
    figures += [memory(f"MCP server {server.cmdline()[2]}", own_memory(server), 60) for server in servers]
    figures += [memory("the built-in model", own_memory(process), 450) for process in model]
    return figures


def times_of(starts: Sequence[Started]) -> list[Figure]:
    """How long the app took to come up: the median."""
    shown, usable = (statistics.median(times) for times in zip(*((s.shown, s.usable) for s in starts), strict=True))
    return [
        Figure("window shown", f"{shown:.2f} s", "1.0 s", shown <= 1.0),
        Figure("chat usable", f"{usable:.2f} s", "3 s", usable <= 3.0),
    ]


def memory(what: str, size: int, budget: int) -> Figure:
    return Figure(f"memory: {what}", f"{size / MEGABYTE:.0f} MB", f"{budget} MB", size <= budget * MEGABYTE)


def downloads() -> list[Figure]:
    found: list[Figure] = []
    for path in (*ROOT.glob("dist/*.deb"), *ROOT.glob("dist/*.tar.xz")):
        size = path.stat().st_size / MEGABYTE
        found.append(Figure(f"download, `{path.suffix}`", f"{size:.0f} MB", "280 MB", size <= 280))
    return found


def written(figures: Sequence[Figure]) -> str:
    """The page."""
    lines = "".join(f"| {f.what} | {f.measured} | {f.budget} | {'yes' if f.kept else '**no**'} |\n" for f in figures)
    machine = f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} processors"
    return (
        "# Footprint\n\n"
        f"Measured {datetime.now(UTC).date().isoformat()} by `scripts/footprint.py` on the packaged app ({machine},\n"
        f"no graphics card, a virtual screen, no network). Times are the median of {STARTS} starts with the disk's\n"
        "cache warm. Memory is resident memory (RSS).\n\n"
        "| what | measured | budget | kept |\n|---|---|---|---|\n" + lines
    )


def main() -> None:
    if set(psutil.net_if_addrs()) - {"lo"}:
        here = [sys.executable, str(ROOT / "scripts" / "footprint.py")]
        os.execv(sys.executable, [sys.executable, str(ROOT / "tests" / "without_network.py"), *here])
    with virtual_screen() as display, tempfile.TemporaryDirectory() as home:
        starts: list[Started] = []
        for _ in range(1 + STARTS):
            if starts:
                starts[-1].end()
            starts.append(Started(Path(home), display))
        figures = [*downloads(), *times_of(starts[1:]), *figures_of(starts[-1]), NOTHING_DOWNLOADED]
        starts[-1].end()
    page = written(figures)
    (ROOT / "docs" / "footprint.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)


if __name__ == "__main__":
    main()
