"""Records as JSON and back: exactly the keys and the order of the record's documentation."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from onrecord.errors import RecordError
from onrecord.record import SCHEMA, Account, Event, Record, Says

RENAMED = {"origin": "from"}
LEADING: dict[type, tuple[str, ...]] = {Record: ("schema",), Event: ("id", "action", "contexts"), Account: ("voice", "statements")}
"""Fields that come first in JSON; the others keep the order of the class, where fields with defaults must come last."""


def to_json(record: Record) -> dict[str, Any]:
    """The record as plain dicts and lists."""
    return typing.cast(dict[str, Any], _plain(record))


def to_line(record: Record) -> str:
    """The record as one line of JSON Lines, line end included; the same record gives the same bytes."""
    return json.dumps(to_json(record), ensure_ascii=False, separators=(", ", ": "), allow_nan=False) + "\n"


def from_json(value: dict[str, Any]) -> Record:
    """The record of plain dicts and lists. Raises RecordError for another schema or a malformed record."""
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        found = value.get("schema") if isinstance(value, dict) else type(value).__name__
        raise RecordError(f"not a record: schema is {found!r}, expected {SCHEMA!r}")
    try:
        return typing.cast(Record, _typed(Record, value))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordError(f"not a record: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Says):
        return {name: _plain(v) for name in _names(Says) if (v := getattr(value, name)) is not None}
    if is_dataclass(value) and not isinstance(value, type):
        names = _names(type(value))
        made = {RENAMED.get(name, name): _plain(getattr(value, name)) for name in names}
        if "score" in made:
            made["score"] = round(made["score"], 2)
        if isinstance(value, Event):
            made["evidence"] = {name: _plain(shown) for name, shown in value.evidence}
        return made
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    leading = LEADING.get(kind, ())
    return (*leading, *(f.name for f in fields(kind) if f.name not in leading))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    """A JSON value as the type that a field is annotated with."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _typed(next(a for a in arguments if a is not type(None)), value)
    if is_dataclass(kind):
        return _made(typing.cast(type, kind), value)
    if origin is tuple:
        inner = arguments[:1] * len(value) if len(arguments) == 2 and arguments[1] is Ellipsis else arguments
        return tuple(_typed(k, v) for k, v in zip(inner, value, strict=True))
    if origin is typing.Literal:
        if value not in arguments:
            raise ValueError(f"{value!r} is none of {', '.join(map(str, arguments))}")
        return value
    if kind is float:
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _made(kind: type, value: dict[str, Any]) -> Any:
    hints = _hints(kind)
    given = {name: value[RENAMED.get(name, name)] for name in _names(kind) if RENAMED.get(name, name) in value}
    if kind is Event and "evidence" in given:
        given["evidence"] = list(given["evidence"].items())
    return kind(**{name: _typed(hints[name], v) for name, v in given.items()})
