"""What stands before every page: only this machine's own pages may ask, nothing foreign runs in them, nobody else can change anything."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LIMIT = 2_000_000
"""Bytes of a request's body: a long book's text."""
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""No style and no script inside of a page, nothing from anywhere else, no frame around it."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}
TOKEN = "x-onrecord-token"
_SAFE = ("GET", "HEAD")


def hosts(port: int) -> frozenset[str]:
    """The names under which the desk may be asked for: a page of the web that has its own name lead here is refused."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost")) | (
        frozenset(("127.0.0.1", "localhost")) if port == 80 else frozenset()
    )


class Guard:
    """The checks of every request, and the headers of every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], limit: int = LIMIT, larger: Mapping[str, int] | None = None) -> None:
        """`larger`: the limits of the addresses that take more than the others."""
        self.app, self.hosts, self.limit, self.larger = app, frozenset(hosts), limit, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no web sockets
        refused = self._refused(scope, Headers(scope=scope))
        app: ASGIApp = self.app if refused is None else refused
        await app(scope, self._counted(receive, self._limit(scope)), _headed(send, scope["path"]))

    def _limit(self, scope: Scope) -> int:
        return self.larger.get(scope["path"], self.limit)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """The answer to a request that is not let in; None for the others."""
        if headers.get("host", "").lower() not in self.hosts:
            return _refusal(421, "The desk is asked for under a name that is not its own.", "Open it under the address that it printed.")
        if scope["method"] not in _SAFE and not self._from_here(headers):
            return _refusal(403, "A page of another origin asks for a change.", "Change things from the desk's own pages.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._limit(scope):
            return _refusal(413, "This is more than the desk takes at once.", "Add it on the command line: onrecord add")
        return None

    def _from_here(self, headers: Headers) -> bool:
        """Whether a browser says that its page is one of ours, as far as it says so; programs say nothing and need the token alone.

        A form's origin is "null" where a page sends no referrer, as ours do: then the browser's word on the site has to be there.
        """
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin == "null":
            return site == "same-origin"
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            return False
        return site in (None, "same-origin", "none")

    def _counted(self, receive: Receive, limit: int) -> Receive:
        """What comes in, up to the limit, also where no length was told beforehand."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413)
            return message

        return counted


def proven(given: str | None, token: str) -> bool:
    """Whether a request that changes something has the token that only the desk's own pages know."""
    return given is not None and secrets.compare_digest(given.encode(), token.encode())


def _headed(send: Send, path: str) -> Send:
    """What goes out, with the headers of every answer."""

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["Cache-Control"] = "no-cache" if path.startswith("/static/") else "no-store"
        await send(message)

    return headed


def _refusal(status: int, what: str, do: str) -> Response:
    """An answer before any page is asked, in the shape of all errors."""
    body = json.dumps({"error": {"what": what, "where": "the request", "do": do}})
    return Response(body, status, media_type="application/json")
