"""Keychains as they are found: none, locked, forgetful, or open to everybody."""

import threading
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from app.base import secrets
from app.base.secrets import Secret, keep_in_keychain, keychain_name, keychain_secret


class Keychain(KeyringBackend):
    """Keeps in memory; a subclass does something wrong."""

    priority = 5  # pyright: ignore[reportAssignmentType]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


class Locked(Keychain):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked


class Forgetful(Keychain):
    def set_password(self, service: str, username: str, password: str) -> None:
        """Says that it did."""


class PlainText(Keychain):
    """A file that everybody can read, under the name of the package that has such."""


PlainText.__module__ = "keyrings.alt.file"


class Silent(Keychain):
    """Waits for a password in a dialog that nobody sees."""

    unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.unlocked.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.unlocked.wait()


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_keychain_keeps_a_key_and_forgets_it() -> None:
    keyring.set_keyring(Keychain())
    assert keep_in_keychain("openai", Secret("sk-1"))
    kept = keychain_secret("openai")
    assert kept is not None
    assert kept.reveal() == "sk-1"
    assert keep_in_keychain("openai", None)
    assert keychain_secret("openai") is None


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, Locked, Forgetful, PlainText])
def test_a_key_counts_as_kept_only_where_it_is_kept_and_safe(backend: type[KeyringBackend]) -> None:
    ours = backend()
    keyring.set_keyring(ours)
    assert not keep_in_keychain("openai", Secret("sk-1"))
    assert keychain_secret("openai") is None
    assert getattr(ours, "kept", {}) == {}


def test_a_keychain_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "KEYCHAIN_TIMEOUT_SECONDS", 0.05)
    keyring.set_keyring(Silent())
    try:
        assert keychain_secret("openai") is None
        assert not keep_in_keychain("openai", Secret("sk-1"))
        with pytest.raises(TimeoutError):
            keychain_name()
    finally:
        Silent.unlocked.set()
