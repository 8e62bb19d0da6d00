"""Each kind of document becomes Markdown, and what is made to do harm is refused in words."""

import zipfile
from pathlib import Path

import pytest

from mcp_servers.filesystem.documents import formats
from mcp_servers.filesystem.documents.failures import DocumentError
from mcp_servers.filesystem.documents.formats import pages_of
from mcp_servers.filesystem.documents.pages import MAX_SHOWN, Gathered, Wanted, gather
from tests.mcp_servers.filesystem.documents.samples import archive, docx, epub, paragraph, pdf, pptx, shape, xlsx


def read(path: Path, pages: str | None = None) -> Gathered:
    with path.open("rb") as file:
        return gather(pages_of(file, path.suffix), Wanted.parse(pages))


def test_the_pages_of_a_pdf_are_read_by_their_numbers(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", ["first", "", "third"])
    assert read(path).text == (
        "## Page 1\n\nfirst\n\n## Page 2\n\n[No text here: a picture, perhaps a scan.]\n\n## Page 3\n\nthird"
    )
    assert read(path, "3").text == "## Page 3\n\nthird"
    assert read(path, "9") == Gathered("", None, 3)


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="protected by a password"):
        read(pdf(tmp_path / "a.pdf", ["x"], password="secret"))


def test_a_word_file_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Title</w:t></w:r></w:p>'
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("a", "b"))
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r></w:p>"
    path = docx(tmp_path / "a.docx", f"{heading}{paragraph('Grüße')}{bold}<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    text = read(path).text
    assert "Grüße" in text
    assert "**bold**" in text
    assert "| a | b |" in text


def test_the_sheets_of_a_workbook_are_tables(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "a.xlsx", {"Costs": [["what", "€"], ["rent|flat", 700], ["food", None]], "Empty": [], "B": [[1]]}
    )
    assert read(path).text == (
        "## Costs\n\n| what | € |\n| --- | --- |\n| rent\\|flat | 700 |\n| food |  |\n\n## B\n\n| 1 |\n| --- |"
    )


def test_a_long_sheet_is_read_on_where_it_was_cut(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"Long": [[number, "x" * 90] for number in range(3000)]})
    first = read(path)
    assert first.next is not None
    assert len(first.text) <= MAX_SHOWN
    rest = read(path, f"{first.next}-").text
    assert first.text.count("x" * 90) + rest.count("x" * 90) > 1500


def test_slides_are_read_in_the_order_they_are_shown(tmp_path: Path) -> None:
    cell = "<a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    table = f"<a:tbl><a:tr>{cell.format('k')}{cell.format('v')}</a:tr></a:tbl>"
    path = pptx(tmp_path / "a.pptx", [shape("Welcome", "to us") + table, shape("Thanks")])
    assert read(path).text == "## Slide 1\n\nWelcome\nto us\n\n| k | v |\n| --- | --- |\n\n## Slide 2\n\nThanks"


def test_the_chapters_of_a_book_are_read_in_their_order(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", {"z": "<h1>One</h1><p>It began.</p>", "a": "<p>The end.</p>"})
    assert read(path).text == "# One\n\nIt began.\n\nThe end."


def test_a_web_page_is_read_without_what_nobody_sees(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><head><title>t</title><style>p{}</style></head><body><script>evil()</script><h2>Hi</h2>"
        '<p>Read <a href="https://example.org">this</a></p><img src="x" alt="a cat"><ul><li>one</li></ul></body>',
        encoding="utf-8",
    )
    text = read(tmp_path / "a.html").text
    assert text.startswith("## Hi\n\nRead [this](https://example.org)")
    assert "a cat" in text
    assert "- one" in text
    assert "evil" not in text


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
)


@pytest.mark.parametrize("prolog", ENTITIES)
def test_entities_of_a_document_are_refused(tmp_path: Path, prolog: str) -> None:
    with pytest.raises(DocumentError, match="XML entities"):
        read(docx(tmp_path / "a.docx", paragraph("&x;"), prolog=prolog))
    in_utf16 = f'<?xml version="1.0" encoding="utf-16"?>{prolog}<w/>'.encode("utf-16")
    with pytest.raises(DocumentError, match="XML entities"):
        read(archive(tmp_path / "b.docx", {"word/document.xml": in_utf16}))


def test_a_document_made_to_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(DocumentError, match="far more than its size tells"):
        read(docx(tmp_path / "a.docx", paragraph("x" * (2 << 20))))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "before 2007"),
        ("a.docx", b"PK\x03\x04 and no more", "is damaged"),
        ("a.txt", b"plain words", "is no PDF"),
        ("a.pdf", b"", "is no PDF"),
    ],
)
def test_what_is_no_document_is_said_to_be_none(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentError, match=words):
        read(tmp_path / name)


def test_an_archive_that_is_no_document_is_left_to_the_tool_for_archives(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is an archive") as caught:
        read(archive(tmp_path / "a.zip", {"f.txt": "x"}))
    assert "unzip_file" in caught.value.advice


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph("x"))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        count = len(file.infolist())
    position = 0
    for _ in range(count):
        position = data.index(b"PK\x01\x02", position) + 1
        data[position + 7] |= 1
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="password"):
        read(path)
