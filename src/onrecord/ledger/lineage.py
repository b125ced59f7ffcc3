"""From which earlier report each sentence of a report was taken: a function of texts and dates alone, kept up to date.

Two reports have copied, or have a common source, where sentences of theirs are the same outside quotation marks, numbers apart, for
more words than chance gives (`EVIDENCE`). A sentence's source is the first report, in the order of publication, that has it too and
was copied from so. Of a sentence that very many have, the first `FIRST` of them are looked at: an agency's story leads to where it
began, and the line that an outlet prints under everything leads to few.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.ledger.sentences import Piece

EVIDENCE = 16
"""Words outside quotation marks, in sentences that two reports share, that show copying. Independent reports share short ones at most."""
LONGEST_ALIKE = 8
"""Words outside quotation marks that one of these sentences must have: many short stock phrases are no evidence."""
FIRST = 50
"""Reports that a sentence leads to, at most."""

Order = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shared:
    """A report that another shows copying with: its place in the order of publication, and the hashes that both have."""

    report: int
    order: Order
    hashes: frozenset[int]


def order_of(db: sqlite3.Connection, report: int) -> Order:
    """The order of reports in which sentences are handed on (`report.first`), and the report's key."""
    first, key = db.execute("SELECT first, key FROM report WHERE id = ?", (report,)).fetchone()
    return first, key


