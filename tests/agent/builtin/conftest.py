"""One running model for all tests here, and the schemas of the real tools."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.agent.builtin.model import BuiltinModel
from app.agent.builtin.process import BuiltinServer
from app.tools.host import ToolHost
from app.tools.servers import bundled_servers
from tests.running import config_for

Schemas = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[BuiltinServer]:
    running = BuiltinServer()
    await running.start()
    yield running
    await running.close()


@pytest.fixture(scope="session")
def model(server: BuiltinServer) -> BuiltinModel:
    return BuiltinModel(server)


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    # Named here: the default one lies in the home of whoever runs this, which a session's fixture still sees.
    config = replace(config_for(tmp_path_factory.mktemp("tools")), folders=(tmp_path_factory.mktemp("documents"),))
    config.data.create()

    async def load() -> Schemas:
        host = ToolHost(bundled_servers(config))
        try:
            await host.start()
            return {tool.name: tool.params_json_schema for tool in host.tools()}
        finally:
            await host.close()

    return asyncio.run(load())
