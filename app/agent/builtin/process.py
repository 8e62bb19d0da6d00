"""The built-in model's child process: real llama.cpp behind an OpenAI-compatible endpoint on loopback."""


class BuiltinServer:
    """Starts the child process when it is first needed and ends it with `close`."""

    async def close(self) -> None:
        """End the child process, if there is one."""
