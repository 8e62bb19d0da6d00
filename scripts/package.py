"""Make everything that is handed out into dist/: `uv run --no-sync python scripts/package.py [FOLDER]`.

On Linux a .deb, an archive that integrates itself, the MCP bundles, an SBOM and the checksums of all; on macOS and
Windows the bundle, the MCP bundles, the SBOM and the checksums: signing and the installer follow (docs/packaging.md).
Needs the group `bundle`: `uv sync --group bundle`. With `--no-build` the bundle in build/dist is taken as it is.
"""

import argparse
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import mcpb

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
VERSION = str(runpy.run_path(str(ROOT / "app" / "version.py"))["VERSION"])
BUNDLE = ROOT / "build" / "dist" / "deskhand"
FULL = 6
ID = "org.deskhand.Deskhand"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
# What Qt's platform plugin and its engine load from the system.
DEPENDS = (
    "libegl1, libgl1, libglib2.0-0 | libglib2.0-0t64, libdbus-1-3, libfontconfig1, libxkbcommon-x11-0, libxkbfile1, "
    "libx11-xcb1, libxcb-cursor0, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0, libxcb-xkb1, libxcb-randr0, "
    "libxcb-render-util0, libxcb-image0, libnss3, libasound2 | libasound2t64, libxcomposite1, libxdamage1, "
    "libxrandr2, libxtst6, libgbm1"
)
CONTROL = """Package: deskhand
Version: {version}
Architecture: {architecture}
Maintainer: The Deskhand contributors <deskhand@localhost>
Installed-Size: {size}
Depends: libc6 (>= 2.34), {depends}
Recommends: xdg-utils, desktop-file-utils, shared-mime-info
Section: utils
Priority: optional
Description: assistant on your own computer
 Works with your files and tasks in a chat, with no network, no key and no
 account. Everything that changes a file asks first and can be undone.
"""


def build() -> None:
    """The bundle itself."""
    work = ["--distpath", str(BUNDLE.parent), "--workpath", str(ROOT / "build" / "work")]
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--log-level",
        "ERROR",
        "--noconfirm",
        *work,
        str(ROOT / "build.spec"),
    ]
    subprocess.run(command, cwd=ROOT, check=True)


def lay_out_share(share: Path, released: datetime) -> None:
    """What a desktop reads: the entry, the icons, the kinds of files, and what software centres show."""
    for size in ICON_SIZES:
        icons = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        icons.mkdir(parents=True)
        shutil.copy(PACKAGING / "icons" / f"deskhand-{size}.png", icons / f"{ID}.png")
    scalable = share / "icons" / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copy(PACKAGING / "icons" / "deskhand.svg", scalable / f"{ID}.svg")
    for folder, name in (("applications", f"{ID}.desktop"), ("mime/packages", f"{ID}.xml")):
        (share / folder).mkdir(parents=True)
        shutil.copy(PACKAGING / "linux" / name, share / folder / name)
    meta = (PACKAGING / "linux" / f"{ID}.metainfo.xml").read_text(encoding="utf-8")
    (share / "metainfo").mkdir()
    filled = meta.replace("@VERSION@", VERSION).replace("@DATE@", released.date().isoformat())
    (share / "metainfo" / f"{ID}.metainfo.xml").write_text(filled, encoding="utf-8")


def make_deb(scratch: Path, target: Path, released: datetime, *, quick: bool) -> Path:
    """A package for Debian and Ubuntu that lives in /opt/deskhand."""
    tree = scratch / "deb"
    shutil.copytree(BUNDLE, tree / "opt" / "deskhand", symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "deskhand").symlink_to("/opt/deskhand/deskhand")
    lay_out_share(tree / "usr" / "share", released)
    copyright_file = tree / "usr" / "share" / "doc" / "deskhand" / "copyright"
    copyright_file.parent.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", copyright_file)
    architecture = said_by("dpkg", "--print-architecture")
    size = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
    (tree / "DEBIAN").mkdir()
    control = CONTROL.format(version=VERSION, architecture=architecture, size=size, depends=DEPENDS)
    (tree / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    open_to_all(tree)
    package = target / f"deskhand_{VERSION}_{architecture}.deb"
    packing = ["-Znone"] if quick else ["-Zxz", f"-z{FULL}"]
    subprocess.run(["dpkg-deb", "--root-owner-group", *packing, "--build", str(tree), str(package)], check=True)
    return package


def make_archive(scratch: Path, target: Path, released: datetime, *, quick: bool) -> Path:
    """An archive that runs from wherever it is unpacked, and puts itself into the user's menu."""
    name = f"deskhand-{VERSION}-linux-{os.uname().machine}"
    tree = scratch / name
    shutil.copytree(BUNDLE, tree / "bin", symlinks=True)
    lay_out_share(tree / "share", released)
    for script in ("deskhand.sh", "install.sh"):
        shutil.copy(PACKAGING / "linux" / script, tree / script)
    shutil.copy(ROOT / "LICENSE", tree / "LICENSE")
    open_to_all(tree)
    archive = target / (f"{name}.tar" if quick else f"{name}.tar.xz")
    # No name of whoever built it is kept. Less compression would be more than may be downloaded.
    packing = ["--owner=root:0", "--group=root:0", "--sort=name"]
    packing += [] if quick else ["--use-compress-program", f"xz -T0 -{FULL}"]
    subprocess.run(["tar", *packing, "--create", "--file", str(archive), "-C", str(scratch), name], check=True)
    return archive


def open_to_all(tree: Path) -> None:
    """Whatever this user's umask is, others must be able to read and run what is installed."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def make_sbom(target: Path) -> Path:
    """What the bundle was built of, in CycloneDX's form."""
    sbom = target / f"deskhand-{VERSION}.cdx.json"
    environment = ["environment", "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    command = [sys.executable, "-m", "cyclonedx_py", *environment, "--output-file", str(sbom), sys.executable]
    subprocess.run(command, check=True)
    return sbom


def make_checksums(target: Path) -> None:
    """SHA256SUMS of everything in the folder, as `sha256sum --check` reads it."""
    lines: list[str] = []
    for path in sorted(target.iterdir()):
        if path.is_file() and path.name != "SHA256SUMS":
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def said_by(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument(
        "--quick", action="store_true", help="pack without compressing, which takes seconds instead of minutes"
    )
    options = parser.parse_args()
    target: Path = options.folder.resolve()
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if not options.no_build:
        build()
    mcpb.main(target)
    if sys.platform == "linux":
        scratch = ROOT / "build" / "packages"
        shutil.rmtree(scratch, ignore_errors=True)
        released = datetime.now(UTC)
        make_deb(scratch, target, released, quick=options.quick)
        make_archive(scratch, target, released, quick=options.quick)
        shutil.rmtree(scratch)
    make_sbom(target)
    make_checksums(target)
    for path in sorted(target.iterdir()):
        sys.stdout.write(f"{path.stat().st_size:>13,}  {path.name}\n")


if __name__ == "__main__":
    main()
