"""Prompts: requests that people make often, ready to be sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mcp import types

from mcp_servers.common.failure import ToolFailure


def _nothing(_value: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class PromptArgument:
    """An argument of a prompt. `complete` gives values that begin like what was typed."""

    name: str
    description: str
    required: bool = False
    complete: Callable[[str], Sequence[str]] = _nothing


@dataclass(frozen=True)
class Prompt:
    """A prompt. `render` makes the text from the arguments that were given; it works in a thread."""

    name: str
    title: str
    description: str
    render: Callable[[Mapping[str, str]], str]
    arguments: Sequence[PromptArgument] = field(default_factory=tuple[PromptArgument, ...])

    def definition(self) -> types.Prompt:
        return types.Prompt(
            name=self.name,
            title=self.title,
            description=self.description,
            arguments=[
                types.PromptArgument(name=each.name, description=each.description, required=each.required)
                for each in self.arguments
            ],
        )

    def text(self, given: Mapping[str, str]) -> str:
        """The request, from arguments that fit.

        Raises:
            ToolFailure: a required argument is missing, or one is unknown.
        """
        missing = [each.name for each in self.arguments if each.required and not given.get(each.name)]
        unknown = sorted(given.keys() - {each.name for each in self.arguments})
        if missing:
            raise ToolFailure(f"The argument `{missing[0]}` is missing.")
        if unknown:
            raise ToolFailure(f"Unknown argument `{unknown[0]}`.")
        return self.render(given)
