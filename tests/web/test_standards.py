"""What holds for the page as a whole: how much it loads, and that everything on it can be read."""

import gzip
import json

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.web.driving import ask_and_wait, messages

FIRST_LOAD_BYTES = 350 * 1024
READABLE = 4.5

# The contrast of two colours of a style, by WCAG 2.2; the canvas turns any notation into red, green and blue.
CONTRAST = """([root, text, surface]) => {
    const host = root ? document.querySelector(root).shadowRoot.querySelector('.chat') : document.documentElement;
    const brush = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const light = (name) => {
        const probe = document.createElement('i');
        probe.style.color = `var(${name})`;
        host.append(probe);
        brush.fillStyle = getComputedStyle(probe).color;
        probe.remove();
        brush.fillRect(0, 0, 1, 1);
        const linear = [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const [bright, dark] = [light(text), light(surface)].sort((left, right) => right - left);
    return (bright + 0.05) / (dark + 0.05);
}"""

PAIRS = [
    ("--text", "--surface"),
    ("--muted", "--surface"),
    ("--muted", "--fill"),
    ("--text", "--fill-strong"),
    ("--accent", "--surface"),
    ("--on-accent", "--accent"),
    ("--danger", "--surface"),
    ("--warning", "--surface"),
    ("--info", "--surface"),
]
SHELL_PAIRS = [*PAIRS, ("--muted", "--side"), ("--text", "--side"), ("--danger", "--side")]


def test_the_first_load_stays_within_its_budget(browser: Browser, app: ScriptedApp) -> None:
    page = browser.new_page()
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.url.endswith((".js", ".css")):
            sizes[response.url] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.goto(app.url)
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    page.close()
    assert sizes
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, json.dumps(sizes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(page: Page, scheme: str) -> None:
    page.get_by_role("button", name="Appearance").click()
    page.get_by_role("menuitemradio", name=scheme.title()).click()
    expect(page.locator("openai-chatkit .chat")).to_have_css("color-scheme", scheme)
    measured = {
        f"{root} {text} on {surface}": page.evaluate(CONTRAST, [root, text, surface])
        for root, pairs in (("openai-chatkit", PAIRS), ("", SHELL_PAIRS))
        for text, surface in pairs
    }
    assert {name: value for name, value in measured.items() if value < READABLE} == {}


def test_nothing_moves_where_the_system_asks_for_no_motion(page: Page, app: ScriptedApp) -> None:
    page.emulate_media(reduced_motion="reduce")
    box = page.get_by_role("textbox", name="Message")
    box.fill("tool")
    box.press("Enter")
    spinner = messages(page).locator(".spinner")
    expect(spinner).to_have_css("animation-iteration-count", "1")
    app.open_gate()


@pytest.mark.parametrize("width", [360, 420, 900, 1100, 1280])
def test_no_width_makes_the_window_scroll_sideways(page: Page, width: int) -> None:
    ask_and_wait(page, "widgets")
    page.set_viewport_size({"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert messages(page).evaluate("box => box.scrollWidth <= box.clientWidth")
