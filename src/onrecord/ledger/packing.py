"""Records and raw bytes made small, each against something that looks like it: records have one shape, raw bytes hold their text."""

from __future__ import annotations

import json
import zlib
from functools import cache
from importlib.resources import files

from onrecord.record import Record
from onrecord.record_json import from_json, shallow

_WINDOW = 32_000
"""Bytes of a dictionary that zlib looks back at."""


def pack_record(record: Record) -> bytes:
    """A record without its text as compact JSON, compressed with zlib against the shipped dictionary: some 3 kB for 400 words."""
    value = shallow(record)
    value.pop("text")
    return _pressed(json.dumps(value, default=shallow, ensure_ascii=False, separators=(",", ":")).encode(), _shapes())


def unpack_record(packed: bytes, text: str) -> Record:
    """The record of its packed form and the report's text. Raises zlib.error or RecordError for bytes that are no record."""
    return from_json({**json.loads(_opened(packed, _shapes())), "text": text})


def pack_raw(data: bytes, text: str) -> bytes:
    """Bytes as they came, compressed against the text that was read from them: next to nothing where they are that text."""
    return _pressed(data, _window(text))


def unpack_raw(packed: bytes, text: str) -> bytes:
    """The bytes as they came; `text` is the one that they were packed with. Raises zlib.error for another."""
    return _opened(packed, _window(text))


@cache
def _shapes() -> bytes:
    """What records look like, from those of the examples (`python -m tools.shapes`). It must never change: ledgers depend on it."""
    return (files("onrecord.ledger") / "shapes-1.json").read_bytes()


def _window(text: str) -> bytes:
    return text.encode()[-_WINDOW:]


def _pressed(data: bytes, like: bytes) -> bytes:
    pressing = zlib.compressobj(9, zdict=like) if like else zlib.compressobj(9)
    return pressing.compress(data) + pressing.flush()


def _opened(packed: bytes, like: bytes) -> bytes:
    opening = zlib.decompressobj(zdict=like) if like else zlib.decompressobj()
    return opening.decompress(packed) + opening.flush()
