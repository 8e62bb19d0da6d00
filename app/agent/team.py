"""One agent with all tools, or several: one that answers and hands over, and a specialist for each server's tools.

Several are for models that all tools at once would leave too little room: each is told of its own server's tools only.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from agents import Agent, FunctionTool, Handoff, RunContextWrapper, handoff
from agents.extensions.handoff_prompt import RECOMMENDED_PROMPT_PREFIX

from app.agent.assistant import make_assistant
from app.agent.context import tokens_of
from app.agent.models import ChosenModel
from app.agent.providers import BUILTIN
from app.base.config import Team

ToolsByServer = Mapping[str, Sequence[FunctionTool]]
# Told of every change of the agent, with the name of the one that takes over.
OnHandoff = Callable[[RunContextWrapper[Any], str], Awaitable[None]]

# What each specialist is called, and what it is for.
SPECIALISTS: Mapping[str, tuple[str, str]] = {
    "filesystem": ("Files", "Works with the user's files and folders: finds, reads, writes, moves and undoes."),
    "tasks": ("Tasks", "Works with the user's task list: adds, lists, changes, completes and plans tasks."),
}
LARGEST_SHARE = 4


def wants_several(chosen: ChosenModel, tools: ToolsByServer, team: Team | None) -> bool:
    """Whether several agents should share the work: by the setting, else when the tools would take too much room."""
    if chosen.provider == BUILTIN or team == "one":
        return False
    every = [each for server in tools.values() for each in server]
    told = tokens_of([[tool.name, tool.description, tool.params_json_schema] for tool in every])
    return team == "several" or told > chosen.context_tokens // LARGEST_SHARE


def make_team(chosen: ChosenModel, tools: ToolsByServer, said: str, on_handoff: OnHandoff) -> Agent[Any]:
    """The agent that answers first; `said` are the instructions of all."""
    own = [tool for server, each in tools.items() if server not in SPECIALISTS for tool in each]
    first = make_assistant(chosen, own, f"{RECOMMENDED_PROMPT_PREFIX}\n{said}")
    specialists = {
        SPECIALISTS[server]: make_assistant(
            chosen, each, f"{RECOMMENDED_PROMPT_PREFIX}\n{said}", SPECIALISTS[server][0]
        )
        for server, each in tools.items()
        if server in SPECIALISTS
    }
    first.handoffs = [_to(agent, what, on_handoff) for (_, what), agent in specialists.items()]
    for agent in specialists.values():
        agent.handoffs = [_to(first, "Answers everything that needs other tools than yours.", on_handoff)]
    return first


def _to(agent: Agent[Any], what: str, on_handoff: OnHandoff) -> Handoff[Any, Any]:
    async def tell(context: RunContextWrapper[Any]) -> None:
        await on_handoff(context, agent.name)

    return handoff(agent, on_handoff=tell, tool_description_override=f"Hand over to {agent.name}. {what}")
