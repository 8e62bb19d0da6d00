"""Bytes to text and back, so that a file keeps the encoding and the line ends that it had."""

import codecs
from dataclasses import dataclass

from mcp_servers.common.failure import ToolFailure

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 8192
# A document of bytes that are mostly letters all the same.
_DOCUMENTS = (b"%PDF-",)
_CONTROL = frozenset(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27}


@dataclass(frozen=True)
class Encoding:
    """How a file writes its text; `bom` is the mark at its start, or empty."""

    name: str
    bom: bytes = b""

    def decode(self, data: bytes, *, whole: bool = True) -> str:
        """Text of the file's bytes. With `whole` false the last character may be cut, and is left out."""
        return codecs.getincrementaldecoder(self.name)("strict").decode(data.removeprefix(self.bom), final=whole)

    def encode(self, text: str) -> bytes:
        """Raises `ToolFailure` for a character that this encoding has not."""
        try:
            return self.bom + text.encode(self.name)
        except UnicodeEncodeError as error:
            character = text[error.start]
            raise ToolFailure(f"The file is written in {self.name}, which has no “{character}”.") from error


class BinaryError(ToolFailure):
    """The file holds no text."""


def detect(data: bytes, *, whole: bool = True) -> Encoding:
    """The encoding of a file from its first bytes.

    Raises:
        BinaryError: it is no text.
    """
    return _marked(data) or _tried(data, whole=whole)[0]


def decoded(data: bytes, *, whole: bool = True) -> str:
    """The text of a file. With `whole` false its last character may be cut, and is left out.

    Raises:
        BinaryError: it is no text.
        UnicodeDecodeError: it is not what its first bytes say.
    """
    marked = _marked(data)
    return marked.decode(data, whole=whole) if marked else _tried(data, whole=whole)[1]


def _marked(data: bytes) -> Encoding | None:
    """The encoding, where the first bytes tell it."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Encoding(name, bom)
    sample = data[:_SAMPLE]
    if sample.startswith(_DOCUMENTS):
        raise BinaryError("is a binary file, not text.")
    return _without_bom(sample) if b"\0" in sample else None


def _tried(data: bytes, *, whole: bool) -> tuple[Encoding, str]:
    """The first encoding in which the bytes make sense, and the text."""
    for name in ("utf-8", "cp1252", "latin-1"):
        encoding = Encoding(name)
        try:
            text = encoding.decode(data, whole=whole)
        except UnicodeDecodeError:
            continue
        _check_is_text(data[:_SAMPLE])
        return encoding, text
    raise AssertionError("latin-1 decodes everything")


def _without_bom(sample: bytes) -> Encoding:
    """UTF-16 of mostly Latin text has its zeros at every second byte; anything else with zeros is binary."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if even == 0 and odd / half > 0.6:
        return Encoding("utf-16-le")
    if odd == 0 and even / half > 0.6:
        return Encoding("utf-16-be")
    raise BinaryError("is a binary file, not text.")


def _check_is_text(sample: bytes) -> None:
    controls = sum(byte in _CONTROL for byte in sample)
    if controls > len(sample) * 0.05:
        raise BinaryError("is a binary file, not text.")


def split_lines(text: str) -> list[str]:
    """Lines with their ends. Only a line feed ends a line: form feeds and U+2028 are text."""
    lines = text.split("\n")
    ended = [line + "\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def count_lines(text: str) -> int:
    """How many lines `split_lines` makes of it."""
    return text.count("\n") + bool(text and not text.endswith("\n"))


def line_end(text: str) -> str:
    """The line end that most lines of a text have."""
    windows = text.count("\r\n")
    return "\r\n" if windows > text.count("\n") - windows else "\n"
