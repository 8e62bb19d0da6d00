import sys
from pathlib import Path

import pytest

from app.desktop import probe

pytestmark = pytest.mark.usefixtures("own_home")


def test_without_a_display_the_reason_is_named() -> None:
    assert sys.platform.startswith("linux")
    assert "there is no screen" in (probe.why_no_window({}) or "")


def test_a_display_that_does_not_answer_is_named() -> None:
    assert "the screen :987 does not answer" in (probe.why_no_window({"DISPLAY": ":987"}) or "")


def test_a_missing_library_is_named_with_the_package_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_x11_problem", lambda _: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr(probe, "LIBRARIES", {"libnothing.so.9": "libnothing9"})
    assert "sudo apt-get install libnothing9" in (probe.why_no_window({"DISPLAY": ":0"}) or "")


def test_every_library_of_the_list_is_there_on_a_machine_that_is_set_up() -> None:
    assert [name for name in probe.LIBRARIES if not probe._loads(name)] == []


@pytest.mark.parametrize("device", ["dri/renderD128", "nvidia0", "dxg"])
def test_a_graphics_card_is_known_by_its_device(tmp_path: Path, device: str) -> None:
    (tmp_path / "dri").mkdir()
    (tmp_path / "dri" / "card0").touch()
    assert not probe.has_graphics_card(tmp_path)
    (tmp_path / device).touch()
    assert probe.has_graphics_card(tmp_path)
