"""Decisions made from what people say about events that they name: what was shown is kept with them, and compared with what was seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from onrecord.errors import ChangedError, LedgerError, UsageError
from onrecord.ledger import named, reports
from onrecord.ledger.anchors import Anchor, overlap
from onrecord.ledger.cast import Cast
from onrecord.ledger.decision import Decision, Json
from onrecord.ledger.folding import active
from onrecord.ledger.given import Given, Places, field_of
from onrecord.ledger.masking import KEY
from onrecord.ledger.named import Named, Reported
from onrecord.ledger.portable import CARRIED, Index, snapshot, value
from onrecord.record import Event

Seen = Mapping[str, Json]
"""The values that a person saw, by field."""


def accepting(db: sqlite3.Connection, one: Named, fields: Sequence[str], seen: Seen, places: Places) -> Decision:
    """That an event is right as it is shown, or some fields of it are."""
    target = one.event or one.own
    assert target is not None
    compare(one, given(db, one.of, places), seen)
    index = Index.of(one.of.shown.record)
    held = one.of.shown.fields.get(one.id, {})
    chosen = [field_of(name) for name in fields] or [name for name in CARRIED if held.get(name) not in ("corrected", "added")]
    after = {name: value(index, target, name) for name in chosen if name != "trigger"}
    if not after.get("accounts", True):
        del after["accounts"]  # where voices are decided there is one
    before, machine = _both(index, target, one)
    return Decision("accept", "", anchor(one), before=before, after=after, machine=machine)


def rejecting(db: sqlite3.Connection, one: Named, reason: str, seen: Seen, places: Places) -> Decision:
    """That an event is none, or not wanted."""
    event = present(db, one)
    compare(one, given(db, one.of, places), seen)
    before, machine = _both(Index.of(one.of.shown.record), event, one)
    return Decision("reject", "", anchor(one), before=before, after=reason, machine=machine)


def correcting(db: sqlite3.Connection, one: Named, field: str, new: Json, seen: Seen, places: Places) -> Decision:
    """That a field of an event is otherwise."""
    event, reads, name = present(db, one), given(db, one.of, places), field_of(field)
    compare(one, reads, seen)
    before = value(Index.of(one.of.shown.record), event, name)
    return Decision("correct", "", anchor(one), name, before, reads.value(field, new, event), _machine(one))


def adding(db: sqlite3.Connection, one: Reported, trigger: Json, fields: Seen, places: Places) -> Decision:
    """That the words of a trigger tell of an event that the machine has not."""
    reads = given(db, one, places)
    start, stop = reads.trigger(trigger)
    after = {field_of(name): reads.value(name, new) for name, new in fields.items()}
    there = [e for e in one.machine.events if any(overlap((start, stop), m.trigger) for m in e.mentions)]
    machine = [{"type": e.action.type, "mode": e.action.mode} for e in there]
    type_ = after["action"].get("type") if isinstance(after.get("action"), dict) else None
    taken = [a for a in one.shown.anchors.values() if a.span == (start, stop) and a.type == type_]
    words = one.machine.text[start:stop]
    return Decision("add", "", Anchor(one.sha256, start, stop, words, type_, len(taken)), after=after, machine=machine)


# ---------------------------------------------------------------- what is shown
def given(db: sqlite3.Connection, one: Reported, places: Places) -> Given:
    """Reads what people give as values for the events of a report."""
    return Given(one.shown.record, lambda key: _party(db, key), places)


def anchor(one: Named) -> Anchor:
    """The anchor of an event. Raises LedgerError if it has no words in the text."""
    found = one.of.shown.anchors.get(one.id)
    if found is None:
        raise LedgerError(f"{one.where}: the event has no words in the text, so nothing can be decided on it")
    return found


def present(db: sqlite3.Connection, one: Named) -> Event:
    """The event as it is shown. Raises ChangedError if somebody rejected it."""
    if one.event is not None:
        return one.event
    last = [d for d in active(db, one.of.sha256) if d.kind == "reject" and d.anchor == one.of.shown.anchors.get(one.id)]
    by = f" by {last[-1].coder} (decision {last[-1].id})" if last else ""
    raise ChangedError(f"{one.where} was rejected{by}; undo that, or accept the event, to decide on it", "shown", "rejected")


def compare(one: Named, reads: Given, seen: Seen) -> None:
    """Raise ChangedError where what a person saw is not what is shown."""
    event = one.event
    if not seen:
        return
    if event is None:
        raise ChangedError(f"{one.where} was rejected meanwhile; look at it again", "shown", "rejected")
    casts, index = [Cast(one.of.shown.record), Cast(one.of.told)], Index.of(one.of.shown.record)
    for name, before in seen.items():
        field = field_of(name)
        saw = reads.value(name, before, event)
        if not any(cast.same(field, saw, event) for cast in casts):
            now = value(index, event, field)
            said = f"{field} has changed: you saw {brief(saw)}, it is now {brief(now)}"
            raise ChangedError(f"{one.where}: {said}; look at it again", saw, now)


def brief(value: Json) -> str:
    """A value in short, for a sentence.

    >>> brief([{"name": "Tol", "country": "XKA"}]), brief({"type": "AID", "mode": None}), brief([])
    ('Tol', 'AID', 'nothing')
    """
    if isinstance(value, list):
        return ", ".join(brief(one) for one in value) or "nothing"
    if not isinstance(value, dict):
        return "nothing" if value is None else str(value)
    if "voice" in value:
        return f"{brief(value['voice'])}: {value['status']}"
    if "earliest" in value or "latest" in value:
        first, last = value.get("earliest", ""), value.get("latest", "")
        return first if first == last else f"{first}..{last}"
    if "effect" in value:
        bounds = value.get("best") if value.get("best") is not None else f"{value.get('low', '')}-{value.get('high', '')}"
        return f"{value['effect']}={bounds:g}" if isinstance(bounds, float | int) else f"{value['effect']}={bounds}"
    return str(value.get("name") or "/".join(str(value[name]) for name in ("type", "mode") if value.get(name)))


# ---------------------------------------------------------------- inside
def _both(index: Index, event: Event, one: Named) -> tuple[Json, Json]:
    """The event as it is shown, None where that is as the machine has it, and as the machine has it."""
    before, machine = snapshot(index, event), _machine(one)
    return None if before == machine else before, machine


def _machine(one: Named) -> Json:
    """The event as the machine has it: of one that it no longer has, as it is kept; of one that a person added, nothing."""
    if one.own is not None:
        return snapshot(Index.of(one.of.machine), one.own)
    kept = one.event is not None and one.of.shown.states.get(one.id) != "added"
    return snapshot(Index.of(one.of.shown.record), one.event) if kept and one.event else None


def _party(db: sqlite3.Connection, key: str) -> Json:
    """What is known of a party that is known beyond one report, by its key."""
    if key.startswith(KEY):
        raise UsageError(f"{key}: this name is withheld; name the actor by its id in the report, or by its name")
    row = db.execute("SELECT name, kind, named, country, role FROM party WHERE key = ?", (key,)).fetchone()
    if row is None or named.LOCAL.fullmatch(key):
        return None
    told = dict(zip(("name", "kind", "named", "country", "role"), row, strict=True)) | {"named": bool(row[2])}
    if not key.startswith("name/"):  # an identity that follows from the name
        told["key"] = key
    return {name: one for name, one in told.items() if one is not None}


def where(decision: Decision) -> str:
    """The place of a decision, for people: the report and the words, or the parties."""
    one = decision.anchor
    if one is None:
        return ""
    return reports.report_key(one.sha256) + (f" “{one.words}”" if one.words else "")
