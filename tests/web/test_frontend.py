"""The element of OpenAI instead of ours, where the user wants it: a stand-in is served at the address of its script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.server.security import headers_for
from tests.fakes.scripted_chatkit import ScriptedApp
from tests.waiting import wait_for
from tests.web.conftest import watched
from tests.web.driving import ask_and_wait, messages
from tests.web.real import real_app, window

CDN = "https://cdn.platform.openai.com/"
OTHER = """customElements.define('openai-chatkit', class extends HTMLElement {
    setOptions(options) { window.given = options; this.append('The element of OpenAI'); }
    async focusComposer() {}
    async fetchUpdates() {}
    async setComposerValue() {}
    async setThreadId(id) { window.shown = id; }
    connectedCallback() {
        setTimeout(() => this.dispatchEvent(new CustomEvent('chatkit.ready')));
        this.draw();
    }
    draw() {%s}
});"""
DRAW_A_FRAME = """
    const frame = document.createElement('iframe');
    frame.src = 'https://cdn.platform.openai.com/frame.html';
    this.append(frame);
"""
STAND_IN = OTHER % DRAW_A_FRAME


@pytest.fixture
def page(browser: Browser, app: ScriptedApp) -> Iterator[Page]:
    app.api.state["frontend"] = "openai-cdn"
    app.headers.update(headers_for("openai-cdn"))
    with watched(browser, app, elsewhere=CDN) as page:
        yield page


def serve(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=STAND_IN)


def test_the_element_of_openai_gets_the_same_options(page: Page, app: ScriptedApp) -> None:
    page.route(f"{CDN}deployments/chatkit/chatkit.js", serve)
    page.goto(app.url)
    expect(page.get_by_text("The element of OpenAI")).to_be_visible()
    given = page.evaluate("({...window.given, api: {...window.given.api, fetch: typeof window.given.api.fetch}})")
    assert given["api"] == {
        "url": f"{app.url}chatkit", "domainKey": "local", "fetch": "function", "uploadStrategy": {"type": "two_phase"},
    }  # fmt: skip
    assert given["history"] == {"enabled": False}
    page.get_by_role("button", name="New chat").first.click()
    wait_for(lambda: page.evaluate("'shown' in window"))


def test_a_tag_that_somebody_else_has_registered_stays_theirs(browser: Browser, app: ScriptedApp) -> None:
    with watched(browser, app) as page:
        page.add_init_script(OTHER % "")
        page.goto(app.url)
        expect(page.get_by_text("The element of OpenAI")).to_be_visible()


def test_ours_stands_in_where_the_other_cannot_be_loaded(page: Page, app: ScriptedApp) -> None:
    page.route(f"{CDN}**", lambda route: route.abort())
    page.goto(app.url)
    expect(page.get_by_text("OpenAI’s chat element could not be loaded.")).to_be_visible()
    ask_and_wait(page, "hello")
    expect(messages(page)).to_contain_text("add tasks")


def test_the_real_server_opens_the_page_for_it_only_where_the_user_chose_so(browser: Browser, tmp_path: Path) -> None:
    with real_app(tmp_path, 'frontend = "openai-cdn"') as app, window(browser, app, elsewhere=CDN) as page:
        page.route(f"{CDN}deployments/chatkit/chatkit.js", serve)
        page.route(f"{CDN}frame.html", lambda route: route.fulfill(content_type="text/html", body="In its frame"))
        page.goto(app.url)
        expect(page.frame_locator("iframe").get_by_text("In its frame")).to_be_visible()
        asking = "window.given.api.fetch(window.given.api.url, {method: 'POST', headers: {'Content-Type': "
        asking += (
            "'application/json'}, body: JSON.stringify({type: 'threads.list', params: {}})}).then((a) => a.json())"
        )
        assert page.evaluate(asking)["data"] == []


def test_nothing_is_opened_otherwise(browser: Browser, tmp_path: Path) -> None:
    with real_app(tmp_path) as app, window(browser, app) as page, app.client.http() as http:
        answer = page.goto(app.url)
        assert answer
        assert "openai" not in answer.headers["content-security-policy"]
        assert http.get("/api/state").json()["frontend"] == "deskhand"
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()
