"""A pytest plugin that puts our store in the place of ChatKit's own reference store in ChatKit's own tests.

Those tests open several users' data under one in-memory address; we keep a file for each address and user.
"""

import sys
import tempfile
import types
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from chatkit.store import Store, StoreItemType
from chatkit.types import Page, ThreadMetadata

from app.store.database import Database
from app.store.threads import ThreadStore


@dataclass
class RequestContext:
    user_id: str


class SQLiteStore(Store[RequestContext]):
    """Has the constructor of ChatKit's reference store; every call goes to ours."""

    folder = Path(tempfile.mkdtemp(prefix="chatkit-suite-"))
    opened: list[Database] = []  # noqa: RUF012

    def __init__(self, db_path: str) -> None:
        self.db_path = db_path
        self._stores: dict[str, ThreadStore] = {}

    def _of(self, context: RequestContext) -> ThreadStore:
        user = context.user_id
        if user not in self._stores:
            name = "".join(c if c.isalnum() else "_" for c in f"{self.db_path}-{user}")
            database = Database(self.folder / f"{name}.db")
            self.opened.append(database)
            self._stores[user] = ThreadStore(database)
        return self._stores[user]

    def generate_thread_id(self, context: RequestContext) -> str:
        return self._of(context).generate_thread_id(context)

    def generate_item_id(self, item_type: StoreItemType, thread: ThreadMetadata, context: RequestContext) -> str:
        return self._of(context).generate_item_id(item_type, thread, context)


def _forward(name: str) -> Any:
    async def call(self: SQLiteStore, *args: Any, **kwargs: Any) -> Any:
        context: RequestContext = kwargs["context"] if "context" in kwargs else args[-1]
        return _naive(await getattr(self._of(context), name)(*args, **kwargs))

    return call


def _naive(value: Any) -> Any:
    """The suite compares naive local times; our store keeps the zone."""
    if isinstance(value, Page):
        page = cast("Page[Any]", value)
        return page.model_copy(update={"data": [_naive(entry) for entry in page.data]})
    if (moment := getattr(value, "created_at", None)) is not None:
        return value.model_copy(update={"created_at": moment.astimezone().replace(tzinfo=None)})
    return value


for _name in Store.__abstractmethods__:
    setattr(SQLiteStore, _name, _forward(_name))
SQLiteStore.__abstractmethods__ = frozenset()

for _path, _names in {
    "helpers.mock_store": {"SQLiteStore": SQLiteStore},
    "tests._types": {"RequestContext": RequestContext},
}.items():
    _package = types.ModuleType(_path.partition(".")[0])
    _package.__path__ = [str(Path.cwd() / _package.__name__)]
    _module = types.ModuleType(_path)
    vars(_module).update(_names)
    sys.modules.update({_package.__name__: _package, _path: _module})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    yield
    # Each test has an event loop of its own that is gone by now: only the connections' threads are left to end.
    for database in SQLiteStore.opened:
        connections: list[Any] = [database._writer, database._reader]
        for connection in filter(None, connections):
            connection.stop()
    SQLiteStore.opened.clear()
