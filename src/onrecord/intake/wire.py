"""One request on the wire: every network address checked and pinned, every byte and second limited."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import certifi

from onrecord.errors import FetchError, LaterError
from onrecord.intake.address import Address, IPAddress, literal, public, resolve, shown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

AGENT = "onrecord"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNCHANGED = 304
RATIO = 200
"""A body may unpack to so many times its size; news pages stay under 20, a bomb of gzip has 1,030."""

_CHUNK = 64 * 1024
_CONNECT = 10.0
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en",
    "Connection": "close",
}


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates and those of certifi: a Python without the system's store can still verify."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True)
class Policy:
    """What a fetch may do. The defaults are the rule; tests put in their own resolver and their own idea of public.

    `seconds` is for everything together, redirects and robots.txt too. `largest` bounds the body, packed and unpacked.
    """

    allowed: Callable[[IPAddress], bool] = public
    resolve: Callable[[str, int], tuple[str, ...]] = resolve
    trusted: Callable[[], ssl.SSLContext] = _trusted
    seconds: float = 30.0
    largest: int = 20 * 1024 * 1024


class Clock:
    """A total deadline."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain; raises LaterError when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise LaterError(f"no complete answer within {self.seconds:g} seconds")
        return left


class _TimedReader(io.RawIOBase):
    """The reading end of a wire; each read may take what is left of the deadline, so that a slow drip ends in time."""

    def __init__(self, wire: _TimedWire) -> None:
        self.wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        self.wire.socket.settimeout(self.wire.clock.left())
        return self.wire.socket.recv_into(buffer)


class _TimedWire:
    """As much of a socket as http.client uses, under a deadline, which may be drawn nearer."""

    def __init__(self, wire: socket.socket, clock: Clock) -> None:
        self.socket, self.clock = wire, clock

    def sendall(self, data: bytes) -> None:
        self.socket.settimeout(self.clock.left())
        self.socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self))

    def close(self) -> None:
        """Nothing: the answer is still to be read; `request` closes the socket itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers, and the unpacked body (empty for a redirect, and for "unchanged")."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def request(address: Address, policy: Policy, clock: Clock, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to one GET, its body unpacked, no redirect followed; `headers` are sent beside the usual ones.

    Raises FetchError with one sentence for people, LaterError where another attempt may do better.
    """
    try:
        wire = _connect(address, policy, clock)
        try:
            return _exchange(wire, address, clock, policy.largest, headers or {})
        finally:
            wire.close()
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"the certificate of {address.host} is not valid: {error.verify_message}") from error
    except ssl.SSLError as error:
        raise FetchError(f"no safe connection to {address.host}: {error.reason or error}") from error
    except TimeoutError as error:
        raise LaterError(f"no complete answer within {clock.seconds:g} seconds") from error
    except http.client.HTTPException as error:
        raise FetchError(f"{address.host} did not answer as a web server does: {type(error).__name__}") from error
    except OSError as error:
        raise LaterError(f"no connection to {address.host}: {error.strerror or error}") from error


def _connect(address: Address, policy: Policy, clock: Clock) -> socket.socket:
    """A connection to the first checked address that answers, under TLS where the scheme asks for it."""
    trouble: OSError = OSError("no address")
    for number in _checked(address, policy, clock):
        try:
            wire = socket.create_connection((number, address.port), timeout=min(_CONNECT, clock.left()))
        except OSError as error:
            trouble = OSError("it does not answer") if isinstance(error, TimeoutError) else error
            continue
        if address.scheme == "http":
            return wire
        try:
            wire.settimeout(clock.left())
            return policy.trusted().wrap_socket(wire, server_hostname=address.host)
        except BaseException:
            wire.close()
            raise
    raise trouble


