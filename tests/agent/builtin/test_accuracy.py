"""How often the right tool is chosen, on sentences that the adapter was not trained on."""

import json
from typing import Any

from app.agent.builtin.choice import choose
from app.agent.builtin.process import BuiltinServer
from app.agent.builtin.prompt import Turn
from tests.agent.builtin.tools import Schemas
from tests.running import ROOT

# Every so many lines of the whole set: enough to notice an adapter that was spoilt.
STEP = 13
BAR = 0.9


def subset() -> list[dict[str, Any]]:
    files = sorted((ROOT / "tools" / "adapter" / "evaluation").glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines[::STEP]]


async def test_nine_of_ten_requests_reach_the_right_tool(server: BuiltinServer, schemas: Schemas) -> None:
    client, wrong = await server.connect(), list[str]()
    lines = subset()
    assert len(lines) > 30
    for line in lines:
        history = [Turn(turn["role"], turn["content"]) for turn in line.get("history", [])]
        call = await choose(client, line["say"], history, schemas)
        chosen = call.tool if call else None
        if chosen != line["tool"]:
            wrong.append(f"{line['say']}: {chosen} instead of {line['tool']}")
    assert 1 - len(wrong) / len(lines) >= BAR, wrong