def replace(db: sqlite3.Connection, report: int, pieces: Iterable[Piece]) -> set[int]:
    """Put these sentences in the place of those that a report has; the reports whose sentences have other sources now.

    Whoever had a sentence from this report and can no longer have it passes to the next that can.
    """
    heirs = {row[0] for row in db.execute("SELECT DISTINCT report FROM sentence WHERE source = ?", (report,))}
    had = _hashes(db, report)
    db.execute("DELETE FROM sentence WHERE report = ?", (report,))
    rows = [(report, n, p.start, p.stop, p.words, p.own, p.hash, report) for n, p in enumerate(pieces)]
    db.executemany("INSERT INTO sentence (report, n, start, stop, words, own, hash, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    mine = order_of(db, report)
    entered, left = _keep_first(db, report, mine, had, _hashes(db, report))
    for other in left:
        heirs |= {row[0] for row in db.execute("SELECT DISTINCT report FROM sentence WHERE source = ?", (other,))}
    changed = {heir for heir in heirs - {report} if _take(db, heir, order_of(db, heir), sharing(db, heir))}
    shared = sharing(db, report)
    _take(db, report, mine, shared)
    changed |= _offer(db, report, mine, shared)
    for other in entered - {report}:
        changed |= _offer(db, other, order_of(db, other), sharing(db, other))
    return changed | {report}


# ---------------------------------------------------------------- who shares sentences
def sharing(db: sqlite3.Connection, report: int) -> list[Shared]:
    """The reports that one shows copying with, in the order of publication."""
    mine: dict[int, int] = {}
    for hash_, own in db.execute("SELECT hash, own FROM sentence WHERE report = ? AND hash IS NOT NULL", (report,)):
        mine[hash_] = min(own, mine.get(hash_, own))
    common = _common(db, mine)
    found: dict[int, dict[int, int]] = {}
    for hash_ in mine.keys() - common.keys():
        _gather(found, mine, hash_, db.execute("SELECT report, own FROM sentence WHERE hash = ? AND report != ?", (hash_, report)))
    if common:
        _gather_common(db, report, found, mine, common)
    copied = {other: hashes for other, hashes in found.items() if _shows_copying(hashes)}
    return sorted((Shared(other, order_of(db, other), frozenset(hashes)) for other, hashes in copied.items()), key=lambda one: one.order)


def _gather_common(
    db: sqlite3.Connection, report: int, found: dict[int, dict[int, int]], mine: Mapping[int, int], common: Mapping[int, set[int]]
) -> None:
    """Add what common sentences give: all who have one where this report is among its first, else those first; and for all, exactly."""
    for hash_, first in common.items():
        if report in first:
            _gather(found, mine, hash_, db.execute("SELECT report, own FROM sentence WHERE hash = ? AND report != ?", (hash_, report)))
        for other in first - {report}:
            found.setdefault(other, {})
    for hash_, first in common.items():
        for other in found if report not in first else ():
            _gather(found, mine, hash_, db.execute("SELECT report, own FROM sentence WHERE hash = ? AND report = ?", (hash_, other)))


def _gather(found: dict[int, dict[int, int]], mine: Mapping[int, int], hash_: int, rows: Iterable[tuple[int, int]]) -> None:
    """Note a shared sentence with the words that stand outside quotation marks in both: a mark lost is no evidence."""
    for other, own in rows:
        hashes = found.setdefault(other, {})
        hashes[hash_] = min(own, hashes.get(hash_, mine[hash_]))


def _shows_copying(hashes: Mapping[int, int]) -> bool:
    return sum(hashes.values()) >= EVIDENCE and max(hashes.values()) >= LONGEST_ALIKE


def _hashes(db: sqlite3.Connection, report: int) -> set[int]:
    return {row[0] for row in db.execute("SELECT hash FROM sentence WHERE report = ? AND hash IS NOT NULL", (report,))}


# ---------------------------------------------------------------- sentences that very many have
def _common(db: sqlite3.Connection, hashes: Iterable[int]) -> dict[int, set[int]]:
    """The first reports that have each of those hashes that very many have."""
    found: dict[int, set[int]] = {}
    rows = db.execute("SELECT hash, report FROM common WHERE hash IN (SELECT value FROM json_each(?))", (json.dumps(list(hashes)),))
    for hash_, report in rows:
        found.setdefault(hash_, set()).add(report)
    return found


def _keep_first(db: sqlite3.Connection, report: int, mine: Order, had: set[int], has: set[int]) -> tuple[set[int], set[int]]:
    """Bring the first reports of the hashes that a report had or has up to date; those that became one, and those that are no more."""
    entered: set[int] = set()
    left: set[int] = set()
    known = _common(db, had | has)
    for hash_ in sorted(had | has):
        before = known.get(hash_, set())
        if before and hash_ in has and report not in before and mine > max(order_of(db, one) for one in before):
            continue
        holders = db.execute("SELECT DISTINCT report FROM sentence WHERE hash = ? LIMIT ?", (hash_, FIRST + 1)).fetchall()
        if not before and len(holders) <= FIRST:
            continue
        now = _first(db, hash_) if len(holders) > FIRST else set()
        db.executemany("DELETE FROM common WHERE hash = ? AND report = ?", [(hash_, one) for one in before - now])
        db.executemany("INSERT INTO common (hash, report) VALUES (?, ?)", [(hash_, one) for one in now - before])
        everyone = {row[0] for row in holders}
        entered |= (now or everyone) - (before or everyone)
        left |= (before or everyone) - (now or everyone)
    return entered, left


def _first(db: sqlite3.Connection, hash_: int) -> set[int]:
    rows = db.execute(
        "SELECT DISTINCT report.id FROM sentence JOIN report ON report.id = sentence.report WHERE hash = ? "
        "ORDER BY report.first LIMIT ?",
        (hash_, FIRST),
    )
    return {row[0] for row in rows}


# ---------------------------------------------------------------- sources
def _take(db: sqlite3.Connection, report: int, mine: Order, shared: Iterable[Shared]) -> bool:
    """Give each sentence of a report the first report that it can come from; whether that is another for some than before."""
    first: dict[int, int] = {}
    for other in shared:
        if other.order < mine:
            for hash_ in other.hashes:
                first.setdefault(hash_, other.report)
    rows = db.execute("SELECT n, hash, source FROM sentence WHERE report = ? AND hash IS NOT NULL", (report,)).fetchall()
    others = [(first.get(hash_), report, n) for n, hash_, source in rows if first.get(hash_) != source]
    db.executemany("UPDATE sentence SET source = ? WHERE report = ? AND n = ?", others)
    return bool(others)


def _offer(db: sqlite3.Connection, report: int, mine: Order, shared: Iterable[Shared]) -> set[int]:
    """Make a report the source of a later one's sentences where it comes before the source that they have; the reports that took it."""
    changed = set()
    orders: dict[int, Order] = {report: mine}
    for other in shared:
        if other.order < mine:
            continue
        for n, hash_, source in db.execute("SELECT n, hash, source FROM sentence WHERE report = ?", (other.report,)).fetchall():
            if hash_ not in other.hashes or (source is not None and _of(db, orders, source) <= mine):
                continue
            db.execute("UPDATE sentence SET source = ? WHERE report = ? AND n = ?", (report, other.report, n))
            changed.add(other.report)
    return changed


def _of(db: sqlite3.Connection, orders: dict[int, Order], report: int) -> Order:
    if report not in orders:
        orders[report] = order_of(db, report)
    return orders[report]
