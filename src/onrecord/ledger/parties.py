"""Who is who across reports: each actor of a record has a party, which is one and the same wherever it is meant.

A party is known by the user's table, else by the actor's key, else by its name. Unnamed ones stay with their report and speak for the
body that they are members of. A person's merge is read through everywhere: use `root`, or `merged` for many.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from onrecord.ledger import identity, party_rows, party_votes
from onrecord.ledger.among import AMONG_FIRST
from onrecord.ledger.party_names import Loaded, known_key, load_names
from onrecord.ledger.party_rows import root
from onrecord.ledger.party_votes import Gave
from onrecord.record import Actor, Record

__all__ = ["Loaded", "assign", "load_names", "merge", "merged", "remove", "root", "sweep", "unmerge"]

_NAMELESS = ("unnamed-person", "population", "thing")
Named = Mapping[str, tuple[int, str | None]]
"""Actor ids, their parties, and what the report gives of them; None for those that stay with the report."""


def assign(db: sqlite3.Connection, report: int, record: Record) -> dict[str, int]:
    """The party of each actor of a report's shown record, by actor id; the rows of parties and actors are brought up to date."""
    (home,) = db.execute("SELECT key FROM report WHERE id = ?", (report,)).fetchone()
    keys = _keys(db, record, home)
    rows = _rows(db, {keys[actor.id]: actor for actor in reversed(record.actors)})
    now = {actor.id: (rows[keys[actor.id]], _gave(actor, keys)) for actor in record.actors}
    changed = _exchange(db, report, _before(db, report), now)
    local: dict[int, party_rows.Row] = {}
    for actor in record.actors:
        party, gave = now[actor.id]
        if gave is None:
            body = now[actor.member_of][0] if actor.member_of in now else None
            local[party] = actor.name, actor.kind, int(actor.named), actor.country, actor.role, None if body == party else body
    written = party_rows.write(db, local)
    party_rows.settle(db, changed | written | party_rows.members(db, written))
    return {actor: party for actor, (party, _) in now.items()}


def remove(db: sqlite3.Connection, report: int) -> None:
    """Let go of the actors of a report that counts no more; parties that nobody names any more go with the next `sweep`."""
    party_rows.settle(db, _exchange(db, report, _before(db, report), {}))


def sweep(db: sqlite3.Connection) -> set[int]:
    """Delete the parties that were let go of and that no report names any more; returns the events that this bears on.

    What was merged into one of them is itself again. Incidents are to be sorted and counted after it.
    """
    _gone(db, ())
    unused = "SELECT party FROM gone WHERE NOT EXISTS (SELECT 1 FROM actor WHERE actor.party = gone.party)"
    parties = {row[0] for row in db.execute(unused)}
    db.execute("DELETE FROM gone")
    left = (party_rows.members(db, parties) | {other for party in parties for other in party_rows.short(db, party)}) - parties
    apart = {one for party in parties for one in _below(db, party)} - parties
    for party in sorted(parties):
        db.execute("UPDATE party SET member_of = NULL WHERE member_of = ?", (party,))
        db.execute("UPDATE party SET same_as = NULL WHERE same_as = ?", (party,))
    db.executemany("DELETE FROM party WHERE id = ?", [(party,) for party in sorted(parties)])
    party_rows.settle_sides(db, left)
    return {event for party in apart for event in party_rows.events_of(db, party)}


# ---------------------------------------------------------------- merging
def merge(db: sqlite3.Connection, a: int, b: int) -> set[int]:
    """Read party b as party a from now on, as a person decided; returns the events that this bears on."""
    into, gone = root(db, a), root(db, b)
    if into == gone:
        return set()
    return _read_as(db, gone, into)


def unmerge(db: sqlite3.Connection, b: int) -> set[int]:
    """Read a party as itself again; returns the events that this bears on. What was merged into it stays with it."""
    return _read_as(db, b, None)


