import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from chatkit.types import AssistantMessageItem
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.errors import RequestError
from app.store.database import Database
from app.store.threads import MAX_PAGE, ThreadStore
from tests.store.conftest import NOW, message, thread


async def all_ids(store: ThreadStore, order: str, page: int) -> list[str]:
    found: list[str] = []
    after: str | None = None
    while True:
        got = await store.load_thread_items("t", after, page, order, None)
        found += [item.id for item in got.data]
        if not got.has_more:
            return found
        after = got.after


async def test_items_keep_the_order_in_which_they_were_stored_whatever_their_times_say(store: ThreadStore) -> None:
    await store.save_thread(thread("t"), None)
    times = [NOW, NOW, NOW - timedelta(hours=1), NOW + timedelta(days=1), NOW]
    for number, moment in enumerate(times):
        await store.add_thread_item("t", message(f"m{number}", created_at=moment), None)
    expected = [f"m{number}" for number in range(len(times))]
    for page in (1, 2, 3, 10):
        assert await all_ids(store, "asc", page) == expected
        assert await all_ids(store, "desc", page) == expected[::-1]


async def test_an_item_that_was_changed_keeps_its_place(store: ThreadStore) -> None:
    await store.save_thread(thread("t"), None)
    for name in ("a", "b", "c"):
        await store.add_thread_item("t", message(name), None)
    await store.save_item("t", message("a", "new"), None)
    assert await all_ids(store, "asc", 10) == ["a", "b", "c"]
    changed = await store.load_item("t", "a", None)
    assert isinstance(changed, AssistantMessageItem)
    assert changed.content[0].text == "new"


async def test_deleting_a_thread_takes_its_items_and_can_be_said_twice(store: ThreadStore) -> None:
    await store.save_thread(thread("t"), None)
    await store.add_thread_item("t", message("a"), None)
    await store.delete_thread("t", None)
    await store.delete_thread("t", None)
    assert await store.database.fetch_all("SELECT * FROM items") == []


async def test_a_page_after_an_item_that_is_not_there_is_refused(store: ThreadStore) -> None:
    await store.save_thread(thread("t"), None)
    with pytest.raises(RequestError, match="starts after an item"):
        await store.load_thread_items("t", "gone", 5, "asc", None)


async def test_no_page_is_larger_than_the_limit(store: ThreadStore) -> None:
    for number in range(5):
        await store.save_thread(thread(f"t{number}"), None)
    assert len((await store.load_threads(9999, None, "desc", None)).data) == 5
    assert MAX_PAGE == 500


async def test_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    first = ThreadStore(Database(path))
    await first.save_thread(thread("t"), None)
    await first.add_thread_item("t", message("a", "Grüße 🌱"), None)
    await first.database.close()
    second = ThreadStore(Database(path))
    kept = await second.load_item("t", "a", None)
    await second.database.close()
    assert isinstance(kept, AssistantMessageItem)
    assert kept.content[0].text == "Grüße 🌱"


async def test_a_cancelled_write_is_finished_and_not_half_done(store: ThreadStore) -> None:
    await store.save_thread(thread("t"), None)
    writing = asyncio.ensure_future(store.add_thread_item("t", message("a"), None))
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await store.add_thread_item("t", message("b"), None)
    assert await all_ids(store, "asc", 10) == ["a", "b"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=50), max_size=8), st.integers(1, 5))
def test_every_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str], page: int) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]

    async def round_trip() -> list[str]:
        store = ThreadStore(Database(tmp_path_factory.mktemp("texts") / "t.db"))
        await store.save_thread(thread("t"), None)
        for number, text in enumerate(texts):
            await store.add_thread_item("t", message(str(number), text), None)
        items = [await store.load_item("t", name, None) for name in await all_ids(store, "asc", page)]
        await store.database.close()
        return [item.content[0].text for item in items if isinstance(item, AssistantMessageItem)]

    assert asyncio.run(round_trip()) == texts
