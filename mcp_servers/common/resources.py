"""What a server offers to be read by address, and followed while it changes."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

from mcp import types

Contents = types.TextResourceContents | types.BlobResourceContents


@dataclass(frozen=True)
class ResourcePage:
    """Some resources, and the cursor of those after them."""

    resources: Sequence[types.Resource]
    next_cursor: str | None = None


class Resources(Protocol):
    """The resources of one server. All methods work in a thread and raise `ToolFailure` with a sentence."""

    templates: Sequence[types.ResourceTemplate]

    def page(self, cursor: str | None) -> ResourcePage:
        """Resources worth listing; a bounded number a page."""
        ...

    def read(self, uri: str) -> Sequence[Contents]:
        """What lies at an address. Raises `ToolFailure` when there is nothing or it may not be read."""
        ...

    def stamp(self, uri: str) -> Hashable:
        """A value that differs once the resource has changed; cheap, as it is asked again and again."""
        ...

    def complete(self, template: str, argument: str, value: str) -> Sequence[str]:
        """Values of a template's argument that begin like `value`, best first."""
        ...
