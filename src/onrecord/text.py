"""Text as it is stored: bytes decoded with a stated guess, unsafe characters replaced one for one, one key, offsets.

All spans of a record count code points of the canonical text, which `canonical` makes and nothing changes afterwards:
no Unicode normal form is applied, and no character is added or dropped. Only *decoding bytes* turns CRLF and lone CR
into LF, as Python's text mode does; a text that is handed over as text (JSON Lines, the library) keeps its line ends.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Basis = Literal["bom", "utf-8", "declared", "guess"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"(?i)(utf|iso|windows|cp|koi8|gb|big5|euc|shift|mac|us-ascii|ascii|latin)[\w:-]{0,20}")
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = {"\x0b": "\n", "\x0c": "\n"}
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and on what ground."""

    text: str
    encoding: str
    basis: Basis


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of some bytes with the encoding that was taken, and why.

    A byte order mark decides; then bytes that are valid UTF-8, whatever was declared (bytes beyond ASCII are valid UTF-8
    by accident next to never, and wrong charset headers are common); then the declared charset; then a guess.

    >>> decode(b"\\x93No truce,\\x94 he said", "utf-8").encoding
    'windows-1252'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(_lines(data[len(mark) :].decode(encoding, "replace")), encoding, "bom")
    attempts: tuple[tuple[str, Basis], ...] = (("utf-8", "utf-8"), (_codec(declared), "declared"))
    if b"\0" in data[:4096]:
        attempts = (*attempts[1:], (utf16_order(data), "guess"), attempts[0])
    for encoding, basis in attempts:
        text = _strict(data, encoding)
        if text is not None:
            return Decoded(_lines(text), encoding, basis)
    return _guess(data)


def canonical(text: str) -> str:
    """The text with NUL, other control characters and lone surrogates replaced one for one; its length never changes.

    Form feed and vertical tab become line feeds, the rest U+FFFD. Tab, CR and LF stay, and so do U+0080 to U+009F: archives are
    full of them (punctuation of windows-1252 decoded as Latin-1), and they harm no one.
    """
    if _UNSAFE.search(text) is None:
        return text
    return _UNSAFE.sub(lambda found: _BREAKS.get(found[0], REPLACEMENT), text)


def report_id(text: str, address: str | None = None) -> str:
    """The id of a report that was given none: 16 hexadecimal digits of the SHA-256 of its canonical text and its address."""
    return hashlib.sha256(f"{address or ''}\0{text}".encode()).hexdigest()[:16]


def to_utf16(text: str, offsets: list[int]) -> list[int]:
    """Offsets in code points as offsets in UTF-16 units, which browsers count.

    >>> to_utf16("a😀b", [0, 1, 2, 3])
    [0, 1, 3, 4]
    """
    if _ASTRAL.search(text) is None:
        return list(offsets)
    units = _units(text)
    return [units[offset] for offset in offsets]


def from_utf16(text: str, offsets: list[int]) -> list[int]:
    """Offsets in UTF-16 units as offsets in code points; one inside a pair of surrogates counts as the character's start."""
    if _ASTRAL.search(text) is None:
        return list(offsets)
    units = _units(text)
    points = [0] * (units[-1] + 1)
    for point, (unit, after) in enumerate(zip(units, [*units[1:], units[-1] + 1], strict=True)):
        points[unit:after] = [point] * (after - unit)
    return [points[offset] for offset in offsets]


def utf16_order(data: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" for bytes that are UTF-16 without a mark, told by their zeros; "" for others."""
    sample = data[: min(4096, len(data) // 2 * 2)]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) <= 0.4 * len(sample) / 2 or min(even, odd) > 0.1 * len(sample) / 2:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _units(text: str) -> list[int]:
    """For each code point, and the end, the UTF-16 units before it."""
    return [0, *accumulate(2 if character > "\uffff" else 1 for character in text)]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _codec(declared: str | None) -> str:
    """The codec of a declared charset, "" for none or an odd one; Latin-1 and ASCII mean windows-1252, as on the web."""
    name = (declared or "").strip().strip("\"'")
    if not _CHARSET.fullmatch(name):
        return ""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return ""
    return "windows-1252" if codec in _LATIN else codec


def _strict(data: bytes, encoding: str) -> str | None:
    """The text, or None where the bytes are not valid in the encoding."""
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(data: bytes) -> Decoded:
    """UTF-8 with some faults where most bytes beyond ASCII are right, else windows-1252; never fails."""
    text = data.decode("utf-8", "replace")
    faults = text.count(REPLACEMENT)
    if sum(character > "\x7f" for character in text) >= 4 * faults:
        return Decoded(_lines(text), "utf-8", "guess")
    return Decoded(_lines(data.decode("windows-1252", "onrecord.c1")), "windows-1252", "guess")


def _as_c1(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that windows-1252 leaves undefined, as the control characters of the same number (WHATWG Encoding)."""
    assert isinstance(error, UnicodeDecodeError)
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("onrecord.c1", _as_c1)
