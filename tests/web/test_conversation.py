import pytest
from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.driving import answered, ask, ask_and_wait, messages


def test_the_start_screen_greets_and_a_prompt_is_sent_at_once(page: Page, app: ScriptedApp) -> None:
    expect(page.get_by_role("heading", name="What can I help with?")).to_be_visible()
    page.get_by_role("button", name="Show my tasks").click()
    answered(page)
    content = app.requests("threads.create")[0]["input"]["content"]
    assert content == [{"type": "input_text", "text": "Show my tasks"}]


def test_the_composer_has_the_focus_when_the_page_opens(page: Page) -> None:
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()


def test_an_answer_is_drawn_as_markdown_with_its_line_breaks(page: Page) -> None:
    ask_and_wait(page, "hello")
    expect(messages(page).locator("strong")).to_have_text("add tasks")
    assert "files\nand read them" in messages(page).inner_text()


def test_shift_enter_makes_a_line_and_enter_sends(page: Page, app: ScriptedApp) -> None:
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("hello")
    box.press("Shift+Enter")
    box.press_sequentially("there")
    box.press("Enter")
    answered(page)
    assert app.requests("threads.create")[0]["input"]["content"][0]["text"] == "hello\nthere"
    expect(box).to_have_value("")


def test_words_are_shown_while_they_stream(page: Page, app: ScriptedApp) -> None:
    ask(page, "slow")
    expect(messages(page)).to_contain_text("one two three")
    expect(page.get_by_role("button", name="Stop answering")).to_be_visible()
    app.open_gate()
    expect(messages(page)).to_contain_text("one two three four")
    expect(page.get_by_role("button", name="Send message")).to_be_visible()


def test_stopping_keeps_what_came_and_the_next_message_works(page: Page) -> None:
    ask(page, "slow")
    expect(messages(page)).to_contain_text("one two three")
    page.get_by_role("button", name="Stop answering").click()
    expect(messages(page)).to_contain_text("You stopped this answer.")
    expect(messages(page)).to_contain_text("one two three")
    ask_and_wait(page, "hello")
    expect(messages(page)).to_contain_text("add tasks")


def test_an_error_shows_its_message_and_trying_again_works(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "error")
    expect(page.get_by_role("alert")).to_contain_text("The model is out of breath.")
    page.get_by_role("button", name="Try again").click()
    expect(messages(page)).to_contain_text("The second try worked.")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert len(app.requests("threads.retry_after_item")) == 1


def test_an_error_that_cannot_be_retried_offers_no_retry(page: Page) -> None:
    ask_and_wait(page, "refuse")
    expect(page.get_by_role("alert")).to_contain_text("That is not possible.")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_lost_connection_keeps_the_words_and_offers_to_try_again(page: Page, app: ScriptedApp) -> None:
    ask(page, "drop")
    expect(messages(page)).to_contain_text("Half of an ans")
    app.open_gate()
    expect(page.get_by_role("alert")).to_contain_text("The connection was lost")
    expect(messages(page)).to_contain_text("Half of an ans")
    page.get_by_role("button", name="Try again").click()
    expect(messages(page)).to_contain_text("This time it arrived.")
    expect(messages(page)).not_to_contain_text("Half of an ans")


def test_a_message_the_server_refused_is_kept_and_can_be_sent_again(page: Page, app: ScriptedApp) -> None:
    app.refuse_next = "The model is still loading."
    ask(page, "hello")
    expect(page.get_by_role("alert")).to_contain_text("The model is still loading.")
    expect(messages(page)).to_contain_text("Not sent")
    page.get_by_role("button", name="Send again").click()
    expect(messages(page)).to_contain_text("add tasks")
    expect(messages(page)).not_to_contain_text("Not sent")


def test_a_tool_call_is_one_line_that_opens(page: Page, app: ScriptedApp) -> None:
    ask(page, "tool")
    expect(page.get_by_role("img", name="In progress")).to_be_visible()
    app.open_gate()
    answered(page)
    line = page.get_by_role("button", name="Read a file")
    expect(line).to_have_attribute("aria-expanded", "false")
    line.click()
    expect(messages(page)).to_contain_text('"path": "Welcome.md"')
    expect(messages(page)).to_contain_text("Welcome to Deskhand.")


def test_a_workflow_folds_its_steps_and_shows_each_kind(page: Page) -> None:
    ask_and_wait(page, "workflow")
    expect(messages(page)).not_to_contain_text("Looked at your tasks")
    page.get_by_role("button", name="4 steps").click()
    for title in ("Looked at your tasks", "weather", "Read files", "A thought in between."):
        expect(messages(page)).to_contain_text(title)
    expect(messages(page)).to_contain_text("One step of its own")


def test_a_thought_is_summed_up_by_its_length(page: Page) -> None:
    ask_and_wait(page, "think")
    page.get_by_role("button", name="Thought for 7 seconds").click()
    expect(messages(page)).to_contain_text("First this. Then that.")


