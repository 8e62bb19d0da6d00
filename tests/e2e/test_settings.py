"""What a person sets, in the page of the real app; kept over a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import page_of, say
from tests.running import Program, app_as_program, home_of
from tests.waiting import wait_for
from tests.web.test_accessibility import axe_findings

SECTIONS = ("Models", "Folders", "Instructions", "Memory", "All settings")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with app_as_program(tmp_path / "data") as running:
        yield running


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The app as it is on the first day, for those that only look at it."""
    home = tmp_path_factory.mktemp("untouched")
    with app_as_program(home / "data", **home_of(home)) as running:
        yield running


def lines_of(data: Path) -> list[str]:
    file = data / "settings.toml"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def open_settings(page: Page, section: str) -> None:
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("dialog", name="Settings").get_by_role("tab", name=section).click()


def test_a_new_user_is_asked_once_where_answers_come_from_and_can_write_meanwhile(
    browser: Browser, program: Program
) -> None:
    with page_of(browser, program) as page:
        ways = page.get_by_role("region", name="Where should answers come from?")
        for name in ("The built-in model", "A model on this computer", "A service, with your key"):
            expect(ways.get_by_role("button", name=name)).to_be_visible()
        say(page, "Show my tasks")
        expect(ways).to_have_count(0)
        page.get_by_role("button", name="New chat").first.click()
        ways.get_by_role("button", name="A service, with your key").click()
        expect(page.get_by_role("dialog", name="Settings").get_by_label("Key of OpenAI", exact=True)).to_be_visible()
        page.keyboard.press("Escape")
        expect(ways).to_have_count(0)
        with program.client.http() as http:
            wait_for(lambda: http.get("/api/settings/ui").json().get("welcomed") is True)
        page.reload()
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        expect(ways).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_settings(browser: Browser, untouched: Program, scheme: str) -> None:
    with page_of(browser, untouched) as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        expect(page.get_by_role("region", name="Where should answers come from?")).to_be_visible()
        found = {"welcome": axe_findings(page)}
        page.get_by_role("button", name="Built-in · SmolLM2").click()
        expect(page.get_by_role("button", name="Choose a model…")).to_be_visible()
        found["meter"] = axe_findings(page)
        page.keyboard.press("Escape")
        open_settings(page, "Models")
        expect(page.get_by_text("Ollama", exact=True)).to_be_visible()
        for section in SECTIONS:
            page.get_by_role("tab", name=section).click()
            found[section] = axe_findings(page)
        assert [(screen, each) for screen, problems in found.items() for each in problems] == []


def test_memories_instructions_and_settings_are_kept_over_a_restart(browser: Browser, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with app_as_program(data) as program, page_of(browser, program) as page:
        open_settings(page, "Memory")
        page.get_by_label("Something to remember").fill("I live in Oslo.")
        page.keyboard.press("Enter")
        expect(page.get_by_text("I live in Oslo.")).to_be_visible()
        page.get_by_role("tab", name="Instructions").click()
        everywhere = page.get_by_label("Everywhere")
        everywhere.fill("Answer in rhymes.")
        page.get_by_role("button", name="Save").first.click()
        wait_for(lambda: 'instructions = "Answer in rhymes."' in lines_of(data))
        page.get_by_role("tab", name="All settings").click()
        page.get_by_label("Search settings").fill("effort")
        page.get_by_label("reasoning_effort").select_option("low")
        wait_for(lambda: 'reasoning_effort = "low"' in lines_of(data))
        assert program.stop() == 0
    with app_as_program(data) as program, page_of(browser, program) as page:
        open_settings(page, "Instructions")
        expect(page.get_by_label("Everywhere")).to_have_value("Answer in rhymes.")
        page.get_by_role("tab", name="Memory").click()
        row = page.get_by_role("listitem").filter(has_text="I live in Oslo.")
        row.get_by_role("button", name="Forget").click()
        expect(page.get_by_text("Nothing is remembered yet.")).to_be_visible()


def test_a_folder_is_granted_and_one_that_is_not_there_is_said(
    browser: Browser, program: Program, tmp_path: Path
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "budget.txt").write_text("Rent is 300.", encoding="utf-8")
    with page_of(browser, program) as page:
        open_settings(page, "Folders")
        path = page.get_by_label("Path of a folder")
        path.fill(str(tmp_path / "nothing"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("There is no folder")
        path.fill(str(papers))
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"Take {papers} away")).to_be_visible()
        page.keyboard.press("Escape")
        say(page, "Read budget.txt")
        expect(page.locator("openai-chatkit").get_by_text("Rent is 300.").last).to_be_visible()
