"""Addresses as keys: one article under its many addresses, told by the address alone; nothing is fetched.

What is left out (`knowledge/address_parts.tsv`) tells where a reader came from or which form of the page is shown, never which article.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote

from onrecord.errors import FetchError
from onrecord.intake.address import Address, address_of
from onrecord.knowledge import table

_CACHE = re.compile(
    r"https?://[^/]{1,253}\.cdn\.ampproject\.org(?::443)?/(?:[a-z]/|wp/)?(?P<safe>s/)?(?P<rest>[^/?#]{1,253}\.[^?#].*)", re.IGNORECASE
)
_VIEWER = re.compile(
    r"https?://(?:www\.)?(?:google\.[a-z.]{2,6}|bing\.com)/amp/(?P<safe>s/)?(?P<rest>[^/?#]{1,253}\.[^?#].*)", re.IGNORECASE
)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_ESCAPED = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PAGE_OF_SCRIPT = re.compile(r"#(?=[!/])")


def address_key(url: str | None) -> str | None:
    """What all addresses of one article have in common, as an https address; None for what is no http or https address.

    http is as https, and "www.", "m." and "amp." hosts are as the plain one; default ports, fragments, trailing slashes, session ids,
    tracking parameters and AMP forms are left out, the parameters left are sorted. Parameters that may name an article stay. The key of
    a key is the key itself.

    >>> address_key("http://www.News.example:80/army/amp/?utm_source=rss&id=7#top")
    'https://news.example/army?id=7'
    """
    try:
        address = address_of(_unwrapped((url or "").strip().replace(" ", "%20")))
    except FetchError:
        return None
    script = _PAGE_OF_SCRIPT.search(url or "")
    path, _, query = address.target.partition("?")
    kept = _query(query)
    place = _normal((url or "")[script.start() :].strip().replace(" ", "%20")) if script else ""
    return f"https://{_host(address)}{_path(path)}" + (f"?{kept}" if kept else "") + place


def _unwrapped(url: str) -> str:
    """The publisher's own address where a copy in an AMP cache or viewer is given."""
    while match := _CACHE.match(url) or _VIEWER.match(url):
        url = f"http{'s' if match['safe'] else ''}://{match['rest']}"
    return url


def _host(address: Address) -> str:
    """The host without the names of variants before it, and the port if it is an odd one."""
    name = address.host
    while (parts := name.split("."))[0] in _parts("host") and len(parts) > 2 and not (len(parts) == 3 and _registry(parts[1:])):
        name = name.partition(".")[2]
    host = f"[{name}]" if ":" in name else name
    return host if address.port in (80, 443) else f"{host}:{address.port}"


def _registry(parts: list[str]) -> bool:
    """Whether two names are an ending under which others register: "co.uk"."""
    return len(parts[1]) == 2 and parts[0] in _parts("registry")


def _path(path: str) -> str:
    """The path in one way of writing, without what only says which form of the page is meant."""
    before, path = "", _normal(_SESSION.sub("", path))
    while before != path:
        before, path = path, _segments(path.rstrip("/"))
        ending = next((end for end in _endings() if path.lower().endswith(end)), "")
        path = path.removesuffix(path[len(path) - len(ending) :]) if ending else path
    return path


def _segments(path: str) -> str:
    """The path without "amp" as its first, its last or its last but one part."""
    parts = path.split("/")[1:]
    kept = [part for n, part in enumerate(parts) if part.lower() not in _parts("segment") or n not in (0, len(parts) - 1, len(parts) - 2)]
    return "".join(f"/{part}" for part in kept)


def _query(query: str) -> str:
    """The parameters that may tell articles apart, sorted."""
    written = [_normal(pair) for pair in _ESCAPED.sub("&", query).split("&") if pair]
    return "&".join(sorted(pair for pair in written if not _tracking(pair)))


def _tracking(pair: str) -> bool:
    name, _, value = unquote(pair).lower().partition("=")
    known = _parts("parameter")
    return name in known or f"{name}={value}" in known or name.startswith(_beginnings())


def _normal(written: str) -> str:
    """Percent codes in one way of writing: none where a character needs none, else in capitals (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(lambda code: _code(code[1]) if code[1] else "%25", written)


def _code(digits: str) -> str:
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


@cache
def _parts(kind: str) -> frozenset[str]:
    return frozenset(row["part"] for row in table("address_parts") if row["kind"] == kind)


@cache
def _endings() -> tuple[str, ...]:
    """Endings of paths, the longest first."""
    return tuple(sorted(_parts("end"), key=lambda end: (-len(end), end)))


@cache
def _beginnings() -> tuple[str, ...]:
    """Beginnings of the names of parameters that come in families."""
    return tuple(sorted(part.removesuffix("*") for part in _parts("parameter") if part.endswith("*")))
