"""The page as a program of the desktop: what is handed to it, its shortcuts, and its questions."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.conftest import watched
from tests.web.driving import ask_and_wait


def hand_over(app: ScriptedApp, **opening: str) -> None:
    app.api.openings.append({"id": "1", **opening})
    app.announce("openings.changed")


def ask_to_close(app: ScriptedApp) -> None:
    # Only a page that listens hears of it.
    wait_for(lambda: app.api.listeners, 30)
    app.announce("closing.asked")


def test_a_link_fills_the_composer_and_sends_nothing(page: Page, app: ScriptedApp) -> None:
    hand_over(app, kind="message", text="Delete all my files")
    expect(page.get_by_role("textbox", name="Message")).to_contain_text("Delete all my files")
    assert app.requests("threads.create") == []


def test_a_link_fills_the_form_for_a_task_and_adds_none(page: Page, app: ScriptedApp) -> None:
    page.get_by_role("tab", name="Changes").click()
    hand_over(app, kind="task", title="Buy milk", due="tomorrow")
    expect(page.get_by_role("textbox", name="Add a task")).to_have_value("Buy milk")
    expect(page.get_by_role("textbox", name="When?")).to_have_value("tomorrow")
    assert app.api.tasks == []


def test_a_link_shows_a_conversation(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    thread: str = page.evaluate(
        "fetch('/chatkit', {method: 'POST', headers: {'Content-Type': 'application/json'},"
        " body: JSON.stringify({type: 'threads.list', params: {limit: 1, order: 'desc'}})})"
        ".then((r) => r.json()).then((list) => list.data[0].id)"
    )
    page.get_by_role("button", name="New chat").first.click()
    expect(page.get_by_role("heading", name="What can I help with?")).to_be_visible()
    hand_over(app, kind="thread", thread_id=thread)
    expect(page.get_by_role("heading", name="A friendly greeting")).to_be_visible()


@pytest.mark.parametrize("answer", ["Cancel", "Allow this folder"])
def test_a_folder_is_offered_and_granted_only_after_a_yes(page: Page, app: ScriptedApp, answer: str) -> None:
    hand_over(app, kind="folder", name="Photos", path="/home/ann/Photos")
    dialog = page.get_by_role("alertdialog", name="Let Deskhand work in “Photos”?")
    expect(dialog).to_contain_text("/home/ann/Photos")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    assert app.api.state["folders"] == []
    dialog.get_by_role("button", name=answer).click()
    expect(dialog).to_have_count(0)
    assert app.api.state["folders"] == ([] if answer == "Cancel" else ["/home/ann/Photos"])


def test_what_was_handed_over_before_the_page_was_there_is_shown(browser: Browser, app: ScriptedApp) -> None:
    app.api.openings.append({"id": "1", "kind": "bundle", "name": "tools.mcpb", "path": "/tools.mcpb"})
    with watched(browser, app) as page:
        held: list[Route] = []
        page.route("**/api/state", lambda route: held.append(route))
        page.goto(app.url)
        # The chat comes later than the news that something waits.
        expect(page.get_by_role("alert")).to_contain_text("“tools.mcpb” is a bundle of tools")
        page.unroute("**/api/state")
        page.get_by_role("alert").get_by_role("button", name="Close").click()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_a_link_fills_the_composer_also_when_the_chat_comes_later(browser: Browser, app: ScriptedApp) -> None:
    app.api.openings.append({"id": "1", "kind": "message", "text": "Plan my week"})
    with watched(browser, app) as page:
        held: list[Route] = []
        page.route("**/api/state", lambda route: held.append(route))
        page.goto(app.url)
        wait_for(lambda: app.api.openings == [])
        page.unroute("**/api/state")
        expect(page.get_by_role("textbox", name="Message")).to_contain_text("Plan my week")


@pytest.mark.parametrize(("button", "answer"), [("Stop and close", "stop"), ("Finish in the background", "background")])
def test_before_the_window_is_closed_the_user_says_what_becomes_of_the_answer(
    page: Page, app: ScriptedApp, button: str, answer: str
) -> None:
    ask_to_close(app)
    page.get_by_role("alertdialog").get_by_role("button", name=button).click()
    assert wait_for(lambda: app.api.closing) == [answer]
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_closing_can_be_taken_back(page: Page, app: ScriptedApp) -> None:
    ask_to_close(app)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    assert app.api.closing == []


@pytest.mark.parametrize("keys", ["F1", "Control+/"])
def test_the_list_of_shortcuts_is_opened_and_closed_by_its_own(page: Page, keys: str) -> None:
    page.keyboard.press(keys)
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Find in this window")
    page.keyboard.press(keys)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_panels_are_folded_by_keys(page: Page) -> None:
    page.keyboard.press("Control+b")
    expect(page.get_by_role("button", name="Show conversations")).to_be_visible()
    page.keyboard.press("Control+j")
    expect(page.get_by_role("button", name="Show tasks")).to_be_visible()


def test_an_answer_is_told_of_outside_only_while_the_user_looks_elsewhere(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    expect(page.get_by_role("heading", name="A friendly greeting")).to_be_visible()
    assert app.api.notices == []
    page.evaluate("document.hasFocus = () => false")
    ask_and_wait(page, "hello")
    (notice,) = wait_for(lambda: app.api.notices)
    assert (notice["title"], notice["body"]) == ("Your answer is ready", "A friendly greeting")
    assert notice["thread_id"]


def test_reminders_that_were_missed_are_shown_together_in_the_page_and_outside(page: Page, app: ScriptedApp) -> None:
    wait_for(lambda: app.api.listeners)
    page.evaluate("document.hasFocus = () => false")
    app.api.reminders = [{"id": 1, "title": "Call Ann"}, {"id": 2, "title": "Water plants"}]
    app.announce("reminders.due")
    shown = page.get_by_role("status").filter(has_text="2 reminders")
    expect(shown).to_contain_text("Call Ann · Water plants")
    (notice,) = wait_for(lambda: app.api.notices)
    assert notice == {"title": "2 reminders", "body": "Call Ann\nWater plants", "tasks": True}
    shown.get_by_role("button", name="Close").click()
    expect(shown).to_have_count(0)


def test_a_reminder_is_not_told_of_outside_while_the_user_looks_here(page: Page, app: ScriptedApp) -> None:
    wait_for(lambda: app.api.listeners)
    page.evaluate("document.hasFocus = () => true")
    app.api.reminders = [{"id": 1, "title": "Call Ann"}]
    app.announce("reminders.due")
    expect(page.get_by_role("status").filter(has_text="Reminder")).to_contain_text("Call Ann")
    assert app.api.notices == []
