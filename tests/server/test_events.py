"""What the page is told."""

import re
from typing import get_args

from app.server.events import Broadcaster, EventType
from tests.running import ROOT


def test_the_page_knows_the_events_that_the_server_sends_and_no_others() -> None:
    source = (ROOT / "web" / "shell" / "connection.ts").read_text(encoding="utf-8")
    listed = re.search(r"const EVENTS = \[(.*?)\]", source, re.DOTALL)
    assert listed is not None
    assert re.findall(r'"([^"]+)"', listed[1]) == list(get_args(EventType))


async def test_every_listener_is_told_until_the_end() -> None:
    broadcaster = Broadcaster()
    pages = [broadcaster.frames(), broadcaster.frames()]
    assert [await anext(page) for page in pages] == [b": connected\n\n"] * 2
    broadcaster.send("tasks.changed")
    broadcaster.end()
    for page in pages:
        assert [frame async for frame in page] == [b'data: {"type": "tasks.changed"}\n\n']
