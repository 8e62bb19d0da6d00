"""The composer: what a person brings into a message, and how."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.driving import ELEMENT, ask_and_wait, configure, messages

# Selects the words of the first paragraph of an answer, as a mouse would.
SELECT = f"""() => {{
    const shadow = {ELEMENT}.shadowRoot;
    const words = shadow.querySelector('.assistant-message p strong');
    const selection = shadow.getSelection();
    selection.setBaseAndExtent(words.firstChild, 0, words.firstChild, words.textContent.length);
}}"""
BRING = """([kind, name, size]) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(size)], name, {type: 'text/plain'}));
    const field = document.querySelector('openai-chatkit').shadowRoot.querySelector('textarea');
    const event = kind === 'paste'
        ? new ClipboardEvent('paste', {clipboardData: files, bubbles: true, cancelable: true})
        : new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true});
    return field.dispatchEvent(event);
}"""


def test_selected_words_are_quoted_in_the_next_message(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "hello")
    page.evaluate(SELECT)
    button = page.get_by_role("button", name="Quote in reply")
    words = messages(page).get_by_text("add tasks").bounding_box()
    place = button.bounding_box()
    assert words
    assert place
    assert abs(place["x"] - words["x"]) < 2
    assert place["y"] < words["y"] < place["y"] + 60
    button.click()
    box = page.get_by_role("textbox", name="Message")
    expect(box).to_be_focused()
    expect(page.get_by_role("button", name="Remove the quote")).to_be_visible()
    box.fill("hello")
    box.press("Enter")
    sent = wait_for(lambda: app.requests("threads.add_user_message"))[0]["input"]
    assert sent["quoted_text"] == "add tasks"
    expect(page.get_by_role("button", name="Quote in reply")).to_have_count(0)


def test_what_is_said_becomes_words_behind_those_that_are_typed(page: Page, app: ScriptedApp) -> None:
    configure(page, composer={"dictation": {"enabled": True}})
    box = page.get_by_role("textbox", name="Message")
    box.fill("hello")
    page.get_by_role("button", name="Dictate").click()
    expect(page.get_by_text("Listening")).to_be_visible()
    page.get_by_role("button", name="Stop dictating").click()
    expect(box).to_have_value("hello buy milk")
    expect(box).to_be_focused()
    sound = app.requests("input.transcribe")[0]
    assert sound["mime_type"] == "audio/webm;codecs=opus"
    assert len(sound["audio_base64"]) > 0


def test_there_is_no_dictation_where_the_page_does_not_want_it(page: Page) -> None:
    configure(page)
    expect(page.get_by_role("button", name="Dictate")).to_have_count(0)
    # Nor are files taken, so that what is pasted beside a picture of it is its words.
    assert page.evaluate(BRING, ["paste", "picture.png", 4]) is True


def test_a_dictation_that_the_server_cannot_read_says_so_and_keeps_the_words(page: Page, app: ScriptedApp) -> None:
    configure(page, composer={"dictation": {"enabled": True}})
    page.get_by_role("textbox", name="Message").fill("hello")
    page.get_by_role("button", name="Dictate").click()
    app.refuse_next = "No ears."
    page.get_by_role("button", name="Stop dictating").click()
    expect(page.get_by_text("The dictation did not work.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message")).to_have_value("hello")


def test_files_are_pasted_and_dropped_and_limits_are_said_in_words(page: Page, app: ScriptedApp) -> None:
    api = {"url": "/chatkit", "domainKey": "local", "uploadStrategy": {"type": "two_phase"}}
    accept = {"text/plain": [".txt"]}
    limits = {"enabled": True, "maxSize": 2048, "maxCount": 2, "accept": accept}
    configure(page, api=api, composer={"attachments": limits})
    page.evaluate(BRING, ["paste", "pasted.txt", 4])
    expect(page.get_by_role("button", name="Remove pasted.txt")).to_be_visible()
    page.evaluate(BRING, ["drop", "dropped.txt", 4])
    expect(page.get_by_role("button", name="Remove dropped.txt")).to_be_visible()
    page.evaluate(BRING, ["drop", "one-more.txt", 4])
    expect(page.get_by_role("alert")).to_have_text("At most 2 files can be attached")
    page.get_by_role("button", name="Remove dropped.txt").click()
    wait_for(lambda: app.requests("attachments.delete"))
    page.evaluate(BRING, ["paste", "large.txt", 4096])
    expect(page.get_by_role("alert")).to_have_text("large.txt is larger than 2 kB")
    ask_and_wait(page, "hello")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_file_that_could_not_be_brought_up_says_so_and_is_not_sent(page: Page, app: ScriptedApp) -> None:
    api = {"url": "/chatkit", "domainKey": "local", "uploadStrategy": {"type": "direct", "uploadUrl": "/nowhere"}}
    configure(page, api=api, composer={"attachments": {"enabled": True}})
    page.evaluate(BRING, ["drop", "lost.txt", 4])
    expect(page.get_by_text("lost.txt could not be uploaded")).to_be_visible()
    ask_and_wait(page, "hello")
    assert app.requests("threads.create")[0]["input"]["attachments"] == []


def test_a_model_is_picked_and_sent_with_each_message(page: Page, app: ScriptedApp) -> None:
    small = {"id": "small", "label": "Small", "description": "Quick and simple"}
    large = {"id": "large", "label": "Large", "default": True}
    configure(page, composer={"models": [small, large, {"id": "huge", "label": "Huge", "disabled": True}]})
    page.get_by_role("button", name="Model: Large").press("Enter")
    expect(page.get_by_role("menuitemradio", name="Huge")).to_be_disabled()
    page.get_by_role("menuitemradio", name="Small Quick and simple").press("Enter")
    expect(page.get_by_role("button", name="Model: Small")).to_be_visible()
    ask_and_wait(page, "hello")
    assert app.requests("threads.create")[0]["input"]["inference_options"] == {"model": "small"}


def test_a_tool_that_stays_is_kept_and_changes_the_words_of_the_empty_field(page: Page, app: ScriptedApp) -> None:
    tool: dict[str, Any] = {"id": "web", "label": "Search", "icon": "globe", "pinned": True, "persistent": True}
    configure(page, composer={"tools": [{**tool, "placeholderOverride": "What to search for?"}]})
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_placeholder("What to search for?")).to_be_visible()
    ask_and_wait(page, "hello")
    expect(page.get_by_role("button", name="Search")).to_have_attribute("aria-pressed", "true")


def test_a_source_tells_more_when_it_is_pointed_at_or_reached_by_keyboard(page: Page) -> None:
    ask_and_wait(page, "sources")
    marker = page.get_by_role("link", name="Source 1: Tides")
    marker.hover()
    card = page.locator("openai-chatkit").get_by_role("tooltip")
    expect(card).to_have_text("TidesExample · example.org")
    at, place = marker.bounding_box(), card.bounding_box()
    assert at
    assert place
    assert (abs(place["x"] - at["x"]) < 2, abs(place["y"] - at["y"]) < 40) == (True, True)
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Source 2: Harbour notes").focus()
    expect(card).to_contain_text("harbour.md")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_several_sources_of_one_place_have_one_marker(page: Page) -> None:
    ask_and_wait(page, "sources together")
    marker = page.get_by_role("button", name="Sources 1, 2: Tides; Harbour notes")
    expect(marker).to_have_text("1, 2")
    marker.focus()
    card = page.locator("openai-chatkit").get_by_role("tooltip")
    expect(card).to_contain_text("example.org")
    expect(card).to_contain_text("Harbour notes")


def test_an_entity_is_previewed_as_the_page_draws_it_and_can_be_clicked(page: Page) -> None:
    page.evaluate(
        f"""() => {ELEMENT}.setOptions({{
            api: {{url: '/chatkit', domainKey: 'local'}},
            locale: 'en',
            entities: {{
                onClick: (entity) => {{ window.clicked = entity; }},
                onRequestPreview: async ({{title}}) => ({{preview: {{type: 'Basic', children: [
                    {{type: 'Text', value: `All about ${{title}}`}},
                ]}}}}),
            }},
        }})"""
    )
    ask_and_wait(page, "entity")
    tag = messages(page).get_by_role("button", name="the note")
    tag.hover()
    expect(page.locator("openai-chatkit").get_by_role("tooltip")).to_have_text("All about Welcome.md")
    tag.click()
    assert page.evaluate("window.clicked") == {
        "id": "n1",
        "title": "Welcome.md",
        "interactive": True,
        "data": {"path": "/Welcome.md"},
        "icon": "document",
    }


def test_an_upload_says_how_far_it_is(page: Page, app: ScriptedApp) -> None:
    api = {"url": "/chatkit", "domainKey": "local", "uploadStrategy": {"type": "two_phase"}}
    configure(page, api=api, composer={"attachments": {"enabled": True}})
    page.evaluate(BRING, ["drop", "held.txt", 4096])
    expect(page.get_by_text("Uploading held.txt, 100%")).to_be_visible()
    app.open_gate()
    expect(page.get_by_role("button", name="Remove held.txt")).to_be_visible()


GROUPED = f"""() => {ELEMENT}.setOptions({{
    api: {{url: '/chatkit', domainKey: 'local'}},
    locale: 'en',
    entities: {{onTagSearch: async () => [
        {{id: 'a', title: 'Ann', group: 'People'}},
        {{id: 'n', title: 'note.txt', group: 'Files'}},
        {{id: 'b', title: 'Bob', group: 'People'}},
    ]}},
    commands: {{enabled: true, onSearch: async () => [
        {{id: 't', label: 'Translate', description: 'Into English', group: 'Text'}},
    ]}},
}})"""


def test_suggestions_stand_under_the_headings_of_their_groups(page: Page) -> None:
    page.evaluate(GROUPED)
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("@")
    people = page.get_by_role("group", name="People")
    expect(people.get_by_role("option")).to_have_text(["Ann", "Bob"])
    expect(page.get_by_role("group", name="Files").get_by_role("option")).to_have_text(["note.txt"])
    box.press("ArrowDown")
    expect(page.get_by_role("option", name="Bob")).to_have_attribute("aria-selected", "true")
    box.fill("")
    box.press_sequentially("/")
    expect(page.get_by_role("group", name="Text").get_by_role("option")).to_have_text(["TranslateInto English"])
