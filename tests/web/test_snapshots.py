"""Every widget looks as it did: `tests/web/snapshots` holds the pictures that somebody looked at."""

from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.web.gallery import WIDGETS
from tests.web.snapshots import FOLDER, SCHEMES, difference, pictures, show_gallery, snapshot

CHANGED = 0.02


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_widget_looks_as_it_did(page: Page, scheme: Literal["light", "dark"]) -> None:
    show_gallery(page, scheme)
    changed = {
        name: share
        for name, picture in pictures(page)
        if (share := difference(page, snapshot(name, scheme).read_bytes(), picture)) > CHANGED
    }
    assert changed == {}, "if they should look like this: python -m tests.web.snapshots, and look at them"


def test_no_picture_is_kept_of_a_widget_that_is_not_shown() -> None:
    assert {path.name for path in FOLDER.glob("*.png")} == {snapshot(n, s).name for n in WIDGETS for s in SCHEMES}
