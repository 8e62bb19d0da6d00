from pathlib import Path

import pytest

from app.base.errors import NotHereError, RequestError
from app.store.database import Database
from app.store.guidance import MAX_MEMORIES, GuidanceStore


async def test_memories_are_kept_changed_and_forgotten(tmp_path: Path) -> None:
    database = Database(tmp_path / "t.db")
    store = GuidanceStore(database)
    memory = await store.remember("  I am\nvegetarian ")
    assert [(each.text, each.thread_id) for each in await store.memories()] == [("I am vegetarian", None)]
    await store.change(memory.id, "I eat fish")
    assert [each.text for each in await store.memories()] == ["I eat fish"]
    await store.forget(memory.id)
    assert await store.memories() == []
    for lost in (store.forget(memory.id), store.change(memory.id, "x")):
        with pytest.raises(NotHereError):
            await lost
    await database.close()


@pytest.mark.parametrize("text", ["", " \n ", "x" * 501])
async def test_what_cannot_be_a_memory_is_refused(tmp_path: Path, text: str) -> None:
    database = Database(tmp_path / "t.db")
    with pytest.raises(RequestError):
        await GuidanceStore(database).remember(text)
    await database.close()


async def test_there_is_an_end_to_what_can_be_remembered(tmp_path: Path) -> None:
    database = Database(tmp_path / "t.db")
    store = GuidanceStore(database)
    for number in range(MAX_MEMORIES):
        await store.remember(f"fact {number}")
    with pytest.raises(RequestError, match="200 memories already"):
        await store.remember("one more")
    await database.close()


async def test_instructions_of_a_folder_replace_those_before_and_end_with_an_empty_text(tmp_path: Path) -> None:
    database = Database(tmp_path / "t.db")
    store = GuidanceStore(database)
    await store.instruct("/work", "old")
    await store.instruct("/work", "Write in French.")
    assert await store.folder_instructions() == {"/work": "Write in French."}
    await store.instruct("/work", " ")
    assert await store.folder_instructions() == {}
    await database.close()
