"""Nodes of widgets that must not look alike: for each prop of each component one with each of its values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.web.definitions import Schema, color_tokens, components
from tests.web.scripts import PIXEL

Node = dict[str, Any]
# What is looked at, and the value of the whole prop that it is in.
Value = tuple[Any, Any]
Tokens = dict[str, list[str]]
ABSENT = object()


@dataclass(frozen=True)
class Check:
    """The values of one prop or of a part of it, and for each of them a node that has it."""

    name: str
    values: list[Any]
    nodes: list[Node]


def _text(value: str) -> Node:
    return {"type": "Text", "value": value}


def _row(value: str) -> Node:
    return {"type": "ListViewItem", "children": [_text(value)]}


def _cell(value: str) -> Node:
    return {"type": "Table.Cell", "children": [_text(value)]}


def _line(*values: str) -> Node:
    return {"type": "Table.Row", "children": [_cell(value) for value in values]}


ACTION = {"type": "noop"}
OTHER_PIXEL = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='5'/>"
OPTIONS = [{"value": value, "label": value.title()} for value in ("one", "two", "three")]
DATA = [{"x": name, "one": at, "two": 5 - at, "three": at % 2} for at, name in enumerate("abcd", start=1)]
SERIES = {"type": "bar", "label": "One", "dataKey": "one"}
SECOND = {"type": "area", "label": "Two", "dataKey": "two", "stack": "two"}

# What a component needs to be drawn at all.
BASE: dict[str, Node] = {
    "Badge": {"label": "one"},
    "Button": {"label": "one"},
    "Caption": {"value": "one"},
    "Chart": {"data": DATA, "series": [SERIES, {**SERIES, "dataKey": "two"}], "xAxis": "x"},
    "Checkbox": {"name": "name"},
    "DatePicker": {"name": "name"},
    "Icon": {"name": "star"},
    "Image": {"src": PIXEL},
    "Input": {"name": "name"},
    "Label": {"value": "one", "fieldName": "name"},
    "ListView": {"children": [_row(str(at)) for at in range(9)]},
    "Markdown": {"value": "one"},
    "RadioGroup": {"name": "name", "options": OPTIONS},
    "Select": {"name": "name", "options": OPTIONS},
    "Table": {"children": [_line("one", "two")]},
    "Text": {"value": "one"},
    "Textarea": {"name": "name"},
    "Title": {"value": "one"},
    "Transition": {"children": _text("one")},
    **{kind: {"children": [_text("one"), _text("two")]} for kind in ("Basic", "Box", "Card", "Col", "Form", "Row")},
    **{kind: {"children": [_text("one")]} for kind in ("ListViewItem", "Table.Cell")},
    "Table.Row": {"children": [_cell("one"), _cell("two")]},
}
# What a prop needs to have an effect.
CONTEXT: dict[str, Node] = {
    "Button.iconSize": {"iconStart": "star"},
    "Card.asForm": {"confirm": {"label": "Yes", "action": ACTION}},
    "DatePicker.clearable": {"defaultValue": "2026-12-24"},
    "Input.autoSelect": {"defaultValue": "words"},
    "Input.pattern": {"defaultValue": "words"},
    "Select.clearable": {"defaultValue": "one"},
    "Textarea.autoSelect": {"defaultValue": "words"},
    "Textarea.maxRows": {"autoResize": True, "defaultValue": "\n" * 12},
    "Textarea.pattern": {"defaultValue": "words"},
    **{f"Text.{prop}": {"value": "one two three " * 40} for prop in ("maxLines", "truncate")},
    **{f"{kind}.{prop}": {"value": "one two three " * 40} for kind in ("Title", "Caption") for prop in ("maxLines",)},
    "Chart.series": {"showLegend": True},
}
# Where a component must stand.
FRAMES: dict[str, Callable[[Node], Node]] = {
    "Button": lambda node: {"type": "Form", "children": [node]},
    "ListViewItem": lambda node: {"type": "ListView", "children": [node, _row("after")]},
    "Spacer": lambda node: {"type": "Row", "children": [_text("one"), node, _text("two")]},
    "Divider": lambda node: {"type": "Card", "children": [_text("one"), node, _text("two")]},
    "Image": lambda node: {"type": "Card", "children": [node]},
    "Table.Cell": lambda node: {"type": "Table", "children": [{"type": "Table.Row", "children": [node, _cell("b")]}]},
    "Table.Row": lambda node: {"type": "Table", "children": [node]},
}
CHILDREN: dict[str, Callable[[str], Node]] = {"ListView": _row, "Table": _line, "Table.Row": _cell}

# What has no look of its own, and why.
UNSEEN: dict[str, str] = {
    "key": "tells React which child is which",
    "id": "names the node in updates of the server",
    "type": "is the component",
    "payload": "goes to the server",
    "Select.options.description": "is a matter of the open list",
    "DatePicker.side": "is a matter of the open calendar",
    "DatePicker.align": "is a matter of the open calendar",
    "DatePicker.min": "is a matter of the open calendar",
    "DatePicker.max": "is a matter of the open calendar",
}
# Values that say the same.
SAME: dict[str, list[list[Any]]] = {
    "Textarea.pattern": [[ABSENT, "[a-z]+"]],
    "curveType": [["bump", "bumpX"], ["monotone", "monotoneX"]],
    # Text is in the first colour when none is given, a caption in the second.
    "color": [[ABSENT, "prose", "primary"], [ABSENT, "secondary"], [ABSENT, "default"]],
    "background": [[ABSENT, "surface-elevated"]],
}

SIZES = ("width", "height", "size", *(f"{end}{size}" for end in ("min", "max") for size in ("Width", "Height", "Size")))
NUMBERS = {"gap": [4, 7], "aspectRatio": [1, 3], **{size: [130, 170] for size in SIZES}}
STRINGS: dict[str, list[Any]] = {
    "aspectRatio": ["16 / 9"],
    "autoComplete": ["email", "tel"],
    "background": ["white", "beige"],
    "dataKey": ["one", "two"],
    "defaultValue": ["one", "two"],
    "favicon": [PIXEL, OTHER_PIXEL],
    "flex": ["1 1 37px"],
    "fontFamily": ["serif", "monospace"],
    "fontFamilyMono": ["serif", "sans-serif"],
    "foreground": ["black", "navy"],
    "pattern": ["[0-9]+", "[a-z]+"],
    "primary": ["teal", "purple"],
    "src": [PIXEL, OTHER_PIXEL],
    # The name of the stack that the other series is in.
    "stack": ["two"],
    "xAxis": ["x", "one"],
    **{size: ["141px"] for size in SIZES},
}
DAYS = ["2026-12-24T00:00:00Z", "2026-11-02"]
COLORS = ["red-100", "blue-900", "gray-500", "rgb(1, 2, 3)", {"light": "#123456", "dark": "#654321"}]
# What an option cannot do without.
FIXED: Node = {
    "primary": "teal",
    "background": "white",
    "foreground": "black",
    "id": "id",
    "prompt": "Say",
    "hue": 40,
    "enabled": True,
}
RECORDS = {"labels": [{"a": "First"}, {"a": "Other"}], "data": [DATA, DATA[:2]]}
ICONS = ["lucide:anchor", "lucide:bed"]


def checks() -> list[Check]:
    """Everything that both definitions have."""
    tokens = color_tokens()
    return [
        _check(kind, path, values)
        for kind, props in sorted(components().items())
        for prop, kinds in props.items()
        if prop not in UNSEEN and f"{kind}.{prop}" not in UNSEEN
        for path, values in values_of(kinds, prop, kind, tokens)
    ]


def actions() -> dict[str, Node]:
    """By the name of each action that there is a node that runs it; the page hears of it by that name."""
    nodes: dict[str, Node] = {}
    for kind, props in sorted(components().items()):
        for prop, kinds in props.items():
            name = f"{kind}.{prop}"
            action = {"type": name, "handler": "client"}
            if {"kind": "ActionConfig"} in kinds:
                nodes[name] = _acting(kind, prop, action)
            elif any({"kind": "ActionConfig"} in each["props"].get("action", []) for each in kinds if "props" in each):
                nodes[name] = _acting(kind, prop, {"label": "Go", "action": action})
    return nodes


def _acting(kind: str, prop: str, action: Node) -> Node:
    node = {"type": kind, **BASE.get(kind, {}), prop: action}
    if kind == "Form":
        node["children"] = [{"type": "Button", "label": "Go", "submit": True}]
    return FRAMES.get(kind, lambda each: each)(node)


def _check(kind: str, path: str, values: list[Value]) -> Check:
    prop = path.split(".")[0]
    base = {"type": kind, **BASE.get(kind, {}), **CONTEXT.get(f"{kind}.{prop}", {})}
    frame = FRAMES.get(kind, lambda node: node)
    nodes = [frame(_with(base, prop, whole)) for _, whole in values]
    return Check(f"{kind}.{path}", [value for value, _ in values], nodes)


def _with(node: Node, prop: str, value: Any) -> Node:
    return {key: each for key, each in {**node, prop: value}.items() if each is not ABSENT}


def values_of(kinds: list[Schema], path: str, owner: str, tokens: Tokens) -> Iterator[tuple[str, list[Value]]]:
    """Lists of values of which no two may look alike: of the prop as a whole, and of each part that it has."""
    objects = [kind for kind in kinds if "props" in kind]
    values = [value for kind in kinds if kind not in objects for value in _samples(kind, kinds, path, owner, tokens)]
    values += [filled for each in objects if (filled := _filled(each, path))]
    optional = any(kind["kind"] not in ("literal", "boolean", "object") for kind in kinds)
    unique = [value for at, value in enumerate(values) if value not in values[:at]]
    if path.startswith("border") and path.count(".") > 1:
        # The border of one side is a border: all of its values are those of the border around.
        unique = unique[:2]
    if len(unique) + optional > 1:
        yield path, [(value, value) for value in (*([ABSENT] if optional else []), *unique)]
    for each in objects:
        yield from _parts(each, path, owner, tokens)
    for each in (part for kind in kinds for part in kind.get("of", []) if "props" in part):
        beside = [SECOND] if path == "series" else []
        for inner, some in _parts(each, path, owner, tokens):
            yield inner, [(value, [whole, *beside]) for value, whole in some]


def _parts(kind: Schema, path: str, owner: str, tokens: Tokens) -> Iterator[tuple[str, list[Value]]]:
    for part, kinds in kind["props"].items():
        if part in UNSEEN or f"{owner}.{path}.{part}" in UNSEEN:
            continue
        for inner, values in values_of(kinds, f"{path}.{part}", owner, tokens):
            needed = [pair for pair in values if pair[0] is not ABSENT or part not in kind["required"]]
            yield inner, [(value, _with(_filled(kind, path), part, whole)) for value, whole in needed]


def _filled(kind: Schema, path: str) -> Node:
    """An object with what it cannot do without."""
    fixed = {
        **FIXED,
        "label": "Label",
        "name": "name",
        "value": "one",
        "text": "Text",
        "size": 3,
        "dataKey": "one",
        "action": ACTION,
    }
    if path == "xAxis":
        fixed["dataKey"] = "x"
    if "frame" in kind["props"]:
        return {"text": "Text", "favicon": PIXEL}
    literals = {
        part: each["value"] for part, kinds in kind["props"].items() for each in kinds[:1] if each["kind"] == "literal"
    }
    return {part: literals.get(part, fixed.get(part)) for part in kind["required"]} | (
        {"type": literals["type"]} if "type" in literals else {}
    )


def _samples(kind: Schema, kinds: list[Schema], path: str, owner: str, tokens: Tokens) -> list[Any]:
    name = path.rsplit(".", 1)[-1]
    match kind["kind"]:
        case "literal":
            return [kind["value"]]
        case "boolean":
            return [True, False]
        case "number":
            return NUMBERS.get(name, [2, 7])
        case "string" if "pattern" in kind:
            return ICONS if "lucide" in kind["pattern"] else []
        case "string":
            return _strings(kinds, path, owner, tokens)
        case "component":
            return [_text("other")]
        case "list" if name == "children":
            return _children(owner)
        case "list" | "object":
            return RECORDS.get(name, [])
        case _:
            return []


def _children(owner: str) -> list[Any]:
    child = CHILDREN.get(owner, _text)
    return [[child("one")], [child("other")]]


def _strings(kinds: list[Schema], path: str, owner: str, tokens: Tokens) -> list[Any]:
    name = path.rsplit(".", 1)[-1]
    described = [kind["kind"] for kind in kinds]
    if "ThemeColor" in described:
        model = {"border": "Border", "series": "BarSeries"}.get(path.split(".")[0], owner)
        return [*COLORS, *tokens.get(f"{model}.{name}", [])]
    if owner == "DatePicker" and name == "defaultValue":
        return DAYS
    if path == "xAxis.dataKey":
        return ["x", "one"]
    return STRINGS.get(name, ["37px"] if "number" in described else ["one", "other"])
