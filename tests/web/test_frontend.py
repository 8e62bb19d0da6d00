"""The element of OpenAI instead of ours, where the user wants it: a stand-in is served at the address of its script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.conftest import watched
from tests.web.driving import ask_and_wait, messages

CDN = "https://cdn.platform.openai.com/"
STAND_IN = """customElements.define('openai-chatkit', class extends HTMLElement {
    setOptions(options) { window.given = options; this.textContent = 'The element of OpenAI'; }
    async focusComposer() {}
    async setThreadId(id) { window.shown = id; }
});"""


@pytest.fixture
def page(browser: Browser, app: ScriptedApp) -> Iterator[Page]:
    app.api.state["frontend"] = "openai-cdn"
    # As the server allows it once the user chose so.
    policy = app.headers["Content-Security-Policy"]
    app.headers["Content-Security-Policy"] = policy.replace("script-src 'self'", f"script-src 'self' {CDN}")
    with watched(browser, app, elsewhere=CDN) as page:
        yield page


def serve(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=STAND_IN)


def test_the_element_of_openai_gets_the_same_options(page: Page, app: ScriptedApp) -> None:
    page.route(f"{CDN}deployments/chatkit/chatkit.js", serve)
    page.goto(app.url)
    expect(page.get_by_text("The element of OpenAI")).to_be_visible()
    given = page.evaluate("window.given")
    assert given["api"] == {"url": f"{app.url}chatkit", "domainKey": "local"}
    assert given["history"] == {"enabled": False}
    page.get_by_role("button", name="New chat").first.click()
    wait_for(lambda: page.evaluate("'shown' in window"))


def test_ours_stands_in_where_the_other_cannot_be_loaded(page: Page, app: ScriptedApp) -> None:
    page.route(f"{CDN}**", lambda route: route.abort())
    page.goto(app.url)
    expect(page.get_by_text("OpenAI’s chat element could not be loaded.")).to_be_visible()
    ask_and_wait(page, "hello")
    expect(messages(page)).to_contain_text("add tasks")
