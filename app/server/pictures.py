"""Pictures from elsewhere, fetched when the user asks for one: the page itself may load from this computer only."""

import re
from dataclasses import dataclass
from http import HTTPStatus

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

    async def stay(request: httpx2.Request) -> None:
        """Called before each request: the user has agreed to one host, whatever it hands on to."""
        if (following := _netloc(request.url)) != host:
            raise PictureError(f"The picture was not loaded: {host} hands on to {following}.")

    client = httpx2.AsyncClient(
        timeout=httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=True, max_redirects=MOST_HOPS, event_hooks={"request": [stay]},
    )  # fmt: skip
    try:
        async with client, client.stream("GET", address, headers={"Accept": "image/*"}) as answer:
            return Picture(_media_type(answer, host), await _read(answer, host))
    except httpx2.TooManyRedirects as error:
        raise PictureError(f"The picture was not loaded: {host} hands on and on.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise PictureError(f"The picture could not be loaded: {host} does not answer.") from error


def _host_of(address: str) -> str:
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        url = httpx2.URL()
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise RequestError("“address” must be where a picture is on the web.", field="address")
    return _netloc(url)


def _netloc(url: httpx2.URL) -> str:
    return url.netloc.decode("ascii")


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
