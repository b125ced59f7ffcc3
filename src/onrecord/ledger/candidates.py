"""Which events are compared: those that share a key, in small blocks all with all, in big ones with the block's first events.

The first events of a block are so by content order, so that what is compared depends on the events alone and not on which came first.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from onrecord.ledger.keys import keys, neighbours, partners
from onrecord.ledger.traces import Trace

SMALL = 40
"""Events of one key and day up to which all are compared with all."""
PIVOTS = 10
"""Events of a bigger block that the others are compared with."""
_MANY = 5 * SMALL
"""Rows of neighbouring blocks that are read in one go."""


class Entry(NamedTuple):
    """A row of `block`: an event under one of its keys."""

    key: int
    rank: int
    event: int


class Moved(NamedTuple):
    """What a change to the blocks means for the pairs: events to be compared anew, and others whose pairs may no longer qualify."""

    compare: set[int]
    check: set[int]


def rank(trace: Trace) -> int:
    """An event's place in content order as a number: the day of its report, then a hash of its key."""
    day = trace.published if trace.published is not None else (1 << 22) - 1
    return day << 40 | int.from_bytes(hashlib.blake2b(trace.key.encode(), digest_size=5).digest(), "big")


def enter(db: sqlite3.Connection, event: int, trace: Trace | None) -> Moved:
    """Put an event under its keys of today, or take it out of all (None); what follows for others."""
    before = {Entry(*row) for row in db.execute("SELECT key, rank, event FROM block WHERE event = ?", (event,))}
    now = {Entry(key, rank(trace), event) for key in keys(trace)} if trace is not None else set()
    moved = Moved(set(), set())
    for entry in sorted(before - now):
        first = _pivots(db, entry.key)
        size = _size(db, entry.key)
        db.execute("DELETE FROM block WHERE key = ? AND rank = ? AND event = ?", entry)
        if size == SMALL + 1:
            moved.compare.update(_members(db, entry.key))
        elif size > SMALL and event in first:
            moved.compare.update(set(_pivots(db, entry.key)) - set(first))
    for entry in sorted(now - before):
        first = _pivots(db, entry.key)
        db.execute("INSERT INTO block (key, rank, event) VALUES (?, ?, ?)", entry)
        size = _size(db, entry.key)
        if size == SMALL + 1:
            moved.check.update(_members(db, entry.key))
        elif size > SMALL:
            moved.check.update(set(first) - set(_pivots(db, entry.key)))
    return moved


def find(db: sqlite3.Connection, event: int) -> set[int]:
    """The events that one is to be compared with."""
    found: set[int] = set()
    for (key,) in db.execute("SELECT key FROM block WHERE event = ?", (event,)).fetchall():
        small, pivot = _standing(db, event, key)
        for other, rows in _near(db, key):
            if pivot:
                found.update(_members(db, other))
            elif len(rows) > SMALL:
                found.update(rows[:PIVOTS])
            elif small:
                found.update(rows)
    found.discard(event)
    return found


def qualify(db: sqlite3.Connection, a: int, b: int) -> bool:
    """Whether two events are still to be compared: they share a key, in small blocks, or one of them is among a block's first."""
    ours = [row[0] for row in db.execute("SELECT key FROM block WHERE event = ?", (a,))]
    theirs = [row[0] for row in db.execute("SELECT key FROM block WHERE event = ?", (b,))]
    for one in ours:
        for two in theirs:
            if partners(one, two):
                (small, pivot), (other_small, other_pivot) = _standing(db, a, one), _standing(db, b, two)
                if (small and other_small) or pivot or other_pivot:
                    return True
    return False


def _standing(db: sqlite3.Connection, event: int, key: int) -> tuple[bool, bool]:
    """Whether a block is small, and if not, whether an event is among its first."""
    if _size(db, key) <= SMALL:
        return True, False
    return False, event in _pivots(db, key)


def _near(db: sqlite3.Connection, key: int) -> Iterator[tuple[int, list[int]]]:
    """The blocks of a key and of those on its neighbouring days: their first events in content order, one more than a small one has."""
    low, high = neighbours(key)
    query = "SELECT key, event FROM block WHERE key BETWEEN ? AND ? ORDER BY key, rank, event LIMIT ?"
    rows = db.execute(query, (low, high, _MANY)).fetchall()
    blocks: dict[int, list[int]] = {}
    for other, event in rows:
        blocks.setdefault(other, []).append(event)
    if len(rows) == _MANY:
        blocks = {other: _first(db, other, SMALL + 1) for other in range(low, high + 1)}
    return ((other, events) for other, events in blocks.items() if events and partners(key, other))


def _size(db: sqlite3.Connection, key: int) -> int:
    """How many events a block has, counted to just above SMALL + 1."""
    query = "SELECT count(*) FROM (SELECT 1 FROM block WHERE key = ? LIMIT ?)"
    return int(db.execute(query, (key, SMALL + 2)).fetchone()[0])


def _pivots(db: sqlite3.Connection, key: int) -> list[int]:
    return _first(db, key, PIVOTS)


def _first(db: sqlite3.Connection, key: int, count: int) -> list[int]:
    return [row[0] for row in db.execute("SELECT event FROM block WHERE key = ? ORDER BY rank, event LIMIT ?", (key, count))]


def _members(db: sqlite3.Connection, key: int) -> list[int]:
    return [row[0] for row in db.execute("SELECT event FROM block WHERE key = ?", (key,))]
