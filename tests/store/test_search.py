import pytest
from chatkit.types import ThreadMetadata

from app.store.search import search
from app.store.threads import ThreadStore
from tests.store.conftest import NOW, message


async def fill(store: ThreadStore, *texts: str, title: str | None = None) -> None:
    await store.save_thread(ThreadMetadata(id="t", created_at=NOW, title=title), None)
    for number, text in enumerate(texts):
        await store.add_thread_item("t", message(f"m{number}", text), None)


async def found(store: ThreadStore, query: str) -> list[str | None]:
    return [hit.item_id for hit in await search(store.database, query, 10)]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("garden", ["m1", "m0"]),
        ("gard", ["m1", "m0"]),
        ("GARDEN plan", ["m0"]),
        ("plan garden", ["m0"]),
        ("cafe", ["m2"]),
        ("don't", ["m3"]),
        ('"garden" OR (', []),
        ("NEAR", []),
        ("*", ["m3"]),
        ("100%", ["m3"]),
        ("%%", []),
        ("  ", []),
        ("日本", ["m4"]),
        ("本語", ["m4"]),
    ],
)
async def test_all_words_are_wanted_and_the_last_may_be_begun(
    store: ThreadStore,
    query: str,
    hits: list[str],
) -> None:
    await fill(
        store, "Plan my garden", "The garden again", "At the Café", "I don't know 100% * sure", "これは日本語です"
    )
    assert await found(store, query) == hits


async def test_a_hit_shows_what_was_found_in_its_surroundings(store: ThreadStore) -> None:
    await fill(store, f"{'before ' * 40}the needle here{' after' * 40}", title="Sewing")
    (hit,) = await search(store.database, "needle", 10)
    before, needle, after = hit.excerpt
    assert (needle, hit.title, hit.thread_id) == ("needle", "Sewing", "t")
    assert before.startswith("…")
    assert after.endswith("…")


async def test_a_hit_shows_the_words_without_the_marks_of_markdown(store: ThreadStore) -> None:
    await fill(store, "Here:\n## A **bold needle** and `code`\n> said, 2 * 3 > 5 # __init__")
    (hit,) = await search(store.database, "needle", 10)
    assert "".join(hit.excerpt) == "Here:\nA bold needle and code\nsaid, 2 * 3 > 5 # __init__"


async def test_a_conversation_is_found_by_its_title_and_by_no_former_one(store: ThreadStore) -> None:
    await fill(store, title="Shopping list")
    (hit,) = await search(store.database, "shop", 10)
    assert (hit.item_id, list(hit.excerpt)) == (None, ["", "Shopping", " list"])
    await store.save_thread(ThreadMetadata(id="t", created_at=NOW, title="Groceries"), None)
    assert await search(store.database, "shop", 10) == []
    assert len(await search(store.database, "groceries", 10)) == 1


async def test_a_message_is_found_as_it_is_now(store: ThreadStore) -> None:
    await fill(store, "first words")
    await store.save_item("t", message("m0", "second thoughts"), None)
    assert await found(store, "first") == []
    assert await found(store, "second") == ["m0"]
    await store.delete_thread_item("t", "m0", None)
    assert await found(store, "second") == []
