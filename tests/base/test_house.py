"""The rules of the house that no other tool checks."""

import subprocess
import sys
import tomllib
from pathlib import Path

from app.version import VERSION

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout


def test_a_broken_import_rule_is_noticed(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [contract["name"] for contract in project["tool"]["importlinter"]["contracts"]]
    assert len(names) == len(set(names)) >= 9
    for package in ("app", "mcp_servers"):
        subprocess.run(["cp", "-r", str(ROOT / package), str(tmp_path / package)], check=True)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    with (tmp_path / "app" / "store" / "threads.py").open("a", encoding="utf-8") as module:
        module.write("\nimport app.tools.host\n")
    ran = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert "app.store.threads -> app.tools.host" in ran.stdout


def test_starting_a_server_of_another_client_imports_no_part_of_the_app() -> None:
    script = "import sys; sys.argv = ['app', 'mcp', 'tasks', '--help']\ntry:\n import app.__main__ as m; m.main()\n"
    script += (
        "except SystemExit: pass\nprint([n for n in sys.modules if n.split('.')[0] in ('agents', 'chatkit', 'openai')])"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip().endswith("[]")


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


def test_no_module_is_longer_than_500_lines() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    sources = [ROOT / name for name in listed if name.endswith((".py", ".ts", ".tsx", ".css"))]
    long = {
        str(path): count for path in sources if path.exists() and (count := len(path.read_bytes().splitlines())) > 500
    }
    assert long == {}


def test_no_lock_file_names_a_registry() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert not [line for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines() if "://" in line]
