"""Which addresses may be fetched: the URL made plain, and each network address it leads to checked."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from onrecord.errors import FetchError

IPAddress = IPv4Address | IPv6Address

LONGEST_URL = 4096
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_NUMERIC = re.compile(r"(?:[0-9a-fx]+\.){0,3}(?:[0-9]+|0x[0-9a-f]*)")
_NAT64 = ip_network("64:ff9b::/96")
_SAFE = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Address:
    """A URL taken apart and made plain: host in lower case and punycode, path in ASCII."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a URL writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme] == self.port
        return f"{self.scheme}://{host}" + ("" if usual else f":{self.port}")

    def __str__(self) -> str:
        return self.origin + self.target


def shown(url: str) -> str:
    """The URL as a message may show it: printable ASCII, at most 120 characters."""
    plain = url[:121].encode("ascii", "backslashreplace").decode()
    plain = "".join(character if " " < character <= "~" else f"\\x{ord(character):02x}" for character in plain)
    return plain if len(plain) <= 120 else plain[:119] + "…"


def as_source(url: str) -> str:
    """The URL as a source is named by: whole and made plain where it is an address, so that it can be fetched again; else as `shown`."""
    try:
        return str(address_of(url))
    except FetchError:
        return shown(url)


def address_of(url: str) -> Address:
    """The address that a URL names.

    Raises FetchError for one that is too long, holds control characters, spaces or user names, names no host, or has a scheme
    other than http and https. Hosts written as decimal, octal or hexadecimal numbers become the address they stand for.
    """
    if len(url) > LONGEST_URL:
        raise FetchError(f"the address is too long: {len(url):,} characters, at most {LONGEST_URL:,} are taken")
    if _FORBIDDEN.search(url):
        raise FetchError(f"the address holds a control character, a space or a backslash: {shown(url)}")
    scheme = _SCHEME.match(url)
    if scheme is None or scheme[0].lower() not in ("http:", "https:"):
        name = scheme[0] if scheme else "no scheme"
        raise FetchError(f"only http and https are fetched, not {shown(name)}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"not an address: {shown(url)}") from error
    if "@" in parts.netloc:
        raise FetchError(f"the address holds a user name or password before its host: {shown(url)}")
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    name = parts.scheme.lower()
    return Address(name, _host(parts.hostname or "", url), {"http": 80, "https": 443}[name] if port is None else port, target)


def public(address: IPAddress) -> bool:
    """Whether an address is one of the public internet: not private, local, shared, reserved, multicast, nor a tunnel's."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return public(IPv4Address(int(address) & 0xFFFFFFFF))
        inner = address.ipv4_mapped
        if inner is not None:
            return public(inner)
        if address.sixtofour is not None or address.teredo is not None or address.is_site_local or int(address) >> 32 == 0:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int) -> tuple[str, ...]:
    """All network addresses of a host, as the system's resolver gives them. Raises OSError if there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def literal(host: str) -> IPAddress | None:
    """The network address that a host is, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _host(written: str, url: str) -> str:
    """The host in lower case and punycode, without a final point; numbers as the address they stand for."""
    host = written.rstrip(".").lower()
    if ":" in host:
        address = literal(host)
        if address is None or "%" in host:
            raise FetchError(f"not a host: {shown(url)}")
        return str(address)
    if not host.isascii():
        host = _punycode(host, url).rstrip(".")
    if _NUMERIC.fullmatch(host):
        return _number(host, url)
    if not _HOST.fullmatch(host) or not all(0 < len(label) < 64 for label in host.split(".")):
        raise FetchError(f"not a host: {shown(url)}")
    return host


def _punycode(host: str, url: str) -> str:
    if len(host) > 253:
        raise FetchError(f"not a host: {shown(url)}")
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise FetchError(f"not a host: {shown(url)}") from error


def _number(host: str, url: str) -> str:
    """A host of numbers ("2130706433", "0x7f.1", "0177.0.0.1") as an IPv4 address, as browsers read it (WHATWG URL)."""
    try:
        numbers = [_integer(part) for part in host.split(".")]
        *front, last = numbers
        if any(number > 255 for number in front) or last >= 256 ** (4 - len(front)):
            raise ValueError("number too large")
    except ValueError as error:
        raise FetchError(f"not a host: {shown(url)}") from error
    value = last + sum(number << 8 * (3 - place) for place, number in enumerate(front))
    return str(IPv4Address(value))


def _integer(part: str) -> int:
    """A number written in decimal, octal ("0177") or hexadecimal ("0x7f")."""
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)
