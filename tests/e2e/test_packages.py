"""What `scripts/package.py` puts into dist/, as those who get it use it."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.test_bundle import bare, server_only
from tests.running import ROOT

pytestmark = pytest.mark.bundle
__all__ = ["bare"]
DIST = ROOT / "dist"


def only(pattern: str) -> Path:
    (path,) = DIST.glob(pattern)
    return path


def run(*command: str | Path, **variables: str) -> str:
    ran = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, unpacked in a folder whose name is no easy one."""
    place = tmp_path_factory.mktemp("unpacked") / "Meine Programme “é”"
    place.mkdir()
    run("tar", "--extract", "--file", only("deskhand-*-linux-*.tar*"), "--directory", place)
    (folder,) = place.iterdir()
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a system on which the .deb was laid out."""
    root = tmp_path_factory.mktemp("system")
    run("dpkg-deb", "-x", only("*.deb"), root)
    return root


def test_every_file_has_the_checksum_that_is_told() -> None:
    lines = (DIST / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = {path.name for path in DIST.iterdir() if path.name != "SHA256SUMS"}
    assert set(told) == files
    for name, digest in told.items():
        assert hashlib.sha256((DIST / name).read_bytes()).hexdigest() == digest


def test_the_sbom_names_what_the_app_is_built_of() -> None:
    sbom = json.loads(only("*.cdx.json").read_text(encoding="utf-8"))
    assert sbom["bomFormat"] == "CycloneDX"
    names = {component["name"].lower() for component in sbom["components"]}
    assert {"openai-chatkit", "openai-agents", "mcp", "starlette", "pywebview", "xllamacpp"} <= names
    assert "://" not in json.dumps([component.get("purl") for component in sbom["components"]])


def test_desktops_understand_the_entry_and_the_description(installed: Path) -> None:
    share = installed / "usr" / "share"
    run("desktop-file-validate", share / "applications" / "org.deskhand.Deskhand.desktop")
    run("appstreamcli", "validate", "--no-net", share / "metainfo" / "org.deskhand.Deskhand.metainfo.xml")
    entry = (share / "applications" / "org.deskhand.Deskhand.desktop").read_text(encoding="utf-8")
    assert "x-scheme-handler/deskhand" in entry
    assert "*.mcpb" in (share / "mime" / "packages" / "org.deskhand.Deskhand.xml").read_text(encoding="utf-8")
    assert len(list((share / "icons").rglob("org.deskhand.Deskhand.*"))) == 9


def test_the_package_can_be_installed_and_removed_without_a_trace(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for folder in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "var/log"):
        (root / folder).mkdir(parents=True)
    for file in ("status", "available"):
        (root / "var/lib/dpkg" / file).touch()
    how = (
        "dpkg",
        f"--root={root}",
        "--force-not-root",
        "--force-depends",
        "--force-script-chrootless",
        "--log=/dev/null",
    )
    run(*how, "--install", only("*.deb"))
    assert (root / "opt/deskhand/deskhand").is_file()
    run(*how, "--purge", "deskhand")
    assert [str(path) for path in root.rglob("*") if "deskhand" in path.name.lower()] == []


def test_the_installed_app_answers_with_an_empty_home(installed: Path, bare: dict[str, str]) -> None:
    link = installed / "usr" / "bin" / "deskhand"
    assert str(link.readlink()) == "/opt/deskhand/deskhand"
    with server_only(installed / "opt" / "deskhand" / "deskhand", bare) as program:
        assert program.client.json("threads.list")["data"] == []
        assert program.stop() == 0


def test_an_unpacked_archive_puts_itself_into_the_menu_and_takes_itself_out(archive: Path, own_home: Path) -> None:
    variables = {"HOME": str(own_home), "XDG_DATA_HOME": str(own_home / ".local/share")}
    assert run(archive / "deskhand.sh", "--version", **variables).strip()
    entry = own_home / ".local/share/applications/org.deskhand.Deskhand.desktop"
    run("desktop-file-validate", entry)
    assert f'Exec="{archive}/bin/deskhand" open %U' in entry.read_text(encoding="utf-8")
    assert run(own_home / ".local/bin/deskhand", "--version").strip()
    run(archive / "install.sh", "--remove", **variables)
    left = [path for path in own_home.rglob("*") if "deskhand" in path.name.lower() and "mime" not in path.parts]
    assert left == []


def test_the_doctor_of_the_package_finds_nothing_that_does_not_work(installed: Path, bare: dict[str, str]) -> None:
    program = installed / "opt" / "deskhand" / "deskhand"
    said = subprocess.run([program, "doctor", "--json"], env=bare, capture_output=True, text=True, timeout=120)
    told = json.loads(said.stdout)
    assert [finding for finding in told["findings"] if finding["status"] == "failed"] == []
    assert said.returncode == 0
