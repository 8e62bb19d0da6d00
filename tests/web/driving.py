"""What a person does with the page."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

ELEMENT = "document.querySelector('openai-chatkit')"


def ask(page: Page, text: str) -> None:
    """Sends a message, and does not wait for its answer."""
    box = page.get_by_role("textbox", name="Message")
    box.fill(text)
    box.press("Enter")


def ask_and_wait(page: Page, text: str) -> None:
    """Sends a message and waits until it was answered."""
    ask(page, text)
    answered(page)


def answered(page: Page) -> None:
    """Waits until nothing is being answered."""
    expect(page.get_by_role("status").filter(has_text="The answer is complete")).to_be_attached()


def messages(page: Page) -> Locator:
    """The part of the page that holds the conversation."""
    return page.get_by_role("region", name="Messages")


def thread_row(page: Page, title: str) -> Locator:
    """The row of a conversation in the list."""
    return page.get_by_role("navigation", name="Conversations").get_by_role("listitem").filter(has_text=title)


def configure(page: Page, **options: Any) -> None:
    """Replaces all options by these."""
    api = {"url": "/chatkit", "domainKey": "local"}
    page.evaluate(f"(options) => {ELEMENT}.setOptions(options)", {"api": api, "locale": "en", **options})
