"""The process that reads one document: the file comes on stdin, and JSON goes to stdout."""

import io
import json
import logging
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from mcp_servers.common.failure import whereabouts
from mcp_servers.filesystem.documents.failures import DocumentError
from mcp_servers.filesystem.documents.formats import pages_of
from mcp_servers.filesystem.documents.pages import Wanted, gather

MAX_MEMORY = 2 << 30
MAX_SECONDS = 30


def work(suffix: str, pages: str | None) -> int:
    """Convert what is on stdin; returns the exit status."""
    _limit()
    # What libraries have to say about a file is of no use to anybody, and may hold its text.
    logging.disable(logging.CRITICAL)
    sys.stdout.write(json.dumps(_answer(suffix, pages)))
    return 0


def _answer(suffix: str, pages: str | None) -> dict[str, Any]:
    try:
        # In memory it has no name, which a library could take for a folder to look into.
        file = io.BytesIO(sys.stdin.buffer.read())
        return asdict(gather(pages_of(file, suffix), Wanted.parse(pages)))
    except DocumentError as error:
        return {"failure": str(error), "advice": error.advice}
    except (MemoryError, RecursionError):
        return {"failure": "takes more memory than a document should"}
    # The libraries raise what they like on a damaged file, KeyError and AttributeError included.
    except Exception as error:
        return {"failure": "is damaged, or not quite what its name says", "cause": whereabouts(error)}


def _limit() -> None:
    with suppress(ImportError):
        import resource

        for which, bound in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CPU, MAX_SECONDS)):
            with suppress(ValueError, OSError):
                resource.setrlimit(which, (bound, bound))
