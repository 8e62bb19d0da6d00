"""The element by its public interface: what any page that uses `<openai-chatkit>` can do with it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.driving import ELEMENT, answered, ask_and_wait, configure, messages

EVENTS = (
    "ready error effect deeplink response.start response.end history.open history.close "
    "thread.change thread.load.start thread.load.end tool.change log"
)
LISTEN = f"""() => {{
    window.events = [];
    for (const name of '{EVENTS}'.split(' '))
        {ELEMENT}.addEventListener('chatkit.' + name, (event) => window.events.push([name, event.detail]));
}}"""


def call(page: Page, method: str, *arguments: Any) -> None:
    """Calls a method and waits for it."""
    page.evaluate(f"([method, given]) => {ELEMENT}[method](...given)", [method, list(arguments)])


def emitted(page: Page) -> list[tuple[str, Mapping[str, Any] | None]]:
    """The events so far, without the diagnostic ones."""
    return [(name, detail) for name, detail in page.evaluate("window.events") if name != "log"]


def test_a_message_can_be_sent_into_a_new_thread(page: Page) -> None:
    ask_and_wait(page, "hello")
    page.evaluate(LISTEN)
    call(page, "sendUserMessage", {"text": "think", "newThread": True})
    expect(messages(page)).to_contain_text("I have thought about it.")
    names = [name for name, _ in emitted(page)]
    assert names == ["thread.change", "response.start", "thread.change", "response.end"]


def test_a_thread_is_shown_by_its_id_and_says_when_it_is_loaded(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    thread_id = next(iter(app.chat.memory.threads))
    page.reload()
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    page.evaluate(LISTEN)
    call(page, "setThreadId", thread_id)
    expect(messages(page)).to_contain_text("add tasks")
    assert emitted(page) == [
        ("thread.change", {"threadId": thread_id}),
        ("thread.load.start", {"threadId": thread_id}),
        ("thread.load.end", {"threadId": thread_id}),
    ]


def test_the_composer_is_filled_and_focused_from_outside(page: Page, app: ScriptedApp) -> None:
    tag = {"type": "input_tag", "id": "note_1", "text": "Welcome.md"}
    words = {"type": "input_text", "text": "hello, read this"}
    call(page, "setComposerValue", {"content": [tag, words], "reply": "a quoted line"})
    call(page, "focusComposer")
    box = page.get_by_role("textbox", name="Message")
    expect(box).to_be_focused()
    expect(page.get_by_role("button", name="Remove Welcome.md")).to_be_visible()
    box.press("Enter")
    answered(page)
    sent = app.requests("threads.create")[0]["input"]
    assert sent["quoted_text"] == "a quoted line"
    assert [part["type"] for part in sent["content"]] == ["input_tag", "input_text"]
    expect(messages(page)).to_contain_text("a quoted line")


def test_an_unknown_option_is_refused_by_its_name(page: Page) -> None:
    with pytest.raises(Exception, match=r'Unknown option "composer\.colour"'):
        configure(page, composer={"colour": "red"})


def test_an_icon_that_nobody_knows_is_a_button_all_the_same(page: Page) -> None:
    action = "{icon: 'hologram', onClick: () => { window.clicked = true; }}"
    page.evaluate(f"() => {ELEMENT}.setOptions({{api: {{url: '/chatkit'}}, header: {{leftAction: {action}}}}})")
    page.get_by_role("button", name="hologram").click()
    assert page.evaluate("window.clicked") is True


def test_effects_and_errors_of_the_server_are_events_of_the_page(page: Page, app: ScriptedApp) -> None:
    page.evaluate(LISTEN)
    call(page, "sendUserMessage", {"text": "refuse"})
    app.open_gate()
    page.evaluate(f"() => void {ELEMENT}.sendUserMessage({{text: 'events', newThread: true}})")
    expect(messages(page)).to_contain_text("Looking around")
    app.open_gate()
    answered(page)
    events = emitted(page)
    assert ("effect", {"name": "celebrate", "data": {"with": "confetti"}}) in events
    assert [name for name, _ in events].count("error") == 1


def test_a_tool_of_the_page_runs_and_its_result_goes_to_the_server(page: Page) -> None:
    page.evaluate(
        f"""() => {ELEMENT}.setOptions({{
            api: {{url: '/chatkit', domainKey: 'local'}},
            onClientTool: ({{name, params}}) => ({{name, kind: params.kind}}),
        }})"""
    )
    call(page, "sendUserMessage", {"text": "page"})
    expect(messages(page)).to_contain_text('"kind": "text"')


def test_a_custom_action_reaches_the_server(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "form")
    item_id = next(reversed(app.chat.memory.items[next(iter(app.chat.memory.threads))]))
    call(page, "sendCustomAction", {"type": "outside", "payload": {"n": 1}}, item_id)
    expect(messages(page)).to_contain_text("outside")
    assert app.requests("threads.custom_action")[0]["action"] == {"type": "outside", "payload": {"n": 1}}


def test_updates_are_fetched_when_the_page_asks_for_them(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    thread_id, items = next(iter(app.chat.memory.items.items()))
    answer = list(items.values())[-1]
    changed = json.loads(answer.model_dump_json())
    changed["content"][0]["text"] = "Changed behind the page's back"
    app.chat.memory.items[thread_id][answer.id] = type(answer).model_validate(changed)
    call(page, "fetchUpdates")
    expect(messages(page)).to_contain_text("Changed behind the page's back")


def test_the_history_of_the_element_opens_renames_and_deletes(page: Page, app: ScriptedApp) -> None:
    configure(page, header={"enabled": True}, history={"enabled": True})
    ask_and_wait(page, "hello")
    page.evaluate(LISTEN)
    element = page.locator("openai-chatkit")
    element.get_by_role("button", name="Show conversations").click()
    element.get_by_role("button", name="Rename, Delete: A friendly greeting").click()
    element.get_by_role("menuitem", name="Rename").click()
    element.get_by_role("textbox", name="Name of the conversation").fill("Milk")
    element.get_by_role("button", name="Save name").click()
    element.get_by_role("button", name="Rename, Delete: Milk").click()
    element.get_by_role("menuitem", name="Delete").click()
    element.get_by_role("button", name="Delete conversation").click()
    expect(element.get_by_text("No conversations yet")).to_be_visible()
    element.get_by_role("button", name="Back to the conversation").click()
    expect(page.get_by_role("heading", name="What can I help with today?")).to_be_visible()
    assert [name for name, _ in emitted(page) if name.startswith("history")] == ["history.open", "history.close"]
    wait_for(lambda: app.chat.memory.threads == {})


def test_a_file_is_uploaded_shown_and_sent_with_the_message(page: Page, app: ScriptedApp) -> None:
    strategy = {"type": "two_phase"}
    api = {"url": "/chatkit", "domainKey": "local", "uploadStrategy": strategy}
    configure(page, api=api, composer={"attachments": {"enabled": True, "maxSize": 20}})
    chooser = page.locator("openai-chatkit input[type=file]")
    chooser.set_input_files({"name": "note.txt", "mimeType": "text/plain", "buffer": b"milk"})
    expect(page.get_by_role("button", name="Remove note.txt")).to_be_visible()
    chooser.set_input_files({"name": "big.txt", "mimeType": "text/plain", "buffer": b"x" * 21})
    expect(page.get_by_role("alert")).to_contain_text("big.txt is larger than")
    ask_and_wait(page, "hello")
    assert app.uploaded == {"note.txt": b"milk"}
    expect(messages(page)).to_contain_text("note.txt")


def test_a_tool_is_picked_from_the_menu_by_keyboard(page: Page, app: ScriptedApp) -> None:
    tools = [{"id": "web", "label": "Search the web", "icon": "globe"}, {"id": "deep", "label": "Deep", "icon": "lab"}]
    configure(page, composer={"tools": tools})
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Tools").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Do not use Deep")).to_be_visible()
    ask_and_wait(page, "hello")
    assert app.requests("threads.create")[0]["input"]["inference_options"] == {"tool_choice": {"id": "deep"}}
    assert [detail for name, detail in emitted(page) if name == "tool.change"] == [{"toolId": "deep"}, {"toolId": None}]


def test_feedback_reaches_the_server(page: Page, app: ScriptedApp) -> None:
    configure(page, threadItemActions={"feedback": True})
    ask_and_wait(page, "hello")
    page.get_by_role("button", name="Good answer").click()
    expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    # The button shows the choice at once; the request is still on its way then.
    assert wait_for(lambda: [kind for _, kind in app.chat.feedback]) == ["positive"]


def test_the_texts_follow_the_locale_and_so_does_the_direction(page: Page) -> None:
    configure(page, locale="de")
    expect(page.get_by_role("heading", name="Womit kann ich heute helfen?")).to_be_visible()
    configure(page, locale="ar")
    expect(page.locator("openai-chatkit .chat")).to_have_attribute("dir", "rtl")


def test_an_element_that_is_moved_keeps_its_conversation(page: Page) -> None:
    ask_and_wait(page, "hello")
    page.evaluate(f"() => document.querySelector('main').append({ELEMENT})")
    expect(messages(page)).to_contain_text("add tasks")


SUGGESTING = f"""() => {ELEMENT}.setOptions({{
    api: {{url: '/chatkit', domainKey: 'local'}},
    locale: 'en',
    entities: {{
        showComposerMenu: true,
        onTagSearch: async (query) => [
            {{id: 'n1', title: 'Welcome.md', group: 'Notes', icon: 'document', data: {{path: '/Welcome.md'}}}},
            {{id: 'n2', title: 'Weather.md', group: 'Notes'}},
        ].filter(({{title}}) => title.toLowerCase().startsWith(query)),
    }},
    commands: {{
        enabled: true,
        onSearch: async (query) => [{{id: 'more', label: 'More notes'}}].filter(({{label}}) => label.includes(query)),
        onSelect: async ({{id}}) => id === 'more'
            ? {{type: 'menu', commands: [{{id: 'old', label: 'Old note'}}]}}
            : {{type: 'entity', entity: {{id: 'n9', title: 'Old.md'}}}},
    }},
}})"""


def test_what_an_at_sign_suggests_is_sent_as_a_tag(page: Page, app: ScriptedApp) -> None:
    page.evaluate(SUGGESTING)
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("hello @we")
    expect(page.get_by_role("group", name="Notes").get_by_role("option")).to_have_text(["Welcome.md", "Weather.md"])
    box.press("ArrowDown")
    box.press("ArrowUp")
    box.press("Enter")
    expect(page.get_by_role("button", name="Remove Welcome.md")).to_be_visible()
    expect(box).to_have_value("hello ")
    box.press("Enter")
    answered(page)
    tag = app.requests("threads.create")[0]["input"]["content"][0]
    assert (tag["type"], tag["id"], tag["data"]) == ("input_tag", "n1", {"path": "/Welcome.md"})


def test_a_suggestion_can_be_refused_and_begun_by_a_button(page: Page) -> None:
    page.evaluate(SUGGESTING)
    box = page.get_by_role("textbox", name="Message")
    page.get_by_role("button", name="Refer to something").click()
    expect(page.get_by_role("option")).to_have_count(2)
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("@")


def test_a_command_may_open_another_menu_and_insert_what_is_chosen_there(page: Page) -> None:
    page.evaluate(SUGGESTING)
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("/More")
    page.get_by_role("option", name="More notes").click()
    page.get_by_role("option", name="Old note").click()
    expect(page.get_by_role("button", name="Remove Old.md")).to_be_visible()
    expect(box).to_have_value("")
