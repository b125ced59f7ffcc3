"""Records as JSON and back: exactly the keys and the order of the record's documentation."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from onrecord.errors import RecordError
from onrecord.record import SCHEMA, Account, Event, Record, Says

RENAMED = {"origin": "from"}
_AS_THEY_ARE = frozenset((str, int, bool, type(None)))
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
        return typing.cast(Record, _made(Record, value))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordError(f"not a record: {error}") from error


def shallow(value: Any) -> dict[str, Any]:
    """A record, or a part of one, as a dict; what is in it stays as it is. `json.dumps` can write records with it, whole numbers as 5.0."""
    kind: Any = type(value)
    made = {key: getattr(value, name) for name, key in _keys(kind)}
    if kind is Says:
        return {key: item for key, item in made.items() if item is not None}
    if "score" in made:
        made["score"] = round(made["score"], 2)
    if kind is Event:
        made["evidence"] = dict(value.evidence)
    return made


def _plain(value: Any) -> Any:
    """A value as JSON has it. A record has thousands of them, so what needs no change is told without a call."""
    kind = type(value)
    if kind is tuple:
        return [item if type(item) in _AS_THEY_ARE else _plain(item) for item in value]
    if kind is float:
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if kind in _AS_THEY_ARE:
        return value
    made = value if kind is dict else shallow(value)
    return {key: item if type(item) in _AS_THEY_ARE else _plain(item) for key, item in made.items()}


@cache
def _keys(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a class in the order of JSON, each with its key there."""
    leading = LEADING.get(kind, ())
    names = (*leading, *(f.name for f in fields(kind) if f.name not in leading))
    return tuple((name, RENAMED.get(name, name)) for name in names)


@cache
def _typing(kind: Any) -> Callable[[Any], Any]:
    """What makes a JSON value the type that a field is annotated with; made once for each annotation."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        some = _typing(next(a for a in arguments if a is not type(None)))
        return lambda value: None if value is None else some(value)
    if is_dataclass(kind):
        return lambda value: _made(typing.cast(type, kind), value)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _typing(arguments[0])
        return lambda value: tuple([item(one) for one in value])
    if origin is tuple:
        items = [_typing(argument) for argument in arguments]
        return lambda value: tuple([make(one) for make, one in zip(items, value, strict=True)])
    if origin is typing.Literal:
        return lambda value: _one_of(arguments, value)
    if kind is float:
        return lambda value: value if type(value) is int else float(value)  # a record that is stored again keeps its bytes
    return lambda value: _kept(kind, value)


def _one_of(arguments: tuple[Any, ...], value: Any) -> Any:
    if value not in arguments:
        raise ValueError(f"{value!r} is none of {', '.join(map(str, arguments))}")
    return value


def _kept(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


@cache
def _fields(kind: type) -> tuple[tuple[str, str, Callable[[Any], Any]], ...]:
    """The fields of a class: name, key in JSON, and what makes its values."""
    hints = typing.get_type_hints(kind)
    return tuple((name, key, _typing(hints[name])) for name, key in _keys(kind))


def _made(kind: type, value: dict[str, Any]) -> Any:
    if kind is Event and "evidence" in value:
        value = {**value, "evidence": list(value["evidence"].items())}
    return kind(**{name: make(value[key]) for name, key, make in _fields(kind) if key in value})
