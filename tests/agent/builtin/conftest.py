"""One running model for all tests here, and the schemas of the real tools."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.agent.builtin.model import BuiltinModel
from app.agent.builtin.process import BuiltinServer
from tests.agent.builtin.tools import Schemas, tool_schemas


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
    return asyncio.run(tool_schemas(tmp_path_factory.mktemp("tools"), tmp_path_factory.mktemp("documents")))
