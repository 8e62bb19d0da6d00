"""Which tasks have some words in them."""

import re
import sqlite3

from mcp_servers.tasks.database import folded

# Scripts that write no blanks between words: the index knows only whole runs of them.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"\w+")
_ANYWHERE = (
    "instr(folded(title || ' ' || notes || ' ' || coalesce(project, '') || ' ' || "
    "coalesce((SELECT group_concat(value, ' ') FROM json_each(tasks.tags)), '')), ?)"
)


def matching(connection: sqlite3.Connection, query: str) -> tuple[str, ...]:
    """A condition on tasks, and its values.

    Words are found whole, the last one also as a beginning, and without regard to accents. Where that finds nothing,
    each word may stand anywhere, also within another.
    """
    words = folded(query).split()
    index = _index_query(query)
    if index and not _UNSPACED.search(query) and _finds(connection, index):
        return "id IN (SELECT rowid FROM tasks_text WHERE tasks_text MATCH ?)", index
    return " AND ".join([_ANYWHERE] * len(words)) or "true", *words


def _index_query(query: str) -> str:
    """Each word between quotation marks, so that nothing in it means anything to the index."""
    words = _WORD.findall(query)
    quoted = [f'"{word}"' for word in words]
    return " ".join(quoted) + ("*" if quoted and re.search(r"\w$", query) else "")


def _finds(connection: sqlite3.Connection, index: str) -> bool:
    query = (
        "SELECT 1 FROM tasks_text JOIN tasks ON tasks.id = tasks_text.rowid "
        "WHERE tasks_text MATCH ? AND deleted_at IS NULL LIMIT 1"
    )
    return connection.execute(query, (index,)).fetchone() is not None
