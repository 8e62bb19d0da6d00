"""Full-text search over what was said and over titles: all words, the last as far as it is typed, newest first."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import aiosqlite

from app.store.database import Database
from app.store.threads import bounded

_BEGIN, _END = "\x02", "\x03"
_WORDS = re.compile(r"\w+")
_AROUND = 60
# Of Markdown, what stands for bold, code, headings and quotes: an excerpt is too short to be drawn as such.
_MARKS = re.compile(r"\*\*|`+|(?<=\n)[ \t]*(?:#{1,6}|>)[ \t]+")
# Scripts without spaces between words, beside the wide ones: Thai to Myanmar, and Khmer.
_UNSPACED = ((0x0E00, 0x109F), (0x1780, 0x17FF))


@dataclass(frozen=True, slots=True)
class Hit:
    """A message, or a thread by its title where `item_id` is None. The odd pieces of `excerpt` are what was found."""

    thread_id: str
    title: str | None
    item_id: str | None
    kind: str
    created_at: str
    excerpt: Sequence[str]


async def search(database: Database, query: str, limit: int) -> list[Hit]:
    """Where `query` is found: threads by their titles first, then messages."""
    words = _WORDS.findall(query)
    if not query.strip():
        return []
    if not words or any(map(_is_unspaced, query)):
        return [*await _titles_with(database, query.strip(), limit), *await _messages_with(database, query, limit)]
    # Each word is quoted, so that none is read as an operator.
    match = " ".join(f'"{word}"' for word in words) + "*"
    titles = await database.fetch_all(
        f"""SELECT threads.id AS thread_id, threads.title, NULL AS id, 'title' AS type, threads.created_at,
            highlight(threads_text, 0, '{_BEGIN}', '{_END}') AS excerpt
        FROM threads_text JOIN threads ON threads.seq = threads_text.rowid
        WHERE threads_text MATCH ? ORDER BY threads_text.rowid DESC LIMIT ?""",
        (match, bounded(limit)),
    )
    messages = await database.fetch_all(
        f"""SELECT items.thread_id, threads.title, items.id, items.type, items.created_at,
            snippet(items_text, 0, '{_BEGIN}', '{_END}', '…', 16) AS excerpt
        FROM items_text JOIN items ON items.seq = items_text.rowid JOIN threads ON threads.id = items.thread_id
        WHERE items_text MATCH ? ORDER BY items_text.rowid DESC LIMIT ?""",
        (match, bounded(limit)),
    )
    return [_hit(row, re.split(f"[{_BEGIN}{_END}]", row["excerpt"])) for row in (*titles, *messages)]


async def _titles_with(database: Database, part: str, limit: int) -> list[Hit]:
    rows = await database.fetch_all(
        """SELECT id AS thread_id, title, NULL AS id, 'title' AS type, created_at, title AS excerpt
        FROM threads WHERE title LIKE ? ESCAPE '\\' ORDER BY seq DESC LIMIT ?""",
        (_like(part), bounded(limit)),
    )
    return [_hit(row, _around(row["excerpt"], part)) for row in rows]


async def _messages_with(database: Database, part: str, limit: int) -> list[Hit]:
    """A scan of all texts: the index knows words only, and this writing does not part them."""
    part = part.strip()
    rows = await database.fetch_all(
        """SELECT items.thread_id, threads.title, items.id, items.type, items.created_at, items_text.text AS excerpt
        FROM items_text JOIN items ON items.seq = items_text.rowid JOIN threads ON threads.id = items.thread_id
        WHERE items_text.text LIKE ? ESCAPE '\\' ORDER BY items_text.rowid DESC LIMIT ?""",
        (_like(part), bounded(limit)),
    )
    return [_hit(row, _around(row["excerpt"], part)) for row in rows]


def _hit(row: aiosqlite.Row, excerpt: Sequence[str]) -> Hit:
    words = [_MARKS.sub("", piece) for piece in excerpt]
    return Hit(row["thread_id"], row["title"], row["id"], row["type"], row["created_at"], words)


def _like(part: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", part)
    return f"%{escaped}%"


def _around(text: str, part: str) -> Sequence[str]:
    found = re.search(re.escape(part), text, re.IGNORECASE)
    if found is None:
        return [text[: 2 * _AROUND]]
    start, end = max(0, found.start() - _AROUND), found.end() + _AROUND
    before = f"{'…' if start else ''}{text[start : found.start()]}"
    after = f"{text[found.end() : end]}{'…' if end < len(text) else ''}"
    return [before, found.group(), after]


def _is_unspaced(character: str) -> bool:
    wide = unicodedata.east_asian_width(character) in "WF" and character.isalnum()
    return wide or any(first <= ord(character) <= last for first, last in _UNSPACED)
