"""Who may speak to the server: this run's own window, and nobody else on this computer or in its browsers."""

import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Set
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base.config import FrontendName

COOKIE = "deskhand"
SAFE_METHODS = {"GET", "HEAD"}
MAX_BODY_BYTES = 64 * 1024 * 1024
CONTENT_TYPES = ("application/json", "multipart/form-data")
POLICY = "Content-Security-Policy"
HEADERS: Mapping[str, str] = {
    POLICY: (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; media-src 'self' blob:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}

# Where OpenAI serves its chat element from, which runs in a frame of that origin.
CDN = "https://cdn.platform.openai.com"


def headers_for(frontend: FrontendName) -> Mapping[str, str]:
    """What every answer carries. Another origin is allowed only where the user has chosen the element served there."""
    if frontend == "deskhand":
        return HEADERS
    opened = HEADERS[POLICY].replace("script-src 'self'", f"script-src 'self' {CDN}")
    opened = opened.replace("connect-src 'self'", f"connect-src 'self' {CDN}")
    return {**HEADERS, POLICY: f"{opened}; frame-src {CDN}"}


class Access:
    """The secrets of one run: the token, the cookie's value, a visitor's secret, and launch codes that work once."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self.session = secrets.token_urlsafe(32)
        # For a second start of the app, which finds it in the data folder.
        self.visit = secrets.token_urlsafe(32)
        self._codes: set[str] = set()
        # How much a page has asked for: a sign that it lives.
        self.asked = 0

    def new_code(self) -> str:
        """A code that a browser can exchange for the session cookie, once."""
        code = secrets.token_urlsafe(32)
        self._codes.add(code)
        return code

    def redeem(self, code: str) -> bool:
        """Whether `code` was given out and not yet used; it is used up by this."""
        known = next((c for c in self._codes if hmac.compare_digest(c.encode(), code.encode())), None)
        self._codes.discard(known or "")
        return known is not None

    def allows(self, headers: dict[str, str], *, visitor: bool = False) -> bool:
        """Whether a request carries this run's token or session cookie, or the secret of a `visitor` where one may."""
        bearer = headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            carried = bearer.removeprefix("Bearer ").encode()
            if visitor and hmac.compare_digest(carried, self.visit.encode()):
                return True
            return hmac.compare_digest(carried, self.token.encode())
        page = hmac.compare_digest(_cookie(headers).encode(), self.session.encode())
        self.asked += page
        return page


def _cookie(headers: dict[str, str]) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


class SecurityMiddleware:
    """Pure ASGI, so that a closed connection reaches the answer at once. Fails closed."""

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        launch_path: str,
        headers: Mapping[str, str] = HEADERS,
        visits: Set[str] = frozenset(),
    ) -> None:
        self.app = app
        self.access = access
        self.launch_path = launch_path
        self.headers = headers
        self.visits = visits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"no such connection is served: {scope['type']}")
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refuse(send, *refusal, self.headers)
            return
        await self.app(scope, _limited(receive), _with_headers(send, self.headers))

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[HTTPStatus, str] | None:
        """Why this request is not let in, or None."""
        host, port = scope["server"]
        own = f"{host}:{port}"
        if headers.get("host") != own:
            return HTTPStatus.BAD_REQUEST, "This address is not served here."
        if headers.get("origin", f"http://{own}") != f"http://{own}":
            return HTTPStatus.FORBIDDEN, "Requests from other sites are refused."
        # A code is a credential of its own; the route checks it.
        launching = scope["path"] == self.launch_path and scope["method"] == "GET"
        if not launching and not self.access.allows(headers, visitor=scope["path"] in self.visits):
            return HTTPStatus.UNAUTHORIZED, "This address is for the Deskhand window that was opened with it."
        return _unsafe_refusal(scope["method"], headers)


def _unsafe_refusal(method: str, headers: dict[str, str]) -> tuple[HTTPStatus, str] | None:
    if method in SAFE_METHODS:
        return None
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY_BYTES:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MAX_BODY_BYTES // 2**20} MB can be sent at once."
    has_body = length != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if (has_body or method == "POST") and kind not in CONTENT_TYPES:
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send {' or '.join(CONTENT_TYPES)}."
    return None


def _limited(receive: Receive) -> Receive:
    """`receive` that ends a body of unknown length at the limit."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MAX_BODY_BYTES else message

    return counted


def _with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *_encoded(headers, present)]
        await send(message)

    return adding


def _encoded(headers: Mapping[str, str], present: Iterable[bytes] = ()) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode(), value.encode())
        for name, value in headers.items()
        if name.lower().encode() not in present
    ]


async def _refuse(send: Send, status: HTTPStatus, sentence: str, carried: Mapping[str, str]) -> None:
    body = json.dumps({"error": {"message": sentence}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *_encoded(carried)]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
