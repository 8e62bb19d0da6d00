import logging
from typing import Annotated, Any

import pytest
from mcp import Client, MCPError
from mcp.server.lowlevel import Server
from pydantic import BaseModel, Field

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.offer import Offer
from mcp_servers.common.server import make_server
from mcp_servers.common.toolset import READS, Arguments, Reply, Tool
from tests.mcp_servers.calling import ERAS, Era, call, text_of


class Inner(Arguments):
    size: int


class Given(Arguments):
    name: str
    count: Annotated[int, Field(ge=1, le=9)] = 1
    items: list[Inner] = Field(default_factory=list[Inner])
    either: int | list[Inner] | None = None


class Given2(BaseModel):
    doubled: int


def tool(run: Any = None, name: str = "try_it", output: type[BaseModel] | None = None) -> Tool[Given]:
    return Tool(name, "Try it", "Tries it.", READS, Given, run or (lambda given: Reply(f"hello {given.name}")), output)


def server(*tools: Tool[Any]) -> Server[dict[str, Any]]:
    return make_server(Offer("test", "Test", "1", "For tests.", lambda: tools or [tool()]))


@pytest.mark.parametrize("era", ERAS)
async def test_a_call_is_answered_in_both_eras(era: Era) -> None:
    result = await call(server(), "try_it", {"name": "Ann"}, era)
    assert (text_of(result), result.is_error, result.structured_content) == ("hello Ann", False, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "The argument `name` is missing."),
        ({"name": "a", "nam": 1}, "Unknown argument `nam`."),
        ({"name": 3}, "`name`: input should be a valid string."),
        ({"name": "a", "count": 0}, "`count`: input should be greater than or equal to 1."),
        ({"name": "a", "items": [{"size": 1}, {}]}, "The argument `items[1].size` is missing."),
        ({"name": "a", "items": [{"size": 1, "colour": 2}]}, "Unknown argument `items[0].colour`."),
        ({"name": "a", "either": "x"}, "`either`: input should be a valid integer or a valid list."),
        ({"name": "a", "count": "2"}, "`count`: input should be a valid integer."),
        ({"name": "a", "count": True}, "`count`: input should be a valid integer."),
        ({"name": "a", "count": 1.5}, "`count`: input should be a valid integer."),
        ({"name": None}, "`name`: input should be a valid string."),
        ({"name": "a", "items": {"size": 1}}, "`items`: input should be a valid list."),
        ({"name": "a", "x" * 5000: 1}, "Unknown argument `xxx"),
        ({"nam": 1}, "The argument `name` is missing. Unknown argument `nam`."),
    ],
)
async def test_arguments_that_do_not_fit_are_refused_by_name(arguments: dict[str, Any], said: str) -> None:
    result = await call(server(), "try_it", arguments)
    assert result.is_error
    assert text_of(result).startswith(said)
    assert text_of(result).endswith("try_it takes: name, count (optional), items (optional), either (optional).")


async def test_null_for_what_may_be_left_out_and_a_whole_number_with_a_point_are_taken() -> None:
    def show(given: Given) -> Reply:
        return Reply(repr(given))

    shown = tool(show)
    result = await call(server(shown), "try_it", {"name": "a", "count": None, "items": None, "either": None})
    assert text_of(result) == "Given(name='a', count=1, items=[], either=None)"
    result = await call(server(shown), "try_it", {"name": "a", "count": 2.0, "items": [{"size": 3.0}]})
    assert text_of(result) == "Given(name='a', count=2, items=[Inner(size=3)], either=None)"


async def test_a_refusal_does_not_repeat_a_long_value() -> None:
    result = await call(server(), "try_it", {"name": ["x" * 5000]})
    assert len(text_of(result)) < 200
    result = await call(server(), "try_it", {"name": "a", "x" * 5000: 1})
    assert len(text_of(result)) < 300


@pytest.mark.parametrize("era", ERAS)
async def test_an_unknown_tool_is_an_error_of_the_protocol(era: Era) -> None:
    async with Client(server(), mode=era) as client:
        with pytest.raises(MCPError, match="Unknown tool: nothing"):
            await client.call_tool("nothing", {})


async def test_a_failure_reaches_the_caller_as_it_is_worded() -> None:
    def fail(_given: Given) -> Reply:
        raise ToolFailure("There is no such thing.")

    result = await call(server(tool(fail)), "try_it", {"name": "a"})
    assert (result.is_error, text_of(result)) == (True, "There is no such thing.")


async def test_a_failure_of_our_own_is_logged_where_it_happened_but_not_with_what(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(given: Given) -> Reply:
        raise RuntimeError(given.name)

    with caplog.at_level(logging.ERROR):
        result = await call(server(tool(fail)), "try_it", {"name": "/home/ann/private"})
    assert result.is_error
    assert "Try it failed" in text_of(result)
    assert "Traceback" not in text_of(result)
    assert "RuntimeError" in caplog.text
    assert "in fail" in caplog.text
    assert "private" not in caplog.text


async def test_data_goes_out_once_beside_the_text_and_a_note_is_a_part_of_its_own() -> None:
    def run(given: Given) -> Reply:
        return Reply("two", Given2(doubled=given.count * 2), "a note")

    result = await call(server(tool(run, output=Given2)), "try_it", {"name": "a", "count": 4})
    assert [part.model_dump()["text"] for part in result.content] == ["two", "a note"]
    assert result.structured_content == {"doubled": 8}


async def test_schemas_hold_no_noise() -> None:
    async with Client(server(tool(output=Given2))) as client:
        (listed,) = (await client.list_tools()).tools
    size = {
        "type": "object",
        "properties": {"size": {"type": "integer"}},
        "required": ["size"],
        "additionalProperties": False,
    }
    assert listed.input_schema == {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "count": {"type": "integer", "minimum": 1, "maximum": 9, "default": 1},
            "items": {"type": "array", "items": size},
            "either": {"anyOf": [{"type": "integer"}, {"type": "array", "items": size}, {"type": "null"}]},
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    assert listed.output_schema == {
        "type": "object",
        "properties": {"doubled": {"type": "integer"}},
        "required": ["doubled"],
    }


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two tools are called try_it"):
        server(tool(), tool())
