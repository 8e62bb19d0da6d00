"""The official `@openai/chatkit-react` drives our element: `useChatKit` and `<ChatKit>` of a page that others wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp, scripted_app
from tests.waiting import wait_for
from tests.web.conftest import watched
from tests.web.driving import ask_and_wait, messages
from tests.web.judging import build_judges

HANDLERS = {
    "onReady",
    "onError",
    "onEffect",
    "onDeeplink",
    "onLog",
    "onResponseStart",
    "onResponseEnd",
    "onHistoryOpen",
    "onHistoryClose",
    "onThreadChange",
    "onThreadLoadStart",
    "onThreadLoadEnd",
    "onToolChange",
}


@pytest.fixture(scope="module")
def judges() -> Path:
    return build_judges()


@pytest.fixture
def app(judges: Path) -> Iterator[ScriptedApp]:
    with scripted_app(dist=judges) as app:
        yield app


@pytest.fixture
def page(browser: Browser, app: ScriptedApp) -> Iterator[Page]:
    with watched(browser, app) as page:
        page.goto(app.url)
        expect(page.get_by_role("heading", name="Hello from React")).to_be_visible()
        yield page


def heard(page: Page) -> list[tuple[str, Any]]:
    """The handlers that were called so far, and with what."""
    return [(name, detail) for name, detail in page.evaluate("window.heard")]


def call(page: Page, method: str, *arguments: Any) -> None:
    """Calls a method that `useChatKit` gave, and waits for it."""
    page.evaluate("([method, given]) => window.chat[method](...given)", [method, list(arguments)])


def test_the_page_hears_that_the_element_is_ready(page: Page) -> None:
    wait_for(lambda: ("onReady", None) in heard(page))
    assert heard(page)[:2] == [("onLog", {"name": "app.init"}), ("onReady", None)]


def test_the_thread_to_begin_with_is_loaded_within_the_hearing_of_the_page(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    thread_id = next(iter(app.chat.memory.threads))
    page.goto(f"{app.url}?thread={thread_id}")
    expect(messages(page)).to_contain_text("add tasks")
    wait_for(lambda: "onThreadLoadEnd" in dict(heard(page)))
    assert [entry for entry in heard(page) if entry[0].startswith("onThread")] == [
        ("onThreadChange", {"threadId": thread_id}),
        ("onThreadLoadStart", {"threadId": thread_id}),
        ("onThreadLoadEnd", {"threadId": thread_id}),
    ]


def test_every_handler_of_the_wrapper_is_called(page: Page, app: ScriptedApp) -> None:
    page.get_by_role("button", name="Greet").click()
    expect(messages(page)).to_contain_text("add tasks")
    thread_id = next(iter(app.chat.memory.threads))
    page.get_by_role("button", name="Deep").click()
    call(page, "showHistory")
    call(page, "hideHistory")
    call(page, "setThreadId", None)
    call(page, "setThreadId", thread_id)
    call(page, "sendUserMessage", {"text": "refuse"})
    app.open_gate()
    call(page, "sendUserMessage", {"text": "deeplink"})
    page.get_by_role("button", name="Open the task").click()
    page.evaluate("() => void window.chat.sendUserMessage({text: 'events'})")
    expect(messages(page)).to_contain_text("Looking around")
    app.open_gate()
    wait_for(lambda: {name for name, _ in heard(page)} == HANDLERS)
    said = heard(page)
    assert ("onDeeplink", {"name": "task/7", "data": {"from": "answer"}}) in said
    assert ("onEffect", {"name": "celebrate", "data": {"with": "confetti"}}) in said
    assert ("onToolChange", {"toolId": "deep"}) in said
    assert said.count(("onHistoryOpen", None)) == said.count(("onHistoryClose", None)) == 1


def test_every_method_of_the_wrapper_works(page: Page, app: ScriptedApp) -> None:
    call(page, "setComposerValue", {"text": "form", "selectedToolId": "deep"})
    call(page, "focusComposer")
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save task")).to_be_enabled()
    assert app.requests("threads.create")[0]["input"]["inference_options"] == {"tool_choice": {"id": "deep"}}
    item_id = next(reversed(app.chat.memory.items[next(iter(app.chat.memory.threads))]))
    call(page, "sendCustomAction", {"type": "outside"}, item_id)
    expect(messages(page)).to_contain_text("outside")
    call(page, "sendUserMessage", {"text": "page"})
    expect(messages(page)).to_contain_text('"kind": "text"')
    before = len(app.requests("items.list"))
    call(page, "fetchUpdates")
    assert len(app.requests("items.list")) == before + 1
    call(page, "showHistory")
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    call(page, "hideHistory")
    call(page, "setThreadId", None)
    expect(page.get_by_role("heading", name="Hello from React")).to_be_visible()


def test_options_that_change_are_drawn_at_once_and_keep_what_was_typed(page: Page) -> None:
    page.get_by_role("textbox", name="Message").fill("not yet")
    page.evaluate("() => window.change({locale: 'de', composer: {placeholder: 'Sag es'}})")
    box = page.get_by_role("textbox", name="Nachricht")
    expect(box).to_have_attribute("placeholder", "Sag es")
    expect(box).to_have_value("not yet")
