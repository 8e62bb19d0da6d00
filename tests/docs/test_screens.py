"""The pictures of the documentation are there, light and dark, and light to load."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
PAGE = (DOCS / "screens.md").read_text(encoding="utf-8")
MOST_OF_ONE, MOST_OF_ALL = 120_000, 3_000_000


def named(scheme: str) -> list[str]:
    return re.findall(rf"\(screens/([\w-]+)-{scheme}\.png\)", PAGE)


def test_every_screen_is_shown_light_and_dark() -> None:
    assert named("light") == named("dark")
    wanted = {f"{name}-{scheme}.png" for scheme in ("light", "dark") for name in named(scheme)}
    assert {picture.name for picture in (DOCS / "screens").iterdir()} == wanted


def test_every_part_of_the_window_has_its_picture() -> None:
    assert {
        "welcome", "start", "tool-call", "tasks", "permission", "changes", "search", "find", "settings-models",
        "settings-folders", "settings-instructions", "settings-memory", "settings-desktop", "settings-all",
        "diagnostics", "shortcuts", "reminder", "quick-entry",
    } <= set(named("light"))  # fmt: skip


def test_the_pictures_are_light() -> None:
    sizes = {picture.name: picture.stat().st_size for picture in (DOCS / "screens").iterdir()}
    assert {name: size for name, size in sizes.items() if size > MOST_OF_ONE} == {}
    assert sum(sizes.values()) < MOST_OF_ALL
