"""Who can answer: the providers, their addresses, and which one is in use when nothing was chosen."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from app.agent.downloads.catalogue import Ready, ready_model
from app.base.config import ApiName, Config, ProviderName, require_provider
from app.base.errors import ConfigError
from app.base.secrets import Secret, keychain_secret

logger = logging.getLogger(__name__)

LOOPBACK_TIMEOUT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Provider:
    """A place that speaks one of OpenAI's two wire formats. `needs_key` False: a program on this computer."""

    name: ProviderName
    label: str
    base_url: str | None
    api: ApiName
    default_model: str | None
    needs_key: bool = True


PROVIDERS: Mapping[ProviderName, Provider] = {
    provider.name: provider
    for provider in (
        Provider("openai", "OpenAI", None, "responses", "gpt-5-mini"),
        Provider("gemini", "Google Gemini", "https://generativelanguage.googleapis.com/v1beta/openai/",
                 "chat_completions", "gemini-2.5-flash"),
        Provider("anthropic", "Anthropic", "https://api.anthropic.com/v1/", "chat_completions", "claude-sonnet-4-5"),
        Provider("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", "chat_completions", "openrouter/auto"),
        Provider("ollama", "Ollama", "http://127.0.0.1:11434/v1", "chat_completions", None, needs_key=False),
        Provider("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", "chat_completions", None, needs_key=False),
        Provider("llamacpp", "llama.cpp server", "http://127.0.0.1:8080/v1", "chat_completions", None, needs_key=False),
        Provider("custom", "Custom server", None, "chat_completions", None, needs_key=False),
    )
}  # fmt: skip
# Programs that are used without being asked for, when nothing else was chosen.
LOCAL: Sequence[ProviderName] = ("ollama", "lmstudio")
BUILTIN = "builtin"
DOWNLOADED = "downloaded"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A provider with all that a call needs."""

    provider: ProviderName
    label: str
    base_url: str | None
    api: ApiName
    model: str
    key: Secret | None

    @property
    def host(self) -> str:
        """Who receives the text."""
        return host_of(self.base_url)

    @property
    def remote(self) -> bool:
        """Whether text leaves this computer."""
        return is_remote(self.base_url)


def host_of(address: str | None) -> str:
    """Who receives what is sent to an address; None stands for OpenAI's own."""
    return (urlsplit(address).hostname if address else None) or "api.openai.com"


def is_remote(address: str | None) -> bool:
    """Whether what is sent to an address leaves this computer."""
    return host_of(address) not in {"127.0.0.1", "localhost", "::1"}


def choose_endpoint(config: Config) -> Endpoint | Ready | None:
    """The endpoint to use, a model that was downloaded, or None for the built-in one.

    What was chosen by name wins; then the first provider with a key; then a program found on its usual port of this
    computer; then the built-in model. Raises ConfigError with what to do when the chosen one cannot be used.
    """
    require_provider(config)
    if config.provider == BUILTIN:
        return None
    if config.provider == DOWNLOADED:
        return ready_model(config, config.model)
    if config.provider is not None:
        return _endpoint(config, PROVIDERS[config.provider])
    for name in ("openai", "anthropic", "gemini", "openrouter"):
        if key_of(config, name) is not None:
            return _endpoint(config, PROVIDERS[name])
    if config.base_url:
        return _endpoint(config, PROVIDERS["custom"])
    for name in LOCAL:
        found = models_of(PROVIDERS[name])
        if found:
            return _endpoint(config, PROVIDERS[name], found)
    return None


def endpoint_of(config: Config, model_id: str) -> Endpoint | Ready | None:
    """What `choose_endpoint` gives, for the id of a model: `builtin` or `provider/model`. Raises ConfigError as it."""
    name, _, model = model_id.partition("/")
    if name == BUILTIN:
        return None
    if name == DOWNLOADED:
        return ready_model(config, model)
    provider = PROVIDERS.get(cast("ProviderName", name))
    if provider is None or not model:
        raise ConfigError(f"There is no model called “{model_id}”. Choose another one.")
    return _endpoint(config, provider, model=model)


def address_of(config: Config, provider: Provider) -> str | None:
    """Where a provider is reached; None stands for OpenAI itself."""
    return (config.base_url if _is_meant(config, provider) else None) or provider.base_url


def _is_meant(config: Config, provider: Provider) -> bool:
    """Whether the address and the API in the settings are those of this provider."""
    return provider.name in (_meant(config), "custom")


def _meant(config: Config) -> ProviderName:
    """Whose the address and the API in the settings are: OpenAI's, unless they were given together with another one.

    A service that was chosen since must not have its key sent there.
    """
    chosen = PROVIDERS.get(config.provider) if config.provider else None
    if chosen is None:
        return "openai"
    told = [name in config.fixed for name in ("llm_provider", "openai_base_url", "openai_api") if name in config.given]
    # What is chosen in the app is kept in the file, as what was written there by hand is.
    together = all(told) or (not any(told) and not chosen.needs_key)
    return chosen.name if together else "openai"


def _endpoint(
    config: Config, provider: Provider, found: Sequence[str] | None = None, model: str | None = None
) -> Endpoint:
    base_url = address_of(config, provider)
    if provider.name == "custom" and not base_url:
        raise ConfigError("For LLM_PROVIDER=custom set OPENAI_BASE_URL to the address of your server.")
    key = key_of(config, provider.name)
    if provider.needs_key and key is None:
        raise ConfigError(f"{provider.label} needs a key. Set {key_variable(provider.name)}, or choose another model.")
    usual: ApiName = "responses" if provider.name == "openai" and base_url is None else "chat_completions"
    api = (config.api if _is_meant(config, provider) else None) or usual
    name = model or _model(config, provider, found, base_url)
    return Endpoint(provider.name, provider.label, base_url, api, name, key)


def _model(config: Config, provider: Provider, found: Sequence[str] | None, base_url: str | None) -> str:
    if config.model and provider.name == (config.provider or provider.name):
        return config.model
    if provider.default_model:
        return provider.default_model
    names = found or models_of(provider, base_url)
    if not names:
        raise ConfigError(
            f"{provider.label} does not answer or has no model. Start it and load a model, or set LLM_MODEL."
        )
    return names[0]


def key_variable(name: ProviderName) -> str:
    """What the key of a provider is called, in the environment and in the keychain."""
    return f"{name.upper()}_API_KEY"


def key_of(config: Config, name: ProviderName) -> Secret | None:
    """The key of a provider, wherever it is; may wait for the keychain."""
    return config.keys.get(name) or (keychain_secret(key_variable(name)) if PROVIDERS[name].needs_key else None)


def models_of(provider: Provider, base_url: str | None = None) -> list[str]:
    """Names of the models that a program on this computer offers; empty when it does not answer."""
    address = (base_url or provider.base_url or "").rstrip("/")
    # Never through a proxy: the address is this computer's own.
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"{address}/models", timeout=LOOPBACK_TIMEOUT_SECONDS) as answer:
            listed = json.load(answer)
        names = [str(entry["id"]) for entry in listed["data"]]
    except (URLError, OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if "embed" not in name]
