"""Values from outside (JSON of a model, a page or a program), read as what they should be."""

from collections.abc import Mapping, Sequence
from typing import Any, cast


def as_list(value: object) -> Sequence[Any]:
    """`value` when it is a list, else an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def as_mapping(value: object) -> Mapping[str, Any]:
    """`value` when it is a JSON object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
