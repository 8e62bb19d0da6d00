"""Keys of providers: from the environment or the operating system's keychain, never from a file."""

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError

logger = logging.getLogger(__name__)

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
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        value = pool.submit(_read, name).result(timeout=KEYCHAIN_TIMEOUT_SECONDS)
    except FutureTimeoutError:
        logger.warning("The keychain did not answer in %s seconds", KEYCHAIN_TIMEOUT_SECONDS)
        return None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return Secret(value) if value else None


def _read(name: str) -> str | None:
    # Importing keyring and choosing its backend costs half a second: only when a key is really looked for.
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except KeyringError as error:
        logger.info("No usable keychain: %s", type(error).__name__)
        return None
