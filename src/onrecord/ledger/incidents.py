"""Events of different reports that are one happening, kept in step with the events: only what a change touches is done anew.

The outcome depends on the events alone, not on the order in which they came: their keys, their pairs, and the groups that follow.
An incident is named after the first of its events in content order. Names that were given out stay good: they point on.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from onrecord.ledger import contexts
from onrecord.ledger.among import AMONG_FIRST
from onrecord.ledger.candidates import Blocks
from onrecord.ledger.clusters import LIMIT, Pair, partition
from onrecord.ledger.facts import Held
from onrecord.ledger.links import Links
from onrecord.ledger.loading import load
from onrecord.ledger.pairs import THRESHOLD, score
from onrecord.ledger.traces import Trace

_HOMES = f"""SELECT event.id, event.key, incident, incident.key FROM event LEFT JOIN incident ON incident.id = event.incident
    WHERE event.id {AMONG_FIRST}"""
_FOUND = (
    f"INSERT INTO incident (key) SELECT value FROM json_each(?1) WHERE value NOT IN (SELECT key FROM incident WHERE key {AMONG_FIRST})",
    f"UPDATE incident SET moved_to = NULL WHERE moved_to IS NOT NULL AND key {AMONG_FIRST}",
)
"""Make incidents of these names where there are none, in their order, and let those that pointed on be themselves again."""
_POINT = "UPDATE incident SET moved_to = ?1 WHERE key = ?2 AND id IS NOT ?1 AND moved_to IS NOT ?1"
"""Lets an incident that an event once founded point to where that event is now."""
_PAIRS_OF = f"SELECT a, b, score FROM pair WHERE a {AMONG_FIRST} OR b {AMONG_FIRST}"


def update(db: sqlite3.Connection, changed: Iterable[int], links: Links) -> set[int]:
    """Sort events that are new or changed into incidents; returns the rows of all incidents that this bears on.

    Their rows, parties, places and figures must be there. `links` are people's merges and splits, all of them; the events of a
    merge or split that is new or undone count as changed.
    """
    todo = sorted({*changed, *_unsorted(db)})
    contexts.write(db, todo)
    traces, blocks = load(db, todo), Blocks(db)
    moved = blocks.enter({event: traces.get(event) for event in todo})
    compare = moved.compare | traces.keys()
    touched = {*todo, *_compare(db, blocks, compare, set(todo) - compare, traces), *_check(db, blocks, moved.check - compare)}
    return _sort(db, touched, links, traces, set(todo))


def remove(db: sqlite3.Connection, events: Iterable[int]) -> set[int]:
    """Take events out before their rows are deleted; returns the rows of the incidents that they leave.

    Those that they were compared or together with are sorted anew by the next `update`, which must follow.
    """
    gone = set(events)
    if not gone:
        return gone
    left, others, blocks = set[int](), set[int](), Blocks(db)
    for event in sorted(gone):
        (incident,) = db.execute("SELECT incident FROM event WHERE id = ?", (event,)).fetchone()
        if incident is not None:
            left.add(incident)
            others |= {row[0] for row in db.execute("SELECT id FROM event WHERE incident = ?", (incident,))}
        moved = blocks.enter({event: None})
        others |= moved.compare | moved.check | {other for pair in _pairs(db, {event}) for other in pair}
        db.execute("DELETE FROM pair WHERE a = ?1 OR b = ?1", (event,))
        db.execute("UPDATE event SET incident = NULL WHERE id = ?", (event,))
    contexts.forget(db, gone)
    db.executemany("INSERT OR IGNORE INTO unsorted (event) VALUES (?)", [(event,) for event in sorted(others - gone)])
    return left


def _unsorted(db: sqlite3.Connection) -> set[int]:
    """The events that were left to be sorted, which are so no more."""
    found = {row[0] for row in db.execute("SELECT event FROM unsorted")}
    if found:
        db.execute("DELETE FROM unsorted")
    return found


# ---------------------------------------------------------------- pairs
def _compare(db: sqlite3.Connection, blocks: Blocks, events: set[int], out: set[int], traces: dict[int, Trace]) -> set[int]:
    """Score the pairs of some events anew, and drop those of events that are out; the events on either end of what was and is there."""
    _load(db, events, traces)
    partners = {event: blocks.find(event, traces[event].standing) for event in sorted(events) if event in traces}
    _load(db, events.union(*partners.values()), traces)
    before = _pairs(db, events | out)
    now: dict[Pair, float] = {}
    for event, others in partners.items():
        for other in others:
            pair = (min(event, other), max(event, other))
            if pair in now or other not in traces:
                continue
            scored = score(traces[pair[0]], traces[pair[1]])
            if scored is not None and scored.score >= THRESHOLD:
                now[pair] = scored.score
    db.executemany("DELETE FROM pair WHERE a = ? AND b = ?", [pair for pair in before if pair not in now])
    new = [(*pair, value) for pair, value in now.items() if before.get(pair) != value]
    db.executemany("INSERT OR REPLACE INTO pair (a, b, score) VALUES (?, ?, ?)", new)
    return {event for pair in (*before, *now) for event in pair}


def _load(db: sqlite3.Connection, events: set[int], traces: dict[int, Trace]) -> None:
    """Add the traces of events that are not there yet."""
    traces |= load(db, events - traces.keys())


def _check(db: sqlite3.Connection, blocks: Blocks, events: set[int]) -> set[int]:
    """Drop the pairs of some events that no longer qualify; the events on either end."""
    gone = [pair for pair in _pairs(db, events) if not blocks.qualify(*pair)]
    db.executemany("DELETE FROM pair WHERE a = ? AND b = ?", gone)
    return {event for pair in gone for event in pair}


def _pairs(db: sqlite3.Connection, events: Iterable[int]) -> dict[Pair, float]:
    return {(a, b): value for a, b, value in db.execute(_PAIRS_OF, (json.dumps(sorted(events)),))}


# ---------------------------------------------------------------- groups
def _sort(db: sqlite3.Connection, touched: set[int], links: Links, traces: dict[int, Trace], changed: set[int]) -> set[int]:
    """Group the events that are tied to those touched, and bring incidents in step; the incidents that this bears on."""
    bound = _bound(links.must)
    events, scores = _tied(db, touched, bound)
    _load(db, events, traces)
    order = sorted((event for event in events if event in traces), key=lambda event: traces[event].order)
    place = {event: n for n, event in enumerate(order)}
    must, cannot = ([pair for pair in pairs if pair[0] in place and pair[1] in place] for pairs in (links.must, links.cannot))
    groups: list[list[int]] = []
    for part in _parts(order, scores, must):
        inside = set(part)
        among = {pair: value for pair, value in scores.items() if pair[0] in inside and pair[1] in inside}
        facts = {event: Held.of(traces[event]) for event in part}
        groups += partition(part, among, facts, must=must, cannot=cannot)
    return _assign(db, events, groups, changed)


def _bound(must: Iterable[Pair]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = {}
    for a, b in must:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def _tied(db: sqlite3.Connection, touched: set[int], bound: Mapping[int, set[int]]) -> tuple[set[int], dict[Pair, float]]:
    """All events that pairs or people's links tie to those touched, directly or through others, with their pairs."""
    found, todo = set(touched), set(touched)
    scores: dict[Pair, float] = {}
    while todo:
        rows = _pairs(db, todo)
        scores |= rows
        reached = {event for pair in rows for event in pair} | {other for event in todo for other in bound.get(event, ())}
        todo = reached - found
        found |= todo
    return found, scores


