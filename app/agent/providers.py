"""Who can answer: the providers, their addresses, and which one is in use when nothing was chosen."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

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
        Provider("custom", "Custom server", None, "chat_completions", None, needs_key=False),
    )
}  # fmt: skip
LOCAL: Sequence[ProviderName] = ("ollama", "lmstudio")


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
    def remote(self) -> bool:
        """Whether text leaves this computer."""
        host = urlsplit(self.base_url).hostname if self.base_url else "api.openai.com"
        return host not in {"127.0.0.1", "localhost", "::1"}


def choose_endpoint(config: Config) -> Endpoint | None:
    """The endpoint to use, or None for the built-in model.

    What was chosen by name wins; then the first provider with a key; then a program found on its usual port of this
    computer; then the built-in model. Raises ConfigError with what to do when the chosen one cannot be used.
    """
    require_provider(config)
    if config.provider == "builtin":
        return None
    if config.provider is not None:
        return _endpoint(config, PROVIDERS[config.provider])
    for name in ("openai", "anthropic", "gemini", "openrouter"):
        if _key(config, name) is not None:
            return _endpoint(config, PROVIDERS[name])
    if config.base_url:
        return _endpoint(config, PROVIDERS["custom"])
    for name in LOCAL:
        found = models_of(PROVIDERS[name])
        if found:
            return _endpoint(config, PROVIDERS[name], found)
    return None


def _endpoint(config: Config, provider: Provider, found: Sequence[str] | None = None) -> Endpoint:
    base_url = config.base_url or provider.base_url
    if provider.name == "custom" and not base_url:
        raise ConfigError("For LLM_PROVIDER=custom set OPENAI_BASE_URL to the address of your server.")
    key = _key(config, provider.name)
    if provider.needs_key and key is None:
        raise ConfigError(f"{provider.label} needs a key. Set {_key_variable(provider.name)}, or choose another model.")
    own_address = provider.name == "openai" and not config.base_url
    api = config.api or ("responses" if own_address else "chat_completions")
    return Endpoint(provider.name, provider.label, base_url, api, _model(config, provider, found, base_url), key)


def _model(config: Config, provider: Provider, found: Sequence[str] | None, base_url: str | None) -> str:
    if config.model:
        return config.model
    if provider.default_model:
        return provider.default_model
    names = found or models_of(provider, base_url)
    if not names:
        raise ConfigError(
            f"{provider.label} does not answer or has no model. Start it and load a model, or set LLM_MODEL."
        )
    return names[0]


def _key_variable(name: ProviderName) -> str:
    return f"{name.upper()}_API_KEY"


def _key(config: Config, name: ProviderName) -> Secret | None:
    return config.keys.get(name) or (keychain_secret(_key_variable(name)) if PROVIDERS[name].needs_key else None)


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
