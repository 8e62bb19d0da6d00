"""Where answers can come from, and choosing among it: a model found here, one behind a key, or the built-in one."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

import httpx2
import openai

from app.agent.downloads.catalogue import Ready, ready_models
from app.agent.failures import explain
from app.agent.models import BUILTIN_LABEL, ModelSelector, client_of, thinks
from app.agent.providers import (
    BUILTIN,
    DOWNLOADED,
    PROVIDERS,
    Endpoint,
    Provider,
    address_of,
    endpoint_of,
    is_remote,
    key_of,
    key_variable,
    models_of,
)
from app.base.config import Config, ProviderName
from app.base.errors import ConfigError, RequestError
from app.base.live_settings import LiveSettings
from app.base.secrets import Secret, keep_in_keychain

CHECK_SECONDS = 20.0
MAX_RECENT = 8
FOUND: Sequence[ProviderName] = ("ollama", "lmstudio", "llamacpp")
WITH_KEY: Sequence[ProviderName] = ("openai", "anthropic", "gemini", "openrouter")
# Parts of the names of models that do not chat.
_OTHER_WORK = (
    "embed", "tts", "whisper", "audio", "image", "dall-e", "realtime", "transcribe", "moderation", "search", "rerank",
    "veo", "imagen", "aqa", "sora", "babbage", "davinci", "computer-use", "guard", "live", "robotics",
)  # fmt: skip


class Remembered(Protocol):
    """One JSON object that is kept between starts."""

    async def load(self) -> dict[str, Any]: ...
    async def save(self, state: dict[str, Any]) -> None: ...


class ModelChoices:
    """What can be chosen, and the user's choice. `remembered` keeps the models that were chosen lately."""

    def __init__(self, settings: LiveSettings, selector: ModelSelector, remembered: Remembered) -> None:
        self._settings = settings
        self._selector = selector
        self._remembered = remembered

    async def list(self) -> Mapping[str, Any]:
        """`models` for the picker, the usual one first, and `providers` with what is known of each.

        Looks for programs on this computer and for keys, and asks nobody else.
        """
        config = self._settings.now
        local = await asyncio.gather(*(self._local(config, PROVIDERS[name]) for name in FOUND))
        keyed = await asyncio.gather(*(self._keyed(config, PROVIDERS[name]) for name in WITH_KEY))
        providers = [*local, *keyed]
        return {
            "models": await self._models(providers, await asyncio.to_thread(ready_models, config)),
            "providers": providers,
            "usual": self._selector.chosen.id if self._selector.chosen else None,
            "fixed": config.fixed.get("llm_provider") or config.fixed.get("llm_model"),
        }

    async def models_behind(self, name: str) -> Sequence[str]:
        """Every model that a provider offers for talking, by its own word. Raises ProviderError or ConfigError."""
        return await self._listed(self._endpoint(self._provider(name)))

    async def use_key(self, name: str, key: str) -> Mapping[str, Any]:
        """Try a key with a real request, and keep it in the keychain when it works; `kept` tells whether that went.

        Raises RequestError for what is no key, ProviderError when the provider refuses it.
        """
        provider = self._provider(name)
        if not provider.needs_key:
            raise RequestError(f"{provider.label} needs no key.", field="provider")
        if not key.strip() or len(key.split()) > 1:
            raise RequestError("That is not a key: it must be one word.", field="key")
        secret = Secret(key.strip())
        models = await self._listed(self._endpoint(provider, secret))
        kept = await asyncio.to_thread(keep_in_keychain, key_variable(provider.name), secret)
        await self._settings.use_key(provider.name, None if kept else secret)
        return {"models": list(models), "kept": kept}

    async def forget_key(self, name: str) -> None:
        """Take a key out of the keychain and out of use. One in the environment stays."""
        provider = self._provider(name)
        await asyncio.to_thread(keep_in_keychain, key_variable(provider.name), None)
        await self._settings.use_key(provider.name, None)

    async def choose(self, model_id: str) -> None:
        """Make a model the usual one. Raises ConfigError when it cannot be used, RequestError when it is fixed."""
        await asyncio.to_thread(endpoint_of, self._settings.now, model_id)
        provider, _, model = model_id.partition("/")
        await self._settings.change({"llm_provider": provider, "llm_model": model or None})
        recent = [model_id, *(each for each in await self._recent() if each != model_id)]
        await self._remembered.save({"recent": recent[:MAX_RECENT]})

    async def forget_downloaded(self, name: str) -> None:
        """A downloaded model is gone: it is not the usual one any more, unless the environment insists on it."""
        model_id, config = f"{DOWNLOADED}/{name}", self._settings.now
        if model_id == f"{config.provider}/{config.model}" and not {"llm_provider", "llm_model"} & config.fixed.keys():
            await self._settings.change({"llm_provider": None, "llm_model": None})
        await self._remembered.save({"recent": [each for each in await self._recent() if each != model_id]})

    # -- what there is

    async def _local(self, config: Config, provider: Provider) -> Mapping[str, Any]:
        models = await asyncio.to_thread(models_of, provider, address_of(config, provider))
        return _described(provider, "found" if models else "absent", models)

    async def _keyed(self, config: Config, provider: Provider) -> Mapping[str, Any]:
        if provider.name in config.keys:
            return _described(provider, "key", [])
        key = await asyncio.to_thread(key_of, config, provider.name)
        return _described(provider, "keychain" if key else "no key", [])

    async def _models(
        self, providers: Sequence[Mapping[str, Any]], downloaded: Sequence[Ready]
    ) -> Sequence[Mapping[str, Any]]:
        usual, ready = self._selector.chosen, {f"{DOWNLOADED}/{each.id}": each for each in downloaded}
        usable = {each["name"] for each in providers if each["status"] not in ("absent", "no key")}
        ids = [*([usual.id] if usual else []), *ready]
        ids += [f"{each['name']}/{model}" for each in providers for model in each["models"]]
        # One that was downloaded is among them as long as it is there.
        ids += [each for each in await self._recent() if each.partition("/")[0] in usable]
        ids += [f"{name}/{model}" for name in usable if (model := PROVIDERS[name].default_model)]
        config = self._settings.now
        return [_offered(config, each, ready.get(each)) for each in dict.fromkeys([*ids, BUILTIN])]

    async def _recent(self) -> Sequence[str]:
        recent: object = (await self._remembered.load()).get("recent")
        return [each for each in cast("list[object]", recent) if isinstance(each, str)] if recent else []

    # -- asking a provider

    def _provider(self, name: str) -> Provider:
        provider = PROVIDERS.get(cast("ProviderName", name))
        if provider is None:
            raise RequestError(f"There is no model provider called “{name}”.", field="provider")
        return provider

    def _endpoint(self, provider: Provider, key: Secret | None = None) -> Endpoint:
        config = self._settings.now
        found = key or key_of(config, provider.name)
        if provider.needs_key and found is None:
            raise ConfigError(f"{provider.label} needs a key.")
        return Endpoint(provider.name, provider.label, address_of(config, provider), provider.api, "", found)

    async def _listed(self, endpoint: Endpoint) -> Sequence[str]:
        client = client_of(endpoint, CHECK_SECONDS)
        try:
            if endpoint.provider == "openrouter":
                # Its list is open to all, so that it says nothing of the key.
                await client.get("/key", cast_to=object)
            names = [model.id.removeprefix("models/") async for model in client.models.list()]
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            raise explain(error, endpoint.label, local=not endpoint.remote) from error
        finally:
            await client.close()
        return sorted(name for name in names if not any(word in name.lower() for word in _OTHER_WORK))


def _described(provider: Provider, status: str, models: Sequence[str]) -> Mapping[str, Any]:
    return {
        "name": provider.name,
        "label": provider.label,
        "status": status,
        "models": list(models),
        "usual": provider.default_model,
    }


def _offered(config: Config, model_id: str, ready: Ready | None) -> Mapping[str, Any]:
    """A model as the picker shows it; `ready` is one that was downloaded."""
    name, _, model = model_id.partition("/")
    shown = {"id": model_id, "label": model, "provider": name, "remote": False, "thinks": False}
    if name == BUILTIN:
        return {**shown, "label": BUILTIN_LABEL}
    if name == DOWNLOADED:
        return {**shown, "label": ready.name, "thinks": ready.thinks} if ready else shown
    provider = PROVIDERS[cast("ProviderName", name)]
    remote = is_remote(address_of(config, provider))
    return {**shown, "provider": provider.label, "remote": remote, "thinks": thinks(model)}
