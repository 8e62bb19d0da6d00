"""Words for arguments that do not fit a tool, so that a model can put them right."""

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

MAX_PROBLEMS = 5


def explain_invalid_arguments(error: ValidationError, tool: str, model: type[BaseModel]) -> str:
    """One sentence for each thing that is wrong, and the names that the tool knows."""
    problems: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_context=True):
        problems.setdefault(_where(detail), _problem(detail))
    sentences = list(problems.values())[:MAX_PROBLEMS]
    return " ".join([*sentences, f"{tool} takes: {_known_names(model)}."])


def _problem(detail: ErrorDetails) -> str:
    name = _where(detail)
    match detail["type"]:
        case "extra_forbidden":
            return f"Unknown argument `{name}`."
        case "missing":
            return f"The argument `{name}` is missing."
        case "value_error":
            return f"`{name}`: {detail['msg'].removeprefix('Value error, ')}."
        case _:
            # The value itself is left out: it can be a whole file.
            return f"`{name}`: {detail['msg'][:1].lower()}{detail['msg'][1:]}."


def _where(detail: ErrorDetails) -> str:
    # Branches of a union are named after their type; they are no part of what the caller wrote.
    parts = [part for part in detail["loc"] if isinstance(part, int) or part.isidentifier()]
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name or "arguments"


def _known_names(model: type[BaseModel]) -> str:
    names = [
        f"{field.alias or name}" if field.is_required() else f"{field.alias or name} (optional)"
        for name, field in model.model_fields.items()
    ]
    return ", ".join(names) or "no arguments"