def _parts(order: list[int], scores: Mapping[Pair, float], must: list[Pair]) -> list[list[int]]:
    """The events in connected parts; one that would be bigger than a group may be is cut at its lowest scores."""
    place = {event: n for n, event in enumerate(order)}
    parent = {event: event for event in order}
    size = dict.fromkeys(order, 1)

    def top(event: int) -> int:
        while parent[event] != event:
            parent[event] = parent[parent[event]]
            event = parent[event]
        return event

    known = [(-value, min(place[a], place[b]), max(place[a], place[b])) for (a, b), value in scores.items() if a in place and b in place]
    tied = [(order[x], order[y], False) for _, x, y in sorted(known)]
    for a, b, always in [*((a, b, True) for a, b in must), *tied]:
        one, two = sorted((top(a), top(b)), key=place.__getitem__)
        if one != two and (always or size[one] + size[two] <= LIMIT):
            parent[two] = one
            size[one] += size[two]
    parts: dict[int, list[int]] = {}
    for event in order:
        parts.setdefault(top(event), []).append(event)
    return list(parts.values())


# ---------------------------------------------------------------- incidents
class _Before(NamedTuple):
    """An event before it was sorted: its key, the row and the key of its incident."""

    key: str
    incident: int | None
    name: str | None


def _assign(db: sqlite3.Connection, events: set[int], groups: list[list[int]], changed: set[int]) -> set[int]:
    """Give each group its incident, and point names that name nothing any more to where their event is now.

    Returns the incidents that an event has come to or left, and those of the events that have changed.
    """
    rows = db.execute(_HOMES, (json.dumps(sorted(events)),))
    before = {event: _Before(key, incident, name) for event, key, incident, name in rows}
    rows_by_name = _incidents(db, [before[group[0]] for group in groups])
    names = {event: _name(before[group[0]].key) for group in groups for event in group}
    home = {event: rows_by_name[name] for event, name in names.items()}
    moved = [event for event, was in before.items() if home.get(event) != was.incident]
    db.executemany("UPDATE event SET incident = ? WHERE id = ?", [(home.get(event), event) for event in moved])
    founded = [(event, _name(before[event].key)) for event in moved]
    db.executemany(_POINT, [(home.get(event), name) for event, name in founded if names.get(event) != name])
    _follow(db, groups, before)
    rows_of = [row for event in {*moved, *changed} & before.keys() for row in (before[event].incident, home.get(event))]
    return {row for row in rows_of if row is not None}


