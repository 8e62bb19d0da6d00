"""The MCP bundles, validated and packed by the format's own tool, hold all that their servers need."""

import ast
import importlib.metadata
import re
import sys
import zipfile
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from scripts.mcpb import NEEDS, files, main, manifest
from tests.judges.programs import npm_program
from tests.mcp_servers.calling import text_of

SERVERS = tuple(NEEDS)


@pytest.fixture
def unpacked(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    main(tmp_path / "dist")
    with zipfile.ZipFile(tmp_path / "dist" / f"deskhand-{request.param}.mcpb") as bundle:
        bundle.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


@pytest.mark.parametrize("unpacked", SERVERS, indirect=True)
def test_the_official_tool_finds_the_manifest_valid_and_packs_the_bundle(unpacked: Path, tmp_path: Path) -> None:
    validated = npm_program("mcpb", "validate", str(unpacked / "manifest.json"))
    assert validated.returncode == 0, validated.stdout + validated.stderr
    packed = npm_program("mcpb", "pack", str(unpacked), str(tmp_path / "packed.mcpb"))
    assert packed.returncode == 0, packed.stdout + packed.stderr
    told = npm_program("mcpb", "info", str(tmp_path / "packed.mcpb"))
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(
    ("unpacked", "tool", "said"),
    [("filesystem", "list_allowed_directories", "granted"), ("tasks", "list_tasks", "No")],
    indirect=["unpacked"],
)
async def test_the_server_in_the_bundle_starts_and_answers(
    unpacked: Path, tool: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "granted").mkdir()
    server = unpacked.joinpath("manifest.json").read_text(encoding="utf-8").count("mcp_servers.filesystem")
    name, folders = ("filesystem", [str(tmp_path / "granted")]) if server else ("tasks", [])
    # What uv would start, with the Python that has its dependencies already; the bundle's own sources come first.
    started = StdioServerParameters(
        command=sys.executable, args=["-P", "-m", f"mcp_servers.{name}", *folders], cwd=str(unpacked),
        env={"PYTHONPATH": str(unpacked), "DESKHAND_DATA_DIR": str(tmp_path / "data")},
    )  # fmt: skip
    async with Client(started) as client:
        result = await client.call_tool(tool, {})
        prompts = (await client.list_prompts()).prompts
    assert said in text_of(result)
    assert prompts


@pytest.mark.parametrize("server", SERVERS)
def test_everything_that_is_imported_is_asked_for(server: str) -> None:
    distributions = importlib.metadata.packages_distributions()
    named = {name for source, data in files(server).items() if source.endswith(".py") for name in imported(data)}
    wanted = {re.sub(r"[-_.]+", "-", distributions[name][0]).lower() for name in named}
    # Brought by pydantic, at exactly the version that it needs.
    assert wanted - set(NEEDS[server]) - {"pydantic-core"} == set()


def imported(source: bytes) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return {name for name in names if name not in sys.stdlib_module_names and name != "mcp_servers"}


def test_the_files_server_asks_for_folders_and_gets_them_as_arguments() -> None:
    made = manifest("filesystem")
    assert made["user_config"]["folders"]["type"] == "directory"
    assert made["user_config"]["folders"]["multiple"] is True
    assert made["server"]["mcp_config"]["args"][-1] == "${user_config.folders}"


def test_the_same_sources_make_the_same_bundle(tmp_path: Path) -> None:
    main(tmp_path / "one")
    main(tmp_path / "two")
    for name in ("deskhand-filesystem.mcpb", "deskhand-tasks.mcpb"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
