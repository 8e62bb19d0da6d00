"""What is kept: the data folder, its database, the settings, and the folders that the assistant may work in."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.base.config import Config
from app.base.errors import DatabaseBusyError, DatabaseDamagedError, NewerDatabaseError, StoreError
from app.base.paths import default_granted_folder
from app.doctor.findings import Finding
from app.doctor.machine import existing
from app.store.database import Database

READ, WRITE = os.R_OK | os.X_OK, os.R_OK | os.W_OK | os.X_OK
DATABASE_PROBLEMS: dict[type[StoreError], tuple[str, str]] = {
    NewerDatabaseError: ("It was written by a newer version.", "Install the newest Deskhand."),
    DatabaseBusyError: ("Another program holds it.", "Close that program and try again."),
    DatabaseDamagedError: ("It is damaged, or no database.", "Put a copy from the backups folder in its place."),
    StoreError: ("It cannot be opened.", "Make the file readable and writable for you."),
}


def data_folder(config: Config) -> Finding:
    """Whether the data folder can be used, or made."""
    root = config.data.root
    fix = "Make it writable for you, or choose another one with --data-dir."
    nearest = existing(root)
    if not nearest.is_dir():
        return Finding("data folder", "failed", "A file is where the data folder should be.", fix, str(nearest))
    if not os.access(nearest, WRITE):
        return Finding("data folder", "failed", "Nothing can be written there.", fix, str(root))
    if nearest != root:
        return Finding("data folder", "ok", "It will be made at the first start.", about=str(root))
    if os.name != "nt" and root.stat().st_mode & 0o077:
        fix = "The next start closes it to others."
        return Finding("data folder", "warning", "Others may look into it.", fix, str(root))
    return Finding("data folder", "ok", "It can be written, by you alone.", about=str(root))


async def database(config: Config) -> Finding:
    """Whether the database is sound and of a version that is known here. It is only read."""
    about = str(config.database)
    if not config.database.exists():
        return Finding("database", "ok", "It will be made at the first start.", about=about)
    try:
        count = await Database(config.database).check()
    except StoreError as error:
        message, fix = next(words for kind, words in DATABASE_PROBLEMS.items() if isinstance(error, kind))
        return Finding("database", "failed", message, fix, about)
    message = f"It is sound, at step {count} of its format; SQLite {sqlite3.sqlite_version}."
    return Finding("database", "ok", message, about=about)


def settings(config: Config) -> Finding:
    """Whether every setting can be used."""
    if config.problems:
        count = len(config.problems)
        message = f"{count} {'setting' if count == 1 else 'settings'} cannot be used."
        fix = "Correct what is named; the reference lists all settings."
        return Finding("settings", "failed", message, fix, " ".join(config.problems))
    message = (
        "All settings can be used." if config.data.settings.exists() else "There is no settings.toml; all is default."
    )
    return Finding("settings", "ok", message)


def folders(config: Config) -> Iterator[Finding]:
    """Whether the assistant can work in each folder that it was granted."""
    for folder in config.folders:
        yield _folder(folder)


def _folder(folder: Path) -> Finding:
    about = str(folder)
    if not folder.exists() and folder == default_granted_folder() and os.access(existing(folder), WRITE):
        return Finding("folder", "ok", "It will be made at the first start.", about=about)
    if not folder.is_dir():
        return Finding("folder", "failed", "It is not there.", "Make it, or correct “folders” in settings.toml.", about)
    if not os.access(folder, READ):
        return Finding("folder", "failed", "It cannot be read.", "Give yourself the right to read it.", about)
    if not os.access(folder, WRITE):
        fix = "Give yourself the right to write, if files are to be changed."
        return Finding("folder", "warning", "It can be read, not changed.", fix, about)
    return Finding("folder", "ok", "It can be read and changed.", about=about)
