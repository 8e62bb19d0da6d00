"""Opening addresses in the user's own browser."""

import os
import sys
import webbrowser
from collections.abc import Generator, MutableMapping
from contextlib import contextmanager

LIBRARIES, LIBRARIES_BEFORE = "LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG"


def open_in_browser(url: str) -> bool:
    """Open `url` in the default browser. Returns whether there is one."""
    if not getattr(sys, "frozen", False):
        return webbrowser.open(url)
    # webbrowser hands on the environment of this process and takes no other.
    with own_libraries_hidden(os.environ):  # noqa: TID251 - for the browser's process, not to read a setting
        return webbrowser.open(url)


@contextmanager
def own_libraries_hidden(environ: MutableMapping[str, str]) -> Generator[None]:
    """Within it, `environ` of a packaged app names the libraries that it named before the app was started.

    The package puts its own libraries first. A program of the system that was started with these would break on them,
    while the app's own processes need them: so they come back at the end.
    """
    own = environ.pop(LIBRARIES, None)
    if LIBRARIES_BEFORE in environ:
        environ[LIBRARIES] = environ[LIBRARIES_BEFORE]
    try:
        yield
    finally:
        environ.pop(LIBRARIES, None)
        if own is not None:
            environ[LIBRARIES] = own
