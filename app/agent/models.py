"""`create_model`: the only place that makes a model."""

import asyncio
from dataclasses import dataclass

import agents
import httpx2
from agents import Model, ModelSettings, OpenAIChatCompletionsModel, OpenAIResponsesModel
from openai import AsyncOpenAI, DefaultAsyncHttpx2Client, Timeout
from openai.types.shared import Reasoning

from app.agent.builtin.model import BuiltinModel
from app.agent.builtin.process import BuiltinServer
from app.agent.downloads.catalogue import Ready
from app.agent.downloads.running import DownloadedModels
from app.agent.failures import seconds_to_wait
from app.agent.prices import context_tokens
from app.agent.providers import BUILTIN, DOWNLOADED, Endpoint, choose_endpoint, endpoint_of
from app.agent.watching import Watched
from app.base.config import Config, Effort

# A local program may have to load its model from disk before the first token.
TIMEOUT_SECONDS = 600.0
CONNECT_SECONDS = 20.0
RETRIES = 1
# Whoever is told to wait longer before the next try is told so at once.
LONGEST_WAIT_SECONDS = 3.0
BUILTIN_NAME = "SmolLM2-135M-Instruct"
BUILTIN_LABEL = "Built-in · SmolLM2"


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model to run, and what the page says of it."""

    model: Model
    settings: ModelSettings
    provider: str
    name: str
    label: str
    remote: bool
    client: AsyncOpenAI | None = None
    # Who receives what is said; empty for this computer.
    host: str = ""
    # Whether it can be told how much to think before it answers.
    thinks: bool = False
    # How much it is told to think; None: as much as it does by itself.
    effort: Effort | None = None

    @property
    def id(self) -> str:
        """What the model is called where it can be chosen."""
        return BUILTIN if self.provider == BUILTIN else f"{self.provider}/{self.name}"

    @property
    def context_tokens(self) -> int:
        """How many tokens a conversation may have, as far as that is known; a refusal teaches more."""
        return context_tokens(self.provider, self.name)


class ModelSelector:
    """Which model answers. The usual one is looked for once; when none can be used, again at the next question."""

    def __init__(self, config: Config, builtin: BuiltinServer, downloaded: DownloadedModels) -> None:
        self._config = config
        self._builtin = builtin
        self._downloaded = downloaded
        self._choosing = asyncio.Lock()
        self._made: dict[str, ChosenModel] = {}
        self._clients: list[AsyncOpenAI] = []
        self.chosen: ChosenModel | None = None

    def use(self, config: Config) -> None:
        """Choose anew by these settings. Answers that are being given go on with their model."""
        self._config, self.chosen, self._made = config, None, {}

    async def current(self, model_id: str | None = None) -> ChosenModel:
        """The model of this id, or the usual one. Raises ConfigError with what to do when it cannot be used."""
        async with self._choosing:
            if model_id is not None:
                return await self._of(model_id)
            if self.chosen is None:
                # Looks into the keychain and at local ports, which may wait.
                endpoint = await asyncio.to_thread(choose_endpoint, self._config)
                self.chosen = self._make(endpoint)
            return self.chosen

    async def _of(self, model_id: str) -> ChosenModel:
        if self.chosen is not None and self.chosen.id == model_id:
            return self.chosen
        if model_id not in self._made:
            self._made[model_id] = self._make(await asyncio.to_thread(endpoint_of, self._config, model_id))
        return self._made[model_id]

    def _make(self, endpoint: Endpoint | Ready | None) -> ChosenModel:
        if isinstance(endpoint, Ready):
            return _downloaded(endpoint, self._downloaded, self._config.effort)
        made = create_model(endpoint, self._builtin, self._config.effort)
        if made.client is not None:
            self._clients.append(made.client)
        return made

    async def close(self) -> None:
        """Close the connections to all providers."""
        await asyncio.gather(*(client.close() for client in self._clients))


def create_model(endpoint: Endpoint | None, builtin: BuiltinServer, effort: Effort | None = None) -> ChosenModel:
    """The model behind `endpoint`, or the built-in one for None."""
    # The SDK would send traces of every run to its maker.
    agents.set_tracing_disabled(True)
    if endpoint is None:
        return ChosenModel(BuiltinModel(builtin), ModelSettings(), BUILTIN, BUILTIN_NAME, BUILTIN_LABEL, remote=False)
    client = client_of(endpoint)
    model, settings = _openai_model(endpoint, client)
    wanted = effort if thinks(endpoint.model) else None
    if wanted is not None:
        settings = settings.resolve(ModelSettings(reasoning=Reasoning(effort=wanted)))
    return ChosenModel(
        Watched(model, endpoint.label), settings, endpoint.provider, endpoint.model,
        f"{endpoint.label} · {endpoint.model}", endpoint.remote, client=client,
        host=endpoint.host if endpoint.remote else "", thinks=thinks(endpoint.model),
        effort=wanted,
    )  # fmt: skip


def _downloaded(ready: Ready, models: DownloadedModels, effort: Effort | None) -> ChosenModel:
    agents.set_tracing_disabled(True)
    wanted = effort if ready.thinks else None
    # It takes minutes on a processor: only where it is asked for. There is no measure, it thinks or it does not.
    thinking = {"chat_template_kwargs": {"enable_thinking": True}} if wanted not in (None, "minimal") else None
    settings = ModelSettings(include_usage=True, extra_body=thinking)
    model = Watched(models.model(ready), ready.name)
    return ChosenModel(
        model, settings, DOWNLOADED, ready.id, ready.name, remote=False, thinks=ready.thinks, effort=wanted
    )


def client_of(endpoint: Endpoint, timeout: float | None = None) -> AsyncOpenAI:
    """A client of a provider, which the caller closes. `timeout`: the seconds of silence after which it gives up."""
    # The client insists on some key; programs on this computer ignore it.
    key = endpoint.key.reveal() if endpoint.key else "none"
    # Anthropic takes the key as a bearer for answers, and by its own header for all else.
    headers = {"x-api-key": key, "anthropic-version": "2023-06-01"} if endpoint.provider == "anthropic" else None
    silence = timeout or TIMEOUT_SECONDS
    return AsyncOpenAI(
        base_url=endpoint.base_url, api_key=key, timeout=Timeout(silence, connect=min(silence, CONNECT_SECONDS)),
        max_retries=RETRIES, default_headers=headers,
        http_client=DefaultAsyncHttpx2Client(event_hooks={"response": [_wait_no_longer]}),
    )  # fmt: skip


async def _wait_no_longer(response: httpx2.Response) -> None:
    """Keep the client from sleeping for minutes before its second try, as a provider may tell it to."""
    wait = seconds_to_wait(response.headers)
    if wait is not None and wait > LONGEST_WAIT_SECONDS:
        response.headers["x-should-retry"] = "false"


def thinks(model: str) -> bool:
    """Whether a model can be told how much to think before it answers."""
    name = model.rpartition("/")[2]
    return name.startswith(("gpt-5", "o1", "o3", "o4", "gpt-oss", "gemini-2.5", "gemini-3")) and "-chat" not in name


def _openai_model(endpoint: Endpoint, client: AsyncOpenAI) -> tuple[Model, ModelSettings]:
    if endpoint.api == "responses":
        # Nothing is kept at the provider, so what a reasoning model must get back has to travel with us.
        settings = ModelSettings(store=False, response_include=["reasoning.encrypted_content"])
        return OpenAIResponsesModel(endpoint.model, client), settings
    return OpenAIChatCompletionsModel(endpoint.model, client), ModelSettings(include_usage=True)
