"""The built-in model as the Agents SDK sees it."""

from typing import Any

from agents import Model

from app.agent.builtin.process import BuiltinServer


class BuiltinModel(Model):
    """Placeholder until the real one is joined in."""

    def __init__(self, server: BuiltinServer) -> None:
        self._server = server

    async def get_response(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def stream_response(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError
