"""The parts of a reading as one record: ids in text order, nobody who plays no part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from onrecord.language.analysis import Analysis
from onrecord.record import (
    REPORT,
    UNKNOWN,
    Account,
    Actor,
    Event,
    Figure,
    MadeBy,
    Place,
    Quantity,
    Record,
    Report,
    Says,
    Statement,
    Time,
)

DECIMALS = 2
"""Of scores in a record: processors differ in the digits after them."""
PARTS_ALONE = frozenset({"thing", "unknown"})
"""Kinds of actors that stay only if something happens to them: a named car is no party."""

Rename = Callable[[str], str]


def record(
    made_by: MadeBy,
    report: Report,
    analysis: Analysis,
    actors: tuple[Actor, ...],
    places: tuple[Place, ...],
    times: tuple[Time, ...],
    quantities: tuple[Quantity, ...],
    statements: tuple[Statement, ...],
    events: tuple[Event, ...],
) -> Record:
    """The record, its actors renumbered in text order and those left out that take no part."""
    kept = _kept(actors, statements, events)
    new = {actor.id: f"a{n}" for n, actor in enumerate(kept, 1)}
    rename = new.__getitem__
    return Record(
        made_by=made_by,
        report=report,
        text=analysis.text,
        sentences=tuple(analysis.span(first, last) for first, last in analysis.sentences),
        actors=tuple(replace(a, id=new[a.id], member_of=new.get(a.member_of or "")) for a in kept),
        places=tuple(map(_place, places)),
        times=times,
        quantities=_counted(quantities, events, rename),
        statements=tuple(_statement(s, rename) for s in statements),
        events=tuple(_event(e, rename) for e in events),
    )


def _kept(actors: tuple[Actor, ...], statements: tuple[Statement, ...], events: tuple[Event, ...]) -> list[Actor]:
    """Actors that are named, or used, or that a kept one belongs to, by their first mention."""
    known = {actor.id: actor for actor in actors}
    used = {name for s in statements for name in (*s.speakers, *s.relays, s.addressee) if name}
    used |= {name for event in events for name in _parties(event)}
    used |= {a.id for a in actors if a.named and a.kind not in PARTS_ALONE}
    open_ = sorted(used)
    while open_:
        member_of = known[open_.pop()].member_of
        if member_of and member_of not in used:
            used.add(member_of)
            open_.append(member_of)
    return sorted((a for a in actors if a.id in used), key=lambda a: (a.mentions[0] if a.mentions else (len(known), 0), a.id))


def _parties(event: Event) -> Iterable[str]:
    yield from (*event.by, *event.to)
    yield from (f.of for f in event.figures if f.of)
    for account in event.accounts:
        if account.voice not in (REPORT, UNKNOWN):
            yield account.voice
        yield from (*(account.says.by or ()), *(account.says.to or ()))
        yield from (f.of for f in account.says.figures or () if f.of)


def _statement(statement: Statement, rename: Rename) -> Statement:
    return replace(
        statement,
        speakers=tuple(map(rename, statement.speakers)),
        relays=tuple(map(rename, statement.relays)),
        addressee=rename(statement.addressee) if statement.addressee else None,
    )


def _event(event: Event, rename: Rename) -> Event:
    return replace(
        event,
        by=tuple(map(rename, event.by)),
        to=tuple(map(rename, event.to)),
        figures=tuple(_figure(f, rename) for f in event.figures),
        accounts=tuple(_account(a, rename) for a in event.accounts),
        evidence=tuple((field, replace(shown, score=round(shown.score, DECIMALS))) for field, shown in event.evidence),
        score=round(event.score, DECIMALS),
    )


def _place(place: Place) -> Place:
    others = tuple(replace(other, score=round(other.score, DECIMALS)) for other in place.others)
    return replace(place, score=round(place.score, DECIMALS), others=others)


def _figure(figure: Figure, rename: Rename) -> Figure:
    return replace(figure, of=rename(figure.of) if figure.of else None)


def _account(account: Account, rename: Rename) -> Account:
    says = account.says
    return replace(
        account,
        voice=account.voice if account.voice in (REPORT, UNKNOWN) else rename(account.voice),
        says=Says(
            action=says.action,
            by=None if says.by is None else tuple(map(rename, says.by)),
            to=None if says.to is None else tuple(map(rename, says.to)),
            at=says.at,
            when=says.when,
            figures=None if says.figures is None else tuple(_figure(f, rename) for f in says.figures),
        ),
    )


def _counted(quantities: tuple[Quantity, ...], events: tuple[Event, ...], rename: Rename) -> tuple[Quantity, ...]:
    """Quantities with the group that they count, where an event's figure says which."""
    of = {f.quantity: rename(f.of) for e in events for f in e.figures if f.quantity and f.of}
    return tuple(replace(q, of=of.get(q.id, q.of)) for q in quantities)
