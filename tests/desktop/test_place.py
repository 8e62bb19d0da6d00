from pathlib import Path

import pytest

from app.desktop.place import Place, Screen, fitted, load_place, next_zoom, save_place

SCREENS = [Screen(0, 0, 1920, 1080), Screen(1920, 0, 1280, 1024)]


def test_the_place_is_kept(tmp_path: Path) -> None:
    place = Place(1950, 40, 900, 700, True, 1.25)
    save_place(tmp_path / "window.json", place)
    assert load_place(tmp_path / "window.json") == place
    assert [path.name for path in tmp_path.glob("window*")] == ["window.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"x": "left"}', '{"x":1,"y":1,"width":1e999,"height":1,"zoom":1}'])
def test_a_broken_file_gives_the_usual_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "window.json").write_text(text, encoding="utf-8")
    assert load_place(tmp_path / "window.json") == Place()


def test_a_place_that_cannot_be_saved_is_no_failure(tmp_path: Path) -> None:
    save_place(tmp_path / "gone" / "window.json", Place())


def test_a_place_on_a_screen_stays() -> None:
    assert fitted(Place(2000, 100, 900, 700), SCREENS) == Place(2000, 100, 900, 700)


@pytest.mark.parametrize(("x", "y"), [(-5000, 100), (9000, 9000), (100, -3000), (-1150, 10)])
def test_a_place_off_every_screen_is_centred(x: int, y: int) -> None:
    place = fitted(Place(x, y, 1180, 800, zoom=1.5), SCREENS)
    assert (place.x, place.y, place.width, place.zoom) == (None, None, 1180, 1.5)


def test_a_window_larger_than_its_screen_is_made_to_fit() -> None:
    place = fitted(Place(100, 100, 5000, 4000), [Screen(0, 0, 1280, 900)])
    assert (place.x, place.y, place.width, place.height) == (0, 0, 1280, 900)


def test_a_window_that_hangs_over_the_edge_is_pulled_in() -> None:
    place = fitted(Place(1200, 500, 800, 600), [Screen(0, 0, 1280, 900)])
    assert (place.x, place.y) == (480, 300)


def test_without_a_screen_the_usual_place_is_taken() -> None:
    assert fitted(Place(5000, 10), []) == Place()


def test_zoom_goes_in_steps_and_ends_at_the_ends() -> None:
    assert (next_zoom(1.0, 1), next_zoom(1.0, -1), next_zoom(3.0, 1), next_zoom(0.1, -1)) == (1.1, 0.9, 3.0, 0.5)
