"""What is never opened, even inside a granted folder: keys, passwords, browser profiles, our own data.

A folder that was granted by itself is open: whoever grants `~/.ssh` means it. So only the part of a path
below its granted folder can make it secret.
"""

import os
import unicodedata
from pathlib import Path

_NAMES = {
    ".ssh",
    ".gnupg",
    ".aws",
    ".azure",
    ".kube",
    ".password-store",
    ".netrc",
    "_netrc",
    ".pgpass",
    ".git-credentials",
    ".npmrc",
    ".pypirc",
    ".mozilla",
    ".thunderbird",
    "google-chrome",
    "bravesoftware",
    "keyrings",
    "keychains",
    "kwalletd",
    "login data",
    "logins.json",
    "key4.db",
    "id_rsa",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    ".env",
}
_PAIRS = {
    (".config", "chromium"),
    (".config", "microsoft-edge"),
    (".config", "gcloud"),
    (".docker", "config.json"),
    ("chrome", "user data"),
    ("edge", "user data"),
    ("firefox", "profiles"),
    ("microsoft", "credentials"),
    ("microsoft", "protect"),
}
_SUFFIXES = (".kdbx", ".keystore", ".pfx", ".p12")
_ENV_SAMPLES = (".example", ".sample", ".template", ".dist")


class Secrets:
    """Says which entries stay closed. `own_data` is the data folder of this app, which must exist."""

    def __init__(self, own_data: str) -> None:
        self._own_path = Path(own_data).resolve()
        information = self._own_path.stat()
        self._own_data = (information.st_dev, information.st_ino)

    def hides(self, parent: str, name: str) -> bool:
        """Whether the entry `name` of a directory called `parent` is secret by its name."""
        folded = _folded(name)
        if folded in _NAMES or folded.endswith(_SUFFIXES) or (_folded(parent), folded) in _PAIRS:
            return True
        return folded.startswith(".env.") and not folded.endswith(_ENV_SAMPLES)

    def lies_below(self, folder: str) -> bool:
        """Whether the data folder of this app is somewhere below `folder`, a real path."""
        return self._own_path.is_relative_to(folder)

    def is_own_data(self, information: os.stat_result) -> bool:
        """Whether a directory is the data folder of this app, whatever it is called from here."""
        return (information.st_dev, information.st_ino) == self._own_data


def _folded(name: str) -> str:
    # Disks that ignore case or the spelling of accents would open the same file by another name.
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
