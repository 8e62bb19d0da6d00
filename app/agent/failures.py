"""What a provider's failure means for the person at the screen: one sentence, and whether asking again can help."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import openai
from agents.exceptions import AgentsException, MaxTurnsExceeded

from app.base.errors import DeskhandError, ProviderError


def explain(error: BaseException, label: str, *, local: bool) -> DeskhandError:
    """`error` in plain words; `label` names the provider, `local` says that it runs on this computer."""
    match error:
        case DeskhandError():
            return error
        case openai.APIStatusError():
            return _status(error, label)
        case openai.APITimeoutError() | TimeoutError():
            return _failure(f"{label} did not answer in time. Try again.", error, retry=True)
        case openai.APIConnectionError() | httpx2.ConnectError() if local:
            return _failure(f"{label} is not running on this computer. Start it, then try again.", error, retry=True)
        case openai.APIConnectionError() | httpx2.ConnectError():
            return _failure(
                f"{label} cannot be reached. Check your internet connection, then try again.", error, retry=True
            )
        case httpx2.HTTPError() | openai.APIError():
            return broke_off(error, label)
        case MaxTurnsExceeded():
            return _failure(
                "The model kept calling tools without coming to an end, so it was stopped. "
                "Try to ask for one thing at a time.", error, retry=True,
            )  # fmt: skip
        case AgentsException():
            return _failure("The model's answer could not be used. Try again.", error, retry=True)
        case _:
            return _failure("Something went wrong inside Deskhand. The log has the details.", error, retry=True)


def broke_off(error: Exception, label: str) -> ProviderError:
    """What it means that an answer ended before its end."""
    silent = isinstance(error, openai.APITimeoutError | httpx2.TimeoutException)
    told = f"{label} fell silent" if silent else f"The connection to {label} broke off"
    return _failure(f"{told} in the middle of the answer. Try again.", error, retry=True)


def is_too_long(error: BaseException) -> bool:
    """Whether the provider refused a request because the conversation is longer than the model can take in."""
    return (
        isinstance(error, openai.APIStatusError)
        and error.status_code in (400, 413)
        and (error.code == "context_length_exceeded" or "context" in str(error).lower())
    )


def refuses_pictures(error: BaseException) -> bool:
    """Whether the provider refused a request because the model takes no pictures."""
    return (
        isinstance(error, openai.APIStatusError)
        and error.status_code in (400, 404, 415, 422, 500)
        and any(word in str(error).lower() for word in ("image", "vision", "multimodal", "mmproj"))
    )


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """How long a provider asks to wait before the next try; None when it does not say."""
    told = headers.get("retry-after", "")
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, math.ceil(seconds))} seconds"
    return f"{math.ceil(seconds / 60)} minutes"


def _failure(sentence: str, error: BaseException, *, retry: bool) -> ProviderError:
    return ProviderError(sentence, allow_retry=retry, detail=f"{type(error).__name__}: {error}")


def _status(error: openai.APIStatusError, label: str) -> ProviderError:
    match error.status_code:
        case 401:
            return _failure(f"{label} refused the key. Check that it is right and still valid.", error, retry=False)
        case 403:
            return _failure(
                f"{label} does not allow this key to use this model. Choose another model, or another key.",
                error,
                retry=False,
            )
        case 404:
            return _failure(f"{label} does not have this model. Choose another one.", error, retry=False)
        case 429 if error.code == "insufficient_quota":
            return _failure(
                f"The quota of your {label} account is used up. Add credit there, or choose another model.",
                error, retry=False,
            )  # fmt: skip
        case 429:
            wait = seconds_to_wait(error.response.headers)
            long = f"about {_in_words(wait)}" if wait else "a little"
            return _failure(f"{label} is asked too often right now. Wait {long} and try again.", error, retry=True)
        case _ if is_too_long(error):
            return _failure(
                "This conversation is too long for the model. Start a new one, or choose a larger model.",
                error, retry=False,
            )  # fmt: skip
        case status if status >= 500:
            return _failure(f"{label} has a problem of its own ({status}). Try again in a moment.", error, retry=True)
        case status:
            return _failure(f"{label} did not accept the request ({status}). Try another model.", error, retry=False)
