"""What goes with an item that is deleted: who wrote it, where it went, what was made of it, and what only it led to."""

import aiosqlite

# A message has versions that can be reached while one of them is shown, or follows a version of an earlier message.
_UNREACHABLE = """DELETE FROM versions WHERE thread_id = :thread AND NOT EXISTS (
    SELECT 1 FROM versions AS other WHERE other.thread_id = :thread AND other.fork = versions.fork AND (
        EXISTS (SELECT 1 FROM items WHERE items.thread_id = :thread AND items.id = other.item_id)
        OR EXISTS (SELECT 1 FROM hidden_items AS hidden WHERE hidden.thread_id = :thread
            AND hidden.id = other.item_id AND hidden.version <> other.item_id)
    )
)"""
_TELLS_OF_IT = """DELETE FROM summaries WHERE thread_id = :thread AND item_id IN (
    SELECT id FROM items WHERE thread_id = :thread
    AND seq >= (SELECT seq FROM items WHERE thread_id = :thread AND id = :item)
)"""
_LEFT_OVER = """DELETE FROM hidden_items WHERE thread_id = :thread
    AND version NOT IN (SELECT item_id FROM versions WHERE thread_id = :thread)"""


async def forget_item(connection: aiosqlite.Connection, thread_id: str, item_id: str) -> None:
    """Delete an item of a thread, and what only led to it."""
    key = (thread_id, item_id)
    await connection.execute(_TELLS_OF_IT, {"thread": thread_id, "item": item_id})
    await connection.execute("DELETE FROM items WHERE thread_id = ? AND id = ?", key)
    for table in ("answered_by", "sent_messages"):
        await connection.execute(f"DELETE FROM {table} WHERE thread_id = ? AND item_id = ?", key)
    found = await connection.execute("DELETE FROM versions WHERE thread_id = ? AND item_id = ?", key)
    more = found.rowcount > 0
    while more:
        more = (await connection.execute(_UNREACHABLE, {"thread": thread_id})).rowcount > 0
        more = (await connection.execute(_LEFT_OVER, {"thread": thread_id})).rowcount > 0 or more