def test_frames_that_nobody_knows_harm_nothing(page: Page, app: ScriptedApp) -> None:
    ask(page, "events")
    expect(messages(page)).to_contain_text("Looking around")
    expect(messages(page)).to_contain_text("You have 9 left.")
    expect(messages(page)).to_contain_text("cannot be shown here (hologram)")
    app.open_gate()
    expect(messages(page)).to_contain_text("Still here.")
    expect(messages(page)).not_to_contain_text("Looking around")
    page.get_by_role("button", name="Dismiss").click()
    expect(messages(page)).not_to_contain_text("Low on tokens")


def test_questions_take_the_place_of_the_composer_until_they_are_answered(page: Page) -> None:
    ask(page, "question")
    page.get_by_role("radio", name="Home").check()
    page.get_by_role("textbox", name="By when?").fill("Friday")
    expect(page.get_by_role("textbox", name="Message")).to_have_count(0)
    page.get_by_role("button", name="Send answers").click()
    expect(messages(page)).to_contain_text("Home; Friday")
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()


def test_questions_can_be_skipped(page: Page, app: ScriptedApp) -> None:
    ask(page, "question")
    page.get_by_role("button", name="Skip").click()
    expect(messages(page)).to_contain_text("You skipped these questions.")
    assert wait_for(lambda: app.requests("threads.add_structured_input"))[0]["input"]["status"] == "skipped"


def test_sources_are_marked_in_the_text_and_listed(page: Page) -> None:
    ask_and_wait(page, "sources")
    expect(page.get_by_role("link", name="Source 1: Tides")).to_have_attribute("href", "https://example.org/tides")
    page.get_by_text("2 sources").click()
    expect(messages(page)).to_contain_text("Harbour notes")


@pytest.mark.parametrize(
    ("ended", "words"), [("lock", "This matter is settled."), ("close", "This conversation is closed.")]
)
def test_a_locked_or_closed_thread_says_why_nothing_can_be_written(page: Page, ended: str, words: str) -> None:
    ask_and_wait(page, ended)
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("textbox", name="Message")).to_have_count(0)


def test_an_answer_can_be_copied(page: Page) -> None:
    ask_and_wait(page, "hello")
    messages(page).get_by_role("button", name="Copy").last.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Hello! I can **add tasks**")


def test_code_formulas_and_diagrams_are_drawn(page: Page) -> None:
    ask_and_wait(page, "long")
    expect(messages(page).locator(".token").first).to_be_visible()
    expect(messages(page).locator(".katex")).to_have_count(2)
    expect(page.get_by_role("img", name="Diagram")).to_be_visible()
    expect(messages(page)).to_contain_text("a price of $5 to $7.")


def test_the_newest_message_stays_in_view_unless_the_reader_scrolled_up(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "long")
    expect(messages(page).get_by_text("Thank you for reading.")).to_be_in_viewport()
    ask(page, "slow")
    expect(messages(page)).to_contain_text("one two three")
    messages(page).hover()
    page.mouse.wheel(0, -4000)
    jump = page.get_by_role("button", name="Jump to the latest message")
    expect(jump).to_be_visible()
    before = messages(page).evaluate("box => box.scrollTop")
    app.open_gate()
    answered(page)
    assert messages(page).evaluate("box => box.scrollTop") == before
    jump.click()
    expect(messages(page).get_by_text("one two three four")).to_be_in_viewport()


def test_a_long_thread_loads_its_newest_part_and_earlier_ones_on_demand(page: Page, app: ScriptedApp) -> None:
    for number in range(20):
        ask_and_wait(page, f"hello number {number}")
    page.get_by_role("button", name="New chat").first.click()
    page.get_by_role("button", name="A friendly greeting").first.click()
    expect(messages(page).get_by_text("hello number 19")).to_be_visible()
    expect(messages(page).get_by_text("hello number 2", exact=True)).to_have_count(0)
    messages(page).evaluate("box => box.scrollTo(0, 0)")
    expect(messages(page).get_by_text("hello number 0")).to_be_attached()
    assert len(app.requests("items.list")) == 2


def test_a_draft_waits_in_its_own_thread(page: Page) -> None:
    ask_and_wait(page, "hello")
    page.get_by_role("textbox", name="Message").fill("not yet")
    page.get_by_role("button", name="New chat").first.click()
    expect(page.get_by_role("textbox", name="Message")).to_have_value("")
    page.get_by_role("button", name="A friendly greeting").first.click()
    expect(page.get_by_role("textbox", name="Message")).to_have_value("not yet")


def test_an_answer_looks_the_same_while_it_streams_and_when_it_is_loaded(page: Page, app: ScriptedApp) -> None:
    ask(page, "written")
    expect(messages(page)).to_contain_text("Thank you for reading.")
    streamed = drawn_height(page)
    app.open_gate()
    answered(page)
    assert drawn_height(page) == streamed
    page.reload()
    page.get_by_role("navigation").get_by_role("button", name="New chat").first.click()
    expect(messages(page)).to_contain_text("Thank you for reading.")
    assert drawn_height(page) == streamed


def drawn_height(page: Page) -> int:
    """How tall the answer is, once its diagram and its formulas are drawn."""
    expect(page.get_by_role("img", name="Diagram")).to_be_visible()
    expect(messages(page).locator(".katex")).to_have_count(2)
    expect(messages(page).locator(".token").first).to_be_visible()
    return messages(page).locator(".markdown").evaluate("text => text.offsetHeight")
