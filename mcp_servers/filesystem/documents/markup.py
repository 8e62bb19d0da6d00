"""HTML to Markdown."""

from typing import Any

# What a reader does not see.
_UNSEEN = ("script", "style", "noscript", "template", "head", "iframe", "object", "svg")


def markdown(html: bytes | str) -> str:
    """Markdown of an HTML text; pictures are left as their descriptions."""
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    soup: Any = BeautifulSoup(html, "html.parser")
    for unseen in soup(_UNSEEN):
        unseen.decompose()
    for picture in soup("img"):
        picture.replace_with(picture.get("alt") or "")
    converter: Any = MarkdownConverter(heading_style="ATX", bullets="-", escape_misc=False)
    lines = [line.rstrip() for line in str(converter.convert_soup(soup)).splitlines()]
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before).strip()


def table(rows: list[list[str]]) -> str:
    """A Markdown table whose first row is its head; empty columns at the end are left out."""
    width = max((index + 1 for row in rows for index, cell in enumerate(row) if cell), default=0)
    if width == 0:
        return ""
    lines = ["| " + " | ".join(_cell(cell) for cell in _padded(row, width)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _padded(row: list[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()
