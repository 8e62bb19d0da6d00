"""What the two definitions of widgets say there is: every component, its props and the values that they take.

One is the installed Python package, the other the types of `@openai/chatkit`; both are read as JSON schemas.
"""

import ast
import inspect
import json
import re
import subprocess
from itertools import pairwise
from typing import Any, cast

from chatkit import widgets
from pydantic import TypeAdapter

from tests.web.judging import NODE, WEB

Schema = dict[str, Any]
TYPES = WEB / "node_modules" / "@openai" / "chatkit" / "types"
# The parser that builds the page reads its types as well.
PARSE = """
import { readFileSync } from "node:fs";
import { parseAst } from "vite";
console.log(JSON.stringify(parseAst(readFileSync(process.argv[1], "utf8"), { lang: "ts" })));
"""


def components() -> dict[str, dict[str, list[Schema]]]:
    """By name each component, and by name each of its props, with every kind of value that either definition has."""
    merged: dict[str, dict[str, list[Schema]]] = {}
    for definitions in (python_definitions(), typescript_definitions()):
        for schema in definitions.values():
            name = _component(schema)
            for prop, kind in schema.get("properties", {}).items() if name else ():
                kinds = merged.setdefault(str(name), {}).setdefault(prop, [])
                kinds += [each for each in alternatives(kind, definitions) if each not in kinds]
    return merged


def python_definitions() -> dict[str, Schema]:
    """The models of `chatkit.widgets`."""
    return cast("dict[str, Schema]", TypeAdapter(widgets.StrictWidgetRoot).json_schema()["$defs"])


def typescript_definitions(file: str = "widgets") -> dict[str, Schema]:
    """The types of `@openai/chatkit` that one of its files declares."""
    command = [NODE, "--input-type=module", "-e", PARSE, str(TYPES / f"{file}.d.ts")]
    tree = json.loads(subprocess.run(command, cwd=WEB, check=True, capture_output=True, encoding="utf-8").stdout)
    declared = [each.get("declaration") or each for each in tree["body"]]
    aliases = {each["id"]["name"]: each["typeAnnotation"] for each in declared if "typeAnnotation" in each}
    return {name: _read(annotation, aliases) for name, annotation in aliases.items()}


def options() -> dict[str, list[Schema]]:
    """Each option of `@openai/chatkit`, with every kind of value."""
    definitions = typescript_definitions("index")
    return {name: alternatives(kind, definitions) for name, kind in definitions["ChatKitOptions"]["properties"].items()}


def _component(schema: Schema) -> str | None:
    """The name of the component that this describes; what has no key stands in no tree of components."""
    properties = schema.get("properties", {})
    return properties["type"].get("const") if "type" in properties and "key" in properties else None


def alternatives(schema: Schema, definitions: dict[str, Schema]) -> list[Schema]:
    """Each kind of value on its own, without references: `literal`s, simple types, objects, lists, `component`s."""
    for many in ("anyOf", "oneOf"):
        if many in schema:
            return [each for part in schema[many] for each in alternatives(part, definitions)]
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return alternatives({"title": name, **definitions[name]}, definitions)
    if "const" in schema or "enum" in schema:
        return [{"kind": "literal", "value": value} for value in schema.get("enum", [schema.get("const")])]
    return [] if schema.get("type") == "null" else [_simple(schema, definitions)]


def _simple(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    kind = {"integer": "number"}.get(schema.get("type", "any"), schema.get("type", "any"))
    if _component(schema) or schema.get("title") == "DynamicWidgetComponent":
        return {"kind": "component"}
    if schema.get("title") in ("ActionConfig", "ThemeColor"):
        return {"kind": schema["title"]}
    if kind == "array":
        return {"kind": "list", "of": alternatives(schema["items"], definitions)}
    if "properties" in schema:
        props = {name: alternatives(each, definitions) for name, each in schema["properties"].items()}
        return {"kind": "object", "props": props, "required": sorted(schema.get("required", []))}
    return {"kind": kind, **({"pattern": schema["pattern"]} if "pattern" in schema else {})}


def _read(node: Schema, aliases: dict[str, Schema]) -> Schema:
    """A type of TypeScript as a JSON schema."""
    simple = {"TSStringKeyword": "string", "TSNumberKeyword": "number", "TSBooleanKeyword": "boolean"}
    match node["type"]:
        case "TSLiteralType":
            literal = node["literal"]
            return {"const": literal["value"] if literal["type"] == "Literal" else -literal["argument"]["value"]}
        case "TSUnionType":
            return {"anyOf": [_read(each, aliases) for each in node["types"]]}
        case "TSArrayType":
            return {"type": "array", "items": _read(node["elementType"], aliases)}
        case "TSParenthesizedType":
            return _read(node["typeAnnotation"], aliases)
        case "TSIntersectionType":
            return _joined([_resolved(each, aliases) for each in node["types"]])
        case "TSTypeLiteral":
            return _literal(node["members"], aliases)
        case "TSTypeReference":
            return _reference(node, aliases)
        case kind:
            return {"type": simple.get(kind, "any")}


def _literal(members: list[Schema], aliases: dict[str, Schema]) -> Schema:
    names = [member["key"].get("name", member["key"].get("value")) for member in members]
    required = [name for name, member in zip(names, members, strict=True) if not member["optional"]]
    types = [_read(member["typeAnnotation"]["typeAnnotation"], aliases) for member in members]
    return {"type": "object", "properties": dict(zip(names, types, strict=True)), "required": required}


def _reference(node: Schema, aliases: dict[str, Schema]) -> Schema:
    name = node["typeName"]["name"]
    if name != "Pick":
        return {"$ref": name} if name in aliases else {"type": "object"}
    whole, keys = node["typeArguments"]["params"]
    picked = {key["const"] for key in _read(keys, aliases)["anyOf"]}
    schema = _resolved(whole, aliases)
    return {**schema, "properties": {key: kind for key, kind in schema["properties"].items() if key in picked}}


def _resolved(node: Schema, aliases: dict[str, Schema]) -> Schema:
    schema = _read(node, aliases)
    return _resolved(aliases[schema["$ref"]], aliases) if "$ref" in schema else schema


def _joined(parts: list[Schema]) -> Schema:
    properties = {name: kind for part in parts for name, kind in part["properties"].items()}
    return {
        "type": "object",
        "properties": properties,
        "required": [name for part in parts for name in part["required"]],
    }


def color_tokens() -> dict[str, list[str]]:
    """By its prop (`Text.color`) the colours that the documentation of the Python package names."""
    tree = ast.parse(inspect.getsource(widgets))
    models = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    own = {model.name: _documented_tokens(model) for model in models}
    bases = {model.name: [base.id for base in model.bases if isinstance(base, ast.Name)] for model in models}
    return {
        f"{name}.{prop}": tokens
        for name in own
        for owner in (*bases[name], name)
        for prop, tokens in own.get(owner, {}).items()
    }


def _documented_tokens(model: ast.ClassDef) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for prop, words in pairwise(model.body):
        if isinstance(prop, ast.AnnAssign) and isinstance(prop.target, ast.Name) and isinstance(words, ast.Expr):
            line = re.search(r"tokens: (`.+)", str(ast.literal_eval(words.value)))
            if line:
                found[prop.target.id] = re.findall(r"`([\w-]+)`", line[1])
    return found
