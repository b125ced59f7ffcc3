"""What holds for every record: ids defined once, spans inside the text, closed sets, a ground for every value."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from onrecord.record import (
    REPORT,
    SCHEMA,
    UNKNOWN,
    Account,
    Actor,
    Dateline,
    Event,
    Figure,
    Link,
    Mention,
    Quantity,
    Record,
    Says,
    Span,
    Statement,
    When,
)

LISTS = ("actors", "places", "times", "quantities", "statements", "events")

REFERENCES: dict[tuple[type, str], str] = {
    (Dateline, "place"): "places",
    (Actor, "member_of"): "actors",
    (Quantity, "of"): "actors",
    (Statement, "speakers"): "actors",
    (Statement, "relays"): "actors",
    (Statement, "addressee"): "actors",
    (Statement, "continues"): "statements",
    (Statement, "inside"): "statements",
    (When, "time"): "times",
    (Figure, "of"): "actors",
    (Figure, "quantity"): "quantities",
    (Mention, "statements"): "statements",
    (Says, "by"): "actors",
    (Says, "to"): "actors",
    (Says, "at"): "places",
    (Account, "voice"): "actors",
    (Account, "statements"): "statements",
    (Link, "event"): "events",
    (Event, "by"): "actors",
    (Event, "to"): "actors",
    (Event, "at"): "places",
    (Event, "origin"): "places",
    (Event, "destination"): "places",
    (Event, "part_of"): "events",
}
"""Fields that hold ids, and the list of the record that defines them."""

GROUNDED = {
    "action": "action", "status": "status", "by": "by", "to": "to", "at": "at",
    "origin": "from", "destination": "destination", "when": "when", "figures": "figures",
}  # fmt: skip
"""Fields of an event that need evidence once they have a value, and the name that the evidence goes by."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One value of a record: where it stands, the object and field that hold it, its annotation."""

    where: str
    owner: type
    field: str
    kind: Any
    value: Any


def invariants(record: Record) -> list[str]:
    """What is wrong with a record, one sentence a fault; empty for a sound one.

    >>> from onrecord.record import MadeBy, Report, Time
    >>> made = MadeBy("0", "", "", "")
    >>> invariants(Record(made, Report("r"), "On Sunday", times=(Time("t1", (3, 99), "DATE"),)))
    ['times[0].span: (3, 99) lies outside the text of 9 characters']
    """
    found = list(_walk(record, "", Record))
    faults = [] if record.schema == SCHEMA else [f"schema: {record.schema!r} is not {SCHEMA!r}"]
    faults += _ids(record)
    faults += [fault for one in found for fault in _misplaced(one, len(record.text)) or _foreign(one) or _scored(one)]
    faults += _dangling(record, found)
    for n, event in enumerate(record.events):
        faults += _groundless(event, f"events[{n}]") + _voices(event, f"events[{n}]")
    return faults


def _walk(value: Any, where: str, owner: type, field: str = "", kind: Any = None) -> Iterator[_Found]:
    """Every value below, spans and text whole, with its annotation."""
    if is_dataclass(value) and not isinstance(value, type):
        for name, hint in _hints(type(value)).items():
            yield from _walk(getattr(value, name), f"{where}.{name}".lstrip("."), type(value), name, hint)
    elif kind == Span or not isinstance(value, tuple):
        yield _Found(where, owner, field, kind, value)
    else:
        inner = typing.get_args(_bare(kind))
        for n, item in enumerate(value):
            yield from _walk(item, f"{where}[{n}]", owner, field, inner[0] if inner[-1] is Ellipsis else inner[n])


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _bare(kind: Any) -> Any:
    """The annotation without its `| None`."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(kind) if a is not type(None))
    return kind


def _ids(record: Record) -> list[str]:
    faults = []
    for name in LISTS:
        ids = [item.id for item in getattr(record, name)]
        faults += [f"{name}: id {one!r} is given {ids.count(one)} times" for one in sorted({i for i in ids if ids.count(i) > 1})]
    return faults


def _misplaced(found: _Found, length: int) -> list[str]:
    if _bare(found.kind) != Span or found.value is None:
        return []
    start, end = found.value
    return [] if 0 <= start < end <= length else [f"{found.where}: {found.value} lies outside the text of {length} characters"]


def _foreign(found: _Found) -> list[str]:
    """A fault where a value is not of its closed set."""
    kind = _bare(found.kind)
    if typing.get_origin(kind) is not typing.Literal or found.value is None or found.value in typing.get_args(kind):
        return []
    return [f"{found.where}: {found.value!r} is none of {', '.join(map(str, typing.get_args(kind)))}"]


def _scored(found: _Found) -> list[str]:
    if found.field != "score" or 0 <= found.value <= 1:
        return []
    return [f"{found.where}: {found.value} is no score between 0 and 1"]


def _dangling(record: Record, found: list[_Found]) -> list[str]:
    defined = {name: {item.id for item in getattr(record, name)} for name in LISTS}
    return [
        f"{one.where}: {one.value!r} is not defined in {name}"
        for one in found
        if (name := REFERENCES.get((one.owner, one.field))) and one.value is not None
        if one.value not in defined[name] and not (one.field == "voice" and one.value in (REPORT, UNKNOWN))
    ]


def _groundless(event: Event, where: str) -> list[str]:
    """A fault for each value of an event without evidence, and for evidence without words that was not inferred."""
    known = dict(event.evidence)
    valued = [name for field, name in GROUNDED.items() if getattr(event, field)]
    faults = [f"{where}: {name} has a value and no evidence" for name in valued if name not in known]
    bare = [name for name, evidence in event.evidence if not evidence.spans and evidence.basis != "inferred"]
    return faults + [f"{where}: the evidence of {name} has no words and is not inferred" for name in bare]


def _voices(event: Event, where: str) -> list[str]:
    """A fault where a voice has two accounts, or `claimed_only` does not follow from the accounts."""
    voices = [account.voice for account in event.accounts]
    faults = [f"{where}: {voice} has {voices.count(voice)} accounts" for voice in sorted({v for v in voices if voices.count(v) > 1})]
    if event.claimed_only != (REPORT not in voices):
        faults.append(f"{where}: claimed_only is {event.claimed_only}, its voices are {', '.join(voices) or 'none'}")
    return faults
