"""Events of the store as traces, many at a time, with a handful of look-ups."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable

from onrecord.compare import Range, Spot, Stretch, day_number
from onrecord.ledger import parties
from onrecord.ledger.among import AMONG
from onrecord.ledger.traces import Trace, Who
from onrecord.ledger.words import families, head, root, tokens, unpack
from onrecord.record import Action, Effect

_ELIGIBLE = """event.state != 'rejected' AND report.replaced_by IS NULL AND report.purged = 0 AND coalesce(report.scope, 'in') != 'out'
    AND report.kind IN ('report', 'correction')"""
_EVENTS = f"""SELECT event.id, event.key, event.report, report.published, report.key, trigger_start, event.words, type, mode, status, scale,
    earliest, latest, basis, place, place_kind, geonames, country, lat, lon, radius_km, context.sentence, context.words, sketch.words
    FROM event JOIN report ON report.id = event.report LEFT JOIN context ON context.event = event.id
    LEFT JOIN sketch ON sketch.report = event.report WHERE event.id {AMONG} AND {_ELIGIBLE}"""
_PARTIES = f"""SELECT event_party.event, part, party.id, party.name, party.kind, party.named, party.country, party.role, party.member_of,
    (SELECT min(gave) FROM actor WHERE actor.party = party.id AND actor.report = event.report)
    FROM event_party JOIN party ON party.id = event_party.party JOIN event ON event.id = event_party.event
    WHERE event_party.event {AMONG} ORDER BY event_party.event, part, party.key"""
_BODIES = f"SELECT key, id FROM party WHERE key {AMONG}"
_PLACES = f"SELECT event, place, kind, geonames, country, lat, lon, radius_km FROM event_place WHERE event {AMONG} ORDER BY rowid"
_FIGURES = f"SELECT event, effect, low, high, best FROM figure WHERE event {AMONG} AND account IS NULL ORDER BY id"
_SAYS = f"SELECT event, says FROM account WHERE event {AMONG} AND says LIKE '%\"action\"%' ORDER BY id"


def load(db: sqlite3.Connection, events: Collection[int]) -> dict[int, Trace]:
    """The traces of some events by row id; those that make no incident (rejected, out of scope, replaced) are left out."""
    if not events:
        return {}
    among = (_listed(events),)
    rows = db.execute(_EVENTS, among).fetchall()
    who, spots, figures, says = _parties(db, among), _spots(db, among), _figures(db, among), _says(db, among)
    found = {}
    for row in rows:
        event, key, report, published, report_key, start, trigger, type_, mode, status, scale, earliest, latest, basis = row[:14]
        place, kind, geonames, country, lat, lon, radius, sentence, words, sketch = row[14:]
        first = () if place is None else (Spot(place, kind, geonames, country, lat, lon, radius),)
        word = head(tokens(trigger))
        found[event] = Trace(
            event, report, (published or "9999", report_key, start), tuple(dict.fromkeys((Action(type_, mode), *says[event]))),
            root(word), families(word), status, scale, _day(published),
            None if earliest is None and latest is None else Stretch(earliest, latest, basis),
            (*first, *spots[event]), tuple(who[event, "by"]), tuple(who[event, "to"]), figures[event],
            unpack(words or b""), unpack(sketch or b""), sentence, key,
        )  # fmt: skip
    return found


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps(sorted(numbers))


def _day(published: str | None) -> int | None:
    """The day of a report's date, or None where it has none or only a month."""
    return day_number(published) if published and len(published) >= 10 else None


def _parties(db: sqlite3.Connection, among: tuple[str]) -> dict[tuple[int, str], list[Who]]:
    """Who acts and who is acted on, as the event's own report has them: what others say of a party must not change what is alike."""
    merged = parties.merged(db)
    rows = db.execute(_PARTIES, among).fetchall()
    given = {row[9]: json.loads(row[9]) for row in rows if row[9] is not None}
    bodies = dict(db.execute(_BODIES, (json.dumps(sorted({gave[5] for gave in given.values() if gave[5]})),)))
    found: dict[tuple[int, str], list[Who]] = defaultdict(list)
    for event, part, party, *own, body, gave in rows:
        name, kind, named, country, role = own if gave is None else given[gave][:5]
        body = body if gave is None else bodies.get(given[gave][5])
        found[event, part].append(Who(merged.get(party, party), name, kind, bool(named), country, role, body))
    return found


def _spots(db: sqlite3.Connection, among: tuple[str]) -> dict[int, list[Spot]]:
    found: dict[int, list[Spot]] = defaultdict(list)
    for event, *values in db.execute(_PLACES, among):
        found[event].append(Spot(*values))
    return found


def _figures(db: sqlite3.Connection, among: tuple[str]) -> dict[int, dict[Effect, Range]]:
    """The first figure of each effect."""
    found: dict[int, dict[Effect, Range]] = defaultdict(dict)
    for event, effect, low, high, best in db.execute(_FIGURES, among):
        found[event].setdefault(effect, Range(low, high, best))
    return found


def _says(db: sqlite3.Connection, among: tuple[str]) -> dict[int, list[Action]]:
    """The actions that voices give instead of the event's own."""
    found: dict[int, list[Action]] = defaultdict(list)
    for event, says in db.execute(_SAYS, among):
        action = json.loads(says).get("action")
        if action:
            found[event].append(Action(action["type"], action["mode"]))
    return found
