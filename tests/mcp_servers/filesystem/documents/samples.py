"""Small documents of each kind, as files on disk."""

import zipfile
from pathlib import Path
from typing import Any

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SLIDES = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def archive(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, contents in members.items():
            file.writestr(name, contents)
    return path


def docx(path: Path, body: str, *, prolog: str = "") -> Path:
    return archive(
        path,
        {
            "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="1" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{prolog}<w:document {WORD}><w:body>{body}</w:body></w:document>",
        },
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    from openpyxl import Workbook

    workbook: Any = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def pptx(path: Path, slides: list[str]) -> Path:
    members: dict[str, str | bytes] = {}
    ids, relations = "", ""
    # The files lie in another order than the slides are shown.
    for number, shapes in enumerate(slides, 1):
        file = len(slides) - number + 1
        ids += f'<p:sldId id="{255 + number}" r:id="r{number}"/>'
        relations += f'<Relationship Id="r{number}" Type="{OFFICE}/slide" Target="slides/slide{file}.xml"/>'
        members[f"ppt/slides/slide{file}.xml"] = f"<p:sld {SLIDES} {DRAWING}>{shapes}</p:sld>"
    members["ppt/presentation.xml"] = (
        f"<p:presentation {SLIDES} {RELATIONS}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
    )
    members["ppt/_rels/presentation.xml.rels"] = f"<Relationships {PACKAGE}>{relations}</Relationships>"
    return archive(path, members)


def shape(*lines: str) -> str:
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f"<p:sp><p:txBody>{paragraphs}</p:txBody></p:sp>"


def epub(path: Path, chapters: dict[str, str]) -> Path:
    items = "".join(f'<item id="{name}" href="{name}.xhtml"/>' for name in chapters)
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/package.opf"/></rootfiles></container>',
        "OPS/package.opf": f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>",
    }
    members |= {
        f"OPS/{name}.xhtml": f"<!DOCTYPE html><html><body>{text}</body></html>" for name, text in chapters.items()
    }
    return archive(path, members)


def pdf(path: Path, pages: list[str], *, password: str = "") -> Path:
    """A PDF with one line of text on each page."""
    from pypdf import PdfReader, PdfWriter

    path.write_bytes(_pdf_bytes(pages))
    if password:
        writer = PdfWriter(clone_from=PdfReader(path))
        writer.encrypt(password, algorithm="AES-256")
        writer.write(path)
    return path


def _pdf_bytes(pages: list[str]) -> bytes:
    count = len(pages)
    kids = " ".join(f"{4 + number} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents {4 + count + number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
            for number in range(count)
        ),
    ]
    for text in pages:
        drawing = f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET" if text else ""
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    data, offsets = b"%PDF-1.4\n", list[int]()
    for number, text in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
