"""`create_model`: the only place that makes a model."""

import asyncio
from dataclasses import dataclass

import agents
from agents import Model, ModelSettings, OpenAIChatCompletionsModel, OpenAIResponsesModel
from openai import AsyncOpenAI

from app.agent.builtin.model import BuiltinModel
from app.agent.builtin.process import BuiltinServer
from app.agent.providers import Endpoint, choose_endpoint
from app.base.config import Config

# A local program may have to load its model from disk before the first token.
TIMEOUT_SECONDS = 600.0
RETRIES = 1
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
    # How many tokens a conversation may have, as far as that is known; a refusal teaches more.
    context_tokens: int = 100_000
    client: AsyncOpenAI | None = None


class ModelSelector:
    """Which model answers. It is looked for once; when none can be used, again at the next question."""

    def __init__(self, config: Config, builtin: BuiltinServer) -> None:
        self._config = config
        self._builtin = builtin
        self._choosing = asyncio.Lock()
        self.chosen: ChosenModel | None = None

    async def current(self) -> ChosenModel:
        """The model in use. Raises ConfigError with what to do when the chosen provider cannot be used."""
        async with self._choosing:
            if self.chosen is None:
                # Looks into the keychain and at local ports, which may wait.
                endpoint = await asyncio.to_thread(choose_endpoint, self._config)
                self.chosen = create_model(endpoint, self._builtin)
            return self.chosen

    async def close(self) -> None:
        """Close the connections to the provider."""
        if self.chosen is not None and self.chosen.client is not None:
            await self.chosen.client.close()


def create_model(endpoint: Endpoint | None, builtin: BuiltinServer) -> ChosenModel:
    """The model behind `endpoint`, or the built-in one for None."""
    # The SDK would send traces of every run to its maker.
    agents.set_tracing_disabled(True)
    if endpoint is None:
        return ChosenModel(BuiltinModel(builtin), ModelSettings(), "builtin", BUILTIN_NAME, BUILTIN_LABEL, remote=False)
    client = AsyncOpenAI(
        base_url=endpoint.base_url,
        # The client insists on some key; programs on this computer ignore it.
        api_key=endpoint.key.reveal() if endpoint.key else "none",
        timeout=TIMEOUT_SECONDS,
        max_retries=RETRIES,
    )
    model, settings = _openai_model(endpoint, client)
    label = f"{endpoint.label} · {endpoint.model}"
    return ChosenModel(model, settings, endpoint.provider, endpoint.model, label, endpoint.remote, client=client)


def _openai_model(endpoint: Endpoint, client: AsyncOpenAI) -> tuple[Model, ModelSettings]:
    if endpoint.api == "responses":
        # Nothing is kept at the provider, so what a reasoning model must get back has to travel with us.
        settings = ModelSettings(store=False, response_include=["reasoning.encrypted_content"])
        return OpenAIResponsesModel(endpoint.model, client), settings
    return OpenAIChatCompletionsModel(endpoint.model, client), ModelSettings(include_usage=True)
