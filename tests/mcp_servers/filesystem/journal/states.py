"""What a folder holds, to the last bit that a person could miss."""

import os
from pathlib import Path

Facts = tuple[int, int, bytes]


def state_of(folder: Path) -> dict[str, Facts]:
    """Mode, time and contents of everything below a folder by path.

    Folders have no time, as it changes with their contents. What is hidden stands for what is still being built.
    """
    found: dict[str, Facts] = {}
    for path in sorted(path for path in folder.rglob("*") if ".deskhand-" not in str(path)):
        information = path.lstat()
        if path.is_symlink():
            found[str(path.relative_to(folder))] = (0, information.st_mtime_ns, os.fsencode(path.readlink()))
        elif path.is_dir():
            found[str(path.relative_to(folder))] = (information.st_mode, 0, b"")
        else:
            found[str(path.relative_to(folder))] = (information.st_mode, information.st_mtime_ns, path.read_bytes())
    return found


def lay(folder: Path) -> None:
    """A small folder with everything in it that must survive."""
    (folder / "notes" / "deep").mkdir(parents=True)
    (folder / "notes" / "deep" / "old.txt").write_text("deep", encoding="utf-8")
    (folder / "notes" / "link").symlink_to("deep/old.txt")
    (folder / "notes").chmod(0o750)
    (folder / "f.txt").write_bytes(b"old\r\n")
    (folder / "f.txt").chmod(0o640)
    for number, name in enumerate(("notes/deep/old.txt", "notes/link", "f.txt")):
        os.utime(folder / name, ns=(10**18 + 1, 10**18 + 123_456_789 + number), follow_symlinks=False)
