"""Starts beside a running app: what they hand over to it, and how one of them ends it."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.base.browser import open_in_browser
from app.base.errors import AlreadyRunningError
from app.base.instance import Instance, Whereabouts, ask_to_end, hand_over, launch_address

# A running answer is broken off and kept, and every child process ended.
END_SECONDS = 30.0


def second_start(instance: Instance, place: Whereabouts, words: Sequence[str]) -> int:
    """Bring the running app to the front with what this start was given. Returns the exit status."""
    shown = hand_over(place, words)
    if shown:
        return 0
    if shown is None:
        raise instance.busy(f"does not answer. End its process {place.pid}, then start again.")
    address = launch_address(place)
    if address is None:
        raise instance.busy(f"has no window. End its process {place.pid} to start it with one.")
    show_address(address, in_browser=True, ending=f"`kill {place.pid}` ends it" if os.name != "nt" else "")
    return 0


def end_running(instance: Instance, place: Whereabouts) -> int:
    """End the running app, and wait until it is gone. Returns the exit status."""
    if not ask_to_end(place) or not instance.is_given_back(END_SECONDS):
        raise instance.busy(f"does not end. End its process {place.pid}.")
    return 0


def refuse_second_server(instance: Instance) -> AlreadyRunningError:
    """Why a server is not started beside the app that has its data."""
    return instance.busy("two would not agree. End it, or name another folder with --data-dir.")


def show_address(address: str, *, in_browser: bool, ending: str = "Ctrl+C ends it") -> None:
    """Open the default browser, or print where the page is for one that the user opens."""
    rest = f" {ending}." if ending else ""
    if in_browser and open_in_browser(address):
        sys.stderr.write(f"deskhand: It is open in your browser instead.{rest}\n")
        return
    sys.stdout.write(f"Deskhand is running. Open {address} in a browser.{rest}\n")
    sys.stdout.flush()


def absolute(words: Sequence[str]) -> list[str]:
    """Paths as the running app, which stands elsewhere, can find them; links as they are."""
    return [word if word.lower().startswith("deskhand:") else str(Path(word).expanduser().absolute()) for word in words]
