"""What answers and what works for it: the model and the MCP servers, which are started for the examination."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.agent.builtin.process import BuiltinServer
from app.agent.builtin.worker import weights
from app.agent.downloads.catalogue import Ready
from app.agent.providers import choose_endpoint
from app.base.config import Config
from app.base.errors import ConfigError, ProviderError
from app.base.paths import DataFolder
from app.doctor.findings import Finding
from app.tools.host import ToolHost
from app.tools.servers import bundled_servers

REINSTALL = "Install Deskhand again, or run `uv sync` where its sources are."


async def model(config: Config) -> Finding:
    """Who will answer, and whether that can be. A provider elsewhere is not asked: it could cost money."""
    try:
        endpoint = await asyncio.to_thread(choose_endpoint, config)
    except ConfigError as error:
        return Finding("model", "failed", "The chosen model cannot be used.", "Do what is named.", str(error))
    if endpoint is None:
        return await _builtin_model()
    if isinstance(endpoint, Ready):
        return Finding("model", "ok", f"{endpoint.name} is downloaded.", about=endpoint.id)
    where = "elsewhere; your text leaves this computer" if endpoint.remote else "on this computer"
    return Finding("model", "ok", f"{endpoint.label} is set up, {where}.", about=endpoint.model)


async def _builtin_model() -> Finding:
    try:
        weights()
    except FileNotFoundError:
        return Finding("model", "failed", "The file of the built-in model is missing.", REINSTALL)
    server = BuiltinServer()
    try:
        await server.start()
    except ProviderError:
        return Finding("model", "failed", "The built-in model does not start.", f"{REINSTALL} The log has the details.")
    finally:
        await server.close()
    return Finding("model", "ok", "The built-in model answers.")


async def servers(config: Config) -> Sequence[Finding]:
    """Whether both MCP servers start and offer tools."""
    with TemporaryDirectory() as scratch:
        host = ToolHost(bundled_servers(_as_far_as_there(config, Path(scratch))))
        try:
            await host.start()
            return [_server(name, server.problem, len(server.tools)) for name, server in host.servers.items()]
        finally:
            await host.close()


def _as_far_as_there(config: Config, scratch: Path) -> Config:
    """Settings by which the servers can start without anything being made where the user keeps things."""
    folders = tuple(folder for folder in config.folders if folder.is_dir()) or (scratch,)
    data = config.data if config.data.root.is_dir() else DataFolder(scratch)
    return replace(config, folders=folders, data=data)


def _server(name: str, problem: str | None, tools: int) -> Finding:
    if problem:
        return Finding(f"{name} server", "failed", problem, f"{REINSTALL} `app mcp {name}` shows why it ends.")
    return Finding(f"{name} server", "ok", f"It offers {tools} tools.")
