"""Why a document could not be read."""


class DocumentError(Exception):
    """A document cannot be read. The message goes on after its name: “is protected by a password”."""
