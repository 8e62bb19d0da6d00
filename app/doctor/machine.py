"""The computer: its screen, keychain, disk and ports."""

import shutil
from pathlib import Path

from app.base.config import Config
from app.base.errors import PortInUseError
from app.base.secrets import KEYCHAIN_TIMEOUT_SECONDS, keychain_name
from app.desktop.hotkey import read_key, why_no_hotkey
from app.desktop.notifications import why_no_notifications
from app.desktop.probe import why_no_window
from app.desktop.tray import has_tray
from app.doctor.findings import Finding
from app.server.serving import HOST, listen

MEGABYTE = 1_000_000
# Below the first nothing new should be begun; below the second the next database write may fail.
LITTLE_SPACE, NO_SPACE = 1000 * MEGABYTE, 100 * MEGABYTE


def window(config: Config) -> Finding:
    """Whether a window can be opened here."""
    reason = why_no_window(config.environment)
    if reason is None:
        return Finding("window", "ok", "A window can be opened.")
    return Finding(
        "window",
        "warning",
        f"No window can be opened: {reason}",
        "Until then your browser is opened instead, or start with --no-window.",
    )


def notifications() -> Finding:
    """Whether the desktop can tell the user of an answer while the window is hidden."""
    reason = why_no_notifications()
    if reason is None:
        return Finding("notifications", "ok", "The desktop shows notifications.")
    return Finding("notifications", "warning", reason, "Until then look into the window; nothing is lost.")


def tray(config: Config) -> Finding:
    """Whether an icon can be shown in the desktop's tray."""
    if has_tray(config.environment):
        return Finding("tray", "ok", "The desktop shows an icon of the running app.")
    fix = "Start Deskhand again, or use `deskhand quick`, to bring back a window that was put away."
    return Finding("tray", "warning", "This desktop has no tray.", fix)


def hotkey(config: Config) -> Finding:
    """Whether a key can open the quick entry from everywhere."""
    if config.hotkey is None:
        return Finding("hotkey", "ok", "The key for the quick entry is switched off.")
    bind = "Bind the command `deskhand quick` to a key in your desktop's keyboard settings."
    if why_no_hotkey(config.environment) is not None:
        return Finding("hotkey", "warning", "Programs cannot have a key of their own on this desktop.", bind)
    if read_key(config.hotkey) is None:
        fix = "Write it like Ctrl+Alt+Space."
        return Finding("hotkey", "failed", "The key for the quick entry is none that can be had.", fix, config.hotkey)
    return Finding("hotkey", "ok", "A key opens the quick entry while Deskhand runs.", about=config.hotkey)


def keychain() -> Finding:
    """Whether keys can be kept in the operating system's keychain."""
    instead = "Set the key as an environment variable instead, such as OPENAI_API_KEY."
    try:
        name = keychain_name()
    except TimeoutError:
        problem = f"The keychain did not answer within {KEYCHAIN_TIMEOUT_SECONDS:.0f} seconds; it may be locked."
        return Finding("keychain", "warning", problem, f"Unlock it. {instead}")
    if name is None:
        fix = f"On Linux, install and start a Secret Service such as gnome-keyring. {instead}"
        return Finding("keychain", "warning", "There is no keychain.", fix)
    return Finding("keychain", "ok", f"Keys are kept by {name}.")


def disk(config: Config) -> Finding:
    """Whether there is room for what will be kept."""
    try:
        free = shutil.disk_usage(existing(config.data.root)).free
    except OSError as error:
        problem = f"The free space cannot be read: {error.strerror or 'it cannot be reached'}."
        return Finding("disk", "failed", problem, "Choose another folder with --data-dir.", str(config.data.root))
    message = f"{free // MEGABYTE:,} MB are free."
    if free >= LITTLE_SPACE:
        return Finding("disk", "ok", message)
    fix = "Free some space, or choose a folder on another disk with --data-dir."
    return Finding("disk", "warning" if free >= NO_SPACE else "failed", f"Only {message}", fix)


def port(number: int) -> Finding:
    """Whether the server can listen on `number`; 0 stands for any free port."""
    try:
        listen(number).close()
    except PortInUseError:
        fix = "Close the program that has it, or leave out --port to take a free one."
        return Finding("port", "failed", f"Port {number} on {HOST} cannot be used.", fix)
    return Finding("port", "ok", f"Port {number} is free." if number else f"A port on {HOST} can be used.")


def existing(path: Path) -> Path:
    """`path`, or the nearest folder above it that is there."""
    return next(place for place in (path, *path.parents) if place.exists())
