import subprocess
import sys

import pytest

from app.desktop.qt_fixes import open_outside, stays_inside
from tests.running import ROOT

OWN = "http://127.0.0.1:4321"


@pytest.mark.parametrize("url", [OWN, f"{OWN}/x?y#z", "about:blank", "data:text/plain,x", f"blob:{OWN}/1"])
def test_the_window_shows_its_own_page(url: str) -> None:
    assert stays_inside(url, OWN)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4322/", "http://127.0.0.1:43210/", "http://127.0.0.1:4321.evil.example/", "https://evil.example",
        "http://127.0.0.1:4321@evil.example/", "file:///etc/passwd", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_the_window_shows_nothing_else(url: str) -> None:
    assert not stays_inside(url, OWN)


@pytest.mark.parametrize("url", ["https://example.org", "http://example.org", "mailto:a@example.org"])
def test_links_for_a_browser_are_opened_outside(url: str) -> None:
    opened: list[str] = []
    assert open_outside(url, opened.append)
    assert opened == [url]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "smb://x/y", "ms-settings:", "vbscript:x"]
)
def test_links_that_could_start_a_program_are_not_opened(url: str) -> None:
    opened: list[str] = []
    assert not open_outside(url, opened.append)
    assert opened == []


def test_what_is_imported_beside_qt_is_not_read_a_second_time() -> None:
    script = (
        "from app.desktop import qt_fixes\n"
        "qt_fixes.apply('http://127.0.0.1:1', str)\n"
        "import linecache, colorsys\n"
        "print([name for name in linecache.cache if 'colorsys' in name])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
