"""A small server that has one of everything; as a program it takes the folder that it works in."""

import sys
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mcp import types
from pydantic import BaseModel

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.offer import Offer
from mcp_servers.common.prompts import Prompt, PromptArgument
from mcp_servers.common.resources import Contents, ResourcePage
from mcp_servers.common.running import run_server
from mcp_servers.common.toolset import READS, Arguments, Media, Reply, Tool, writes
from mcp_servers.common.work import step

STEPS = 10_000_000


class Named(Arguments):
    name: str


class NoArguments(Arguments):
    pass


class Length(BaseModel):
    length: int


class Sample:
    """Tools and resources over one folder. `count` goes on until it is cancelled, and then leaves a note."""

    templates: Sequence[types.ResourceTemplate] = (
        types.ResourceTemplate(name="note", uri_template="note:///{name}", description="A note"),
    )

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def greet(self, given: Named) -> Reply:
        return Reply(f"Hello “{given.name}”", Length(length=len(given.name)), note="a note")

    def show(self, _given: NoArguments) -> Reply:
        return Reply(
            "A dot",
            media=[Media(b"\x89PNG", "image/png", "note:///dot"), Media(b"%PDF", "application/pdf", "note:///x")],
        )

    def fail(self, _given: NoArguments) -> Reply:
        raise ToolFailure("There is nothing.")

    def count(self, _given: NoArguments) -> Reply:
        try:
            for number in range(STEPS):
                step(number, STEPS, "Counting")
        except BaseException as end:
            (self._folder / "stopped").write_text(type(end).__name__, encoding="utf-8")
            raise
        return Reply("Counted")

    def tools(self) -> list[Tool[Any]]:
        changes = writes(destructive=True, idempotent=False)
        return [
            Tool("greet", "Greet", "Greets.", READS, Named, self.greet, Length),
            Tool("show", "Show", "Shows.", READS, NoArguments, self.show),
            Tool("fail", "Fail", "Fails.", changes, NoArguments, self.fail),
            Tool("count", "Count", "Counts.", READS, NoArguments, self.count),
            Tool("count_and_change", "Count", "Counts.", changes, NoArguments, self.count),
        ]

    def page(self, cursor: str | None) -> ResourcePage:
        if cursor is None:
            return ResourcePage([types.Resource(name="one", uri="note:///one")], "next")
        return ResourcePage([types.Resource(name="two", uri="note:///two")])

    def read(self, uri: str) -> Sequence[Contents]:
        return [types.TextResourceContents(uri=uri, mime_type="text/plain", text=self._text(uri))]

    def stamp(self, uri: str) -> Hashable:
        return self._text(uri)

    def complete(self, template: str, argument: str, value: str) -> Sequence[str]:
        return [f"{value}{number}" for number in range(150)] if argument == "name" else []

    def _text(self, uri: str) -> str:
        try:
            return (self._folder / uri.removeprefix("note:///")).read_text(encoding="utf-8")
        except OSError as error:
            raise ToolFailure("There is no such note.") from error


def prompts() -> Sequence[Prompt]:
    def render(given: Mapping[str, str]) -> str:
        return f"Tidy {given['folder']}."

    def complete(value: str) -> Sequence[str]:
        return [name for name in ("Documents", "Downloads") if name.startswith(value)]

    return [Prompt("tidy", "Tidy", "Tidy a folder", render, [PromptArgument("folder", "Which", True, complete)])]


def sample_offer(folder: Path) -> Offer:
    sample = Sample(folder)
    return Offer("sample", "Sample", "1", "For tests.", sample.tools, lambda: sample, prompts)


if __name__ == "__main__":
    sys.exit(run_server(lambda: sample_offer(Path(sys.argv[1])), None))
