"""What is never opened, even inside a granted folder: keys, passwords, browser profiles, our own data.

A folder that was granted by itself is open: whoever grants `~/.ssh` means it. So only the part of a path
below its granted folder can make it secret.
"""

import os
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from mcp_servers.filesystem.guards import identity_of
from mcp_servers.filesystem.roots import Place, Root

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
    ".envrc",
    ".vault-token",
}
_PAIRS = {
    (".config", "chromium"),
    (".config", "microsoft-edge"),
    (".config", "vivaldi"),
    (".config", "opera"),
    # Where Snap and Flatpak put them.
    ("common", "chromium"),
    ("config", "chromium"),
    ("library", "safari"),
    ("library", "cookies"),
    (".config", "gcloud"),
    (".config", "gh"),
    (".docker", "config.json"),
    ("chrome", "user data"),
    ("edge", "user data"),
    ("firefox", "profiles"),
    ("microsoft", "credentials"),
    ("microsoft", "protect"),
}
_SECOND = {name for _, name in _PAIRS}
_SUFFIXES = (".kdbx", ".keystore", ".pfx", ".p12")
_ENV_SAMPLES = (".example", ".sample", ".template", ".dist")


class Secrets:
    """Says which entries stay closed.

    Args:
        own_data: the data folder of this app, which must exist.
        allowed: paths that the user named: they are open, with everything below them.
    """

    def __init__(self, own_data: str, allowed: Sequence[str] = ()) -> None:
        self._own_path = Path(own_data).resolve()
        self._allowed = [Path(path).expanduser().resolve() for path in allowed]
        self._own_data = None if self._is_allowed(self._own_path) else identity_of(self._own_path.stat())

    def hides(self, folder: Place, name: str) -> bool:
        """Whether the entry `name` of a directory is secret by its name, or lies in one that is."""
        return self.hider(folder)(name)

    def hider(self, folder: Place) -> Callable[[str], bool]:
        """`hides` for many entries of one directory."""
        if not self._allowed:
            parent = _folded(folder.parts[-1] if folder.parts else folder.root.name)
            return lambda name: _is_secret(parent, _folded(name))

        def hides(name: str) -> bool:
            parts = (*folder.parts, name)
            return any(self._is_closed(folder.root, parts, depth) for depth in range(1, len(parts) + 1))

        return hides

    def lies_below(self, folder: str) -> bool:
        """Whether the data folder of this app is somewhere below `folder`, a real path."""
        return self._own_path.is_relative_to(folder)

    def is_own_data(self, information: os.stat_result) -> bool:
        """Whether a directory is the data folder of this app, whatever it is called from here."""
        return identity_of(information) == self._own_data

    def _is_closed(self, root: Root, parts: tuple[str, ...], depth: int) -> bool:
        parent = parts[depth - 2] if depth > 1 else root.name
        if not _is_secret(_folded(parent), _folded(parts[depth - 1])):
            return False
        secret, path = Path(root.real, *parts[:depth]), Path(root.real, *parts)
        # What was named may be the secret itself or something in it; then the way there is open, and no more.
        named = [each for each in self._allowed if each.is_relative_to(secret) or secret.is_relative_to(each)]
        return not any(path.is_relative_to(each) or each.is_relative_to(path) for each in named)

    def _is_allowed(self, path: Path) -> bool:
        return any(path.is_relative_to(each) or each.is_relative_to(path) for each in self._allowed)


def _is_secret(parent: str, name: str) -> bool:
    if name in _NAMES or name.endswith(_SUFFIXES) or (name in _SECOND and (parent, name) in _PAIRS):
        return True
    return name.startswith(".env.") and not name.endswith(_ENV_SAMPLES)


def _folded(name: str) -> str:
    # Disks that ignore case or the spelling of accents would open the same file by another name.
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
