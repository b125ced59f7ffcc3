"""Which events are compared: those that share a key, in small blocks all with all, in big ones with the block's first events.

The first events of a block are so by content order, so that what is compared depends on the events alone and not on which came first.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from array import array
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from onrecord.ledger.keys import keys, neighbours, partners
from onrecord.ledger.traces import STANDINGS, Standing, Trace, agree

SMALL = 24
"""Events of one key and day up to which all are compared with all."""
PIVOTS = 8
"""Events of a bigger block that the others are compared with."""
_MANY = 5 * SMALL
"""Rows of neighbouring blocks that are read in one go."""
_DAYS = 1 << 17
Place = tuple[int, int]
"""A row of a block: an event's rank, and the event."""


class Moved(NamedTuple):
    """What a change to the blocks means for the pairs: events to be compared anew, and others whose pairs may no longer qualify."""

    compare: set[int]
    check: set[int]


def rank(trace: Trace) -> int:
    """An event's place in content order as a number of 47 bits: day of its report, hash of its key; the last two are its standing."""
    day = trace.published % _DAYS if trace.published is not None else _DAYS - 1
    digest = int.from_bytes(hashlib.blake2b(trace.key.encode(), digest_size=4).digest(), "big") >> 4
    return (day << 28 | digest) << 2 | STANDINGS.index(trace.standing)


class Blocks:
    """The blocks of a ledger during one change to it; what was read of them is not read again."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._keys: dict[int, tuple[int, ...]] = {}
        self._read: dict[int, dict[int, list[Place]]] = {}

    def enter(self, events: Mapping[int, Trace | None]) -> Moved:
        """Put events under their keys of today, or take them out of all (None); what follows for others."""
        self._look_up(events)
        moved, came = Moved(set(), set()), dict[int, list[Place]]()
        for event, trace in events.items():
            before = {(key, self._rank(key, event)) for key in self._keys[event]}
            now = {(key, place) for place in (rank(trace),) for key in keys(trace)} if trace is not None else set()
            for key, old in sorted(before - now):
                self._leave(key, old, event, moved)
            for key, new in sorted(now - before):
                came.setdefault(key, []).append((new, event))
            if before != now:
                self._keys[event] = tuple(sorted(key for key, _ in now))
                self._db.execute("UPDATE context SET keys = ? WHERE event = ?", (array("q", self._keys[event]).tobytes(), event))
        rows = [(key, *place) for key, places in sorted(came.items()) for place in places]
        self._db.executemany("INSERT INTO block (key, rank, event) VALUES (?, ?, ?)", rows)
        self._read.clear()
        for key, places in came.items():
            self._grown(key, {event for _, event in places}, moved)
        return moved

    def _leave(self, key: int, place: int, event: int, moved: Moved) -> None:
        """Take an event out of a block: of one that is small now, all are compared with all; another event may have become a first one."""
        first = self._first(key, SMALL + 2)
        self._db.execute("DELETE FROM block WHERE key = ? AND rank = ? AND event = ?", (key, place, event))
        if len(first) == SMALL + 1:
            moved.compare.update(first)
        elif len(first) > SMALL + 1 and event in first[:PIVOTS]:
            moved.compare.update(self._first(key, PIVOTS)[-1:])

    def _grown(self, key: int, came: set[int], moved: Moved) -> None:
        """What follows from events that have come to a block: one that is small no more loses pairs, as do those that were its first.

        The first of one that is small no more are compared with all of its neighbours, also with those of a big one.
        """
        if len(self._near(key)[key]) <= SMALL:
            return
        now = self._first(key, SMALL + 1 + len(came))
        before = [event for event in now if event not in came]
        if len(before) > SMALL:
            moved.check.update(set(before[:PIVOTS]) - set(now[:PIVOTS]))
        else:
            moved.check.update(before)
            moved.compare.update(set(before) & set(now[:PIVOTS]))

    def find(self, event: int, standing: Standing) -> set[int]:
        """The events that one which stands so is to be compared with."""
        found: set[int] = set()
        self._look_up((event,))
        for key in self._keys[event]:
            blocks = self._near(key)
            own = blocks.get(key, [])
            pivot = len(own) > SMALL and any(other == event for _, other in own[:PIVOTS])
            for other, first in blocks.items():
                if pivot:
                    rows = self._db.execute("SELECT rank, event FROM block WHERE key = ?", (other,)).fetchall()
                elif len(first) > SMALL:
                    rows = first[:PIVOTS]
                else:
                    rows = first if len(own) <= SMALL else []
                found.update([one for place, one in rows if agree(standing, STANDINGS[place & 3])])
        found.discard(event)
        return found

    def qualify(self, a: int, b: int) -> bool:
        """Whether two events are still to be compared: they share a key, in small blocks, or one of them is among a block's first."""
        self._look_up((a, b))
        for one in self._keys[a]:
            for two in self._keys[b]:
                if partners(one, two):
                    (small, pivot), (other_small, other_pivot) = self._standing(a, one), self._standing(b, two)
                    if (small and other_small) or pivot or other_pivot:
                        return True
        return False

    def _standing(self, event: int, key: int) -> tuple[bool, bool]:
        """Whether a block is small, and if not, whether an event is among its first."""
        first = self._first(key, SMALL + 1)
        return len(first) <= SMALL, len(first) > SMALL and event in first[:PIVOTS]

    def _near(self, key: int) -> dict[int, list[Place]]:
        """The blocks of a key and of those on its neighbouring days: their first rows in content order, one more than a small one has."""
        if key not in self._read:
            low, high = neighbours(key)
            query = "SELECT key, rank, event FROM block WHERE key BETWEEN ? AND ? ORDER BY key, rank, event LIMIT ?"
            rows = self._db.execute(query, (low, high, _MANY)).fetchall()
            blocks: dict[int, list[Place]] = {}
            for other, place, event in rows:
                blocks.setdefault(other, []).append((place, event))
            if len(rows) == _MANY:
                each = "SELECT rank, event FROM block WHERE key = ? ORDER BY rank, event LIMIT ?"
                blocks = {other: self._db.execute(each, (other, SMALL + 1)).fetchall() for other in range(low, high + 1)}
            self._read[key] = {other: found for other, found in blocks.items() if found and partners(key, other)}
        return self._read[key]

    def _first(self, key: int, count: int) -> list[int]:
        """The first events of a block."""
        query = "SELECT event FROM block WHERE key = ? ORDER BY rank, event LIMIT ?"
        return [row[0] for row in self._db.execute(query, (key, count))]

    def _look_up(self, events: Iterable[int]) -> None:
        """Look up the keys under which events stand."""
        new = [event for event in events if event not in self._keys]
        if new:
            self._keys |= dict.fromkeys(new, ())
            rows = self._db.execute("SELECT event, keys FROM context WHERE event IN (SELECT value FROM json_each(?))", (json.dumps(new),))
            self._keys |= {event: tuple(array("q", data)) for event, data in rows}

    def _rank(self, key: int, event: int) -> int:
        """The rank of an event in a block."""
        (found,) = self._db.execute("SELECT rank FROM block WHERE key = ? AND event = ?", (key, event)).fetchone()
        return int(found)
