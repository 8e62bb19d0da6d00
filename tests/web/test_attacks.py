"""What a hostile answer, widget or title tries: to run a script, or to send a request to a host of its own."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from chatkit.types import ThreadMetadata
from playwright.sync_api import Browser, Page, expect

from tests.fakes.file_host import file_host
from tests.fakes.scripted_chatkit import ScriptedApp
from tests.web.conftest import watched
from tests.web.driving import ELEMENT, answered, ask, ask_and_wait, configure, messages, thread_row
from tests.web.payloads import DIAGRAMS, PAYLOADS, payloads

DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>'


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """A listener that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def test_a_hostile_answer_runs_nothing_and_asks_nobody(page: Page, canary: socket.socket) -> None:
    ask_and_wait(page, f"evil 127.0.0.1:{canary.getsockname()[1]}")
    expect(messages(page)).to_contain_text("The end of the attack.")
    expect(messages(page).get_by_text("This diagram could not be drawn.")).to_have_count(2)
    expect(messages(page).locator(".katex").first).to_be_visible()
    assert page.evaluate("window.pwned") is None
    with pytest.raises(BlockingIOError):
        canary.accept()


def test_a_hostile_answer_is_as_harmless_when_it_is_loaded_again(page: Page, canary: socket.socket) -> None:
    ask_and_wait(page, f"evil 127.0.0.1:{canary.getsockname()[1]}")
    page.reload()
    thread_row(page, "<img src=").get_by_role("button").first.click()
    expect(messages(page)).to_contain_text("The end of the attack.")
    assert page.evaluate("window.pwned") is None
    with pytest.raises(BlockingIOError):
        canary.accept()


def test_links_that_are_no_web_or_mail_address_are_inert(page: Page) -> None:
    ask_and_wait(page, "evil canary.example")
    expect(messages(page).locator(".katex").first).to_be_visible()
    hrefs = messages(page).get_by_role("link").evaluate_all("links => links.map((link) => link.href)")
    assert hrefs == ["http://canary.example/phish"]


def test_a_link_whose_words_name_another_host_shows_the_real_one(page: Page) -> None:
    ask_and_wait(page, "evil canary.example")
    expect(messages(page).get_by_role("link", name="www.bank.example")).to_contain_text("(canary.example)")


def test_an_image_from_elsewhere_is_loaded_when_it_is_asked_for(page: Page, app: ScriptedApp) -> None:
    ask_and_wait(page, "evil canary.example")
    button = page.get_by_role("button", name="Load image from canary.example").first
    expect(button).to_have_attribute("title", "http://canary.example/markdown")


def test_images_of_hosts_that_the_thread_allows_are_loaded_and_no_others(browser: Browser, app: ScriptedApp) -> None:
    app.headers.clear()
    with file_host(DOT) as host, watched(browser, app, elsewhere=host.url) as page:
        host.media_type = "image/svg+xml"
        page.goto(app.url)
        ask_and_wait(page, f"pictures {host.url}")
        expect(messages(page).get_by_role("img", name="Mine")).to_be_visible()
        expect(messages(page).get_by_role("button", name="Load image from canary.example")).to_be_visible()


def test_an_image_that_does_not_come_says_so_and_can_be_asked_for_again(browser: Browser, app: ScriptedApp) -> None:
    app.headers.clear()
    with file_host(b"no picture") as host, watched(browser, app, elsewhere=host.url) as page:
        page.goto(app.url)
        ask_and_wait(page, f"pictures {host.url}")
        again = messages(page).get_by_role("button", name=f"Load image from {host.host}")
        expect(again.get_by_role("alert")).to_have_text("The image could not be loaded.")
        host.media_type, host.content = "image/svg+xml", DOT
        again.click()
        expect(messages(page).get_by_role("img", name="Mine")).to_be_visible()


def test_a_flood_of_words_is_shown_as_it_was_written_and_can_be_stopped(page: Page) -> None:
    ask(page, "flood")
    expect(messages(page)).to_contain_text("It is shown as it was written.")
    page.get_by_role("button", name="Stop answering").click()
    expect(messages(page)).to_contain_text("You stopped this answer.")
    expect(messages(page)).to_contain_text("- some **short** words `here`\n- some **short** words")
    expect(messages(page).locator("li, strong, code")).to_have_count(0)


def test_the_page_asks_nobody_even_without_the_policy_of_the_server(
    page: Page, app: ScriptedApp, canary: socket.socket
) -> None:
    app.headers.clear()
    page.reload()
    ask_and_wait(page, f"evil 127.0.0.1:{canary.getsockname()[1]}")
    expect(messages(page).get_by_text("This diagram could not be drawn.")).to_have_count(2)
    expect(messages(page).locator(".katex").first).to_be_visible()
    assert page.evaluate("window.pwned") is None
    with pytest.raises(BlockingIOError):
        canary.accept()


