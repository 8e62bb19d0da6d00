"""`app eval`: what the built-in model chooses for each line of a file, by the same code as in chat."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from app.agent.builtin.choice import choose
from app.agent.builtin.lines import Line
from app.agent.builtin.process import BuiltinServer
from app.agent.builtin.prompt import Turn


async def evaluate(lines: Sequence[Line], schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """Print one JSON line for each of `lines`: `say`, `tool` or null, `args`, `ms`.

    `schemas`: the JSON schema of each tool's arguments. Raises ProviderError when the model does not start.
    """
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


def _print(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
