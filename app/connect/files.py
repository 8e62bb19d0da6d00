"""Reading and replacing another program's file, so that it is never half written and can be had back."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import ConfigError

BACKUP_SUFFIX = ".before-deskhand"


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A client's configuration. A link is followed: people keep such files in a folder of their own."""

    path: Path

    @property
    def backup(self) -> Path:
        """Where the file lies as it was before we first changed it."""
        return self.path.with_name(self.path.name + BACKUP_SUFFIX)

    def read(self) -> str | None:
        """The text, or None when there is no file. Raises ConfigError when it cannot be read as UTF-8."""
        return _text(self.path)

    def read_backup(self) -> str | None:
        """The text before our first change, or None when there was no file."""
        return _text(self.backup)

    def write(self, text: str, *, keep: bool) -> None:
        """Replace the file whole; with `keep`, what is there now is kept as the backup first."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            now = self.read()
            if keep and now is not None:
                _replace(self.backup, now, like=self.path)
            _replace(Path(os.path.realpath(self.path)), text, like=self.path)
        except OSError as error:
            raise ConfigError(f"{self.path} cannot be written: {error.strerror or error}.") from error

    def restore(self, text: str | None) -> None:
        """Put the file back as it was before us: `text`, or no file at all. The backup goes."""
        if text is None:
            self.path.unlink(missing_ok=True)
        else:
            self.write(text, keep=False)
        self.backup.unlink(missing_ok=True)


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text, so it was left as it is.") from error


def _replace(path: Path, text: str, *, like: Path) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".deskhand-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            Path(temporary).chmod(like.stat().st_mode & 0o777)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
