"""Media types of files."""

from pathlib import PurePath

# The table of the system differs from one computer to the next.
_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".svg": "image/svg+xml",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".pdf": "application/pdf",
}


def mime_type(name: str) -> str:
    """The media type of a file by the end of its name; bytes of any kind where it is not known."""
    return _TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")
