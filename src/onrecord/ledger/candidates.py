"""Which events are compared: those that share a key, in small blocks all with all, in big ones with the block's first events.

The first events of a block are so by content order, so that what is compared depends on the events alone and not on which came first.
"""

from __future__ import annotations

import hashlib
import sqlite3
from array import array
from typing import NamedTuple

from onrecord.ledger.keys import keys, neighbours, partners
from onrecord.ledger.traces import STANDINGS, Standing, Trace, agree

SMALL = 24
"""Events of one key and day up to which all are compared with all."""
PIVOTS = 8
"""Events of a bigger block that the others are compared with."""
_MANY = 5 * SMALL
"""Rows of neighbouring blocks that are read in one go."""


class Moved(NamedTuple):
    """What a change to the blocks means for the pairs: events to be compared anew, and others whose pairs may no longer qualify."""

    compare: set[int]
    check: set[int]


def rank(trace: Trace) -> int:
    """An event's place in content order as a number: the day of its report, a hash of its key; the last two bits are its standing."""
    day = trace.published if trace.published is not None else (1 << 22) - 1
    digest = int.from_bytes(hashlib.blake2b(trace.key.encode(), digest_size=4).digest(), "big")
    return (day << 32 | digest) << 2 | STANDINGS.index(trace.standing)


def enter(db: sqlite3.Connection, event: int, trace: Trace | None) -> Moved:
    """Put an event under its keys of today, or take it out of all (None); what follows for others."""
    before = {(key, *_row(db, key, event)) for key in _keys(db, event)}
    now = {(key, rank(trace)) for key in keys(trace)} if trace is not None else set()
    moved = Moved(set(), set())
    for key, place in sorted(before - now):
        first = _first(db, key, SMALL + 2)
        db.execute("DELETE FROM block WHERE key = ? AND rank = ? AND event = ?", (key, place, event))
        if len(first) == SMALL + 1:
            moved.compare.update(first)
        elif len(first) > SMALL + 1 and event in first[:PIVOTS]:
            moved.compare.update(_first(db, key, PIVOTS)[-1:])
    for key, place in sorted(now - before):
        first = _first(db, key, SMALL + 1)
        db.execute("INSERT INTO block (key, rank, event) VALUES (?, ?, ?)", (key, place, event))
        if len(first) == SMALL:
            moved.check.update(first)
        elif len(first) > SMALL and event in _first(db, key, PIVOTS):
            moved.check.add(first[PIVOTS - 1])
    if before != now:
        data = array("q", sorted(key for key, _ in now)).tobytes()
        db.execute("UPDATE context SET keys = ? WHERE event = ?", (data, event))
    return moved


def find(db: sqlite3.Connection, event: int, standing: Standing) -> set[int]:
    """The events that one which stands so is to be compared with."""
    found: set[int] = set()
    for key in _keys(db, event):
        blocks = _near(db, key)
        own = blocks.get(key, [])
        pivot = len(own) > SMALL and any(other == event for _, other in own[:PIVOTS])
        for other, first in blocks.items():
            if pivot:
                rows = db.execute("SELECT rank, event FROM block WHERE key = ?", (other,)).fetchall()
            elif len(first) > SMALL:
                rows = first[:PIVOTS]
            else:
                rows = first if len(own) <= SMALL else []
            found.update(one for place, one in rows if agree(standing, STANDINGS[place & 3]))
    found.discard(event)
    return found


def qualify(db: sqlite3.Connection, a: int, b: int) -> bool:
    """Whether two events are still to be compared: they share a key, in small blocks, or one of them is among a block's first."""
    for one in _keys(db, a):
        for two in _keys(db, b):
            if partners(one, two):
                (small, pivot), (other_small, other_pivot) = _standing(db, a, one), _standing(db, b, two)
                if (small and other_small) or pivot or other_pivot:
                    return True
    return False


def _standing(db: sqlite3.Connection, event: int, key: int) -> tuple[bool, bool]:
    """Whether a block is small, and if not, whether an event is among its first."""
    first = _first(db, key, SMALL + 1)
    return len(first) <= SMALL, len(first) > SMALL and event in first[:PIVOTS]


def _near(db: sqlite3.Connection, key: int) -> dict[int, list[tuple[int, int]]]:
    """The blocks of a key and of those on its neighbouring days: their first rows in content order, one more than a small one has."""
    low, high = neighbours(key)
    query = "SELECT key, rank, event FROM block WHERE key BETWEEN ? AND ? ORDER BY key, rank, event LIMIT ?"
    rows = db.execute(query, (low, high, _MANY)).fetchall()
    blocks: dict[int, list[tuple[int, int]]] = {}
    for other, place, event in rows:
        blocks.setdefault(other, []).append((place, event))
    if len(rows) == _MANY:
        each = "SELECT rank, event FROM block WHERE key = ? ORDER BY rank, event LIMIT ?"
        blocks = {other: db.execute(each, (other, SMALL + 1)).fetchall() for other in range(low, high + 1)}
    return {other: found for other, found in blocks.items() if found and partners(key, other)}


def _first(db: sqlite3.Connection, key: int, count: int) -> list[int]:
    """The first events of a block."""
    return [row[0] for row in db.execute("SELECT event FROM block WHERE key = ? ORDER BY rank, event LIMIT ?", (key, count))]


def _keys(db: sqlite3.Connection, event: int) -> array[int]:
    """The keys under which an event stands."""
    row = db.execute("SELECT keys FROM context WHERE event = ?", (event,)).fetchone()
    return array("q", row[0] if row else b"")


def _row(db: sqlite3.Connection, key: int, event: int) -> tuple[int]:
    """The rank of an event in a block."""
    found: tuple[int] = db.execute("SELECT rank FROM block WHERE key = ? AND event = ?", (key, event)).fetchone()
    return found
