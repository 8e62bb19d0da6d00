"""The data folder: where everything of this user lies. Folders are 0700 and files 0600."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.base.errors import DataFolderError

APP_NAME = "Deskhand"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names of what lies in one data folder."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "deskhand.db"

    @property
    def tasks_database(self) -> Path:
        return self.root / "tasks.db"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def models(self) -> Path:
        return self.root / "models"

    def create(self) -> None:
        """Make the folder and what must lie in it, private to this user.

        Raises DataFolderError with the folder's name and the reason when that is not possible.
        """
        try:
            for folder in (self.root, self.attachments, self.logs, self.models, self.root / "backups"):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.root.chmod(0o700)
        except OSError as error:
            raise DataFolderError(
                f"Deskhand cannot use its data folder {self.root}: {error.strerror or error}. "
                "Choose another one with --data-dir, or make this one writable.",
            ) from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise DataFolderError(
                f"Deskhand cannot write in its data folder {self.root}. "
                "Choose another one with --data-dir, or make this one writable."
            )


def default_data_folder() -> Path:
    """This user's data folder by the platform's own rules."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def default_granted_folder() -> Path:
    """The folder that the assistant may work in when nothing else was granted: `Deskhand` in Documents."""
    return Path(platformdirs.user_documents_dir()) / APP_NAME
