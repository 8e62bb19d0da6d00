"""Downloading a model into the app, and answers from it: the whole app, with a host of files on loopback."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.agent.builtin.worker import weights
from tests.client import Client, thread_of
from tests.fakes.file_host import FileHost, catalogue_of, file_host
from tests.running import app_in_process, config_for
from tests.waiting import wait_for

HALF = 40_000_000


@pytest.fixture(scope="module")
def tiny() -> bytes:
    """A real model, the smallest that is at hand."""
    return weights().read_bytes()


@pytest.fixture
def files(tiny: bytes) -> Iterator[FileHost]:
    with file_host(tiny) as running:
        yield running


@contextmanager
def app(tmp_path: Path, web: Path, files: FileHost, **changes: object) -> Generator[Client]:
    catalogue = tmp_path / "catalogue.toml"
    catalogue.write_text(catalogue_of(files, **changes), encoding="utf-8")
    config = config_for(tmp_path / "data", DESKHAND_MODELS_CATALOGUE=str(catalogue))
    with app_in_process(config, web) as client:
        yield client


def tiny_model(client: Client) -> dict[str, Any]:
    with client.http() as http:
        return http.get("/api/downloads").raise_for_status().json()["models"][0]


def agree(client: Client) -> None:
    """What a click on the button does: it agrees to the host and the size that the button names."""
    shown = tiny_model(client)
    with client.http() as http:
        agreed = {"host": shown["host"], "bytes": shown["bytes"]}
        http.post("/api/downloads/tiny", json=agreed).raise_for_status()


def reached(client: Client, state: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        model = tiny_model(client)
        return model if model["state"] == state else None

    return wait_for(look)


def first_words(client: Client, model: str, words: str) -> str:
    """What it begins to say. The smallest model goes on for as long as it has room, which may be minutes."""
    said = {"content": [{"type": "input_text", "text": words}], "attachments": []}
    with client.streaming("threads.create", input={**said, "inference_options": {"model": model}}) as events:
        seen: list[dict[str, Any]] = []
        for event in events:
            seen.append(event)
            if event.get("update", {}).get("delta", "").strip():
                break
    return wait_for(lambda: said_in(client, thread_of(seen)))


def said_in(client: Client, thread: str) -> str:
    """What the assistant said, as it is kept."""
    said = [item for item in client.items(thread) if item["type"] == "assistant_message"]
    return "".join(item["content"][0]["text"] for item in said)


def asked_with(client: Client, model: str, words: str) -> list[dict[str, Any]]:
    said = {"content": [{"type": "input_text", "text": words}], "attachments": []}
    return client.events("threads.create", input={**said, "inference_options": {"model": model}})


def test_a_model_is_downloaded_paused_gone_on_with_after_a_restart_used_and_deleted(
    tmp_path: Path, web: Path, files: FileHost
) -> None:
    files.holds_after = HALF
    with app(tmp_path, web, files) as client:
        assert (tiny_model(client)["state"], files.asked) == ("absent", [])
        agree(client)
        wait_for(lambda: tiny_model(client)["done"] > HALF // 2)
        with client.http() as http:
            http.post("/api/downloads/tiny/pause", json={}).raise_for_status()
        there = tiny_model(client)["done"]
        assert 0 < there < len(files.content)
        agree(client)
        assert tiny_model(client)["state"] == "downloading"
    # The app was closed in the middle of it.
    files.holds_after = None
    files.asked.clear()
    with app(tmp_path, web, files) as client:
        paused = tiny_model(client)
        assert (paused["state"], files.asked) == ("paused", [])
        assert paused["done"] >= there
        agree(client)
        reached(client, "ready")
        assert files.asked == [f"bytes={paused['done']}-"]
        with client.http() as http:
            offered = {model["id"]: model for model in http.get("/api/models").json()["models"]}
            assert (offered["downloaded/tiny"]["label"], offered["downloaded/tiny"]["remote"]) == ("Tiny", False)
            assert first_words(client, "downloaded/tiny", "Say hello.").strip()
            http.put("/api/models/usual", json={"id": "downloaded/tiny"}).raise_for_status()
            assert http.get("/api/state").json()["model"]["label"] == "Tiny"
            assert http.delete("/api/downloads/tiny").json() == {"freed": len(files.content)}
            assert http.get("/api/state").json()["model"]["provider"] == "builtin"
        assert list((tmp_path / "data" / "models").iterdir()) == []
        told = asked_with(client, "downloaded/tiny", "Say hello.")
        assert "“tiny” is not on this computer" in json.dumps(told, ensure_ascii=False)


def test_nothing_is_fetched_but_what_was_agreed_to(tmp_path: Path, web: Path, files: FileHost) -> None:
    with app(tmp_path, web, files) as client, client.http() as http:
        for agreed in ({"host": "elsewhere.example", "bytes": len(files.content)}, {"host": files.host, "bytes": 1}):
            answer = http.post("/api/downloads/tiny", json=agreed)
            assert answer.status_code == 400
            assert "has changed meanwhile" in answer.json()["error"]["message"]
        assert http.post("/api/downloads/tiny", json={}).status_code == 400
        assert http.post("/api/downloads/nothing", json={"host": "h", "bytes": 1}).status_code == 404
        assert http.delete("/api/downloads/nothing").status_code == 404
    assert files.asked == []


def test_a_wrong_file_is_removed_and_cannot_be_chosen(tmp_path: Path, web: Path, files: FileHost) -> None:
    with app(tmp_path, web, files, sha256="0" * 64) as client:
        agree(client)
        wait_for(lambda: tiny_model(client)["problem"])
        shown = tiny_model(client)
        assert (shown["state"], shown["done"]) == ("absent", 0)
        assert "checksum is wrong" in shown["problem"]
        assert list((tmp_path / "data" / "models").iterdir()) == []
        with client.http() as http:
            answer = http.put("/api/models/usual", json={"id": "downloaded/tiny"})
        assert "not on this computer" in answer.json()["error"]["message"]


def test_another_host_is_named_before_it_is_asked(tmp_path: Path, web: Path, files: FileHost, tiny: bytes) -> None:
    with file_host(tiny) as other, app(tmp_path, web, files) as client:
        files.hands_on_to = other.url
        agree(client)
        wait_for(lambda: tiny_model(client)["problem"])
        shown = tiny_model(client)
        assert (shown["host"], other.asked) == (other.host, [])
        assert other.host in shown["problem"]
        agree(client)
        assert reached(client, "ready")["problem"] == ""


def test_a_model_that_no_computer_could_run_is_said_to_fit_nowhere(tmp_path: Path, web: Path, files: FileHost) -> None:
    with app(tmp_path, web, files, memory_per_token=10**12) as client:
        assert tiny_model(client)["fit"] == "memory"
