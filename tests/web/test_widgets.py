import json

from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.web.driving import answered, ask, ask_and_wait, messages


def test_ticking_a_box_asks_the_server_and_shows_its_version(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "tasks")
    page.get_by_role("checkbox", name="Buy milk").check()
    expect(messages(page).get_by_text("Buy milk")).to_have_css("text-decoration-line", "line-through")
    expect(page.get_by_role("checkbox", name="Buy milk")).to_be_checked()
    action = app.requests("threads.sync_custom_action")[0]["action"]
    assert action == {"type": "task.toggle", "payload": {"id": 1, "Buy milk": True}}


def test_a_box_that_the_server_does_not_tick_is_open_again(page: Page) -> None:
    ask_and_wait(page, "tasks")
    page.get_by_role("checkbox", name="Call the bank").click()
    expect(page.get_by_role("checkbox", name="Call the bank")).not_to_be_checked()


def test_a_box_can_be_ticked_while_an_answer_is_written(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "tasks")
    ask(page, "slow")
    expect(messages(page)).to_contain_text("one two three")
    page.get_by_role("checkbox", name="Buy milk").check()
    expect(messages(page).get_by_text("Buy milk")).to_have_css("text-decoration-line", "line-through")
    app.open_gate()
    answered(page)


def test_a_form_sends_its_values_under_their_dotted_names(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "form")
    page.get_by_label("Title").fill("Milk")
    page.get_by_label("List").select_option("Work")
    page.get_by_label("Urgent").check()
    page.get_by_role("radio", name="High").check()
    page.get_by_role("button", name="Save task").click()
    expect(messages(page)).to_contain_text("task.save")
    payload = app.requests("threads.custom_action")[0]["action"]["payload"]
    task = {"title": "Milk", "list": "work", "due": "2026-12-24", "urgent": True, "priority": "high"}
    assert payload == {"source": "form", "task": task}


def test_enter_in_a_field_sends_the_form(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "form")
    page.get_by_label("Title").fill("Milk")
    page.get_by_label("Title").press("Enter")
    expect(messages(page)).to_contain_text("task.save")
    assert len(app.requests("threads.custom_action")) == 1


def test_a_form_with_a_missing_value_is_not_sent(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "form")
    page.get_by_role("button", name="Save task").click()
    expect(page.get_by_label("Title")).to_be_focused()
    assert app.requests("threads.custom_action") == []


def test_the_card_shows_that_its_action_runs(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "form")
    page.get_by_role("button", name="Not now").click()
    expect(messages(page)).to_contain_text("task.cancel")
    assert json.dumps(app.requests("threads.custom_action")[0]["action"]) == '{"type": "task.cancel", "payload": {}}'


def test_a_streaming_action_waits_for_the_answer_that_is_written(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "form")
    ask(page, "slow")
    expect(messages(page)).to_contain_text("one two three")
    expect(page.get_by_role("button", name="Save task")).to_be_disabled()
    app.open_gate()
    answered(page)
    expect(page.get_by_role("button", name="Save task")).to_be_enabled()


def test_every_component_is_drawn_and_an_unknown_one_shows_its_children_or_its_name(page: Page) -> None:
    ask_and_wait(page, "widgets")
    for text in ("A title", "Some text.", "A caption", "New", "In a transition", "Inside something unknown"):
        expect(messages(page).get_by_text(text, exact=True).first).to_be_attached()
    expect(messages(page)).to_contain_text("cannot be shown here (Hologram)")
    expect(messages(page).get_by_role("columnheader", name="Month")).to_be_visible()
    expect(messages(page).locator(".recharts-bar-rectangle").first).to_be_visible()
    expect(messages(page).locator(".lucide-anchor")).to_be_visible()
