"""The sample record as a later model might read it: the same text, other ids, other triggers, other values."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from onrecord.ledger.anchors import Anchor, anchors
from onrecord.ledger.decision import Decision, Json
from onrecord.ledger.portable import Index, snapshot, value
from onrecord.record import Event, Record
from tests.records import sample, span

RENAMED = {"e1": "e5", "e2": "e3", **{f"a{n}": f"a{n + 10}" for n in range(1, 7)}, "p1": "p4", "t1": "t8", "t2": "t9", "q1": "q7"}
RENAMED |= {f"s{n}": f"s{n + 20}" for n in range(1, 4)}


def renamed(value: Any) -> Any:
    """The same with all ids exchanged, as another model would number its things otherwise."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: renamed(getattr(value, f.name)) for f in fields(value) if f.name != "text"})
    if isinstance(value, tuple):
        return tuple(renamed(one) for one in value)
    return RENAMED.get(value, value) if isinstance(value, str) else value


def reread(**changes: Any) -> Record:
    """The sample with other ids, its first trigger longer, and its first event with some fields changed."""
    record: Record = renamed(sample())
    first = record.events[0]
    wider = replace(first.mentions[0], trigger=span("shelled the market"))
    first = replace(first, mentions=(wider, *first.mentions[1:]), **changes)
    return replace(record, events=(first, *record.events[1:]))


def event(record: Record, id_: str) -> Event:
    """One event of a record."""
    return next(one for one in record.events if one.id == id_)


def anchor(id_: str, record: Record | None = None) -> Anchor:
    """The anchor of an event, of the sample if no other record is given."""
    return anchors(record or sample())[id_]


def seen(id_: str, record: Record | None = None) -> Json:
    """An event as the machine has it."""
    given = record or sample()
    return snapshot(Index.of(given), event(given, id_))


def correct(id_: str, field: str, after: Json, *, number: int = 1, record: Record | None = None, before: Json = None) -> Decision:
    """A correction of an event of the sample."""
    given = record or sample()
    shown = before if before is not None else value(Index.of(given), event(given, id_), field)
    return Decision("correct", "ann", anchor(id_, given), field, shown, after, seen(id_, given), id=number)


def accept(id_: str, *, number: int = 1, record: Record | None = None) -> Decision:
    """The acceptance of an event as the machine has it."""
    given = record or sample()
    whole = seen(id_, given)
    return Decision("accept", "ann", anchor(id_, given), after=whole, machine=whole, id=number)


def reject(id_: str, *, number: int = 1, record: Record | None = None, reason: str = "not an event") -> Decision:
    """The rejection of an event."""
    given = record or sample()
    return Decision("reject", "ann", anchor(id_, given), after=reason, machine=seen(id_, given), id=number)


def add(words: str = "killing", *, number: int = 1, nth: int = 0, **values: Json) -> Decision:
    """An event that the machine has not, at some words of the sample's text."""
    after = {"action": {"type": "HARM", "mode": "unknown"}, "status": "happened", **values}
    start, stop = span(words)
    at = Anchor(anchor("e1").sha256, start, stop, words, after["action"]["type"], nth)
    return Decision("add", "ann", at, after=after, machine=[], id=number)


def longer(text: str, record: Record) -> Record:
    """A record with a sentence before all others, its spans moved."""

    def moved(value: Any) -> Any:
        if isinstance(value, tuple) and len(value) == 2 and all(isinstance(n, int) and not isinstance(n, bool) for n in value):
            return value[0] + len(text), value[1] + len(text)
        if isinstance(value, tuple):
            return tuple(map(moved, value))
        if hasattr(value, "__dataclass_fields__"):
            return replace(
                value, **{name: moved(getattr(value, name)) for name in value.__dataclass_fields__ if name not in ("text", "lat", "lon")}
            )
        return value

    made: Record = moved(record)
    return replace(made, text=text + record.text, sentences=((0, len(text) - 1), *made.sentences))
