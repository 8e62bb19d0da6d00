"""What is handed to the app from outside fills a form, and nothing more."""

from pathlib import Path

import httpx2
import pytest

from app.base.errors import NotHereError, RequestError
from app.server.openings import MAX_WAITING, Opening, Openings, read_opening
from tests.client import Client


@pytest.mark.parametrize(
    ("link", "kind", "values"),
    [
        ("deskhand://new?text=Add%20milk", "message", {"text": "Add milk"}),
        ("DESKHAND:", "message", {"text": ""}),
        ("deskhand://task?title=Milk&due=tomorrow", "task", {"title": "Milk", "due": "tomorrow"}),
        ("deskhand://tasks", "task", {"title": "", "due": ""}),
        ("deskhand://thread/thr_1", "thread", {"thread_id": "thr_1"}),
    ],
)
def test_a_link_says_what_to_show(link: str, kind: str, values: dict[str, str]) -> None:
    opening = read_opening(link)
    assert (opening.kind, opening.values) == (kind, values)


@pytest.mark.parametrize("link", ["deskhand://run?tool=delete_file", "deskhand://thread/", "deskhand://task/7/delete"])
def test_a_link_that_would_act_is_refused(link: str) -> None:
    with pytest.raises(RequestError, match="This link does not say what to show"):
        read_opening(link)


def test_a_path_stands_for_a_file_a_folder_or_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "note.txt").touch()
    (tmp_path / "tools.MCPB").touch()
    kinds = [read_opening(str(path)).kind for path in (tmp_path, tmp_path / "note.txt", tmp_path / "tools.MCPB")]
    assert kinds == ["folder", "file", "bundle"]
    with pytest.raises(RequestError, match="There is no file or folder “gone”"):
        read_opening(str(tmp_path / "gone"))


def test_openings_are_taken_once_and_a_file_is_fetched_once(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.touch()
    openings = Openings()
    openings.put([read_opening(str(file))])
    ((taken,), again) = (openings.take(), openings.take())
    assert (taken["name"], again) == ("note.txt", [])
    assert openings.file(taken["id"]) == file
    with pytest.raises(NotHereError):
        openings.file(taken["id"])


def test_a_flood_of_openings_is_cut() -> None:
    openings = Openings()
    openings.put(Opening("message") for _ in range(1000))
    assert len(openings.take()) == MAX_WAITING


def test_a_file_that_was_not_handed_over_is_not_given(client: Client) -> None:
    with client.http() as http:
        assert http.get("/api/openings/..%2f..%2fetc%2fpasswd/file").status_code == 404
        assert http.get("/api/openings/1/file").status_code == 404


def test_where_there_is_no_window_coming_to_the_front_is_refused_and_what_was_handed_over_waits(
    client: Client,
) -> None:
    with client.http() as http:
        refused = http.post("/api/focus", json={"open": ["deskhand://new?text=hi"]})
        assert refused.status_code == 404
        assert refused.json()["error"]["message"] == "Deskhand runs here without a window."
        assert [each["text"] for each in http.post("/api/openings", json={}).json()["openings"]] == ["hi"]


@pytest.mark.parametrize("body", [{"open": "x"}, {"open": [1]}, {"open": ["relative/path"]}])
def test_what_is_no_list_of_links_and_paths_is_refused(client: Client, body: dict[str, object]) -> None:
    with client.http() as http:
        assert http.post("/api/focus", json=body).status_code == 400


def test_a_search_without_a_window_is_refused(client: Client) -> None:
    with client.http() as http:
        answer: httpx2.Response = http.post("/api/window/find", json={"text": "x"})
        assert answer.status_code == 404
        assert http.post("/api/window/close", json={"answer": "perhaps"}).status_code == 400