# Whatever is drawn from a hostile text must not be able to do anything, also where nobody has clicked yet.
AUDIT = """() => {
    const roots = [document.body, document.querySelector('openai-chatkit').shadowRoot];
    const all = roots.flatMap((root) => [...root.querySelectorAll('*')]);
    const tags = 'script,iframe,object,embed,base,meta,link,style,video,audio,portal,applet,template,foreignObject';
    const safe = /^(https?:|mailto:|#|$)/;
    // The library measures a diagram in the page, with a style of its own, before it is shown as a picture.
    const measured = (it) => it.matches('style') && it.closest('svg[id^="ck-diagram-"]') !== null;
    const wrong = (it) => (it.matches(tags) && !measured(it))
        || [...it.attributes].some(({name}) => name.startsWith('on') || name === 'srcdoc' || name === 'ping')
        || (it.hasAttribute('href') && !safe.test(it.getAttribute('href')))
        || it.matches('[formaction], form[action]')
        || (it.matches('img') && new URL(it.src).origin !== location.origin && !it.src.startsWith('data:image/'))
        || /url\\(|expression|import/i.test(it.getAttribute('style') ?? '');
    return all.filter(wrong).map((it) => it.outerHTML.slice(0, 200));
}"""


def nothing_happened(page: Page, canary: socket.socket) -> None:
    """No script ran, nothing that could run one is there, and nobody was asked for anything."""
    assert page.evaluate("window.pwned") is None
    assert page.evaluate(AUDIT) == []
    with pytest.raises(BlockingIOError):
        canary.accept()


@pytest.fixture
def host(page: Page, app: ScriptedApp, canary: socket.socket) -> str:
    """The host that must hear nothing, of a page that no policy of a server protects."""
    app.headers.clear()
    page.reload()
    page.on("dialog", lambda dialog: pytest.fail(f"a script said {dialog.message}"))
    return f"127.0.0.1:{canary.getsockname()[1]}"


def test_the_corpus_is_large_enough_and_has_nothing_twice() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 150


def test_the_corpus_does_nothing_while_it_streams_nor_when_it_is_loaded(
    page: Page, app: ScriptedApp, canary: socket.socket, host: str
) -> None:
    ask(page, f"corpus {host}")
    expect(messages(page)).to_contain_text("The end of the corpus.", timeout=60_000)
    nothing_happened(page, canary)
    app.open_gate()
    answered(page)
    settled(page, len(DIAGRAMS) + 2)
    nothing_happened(page, canary)
    page.reload()
    thread_row(page, "corpus").get_by_role("button").first.click()
    expect(messages(page)).to_contain_text("The end of the corpus.", timeout=60_000)
    settled(page, len(DIAGRAMS) + 2)
    nothing_happened(page, canary)


def settled(page: Page, drawn: int) -> None:
    """Waits until every formula and this many diagrams were drawn or refused."""
    expect(messages(page).locator(".katex, .katex-error").first).to_be_attached(timeout=20_000)
    diagrams = messages(page).locator(".diagram, .code[data-language=mermaid] + .muted")
    expect(diagrams).to_have_count(drawn, timeout=30_000)


def test_the_corpus_does_nothing_in_tools_widgets_titles_and_file_names(
    page: Page, app: ScriptedApp, canary: socket.socket, host: str
) -> None:
    ask_and_wait(page, f"disguised {host}")
    messages(page).locator(".step [aria-expanded=false]").evaluate_all("all => all.forEach((it) => it.click())")
    expect(messages(page).locator(".file-chip")).to_have_count(len(PAYLOADS))
    # Of the corpus those that are diagrams, once as a tool's result and once in a widget.
    settled(page, 2 * (len(DIAGRAMS) + 1))
    nothing_happened(page, canary)
    for at, payload in enumerate(payloads(host)):
        app.chat.memory.threads[f"t{at}"] = ThreadMetadata(id=f"t{at}", created_at=datetime.now(UTC), title=payload)
    configure(page, header={"enabled": True, "title": {"text": payloads(host)[0]}}, history={"enabled": True})
    call = f"{ELEMENT}.showHistory()"
    page.evaluate(call)
    expect(page.locator("openai-chatkit .thread-row")).to_have_count(50)
    nothing_happened(page, canary)


def test_signs_that_nobody_sees_are_written_out_where_the_user_must_judge(page: Page) -> None:
    ask_and_wait(page, "hidden")
    page.get_by_role("button", name="Delete photo⟨U+202E⟩gpj.exe").click()
    for place in ('"path": "a⟨U+200B⟩b"', "report⟨U+202E⟩fdp.exe", "Really delete⟨U+2066⟩?"):
        expect(messages(page)).to_contain_text(place)
