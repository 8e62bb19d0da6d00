"""Pictures of every widget, light and dark: `uv run --no-sync python -m tests.web.snapshots` makes them anew.

They are compared at half their size and with room for another version of the browser: what counts is that nothing
is missing, misplaced or in the wrong colour, not how the edge of a letter is smoothed.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect, sync_playwright

from tests.fakes.scripted_chatkit import scripted_app
from tests.web.conftest import launch, watched
from tests.web.driving import ask_and_wait, configure, messages
from tests.web.gallery import WIDGETS

FOLDER = Path(__file__).parent / "snapshots"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
THEME = {"typography": {"baseSize": 15, "fontFamily": "DejaVu Sans", "fontFamilyMono": "DejaVu Sans Mono"}}

# The share of pixels that differ clearly; 1 where the sizes do.
DIFFERENCE = """async ([left, right]) => {
    const load = (data) =>
        createImageBitmap(new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))]));
    const [a, b] = [await load(left), await load(right)];
    if (Math.abs(a.width - b.width) > 4 || Math.abs(a.height - b.height) > 4) return 1;
    const [width, height] = [Math.ceil(a.width / 2), Math.ceil(a.height / 2)];
    const pixels = (image) => {
        const canvas = new OffscreenCanvas(width, height).getContext('2d');
        canvas.drawImage(image, 0, 0, width, height);
        return canvas.getImageData(0, 0, width, height).data;
    };
    const [first, second] = [pixels(a), pixels(b)];
    let wrong = 0;
    for (let at = 0; at < first.length; at += 4)
        if ([0, 1, 2].some((channel) => Math.abs(first[at + channel] - second[at + channel]) > 48)) wrong += 1;
    return wrong / (width * height);
}"""


def show_gallery(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Fills the conversation with every widget, still and in letters that every computer with DejaVu draws alike."""
    # So high that nothing scrolls, and no button to jump to the end lies above a widget.
    page.set_viewport_size({"width": 1500, "height": 9000})
    page.emulate_media(reduced_motion="reduce")
    configure(page, theme={**THEME, "colorScheme": scheme})
    ask_and_wait(page, "gallery")
    expect(messages(page).locator(".widget")).to_have_count(len(WIDGETS))
    expect(messages(page).locator(".recharts-legend-item")).to_have_count(6)
    expect(messages(page).locator(".lucide-anchor")).to_be_visible()


def pictures(page: Page) -> Iterator[tuple[str, bytes]]:
    """The name and the picture of each widget that is shown."""
    for name, widget in zip(WIDGETS, messages(page).locator(".widget").all(), strict=True):
        yield name, widget.screenshot(animations="disabled", caret="hide")


def difference(page: Page, kept: bytes, now: bytes) -> float:
    """How much of the picture has changed, from 0 to 1."""
    share: float = page.evaluate(DIFFERENCE, [base64.b64encode(picture).decode() for picture in (kept, now)])
    return share


def snapshot(name: str, scheme: str) -> Path:
    """Where the picture of a widget is kept."""
    return FOLDER / f"{name}.{scheme}.png"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, scripted_app() as app:
        browser = launch(playwright)
        for scheme in SCHEMES:
            with watched(browser, app) as page:
                page.goto(app.url)
                expect(page.get_by_role("textbox", name="Message")).to_be_visible()
                show_gallery(page, scheme)
                for name, picture in pictures(page):
                    snapshot(name, scheme).write_bytes(picture)
        browser.close()


if __name__ == "__main__":
    main()
