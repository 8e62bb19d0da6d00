"""Everything that can go wrong on purpose, as one tree.

    DeskhandError
    ├── ConfigError            a setting or argument cannot be used
    ├── DataFolderError        the data folder cannot be made or written
    ├── StoreError             the database cannot be used
    │   ├── NewerDatabaseError     it was written by a newer version
    │   ├── DatabaseDamagedError   SQLite says that the file is damaged or is no database
    │   └── DatabaseBusyError      another program holds it
    ├── RequestError           what was asked cannot be done as asked (HTTP 400)
    │   ├── NotHereError           a thread, item or attachment is not there (HTTP 404)
    │   ├── ThreadLockedError      the thread takes no more messages
    │   └── PictureError           a picture from elsewhere could not be loaded
    ├── ProviderError          the model could not answer
    ├── DownloadError          a file could not be downloaded; what is there of it is kept
    │   └── HandedOnError          another host than the one that the user agreed to would send it
    ├── ToolServerError        an MCP server is not there or does not answer
    ├── PortInUseError         the address that was asked for is taken
    └── AlreadyRunningError    a running app has the data folder

Each carries a sentence for the person at the screen (`str(error)`) and, where it helps, `detail` for the log.
`except DeskhandError` catches all of them.
"""


class DeskhandError(Exception):
    """Base of all errors that we raise ourselves; its text is fit to show to a person."""

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class ConfigError(DeskhandError):
    """A setting, an environment variable or an argument has a value that cannot be used."""


class DataFolderError(DeskhandError):
    """The data folder cannot be made, or nothing can be written in it."""


class StoreError(DeskhandError):
    """The database cannot be opened or written."""


class NewerDatabaseError(StoreError):
    """The database has migrations that this version does not know."""


class DatabaseDamagedError(StoreError):
    """SQLite refuses the file as damaged, or it never was a database."""


class DatabaseBusyError(StoreError):
    """Another program holds the database's lock."""


class RequestError(DeskhandError):
    """What was asked cannot be done as asked; nothing was changed."""

    def __init__(self, message: str, *, field: str | None = None, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.field = field


class NotHereError(RequestError):
    """What the request names is not there, or not any more."""


class ThreadLockedError(RequestError):
    """The thread is locked or closed and takes no more messages."""


class PictureError(RequestError):
    """A picture from elsewhere could not be loaded from its host, whose name is no business of the log."""


class ProviderError(DeskhandError):
    """The model could not answer. `allow_retry` says whether asking again can help."""

    def __init__(self, message: str, *, allow_retry: bool, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.allow_retry = allow_retry


class DownloadError(DeskhandError):
    """A file could not be downloaded. What is there of it is kept, unless the sentence says otherwise."""


class HandedOnError(DownloadError):
    """Another `host` than the one that the user agreed to would send the file."""

    def __init__(self, message: str, *, host: str) -> None:
        super().__init__(message)
        self.host = host


class ToolServerError(DeskhandError):
    """An MCP server did not start, died, or does not answer."""


class PortInUseError(DeskhandError):
    """Another program listens on the port that was asked for."""


class AlreadyRunningError(DeskhandError):
    """Another running app has the data folder."""
