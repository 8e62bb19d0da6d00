"""The schemas of the real tools."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.tools.host import ToolHost
from app.tools.servers import bundled_servers
from tests.running import config_for

Schemas = Mapping[str, Mapping[str, Any]]


async def tool_schemas(data: Path, documents: Path) -> Schemas:
    """What both servers, started for it, say of each of their tools' arguments."""
    config = replace(config_for(data), folders=(documents,))
    config.data.create()
    host = ToolHost(bundled_servers(config))
    try:
        await host.start()
        return {tool.name: tool.params_json_schema for tool in host.tools()}
    finally:
        await host.close()
