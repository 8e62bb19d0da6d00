"""Where the window was, and how large its page: kept between starts, and fitted to the screens that are there now."""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.base.values import as_mapping

logger = logging.getLogger(__name__)

SMALLEST = (380, 480)
USUAL = (1180, 800)
ZOOMS = (0.5, 0.67, 0.75, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
# Of a window, this much of its upper edge must be on a screen: by it the window can be moved.
GRIP = 80


@dataclass(frozen=True, slots=True)
class Screen:
    """The part of the desktop that one screen shows."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """The window's frame; without `x` and `y` it is to be centred."""

    x: int | None = None
    y: int | None = None
    width: int = USUAL[0]
    height: int = USUAL[1]
    maximized: bool = False
    zoom: float = 1.0


def load_place(file: Path) -> Place:
    """What was saved; the usual place when nothing was, or nothing that can be read."""
    try:
        told = as_mapping(json.loads(file.read_text(encoding="utf-8")))
        x, y = told["x"], told["y"]
        return Place(
            x=None if x is None else int(x),
            y=None if y is None else int(y),
            width=int(told["width"]),
            height=int(told["height"]),
            maximized=told["maximized"] is True,
            zoom=nearest_zoom(float(told["zoom"])),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return Place()


def save_place(file: Path, place: Place) -> None:
    """Keep it. A disk that is full or read-only costs no more than the place."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(asdict(place)), encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        logger.info("The place of the window cannot be saved: %s", error.strerror)


def fitted(place: Place, screens: Sequence[Screen]) -> Place:
    """`place` on the screens that are there: no larger than its screen, and centred when it would be on none."""
    home = next((screen for screen in screens if _reachable(place, screen)), None)
    screen = home or (screens[0] if screens else Screen(0, 0, *USUAL))
    width, height = _within(place.width, SMALLEST[0], screen.width), _within(place.height, SMALLEST[1], screen.height)
    if home is None or place.x is None or place.y is None:
        return Place(None, None, width, height, place.maximized, place.zoom)
    x = _within(place.x, screen.x, screen.x + screen.width - width)
    y = _within(place.y, screen.y, screen.y + screen.height - height)
    return Place(x, y, width, height, place.maximized, place.zoom)


def nearest_zoom(factor: float) -> float:
    """The step of zoom that is nearest."""
    return min(ZOOMS, key=lambda step: abs(step - factor))


def next_zoom(factor: float, steps: int) -> float:
    """The zoom so many steps larger, or smaller when negative; it stays at the ends."""
    index = ZOOMS.index(nearest_zoom(factor)) + steps
    return ZOOMS[max(0, min(index, len(ZOOMS) - 1))]


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(value, max(low, high)))


def _reachable(place: Place, screen: Screen) -> bool:
    if place.x is None or place.y is None:
        return False
    seen = min(place.x + place.width, screen.x + screen.width) - max(place.x, screen.x)
    return seen >= GRIP and screen.y - GRIP < place.y < screen.y + screen.height - GRIP
