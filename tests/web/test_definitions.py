"""Both definitions of widgets are drawn whole: no two values of a prop look alike, and none is left out."""

import json
from datetime import UTC, datetime

from chatkit.types import ThreadMetadata, WidgetItem
from chatkit.widgets import DynamicWidgetRoot
from playwright.sync_api import Locator, Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.driving import ELEMENT, answered, configure, messages
from tests.web.judging import AXE
from tests.web.looks import STYLES, WIDGET_LOOKS, all_alike
from tests.web.specimens import Check, Node, actions, checks

# Only one field has the focus in the end: each that asked for it is marked.
MARK_FOCUS = """() => {
    const focus = HTMLElement.prototype.focus;
    HTMLElement.prototype.focus = function (...given) { this.dataset.focused = ''; focus.apply(this, given); };
}"""


def show(page: Page, app: ScriptedApp, nodes: list[Node]) -> None:
    """Opens a stored conversation with one widget that holds each of these nodes in a box of its own."""
    now = datetime.now(UTC)
    app.chat.memory.threads["all"] = ThreadMetadata(id="all", created_at=now, title="All")
    boxes = [{"type": "Col", "width": 400, "children": [node]} for node in nodes]
    widget = DynamicWidgetRoot.model_validate({"type": "Basic", "children": boxes})
    app.chat.memory.items["all"] = {"w": WidgetItem(id="w", thread_id="all", created_at=now, widget=widget)}
    page.evaluate(f"async () => {{ await {ELEMENT}.setThreadId(null); await {ELEMENT}.setThreadId('all'); }}")
    expect(messages(page).locator(".widget > .w-box > .w-box")).to_have_count(len(nodes))


def test_no_two_values_of_a_prop_look_alike(page: Page, app: ScriptedApp) -> None:
    # In the dark every surface has a colour of its own.
    configure(page, theme="dark")
    page.evaluate(MARK_FOCUS)
    charts = [check for check in checks() if check.name.startswith("Chart.")]
    others = [check for check in checks() if check not in charts]
    wrong: list[str] = []
    for some, drawn in ((others, ".lucide-anchor"), (charts, ".recharts-wrapper > svg")):
        nodes = [node for check in some for node in check.nodes]
        show(page, app, nodes)
        expect(messages(page).locator(drawn)).to_have_count(len(nodes) if some is charts else anchors(some))
        wrong += all_alike(some, page.evaluate(WIDGET_LOOKS, STYLES.split()))
    assert wrong == [], "\n".join(wrong)


def anchors(some: list[Check]) -> int:
    """How often the icon is drawn that comes later than the others."""
    return sum("lucide:anchor" in json.dumps(node) for check in some for node in check.nodes)


HEAR = f"""() => {{
    window.actions = [];
    {ELEMENT}.setOptions({{
        api: {{url: '/chatkit', domainKey: 'local'}},
        locale: 'en',
        widgets: {{onAction: async (action) => void window.actions.push(action.type)}},
    }});
}}"""


def test_every_action_of_a_component_runs(page: Page, app: ScriptedApp) -> None:
    page.evaluate(HEAR)
    acting = actions()
    show(page, app, list(acting.values()))
    for at, name in enumerate(acting):
        box = messages(page).locator(".widget > .w-box > .w-box").nth(at)
        act(page, box)
        wait_for(lambda name=name: page.evaluate("window.actions.at(-1)") == name)
    assert len(acting) >= 9


def act(page: Page, box: Locator) -> None:
    """Uses the control in this box."""
    if box.locator("select").count():
        box.locator("select").select_option("Two")
    elif box.locator("[aria-haspopup=dialog]").count():
        box.get_by_role("button").click()
        page.get_by_role("dialog").get_by_role("gridcell").get_by_role("button").nth(9).click()
    else:
        box.locator("button, input").first.click()


def test_a_calendar_opens_where_it_is_asked_for_with_the_days_that_may_be_chosen(page: Page, app: ScriptedApp) -> None:
    page.set_viewport_size({"width": 1700, "height": 1000})
    places = [(side, align) for side in ("top", "bottom", "left", "right") for align in ("start", "center", "end")]
    day = {"type": "DatePicker", "name": "day", "defaultValue": "2026-11-17T10:00:00Z", "min": "2026-11-05"}
    nodes = [{**day, "max": "2026-12-03", "side": side, "align": align} for side, align in places]
    spaced = [{"type": "Box", "padding": {"left": 20, "y": 90}, "children": [node]} for node in nodes]
    show(page, app, spaced)
    for at, (side, align) in enumerate(places):
        button = messages(page).get_by_role("button", name="17 Nov 2026").nth(at)
        button.evaluate("(button) => button.scrollIntoView({block: 'center'})")
        button.click()
        calendar = page.get_by_role("dialog")
        expect(calendar).to_have_attribute("data-side", side)
        expect(calendar).to_have_attribute("data-align", align)
        page.keyboard.press("Escape")
        expect(calendar).to_have_count(0)
        expect(button).to_be_focused()
    messages(page).get_by_role("button", name="17 Nov 2026").last.click()
    expect(page.get_by_role("button", name="Wednesday, 4 November 2026")).to_be_disabled()
    expect(page.get_by_role("button", name="Thursday, 5 November 2026")).to_be_enabled()
    page.get_by_role("button", name="Next month").click()
    expect(page.get_by_role("button", name="Friday, 4 December 2026")).to_be_disabled()
    page.keyboard.press("Escape")


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it is."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate("axe.run().then(({violations}) => violations.map(({id}) => id))")
    return found


def test_an_option_says_more_in_the_open_list(page: Page, app: ScriptedApp) -> None:
    options = [{"value": "a", "label": "Ann", "description": "of the harbour"}, {"value": "b", "label": "Bob"}]
    show(page, app, [{"type": "Select", "name": "who", "placeholder": "Who?", "options": options}])
    messages(page).get_by_role("combobox", name="Who?").click()
    expect(page.get_by_role("option")).to_have_text(["Annof the harbour", "Bob"])
    assert faults(page) == []


def test_a_day_is_chosen_by_keyboard_and_taken_back(page: Page, app: ScriptedApp) -> None:
    day = {"type": "DatePicker", "name": "trip.day", "placeholder": "When?", "clearable": True}
    send = {"label": "Send", "action": {"type": "trip"}}
    card = {"type": "Card", "asForm": True, "confirm": send, "children": [{**day, "defaultValue": "2026-11-17"}]}
    show(page, app, [card])
    button = messages(page).get_by_role("button", name="17 Nov 2026")
    button.press("Enter")
    expect(page.get_by_role("button", name="Tuesday, 17 November 2026")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Tuesday, 24 November 2026")).to_be_focused()
    page.keyboard.press("Enter")
    expect(messages(page).get_by_role("button", name="24 Nov 2026")).to_be_focused()
    messages(page).get_by_role("button", name="Send").click()
    answered(page)
    messages(page).get_by_role("button", name="Clear").click()
    expect(messages(page).get_by_role("button", name="When?")).to_be_focused()
    messages(page).get_by_role("button", name="Send").click()
    sent = wait_for(lambda: actions if len(actions := app.requests("threads.custom_action")) == 2 else None)
    assert [each["action"]["payload"] for each in sent] == [{"trip": {"day": "2026-11-24"}}, {"trip": {"day": None}}]
