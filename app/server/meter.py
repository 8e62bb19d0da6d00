"""How much of what a model can take in a conversation uses, part by part."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents import TResponseInputItem
from mcp.types import Tool

from app.agent.context import tokens_of
from app.agent.models import ChosenModel
from app.agent.providers import BUILTIN
from app.tools.host import ToolHost


def measured(
    chosen: ChosenModel,
    limit: int,
    instructions: str,
    host: ToolHost,
    whole: Sequence[TResponseInputItem],
    given: Sequence[TResponseInputItem],
) -> Mapping[str, Any]:
    """`parts` in tokens of what the model is given next, of `limit`, and `left_out`, what it is not given.

    A model that has no such limit (None) has no parts either.
    """
    tools = [
        {"name": "tools", "server": name, "tokens": sum(map(_tokens_of, server.tools))}
        for name, server in host.servers.items()
        if server.tools
    ]
    if chosen.provider == BUILTIN:
        # It is given the last few messages only, and knows its tools by heart.
        return {"model": chosen.label, "limit": None, "parts": [], "left_out": 0}
    conversation = tokens_of(given) if given else 0
    return {
        "model": chosen.label,
        "limit": limit,
        "parts": [
            {"name": "instructions", "tokens": tokens_of(instructions)},
            *tools,
            {"name": "conversation", "tokens": conversation},
        ],
        "left_out": max(0, tokens_of(whole) - conversation) if whole else 0,
    }


def _tokens_of(tool: Tool) -> int:
    """What a model is told of a tool."""
    return tokens_of([tool.name, tool.description, tool.input_schema])
