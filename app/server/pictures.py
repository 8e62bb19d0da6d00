"""Pictures from elsewhere, fetched when the user asks for one: the page itself may load from this computer only."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx2

from app.base.errors import PictureError, RequestError
from app.base.values import size_in_words

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 20.0
MOST_BYTES = 20 * 1024 * 1024
MOST_HOPS = 5
_MEDIA_TYPE = re.compile(r"image/[a-z0-9.+-]{1,60}")


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture and what its host says that they are, such as `image/png`."""

    media_type: str
    data: bytes


async def fetch_picture(address: str) -> Picture:
    """Load a picture from the host that `address` names, and from no other; nothing of the user goes along.

    Raises RequestError where the address is none of the web, PictureError where no picture comes.
    """
    host = _host_of(address)
    timeout = httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
    try:
        async with (
            httpx2.AsyncClient(timeout=timeout, follow_redirects=False) as client,
            _answer(client, address, host) as answer,
        ):
            return Picture(_media_type(answer, host), await _read(answer, host))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise PictureError(f"The picture could not be loaded: {host} does not answer.", detail=str(error)) from error


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise RequestError("“address” must be where a picture is on the web.", field="address")
    return parts.netloc


@asynccontextmanager
async def _answer(client: httpx2.AsyncClient, address: str, host: str) -> AsyncGenerator[httpx2.Response]:
    """The answer, handed on as often as it stays with the host that the user has agreed to."""
    for _ in range(MOST_HOPS):
        async with client.stream("GET", address, headers={"Accept": "image/*"}) as answer:
            if not answer.is_redirect:
                yield answer
                return
            address = urljoin(address, answer.headers.get("location", ""))
        if (following := urlsplit(address).netloc) != host:
            raise PictureError(f"The picture was not loaded: {host} hands on to {following or 'another address'}.")
    raise PictureError(f"The picture was not loaded: {host} hands on and on.")


def _media_type(answer: httpx2.Response, host: str) -> str:
    if answer.status_code != HTTPStatus.OK:
        raise PictureError(f"The picture could not be loaded: {host} answers with {answer.status_code}.")
    media_type = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise PictureError(f"What {host} has there is no picture.")
    return media_type


async def _read(answer: httpx2.Response, host: str) -> bytes:
    data = bytearray()
    async for chunk in answer.aiter_bytes():
        data += chunk
        if len(data) > MOST_BYTES:
            raise PictureError(f"The picture of {host} is larger than {size_in_words(MOST_BYTES)}.")
    return bytes(data)
