"""Why a document could not be read."""


class DocumentError(Exception):
    """A document cannot be read. The message goes on after its name: “is protected by a password”.

    `advice` tells a model which tool to take instead.
    """

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice
