"""From a source as people name it (a file, a folder, an address, "-") to drafts, in order."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import FetchError, InputError
from onrecord.intake import html, jsonl
from onrecord.intake.address import as_source
from onrecord.intake.earlier import REASON, is_record, made_here
from onrecord.intake.fetch import Page, fetch
from onrecord.intake.incoming import Draft, Refusal
from onrecord.intake.sniff import SAMPLE, kind_of
from onrecord.intake.wire import Policy
from onrecord.text import REPLACEMENT, canonical, decode

LARGEST = 20 * 1024 * 1024
"""Bytes of a text or page; files of JSON Lines may have any size."""

_SUFFIXES = {".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_ROWS = frozenset({".jsonl", ".ndjson"})
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}://|(?:https?|data|file|javascript|ftp|gopher):)", re.IGNORECASE)
_SPREAD = re.compile(rb"\s*[\[{]\s*$")
_READ = "text, HTML and JSON Lines are read"
_REMEDIES = {
    "an RSS feed": "onrecord follow reads feeds at their addresses",
    "a zip archive or office document": "unpack it, or save the document as text",
    "a tar archive": "unpack it first",
    "a compressed file": "unpack it first",
    "a web archive (WARC)": "take the pages out of it first",
}
"""What to do about kinds of bytes that are no text."""


def drafts(source: str | Path, policy: Policy | None = None) -> Iterator[Draft | Refusal]:
    """The drafts of one source, each or each line of it refused where it cannot be one. Never raises for bad input."""
    if source == "-":
        yield from _standard_input()
    elif isinstance(source, str) and _ADDRESS.match(source):
        yield from _page(source, policy)
    elif source == "":
        yield Refusal('""', "failed", "a name that is empty", "name a file, a folder or an address")
    else:
        yield from _path(Path(source))


def handed(path: Path, source: str, suffix: str) -> Iterator[Draft | Refusal]:
    """The drafts of a file under another name: `source` is what it is called, `suffix` the ending of its name."""
    try:
        with path.open("rb") as stream:
            yield from _stream(stream, source, suffix)
    except OSError as error:
        yield Refusal(source, "failed", _trouble(error))


def _standard_input() -> Iterator[Draft | Refusal]:
    """What standard input holds."""
    if sys.stdin is None:  # it was closed by whoever called
        yield Refusal("standard input", "failed", "it is closed", "give it something, or name a file")
    else:
        yield from _stream(sys.stdin.buffer, "standard input")


def _page(url: str, policy: Policy | None) -> Iterator[Draft | Refusal]:
    """The article at an address."""
    try:
        yield fetched(fetch(url, policy), as_source(url))
    except FetchError as error:
        yield Refusal(as_source(url), "failed", str(error))


def fetched(page: Page, source: str) -> Draft | Refusal:
    """The draft of a page that was fetched."""
    kind = kind_of(page.body)
    kind = "html" if kind == "text" and page.type in _HTML_TYPES else kind
    return _one(page.body, source, kind, url=page.url, charset=page.charset)


def _path(path: Path) -> Iterator[Draft | Refusal]:
    """What a file or folder holds."""
    try:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield from _file(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        yield Refusal(_name(path), "failed", _trouble(error))


def _folder(folder: Path) -> Iterator[Draft | Refusal]:
    """The files of a folder and its folders, in the order of their paths; its README and names that begin with a point are left alone."""
    troubles: list[OSError] = []
    paths = []
    for place, folders, names in os.walk(folder, onerror=troubles.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [Path(place, name) for name in names if not name.startswith(".") and Path(name).stem.lower() != "readme"]
    for error in troubles:
        yield Refusal(_name(Path(str(error.filename))), "failed", _trouble(error))
    if not paths and not troubles:
        yield Refusal(_name(folder), "skipped", "the folder holds no files", _READ)
    for path in sorted(paths):
        try:
            yield from _member(path)
        except OSError as error:
            yield Refusal(_name(path), "failed", _trouble(error))


def _member(path: Path) -> Iterator[Draft | Refusal]:
    """What a file of a folder holds, if it is one that is read. Raises OSError where nothing can be known of it."""
    suffix = path.suffix.lower()
    if path.exists() and not path.is_file():
        yield Refusal(_name(path), "skipped", "neither a file nor a folder", "name a pipe itself to read from it")
    elif suffix in _ROWS or suffix in _SUFFIXES or not suffix:
        yield from _path(path)
    elif path.is_file() and made_here(path):
        yield Refusal(_name(path), "skipped", REASON)
    else:
        yield Refusal(_name(path), "skipped", f"{canonical(suffix)} files of a folder are not read", _READ)


def _file(path: Path) -> Iterator[Draft | Refusal]:
    """What a file holds, by its name if that says so, else by its bytes."""
    with path.open("rb") as stream:
        yield from _stream(stream, _name(path), path.suffix.lower())


def _stream(stream: BinaryIO, source: str, suffix: str = "") -> Iterator[Draft | Refusal]:
    """Drafts from a stream of bytes: row by row if they are JSON Lines, else all as one text or page."""
    lines = iter(partial(stream.readline, jsonl.LONGEST_LINE), b"")
    head = _head(lines)
    if is_record(b"".join(head)):
        yield Refusal(source, "skipped", REASON)
        return
    kind = kind_of(b"".join(head))
    if kind == "json" and _SPREAD.match(head[0]) and suffix not in _ROWS:
        yield Refusal(source, "failed", "JSON spread over several lines, which is not read", "write each report as one line")
        return
    if suffix in _ROWS or (kind == "json" and suffix not in _SUFFIXES):
        yield from jsonl.rows(chain(head, lines), source)
        return
    data = b"".join(head) + stream.read(LARGEST)
    if len(data) > LARGEST:
        yield Refusal(source, "skipped", f"too large: more than {LARGEST:,} bytes", "split it into its reports")
    else:
        yield _one(data, source, "html" if kind == "text" and _SUFFIXES.get(suffix) == "html" else kind)


def _head(lines: Iterator[bytes]) -> list[bytes]:
    """The first lines, as many as it takes to see what they are."""
    head: list[bytes] = []
    while sum(map(len, head)) < SAMPLE and (line := next(lines, b"")):
        head.append(line)
    return head


def _one(data: bytes, source: str, kind: str, *, url: str | None = None, charset: str | None = None) -> Draft | Refusal:
    """One text or page as a draft."""
    if kind not in ("text", "html"):
        what = "JSON" if kind == "json" else kind
        remedy = _REMEDIES.get(kind, "save it as text or HTML" if url is None else None)
        return Refusal(source, "failed", f"{what}, which is not read here", remedy)
    if kind == "html":
        try:
            return html.article(data, source, url=url, charset=charset)
        except InputError as error:
            return Refusal(source, "skipped", str(error))
    decoded = decode(data, charset)
    notes = (f"decoded as {decoded.encoding}, a guess",) if decoded.basis == "guess" else ()
    return Draft(decoded.text, source, url=url, notes=notes, raw=data)


def _name(path: Path) -> str:
    """The path as a message may show it: names that are no UTF-8, or hold control characters, made printable."""
    name = os.fspath(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return canonical(name).replace("\n", REPLACEMENT).replace("\r", REPLACEMENT)


def _trouble(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"
