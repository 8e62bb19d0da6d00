"""What the element does beyond the official one, and only where the page offers it through `deskhand`."""

from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.driving import ELEMENT, answered, ask, ask_and_wait, configure, messages

INFO = """async (threadId, itemIds) => Object.fromEntries(itemIds.map((id, at) => [id, {
    model: 'Model M', ...(at === 0 && {sentTo: 'OpenAI'}), branch: {index: window.branch ?? 0, count: 2},
}]))"""

EDITING = """{
    editMessage: async (edit) => (await fetch('/edit', {method: 'POST', body: JSON.stringify(edit)})).json(),
}"""


def extend(page: Page, extras: str) -> None:
    """Sets the property to this object of JavaScript."""
    page.evaluate(f"() => {{ {ELEMENT}.deskhand = {extras}; }}")


def test_nothing_of_it_is_there_unless_the_page_offers_it(page: Page) -> None:
    configure(page, history={"enabled": True})
    extend(page, "{}")
    ask_and_wait(page, "hello")
    element = page.locator("openai-chatkit")
    for name in ("Edit", "Export the conversation", "Previous version"):
        expect(element.get_by_role("button", name=name)).to_have_count(0)
    expect(element.locator("time")).to_have_count(0)


def test_a_message_is_edited_and_answered_anew(page: Page, app: ScriptedApp) -> None:
    extend(page, EDITING)
    ask_and_wait(page, "hello")
    page.get_by_role("button", name="Edit").click()
    field = page.get_by_role("textbox", name="Edit your message")
    expect(field).to_be_focused()
    field.press("Escape")
    page.get_by_role("button", name="Edit").press("Enter")
    field.fill("think again")
    field.press("Enter")
    expect(messages(page)).to_contain_text("I have thought about it.")
    expect(messages(page)).not_to_contain_text("add tasks")
    assert app.requests("threads.retry_after_item")[0]["item_id"] == "edited"


def test_the_versions_of_a_message_are_switched_between(page: Page, app: ScriptedApp) -> None:
    show = "async ({index}) => { window.branch = index; }"
    extend(page, f"{{messageInfo: {INFO}, showBranch: {show}}}")
    ask_and_wait(page, "hello")
    versions = page.get_by_role("group", name="Version 1 of 2")
    expect(versions.get_by_role("button", name="Previous version")).to_be_disabled()
    before = len(app.requests("items.list"))
    versions.get_by_role("button", name="Next version").press("Enter")
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_visible()
    assert len(app.requests("items.list")) > before


def test_a_message_says_when_by_which_model_and_where_it_was_answered(page: Page) -> None:
    extend(page, f"{{messageInfo: {INFO}}}")
    ask_and_wait(page, "hello")
    expect(messages(page).get_by_text("Model M")).to_have_count(2)
    expect(messages(page).get_by_text("Sent to OpenAI")).to_have_count(1)
    expect(messages(page).locator("time")).to_have_count(2)


def test_a_message_that_is_sent_meanwhile_waits_for_the_end_of_the_answer(page: Page, app: ScriptedApp) -> None:
    extend(page, "{queue: true}")
    ask(page, "slow")
    expect(messages(page)).to_contain_text("one two three")
    ask(page, "think")
    ask(page, "forget this")
    waiting = page.get_by_role("list", name="Waiting to be sent")
    expect(waiting.get_by_role("listitem")).to_have_text(["think", "forget this"])
    expect(page.get_by_role("textbox", name="Message")).to_have_value("")
    page.get_by_role("button", name="Remove forget this").click()
    app.open_gate()
    expect(messages(page)).to_contain_text("I have thought about it.")
    expect(waiting).to_have_count(0)


def test_what_waits_is_not_sent_by_itself_once_the_answer_was_stopped(page: Page, app: ScriptedApp) -> None:
    extend(page, "{queue: true}")
    ask(page, "slow")
    expect(messages(page)).to_contain_text("one two three")
    ask(page, "think")
    page.get_by_role("button", name="Stop answering").click()
    page.get_by_role("button", name="Send now").click()
    expect(messages(page)).to_contain_text("I have thought about it.")


def test_a_message_of_a_long_thread_is_shown_by_its_id(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "crowd 120")
    thread_id = next(iter(app.chat.memory.threads))
    page.reload()
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    show = f"([thread, item]) => {ELEMENT}.showMessage(thread, item)"
    assert page.evaluate(show, [thread_id, "crowd_7"]) is True
    expect(messages(page).get_by_text("message 7 of the crowd", exact=True)).to_be_in_viewport()
    assert page.evaluate(show, [thread_id, "crowd_119"]) is True
    expect(messages(page).get_by_text("message 119 of the crowd", exact=True)).to_be_in_viewport()
    assert page.evaluate(show, [thread_id, "nobody"]) is False


def test_the_thread_is_exported_by_the_page(page: Page, app: ScriptedApp) -> None:
    configure(page, header={"enabled": True})
    extend(page, "{exportThread: (threadId) => { window.exported = threadId; }}")
    ask_and_wait(page, "hello")
    page.get_by_role("button", name="Export the conversation").click()
    assert wait_for(lambda: page.evaluate("window.exported")) == next(iter(app.chat.memory.threads))


def test_the_column_is_as_wide_as_the_page_says(page: Page) -> None:
    ask_and_wait(page, "hello")
    answered(page)
    extend(page, "{columnWidth: '20rem'}")
    expect(messages(page).locator(".column")).to_have_css("max-width", "368px")
