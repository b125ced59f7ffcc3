"""What some bytes are, by what they begin with, whatever name or type they came under."""

from __future__ import annotations

import re

from onrecord.text import decode, utf16_order

SAMPLE = 4096
CONTROLS = 30
"""Of so many bytes of a text one may be a control character; in random bytes three are."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF87a", "an image"),
    (b"GIF89a", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"\x00\x00\x01\x00", "an image"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"PK\x05\x06", "a zip archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\0", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"FLV\x01", "a video"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"WARC/", "a web archive (WARC)"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_IN_TEXTS = b"\t\n\r\x0b\x0c\x1b"
_PROLOGUE = rb"\s{0,200}(?:<!--[^>]{0,1000}>\s{0,200}|<\?[^>]{0,400}>\s{0,200})*"
_HTML = re.compile(_PROLOGUE + rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(_PROLOGUE + rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_XML = re.compile(rb"\s{0,200}<\?xml\b")
_OBJECT = re.compile(rb"\s{0,200}\{\s{0,200}(?:\"|\}|$)")
_ARRAY = re.compile(rb"\s{0,200}\[\s{0,200}(?:[\[{\"\]]|$)")


def kind_of(data: bytes) -> str:
    """What the bytes are: "text", "html", "json", or the words for something that is not read ("a PDF", "an RSS feed").

    Only the first 4,096 bytes are looked at.
    """
    head = data[:SAMPLE]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return "an image" if head[8:12] == b"WEBP" else "a sound recording or video"
    if head[4:8] == b"ftyp":
        return "a video"
    if head[257:262] == b"ustar":
        return "a tar archive"
    if head.startswith(_UTF16) or utf16_order(head):
        return _markup(decode(head).text.encode("utf-8", "replace"))
    if sum(byte < 32 and byte not in _IN_TEXTS for byte in head) > len(head) / CONTROLS:
        return "a binary file"
    return _markup(head.removeprefix(b"\xef\xbb\xbf"))


def _markup(head: bytes) -> str:
    if _HTML.match(head):
        return "html"
    if _FEED.match(head):
        return "an RSS feed"
    if _XML.match(head):
        return "an XML document"
    if _OBJECT.match(head) or _ARRAY.match(head):
        return "json"
    return "text"
