import pytest
from chatkit.store import NotFoundError
from chatkit.types import ThreadMetadata
from playwright.sync_api import Page, Route, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.driving import ask_and_wait, messages, thread_row


def test_a_new_conversation_appears_in_the_list_and_in_the_title(page: Page) -> None:
    ask_and_wait(page, "hello")
    expect(page.get_by_role("heading", name="A friendly greeting")).to_be_visible()
    expect(thread_row(page, "A friendly greeting").get_by_role("button").first).to_have_attribute(
        "aria-current", "page"
    )


def test_a_conversation_chosen_before_the_chat_is_there_is_shown_once_it_is(page: Page) -> None:
    ask_and_wait(page, "hello")
    held: list[Route] = []
    page.route("**/api/state", lambda route: held.append(route))
    page.reload()
    thread_row(page, "A friendly greeting").get_by_role("button").first.click()
    assert page.locator("openai-chatkit").count() == 0
    for route in held:
        route.continue_()
    page.unroute("**/api/state")
    expect(messages(page)).to_contain_text("Hello!")


def test_a_conversation_is_renamed_in_the_list(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    page.get_by_role("button", name="Actions for A friendly greeting").click()
    page.get_by_role("menuitem", name="Rename").click()
    field = page.get_by_role("textbox", name="Name of the conversation")
    expect(field).to_be_focused()
    field.fill("Milk")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Milk")).to_be_visible()
    assert wait_for(lambda: app.requests("threads.update"))[0]["title"] == "Milk"


def test_escape_leaves_the_name_as_it_was(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    page.get_by_role("button", name="Actions for A friendly greeting").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Name of the conversation").fill("Milk")
    page.keyboard.press("Escape")
    expect(thread_row(page, "A friendly greeting")).to_be_visible()
    assert app.requests("threads.update") == []


def test_a_conversation_is_deleted_only_after_a_question(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    page.get_by_role("button", name="Actions for A friendly greeting").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Delete “A friendly greeting”?")
    page.get_by_role("button", name="Cancel").click()
    assert app.requests("threads.delete") == []
    page.get_by_role("button", name="Actions for A friendly greeting").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete conversation").click()
    expect(thread_row(page, "A friendly greeting")).to_have_count(0)
    expect(page.get_by_role("heading", name="What can I help with?")).to_be_visible()


def test_tasks_are_grouped_by_when_they_are_due(page: Page, app: ScriptedApp) -> None:
    app.api.add_task("Late", "2020-01-01", priority="high")
    app.api.add_task("Some day")
    app.api.add_task("Was done", status="done")
    app.announce("tasks.changed")
    panel = page.get_by_role("complementary", name="Tasks")
    expect(panel.get_by_role("heading", level=2)).to_have_text(["Overdue 1", "No date 1", "Done 1"])
    expect(panel).to_contain_text("1 January 2020")
    expect(panel.get_by_role("img", name="High priority")).to_be_visible()


def test_a_task_is_added_ticked_and_deleted(page: Page, app: ScriptedApp) -> None:
    page.get_by_role("textbox", name="Add a task").fill("Buy milk")
    page.get_by_role("textbox", name="When?").fill("2030-05-01")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("checkbox", name="Buy milk").check()
    expect(page.get_by_role("heading", name="Done 1")).to_be_visible()
    wait_for(lambda: app.api.tasks[0]["status"] == "done")
    page.get_by_role("button", name="Delete Buy milk").click()
    page.get_by_role("button", name="Delete task").click()
    expect(page.get_by_role("checkbox", name="Buy milk")).to_have_count(0)
    wait_for(lambda: app.api.tasks == [])


def test_a_date_that_the_server_cannot_read_keeps_what_was_typed(page: Page) -> None:
    page.get_by_role("textbox", name="Add a task").fill("Buy milk")
    page.get_by_role("textbox", name="When?").fill("never")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("“never” is not a date.")
    expect(page.get_by_role("textbox", name="Add a task")).to_have_value("Buy milk")


def test_the_appearance_is_chosen_and_kept_by_the_server(page: Page, app: ScriptedApp) -> None:
    page.get_by_role("button", name="Appearance").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    expect(page.locator("openai-chatkit .chat")).to_have_css("color-scheme", "dark")
    wait_for(lambda: app.api.settings.get("theme") == "dark")
    page.reload()
    expect(page.locator("openai-chatkit .chat")).to_have_css("color-scheme", "dark")


def test_the_appearance_follows_the_system_until_one_is_chosen(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    expect(page.locator("openai-chatkit .chat")).to_have_css("color-scheme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("openai-chatkit .chat")).to_have_css("color-scheme", "light")


def test_a_folded_panel_stays_folded(page: Page) -> None:
    with page.expect_response("**/api/settings/ui"):
        page.get_by_role("button", name="Hide tasks").click()
    expect(page.get_by_role("complementary", name="Tasks")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Show tasks")).to_be_visible()


def test_what_is_changed_before_the_kept_look_is_known_changes_nothing_else_of_it(page: Page, app: ScriptedApp) -> None:
    app.api.settings = {"theme": "dark", "sidebar": True, "tasks": True, "welcomed": True}
    held: list[Route] = []
    page.route("**/api/settings/ui", lambda route: held.append(route))
    page.reload()
    page.get_by_role("button", name="Hide tasks").click()
    expect(page.get_by_role("button", name="Show tasks")).to_be_visible()
    page.unroute("**/api/settings/ui")
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    expect(page.get_by_role("button", name="Show tasks")).to_be_visible()
    kept = {"theme": "dark", "sidebar": True, "tasks": False, "welcomed": True}
    wait_for(lambda: app.api.settings == kept)


def test_in_a_narrow_window_the_panels_are_drawers(page: Page) -> None:
    ask_and_wait(page, "hello")
    page.set_viewport_size({"width": 420, "height": 800})
    page.get_by_role("button", name="Show conversations").click()
    expect(page.get_by_role("dialog", name="Conversations")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="What can I help with?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 420


def test_the_top_bar_says_where_the_model_runs(page: Page, app: ScriptedApp) -> None:
    expect(page.get_by_text("on this computer")).to_be_visible()
    remote = {"provider": "openai", "name": "gpt-x", "label": "OpenAI · gpt-x", "remote": True}
    app.api.state = {**app.api.state, "model": remote}
    app.announce("state.changed")
    expect(page.get_by_text("online service")).to_be_visible()


def test_the_page_says_quietly_that_the_app_still_starts(page: Page, app: ScriptedApp) -> None:
    app.api.state = {**app.api.state, "ready": False}
    app.announce("state.changed")
    expect(page.get_by_text("Starting…")).to_be_visible()
    app.api.state = {**app.api.state, "ready": True}
    app.announce("ready")
    expect(page.get_by_text("Starting…")).to_have_count(0)


def test_tools_that_did_not_start_and_notices_are_said_once(page: Page, app: ScriptedApp) -> None:
    servers = [{"name": "tasks", "status": "failed", "message": "The database is locked."}]
    notices = [{"level": "info", "message": "Your data was moved."}]
    app.api.state = {**app.api.state, "servers": servers, "notices": notices}
    app.announce("state.changed")
    expect(page.get_by_text("The tasks tools did not start. The database is locked.")).to_be_visible()
    expect(page.get_by_text("Your data was moved.")).to_be_visible()


def test_a_server_that_is_gone_is_said_and_comes_back_by_itself(page: Page, app: ScriptedApp) -> None:
    wait_for(lambda: app.api.listeners)
    page.context.set_offline(True)
    app.drop_listeners()
    expect(page.get_by_text("Deskhand is not answering. Retrying…")).to_be_visible()
    app.api.add_task("Made meanwhile")
    page.context.set_offline(False)
    expect(page.get_by_text("Deskhand is not answering. Retrying…")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Made meanwhile")).to_be_visible()


def test_everything_on_the_start_page_is_reached_by_keyboard(page: Page) -> None:
    reached: list[str] = []
    page.get_by_role("button", name="New chat").first.focus()
    for _ in range(15):
        reached.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
    for name in (
        "New chat",
        "Hide conversations",
        "Settings",
        "Appearance",
        "Hide tasks",
        "Show my tasks",
        "Message",
        "Add a task",
    ):
        assert name in reached, f"{name} is not in {reached}"


FOCUSED = """() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.getAttribute('aria-label') ?? focused?.textContent ?? '';
}"""


def test_a_conversation_that_was_deleted_elsewhere_says_that_it_cannot_be_loaded(
    page: Page, app: ScriptedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(thread_id: str, context: object) -> ThreadMetadata:
        raise NotFoundError(thread_id)

    ask_and_wait(page, "hello")
    page.get_by_role("button", name="New chat").first.click()
    row = thread_row(page, "A friendly greeting").get_by_role("button").first
    expect(row).to_be_visible()
    # It stays in the list, which the page may load again at any time.
    monkeypatch.setattr(app.chat.memory, "load_thread", gone)
    row.click()
    expect(page.get_by_role("alert")).to_contain_text("There is no such conversation.")
    expect(messages(page)).to_have_count(0)


def test_the_caret_stands_still_while_nobody_does_anything(page: Page) -> None:
    page.clock.install()
    page.reload()
    box = page.get_by_role("textbox", name="Message")
    expect(box).to_be_focused()
    expect(box).to_have_css("caret-animation", "auto")
    page.clock.fast_forward(10_000)
    expect(box).to_have_css("caret-animation", "manual")
    box.press("a")
    expect(box).to_have_css("caret-animation", "auto")
