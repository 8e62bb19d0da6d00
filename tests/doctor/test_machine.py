import socket
from pathlib import Path

from app.doctor import chat, machine
from tests.running import config_for


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        found = machine.port(number)
    assert (found.status, found.message) == ("failed", f"Port {number} on 127.0.0.1 cannot be used.")


def test_a_missing_screen_is_a_warning_as_the_browser_is_there(tmp_path: Path) -> None:
    found = machine.window(config_for(tmp_path, DISPLAY="", WAYLAND_DISPLAY=""))
    assert found.status == "warning"
    assert "there is no screen" in found.message


def test_a_missing_keychain_is_a_warning_that_names_the_other_way() -> None:
    found = machine.keychain()
    assert (found.status, found.message) == ("warning", "There is no keychain.")
    assert "OPENAI_API_KEY" in found.fix


async def test_a_provider_without_its_key_is_named_with_what_to_set(tmp_path: Path) -> None:
    found = await chat.model(config_for(tmp_path, LLM_PROVIDER="openai"))
    assert found.status == "failed"
    assert "OPENAI_API_KEY" in found.about
