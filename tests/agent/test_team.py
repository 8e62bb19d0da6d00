from dataclasses import replace

from agents import FunctionTool

from app.agent.builtin.process import BuiltinServer
from app.agent.models import create_model
from app.agent.team import wants_several
from app.base.config import ProviderName, Team


async def nothing(*_: object) -> str:
    return ""


TOOL = FunctionTool("tool", "x" * 4_000, {"type": "object"}, nothing)
TOOLS = {"filesystem": [TOOL], "tasks": [TOOL]}


def several(provider: ProviderName, team: Team | None) -> bool:
    model = replace(create_model(None, BuiltinServer()), provider=provider, name="unheard-of")
    return wants_several(model, TOOLS, team)


def test_several_agents_share_the_work_where_tools_would_take_a_quarter_of_the_room() -> None:
    # A model on this computer is taken to have room for 8,000 tokens, one elsewhere for many more.
    assert several("ollama", None)
    assert not several("custom", None)


def test_the_setting_says_whether_several_agents_share_the_work() -> None:
    assert several("custom", "several")
    assert not several("ollama", "one")


def test_the_built_in_model_works_alone() -> None:
    assert not several("builtin", "several")
