import base64
import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
from pypdf import PdfWriter

from tests.chat import DONE, Chat
from tests.client import Client, thread_of
from tests.fakes.provider import Call, FakeProvider, Refuse

# How a document begins that Office has locked.
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


def kept_files(chat: Chat) -> set[str]:
    """The names of all files that belong to attachments."""
    return {path.name for path in (chat.data / "attachments").iterdir()}


def create(client: Client, name: str, mime_type: str, size: int = 10) -> dict[str, Any]:
    return client.json("attachments.create", name=name, size=size, mime_type=mime_type)


def test_a_file_is_sent_in_two_phases_and_fetched_as_it_was(client: Client, chat: Chat) -> None:
    attachment = create(client, "../../evil name.txt", "text/plain")
    with client.http() as http:
        url = attachment["upload_descriptor"]["url"]
        assert http.post(url, files={"file": ("x", b"Two eggs")}).status_code == 200
        fetched = http.get(f"/attachments/{attachment['id']}")
    assert fetched.content == b"Two eggs"
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert attachment["id"] in kept_files(chat)
    assert not [name for name in kept_files(chat) if "evil" in name]


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


def test_deleting_an_attachment_or_its_thread_takes_the_file(client: Client, chat: Chat) -> None:
    before = kept_files(chat)
    with client.http() as http:
        one, two = (http.post("/attachments", files={"file": ("x", b"x")}).json()["id"] for _ in range(2))
    client.json("attachments.delete", attachment_id=one)
    assert kept_files(chat) == before | {two}
    content = [{"type": "input_text", "text": "see this"}]
    events = client.events("threads.create", input={"content": content, "attachments": [two], "inference_options": {}})
    client.json("threads.delete", thread_id=thread_of(events))
    assert kept_files(chat) == before


def attach(client: Client, name: str, mime_type: str, data: bytes) -> str:
    with client.http() as http:
        return http.post("/attachments", files={"file": (name, data, mime_type)}).raise_for_status().json()["id"]


def say_with(client: Client, text: str, *attachments: str, model: str | None = None) -> Any:
    content = [{"type": "input_text", "text": text}]
    message: dict[str, Any] = {"content": content, "attachments": list(attachments)}
    message["inference_options"] = {"model": model} if model else {}
    return client.post("threads.create", input=message)


def spreadsheet() -> bytes:
    book, data = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Eggs for the cake"
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "mime_type", "data", "read"),
    [
        ("note.txt", "text/plain", "Zwei Eier, ein Löffel".encode(), "Zwei Eier, ein Löffel"),
        ("old.csv", "text/csv", "Müsli;2".encode("cp1252"), "Müsli;2"),
        ("windows.txt", "text/plain", "Zwei Eier".encode("utf-16"), "Zwei Eier"),
        ("cake.xlsx", "application/octet-stream", spreadsheet(), "Eggs for the cake"),
        ("page.html", "text/html", b"<h1>Eggs</h1><script>alert(1)</script>", "Eggs"),
    ],
)
def test_what_is_attached_reaches_the_model_as_text_also_in_later_turns(
    client: Client, provider: FakeProvider, name: str, mime_type: str, data: bytes, read: str
) -> None:
    assert say_with(client, "what is this?", attach(client, name, mime_type, data)).status_code == 200
    thread = client.json("threads.list")["data"][0]["id"]
    for _ in range(2):
        sent = json.dumps(provider.turns[-1]["messages"], ensure_ascii=False)
        assert read in sent
        assert name in sent
        assert "alert(1)" not in sent
        client.say("and more?", thread)


