"""What incidents can be found by, as lists in the order of answers: one list for each actor, voice, action, status, place, month.

A question then reads the beginning of one list, however long it is. The lists are derived: `update` brings those of some incidents
up to date, and only the rows that differ are written.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from onrecord.compare import folded
from onrecord.ledger.among import AMONG
from onrecord.ledger.ranks import day_number, rank_of

LABEL, BY, TO, VOICE, SITE = range(5)
"""What a facet's value is the row of."""
KINDS = 8
MANY = 5
"""Voices and texts are listed by "at least 2" up to "at least 5"; for more the longest of these lists is gone through."""
SPANS = (366, 31, 7)
"""Incidents that last longer than so many days have a list, so that those that began long before a day in question are found."""
SHOWN = "e.state != 'rejected' AND r.replaced_by IS NULL AND r.purged = 0 AND r.scope IS NOT 'out' AND r.kind != 'retraction'"
"""Which events are shown, `e` being the event and `r` its report."""

_BATCH = 400
_EVENTS = f"FROM event e JOIN report r ON r.id = e.report {{join}} WHERE e.incident {AMONG} AND {SHOWN}"
_TELLINGS = "SELECT e.incident, e.state, r.published, e.place, e.place_kind, e.geonames, e.country, e.lat, e.lon " + _EVENTS.format(join="")
_PLACES = "SELECT e.incident, x.place, x.kind, x.geonames, x.country, x.lat, x.lon "
_PLACES += _EVENTS.format(join="JOIN event_place x ON x.event = e.id")
_ROLES = "SELECT DISTINCT e.incident, x.part, x.party " + _EVENTS.format(join="JOIN event_party x ON x.event = e.id")
_VOICES = "SELECT DISTINCT e.incident, 'voice', x.party " + _EVENTS.format(join="JOIN account x ON x.event = e.id AND x.party IS NOT NULL")
_PARTS = {"by": BY, "to": TO, "voice": VOICE}
_NEXT = f"SELECT id, coalesce(same_as, member_of) FROM party WHERE id {AMONG} AND coalesce(same_as, member_of) IS NOT NULL"

_Place = tuple[str, str | None, int | None, str | None, float | None, float | None]
_Row = tuple[int, int, int, int, int, bytes]


@dataclass(slots=True)
class _Found:
    """What the tellings of one incident say, before it is listed."""

    labels: set[str] = field(default_factory=set)
    parties: set[tuple[int, int]] = field(default_factory=set)
    places: set[_Place] = field(default_factory=set)
    told: int = 0


def value_of(kind: int, row: int) -> int:
    """The value in `facet` for a row of some kind."""
    return row * KINDS + kind


def update(db: sqlite3.Connection, incidents: Iterable[int]) -> None:
    """List some incidents anew, inside the caller's transaction; those that are gone, merged or not to be shown leave all lists.

    So are those of parties that have joined or left a body, or were merged, since the last time.
    """
    ids = sorted({*incidents, *_of_moved_parties(db)})
    for start in range(0, len(ids), _BATCH):
        _update(db, ids[start : start + _BATCH])


def rebuild(db: sqlite3.Connection) -> None:
    """List all incidents anew."""
    update(db, [row[0] for row in db.execute("SELECT id FROM incident UNION SELECT incident FROM faceted")])


def _of_moved_parties(db: sqlite3.Connection) -> set[int]:
    """The incidents in the lists of parties that were noted by the triggers on `party`; they are noted no more."""
    parties = [row[0] for row in db.execute("SELECT party FROM relisted")]
    db.execute("DELETE FROM relisted")
    values = json.dumps([value_of(part, party) for party in parties for part in _PARTS.values()])
    return {
        row[0] for row in db.execute(f"SELECT d.incident FROM facet f JOIN faceted d ON d.rank = f.rank WHERE f.value {AMONG}", (values,))
    }


def values_in(held: bytes) -> tuple[int, ...]:
    """The values that a row of `faceted` holds."""
    return struct.unpack(f"<{len(held) // 4}I", held)


