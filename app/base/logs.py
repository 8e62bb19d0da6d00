"""Logging to stderr and to a rotating file in the data folder. No line carries a text, path or key of the user."""

import logging
import logging.handlers
import sys
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MAX_BYTES = 1_000_000
KEPT_FILES = 3


def set_up_logging(folder: Path | None, *, verbose: bool = False) -> None:
    """Send warnings (or everything, when `verbose`) to stderr and information to `folder`/deskhand.log."""
    # A log that cannot be written, on a full disk, must not fill the terminal instead.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.INFO if verbose else logging.WARNING)
    console.setFormatter(logging.Formatter("deskhand: %(message)s"))
    root.addHandler(console)
    if folder is not None:
        file = logging.handlers.RotatingFileHandler(
            folder / "deskhand.log", maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
        file.setFormatter(logging.Formatter(FORMAT))
        root.addHandler(file)
    # These name addresses and request bodies at INFO.
    for name in ("httpx2", "httpcore2", "openai", "openai.agents", "mcp", "chatkit", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
