import json

from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
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


def test_a_long_list_is_searched_by_typing_and_sends_the_value_and_not_the_words(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "choices")
    field = messages(page).get_by_role("combobox", name="Which city?")
    field.fill("ber")
    expect(page.get_by_role("option")).to_have_text(["Berlin", "Bern"])
    # The list reaches out of the card, which would cut it off.
    expect(page.get_by_role("option", name="Bern")).to_be_in_viewport(ratio=1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Bern")
    page.get_by_role("button", name="Send it").click()
    expect(messages(page)).to_contain_text("city.set")
    assert app.requests("threads.custom_action")[0]["action"]["payload"] == {"city": "BE"}
    field.fill("city")
    field.press("ArrowUp")
    expect(page.get_by_role("option", name="City 19")).to_be_in_viewport(ratio=1)
    field.fill("nowhere")
    field.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    field.blur()
    expect(field).to_have_value("Bern")


def test_each_loading_behaviour_shows_as_it_says(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "loading")
    widget = messages(page).locator(".widget")
    for name, busy_button, busy_card in (("none", False, False), ("self", True, False), ("container", False, True)):
        button = page.get_by_role("button", name=name, exact=True)
        button.click()
        # Those that were answered before say four words.
        expect(messages(page).get_by_text("one two three", exact=True)).to_have_count(1)
        expect(button).to_have_attribute("aria-busy", "true" if busy_button else "false")
        expect(widget).to_have_attribute("aria-busy", "true" if busy_card else "false")
        app.open_gate()
        answered(page)
        expect(widget).to_have_attribute("aria-busy", "false")


def test_a_card_folds_once_its_action_has_run_and_opens_again(page: Page) -> None:
    ask_and_wait(page, "folding")
    page.get_by_role("button", name="Yes", exact=True).click()
    answered(page)
    expect(page.get_by_role("button", name="Yes", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Show details").click()
    expect(messages(page).get_by_text("Shall I?")).to_be_visible()


def test_a_list_shows_its_rest_on_demand_and_a_row_runs_its_action(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "gallery")
    card = messages(page).locator(".w-list").first
    expect(card.get_by_text("Third")).to_have_count(0)
    card.get_by_role("button", name="Show 1 more").click()
    expect(card.get_by_text("Third")).to_be_visible()
    card.get_by_role("button", name="First").click()
    assert wait_for(lambda: app.requests("threads.custom_action"))[0]["action"]["type"] == "noop"


def test_a_widget_is_changed_in_each_of_the_ways_that_there_are(page: Page, app: ScriptedApp) -> None:
    ask(page, "changing")
    expect(messages(page)).to_contain_text("Written letter by letter")
    expect(messages(page)).to_contain_text("A **bold** word".replace("*", ""))
    expect(messages(page).locator(".w-badge")).to_have_text("changed")
    app.open_gate()
    expect(messages(page)).to_contain_text("All of it is new")
    answered(page)