def test_a_picture_reaches_the_model_as_a_picture(client: Client, provider: FakeProvider) -> None:
    assert say_with(client, "what is this?", attach(client, "cat.png", "image/png", PNG)).status_code == 200
    parts = provider.turns[-1]["messages"][-1]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"]
    assert parts[1]["image_url"]["url"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


def test_a_model_that_takes_no_pictures_is_told_of_them_and_the_conversation_goes_on(
    own_client: Client, provider: FakeProvider
) -> None:
    # The app remembers this of its model.
    client = own_client
    provider.answers.append(Refuse(400, "invalid_request_error", "This model does not support image input."))
    answer = say_with(client, "what is this?", attach(client, "cat.png", "image/png", PNG))
    assert "OK" in answer.text
    sent = json.dumps(provider.turns[-1]["messages"])
    assert "image_url" not in sent
    assert "cat.png" in sent
    assert "cannot see pictures" in sent
    thread = client.json("threads.list")["data"][0]["id"]
    client.say("and now?", thread)
    assert len(provider.turns) == 3


@pytest.mark.parametrize(
    ("name", "mime_type", "data", "said"),
    [
        ("empty.txt", "text/plain", b"", "“empty.txt” is empty."),
        ("cat.png", "image/png", b"no picture", "“cat.png” is not the kind of picture that its name says."),
        ("tool.exe", "application/octet-stream", b"MZ\x00\x01", "“tool.exe” is of a kind that cannot be read as text."),
        ("broken.pdf", "application/pdf", b"%PDF-1.4 nothing more", "“broken.pdf”"),
        ("fake.docx", "application/octet-stream", b"no zip at all", "“fake.docx”"),
        (
            "locked.docx",
            "application/octet-stream",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99,
            "protected by a password",
        ),
        (
            "letter.txt",
            "text/plain",
            b"%PDF-1.7 (nothing but letters)",
            "“letter.txt” is no text, whatever its name says.",
        ),
        ("tune.webp", "image/webp", b"RIFF\x00\x00\x00\x00WAVEfmt ", "“tune.webp” is not the kind of picture"),
        ("cat.png", "image/png", b"\xff\xd8\xff\xe0 a photograph", "“cat.png” is not the kind of picture"),
        ("huge.png", "image/png", PNG + bytes(20 * 2**20), "“huge.png” is larger than 20 MB."),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_before_anything_is_stored_or_sent(
    client: Client, provider: FakeProvider, name: str, mime_type: str, data: bytes, said: str
) -> None:
    before = client.json("threads.list")["data"]
    answer = say_with(client, "what is this?", attach(client, name, mime_type, data))
    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]
    assert client.json("threads.list")["data"] == before
    assert provider.turns == []


def test_a_document_that_is_locked_is_refused_by_name(client: Client, provider: FakeProvider) -> None:
    writer, data = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(data)
    answer = say_with(client, "what is this?", attach(client, "tax.pdf", "application/pdf", data.getvalue()))
    assert answer.status_code == 400
    assert "“tax.pdf” is protected by a password" in answer.json()["error"]["message"]
    assert provider.turns == []


@pytest.mark.parametrize("phases", [1, 2])
def test_a_file_that_is_enormous_is_refused_by_name_while_it_is_sent(client: Client, chat: Chat, phases: int) -> None:
    before = kept_files(chat)
    film = bytes(51 * 2**20)
    with client.http() as http:
        if phases == 1:
            answer = http.post("/attachments", files={"file": ("film.mkv", film, "video/x")})
        else:
            url = create(client, "film.mkv", "video/x")["upload_descriptor"]["url"]
            answer = http.post(url, files={"file": ("film.mkv", film, "video/x")})
    assert answer.status_code == 400
    assert "“film.mkv” is larger than 50 MB" in answer.json()["error"]["message"]
    assert kept_files(chat) == before


def test_the_built_in_model_says_that_it_cannot_read_what_is_attached(client: Client) -> None:
    ours = attach(client, "list.txt", "text/plain", b"milk and eggs")
    assert "The built-in model cannot read what is attached." in say_with(client, "read it", ours, model="builtin").text


def archive() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("note.txt", "milk")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no document", "is no PDF, Word, Excel, PowerPoint, EPUB or HTML file."),
        (archive(), "is an archive and no document."),
    ],
    ids=["text", "archive"],
)
def test_what_is_no_document_is_refused_in_words_for_a_person_and_a_model_gets_advice(
    chat: Chat, data: bytes, why: str
) -> None:
    answer = say_with(chat.client, "read it", attach(chat.client, "fake.docx", "application/octet-stream", data))
    assert answer.json()["error"]["message"] == f"“fake.docx” {why}"
    (chat.folder / "fake.docx").write_bytes(data)
    chat.say("read it there", Call("read_document", {"path": "fake.docx"}), DONE)
    assert f"“fake.docx” {why}" in chat.told_the_model()
    assert ("unzip_file" if data.startswith(b"PK") else "read_text_file") in chat.told_the_model()
