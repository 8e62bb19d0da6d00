"""What holds for whoever reads with a screen reader, types with no mouse, or needs large or still letters."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.web.driving import answered, ask, ask_and_wait, messages
from tests.web.judging import AXE
from tests.web.test_element import configure

RUN_AXE = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ['violations']});
    return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
        `${id}: ${JSON.stringify(target)} ${failureSummary}`));
}"""
EVERY_ITEM = ("workflow", "think", "sources", "image", "tasks", "form", "widgets", "long", "tool", "evil canary.example")


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
    element.get_by_role("button", name="Show conversations").click()
    expect(element.get_by_role("navigation")).to_be_visible()
    found["history"] = axe_findings(page)
    element.get_by_role("button", name="Rename, Delete").first.click()
    element.get_by_role("menuitem", name="Delete").click()
    found["dialog"] = axe_findings(page)
    assert {screen: wrong for screen, wrong in found.items() if wrong} == {}


COMPOSER = {
    "attachments": {"enabled": True},
    "tools": [{"id": "web", "label": "Search the web", "icon": "globe"}],
    "models": [{"id": "m", "label": "Model M"}, {"id": "n", "label": "Model N"}],
    "dictation": {"enabled": True},
}
