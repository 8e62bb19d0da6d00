"""What a change did to the fields of tasks, as lines that read like a diff."""

from collections.abc import Iterator, Sequence

from mcp_servers.tasks.store import Row

Pair = tuple[Row | None, Row | None]
# What follows from the other fields, or says nothing to a person.
_KEPT_TO_ITSELF = frozenset({"id", "created_at", "updated_at", "completed_at", "remind_at", "repeat_from", "repeat_on"})
_NOTHING = (None, "", "[]", "none")
MAX_LINES = 100
MAX_VALUE = 300


def difference(pairs: Sequence[Pair]) -> str:
    """Each field that was changed, before (`-`) and after (`+`); several tasks stand under their titles."""
    lines: list[str] = []
    for before, after in pairs:
        if len(pairs) > 1:
            lines.append(f"@@ {_one_line((after or before or {}).get('title'))} @@")
        lines += _fields(before or {}, after or {})
        if len(lines) > MAX_LINES:
            return "\n".join([*lines[:MAX_LINES], f"… (of {len(pairs):,} tasks)"])
    return "\n".join(lines)


def _fields(before: Row, after: Row) -> Iterator[str]:
    for name in after or before:
        was, became = before.get(name), after.get(name)
        if name in _KEPT_TO_ITSELF or was == became:
            continue
        if was not in _NOTHING:
            yield f"-{name}: {_one_line(was)}"
        if became not in _NOTHING:
            yield f"+{name}: {_one_line(became)}"


def _one_line(value: object) -> str:
    text = " ⏎ ".join(str(value).splitlines())
    return f"{text[:MAX_VALUE]}…" if len(text) > MAX_VALUE else text
