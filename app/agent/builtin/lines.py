"""The file that `app eval` reads."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError


class EarlierTurn(BaseModel):
    """A turn before the sentence."""

    role: Literal["user", "assistant"]
    content: str


class Line(BaseModel):
    """A line of the file. What else it carries, such as the expected tool, is not looked at."""

    model_config = ConfigDict(extra="ignore")

    say: str
    history: list[EarlierTurn] = []


def read_lines(file: Path) -> Sequence[Line] | None:
    """The lines of `file`; None, after a sentence for each fault on stderr, when it cannot be used."""
    try:
        texts = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"deskhand: {file} cannot be read: {error}\n")
        return None
    lines: list[Line] = []
    faults = 0
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            lines.append(Line.model_validate_json(text))
        except ValidationError as error:
            faults += 1
            sys.stderr.write(f"deskhand: line {number} cannot be used: {error.errors()[0]['msg']}\n")
    return None if faults else lines
