"""Keys of providers: from the environment or the operating system's keychain, never from a file."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

SERVICE = "Deskhand"
# A locked keychain may wait for a password dialog that nobody sees.
KEYCHAIN_TIMEOUT_SECONDS = 3.0


class Secret:
    """A value that must not be shown: its repr and str hide it, `reveal()` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"

    __str__ = __repr__


def keychain_secret(name: str) -> Secret | None:
    """The secret stored under `name` in the keychain; None when there is none, or no keychain."""
    try:
        value = _in_time(lambda: _read(name))
    except TimeoutError:
        logger.warning("The keychain did not answer in %s seconds", KEYCHAIN_TIMEOUT_SECONDS)
        return None
    return Secret(value) if value else None


def keep_in_keychain(name: str, secret: Secret | None) -> bool:
    """Keep a secret under `name`, or take away what is there for None; False when there is no keychain to use."""
    try:
        return _in_time(lambda: _write(name, secret))
    except TimeoutError:
        logger.warning("The keychain did not answer in %s seconds", KEYCHAIN_TIMEOUT_SECONDS)
        return False


def keychain_name() -> str | None:
    """What the keychain is called; None when there is none. Raises TimeoutError when it does not answer."""
    return _in_time(_usable)


def _in_time(ask: Callable[[], T]) -> T:
    """What `ask` returns. The thread of a keychain that never answers must not keep the program from ending."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(ask())
        # It belongs to the caller, whatever it is.
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="keychain", daemon=True).start()
    return future.result(timeout=KEYCHAIN_TIMEOUT_SECONDS)


def _keychain() -> Any:
    """The system's keychain, or None where there is none that keeps a secret."""
    # Importing keyring and choosing its backend costs half a second: only when a key is really looked for.
    import keyring

    backend: Any = keyring.get_keyring()
    chained = getattr(backend, "backends", ())
    first = chained[0] if chained else backend
    # Some keep nothing, and some a readable file: a key must not lie there without its owner knowing.
    unsafe = type(first).__module__.startswith(("keyrings.alt", "keyring.backends.null"))
    return None if unsafe or backend.priority <= 0 else backend


def _usable() -> str | None:
    from keyring.errors import KeyringError

    keychain = _keychain()
    if keychain is None:
        return None
    try:
        # One that is locked or only pretends to be there shows it now.
        keychain.get_password(SERVICE, "any")
    except KeyringError:
        return None
    return str(keychain.name)


def _read(name: str) -> str | None:
    from keyring.errors import KeyringError

    keychain = _keychain()
    try:
        return keychain.get_password(SERVICE, name) if keychain is not None else None
    except KeyringError as error:
        logger.info("No usable keychain: %s", type(error).__name__)
        return None


def _write(name: str, secret: Secret | None) -> bool:
    from keyring.errors import KeyringError, PasswordDeleteError

    keychain = _keychain()
    if keychain is None:
        return False
    try:
        if secret is None:
            keychain.delete_password(SERVICE, name)
            return True
        keychain.set_password(SERVICE, name, secret.reveal())
        # One that forgets at once is none.
        return keychain.get_password(SERVICE, name) == secret.reveal()
    except PasswordDeleteError:
        # There was none.
        return True
    except KeyringError as error:
        logger.info("No usable keychain: %s", type(error).__name__)
        return False
