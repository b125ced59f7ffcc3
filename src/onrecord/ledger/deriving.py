"""What follows from records and decisions: copies, parties, rows, incidents, counts. All of it can be made again from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from onrecord.ledger import copies, decisions, facets, flat, folding, incidents, parties, reports, sides, summaries, withholding
from onrecord.ledger.flat import Frame
from onrecord.ledger.fold import shown
from onrecord.record import Record


def refresh(db: sqlite3.Connection, changed: Iterable[int], records: Mapping[int, Record] | None = None) -> None:
    """Bring everything that some reports bear on up to date, inside the caller's transaction.

    `records` are current records that the caller has at hand; the others are loaded.
    """
    todo = sorted(set(changed), key=lambda report: _order(db, report))
    decisions.settle_scopes(db, todo)
    moved: set[int] = set()
    for report in todo:
        moved |= copies.update(db, report) if reports.current(db, report) else copies.remove(db, report)
    written, gone = set(), set()
    for report in todo:
        now, before = _rows(db, report, (records or {}).get(report))
        written |= now
        gone |= before
    for report in sorted((moved | _copying(db, todo)) - set(todo)):
        written |= _new_origins(db, report, frozenset(todo))
    touched = incidents.remove(db, gone)
    flat.drop(db, gone)
    for report in todo:
        if not reports.current(db, report):
            parties.remove(db, report)
    written |= parties.sweep(db) | decisions.settle_parties(db)
    touched |= incidents.update(db, written, decisions.links(db))
    _settle(db, touched)


def relink(db: sqlite3.Connection, events: Iterable[int]) -> None:
    """Sort some events into incidents anew, after a person's merge or split."""
    _settle(db, incidents.update(db, events, decisions.links(db)))


def _settle(db: sqlite3.Connection, touched: set[int]) -> None:
    """Bring the counts of some incidents up to date, and the lists that they are found by."""
    facets.update(db, touched | summaries.update(db, touched))


def _order(db: sqlite3.Connection, report: int) -> tuple[str, str]:
    """The content order of reports: by date of publication, then by key."""
    published, key = db.execute("SELECT published, key FROM report WHERE id = ?", (report,)).fetchone()
    return published or "9999", key


def _rows(db: sqlite3.Connection, report: int, record: Record | None) -> tuple[set[int], set[int]]:
    """The rows of one report in step with its shown record: the events that are there now, and those that are to go."""
    if not reports.current(db, report):
        withholding.settle(db, report, lambda: folding.shown_report(db, report).record)
        return set(), flat.remove(db, report)
    (sha256,) = db.execute("SELECT sha256 FROM report WHERE id = ?", (report,)).fetchone()
    folded = shown(record or reports.load_record(db, report), decisions.active(db, sha256))
    decisions.put_disputes(db, sha256, folded.disputes)
    mask = withholding.settle(db, report, lambda: folded.record)
    shared = mask.record(folded.record) if mask else folded.record
    names = parties.assign(db, report, shared)
    frame = Frame(report, names, _origins(db, report), sides.teller(db, report, names), folded.states, folded.keys)
    return flat.write(db, shared, frame)


def _origins(db: sqlite3.Connection, report: int) -> tuple[tuple[int, int, int], ...]:
    return tuple(db.execute("SELECT start, stop, origin FROM sentence WHERE report = ? ORDER BY start", (report,)))


def _copying(db: sqlite3.Connection, origins: Iterable[int]) -> set[int]:
    """The reports that have words of some others."""
    return {row[0] for origin in origins for row in db.execute("SELECT report FROM copy WHERE origin = ?", (origin,))}


def _new_origins(db: sqlite3.Connection, report: int, changed: frozenset[int]) -> set[int]:
    """The events of a report whose words turn out to be another's than they were, or whose origin has changed: brought up to date."""
    spans = _origins(db, report)
    names = dict(db.execute("SELECT name, party FROM actor WHERE report = ?", (report,)))
    side = sides.teller(db, report, names)
    found = set()
    for event, start, before in db.execute("SELECT id, trigger_start, origin FROM event WHERE report = ?", (report,)).fetchall():
        origin = next((o for first, stop, o in spans if first <= start < stop), report)
        if origin == before and origin not in changed:
            continue
        db.execute("UPDATE event SET origin = ? WHERE id = ?", (origin, event))
        for account, voice in db.execute("SELECT id, voice FROM account WHERE event = ?", (event,)).fetchall():
            db.execute("UPDATE account SET side = ? WHERE id = ?", (side(voice, origin), account))
        found.add(event)
    return found
