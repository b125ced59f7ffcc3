"""Bytes to canonical text: stated encodings, one-for-one replacement, offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text import REPLACEMENT, canonical, decode, from_utf16, report_id, to_utf16

SMART = "“No truce,” he said – it’s over"


@pytest.mark.parametrize(
    ("data", "declared", "encoding", "basis"),
    [
        pytest.param(SMART.encode(), None, "utf-8", "utf-8", id="11 no charset"),
        pytest.param(SMART.encode(), "iso-8859-1", "utf-8", "utf-8", id="11 wrong charset header"),
        pytest.param(SMART.encode("utf-8-sig"), None, "utf-8", "bom", id="11 UTF-8 with BOM"),
        pytest.param(SMART.encode("utf-16"), "utf-8", "utf-16-le", "bom", id="11 UTF-16 with BOM"),
        pytest.param(b"\xfe\xff" + SMART.encode("utf-16-be"), None, "utf-16-be", "bom", id="11 UTF-16, the other way round"),
        pytest.param(SMART.encode("utf-16-le"), None, "utf-16-le", "guess", id="11 UTF-16 without BOM"),
        pytest.param(SMART.encode("utf-32"), None, "utf-32-le", "bom", id="11 UTF-32"),
        pytest.param(SMART.encode("windows-1252"), None, "windows-1252", "guess", id="11 smart quotes"),
        pytest.param(SMART.encode("windows-1252"), "utf-8", "windows-1252", "guess", id="11 declared UTF-8, and is not"),
        pytest.param(SMART.encode("windows-1252"), "iso-8859-1", "windows-1252", "declared", id="11 Latin-1 is windows-1252"),
        pytest.param(SMART.encode("windows-1252"), "rot13", "windows-1252", "guess", id="11 no charset of text"),
        pytest.param("“Мир”".encode("koi8-r", "replace"), "koi8-r", "koi8-r", "declared", id="11 declared"),
    ],
)
def test_bytes_are_decoded_with_a_stated_encoding(data: bytes, declared: str | None, encoding: str, basis: str) -> None:
    decoded = decode(data, declared)
    assert (decoded.encoding, decoded.basis) == (encoding, basis)
    assert decoded.text == SMART or encoding == "koi8-r"


def test_a_few_invalid_bytes_do_not_turn_utf8_into_windows_1252() -> None:
    decoded = decode(("é" * 40).encode() + b"\xff" + b" cut \xe2\x80")
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith("é" * 40 + REPLACEMENT)


def test_undefined_bytes_of_windows_1252_are_kept() -> None:
    assert decode(b"caf\xe9 \x81").text == "café \x81"


def test_decoding_turns_line_ends_into_line_feeds() -> None:
    assert decode(b"one\r\n\r\ntwo\rthree").text == "one\n\ntwo\nthree"


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "latin-1", "nonsense", "\0"]))
def test_any_bytes_decode(data: bytes, declared: str | None) -> None:
    assert isinstance(decode(data, declared).text, str)


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        pytest.param("a\0b", f"a{REPLACEMENT}b", id="25 NUL"),
        pytest.param("a\ud800b\udfff", f"a{REPLACEMENT}b{REPLACEMENT}", id="25 lone surrogates"),
        pytest.param("a\x1b[31mb\x7f", f"a{REPLACEMENT}[31mb{REPLACEMENT}", id="25 escape sequences"),
        pytest.param("page one\x0cpage two", "page one\npage two", id="28 form feed"),
        pytest.param("a\ufeffb\u202ec\u200d\U0001f1f5\U0001f1f8e\u0301" + "\u0300" * 50, None, id="25 kept as they are"),
        pytest.param("one\r\ntwo\ttab\x97dash\x85", None, id="25 line ends, tabs and C1 kept"),
    ],
)
def test_unsafe_characters_are_replaced_one_for_one(given_text: str, stored: str | None) -> None:
    assert canonical(given_text) == (given_text if stored is None else stored)
    assert len(canonical(given_text)) == len(given_text)


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_canonical_text_keeps_length_encodes_and_is_stable(text: str) -> None:
    stored = canonical(text)
    assert len(stored) == len(text)
    assert canonical(stored) == stored
    assert stored.encode().decode() == stored


@given(st.text(max_size=60))
def test_utf16_offsets_round_trip(text: str) -> None:
    offsets = list(range(len(text) + 1))
    units = to_utf16(text, offsets)
    assert units[-1] == len(text.encode("utf-16-le")) // 2
    assert from_utf16(text, units) == offsets


def test_an_offset_inside_a_surrogate_pair_is_the_start_of_its_character() -> None:
    assert from_utf16("a😀b", [2]) == [1]


def test_report_id_depends_on_text_and_address() -> None:
    keys = {report_id("a"), report_id("b"), report_id("a", "b"), report_id("", "a")}
    assert len(keys) == 4
    assert all(len(key) == 16 for key in keys)
