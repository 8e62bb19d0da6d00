"""Words for arguments that do not fit a tool, so that a model can put them right."""

from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mcp_servers.common.schemas import Schema, input_schema

MAX_PROBLEMS = 5


def explain_invalid_arguments(error: ValidationError, tool: str, model: type[BaseModel]) -> str:
    """One sentence for each thing that is wrong, and the names that the tool knows."""
    known = set(_property_names(input_schema(model)))
    problems: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_context=True):
        name = _name(detail, known)
        # A union has a problem for each of its branches; the first is the one that was meant.
        problems.setdefault(name, _problem(detail, name))
    sentences = list(problems.values())[:MAX_PROBLEMS]
    return " ".join([*sentences, f"{tool} takes: {_arguments(model)}."])


def _problem(detail: ErrorDetails, name: str) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return f"Unknown argument `{name}`."
        case "missing":
            return f"The argument `{name}` is missing."
        case _:
            # The value itself is left out: it can be a whole file.
            return f"`{name}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}."


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
