"""A folder swapped for a link while we work: whatever the moment, nothing outside is touched.

`DESKHAND_RACES=50000` makes each of these try that often.
"""

import ctypes
import itertools
import os
import shutil
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mcp_servers.common.data_folder import data_folder
from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem import beneath, content_search
from mcp_servers.filesystem.content_search import Query, search_content
from mcp_servers.filesystem.journal.journal import Journal
from mcp_servers.filesystem.journal.undoing import Undoing
from mcp_servers.filesystem.listing import list_folder
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.reading import Part, read_text
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.workspace import Workspace
from tests.mcp_servers.filesystem.folders import names_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attack needs RENAME_EXCHANGE")

ENOUGH = 50
TRIES = int(os.environ.get("DESKHAND_RACES", "0"))
MAX_TRIES = max(TRIES, 400 * ENOUGH)


@contextmanager
def swapping(granted: Path, outside: Path) -> Generator[None]:
    """`granted/flip` is a folder and a link to `outside` in turns, as fast as the system can."""
    (granted / "flip").mkdir()
    (granted / "flip" / "secret.txt").write_text("benign", encoding="utf-8")
    (granted / "flop").symlink_to(outside)
    one, other = os.fsencode(granted / "flip"), os.fsencode(granted / "flop")
    exchange, stop = ctypes.CDLL(None).renameat2, threading.Event()

    def swap() -> None:
        while not stop.is_set():
            exchange(-100, one, -100, other, 2)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def outcomes(attempt: Callable[[], bool]) -> tuple[int, int]:
    """How often an attempt went through and was refused: both must have happened, or nothing raced."""
    through = refused = 0
    for tries in range(1, MAX_TRIES + 1):
        try:
            through += attempt()
        except (ToolFailure, OSError):
            refused += 1
        if min(through, refused) >= ENOUGH and tries >= TRIES:
            break
    return through, refused


@pytest.mark.parametrize("with_openat2", [True, False])
def test_reading_never_shows_what_is_outside(
    workspace: Workspace, granted: Path, outside: Path, with_openat2: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_openat2:
        monkeypatch.setattr(beneath.openat2, "_syscall", None)

    def attempt() -> bool:
        assert read_text(workspace, "flip/secret.txt", Part()).text == "benign"
        return True

    with swapping(granted, outside):
        through, refused = outcomes(attempt)
    assert through >= ENOUGH
    assert refused >= ENOUGH


def test_writing_never_lands_outside(workspace: Workspace, mutations: Mutations, granted: Path, outside: Path) -> None:
    place = Place(workspace.roots.all[0], ("flip", "new.txt"))

    def attempt() -> bool:
        mutations.write(place, b"mine")
        return True

    with swapping(granted, outside):
        through, refused = outcomes(attempt)
    assert min(through, refused) >= ENOUGH
    assert names_in(outside) == ["secret.txt"]
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "SECRET"


def test_listing_never_shows_what_is_outside(workspace: Workspace, granted: Path, outside: Path) -> None:
    (outside / "hidden.txt").touch()

    def attempt() -> bool:
        assert [entry.name for entry in list_folder(workspace, "flip", limit=9).entries] == ["secret.txt"]
        return True

    with swapping(granted, outside):
        assert min(outcomes(attempt)) >= ENOUGH


def test_moving_never_takes_from_outside_nor_puts_there(
    workspace: Workspace, mutations: Mutations, granted: Path, outside: Path
) -> None:
    root = workspace.roots.all[0]
    within, without = Place(root, ("flip", "secret.txt")), Place(root, ("here.txt",))

    def attempt() -> bool:
        if (granted / "here.txt").exists():
            assert (granted / "here.txt").read_text(encoding="utf-8") == "benign"
            mutations.move(without, within)
        else:
            mutations.move(within, without)
        return True

    with swapping(granted, outside):
        assert min(outcomes(attempt)) >= ENOUGH
    assert names_in(outside) == ["secret.txt"]
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "SECRET"


def test_copying_never_takes_from_outside(
    workspace: Workspace, mutations: Mutations, granted: Path, outside: Path
) -> None:
    root = workspace.roots.all[0]
    copy = granted / "copy"

    def attempt() -> bool:
        mutations.copy(Place(root, ("flip",)), Place(root, ("copy",)))
        if copy.is_symlink():
            # The link itself was copied, which nobody follows.
            copy.unlink()
            return False
        assert (copy / "secret.txt").read_text(encoding="utf-8") == "benign"
        shutil.rmtree(copy)
        return True

    with swapping(granted, outside):
        assert min(outcomes(attempt)) >= ENOUGH


def test_copying_never_puts_anything_outside(
    workspace: Workspace, mutations: Mutations, granted: Path, outside: Path
) -> None:
    root = workspace.roots.all[0]
    (granted / "mine").mkdir()
    (granted / "mine" / "f.txt").write_text("mine", encoding="utf-8")
    numbers = itertools.count()

    def attempt() -> bool:
        mutations.copy(Place(root, ("mine",)), Place(root, ("flip", f"put {next(numbers)}")))
        return True

    with swapping(granted, outside):
        assert min(outcomes(attempt)) >= ENOUGH
    assert names_in(outside) == ["secret.txt"]


def test_deleting_and_undoing_never_touch_what_is_outside(
    workspace: Workspace, mutations: Mutations, journal: Journal, granted: Path, outside: Path
) -> None:
    undoing = Undoing(workspace.roots, workspace.beneath, journal)
    place = Place(workspace.roots.all[0], ("flip", "secret.txt"))
    deleted: list[int] = []

    def attempt() -> bool:
        if not deleted:
            deleted.append(mutations.delete(place).id)
        undoing.undo(deleted[0])
        deleted.clear()
        return True

    with swapping(granted, outside):
        assert min(outcomes(attempt)) >= ENOUGH
    assert names_in(outside) == ["secret.txt"]
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "SECRET"
    for kept in (data_folder() / "journal" / "kept").iterdir():
        assert kept.read_text(encoding="utf-8") == "benign"


def test_searching_shows_only_lines_that_were_read_by_handle(
    workspace: Workspace, granted: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ripgrep is led outside on purpose: it runs in the folder outside, and what it finds there is not shown."""
    (granted / "secret.txt").write_text("benign\nshared line\n", encoding="utf-8")
    (outside / "secret.txt").write_text("SECRET\nshared line\n", encoding="utf-8")
    run = content_search._Run

    def run_outside(_folder: Path, query: Query) -> content_search._Run:
        return run(outside, query)

    monkeypatch.setattr(content_search, "_Run", run_outside)
    found = search_content(workspace, None, Query(".", regex=True), 100)
    assert [line.text for file in found.files for line in file.lines] == ["shared line"]
