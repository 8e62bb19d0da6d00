"""What is answered without the SDK is what the SDK answers, and what is not is handed over whole."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from mcp_servers.common import sdk_stdio
from mcp_servers.common.quick import HANDSHAKE_VERSIONS, MODERN_VERSION, PREFIX, Handover, QuickServer
from mcp_servers.common.server import make_server
from tests.mcp_servers.common.sample import sample_offer
from tests.mcp_servers.processes import Wire, started
from tests.waiting import wait_for

ME = {"name": "test", "version": "1"}
ENVELOPE = {f"{PREFIX}protocolVersion": MODERN_VERSION, f"{PREFIX}clientCapabilities": {}, f"{PREFIX}clientInfo": ME}
ALL_VERSIONS = (*HANDSHAKE_VERSIONS, MODERN_VERSION)
REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("tools/list", {}),
    ("tools/call", {"name": "greet", "arguments": {"name": "Ünï"}}),
    ("tools/call", {"name": "show", "arguments": {}}),
    ("tools/call", {"name": "show"}),
    ("tools/call", {"name": "fail", "arguments": {}}),
    ("tools/call", {"name": "greet", "arguments": {"nam": 1}}),
    ("tools/call", {"name": "nothing", "arguments": {}}),
]


def request(number: int | str, method: str, params: dict[str, Any], version: str = MODERN_VERSION) -> bytes:
    meta = {"_meta": ENVELOPE} if version == MODERN_VERSION else {}
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": {**params, **meta}}).encode()


def handshake(version: str) -> list[bytes]:
    if version == MODERN_VERSION:
        return []
    params: dict[str, Any] = {"protocolVersion": version, "capabilities": {"roots": {}}, "clientInfo": ME}
    return [
        request("hello", "initialize", params, version),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}).encode(),
    ]


def quickly(lines: list[bytes], folder: Path) -> tuple[list[dict[str, Any]], Handover | None]:
    """The answers, in the order in which they came, and what was handed over."""
    answers: list[bytes] = []
    quick = QuickServer(sample_offer(folder), answers.append)
    handover = quick.serve(iter(lines))
    quick.finish()
    return [json.loads(line) for line in answers], handover


async def by_the_sdk(lines: list[bytes], folder: Path) -> list[dict[str, Any]]:
    answers: list[bytes] = []
    requests = sum(b'"id"' in line for line in lines)

    def all_and_their_answers() -> Iterator[bytes | None]:
        yield from lines
        # The end of the lines ends the connection.
        wait_for(lambda: len(answers) == requests)

    handover = Handover([], frozenset(), all_and_their_answers())
    await sdk_stdio._serve(make_server(sample_offer(folder)), handover, lambda _: False, answers.append)
    return [json.loads(line) for line in answers]


def by_id(answers: list[dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    return {answer["id"]: answer for answer in answers}


@pytest.mark.parametrize("version", ALL_VERSIONS)
async def test_every_answer_is_the_one_of_the_sdk(version: str, tmp_path: Path) -> None:
    lines = handshake(version)
    if version == MODERN_VERSION:
        lines.append(request("hello", "server/discover", {}))
    lines += [request(number, method, params, version) for number, (method, params) in enumerate(REQUESTS)]
    quick, handover = quickly(lines, tmp_path)
    assert handover is None
    assert len(quick) == len(REQUESTS) + 1
    assert by_id(quick) == by_id(await by_the_sdk(lines, tmp_path))


@pytest.mark.parametrize("version", ALL_VERSIONS)
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("ping", {}),
        ("prompts/list", {}),
        ("resources/read", {"uri": "note:///one"}),
        ("tools/call", {"name": "greet", "arguments": []}),
        ("tools/call", {"name": "greet", "more": 1}),
        ("tools/call", {"arguments": {}}),
        ("tools/list", {"cursor": "2"}),
    ],
)
def test_a_request_that_is_more_than_usual_is_handed_over(
    version: str, method: str, params: dict[str, Any], tmp_path: Path
) -> None:
    check_is_handed_over(handshake(version), request(1, method, params, version), tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}',
        b'{"jsonrpc":"2.0","id":true,"method":"tools/list"}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"progressToken":{}}}}',
        b"no json",
        b"[" * 100_000,
        b"[]",
    ],
)
def test_a_line_that_is_no_message_of_the_usual_form_is_handed_over(line: bytes, tmp_path: Path) -> None:
    check_is_handed_over(handshake("2025-11-25"), line, tmp_path)


def check_is_handed_over(opening: list[bytes], line: bytes, folder: Path) -> None:
    answers, handover = quickly([*opening, line, b"after"], folder)
    assert handover is not None
    assert handover.opening == [*opening, line]
    assert list(handover.rest) == [b"after"]
    assert handover.answered == frozenset(answer["id"] for answer in answers)


def test_an_old_version_of_the_protocol_is_left_to_the_sdk(tmp_path: Path) -> None:
    lines = handshake("2024-11-05")
    answers, handover = quickly(lines, tmp_path)
    assert (answers, handover and handover.opening) == ([], lines[:1])


def test_a_line_that_is_too_long_is_left_to_the_sdk(tmp_path: Path) -> None:
    quick = QuickServer(sample_offer(tmp_path), lambda _: None)
    handover = quick.serve(iter([None, b"after"]))
    assert handover is not None
    assert list(handover.rest) == [None, b"after"]


def sample(folder: Path) -> AbstractContextManager[Wire]:
    return started("sample", str(folder), module="tests.mcp_servers.common.sample")


def open_with(wire: Wire, version: str) -> None:
    for line in handshake(version):
        wire.send_line(line)
    if version != MODERN_VERSION:
        assert wire.receive()["id"] == "hello"


def test_a_connection_that_only_calls_tools_never_loads_the_sdk(tmp_path: Path) -> None:
    program = (
        "import sys, mcp_servers.common.stdio, mcp_servers.tasks.__main__ as m, mcp_servers.tasks.server as s; "
        "from pathlib import Path; offer = s.tasks_offer(Path(sys.argv[1])); offer.definitions; "
        "print(sorted(name for name in sys.modules if name in ('mcp', 'mcp_types', 'anyio', 'starlette')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "tasks.db")], capture_output=True, encoding="utf-8", check=True
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("version", ["2025-11-25", MODERN_VERSION])
@pytest.mark.parametrize(("tool", "handed_over"), [("count", False), ("count_and_change", False), ("count", True)])
def test_a_cancelled_call_stops_its_work_and_is_not_answered(
    version: str, tool: str, handed_over: bool, tmp_path: Path
) -> None:
    with sample(tmp_path) as wire:
        open_with(wire, version)
        if handed_over:
            wire.send_line(request(1, "prompts/list", {}, version))
            assert wire.receive()["id"] == 1
        token = {"_meta": {**(ENVELOPE if version == MODERN_VERSION else {}), "progressToken": "p"}}
        wire.send({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": tool, **token}})
        told = wire.receive()
        assert told["method"] == "notifications/progress"
        assert told["params"] == {"progressToken": "p", "progress": 0, "total": 10_000_000, "message": "Counting"}
        wire.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}})
        wait_for(lambda: (tmp_path / "stopped").exists())
        wire.send_line(request(3, "tools/call", {"name": "greet", "arguments": {"name": "x"}}, version))
        while (message := wire.receive()).get("method") == "notifications/progress":
            continue
        assert message["id"] == 3


def test_a_call_that_runs_while_the_connection_is_handed_over_is_answered_and_can_be_cancelled(tmp_path: Path) -> None:
    with sample(tmp_path) as wire:
        open_with(wire, "2025-11-25")
        wire.send_line(request(1, "tools/call", {"name": "count"}, "2025-11-25"))
        wire.send_line(request(2, "prompts/list", {}, "2025-11-25"))
        assert wire.receive()["id"] == 2
        wire.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}})
        wait_for(lambda: (tmp_path / "stopped").exists())
