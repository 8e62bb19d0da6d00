"""Writing settings.toml: the user's comments, order and unknown keys stay as they are."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.base.errors import ConfigError


def save_settings(path: Path, changes: Mapping[str, object]) -> None:
    """Put these values into the file, whole or not at all; None takes a setting out.

    Raises ConfigError when the file is not valid TOML, so that nothing of it is lost, or cannot be written.
    """
    # Only needed when something is changed; reading at the start does without it.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        for name, value in changes.items():
            if value is not None:
                document[name] = value
            elif name in document:
                del document[name]
        _replace(path, tomlkit.dumps(document))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(f"settings.toml cannot be changed, because it cannot be read: {error}.") from error
    except OSError as error:
        raise ConfigError(f"settings.toml cannot be written: {error.strerror or error}.") from error


def _replace(path: Path, text: str) -> None:
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # A link is the user's own arrangement: what it points to is replaced, not the link.
        Path(beside).replace(path.resolve())
    except BaseException:
        Path(beside).unlink()
        raise
