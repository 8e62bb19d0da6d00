"""The published figures name everything that a budget was set for."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "footprint.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize(
    ("what", "budget"),
    [
        ("download", "280 MB"),
        ("window shown", "1.0 s"),
        ("chat usable", "3 s"),
        ("idle, all processes", "0 %"),
        ("without the webview", "200 MB"),
        ("MCP server filesystem", "60 MB"),
        ("MCP server tasks", "60 MB"),
        ("downloaded at first start", "nothing"),
    ],
)
def test_every_figure_with_a_budget_is_published(what: str, budget: str) -> None:
    (row, *_) = [row for row in ROWS if what in row[0]]
    assert row[2] == budget
    assert row[1] != ""


def test_the_page_says_when_and_on_what_it_was_measured_and_is_linked() -> None:
    assert "processors" in PAGE
    assert "20" in PAGE.split("Measured")[1].split("\n\n")[0]
    assert "docs/footprint.md" in (ROOT / "README.md").read_text(encoding="utf-8")
