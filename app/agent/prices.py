"""What models cost and how much they take in, from the published price lists that come with `genai-prices`."""

from decimal import Decimal
from functools import cache

from app.agent.downloads.catalogue import MOST_CONTEXT_TOKENS
from app.base.config import ProviderName

# What providers are called in the lists; programs on this computer cost nothing.
_LISTED: dict[str, str] = {"openai": "openai", "gemini": "google", "anthropic": "anthropic", "openrouter": "openrouter"}
_LOCAL: frozenset[ProviderName] = frozenset({"builtin", "downloaded", "ollama", "lmstudio", "llamacpp"})
# Programs on this computer load most models with far less than the model could take in.
_LOCAL_TOKENS = 8_000
# Tools and instructions take the other half of what we let them take in.
_DOWNLOADED_TOKENS = MOST_CONTEXT_TOKENS // 2
_USUAL_TOKENS = 100_000


@cache
def context_tokens(provider: str, model: str) -> int:
    """About how many tokens a model takes in."""
    # The built-in model takes what it needs of a conversation by itself.
    if provider == "downloaded":
        return _DOWNLOADED_TOKENS
    if provider in _LOCAL and provider != "builtin":
        return _LOCAL_TOKENS
    return _window(provider, model) or _USUAL_TOKENS


def cost_of(provider: str, model: str, given: int, cached: int, answered: int) -> Decimal | None:
    """What an answer cost, in US dollars; None where the price is not known.

    Args:
        given: tokens that the model was given, `cached` among them.
        answered: tokens that it wrote, those of its thinking among them.
    """
    if provider in _LOCAL:
        return Decimal(0)
    listed = _LISTED.get(provider)
    if listed is None:
        return None
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=given, cache_read_tokens=cached or None, output_tokens=answered)
    try:
        return calc_price(usage, model_ref=model, provider_id=listed).total_price
    except LookupError:
        return None


def _window(provider: str, model: str) -> int | None:
    listed = _LISTED.get(provider)
    if listed is None:
        return None
    # Loading the lists takes a tenth of a second: only when a provider answers that they know.
    from genai_prices import Usage, calc_price

    try:
        return calc_price(Usage(), model_ref=model, provider_id=listed).model.context_window
    except LookupError:
        return None