def _update(db: sqlite3.Connection, ids: list[int]) -> None:
    chosen = json.dumps(ids)
    before = {row[1]: row for row in db.execute(f"SELECT * FROM faceted WHERE incident {AMONG}", (chosen,))}
    now = {row[1]: row for row in _rows(db, chosen)}
    old = [row for incident, row in before.items() if not _stays(row, now.get(incident))]
    new = [row for incident, row in now.items() if not _stays(before.get(incident), row)]
    db.executemany("DELETE FROM faceted WHERE rank = ?", [row[:1] for row in old])
    new = _placed(db, new)
    was, there = ({(value, row[0]) for row in rows for value in values_in(row[5])} for rows in (old, new))
    db.executemany("DELETE FROM facet WHERE value = ? AND rank = ?", sorted(was - there))
    db.executemany("INSERT INTO facet VALUES (?, ?)", sorted(there - was))
    _forget_sites(db, {value for value, _ in was - there if value % KINDS == SITE})


def _forget_sites(db: sqlite3.Connection, values: set[int]) -> None:
    """Delete the places at which nothing is any more: a name may be all that is left of a report that was taken down."""
    unused = "DELETE FROM site WHERE id = ?1 / ?2 AND NOT EXISTS (SELECT 1 FROM facet WHERE value = ?1)"
    db.executemany(unused, [(value, KINDS) for value in sorted(values)])


def _stays(before: _Row | None, now: _Row | None) -> bool:
    """Whether a row is still right: its rank may be some places on, where another incident had it."""
    return before is not None and now is not None and 0 <= before[0] - now[0] < 8 and before[1:] == now[1:]


def _placed(db: sqlite3.Connection, rows: list[_Row]) -> list[_Row]:
    """The rows as they are stored: at their ranks, or at the next that are free."""
    wanted = json.dumps([row[0] for row in rows])
    taken = {row[0] for row in db.execute(f"SELECT rank FROM faceted WHERE rank {AMONG}", (wanted,))}
    placed = []
    for row in rows:
        rank = row[0]
        while rank in taken or (rank != row[0] and db.execute("SELECT 1 FROM faceted WHERE rank = ?", (rank,)).fetchone()):
            rank += 1
        taken.add(rank)
        placed.append((rank, *row[1:]))
    db.executemany("INSERT INTO faceted VALUES (?, ?, ?, ?, ?, ?)", placed)
    return placed


def _rows(db: sqlite3.Connection, chosen: str) -> Iterator[_Row]:
    """The rows in `faceted` of those of some incidents that are shown."""
    found = _found(db, chosen)
    columns = "id, key, type, mode, status, scale, earliest, latest, voices, texts, conflicts, reports"
    rows = db.execute(f"SELECT {columns} FROM incident WHERE moved_to IS NULL AND id {AMONG} ORDER BY key", (chosen,))
    shown = [row for row in rows if row[0] in found]
    for incident, _, *own, _ in shown:
        found[incident].labels |= _labels(*own)
    values = _values(db, {row[0]: found[row[0]] for row in shown})
    for incident, key, *own, voices, _, _, reports in shown:
        rank = rank_of(key, day_number(own[4] or own[5]), found[incident].told)
        held = struct.pack(f"<{len(values[incident])}I", *values[incident])
        yield rank, incident, found[incident].told, voices, reports, held


def _found(db: sqlite3.Connection, chosen: str) -> dict[int, _Found]:
    """What the shown events of some incidents say, by incident; no entry for those without one."""
    found: dict[int, _Found] = defaultdict(_Found)
    for incident, state, published, *place in db.execute(_TELLINGS, (chosen,)):
        one = found[incident]
        one.told = max(one.told, day_number(published) or 0)
        one.labels |= {f"state/{state}"} if state != "machine" else set()
        one.labels |= {f"told/{_month(published)}"} if day_number(published) else set()
        _add_place(one, *place)
    for incident, *place in db.execute(_PLACES, (chosen,)):
        _add_place(found[incident], *place)
    for query in (_ROLES, _VOICES):
        for incident, part, party in db.execute(query, (chosen,)):
            found[incident].parties.add((_PARTS[part], party))
    return found


