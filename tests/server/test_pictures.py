"""A picture from elsewhere: loaded from the host that the user has agreed to, and only if it is one."""

from collections.abc import Iterator

import pytest

from app.base.errors import PictureError, RequestError
from app.server.pictures import MOST_BYTES, fetch_picture
from tests.client import Client
from tests.fakes.file_host import FileHost, file_host

DOT = bytes.fromhex("47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b")


@pytest.fixture
def host() -> Iterator[FileHost]:
    with file_host(DOT) as running:
        running.media_type = "image/gif"
        yield running


async def test_a_picture_comes_as_its_host_has_it(host: FileHost) -> None:
    picture = await fetch_picture(f"{host.url}dot.gif?size=1")
    assert (picture.media_type, picture.data) == ("image/gif", DOT)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dot.gif",
        "file:///etc/passwd",
        "ftp://a.example/x",
        "http://",
        "http://me:secret@a.example/x",
        "http://[::1",
    ],
)
async def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(RequestError, match="where a picture is on the web"):
        await fetch_picture(address)


@pytest.mark.parametrize("media_type", [None, "text/html", "image/../x", "imageish/png"])
async def test_what_is_no_picture_is_not_passed_on(host: FileHost, media_type: str | None) -> None:
    host.media_type = media_type
    with pytest.raises(PictureError, match=f"What {host.host} has there is no picture."):
        await fetch_picture(host.url)


async def test_a_host_that_hands_on_to_another_is_not_followed(host: FileHost) -> None:
    with file_host(DOT) as other:
        host.hands_on_to = other.url
        with pytest.raises(PictureError, match=f"{host.host} hands on to {other.host}"):
            await fetch_picture(f"{host.url}dot.gif")
        assert other.asked == []


async def test_a_host_that_hands_on_and_on_is_given_up(host: FileHost) -> None:
    host.hands_on_to = host.url
    with pytest.raises(PictureError, match="hands on and on"):
        await fetch_picture(f"{host.url}dot.gif")


async def test_a_host_that_has_no_such_picture_or_does_not_answer_is_named(host: FileHost) -> None:
    host.status = 404
    with pytest.raises(PictureError, match=f"{host.host} answers with 404"):
        await fetch_picture(host.url)
    with pytest.raises(PictureError, match=r"127\.0\.0\.1:1 does not answer"):
        await fetch_picture("http://127.0.0.1:1/dot.gif")


async def test_a_picture_that_never_ends_is_given_up(host: FileHost) -> None:
    host.content = b"x" * (MOST_BYTES + 1)
    with pytest.raises(PictureError, match="larger than"):
        await fetch_picture(host.url)


def test_the_page_gets_a_picture_with_a_post_and_in_no_other_way(client: Client, host: FileHost) -> None:
    with client.http() as http:
        answer = http.post("/api/pictures", json={"address": f"{host.url}dot.gif"})
        assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/gif", DOT)
        # This is what an address in an answer makes the browser send.
        assert http.get("/api/pictures", params={"address": host.url}).is_client_error
        assert http.post("/api/pictures", json={}).json()["error"]["field"] == "address"
        assert len(host.asked) == 1


def test_the_log_does_not_say_whose_picture_did_not_come(
    client: Client, host: FileHost, caplog: pytest.LogCaptureFixture
) -> None:
    host.status = 404
    with client.http() as http:
        answer = http.post("/api/pictures", json={"address": f"{host.url}dot.gif"})
    assert host.host in answer.json()["error"]["message"]
    assert host.host not in caplog.text
