"""What the server may ask of the window, whoever shows it."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol

from app.base.config import Config
from app.server.openings import Opening

CloseAnswer = Literal["background", "stop"]


class Desk(Protocol):
    """The window. `show` and `quick` return whether there was something to be shown.

    `quit` ends the app, after asking what becomes of an answer that is being written; `use` hears of new settings;
    `standing` says what came of those that are about the desktop; `wear` hears of the colours that the user has chosen:
    `light`, `dark`, or those of the system.
    """

    def use(self, config: Config) -> None: ...
    def standing(self) -> Mapping[str, Any]: ...
    def wear(self, theme: str) -> None: ...
    def quit(self) -> None: ...
    def show(self) -> bool: ...
    def quick(self) -> bool: ...
    def close(self, answer: CloseAnswer) -> None: ...
    def notify(self, title: str, body: str, opening: Opening | None) -> bool: ...
    async def find(self, text: str, *, backwards: bool) -> tuple[int, int] | None: ...


class NoDesk:
    """Stands in where there is no window: in a server alone, and before the window is there."""

    def use(self, config: Config) -> None:
        """There is nothing that these settings are about."""

    def standing(self) -> Mapping[str, Any]:
        return {}

    def wear(self, theme: str) -> None:
        """There is nothing to be seen."""

    def quit(self) -> None:
        """There is nothing to end but the server, which another way does."""

    def show(self) -> bool:
        return False

    def quick(self) -> bool:
        return False

    def close(self, answer: CloseAnswer) -> None:
        """There is nothing to close."""

    def notify(self, title: str, body: str, opening: Opening | None) -> bool:
        return False

    async def find(self, text: str, *, backwards: bool) -> tuple[int, int] | None:
        return None
