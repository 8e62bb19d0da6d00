import pytest
from chatkit.types import ThreadMetadata

from app.base.errors import NotHereError
from app.store.branches import Branches, Place
from app.store.message_facts import MessageFacts
from app.store.search import search
from app.store.threads import ThreadStore, all_items
from tests.store.conftest import NOW, message


@pytest.fixture
async def branches(store: ThreadStore) -> Branches:
    await store.save_thread(ThreadMetadata(id="t", created_at=NOW), None)
    for name in ("q1", "a1", "q2", "a2"):
        await store.add_thread_item("t", message(name, f"about {name}"), None)
    return Branches(store)


async def shown(store: ThreadStore) -> list[str]:
    return [item.id for item in await all_items(store, "t")]


async def test_a_new_version_takes_the_place_of_all_that_followed(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    assert await shown(store) == ["q1", "a1", "q2b"]
    assert await branches.places("t", ["q1", "q2", "q2b"]) == {"q2": Place(0, 2), "q2b": Place(1, 2)}


async def test_each_version_comes_back_with_all_that_followed_it(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    await store.add_thread_item("t", message("a2b"), None)
    assert await branches.show("t", "q2b", 0) == "q2"
    assert await shown(store) == ["q1", "a1", "q2", "a2"]
    assert await branches.show("t", "q2", 1) == "q2b"
    assert await shown(store) == ["q1", "a1", "q2b", "a2b"]


async def test_versions_within_a_version_are_as_they_were_left(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    await branches.begin("t", "q1", message("q1b"))
    assert await shown(store) == ["q1b"]
    await branches.show("t", "q1b", 0)
    assert await shown(store) == ["q1", "a1", "q2b"]
    await branches.show("t", "q2b", 0)
    assert await shown(store) == ["q1", "a1", "q2", "a2"]


async def test_a_version_of_a_version_is_one_more_of_the_same_message(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    await branches.begin("t", "q2b", message("q2c"))
    assert await branches.places("t", ["q2c"]) == {"q2c": Place(2, 3)}
    await branches.show("t", "q2c", 0)
    assert await shown(store) == ["q1", "a1", "q2", "a2"]


async def test_only_what_is_shown_is_found(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    assert [hit.item_id for hit in await search(store.database, "about", 10)] == ["a1", "q1"]
    await branches.show("t", "q2b", 0)
    assert [hit.item_id for hit in await search(store.database, "about", 10)] == ["a2", "q2", "a1", "q1"]


async def test_what_nothing_leads_to_any_more_is_deleted_with_it(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    await MessageFacts(store.database).sent("t", "P", "p.example")
    # As retrying from the first message does.
    for name in ("q2b", "a1"):
        await store.delete_thread_item("t", name, None)
    assert await store.database.fetch_all("SELECT item_id FROM versions UNION SELECT id FROM hidden_items") == []
    assert [row["item_id"] for row in await store.database.fetch_all("SELECT item_id FROM sent_messages")] == ["q1"]


async def test_versions_in_one_that_is_not_shown_outlive_what_is_deleted_beside_them(
    store: ThreadStore,
    branches: Branches,
) -> None:
    await branches.begin("t", "q2", message("q2b"))
    await branches.begin("t", "q1", message("q1b"))
    await branches.begin("t", "q1b", message("q1c"))
    await store.add_thread_item("t", message("a1c"), None)
    await store.delete_thread_item("t", "a1c", None)
    await branches.show("t", "q1c", 0)
    await branches.show("t", "q2b", 0)
    assert await shown(store) == ["q1", "a1", "q2", "a2"]


async def test_what_is_not_there_is_refused_and_nothing_is_lost(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    for index in (-1, 2):
        with pytest.raises(NotHereError):
            await branches.show("t", "q2b", index)
    with pytest.raises(NotHereError):
        await branches.show("t", "q2", 1)
    with pytest.raises(NotHereError):
        await branches.begin("t", "nobody", message("x"))
    assert await shown(store) == ["q1", "a1", "q2b"]


async def test_a_deleted_thread_takes_its_versions_along(store: ThreadStore, branches: Branches) -> None:
    await branches.begin("t", "q2", message("q2b"))
    await store.delete_thread("t", None)
    assert await store.database.fetch_all("SELECT item_id FROM versions UNION SELECT id FROM hidden_items") == []
    assert await store.database.fetch_all("SELECT text FROM items_text") == []
