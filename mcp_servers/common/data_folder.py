"""The per-user folder that the desktop app and both servers share."""

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Where this person's data lies: `DESKHAND_DATA_DIR`, else the platform's own place."""
    given = os.environ.get("DESKHAND_DATA_DIR")  # noqa: TID251 - the one place of the servers
    if given:
        return Path(given).expanduser().absolute()
    return Path(platformdirs.user_data_dir("Deskhand", appauthor=False))


def make_private_folder(folder: Path) -> None:
    """Create `folder` and what is missing above it, readable by this user alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
