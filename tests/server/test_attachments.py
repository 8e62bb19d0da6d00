from pathlib import Path
from typing import Any

import pytest

from tests.client import Client, thread_of
from tests.fakes.provider import FakeProvider

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


def create(client: Client, name: str, mime_type: str, size: int = 10) -> dict[str, Any]:
    return client.json("attachments.create", name=name, size=size, mime_type=mime_type)


def test_a_file_is_sent_in_two_phases_and_fetched_as_it_was(client: Client, tmp_path: Path) -> None:
    attachment = create(client, "../../evil name.txt", "text/plain")
    with client.http() as http:
        url = attachment["upload_descriptor"]["url"]
        assert http.post(url, files={"file": ("x", b"Two eggs")}).status_code == 200
        fetched = http.get(f"/attachments/{attachment['id']}")
    assert fetched.content == b"Two eggs"
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert [path.name for path in (tmp_path / "data" / "attachments").iterdir()] == [attachment["id"]]


def test_a_picture_is_sent_at_once_and_shown_by_the_page(client: Client) -> None:
    with client.http() as http:
        created = http.post("/attachments", files={"file": ("cat.png", PNG, "image/png")})
        assert created.status_code == 201
        shown = http.get(created.json()["preview_url"])
    assert created.json()["type"] == "image"
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")


@pytest.mark.parametrize("mime_type", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_what_could_carry_a_script_is_saved_and_never_shown(client: Client, mime_type: str) -> None:
    with client.http() as http:
        created = http.post("/attachments", files={"file": ("x", b"<script>1</script>", mime_type)}).json()
        fetched = http.get(f"/attachments/{created['id']}")
    assert created["type"] == "file"
    assert fetched.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("name", ["atc_none", "..%2fdeskhand.db", "atc_" + "0" * 32])
def test_an_id_that_was_never_given_out_is_not_found(client: Client, name: str) -> None:
    with client.http() as http:
        assert http.get(f"/attachments/{name}").status_code == 404
        assert http.post(f"/attachments/{name}", files={"file": ("x", b"x")}).status_code in {404, 405}
        assert http.get(f"/attachments/%2e%2e%2f{name}").status_code == 404


def test_a_file_that_is_too_large_is_refused_by_name(client: Client) -> None:
    answer = client.post("attachments.create", name="film.mkv", size=10**9, mime_type="video/x")
    assert answer.status_code == 400
    assert "“film.mkv” is larger than 50 MB" in answer.json()["error"]["message"]


def test_deleting_an_attachment_or_its_thread_takes_the_file(
    client: Client, provider: FakeProvider, tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "attachments"
    with client.http() as http:
        one, two = (http.post("/attachments", files={"file": ("x", b"x")}).json()["id"] for _ in range(2))
    client.json("attachments.delete", attachment_id=one)
    assert [path.name for path in folder.iterdir()] == [two]
    content = [{"type": "input_text", "text": "see this"}]
    events = client.events("threads.create", input={"content": content, "attachments": [two], "inference_options": {}})
    client.json("threads.delete", thread_id=thread_of(events))
    assert list(folder.iterdir()) == []
