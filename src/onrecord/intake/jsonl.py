"""Reports from JSON Lines: one object a line, with "id", "text", "title", "published", "publisher", "url"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from onrecord.errors import InputError
from onrecord.intake.earlier import REASON, is_record
from onrecord.intake.incoming import Draft, Refusal
from onrecord.text import decode, utf16_order

LONGEST_LINE = 20 * 1024 * 1024
FIELDS = ("id", "text", "title", "published", "publisher", "url")

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NAMES = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number", type(None): "null"}


def rows(lines: Iterator[bytes], source: str) -> Iterator[Draft | Refusal]:
    """A draft for each line, or why it is refused; a line that is broken or too long does not hold up those after it.

    `lines` are as `readline(LONGEST_LINE)` gives them: a line that is too long comes in several parts. Other fields than
    `FIELDS` are left alone. The text is taken as it is, code point for code point.
    """
    found = 0
    for found, item in enumerate(_rows(lines, source), 1):  # noqa: B007  # counted for what follows
        yield item
    if not found:
        yield Refusal(source, "skipped", "no content: there are no rows in it")


def _rows(lines: Iterator[bytes], source: str) -> Iterator[Draft | Refusal]:
    """A draft or a refusal for each line that is not blank."""
    for number, line in _lines(lines):
        if number == 1 and line is not None and (line.startswith(_UTF16) or utf16_order(line)):
            yield Refusal(source, "failed", "UTF-16, where JSON Lines are UTF-8", "save it as UTF-8", number)
            return
        if line is None:
            reason = f"a line of more than {LONGEST_LINE:,} bytes"
            yield Refusal(source, "failed", reason, "split it, or leave it out", number)
            continue
        try:
            draft = _draft(line, source, number)
        except InputError as error:
            yield Refusal(source, "failed", str(error), "correct the line, or leave it out", number)
        else:
            if draft is not None:
                yield draft


def _lines(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers; None for one that is too long, of which no more than a part is held at a time."""
    for number, line in enumerate(lines, 1):
        part = line
        while len(part) >= LONGEST_LINE and not part.endswith(b"\n"):
            part = next(lines, b"")
        yield number, line if part is line else None


def _draft(line: bytes, source: str, number: int) -> Draft | Refusal | None:
    """The draft of one line, a refusal for a record of onrecord, None for a blank line; raises InputError."""
    decoded = decode(line)
    if not decoded.text.strip():
        return None
    row = _object(decoded.text)
    if is_record(line):
        return Refusal(source, "skipped", REASON, None, number)
    for name in FIELDS:
        value = row.get(name)
        if value is not None and not isinstance(value, str) and not (name == "id" and type(value) is int):
            raise InputError(f'"{name}" is {_NAMES.get(type(value), "of a wrong type")}, not a string')
    if row.get("text") is None:
        raise InputError('there is no "text"' + _instead(row))
    return Draft(
        row["text"],
        source,
        number,
        id=_given(row, "id"),
        title=_given(row, "title"),
        url=_given(row, "url"),
        publisher=_given(row, "publisher"),
        published=_given(row, "published"),
        notes=(f"decoded as {decoded.encoding}, a guess",) if decoded.basis == "guess" else (),
        raw=line.rstrip(b"\r\n"),
    )


def _given(row: dict[str, Any], name: str) -> str | None:
    """A field as a string that is not blank, or None."""
    value = row.get(name)
    return str(value).strip() or None if value is not None else None


def _object(text: str) -> dict[str, Any]:
    """The JSON object of a line; raises InputError with where it breaks."""
    try:
        row = json.loads(text, parse_constant=_refuse_constant, strict=False)
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError:
        raise InputError("broken JSON: nested too deeply") from None
    except ValueError as error:  # a number of more than 4,300 digits
        raise InputError("broken JSON: a number that is too long") from error
    if not isinstance(row, dict):
        raise InputError(f"{_NAMES.get(type(row), 'a string')}, where an object is expected")
    return row


def _refuse_constant(name: str) -> NoReturn:
    raise InputError(f"broken JSON: {name} is no JSON value")


def _instead(row: dict[str, Any]) -> str:
    """A hint at a field that may be meant."""
    likely = next((name for name in ("body", "content", "article", "Text", "TEXT") if isinstance(row.get(name), str)), None)
    return f' (is "{likely}" meant?)' if likely else ""
