"""`app eval`: what the built-in model chooses for each line of a file, by the same code as in chat."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.agent.builtin.choice import choose
from app.agent.builtin.process import BuiltinServer
from app.agent.builtin.prompt import Turn

BAD_FILE = 2


class EarlierTurn(BaseModel):
    """A turn before the sentence."""

    role: Literal["user", "assistant"]
    content: str


class Line(BaseModel):
    """A line of the file. What else it carries, such as the expected tool, is not looked at."""

    model_config = ConfigDict(extra="ignore")

    say: str
    history: list[EarlierTurn] = []


async def evaluate(file: Path, schemas: Mapping[str, Mapping[str, Any]]) -> int:
    """Print one JSON line for each line of `file`: `say`, `tool` or null, `args`, `ms`. Returns the exit status.

    `schemas`: the JSON schema of each tool's arguments. Raises ProviderError when the model does not start.
    """
    lines = read_lines(file)
    if lines is None:
        return BAD_FILE
    server = BuiltinServer()
    try:
        client = await server.connect()
        for line in lines:
            started = time.perf_counter()
            history = [Turn(turn.role, turn.content) for turn in line.history]
            call = await choose(client, line.say, history, schemas)
            milliseconds = round((time.perf_counter() - started) * 1000)
            chosen = {"tool": call.tool if call else None, "args": dict(call.arguments) if call else {}}
            _print({"say": line.say, **chosen, "ms": milliseconds})
    finally:
        await server.close()
    return 0


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


def _print(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
