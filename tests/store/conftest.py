from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path

import pytest
from chatkit.types import AssistantMessageContent, AssistantMessageItem, ThreadMetadata

from app.store.database import Database
from app.store.threads import ThreadStore

NOW = datetime(2026, 11, 1, 12).astimezone()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[ThreadStore, None]:
    database = Database(tmp_path / "t.db")
    yield ThreadStore(database)
    await database.close()


def thread(name: str, created_at: datetime = NOW) -> ThreadMetadata:
    return ThreadMetadata(id=name, created_at=created_at)


def message(name: str, text: str = "x", created_at: datetime = NOW) -> AssistantMessageItem:
    return AssistantMessageItem(
        id=name, thread_id="t", created_at=created_at, content=[AssistantMessageContent(text=text)]
    )
