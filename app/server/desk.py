"""What the server may ask of the window, whoever shows it."""

from typing import Literal, Protocol

from app.server.openings import Opening

CloseAnswer = Literal["background", "stop"]


class Desk(Protocol):
    """The window. `show` and `quick` return whether there was something to be shown."""

    def show(self) -> bool: ...
    def quick(self) -> bool: ...
    def close(self, answer: CloseAnswer) -> None: ...
    def notify(self, title: str, body: str, opening: Opening | None) -> bool: ...
    async def find(self, text: str, *, backwards: bool) -> tuple[int, int] | None: ...


class NoDesk:
    """Stands in where there is no window: in a server alone, and before the window is there."""

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
