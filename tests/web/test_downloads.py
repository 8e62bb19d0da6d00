"""The models that can be downloaded, in the settings: the real app, and a host of files on loopback."""

import random
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.fakes.file_host import FileHost, catalogue_of, file_host
from tests.web.real import opened, real_app, window

CONTENT = random.Random(1).randbytes(3_000_000)
HALF = 1_500_000


@contextmanager
def settings_of(browser: Browser, tmp_path: Path, **changes: object) -> Generator[tuple[Page, FileHost]]:
    """The models in the settings, of which one can be downloaded."""
    with file_host(CONTENT) as files:
        catalogue = tmp_path / "catalogue.toml"
        catalogue.write_text(catalogue_of(files, **changes), encoding="utf-8")
        with real_app(tmp_path, f"models_catalogue = '{catalogue}'") as app, window(browser, app) as page:
            opened(page, app)
            page.keyboard.press("Control+,")
            expect(page.get_by_role("list", name="Models to download")).to_be_visible()
            yield page, files


def test_a_model_is_downloaded_paused_gone_on_with_and_deleted(browser: Browser, tmp_path: Path) -> None:
    with settings_of(browser, tmp_path) as (page, files):
        files.holds_after = HALF
        assert files.asked == []
        page.get_by_role("button", name=f"Tiny: Download 3 MB from {files.host}").click()
        page.get_by_role("button", name="Pause Tiny").click()
        go_on = page.get_by_role("button", name="Tiny: Go on", exact=False)
        expect(go_on).to_contain_text(f"more from {files.host}")
        expect(page.get_by_role("progressbar", name="Download of Tiny")).to_be_visible()
        files.holds_after = None
        go_on.click()
        expect(page.get_by_role("button", name="Use Tiny", exact=True)).to_be_visible()
        # It can be chosen above as well, without anything being loaded anew.
        expect(page.get_by_role("list", name="Where answers come from").get_by_text("Tiny")).to_be_visible()
        page.get_by_role("button", name="Delete Tiny").click()
        expect(page.get_by_text("This frees 3 MB.")).to_be_visible()
        page.get_by_role("button", name="Delete model").click()
        expect(page.get_by_role("button", name=f"Tiny: Download 3 MB from {files.host}")).to_be_visible()
        assert list((tmp_path / "data" / "models").iterdir()) == []


def test_what_went_wrong_stands_where_the_button_is(browser: Browser, tmp_path: Path) -> None:
    with settings_of(browser, tmp_path, sha256="0" * 64) as (page, files):
        page.get_by_role("button", name=f"Tiny: Download 3 MB from {files.host}").click()
        expect(page.get_by_role("alert")).to_contain_text("its checksum is wrong")
        expect(page.get_by_role("button", name=f"Tiny: Download 3 MB from {files.host}")).to_be_enabled()


def test_what_does_not_fit_is_not_offered(browser: Browser, tmp_path: Path) -> None:
    with settings_of(browser, tmp_path, memory_per_token=10**12) as (page, files):
        expect(page.get_by_text("won’t fit: needs", exact=False)).to_be_visible()
        expect(page.get_by_role("button", name=f"Tiny: Download 3 MB from {files.host}")).to_be_disabled()
