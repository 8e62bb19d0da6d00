"""Words for arguments that do not fit a tool, so that a model can put them right."""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mcp_servers.common.schemas import Schema, input_schema

MAX_PROBLEMS = 5
MAX_NAME = 100
_SHOULD = "input should be "


def explain_invalid_arguments(error: ValidationError, tool: str, model: type[BaseModel]) -> str:
    """One sentence for each thing that is wrong, and the names that the tool knows."""
    known = set(_property_names(input_schema(model)))
    problems: dict[str, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False, include_context=True):
        # That `null` would do as well is no help to who gave something else.
        if detail["type"] != "none_required":
            problems.setdefault(_name(detail, known), []).append(detail)
    sentences = [_problem(details, name) for name, details in problems.items()][:MAX_PROBLEMS]
    return " ".join([*sentences, f"{tool} takes: {_arguments(model)}."])


def _problem(details: Sequence[ErrorDetails], name: str) -> str:
    match details[0]["type"]:
        case "extra_forbidden":
            return f"Unknown argument `{_shortened(name)}`."
        case "missing":
            return f"The argument `{name}` is missing."
        case _:
            # The value itself is left out: it can be a whole file.
            return f"`{name}`: {_either([_message(detail) for detail in details])}."


def _message(detail: ErrorDetails) -> str:
    # The library would name a class of ours.
    return f"{_SHOULD}an object" if detail["type"] == "model_type" else detail["msg"]


def _either(messages: Sequence[str]) -> str:
    """What is wrong; a union of types has a message for each of them."""
    first, *others = dict.fromkeys(f"{message[:1].lower()}{message[1:]}" for message in messages)
    return " or ".join([first, *(other.removeprefix(_SHOULD) for other in others if other.startswith(_SHOULD))])


def _shortened(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…"


def _name(detail: ErrorDetails, known: set[str]) -> str:
    """Where the problem is, as the caller wrote it: without the names of a union's branches."""
    *above, last = detail["loc"] or ("arguments",)
    parts = [part for part in above if isinstance(part, int) or part in known]
    if isinstance(last, int) or last in known or detail["type"] == "extra_forbidden":
        parts.append(last)
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name or "arguments"


def _property_names(schema: Schema) -> Iterator[str]:
    properties: dict[str, Schema] = schema.get("properties", {})
    branches: list[Schema] = schema.get("anyOf", [])
    items: list[Schema] = [schema["items"]] if "items" in schema else []
    yield from properties
    for inner in (*properties.values(), *branches, *items):
        yield from _property_names(inner)


def _arguments(model: type[BaseModel]) -> str:
    names = [
        f"{field.alias or name}" if field.is_required() else f"{field.alias or name} (optional)"
        for name, field in model.model_fields.items()
    ]
    return ", ".join(names) or "no arguments"
