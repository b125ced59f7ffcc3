"""The fields of an event as JSON that outlives its record: actors by key, name and words, places by number, name and words.

Ids such as a1 hold for one record only. What a person decided must hold for the record of the next model too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from onrecord.ledger.decision import Json
from onrecord.record import REPORT, UNKNOWN, Account, Actor, Event, Figure, OtherPlace, Place, Quantity, Record, Says, Span, Time, When

PLACED = {"at": "at", "from": "origin", "destination": "destination"}
"""Fields that hold places, and what they are called in `Event`."""
CARRIED = ("action", "status", "by", "to", "at", "from", "destination", "when", "figures", "prominence", "scale", "accounts")
"""The fields of a snapshot."""
SAID = ("action", "by", "to", "at", "when", "figures")
"""Fields that a voice itself can give."""
_DEPTH = 3
"""Of "member of a member of": deeper than any report goes."""


@dataclass(frozen=True, slots=True)
class Index:
    """The things of a record by their ids."""

    actors: dict[str, Actor]
    places: dict[str, Place]
    times: dict[str, Time]
    quantities: dict[str, Quantity]

    @classmethod
    def of(cls, record: Record) -> Index:
        """The index of a record."""
        lists: tuple[Any, ...] = (record.actors, record.places, record.times, record.quantities)
        return cls(*({one.id: one for one in items} for items in lists))


def snapshot(index: Index, event: Event) -> dict[str, Json]:
    """All fields of an event, those without a value too."""
    return {field: value(index, event, field) for field in CARRIED}


def stamp(record: Record, event: Event) -> str:
    """All that is shown of an event, as a short digest: another one says that something has changed."""
    shown = json.dumps(snapshot(Index.of(record), event), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def value(index: Index, event: Event, field: str) -> Json:
    """One field of an event; None or [] where it has no value.

    >>> from onrecord.record import Action
    >>> value(Index({}, {}, {}, {}), Event("e1", Action("AID"), "planned"), "action")
    {'type': 'AID', 'mode': None}
    """
    if field == "action":
        return {"type": event.action.type, "mode": event.action.mode}
    if field in ("by", "to"):
        return [actor(index, one) for one in getattr(event, field)]
    if field in PLACED:
        return [place(index, one) for one in getattr(event, PLACED[field])]
    if field == "when":
        return when(index, event.when)
    if field == "figures":
        return [figure(index, one) for one in event.figures]
    if field == "accounts":
        return [account(index, one) for one in event.accounts]
    if field == "trigger":
        return list(event.mentions[0].trigger) if event.mentions else None
    return getattr(event, field)


def actor(index: Index, id_: str, depth: int = 0) -> Json:
    """An actor: name, kind, key, and the words of its first mention."""
    one = index.actors[id_]
    body = actor(index, one.member_of, depth + 1) if one.member_of and depth < _DEPTH else None
    return _told(
        name=one.name, kind=one.kind, named=one.named, country=one.country, role=one.role, key=one.key, member_of=body,
        span=_first(one.mentions),
    )  # fmt: skip


def place(index: Index, id_: str) -> Json:
    """A place: name, kind, number in GeoNames, where it lies, and the words of its first mention."""
    one = index.places[id_]
    return _told(
        name=one.name, kind=one.kind, geonames=one.geonames, country=one.country, lat=one.lat, lon=one.lon, radius_km=one.radius_km,
        span=_first(tuple(m.span for m in one.mentions)),
    )  # fmt: skip


def other(one: OtherPlace) -> Json:
    """A runner-up of a place's resolution."""
    return _told(name=one.name, geonames=one.geonames, country=one.country, lat=one.lat, lon=one.lon)


def when(index: Index, one: When | None) -> Json:
    """The days of an event, on what ground, and their words."""
    if one is None:
        return None
    time = index.times.get(one.time or "")
    return _told(earliest=one.earliest, latest=one.latest, basis=one.basis, span=list(time.span) if time else None)


def figure(index: Index, one: Figure) -> Json:
    """How many were affected, who, and the words."""
    quantity = index.quantities.get(one.quantity or "")
    return _told(
        effect=one.effect, of=actor(index, one.of) if one.of else None, low=one.low, high=one.high, best=one.best,
        span=list(quantity.span) if quantity else None,
    )  # fmt: skip


def account(index: Index, one: Account) -> Json:
    """One voice's word."""
    voice = one.voice if one.voice in (REPORT, UNKNOWN) else actor(index, one.voice)
    return {"voice": voice, "status": one.status, "certainty": one.certainty, "says": says(index, one.says)}


def says(index: Index, one: Says) -> Json:
    """The fields that a voice itself gives."""
    return _told(
        action=None if one.action is None else {"type": one.action.type, "mode": one.action.mode},
        by=None if one.by is None else [actor(index, a) for a in one.by],
        to=None if one.to is None else [actor(index, a) for a in one.to],
        at=None if one.at is None else [place(index, p) for p in one.at],
        when=when(index, one.when),
        figures=None if one.figures is None else [figure(index, f) for f in one.figures],
    )


def spans(value: Json) -> list[Span]:
    """The words that a value points to: of itself or of its parts, not of the bodies that actors belong to."""
    parts = value if isinstance(value, list) else [value]
    found = {tuple(part["span"]) for part in parts if isinstance(part, dict) and part.get("span")}
    return sorted(found)


def _told(**parts: Json) -> dict[str, Json]:
    """The parts that are known."""
    return {name: part for name, part in parts.items() if part is not None}


def _first(mentions: tuple[Span, ...]) -> list[int] | None:
    return list(mentions[0]) if mentions else None
