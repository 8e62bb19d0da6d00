"""Models that were downloaded while they run: real files, real children."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import psutil
import pytest
from agents import ModelSettings, ModelTracing
from agents.items import TResponseStreamEvent
from openai.types.responses import ResponseCompletedEvent, ResponseTextDeltaEvent

from app.agent.builtin.process import BuiltinServer
from app.agent.builtin.worker import weights
from app.agent.downloads.catalogue import Ready
from app.agent.downloads.running import DownloadedModel, DownloadedModels
from app.agent.models import ModelSelector
from app.base.background import BackgroundTasks
from app.base.config import read_config
from app.base.errors import ProviderError
from tests.fakes.file_host import FileHost, catalogue_of


@pytest.fixture
async def models() -> AsyncIterator[DownloadedModels]:
    background = BackgroundTasks()
    running = DownloadedModels(background)
    yield running
    await background.close()
    await running.close()


def ready(tmp_path: Path, name: str) -> Ready:
    # A name that a command line or a pipe could trip over.
    path = tmp_path / f"{name} ü.gguf"
    path.symlink_to(weights())
    return Ready(name, name.title(), path, 2048)


def asked(model: DownloadedModel, settings: ModelSettings) -> AsyncIterator[TResponseStreamEvent]:
    return model.stream_response("Be brief.", "Say hello.", settings, [], None, [], ModelTracing.DISABLED)


async def answered(model: DownloadedModel) -> Sequence[TResponseStreamEvent]:
    settings = ModelSettings(max_tokens=60, include_usage=True, temperature=0.0)
    return [event async for event in asked(model, settings)]


async def test_a_downloaded_model_answers_and_its_tokens_are_counted(models: DownloadedModels, tmp_path: Path) -> None:
    events = await answered(models.model(ready(tmp_path, "first")))
    assert "".join(event.delta for event in events if isinstance(event, ResponseTextDeltaEvent)).strip()
    last = events[-1]
    assert isinstance(last, ResponseCompletedEvent)
    assert last.response.usage is not None
    assert last.response.usage.output_tokens > 0


@pytest.mark.parametrize(("effort", "thinks"), [("", False), ("minimal", False), ("low", True), ("high", True)])
async def test_a_model_that_can_think_does_so_only_when_it_is_told_to(
    models: DownloadedModels, tmp_path: Path, effort: str, thinks: bool
) -> None:
    catalogue = catalogue_of(FileHost("http://127.0.0.1:1/", b"weights"))
    (tmp_path / "catalogue.toml").write_text(f"{catalogue}\nthinks = true\n", encoding="utf-8")
    if effort:
        (tmp_path / "settings.toml").write_text(f'reasoning_effort = "{effort}"\n', encoding="utf-8")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "tiny.gguf").write_bytes(b"weights")
    config = read_config(tmp_path, {"DESKHAND_MODELS_CATALOGUE": str(tmp_path / "catalogue.toml")})
    chosen = await ModelSelector(config, BuiltinServer(), models).current("downloaded/tiny")
    assert (chosen.thinks, chosen.effort or "") == (True, effort)
    asked = chosen.settings.extra_body
    assert asked == ({"chat_template_kwargs": {"enable_thinking": True}} if thinks else None)


async def test_another_model_takes_the_place_of_the_one_that_nobody_uses(
    models: DownloadedModels, tmp_path: Path
) -> None:
    first, second = ready(tmp_path, "first"), ready(tmp_path, "second")
    await answered(models.model(first))
    server = await models.server(first)
    assert server.pid is not None
    await answered(models.model(second))
    assert server.pid is None


async def test_a_model_that_dies_in_mid_answer_is_a_sentence_and_answers_the_next_question(
    models: DownloadedModels, tmp_path: Path
) -> None:
    first = ready(tmp_path, "first")
    # It cannot be done before it is killed.
    endless = ModelSettings(max_tokens=1900, extra_body={"ignore_eos": True})
    events = asked(models.model(first), endless)
    await anext(event async for event in events if isinstance(event, ResponseTextDeltaEvent))
    psutil.Process((await models.server(first)).pid).kill()
    with pytest.raises(ProviderError, match="First stopped unexpectedly") as caught:
        _ = [event async for event in events]
    assert caught.value.allow_retry
    assert await answered(models.model(first))


async def test_a_file_that_is_gone_or_no_model_is_a_sentence(models: DownloadedModels, tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="Gone is not on this computer any more"):
        await answered(models.model(Ready("gone", "Gone", tmp_path / "gone.gguf", 2048)))
    (tmp_path / "broken.gguf").write_bytes(b"GGUF and nothing more")
    with pytest.raises(ProviderError, match="Broken did not start"):
        await answered(models.model(Ready("broken", "Broken", tmp_path / "broken.gguf", 2048)))