def _checked(address: Address, policy: Policy, clock: Clock) -> tuple[str, ...]:
    """The network addresses of a host; raises FetchError if any of them is not allowed, before a packet is sent."""
    fixed = literal(address.host)
    numbers = (str(fixed),) if fixed is not None else _resolved(address, policy, clock)
    for number in numbers:
        if not policy.allowed(ip_address(number)):
            name = address.host if number == address.host else f"{address.host} ({number})"
            raise FetchError(f"private address: {name} is not on the public internet")
    return numbers


def _resolved(address: Address, policy: Policy, clock: Clock) -> tuple[str, ...]:
    """What the resolver says, under the deadline: it has none of its own, so it runs in a thread that may be left behind."""
    found: list[tuple[str, ...]] = []

    def ask() -> None:
        try:
            found.append(policy.resolve(address.host, address.port))
        except (OSError, UnicodeError):
            found.append(())

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(clock.left())
    if not found:
        raise LaterError(f"no complete answer within {clock.seconds:g} seconds: {address.host} is not resolved")
    if not found[0]:
        raise LaterError(f"there is no host {address.host}, or no connection to the internet")
    return found[0]


def _exchange(wire: socket.socket, address: Address, clock: Clock, limit: int, headers: Mapping[str, str]) -> Answer:
    connection = http.client.HTTPConnection(address.host, address.port)
    timed = _TimedWire(wire, clock)
    connection.sock = _as_socket(timed)
    connection.request("GET", address.target, headers={**_HEADERS, "Host": address.origin.partition("//")[2], **headers})
    response = connection.getresponse()
    empty = response.status in REDIRECTS or response.status == UNCHANGED
    body = b"" if empty else _unpacked(_body(response, limit, timed), response.headers, limit)
    return Answer(response.status, response.headers, body)


def _as_socket(wire: Any) -> Any:
    """The wire, for http.client, which asks for no more than the wire has."""
    return wire


def _body(response: http.client.HTTPResponse, limit: int, wire: _TimedWire) -> bytes:
    """The body as sent; raises FetchError if it is too large or not as long as it says."""
    stated = response.length
    if stated is not None and stated > limit:
        raise FetchError(f"too large: {stated:,} bytes, at most {limit:,} are taken")
    if not response.chunked:
        response.length = None  # read to the end of the connection: a Content-Length that is too short is noticed
    body = bytearray()
    try:
        while part := _part(response, wire, stated, len(body)):
            body += part
            if len(body) > limit:
                raise FetchError(f"too large: more than {limit:,} bytes, which is all that is taken")
    except http.client.IncompleteRead as error:
        raise LaterError("incomplete download: the connection ended early; try again") from error
    if stated is not None and len(body) != stated:
        raise LaterError(f"incomplete download: {len(body):,} bytes came, {stated:,} were announced; try again")
    return bytes(body)


def _part(response: http.client.HTTPResponse, wire: _TimedWire, stated: int | None, size: int) -> bytes:
    """The next bytes of the body. When all that was stated is here, silence for half a second is the end of it, too."""
    if stated is None or size < stated:
        return response.read1(_CHUNK)
    wire.clock = Clock(min(0.5, wire.clock.left()))
    try:
        return response.read1(_CHUNK)
    except (FetchError, OSError):
        return b""


def _unpacked(body: bytes, headers: http.client.HTTPMessage, limit: int) -> bytes:
    """The body without its content coding; only one layer of gzip or deflate is taken, up to the limits."""
    coding = (headers.get("Content-Encoding") or "identity").strip().lower()
    if coding == "identity" or not body:
        return body
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"the page is packed in a way that was not asked for: {shown(coding)}")
    most = min(limit, max(1024 * 1024, RATIO * len(body)))
    unpacker = zlib.decompressobj(wbits=47)  # gzip or zlib, by its header
    try:
        text = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise LaterError("incomplete download: the packed page is damaged; try again") from error
    if len(text) > most:
        raise FetchError(f"too large: the page unpacks to more than {most:,} bytes")
    if not unpacker.eof:
        raise LaterError("incomplete download: the packed page ends early; try again")
    return text
