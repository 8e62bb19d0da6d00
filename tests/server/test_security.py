"""Who may speak to the server. The routes are taken from the application, so a new one cannot be forgotten."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.routing import Mount, Route

from app.server.app import VISITS, create_app
from app.server.backend import BackendHolder
from app.server.security import HEADERS, MAX_BODY_BYTES, Access
from app.store.database import Database
from app.store.ui_state import UiStateStore
from tests.client import Client


def all_routes() -> list[tuple[str, str]]:
    async def never() -> None:
        raise AssertionError

    app = create_app(Access(), BackendHolder(UiStateStore(Database(Path("unused.db")))), never, Path(__file__).parent)  # pyright: ignore[reportArgumentType]
    found: list[tuple[str, str]] = []
    for route in app.routes:
        if isinstance(route, Route):
            path = route.path.replace(":int}", "}")
            found += [(method, path) for method in (route.methods or set()) if method != "HEAD"]
        elif isinstance(route, Mount):
            found.append(("GET", f"{route.path}/index.html"))
    return sorted(found)


PATTERNS = all_routes()
ROUTES = [(method, re.sub(r"\{\w+\}", "1", path)) for method, path in PATTERNS]


@pytest.fixture
def stranger(client: Client) -> Iterator[httpx2.Client]:
    """A program without the token."""
    with httpx2.Client(base_url=client.url, timeout=60) as http:
        yield http


def send(http: httpx2.Client, method: str, path: str, **headers: str) -> httpx2.Response:
    content = b"{}" if method in {"POST", "PUT", "PATCH"} else None
    return http.request(method, path, content=content, headers={"Content-Type": "application/json", **headers})


def test_every_route_refuses_a_request_without_the_token(stranger: httpx2.Client) -> None:
    for method, path in ROUTES:
        assert send(stranger, method, path).status_code == 401, (method, path)
        assert send(stranger, method, path, Authorization="Bearer wrong").status_code == 401, (method, path)


def test_the_secret_of_a_second_start_opens_only_what_that_needs() -> None:
    access = Access()
    carried = {"authorization": f"Bearer {access.visit}"}
    assert access.allows(carried, visitor=True)
    assert not access.allows(carried)
    assert {"/api/focus", "/api/launch", "/api/quit"} == VISITS


@pytest.mark.parametrize("host", ["evil.example", "localhost", "[::1]", "127.0.0.1", "127.0.0.1.evil.example"])
def test_every_route_refuses_a_foreign_host(client: Client, host: str) -> None:
    with client.http() as http:
        for method, path in ROUTES:
            assert send(http, method, path, Host=host).status_code == 400, (method, path)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_every_route_refuses_a_foreign_origin(client: Client, origin: str) -> None:
    with client.http() as http:
        for method, path in ROUTES:
            assert send(http, method, path, Origin=origin).status_code == 403, (method, path)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_change_needs_a_content_type_that_no_foreign_form_can_send(client: Client, kind: str) -> None:
    with client.http() as http:
        for method, path in ROUTES:
            if method in {"POST", "PUT", "PATCH"}:
                answer = http.request(method, path, content=b"{}", headers={"Content-Type": kind})
                assert answer.status_code == 415, (method, path)


def test_no_answer_allows_another_origin_to_read_it(client: Client) -> None:
    with client.http() as http:
        answer = http.request("OPTIONS", "/chatkit", headers={"Origin": client.url, "Content-Type": "application/json"})
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_every_answer_carries_the_security_headers(client: Client, stranger: httpx2.Client) -> None:
    with client.http() as http:
        for answer in (http.get("/"), http.get("/api/state"), stranger.get("/api/state"), http.get("/nothing")):
            for name, value in HEADERS.items():
                assert answer.headers[name] == value


def test_a_launch_code_opens_the_page_once(client: Client, stranger: httpx2.Client) -> None:
    with client.http() as http:
        path = http.post("/api/launch", json={}).json()["path"]
    first = stranger.get(path)
    assert first.status_code == 303
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert stranger.get("/api/state").status_code == 200
    with httpx2.Client(base_url=client.url) as other:
        assert other.get(path).status_code == 401


def test_a_body_beyond_the_limit_is_refused(client: Client) -> None:
    with client.http() as http:
        body = b" " * (MAX_BODY_BYTES + 1)
        answer = http.post("/chatkit", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_the_access_token_is_new_in_every_run() -> None:
    assert Access().token != Access().token
