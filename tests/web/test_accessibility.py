"""What holds for whoever reads with a screen reader, types with no mouse, or needs large or still letters."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.web.driving import answered, ask, ask_and_wait, configure, messages
from tests.web.judging import AXE

RUN_AXE = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ['violations']});
    return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
        `${id}: ${JSON.stringify(target)} ${failureSummary}`));
}"""
EVERY_ITEM = (
    "workflow",
    "think",
    "sources",
    "image",
    "tasks",
    "form",
    "widgets",
    "long",
    "tool",
    "evil canary.example",
)


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands, in the element's shadow too."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def every_item(page: Page, app: ScriptedApp) -> None:
    """A thread with an item of each kind, and everything in it that opens open."""
    for word in EVERY_ITEM:
        ask(page, word)
        if word == "tool":
            expect(page.get_by_role("img", name="In progress")).to_be_visible()
            app.open_gate()
        answered(page)
    for fold in messages(page).locator("[aria-expanded=false]").all():
        fold.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_on_any_screen(page: Page, app: ScriptedApp, scheme: Any) -> None:
    found: dict[str, list[str]] = {}
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    app.api.add_task("Buy milk", "2020-01-01", priority="high")
    app.announce("tasks.changed")
    found["start"] = axe_findings(page)
    every_item(page, app)
    found["items"] = axe_findings(page)
    page.get_by_role("button", name="New chat").first.click()
    ask(page, "error")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    found["error"] = axe_findings(page)
    ask(page, "question")
    expect(page.get_by_role("button", name="Skip")).to_be_visible()
    found["question"] = axe_findings(page)
    configure(page, composer=COMPOSER, entities={"showComposerMenu": True}, disclaimer={"text": "Check *it*."})
    page.get_by_role("button", name="Skip").click()
    element = page.locator("openai-chatkit")
    element.get_by_role("button", name="Tools").click()
    found["menu"] = axe_findings(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hide conversations").click()
    element.get_by_role("button", name="Show conversations").click()
    expect(element.get_by_role("navigation")).to_be_visible()
    found["history"] = axe_findings(page)
    element.get_by_role("button", name="Rename, Delete").first.click()
    element.get_by_role("menuitem", name="Delete").click()
    found["dialog"] = axe_findings(page)
    wrong = [f"{screen}: {finding}" for screen, findings in found.items() for finding in findings]
    assert not wrong, "\n".join(wrong)


FOCUSED = """() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused;
}"""
# Everything that takes a click or a key, in the element's shadow too. Of radio buttons one is reached by Tab.
# A list of tabs hands the focus on to the tab that is open.
CONTROLS = """() => {
    const shadow = document.querySelector('openai-chatkit').shadowRoot;
    const all = [document, shadow].flatMap((root) =>
        [...root.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]);
    const passed = ':disabled, [type=radio]:not(:checked), [type=file], [tabindex="-1"], [role=tablist]';
    return all.filter((it) => !it.matches(passed)
        && it.checkVisibility({visibilityProperty: true}));
}"""
# A field without an outline of its own marks the form around it.
WALKED = """async ([focused, controls]) => {
    const accent = (form) => {
        const probe = form.appendChild(document.createElement('i'));
        probe.style.color = 'var(--accent)';
        const found = getComputedStyle(probe).color;
        probe.remove();
        return found;
    };
    const form = focused.closest('form');
    await Promise.all(form?.getAnimations().map(({finished}) => finished) ?? []);
    const marked = getComputedStyle(focused).outlineStyle !== 'none'
        || (form !== null && getComputedStyle(form).borderTopColor === accent(form));
    return {place: controls.indexOf(focused), marked, html: focused.outerHTML.slice(0, 160)};
}"""

# The button that jumps to the end is gone once the focus is there.
MISSED = """(controls, reached) => controls.filter((it, at) => it.isConnected && !reached.includes(at))
    .map((it) => it.outerHTML.slice(0, 160))"""


def test_every_control_is_reached_by_tab_and_shows_that_it_has_the_focus(page: Page, app: ScriptedApp) -> None:
    page.emulate_media(reduced_motion="reduce")
    app.api.add_task("Buy milk")
    app.announce("tasks.changed")
    every_item(page, app)
    configure(page, composer=COMPOSER, threadItemActions={"feedback": True, "retry": True})
    controls = page.evaluate_handle(CONTROLS)
    count: int = controls.evaluate("all => all.length")
    page.evaluate("document.activeElement.blur()")
    reached: set[int] = set()
    unmarked: list[str] = []
    for _ in range(count + 20):
        page.keyboard.press("Tab")
        step = page.evaluate(WALKED, [page.evaluate_handle(FOCUSED), controls])
        reached.add(step["place"])
        unmarked += [] if step["marked"] or step["place"] < 0 else [step["html"]]
    assert not unmarked, "\n".join(unmarked)
    missed = controls.evaluate(MISSED, sorted(reached))
    assert not missed, "\n".join(missed)


def test_menus_and_dialogs_are_used_and_left_by_keyboard(page: Page, app: ScriptedApp) -> None:
    configure(page, composer=COMPOSER)
    ask_and_wait(page, "hello")
    element = page.locator("openai-chatkit")
    tools = element.get_by_role("button", name="Tools")
    tools.press("Enter")
    expect(element.get_by_role("menuitemradio")).to_be_focused()
    page.keyboard.press("Escape")
    expect(element.get_by_role("menu")).to_have_count(0)
    expect(tools).to_be_focused()
    page.get_by_role("button", name="Hide conversations").press("Enter")
    element.get_by_role("button", name="Show conversations").press("Enter")
    actions = element.get_by_role("button", name="Rename, Delete")
    actions.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(element.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(element.get_by_role("dialog")).to_have_count(0)
    assert app.requests("threads.delete") == []


def test_at_twice_the_size_everything_is_still_there(page: Page, app: ScriptedApp) -> None:
    options = {"composer": COMPOSER, "threadItemActions": {"feedback": True, "retry": True}}
    configure(page, **options, thread={"autoScroll": True})
    page.set_viewport_size({"width": 640, "height": 400})
    ask_and_wait(page, "long")
    assert page.evaluate("document.documentElement.scrollWidth") == 640
    expect(messages(page).get_by_text("Thank you for reading.")).to_be_in_viewport()
    for name in ("Send message", "Tools", "Attach files"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("textbox", name="Message")).to_be_in_viewport(ratio=1)
    assert messages(page).evaluate("box => box.clientHeight") >= 120


def test_from_right_to_left_everything_is_mirrored(page: Page) -> None:
    ask_and_wait(page, "tasks")
    box = page.locator("openai-chatkit .chat").bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2

    def places() -> list[bool]:
        parts = [page.locator(".bubble"), page.locator(".send"), page.get_by_role("checkbox", name="Buy milk")]
        return [(found := part.bounding_box()) is not None and found["x"] > middle for part in parts]

    assert places() == [True, True, False]
    configure(page, locale="ar")
    expect(page.locator("openai-chatkit .chat")).to_have_attribute("dir", "rtl")
    assert places() == [False, False, True]


def test_an_answer_is_announced_once_it_is_complete(page: Page, app: ScriptedApp) -> None:
    log = messages(page).get_by_role("log")
    ask(page, "slow")
    expect(log).to_contain_text("one two three")
    expect(log).to_have_attribute("aria-busy", "true")
    announced = messages(page).locator("..").get_by_role("status")
    expect(announced).to_have_attribute("aria-live", "polite")
    expect(announced).to_have_text("The assistant is answering")
    app.open_gate()
    expect(log).to_have_attribute("aria-busy", "false")
    expect(announced).to_have_text("The answer is complete")


COMPOSER = {
    "attachments": {"enabled": True},
    "tools": [{"id": "web", "label": "Search the web", "icon": "globe"}],
    "models": [{"id": "m", "label": "Model M"}, {"id": "n", "label": "Model N"}],
    "dictation": {"enabled": True},
}
