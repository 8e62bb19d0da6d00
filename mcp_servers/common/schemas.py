"""JSON schemas that a small model can read: no titles, no references, no `null` where leaving out is meant."""

from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]


def input_schema(model: type[BaseModel]) -> Schema:
    """The schema of a tool's arguments. Descriptions of fields stay, what only adds noise goes."""
    return _tidied(model.model_json_schema(by_alias=True, mode="validation"))


def output_schema(model: type[BaseModel]) -> Schema:
    """The schema of a tool's structured result."""
    return _tidied(model.model_json_schema(by_alias=True, mode="serialization"))


def _tidied(schema: Schema) -> Schema:
    definitions: dict[str, Schema] = schema.pop("$defs", {})
    schema.pop("description", None)
    return _tidy(schema, definitions)


def _tidy(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    if "$ref" in schema:
        target = definitions[str(schema["$ref"]).rsplit("/", 1)[-1]]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _tidy({**target, **beside}, definitions)
    kept: Schema = {}
    for key, value in schema.items():
        if key == "title" or (key == "default" and value is None):
            continue
        if key == "properties":
            kept[key] = {name: _tidy(inner, definitions) for name, inner in value.items()}
        elif key == "anyOf":
            kept[key] = [_tidy(inner, definitions) for inner in value]
        elif key == "items":
            kept[key] = _tidy(value, definitions)
        else:
            kept[key] = value
    return kept
