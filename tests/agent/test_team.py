from dataclasses import replace

import pytest
from agents import FunctionTool

from app.agent.builtin.process import BuiltinServer
from app.agent.models import ChosenModel, create_model
from app.agent.team import wants_several
from app.base.config import Team


async def nothing(*_: object) -> str:
    return ""


TOOL = FunctionTool("tool", "x" * 3_000, {"type": "object"}, nothing)
TOOLS = {"filesystem": [TOOL], "tasks": [TOOL]}


def model(context_tokens: int, provider: str = "custom") -> ChosenModel:
    builtin = create_model(None, BuiltinServer())
    return replace(builtin, provider=provider, context_tokens=context_tokens)


@pytest.mark.parametrize(
    ("context_tokens", "team", "several"),
    [
        (4_096, None, True),
        (100_000, None, False),
        (100_000, "several", True),
        (4_096, "one", False),
    ],
)
def test_several_agents_share_the_work_where_tools_would_take_a_quarter_of_the_room(
    context_tokens: int, team: Team | None, several: bool
) -> None:
    assert wants_several(model(context_tokens), TOOLS, team) is several


def test_the_built_in_model_works_alone() -> None:
    assert not wants_several(model(4_096, "builtin"), TOOLS, "several")
