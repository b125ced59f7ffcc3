"""A small web site on 127.0.0.1 that answers with exactly the bytes a test wants, and the policy that lets it be fetched."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from onrecord.intake import Policy

CERTIFICATES = Path(__file__).parent / "certificates"
"""Made for these tests alone, for the host news.example; the keys protect nothing."""

Answer = bytes | Callable[[socket.socket], None]


def answer(body: bytes | str, *headers: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    """An answer of HTTP with a right Content-Length."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + data


def redirect(target: str, status: int = 302) -> bytes:
    """A redirect."""
    return answer("", f"Location: {target}", status=f"{status} Found")


def drip(first: bytes, piece: bytes, seconds: float) -> Callable[[socket.socket], None]:
    """An answer whose bytes come one by one for a while."""

    def send(wire: socket.socket) -> None:
        wire.sendall(first)
        end = time.monotonic() + seconds
        with suppress(OSError):
            while time.monotonic() < end:
                wire.sendall(piece)
                time.sleep(0.02)

    return send


@dataclass
class Site:
    """Pages by path; `asked` are the paths and hosts of all requests, in order, `sent` their headers, names in lower case."""

    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    certificate: str | None = None
    port: int = 0

    def url(self, path: str = "/", host: str = "news.example") -> str:
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}{path}"

    def start(self) -> Callable[[], None]:
        """Serve until the function that is returned is called."""
        server = socket.create_server(("127.0.0.1", 0))
        self.port = server.getsockname()[1]
        thread = threading.Thread(target=self._serve, args=(server,), daemon=True)
        thread.start()

        def stop() -> None:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
            thread.join(5)

        return stop

    def _serve(self, server: socket.socket) -> None:
        context = None
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATES / self.certificate)
        while True:
            try:
                wire, _ = server.accept()
            except OSError:
                return
            with suppress(OSError):
                try:
                    wire.settimeout(5)
                    if context is not None:
                        wire = context.wrap_socket(wire, server_side=True)
                    self._reply(wire)
                finally:
                    wire.close()

    def _reply(self, wire: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            part = wire.recv(4096)
            if not part:
                return
            request += part
        first, *headers = request.decode("latin-1").split("\r\n")
        path = first.split(" ")[1]
        self.asked.append((path, next((h[6:] for h in headers if h.lower().startswith("host: ")), "")))
        self.sent.append({name.lower(): value for name, _, value in (line.partition(": ") for line in headers)})
        page = self.pages.get(path, answer("nothing here", status="404 Not Found"))
        if isinstance(page, bytes):
            wire.sendall(page)
        else:
            page(wire)


HOSTS = {
    "news.example": ("127.0.0.1",),
    "other.example": ("127.0.0.1",),
    "xn--nws-xma.example": ("127.0.0.1",),
    "inside.example": ("10.0.0.7",),
    "half.example": ("93.184.216.34", "10.0.0.7"),
    "metadata.example": ("169.254.169.254",),
}


def only_here(address: IPv4Address | IPv6Address) -> bool:
    """The policy of these tests: 127.0.0.1 stands for the public internet, all else is private."""
    return str(address) == "127.0.0.1"


def policy(
    *,
    seconds: float = 5.0,
    largest: int = 200_000,
    trusted: str | None = None,
    resolve: Callable[[str, int], tuple[str, ...] | None] | None = None,
) -> Policy:
    """A policy under which the site is public; names are looked up in `HOSTS`, never outside."""

    def lookup(host: str, port: int) -> tuple[str, ...]:
        assert port
        return (resolve(host, port) or ()) if resolve else HOSTS.get(host, ())

    def context() -> ssl.SSLContext:
        made = ssl.create_default_context()
        if trusted:
            made.load_verify_locations(CERTIFICATES / trusted)
        return made

    return Policy(only_here, lookup, context, seconds, largest)
