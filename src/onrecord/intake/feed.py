"""A feed (RSS or Atom) taken apart: its title and its entries. Nothing is fetched here, and the parser never sees an address or a path."""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from onrecord.errors import InputError
from onrecord.intake.address import shown
from onrecord.intake.sniff import kind_of
from onrecord.text import canonical, decode

LARGEST = 5 * 1024 * 1024
"""Bytes of a feed; those of news sites have 10 to 1,000 kB."""
MOST_TAGS = 100_000
LONGEST_TAG = 20_000
"""Characters between "<" and ">"; longer ones take the square of their length."""
MOST_NAMESPACES = 200
"""For each element the parser looks through all namespaces; feeds name about ten."""
LONGEST_ID = 500

_XML_NAME = re.compile(r"\s{0,200}<\?xml\b[^>]{0,400}\?>", re.IGNORECASE)
_DECLARED = re.compile(rb"\s{0,200}<\?xml\b[^>]{0,300}?encoding\s{0,5}=\s{0,5}[\"']([\w:-]{2,25})")
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>\[]{0,1000}(?P<end>[>\[])?", re.IGNORECASE)
_NAMESPACE = re.compile(r"\bxmlns:([^\s=]{1,100})", re.IGNORECASE)
_ELEMENT = re.compile(r"<\w")
_TAG = re.compile(r"<[^>]{0,500}>")
_LINK = re.compile(r"<link\b[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(rel|type|href)\s{0,5}=\s{0,5}(?:\"([^\"]{0,1500})\"|'([^']{0,1500})'|([^\s\"'>]{1,1500}))", re.IGNORECASE)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its name within the feed, its address (None if it has none), and what the feed says of the article."""

    id: str
    url: str | None
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and its entries in the feed's order, each once."""

    title: str | None
    entries: tuple[Entry, ...]


def read_feed(body: bytes, url: str, charset: str | None = None) -> Feed:
    """The feed that some bytes are; `url` is where they were found, `charset` what the server declared.

    Raises InputError for what is no feed (naming the feed of a web page that has one), for one that declares entities of its own,
    which may unpack to anything (CVE-2003-1564 and its kin), and for one that would take minutes.
    """
    if len(body) > LARGEST:
        raise InputError(f"too large for a feed: {len(body):,} bytes, at most {LARGEST:,} are taken")
    kind = kind_of(body)
    if kind == "html":
        raise InputError(_of_page(decode(body, charset).text, url))
    if kind not in ("an RSS feed", "an XML document", "text"):
        raise InputError(f"{'JSON' if kind == 'json' else kind}, no feed")
    parsed = _parsed(_safe(body, charset), url)
    version = parsed.get("version") or ""
    if not version and not parsed.entries:
        raise InputError("no feed: neither RSS nor Atom")
    return Feed(_plain(parsed.feed.get("title")), _named([_entry(item, version, url) for item in parsed.entries]))


def _safe(body: bytes, charset: str | None) -> str:
    """The text of a feed without its document type; raises InputError for one that is not safe to parse."""
    declared = _DECLARED.match(body)
    text = canonical(decode(body, charset or (declared[1].decode("ascii") if declared else None)).text)
    if _ENTITY.search(text):
        raise InputError("the feed declares entities of its own, which may unpack to anything; it is not read")
    doctype = _DOCTYPE.search(text)
    if doctype and doctype["end"] != ">":
        raise InputError("the feed declares a document type of its own, which may hold anything; it is not read")
    if _monstrous(text):
        raise InputError("the feed is too large to be taken apart")
    return _from_root(_DOCTYPE.sub("", _XML_NAME.sub("", text, count=1)))


def _monstrous(text: str) -> bool:
    """Whether a feed would take minutes: 100,000 tags take eight seconds at most."""
    if text.count("<") > MOST_TAGS or len(set(_NAMESPACE.findall(text))) > MOST_NAMESPACES:
        return True
    return any(len(part) - part.rfind("<") > LONGEST_TAG for part in text.split(">") if len(part) > LONGEST_TAG and "<" in part)


def _from_root(text: str) -> str:
    """The text with what stands before its first element on one line: the parser's patterns take the square of its line ends."""
    first = _ELEMENT.search(text)
    return " ".join(text[: first.start()].split()) + text[first.start() :] if first else ""


def _parsed(text: str, url: str) -> Any:
    """What feedparser makes of a text (its import takes a fifth of a second).

    It gets a stream: bytes or a string might be an address, which it would fetch, or a path, which it would open. Markup is not
    cleaned, as none of it is shown.
    """
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        return feedparser.parse(io.BytesIO(text.encode()), response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # a parser of hostile input: whatever it raises, the next feed is to be read
        raise InputError(f"the feed could not be taken apart: {type(error).__name__}") from error


def _entry(item: Any, version: str, url: str) -> Entry:
    """One entry as feedparser gives it. Atom's date of change is no date of publication; the dc:date of RSS is."""
    address = _address(item.get("feedburner_origlink") or item.get("link"), url)
    name, title = canonical(item.get("id") or "").strip(), _plain(item.get("title"))
    changed = item["updated"] if version.startswith("rss") and "updated" in item else None
    return Entry((name if len(name) <= LONGEST_ID else "") or address or title or "", address, title, item.get("published") or changed)


def _address(link: str | None, base: str) -> str | None:
    """The absolute address of a link, or None."""
    try:
        return urljoin(base, canonical(link).strip()) if link and link.strip() else None
    except ValueError:
        return None


def _named(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries that have anything to be named by, each once; where a feed gives one id to several addresses, the address is the name."""
    addresses = Counter(name for name, _ in {(entry.id, entry.url) for entry in entries})
    named: dict[str, Entry] = {}
    for entry in entries:
        name = entry.url or "" if addresses[entry.id] > 1 else entry.id
        if name:
            named.setdefault(name, Entry(name, entry.url, entry.title, entry.published))
    return tuple(named.values())


def _plain(markup: str | None) -> str | None:
    """A title without markup, on one line; None for an empty one."""
    return " ".join(html.unescape(_TAG.sub("", canonical(markup or ""))).split()) or None


def _of_page(page: str, url: str) -> str:
    """What to say of a web page where a feed should be: the address of its feed, if it names one."""
    for tag in islice(_LINK.finditer(page), 200):
        said = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag[0])}
        if "alternate" in said.get("rel", "").lower().split() and said.get("type", "").lower().strip() in _FEED_TYPES and said.get("href"):
            return f"a web page, no feed; its feed is {shown(_address(said['href'], url) or said['href'])}: follow that"
    return "a web page, no feed, and it names none"
