"""Measures the page in a browser: `uv run --no-sync python -m tests.perf.web`.

Prints a table and ends with 1 when a figure is over its limit. Not part of the tests: a busy machine would fail it.
"""

import json
import os
import statistics
import sys
from typing import Any

from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from tests.fakes.scripted_chatkit import ScriptedApp, scripted_app
from tests.perf.__main__ import Row
from tests.web.conftest import launch, watched
from tests.web.driving import ELEMENT, ask, messages

MESSAGES = 2000
OPENINGS = 5
DELTAS = 3000
ANSWERS = 10
WATCH = """() => {
    window.long = 0;
    window.shift = 0;
    new PerformanceObserver((list) => { window.long += list.getEntries().length; }).observe({type: 'longtask'});
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({type: 'layout-shift'});
}"""


def command(session: CDPSession, name: str) -> Any:
    """What the browser answers to this command of its DevTools."""
    return session.send(name)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def metric(session: CDPSession, name: str) -> float:
    """One of the figures that the browser keeps of a page."""
    found = {entry["name"]: entry["value"] for entry in command(session, "Performance.getMetrics")["metrics"]}
    return float(found[name])


def opening(page: Page, session: CDPSession, app: ScriptedApp) -> list[Row]:
    """What it takes to show the end of a long thread: at first, and the middle one of some."""
    # What starting the page takes is not what opening a thread takes.
    page.evaluate("() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")
    work = [opened(page, session, app, f"long{at}") for at in range(OPENINGS)]
    pages = len(app.requests("items.list")) / OPENINGS
    return [
        Row("main thread, the first 2,000 messages", work[0], 300, "ms"),
        Row("main thread, each 2,000 messages", statistics.median(work), 300, "ms"),
        Row("pages of items asked for", pages, 1, ""),
    ]


def opened(page: Page, session: CDPSession, app: ScriptedApp, thread: str) -> float:
    """Milliseconds of the main thread until the end of a new long thread is to be seen."""
    app.chat.memory.add_long_thread(thread, MESSAGES)
    page.evaluate(f"() => {ELEMENT}.setThreadId(null)")
    expect(messages(page)).to_have_count(0)
    before = metric(session, "TaskDuration")
    page.evaluate(f"(thread) => {ELEMENT}.setThreadId(thread)", thread)
    expect(messages(page).get_by_text(f"Message {MESSAGES - 1} ")).to_be_in_viewport()
    return (metric(session, "TaskDuration") - before) * 1000


def answer(page: Page, deltas: int) -> None:
    """An answer of this many deltas, a hundred a second."""
    ask(page, f"paced {deltas}")
    expect(messages(page).get_by_text("The end of it.").last).to_be_visible(timeout=deltas * 40 + 20_000)
    expect(page.get_by_role("button", name="Send message")).to_be_visible()


def streaming(page: Page) -> list[Row]:
    """What a long and quick answer does to the page."""
    page.evaluate(WATCH)
    answer(page, DELTAS)
    long, shift = page.evaluate("[window.long, window.shift]")
    return [
        Row("tasks over 50 ms, of all deltas", 100 * long / DELTAS, 1, "%"),
        Row("layout that jumped while streaming", shift, 0.01, ""),
    ]


def memory(page: Page, session: CDPSession) -> list[Row]:
    """Whether what an answer took is given back once another thread is shown."""
    sizes: list[float] = []
    for _ in range(ANSWERS):
        page.evaluate(f"() => {ELEMENT}.setThreadId(null)")
        answer(page, 200)
        page.evaluate(f"() => {ELEMENT}.setThreadId(null)")
        command(session, "HeapProfiler.collectGarbage")
        sizes.append(metric(session, "JSHeapUsedSize"))
    return [Row(f"memory after {ANSWERS} answers, to that after 2", sizes[-1] / sizes[1], 1.1)]


def main() -> int:
    with sync_playwright() as playwright, scripted_app() as app:
        browser = launch(playwright)
        with watched(browser, app) as page:
            page.goto(app.url)
            session = page.context.new_cdp_session(page)
            command(session, "Performance.enable")
            expect(page.get_by_role("textbox", name="Message")).to_be_focused()
            table = [*opening(page, session, app), *streaming(page), *memory(page, session)]
        browser.close()
    for row in table:
        verdict = "" if row.kept else "   OVER"
        sys.stdout.write(f"{row.name:45} {row.measured:8.2f} {row.unit:2}  (limit {row.limit} {row.unit}){verdict}\n")
    sys.stdout.write(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()[0]}) + "\n")
    return 0 if all(row.kept for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
