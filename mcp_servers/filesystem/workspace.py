"""From the words of a request to a place on disk."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.folder import is_folder
from mcp_servers.filesystem.refusals import MissingError, quoted, refusal
from mcp_servers.filesystem.roots import Place, Roots
from mcp_servers.filesystem.walking import Limits, walk

_ABSENT = (errno.ENOENT, errno.ENOTDIR)
MAX_ENTRIES_FOR_A_SUGGESTION = 5000
MAX_SECONDS_FOR_A_SUGGESTION = 0.5


class Workspace:
    """The granted folders with the rules of how they are entered."""

    def __init__(self, roots: Roots, beneath: Beneath) -> None:
        self.roots = roots
        self.beneath = beneath

    def existing(self, text: str, *, follow: bool = True) -> Place:
        """The place that `text` names, which was there a moment ago.

        Raises:
            MissingError: there is none. Its words suggest a file of that name elsewhere.
            ToolFailure: the path is no path, or leads outside, or to a secret.
        """
        readings = self.roots.readings(text)
        with about(text):
            for place in readings:
                if self._is_there(place, follow=follow):
                    return place
        raise MissingError(f"There is no {quoted(text)}{self._in_which()}.{self._suggestion(readings[0])}")

    def new(self, text: str) -> Place:
        """The place where `text` should come to be: the reading that misses the fewest folders."""
        readings = self.roots.readings(text)
        with about(text):
            return min(readings, key=self._missing_above)

    def shown(self, place: Place) -> str:
        return self.roots.shown(place)

    def _is_there(self, place: Place, *, follow: bool = True) -> bool:
        try:
            with self.beneath.entry(place, follow=follow) as entry:
                entry.information()
        except OSError as error:
            if error.errno in _ABSENT:
                return False
            raise
        return True

    def _missing_above(self, place: Place) -> int:
        above = place.parts[:-1]
        while above and not self._is_there(Place(place.root, above)):
            above = above[:-1]
        return len(place.parts) - len(above)

    def _in_which(self) -> str:
        names = [root.name or root.path for root in self.roots.all]
        return f" in {names[0]}" if len(names) == 1 else ""

    def _suggestion(self, place: Place) -> str:
        if not place.parts:
            return ""
        wanted = place.parts[-1].casefold()
        limits = Limits(entries=MAX_ENTRIES_FOR_A_SUGGESTION, seconds=MAX_SECONDS_FOR_A_SUGGESTION)
        starts = [Place(root, ()) for root in self.roots.all]
        every = (item for start in starts for item in walk(self.beneath, start, limits))
        found = [item.place for item in every if item.name.casefold() == wanted]
        return f" Did you mean {self.shown(found[0])}?" if len(found) == 1 else ""


@contextmanager
def about(text: str) -> Generator[None]:
    """Turn an error of the operating system into words about the path as the caller wrote it."""
    try:
        yield
    except OSError as error:
        raise refusal(error, text) from error


def check_is_folder(workspace: Workspace, place: Place, text: str) -> None:
    with about(text), workspace.beneath.entry(place) as entry:
        if not is_folder(entry.information()):
            raise ToolFailure(f"“{text}” is a file, not a folder.")
