"""What a hostile answer, widget or title tries: to run a script, or to send a request to a host of its own."""

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.scripted_chatkit import ScriptedApp
from tests.web.driving import ask_and_wait, messages, thread_row


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
