"""Word, Excel and PowerPoint files of the kind that is a zip archive of XML (ECMA-376)."""

import posixpath
import re
from collections.abc import Iterator
from typing import IO, Any
from zipfile import ZipFile

from mcp_servers.filesystem.documents.markup import markdown, table
from mcp_servers.filesystem.documents.pages import PART, Page, parts

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAX_COLUMNS = 200


def docx_pages(file: IO[bytes]) -> Iterator[Page]:
    """A Word file has no fixed pages, so its text is cut into parts."""
    import mammoth

    library: Any = mammoth
    converted = library.convert_to_html(file, convert_image=library.images.img_element(_no_picture))
    return parts("", markdown(converted.value))


def _no_picture(_image: Any) -> dict[str, str]:
    return {}


def xlsx_pages(file: IO[bytes]) -> Iterator[Page]:
    """The sheets of a workbook with the values that were saved; a long sheet is cut into parts."""
    from openpyxl import load_workbook

    workbook: Any = load_workbook(file, read_only=True, data_only=True)
    for sheet in workbook.worksheets:
        title = str(sheet.title)
        for number, rows in enumerate(_row_groups(sheet)):
            name = title if number == 0 else f"{title} (continued)"
            yield Page(name, lambda rows=rows: table(rows))


def _row_groups(sheet: Any) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    size = 0
    for values in sheet.iter_rows(values_only=True, max_col=min(sheet.max_column or _MAX_COLUMNS, _MAX_COLUMNS)):
        row = ["" if value is None else str(value) for value in values]
        if not any(row):
            continue
        rows.append(row)
        size += sum(len(cell) + 3 for cell in row)
        if size > PART:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def pptx_pages(file: IO[bytes]) -> Iterator[Page]:
    """The slides of a presentation: their texts and tables in the order in which they are drawn.

    The library for these files brings four times the size of all others here, for pictures and charts.
    """
    archive = ZipFile(file)
    for number, name in enumerate(_slides(archive), 1):
        yield Page(f"Slide {number}", lambda name=name: _slide(archive, name))


def _slides(archive: ZipFile) -> Iterator[str]:
    relations = _xml(archive, "ppt/_rels/presentation.xml.rels")
    targets = {each.get("Id"): each.get("Target") for each in relations}
    for each in _xml(archive, "ppt/presentation.xml").iter():
        if each.tag.endswith("}sldId"):
            # A target is below the folder of the file that names it, unless it begins with a slash.
            yield posixpath.normpath(posixpath.join("ppt", targets[each.get(_RELATION)])).lstrip("/")


def _slide(archive: ZipFile, name: str) -> str:
    blocks: list[str] = []
    for shape in _xml(archive, name).iter():
        if shape.tag == f"{_DRAWING}tbl":
            rows = [[_text(cell) for cell in row.iter(f"{_DRAWING}tc")] for row in shape.iter(f"{_DRAWING}tr")]
            blocks.append(table(rows))
        elif shape.tag.endswith("}txBody") and not shape.tag.startswith(_DRAWING):
            blocks.append(_text(shape))
    return "\n\n".join(block for block in blocks if block)


def _text(element: Any) -> str:
    lines = ["".join(_runs(paragraph)) for paragraph in element.iter(f"{_DRAWING}p")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _runs(paragraph: Any) -> Iterator[str]:
    for each in paragraph.iter():
        if each.tag == f"{_DRAWING}t":
            yield each.text or ""
        elif each.tag == f"{_DRAWING}br":
            yield "\n"


def _xml(archive: ZipFile, name: str) -> Any:
    from defusedxml.ElementTree import fromstring

    return fromstring(archive.read(name))
