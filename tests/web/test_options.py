"""Every option of `@openai/chatkit` has an effect: no two values of one look alike, and none is left out."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.web.definitions import options
from tests.web.driving import ELEMENT, answered, ask, ask_and_wait, configure, messages
from tests.web.looks import CHAT_LOOKS, STYLES, all_alike
from tests.web.specimens import ABSENT, Check, values_of

# The options whose effect is no look, and where it is tested.
ELSEWHERE = {
    "api": "test_element.py, state/chatkit.test.ts",
    "locale": "test_element.py: the texts follow the locale",
    "initialThread": "test_react.py: the thread to begin with",
    "theme.typography.fontSources": "below",
    "startScreen.prompts.prompt": "test_conversation.py: a prompt is sent at once",
    "composer.attachments.maxSize": "test_composer.py: limits are said in words",
    "composer.attachments.maxCount": "test_composer.py: limits are said in words",
    "composer.tools.label": "test_element.py: a tool is picked from the menu",
    "composer.tools.icon": "below",
    "composer.tools.shortLabel": "below",
    "composer.tools.placeholderOverride": "test_composer.py: a tool changes the words of the empty field",
    "composer.tools.persistent": "test_composer.py: a tool that stays is kept",
    "composer.models.description": "test_composer.py: a model is picked",
    "composer.models.disabled": "test_composer.py: a model is picked",
    "composer.models.default": "test_composer.py: a model is picked",
    "entities.showComposerMenu": "test_element.py: a suggestion can be begun by a button",
    "commands": "test_element.py: a command may open another menu",
    "thread.autoScroll": "below",
    "header.leftAction.icon": "the type of its table has every icon",
    "header.rightAction.icon": "the type of its table has every icon",
}


def checks() -> list[Check]:
    """Every option that can be seen, with each of its values as an object of options."""
    return [
        Check(path, [value for value, _ in values], [{} if whole is ABSENT else {name: whole} for _, whole in values])
        for name, kinds in options().items()
        for path, values in values_of(kinds, name, "options", {})
        if not any(path == known or path.startswith(f"{known}.") for known in ELSEWHERE)
    ]


def alike_in_chat(page: Page, some: list[Check]) -> list[str]:
    """The options, of these, that make no difference to the chat as it is now."""
    every = [node for check in some for node in check.nodes]
    return all_alike(some, page.evaluate(CHAT_LOOKS, [STYLES.split(), every]))


def test_no_two_values_of_an_option_look_alike(page: Page) -> None:
    ask_and_wait(page, "long")
    every = checks()
    on_start = [check for check in every if check.name.startswith("startScreen")]
    in_list = [check for check in every if check.name.startswith("history.show")]
    wrong = alike_in_chat(page, [check for check in every if check not in (*on_start, *in_list)])
    page.evaluate(f"() => {ELEMENT}.showHistory()")
    expect(page.locator("openai-chatkit .thread-row")).to_have_count(1)
    wrong += alike_in_chat(page, in_list)
    page.evaluate(f"() => {ELEMENT}.hideHistory()")
    page.evaluate(f"() => {ELEMENT}.setThreadId(null)")
    wrong += alike_in_chat(page, on_start)
    assert wrong == [], "\n".join(wrong)


def test_what_shows_only_in_use_is_as_the_options_say(page: Page) -> None:
    source = "/ours.woff2"
    font = {
        "family": "Ours",
        "src": source,
        "weight": 700,
        "style": "italic",
        "display": "block",
        "unicodeRange": "U+26",
    }
    tool: dict[str, Any] = {"id": "deep", "label": "Deep research", "icon": "lab", "shortLabel": "Deep"}
    for _ in range(2):
        configure(page, theme={"typography": {"fontSources": [font]}}, composer={"tools": [tool]})
    page.evaluate(f"() => {ELEMENT}.setComposerValue({{selectedToolId: 'deep'}})")
    chip = page.get_by_role("button", name="Do not use Deep research")
    expect(chip).to_have_text("Deep")
    expect(chip.locator(".lucide-flask-conical")).to_be_visible()
    known = "[...document.fonts].map((it) => [it.family, it.weight, it.style, it.display, it.unicodeRange])"
    assert page.evaluate(known) == [["Ours", "700", "italic", "block", "U+26"]]


@pytest.mark.parametrize("follows", [True, False])
def test_an_answer_is_followed_only_where_the_page_wants_it(page: Page, app: ScriptedApp, follows: bool) -> None:
    page.set_viewport_size({"width": 900, "height": 500})
    configure(page, thread={"autoScroll": follows})
    ask(page, "written")
    end = messages(page).get_by_text("Thank you for reading.")
    expect(end).to_be_attached()
    expect(end).to_be_in_viewport() if follows else expect(end).not_to_be_in_viewport()
    app.open_gate()
    answered(page)
    expect(messages(page).get_by_role("button", name="Copy").last).to_be_attached()
    expect(end).to_be_in_viewport() if follows else expect(end).not_to_be_in_viewport()