def _name(key: str) -> str:
    """The key of the incident that an event founds."""
    return "i" + key[1:]


def _incidents(db: sqlite3.Connection, founders: Sequence[_Before]) -> dict[str, int]:
    """The rows of the incidents that events found, by name, made where there are none; those that pointed on are themselves again."""
    found = {_name(first.key): first.incident for first in founders if first.name == _name(first.key) and first.incident is not None}
    asked = json.dumps(sorted({_name(first.key) for first in founders} - found.keys()))
    if asked != "[]":
        for statement in _FOUND:
            db.execute(statement, (asked,))
        found |= dict(db.execute(f"SELECT key, id FROM incident WHERE key {AMONG_FIRST}", (asked,)))
    return found


def _follow(db: sqlite3.Connection, groups: list[list[int]], before: Mapping[int, _Before]) -> None:
    """Let an incident that has lost all its events, its first one among them, point to where the first of the rest is now."""
    live = {_name(before[group[0]].key) for group in groups}
    seen: set[int] = set()
    for event in (event for group in groups for event in group):
        was = before[event]
        if was.incident is not None and was.incident not in seen and was.name not in live:
            now = "UPDATE incident SET moved_to = (SELECT incident FROM event WHERE id = ?) WHERE id = ? AND moved_to IS NULL"
            db.execute(now, (event, was.incident))
            seen.add(was.incident)


def resolve(db: sqlite3.Connection, incident: int) -> int:
    """The row of the incident that one stands for now: itself, or the one that it was merged into."""
    seen = {incident}
    while True:
        row = db.execute("SELECT moved_to FROM incident WHERE id = ?", (incident,)).fetchone()
        if row is None or row[0] is None or row[0] in seen:
            return incident
        incident = row[0]
        seen.add(incident)
