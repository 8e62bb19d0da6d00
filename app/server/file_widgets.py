"""Widgets for what the files server answers: lists, hits, trees, differences, pictures.

Any ChatKit element draws them. Nothing of a file is shown as Markdown but inside a code block that it cannot close.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import Any

from chatkit.widgets import DynamicWidgetRoot

from app.base.values import as_list, as_mapping, size_in_words
from app.server.visible import fenced, visible
from app.server.widgets import aside
from app.tools.calls import ToolCall, ToolOutcome
from app.tools.preview import unfenced

SHOWN_ROWS, SHOWN_FILES = 8, 4
MAX_ROWS = 200
MAX_DIFF_CHARACTERS = 20_000
# A picture is kept with the conversation.
MAX_IMAGE_CHARACTERS = 1_500_000
_HIT = re.compile(r"^(.*?):(\d+)([:-]) ?(.*)$")
Node = dict[str, Any]


def file_widget(call: ToolCall, outcome: ToolOutcome, *, seen: bool = False) -> DynamicWidgetRoot | None:
    """What a result looks like; None where its text says enough. `seen`: the user was shown the difference before."""
    match call.tool:
        case "list_directory" | "list_directory_with_sizes":
            return _rows([_entry(as_mapping(each)) for each in as_list(outcome.structured.get("entries"))])
        case "search_files":
            return _rows(_found([as_mapping(each) for each in as_list(outcome.structured.get("matches"))]))
        case "search_content":
            return _rows(list(_hits(outcome.text)), SHOWN_FILES)
        case "directory_tree":
            return _rows(list(_tree(_nodes(outcome.text), 0)))
        case "edit_file" | "show_change":
            return None if seen else _difference(unfenced(outcome.text), call)
        case "read_media_file":
            return _picture(outcome.images, call)
        case _:
            return None


def _rows(rows: Sequence[Node], shown: int = SHOWN_ROWS) -> DynamicWidgetRoot | None:
    if not rows:
        return None
    items = [{"type": "ListViewItem", "key": str(at), "gap": 2, "align": "center", "children": row["children"]}
             for at, row in enumerate(rows[:MAX_ROWS])]  # fmt: skip
    if len(rows) > MAX_ROWS:
        more = {"type": "Caption", "value": f"{len(rows) - MAX_ROWS:,} more are not shown here"}
        items.append({"type": "ListViewItem", "key": "more", "children": [more]})
    widget = {"type": "ListView", "key": "files", "limit": shown if len(items) > shown else None, "children": items}
    return DynamicWidgetRoot.model_validate(widget)


def _named(name: str, *, folder: bool, depth: int = 0) -> list[Node]:
    indent: list[Node] = [{"type": "Box", "width": 20 * depth, "flex": "none"}] if depth else []
    return [
        *indent,
        {"type": "Icon", "name": "lucide:folder" if folder else "lucide:file", "size": "sm", "color": "secondary"},
        {"type": "Text", "value": visible(name), "size": "sm", "truncate": True},
    ]


def _entry(entry: Mapping[str, Any]) -> Node:
    children = _named(str(entry.get("name", "")), folder=entry.get("kind") == "folder")
    size = entry.get("size")
    if isinstance(size, int):
        children += aside(size_in_words(size))
    return {"children": children}


def _found(matches: Sequence[Mapping[str, Any]]) -> list[Node]:
    """A row for each match, by its path from the folder that they are all in: a row has no room for more."""
    paths = [PurePath(str(match.get("path", ""))) for match in matches]
    above = next((folder for folder in paths[0].parents if all(map(_is_below(folder), paths))), None) if paths else None
    return [
        {"children": _named(str(path.relative_to(above) if above else path), folder=match.get("kind") == "folder")}
        for path, match in zip(paths, matches, strict=True)
    ]


def _is_below(folder: PurePath) -> Callable[[PurePath], bool]:
    return lambda path: folder in path.parents


def _hits(text: str) -> Iterator[Node]:
    """A row for each file: its name, and the lines that were found with what stands around them."""
    found = [hit for hit in map(_HIT.match, text.splitlines()) if hit]
    for name, hits in groupby(found, key=lambda hit: hit[1]):
        lines = "\n".join(f"{hit[2]:>5} {'>' if hit[3] == ':' else ' '} {visible(hit[4])}" for hit in hits)
        head = {"type": "Row", "gap": 2, "align": "center", "children": _named(name, folder=False)}
        code = {"type": "Markdown", "value": fenced(lines, "text")}
        yield {"children": [{"type": "Col", "gap": 1, "flex": 1, "children": [head, code]}]}


def _nodes(text: str) -> Sequence[object]:
    try:
        # A note may follow.
        value: object = json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        return []
    return as_list(value)


def _tree(nodes: Sequence[object], depth: int) -> Iterator[Node]:
    for each in nodes:
        node = as_mapping(each)
        folder = node.get("type") == "directory"
        yield {"children": _named(str(node.get("name", "")), folder=folder, depth=depth)}
        if folder:
            yield from _tree(as_list(node.get("children")), depth + 1)


def _difference(diff: str, call: ToolCall) -> DynamicWidgetRoot | None:
    lines = diff.splitlines()
    if not any(line.startswith("@@") for line in lines):
        return None
    if len(diff) > MAX_DIFF_CHARACTERS:
        diff = f"{diff[:MAX_DIFF_CHARACTERS]}\n…"
    children: list[Node] = [{"type": "Markdown", "value": fenced(visible(diff), "diff")}]
    if name := str(call.arguments.get("path") or ""):
        head = {"type": "Row", "gap": 2, "align": "center", "children": _named(name, folder=False)}
        children.insert(0, head)
    return DynamicWidgetRoot.model_validate({"type": "Card", "key": "diff", "size": "full", "children": children})


def _picture(images: Sequence[str], call: ToolCall) -> DynamicWidgetRoot | None:
    small = next((image for image in images if len(image) <= MAX_IMAGE_CHARACTERS), None)
    if small is None:
        return None
    name = visible(str(call.arguments.get("path") or "Picture"))
    children = [
        {"type": "Image", "src": small, "alt": name, "fit": "contain", "maxHeight": 360, "radius": "md"},
        {"type": "Caption", "value": name},
    ]
    return DynamicWidgetRoot.model_validate({"type": "Card", "key": "picture", "size": "md", "children": children})
