"""Values from outside (JSON of a model, a page or a program) read as what they should be, and sizes in words."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

_UNITS = ("bytes", "KB", "MB", "GB", "TB")


def as_list(value: object) -> Sequence[Any]:
    """`value` when it is a list, else an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def as_mapping(value: object) -> Mapping[str, Any]:
    """`value` when it is a JSON object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def size_in_words(size: int) -> str:
    """“812 bytes”, “1.4 MB”."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{size} {_UNITS[0]}" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"