def _read_as(db: sqlite3.Connection, party: int, into: int | None) -> set[int]:
    db.execute("UPDATE party SET same_as = ? WHERE id = ?", (into, party))
    party_rows.settle_sides(db, {party} | party_rows.members(db, {party}))
    return {event for one in _below(db, party) for event in party_rows.events_of(db, one)}


def merged(db: sqlite3.Connection) -> dict[int, int]:
    """The party that each merged party is read as; whoever is not in it is read as itself."""
    return {row[0]: root(db, row[0]) for row in db.execute("SELECT id FROM party WHERE same_as IS NOT NULL").fetchall()}


def _below(db: sqlite3.Connection, party: int) -> set[int]:
    """A party and all that are read as it."""
    found, todo = {party}, [party]
    while todo:
        rows = {row[0] for row in db.execute("SELECT id FROM party WHERE same_as = ?", (todo.pop(),))} - found
        found |= rows
        todo += rows
    return found


# ---------------------------------------------------------------- rows
def _keys(db: sqlite3.Connection, record: Record, home: str) -> dict[str, str]:
    """The key of each actor's party by actor id, the user's table first."""
    told = db.execute("SELECT 1 FROM party_name LIMIT 1").fetchone() is not None
    found = {}
    for actor in record.actors:
        known = known_key(db, actor.name) if told and (actor.named or actor.kind not in _NAMELESS) else None
        found[actor.id] = known or identity.identity(actor, home)
    return found


def _gave(actor: Actor, keys: Mapping[str, str]) -> str | None:
    """What the report gives of an actor that other reports may name too; None for one that stays with the report."""
    key = keys[actor.id]
    if identity.home(key):
        return None
    body = keys.get(actor.member_of) if actor.member_of else None
    shared = body if body and body != key and not identity.home(body) else None
    return Gave(actor.name, actor.kind, actor.named, actor.country, actor.role, shared).text()


def _rows(db: sqlite3.Connection, actors: dict[str, Actor]) -> dict[str, int]:
    """The rows of parties by their keys, made where there are none; what they say is settled later."""
    known = f"SELECT key, id FROM party WHERE key {AMONG_FIRST}"
    found = dict(db.execute(known, (json.dumps(list(actors)),)))
    new = [key for key in reversed(actors) if key not in found]
    rows = [(key, a.name, a.kind, int(a.named), a.country, a.role, identity.surname(key)) for key in new for a in (actors[key],)]
    db.executemany("INSERT INTO party (key, name, kind, named, country, role, side, surname) VALUES (?, ?, ?, ?, ?, ?, '', ?)", rows)
    return found | dict(db.execute(known, (json.dumps(new),)))


def _before(db: sqlite3.Connection, report: int) -> Named:
    return {name: (party, gave) for name, party, gave in db.execute("SELECT name, party, gave FROM actor WHERE report = ?", (report,))}


def _exchange(db: sqlite3.Connection, report: int, before: Named, now: Named) -> set[int]:
    """Put a report's actors in place of those that it had; the parties of which something else is given now."""
    out = {name: entry for name, entry in before.items() if now.get(name) != entry}
    new = {name: entry for name, entry in now.items() if before.get(name) != entry}
    db.executemany("DELETE FROM actor WHERE report = ? AND name = ?", [(report, name) for name in out])
    rows = [(report, name, *entry) for name, entry in new.items()]
    db.executemany("INSERT INTO actor (report, name, party, gave) VALUES (?, ?, ?, ?)", rows)
    renamed = set[int]()
    for by, group in ((-1, out), (1, new)):
        renamed |= party_votes.count(db, [(party, gave) for party, gave in group.values() if gave is not None], by)
    party_rows.retell(db, {one for party in renamed for one in _below(db, party)})
    _gone(db, {party for party, _ in out.values()})
    return {party for party, _ in (*out.values(), *new.values())}


def _gone(db: sqlite3.Connection, parties: Iterable[int]) -> None:
    """Note parties that a report has let go of."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS gone (party INTEGER PRIMARY KEY)")
    db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", [(party,) for party in parties])
