"""How much of what a model can take in a conversation uses, part by part."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents import TResponseInputItem
from mcp.types import Tool

from app.agent.models import ChosenModel
from app.agent.providers import BUILTIN
from app.agent.tokens import tokens_of
from app.tools.host import ToolHost


def measured(
    chosen: ChosenModel,
    limit: int,
    instructions: str,
    host: ToolHost,
    whole: Sequence[TResponseInputItem],
    given: Sequence[TResponseInputItem],
    *,
    beside: bool,
) -> Mapping[str, Any]:
    """`parts` in tokens of what the model is given next, of `limit`, and `left_out`, what it is not given.

    `beside`: the limit is that of the conversation alone. A model that has no limit (None) has no parts either.
    """
    if chosen.provider == BUILTIN:
        # It is given the last few messages only, and knows its tools by heart.
        return {"model": chosen.label, "limit": None, "parts": [], "left_out": 0}
    tools = {name: sum(map(_tokens_of, server.tools)) for name, server in host.servers.items() if server.tools}
    told, conversation = tokens_of(instructions), tokens_of(given) if given else 0
    return {
        "model": chosen.label,
        "limit": limit + told + sum(tools.values()) if beside else limit,
        "parts": [
            {"name": "instructions", "tokens": told},
            *({"name": "tools", "server": name, "tokens": tokens} for name, tokens in tools.items()),
            {"name": "conversation", "tokens": conversation},
        ],
        "left_out": max(0, tokens_of(whole) - conversation) if whole else 0,
    }


def _tokens_of(tool: Tool) -> int:
    """What a model is told of a tool."""
    return tokens_of([tool.name, tool.description, tool.input_schema])
