"""Changing one member of a JSON file and nothing else: comments, order, blanks and unknown keys stay as they are.

The files of editors are JSON with comments and commas at the end (“JSONC”), which a parser that gives back values
cannot write again. Here the text is parsed for where things stand, and only that place is changed.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import tree_sitter_json
from tree_sitter import Language, Node, Parser

from app.base.errors import ConfigError

DEFAULT_INDENT = "  "


def with_member(text: str, path: Sequence[str], value: object) -> str:
    """`text` with `value` at `path`, replacing what is there. An empty text counts as an empty object.

    Raises ConfigError, which names the line, when the text is not JSON or something on the way is no object.
    """
    source = _Source(text if text.strip() else "{}\n")
    found = source.root
    for depth, key in enumerate(path):
        pair = source.pair(found, key)
        if pair is None:
            for above in reversed(path[depth + 1 :]):
                value = {above: value}
            return source.inserted(found, key, value)
        if depth < len(path) - 1:
            found = source.object_in(pair, key)
        else:
            return source.replaced(pair, value)
    return text


def without_member(text: str, path: Sequence[str]) -> str:
    """`text` without the member at `path`, and without the objects around it that it leaves empty.

    Raises ConfigError when the text is not JSON.
    """
    source = _Source(text) if text.strip() else None
    if source is None:
        return text
    pairs: list[Node] = []
    found = source.root
    for key in path:
        pair = source.pair(found, key)
        if pair is None:
            return text
        pairs.append(pair)
        if key is not path[-1]:
            found = source.object_in(pair, key)
    return source.removed(pairs)


def value_at(text: str, path: Sequence[str]) -> Any:
    """The value at `path`, None when there is none. Raises ConfigError when the text is not JSON."""
    if not text.strip():
        return None
    source = _Source(text)
    found = source.root
    pair: Node | None = None
    for key in path:
        pair = source.pair(found, key)
        if pair is None:
            return None
        if key is not path[-1]:
            found = source.object_in(pair, key)
    return None if pair is None else json.loads(source.text_of(_value(pair)))


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_json.language()))


class _Source:
    """A parsed text. Positions are in bytes, as the parser counts them."""

    def __init__(self, text: str) -> None:
        self.bytes = text.encode("utf-8")
        document = _parser().parse(self.bytes).root_node
        if any(_errors(document)):
            raise ConfigError(f"It is not valid JSON: look at line {_line_of_error(document, self.bytes)}.")
        objects = [node for node in document.named_children if node.type == "object"]
        if not objects:
            raise ConfigError("It holds no JSON object.")
        self.root = objects[0]
        self._newline = "\r\n" if b"\r\n" in self.bytes else "\n"

    def text_of(self, node: Node) -> str:
        return self.bytes[node.start_byte : node.end_byte].decode("utf-8")

    def pair(self, node: Node, key: str) -> Node | None:
        return next((pair for pair in _pairs(node) if self._key(pair) == key), None)

    def object_in(self, pair: Node, key: str) -> Node:
        value = _value(pair)
        if value.type != "object":
            raise ConfigError(f"“{key}” in line {pair.start_point[0] + 1} is not an object.")
        return value

    def replaced(self, pair: Node, value: object) -> str:
        old = _value(pair)
        return self._spliced(old.start_byte, old.end_byte, self._rendered(value, self._indent_of(pair)))

    def inserted(self, node: Node, key: str, value: object) -> str:
        pairs = _pairs(node)
        if not pairs:
            return self._filled(node, key, value)
        last = pairs[-1]
        if pairs[0].start_point[0] == node.start_point[0]:
            return self._spliced(last.end_byte, last.end_byte, f", {_member(key, json.dumps(value))}")
        indent = self._indent_of(pairs[0])
        comma = _comma_after(last)
        line_end = _comment_beside(comma or last) or comma or last
        member = f"{self._newline}{indent}{_member(key, self._rendered(value, indent))}"
        between = self.bytes[last.end_byte : line_end.end_byte].decode("utf-8")
        new = f"{between}{member}," if comma else f",{between}{member}"
        return self._spliced(last.end_byte, line_end.end_byte, new)

    def removed(self, pairs: Sequence[Node]) -> str:
        gone = pairs[-1]
        for above in reversed(pairs[:-1]):
            if len(_pairs(_value(above))) > 1:
                break
            gone = above
        around = gone.parent
        if around is not None and len(_pairs(around)) == 1 and not _comments(around):
            return self._spliced(around.start_byte + 1, around.end_byte - 1, "")
        return self._without(gone)

    def _without(self, gone: Node) -> str:
        """One of several members goes, and with it one comma; comments of its neighbours stay."""
        before, after = _comma_before(gone), _comma_after(gone)
        if before is None:
            following = after.next_sibling if after else None
            end = following.start_byte if following and following.type == "pair" else (after or gone).end_byte
            return self._spliced(gone.start_byte, end, "")
        line_end = (_comment_beside(before) or before).end_byte
        if after is not None:
            return self._spliced(line_end, after.end_byte, "")
        beside = self.bytes[before.end_byte : line_end].decode("utf-8")
        return self._spliced(before.start_byte, gone.end_byte, beside)

    def _filled(self, node: Node, key: str, value: object) -> str:
        """An object without members takes its first one; comments in it stay before it."""
        above = self._indent_of(node)
        indent = above + self._unit()
        inside = self.bytes[node.start_byte + 1 : node.end_byte - 1].decode("utf-8").rstrip()
        member = _member(key, self._rendered(value, indent))
        new = f"{inside}{self._newline}{indent}{member}{self._newline}{above}"
        return self._spliced(node.start_byte + 1, node.end_byte - 1, new)

    def _rendered(self, value: object, indent: str) -> str:
        lines = json.dumps(value, indent=self._unit(), ensure_ascii=False).splitlines()
        return f"{self._newline}{indent}".join(lines)

    def _unit(self) -> str:
        """What one step of indentation is in this file."""
        first = next((pair for pair in _pairs(self.root) if pair.start_point[0] > self.root.start_point[0]), None)
        return (first and self._indent_of(first)) or DEFAULT_INDENT

    def _indent_of(self, node: Node) -> str:
        """The blanks at the start of the line in which a node begins."""
        start = self.bytes.rfind(b"\n", 0, node.start_byte) + 1
        line = self.bytes[start : node.start_byte].decode("utf-8")
        return line[: len(line) - len(line.lstrip())]

    def _spliced(self, start: int, end: int, new: str) -> str:
        return (self.bytes[:start] + new.encode("utf-8") + self.bytes[end:]).decode("utf-8")

    def _key(self, pair: Node) -> str:
        key = pair.child_by_field_name("key")
        return json.loads(self.text_of(key)) if key is not None else ""


def _member(key: str, rendered: str) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}: {rendered}"


def _pairs(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type == "pair"]


def _comments(node: Node) -> bool:
    return any(child.type == "comment" for child in node.named_children)


def _value(pair: Node) -> Node:
    value = pair.child_by_field_name("value")
    if value is None:
        raise ConfigError(f"It is not valid JSON: look at line {pair.start_point[0] + 1}.")
    return value


def _comma_before(node: Node) -> Node | None:
    before = node.prev_sibling
    while before is not None and before.type == "comment":
        before = before.prev_sibling
    return before if before is not None and before.type == "," else None


def _comma_after(node: Node) -> Node | None:
    after = node.next_sibling
    return after if after is not None and (after.type == "," or _is_trailing_comma(after)) else None


def _comment_beside(node: Node) -> Node | None:
    """A comment in the line in which a node ends, which speaks of that node."""
    after = node.next_sibling
    beside = after is not None and after.type == "comment" and after.start_point[0] == node.end_point[0]
    return after if beside else None


def _is_trailing_comma(node: Node) -> bool:
    if node.type != "ERROR" or node.text != b",":
        return False
    before = node.prev_named_sibling
    while before is not None and before.type == "comment":
        before = before.prev_named_sibling
    return before is not None


def _errors(node: Node) -> Iterator[Node]:
    """Where the text is no JSON. A comma after the last member is no error in the files of editors."""
    if node.is_missing or (node.type == "ERROR" and not _is_trailing_comma(node)):
        yield node
        return
    for child in node.children if node.has_error else ():
        yield from _errors(child)


def _line_of_error(document: Node, source: bytes) -> int:
    """The line that Python's own parser stumbles over; the other one skips ahead to go on."""
    plain = bytearray(source)
    for node in _comments_and_trailing_commas(document):
        plain[node.start_byte : node.end_byte] = re.sub(rb"[^\n]", b" ", source[node.start_byte : node.end_byte])
    try:
        json.loads(plain.decode("utf-8"))
    except json.JSONDecodeError as error:
        return error.lineno
    return next(_errors(document)).start_point[0] + 1


def _comments_and_trailing_commas(node: Node) -> Iterator[Node]:
    if node.type == "comment" or _is_trailing_comma(node):
        yield node
    for child in node.children:
        yield from _comments_and_trailing_commas(child)
