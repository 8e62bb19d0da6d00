"""What the page does with conversations beyond ChatKit's protocol, before the real app."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fakes.file_host import file_host
from tests.fakes.provider import Call, Say
from tests.web.driving import ask, ask_and_wait, messages
from tests.web.real import RealApp, opened, real_app, window

CHART = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>'
ADD = Call("add_task", {"title": "milk"})


@pytest.fixture
def app(tmp_path: Path) -> Iterator[RealApp]:
    with real_app(tmp_path) as app:
        yield app


@pytest.fixture
def page(browser: Browser, app: RealApp) -> Iterator[Page]:
    with window(browser, app) as page:
        opened(page, app)
        yield page


def change(page: Page, before: str, after: str) -> None:
    """Changes a message and waits for the answer to it."""
    page.get_by_role("article", name="You said").filter(has_text=before).hover()
    page.get_by_role("button", name="Edit").click()
    field = page.get_by_role("textbox", name="Edit your message")
    field.fill(after)
    field.press("Enter")
    expect(messages(page).get_by_text(after, exact=True)).to_be_visible()


def test_a_message_is_changed_and_its_versions_are_switched_between(page: Page, app: RealApp) -> None:
    app.provider.answers += [Say(("The first answer.",)), Say(("The second answer.",))]
    ask_and_wait(page, "first question")
    change(page, "first question", "second question")
    expect(messages(page)).to_contain_text("The second answer.")
    expect(messages(page)).not_to_contain_text("The first answer.")
    versions = page.get_by_role("group", name="Version 2 of 2")
    versions.get_by_role("button", name="Previous version").click()
    expect(messages(page)).to_contain_text("The first answer.")
    expect(messages(page)).not_to_contain_text("second question")
    expect(page.get_by_role("group", name="Version 1 of 2")).to_be_visible()


def test_a_message_says_when_and_by_which_model_it_was_written(page: Page) -> None:
    ask_and_wait(page, "hello")
    expect(messages(page).locator("time")).to_have_count(2)
    expect(messages(page).get_by_text("OpenAI · ")).to_be_visible()
    expect(messages(page).get_by_text("Sent to")).to_have_count(0)


def test_a_model_that_thinks_is_told_how_much_where_it_is_chosen(page: Page, app: RealApp) -> None:
    page.get_by_role("button", name="OpenAI · ").click()
    effort = page.get_by_role("combobox", name="How much it thinks")
    expect(effort).to_have_value("")
    effort.select_option("thoroughly")
    expect(effort).to_have_value("high")
    page.keyboard.press("Escape")
    ask_and_wait(page, "hello")
    assert app.provider.turns[-1]["reasoning_effort"] == "high"


def test_a_message_of_another_conversation_is_found_and_shown(page: Page, app: RealApp) -> None:
    app.provider.answers += [Say(("There is a purple elephant in it.",))]
    ask_and_wait(page, "What is in my garden?")
    page.get_by_role("button", name="New chat").first.click()
    ask_and_wait(page, "hello")
    page.get_by_role("textbox", name="Search conversations").fill("purp")
    hit = page.get_by_role("button", name="purple elephant")
    expect(hit.locator("mark")).to_have_text("purple")
    hit.click()
    expect(messages(page).get_by_text("There is a purple elephant in it.")).to_be_in_viewport()
    page.get_by_role("textbox", name="Search conversations").press("Escape")
    expect(page.get_by_role("button", name="purple elephant")).to_have_count(0)


def test_in_a_narrow_window_a_long_title_gives_way_to_the_date_beside_it(page: Page, app: RealApp) -> None:
    page.set_viewport_size({"width": 420, "height": 800})
    title = "Pay the electricity bill for the very long winter of January and February"
    app.provider.answers += [Call("add_task", {"title": title, "due": "2030-12-01", "priority": "high"})]
    ask_and_wait(page, "add it")
    date = messages(page).get_by_text("Sun 1 Dec 2030", exact=True)
    lines = "(text) => text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight)"
    assert date.evaluate(lines) < 1.5


def test_a_search_without_hits_says_so(page: Page) -> None:
    page.get_by_role("textbox", name="Search conversations").fill("nowhere")
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(page.get_by_text("Your conversations will be listed here.")).to_be_visible()


@pytest.mark.parametrize(("choice", "ending"), [("Save as Markdown", ".md"), ("Save as JSON", ".json")])
def test_a_conversation_is_saved_under_its_title(page: Page, app: RealApp, choice: str, ending: str) -> None:
    app.provider.title = "hello"
    ask_and_wait(page, "hello")
    page.get_by_role("button", name="Actions for hello").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name=choice).click()
    assert saved.value.suggested_filename == f"hello{ending}"
    assert "hello" in saved.value.path().read_text(encoding="utf-8")


def test_what_an_answer_changed_is_listed_and_undone(page: Page, app: RealApp) -> None:
    app.provider.answers += [ADD, Call("add_task", {"title": "eggs"}, id="call_2"), Say(("Both added.",))]
    ask_and_wait(page, "add milk and eggs")
    page.get_by_role("button", name="Undo what this answer changed").click()
    dialog = page.get_by_role("alertdialog", name="Undo what this answer changed?")
    expect(dialog.get_by_role("listitem")).to_have_text(["Added “eggs”.", "Added “milk”."])
    dialog.get_by_role("button", name="Undo 2 changes").click()
    told = page.get_by_role("alertdialog", name="What was undone")
    expect(told).to_contain_text("2 changes were undone.")
    told.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Undo what this answer changed")).to_have_count(0)
    tasks = page.get_by_role("complementary", name="Tasks, changes and permissions")
    expect(tasks.get_by_role("checkbox", name="milk")).to_have_count(0)


def test_what_could_not_be_undone_is_said(page: Page, app: RealApp) -> None:
    (app.folder / "note.txt").write_text("old\n", encoding="utf-8")
    app.provider.answers += [Call("write_file", {"path": "note.txt", "content": "new\n"}), Say(("Written.",))]
    ask_and_wait(page, "write it")
    page.get_by_role("button", name="Allow").first.click()
    expect(messages(page)).to_contain_text("Written.")
    (app.folder / "note.txt").write_text("mine\n", encoding="utf-8")
    page.get_by_role("button", name="Undo what this answer changed").click()
    page.get_by_role("button", name="Undo 1 change").click()
    told = page.get_by_role("alertdialog", name="What was undone")
    expect(told).to_contain_text("Nothing could be undone.")
    expect(told.get_by_role("listitem")).to_contain_text("was changed after")
    assert (app.folder / "note.txt").read_text(encoding="utf-8") == "mine\n"


def test_the_dialog_leaves_everything_as_it_is_when_it_is_cancelled(page: Page, app: RealApp) -> None:
    app.provider.answers += [ADD, Say(("Added.",))]
    ask_and_wait(page, "add milk")
    page.get_by_role("button", name="Undo what this answer changed").press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="milk").first).to_be_visible()


def test_a_list_of_tasks_in_the_chat_follows_what_is_ticked_beside_it(page: Page, app: RealApp) -> None:
    app.provider.answers += [ADD, Say(("Added.",))]
    ask_and_wait(page, "add milk")
    beside = page.get_by_role("complementary", name="Tasks, changes and permissions")
    beside.get_by_role("checkbox", name="milk").check()
    expect(messages(page).get_by_role("checkbox", name="milk")).to_be_checked()


def test_what_the_files_server_lists_is_drawn(page: Page, app: RealApp) -> None:
    (app.folder / "note.txt").write_text("milk and eggs\n", encoding="utf-8")
    look = Call("search_content", {"path": str(app.folder), "query": "eggs"}, id="call_2")
    app.provider.answers += [Call("list_directory", {"path": str(app.folder)}), look, Say(("Here.",))]
    ask_and_wait(page, "look")
    expect(messages(page).get_by_text("note.txt", exact=True)).to_be_visible()
    expect(messages(page).get_by_text("1 > milk and eggs")).to_be_visible()


def test_a_file_is_attached_and_what_cannot_be_read_is_named(page: Page, app: RealApp, tmp_path: Path) -> None:
    for name, text in (("list.txt", "milk and eggs"), ("broken.png", "no picture")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = page.locator("input[type=file]")
    files.set_input_files(tmp_path / "list.txt")
    expect(page.get_by_role("button", name="Remove list.txt")).to_be_visible()
    ask_and_wait(page, "what is in it?")
    assert "milk and eggs" in json.dumps(app.provider.turns)
    files.set_input_files(tmp_path / "broken.png")
    expect(page.get_by_role("button", name="Remove broken.png")).to_be_visible()
    ask(page, "and in this?")
    expect(page.get_by_text("“broken.png” is not the kind of picture that its name says.")).to_be_visible()
    assert len(app.provider.turns) == 1


def test_a_picture_from_elsewhere_comes_when_it_is_asked_for_and_not_before(page: Page, app: RealApp) -> None:
    with file_host(b"no picture") as host:
        app.provider.answers += [Say((f"![A chart]({host.url}chart.svg)",))]
        ask_and_wait(page, "show me")
        load = messages(page).get_by_role("button", name=f"Load image from {host.host}")
        expect(load).to_contain_text("A chart")
        assert host.asked == []
        load.click()
        expect(load.get_by_role("alert")).to_have_text(f"What {host.host} has there is no picture.")
        host.media_type, host.content = "image/svg+xml", CHART
        load.click()
        chart = messages(page).get_by_role("img", name="A chart")
        expect(chart).to_be_visible()
        assert chart.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 40