def _month(published: str) -> str:
    """The month of a date, that of its first day for a year.

    >>> _month("2024-04-07"), _month("2024")
    ('2024-04', '2024-01')
    """
    return published[:7] if len(published) >= 7 else f"{published[:4]}-01"


def _add_place(found: _Found, name: str | None, *place: Any) -> None:
    if name is not None:
        found.places.add((name, *place))
    if (country := place[2]) is not None:
        found.labels.add(f"country/{country}")


def _labels(
    kind: str, mode: str | None, status: str, scale: str, earliest: str | None, latest: str | None, voices: int, texts: int, conflicts: int
) -> set[str]:
    """What an incident's own columns list it under. What holds for most of them has no list."""
    found = {f"action/{kind}/{mode or ''}"}
    found |= {f"status/{status}"} if status != "happened" else set()
    found |= {f"voices/{n}" for n in range(2, min(voices, MANY) + 1)} | {f"texts/{n}" for n in range(2, min(texts, MANY) + 1)}
    found |= {f"scale/{scale}"} if scale != "incident" else set()
    found |= {"conflicting"} if conflicts else set()
    first, last = day_number(earliest), day_number(latest)
    span = next((most for most in SPANS if first and last and last - first >= most), None)
    return found | {f"span/{span}"} if span else found


def _values(db: sqlite3.Connection, found: dict[int, _Found]) -> dict[int, list[int]]:
    """The values in `facet` of each incident, in order."""
    above = _above(db, {party for one in found.values() for _, party in one.parties})
    labels = _label_rows(db, {name for one in found.values() for name in one.labels})
    sites = _site_rows(db, {place for one in found.values() for place in one.places})
    return {
        incident: sorted(
            {value_of(LABEL, labels[name]) for name in one.labels}
            | {value_of(part, body) for part, party in one.parties for body in above[party]}
            | {value_of(SITE, sites[place]) for place in one.places}
        )
        for incident, one in found.items()
    }


def _above(db: sqlite3.Connection, parties: set[int]) -> dict[int, set[int]]:
    """Each party with those that it is the same as or a member of, all the way up."""
    following: dict[int, int] = {}
    todo = parties
    while todo:  # a query a step: SQLite plans the recursive query badly once it has statistics
        found = dict(db.execute(_NEXT, (json.dumps(sorted(todo)),)))
        following |= found
        todo = set(found.values()) - following.keys()
    return {party: _chain(party, following) for party in parties}


def _chain(party: int, following: dict[int, int]) -> set[int]:
    chain = {party}
    while (party := following.get(party, party)) not in chain:
        chain.add(party)
    return chain


def _label_rows(db: sqlite3.Connection, names: set[str]) -> dict[str, int]:
    """The rows of labels, made where there are none."""
    among = (json.dumps(sorted(names)),)
    found = dict(db.execute(f"SELECT name, id FROM label WHERE name {AMONG}", among))
    if len(found) == len(names):
        return found
    db.executemany("INSERT INTO label (name) VALUES (?)", [(name,) for name in sorted(names - found.keys())])
    return dict(db.execute(f"SELECT name, id FROM label WHERE name {AMONG}", among))


def _site_rows(db: sqlite3.Connection, places: set[_Place]) -> dict[_Place, int]:
    """The rows of places, made where there are none."""
    keys = {place: _site_key(place) for place in places}
    among = (json.dumps(sorted(set(keys.values()))),)
    known = dict(db.execute(f"SELECT key, id FROM site WHERE key {AMONG}", among))
    new = sorted((place for place, key in keys.items() if key not in known), key=lambda place: (keys[place], repr(place)))
    if new:
        insert = "INSERT INTO site (key, folded, kind, geonames, country, lat, lon) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        db.executemany(insert, [(keys[place], folded(place[0]), *place[1:]) for place in new])
        known = dict(db.execute(f"SELECT key, id FROM site WHERE key {AMONG}", among))
    return {place: known[key] for place, key in keys.items()}


def _site_key(place: _Place) -> str:
    name, _, geonames, country, lat, lon = place
    return f"{geonames}/{folded(name)}" if geonames is not None else f"{country or ''} {lat} {lon}/{folded(name)}"
