"""Conditions on incidents as the store can answer them: lists to read from, a few incidents that were looked up, tests.

Of the conditions that can be read from, the shortest leads: its `rows` come in the order of their ranks, each once, from the newest
or the oldest on, those after a rank where one is given. What it gives is tested by the others: `passing` keeps those for which a
condition holds. `size` is about how many a condition holds for; from `MANY` on it is not counted.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import NamedTuple

from onrecord.ledger.among import AMONG
from onrecord.ledger.facets import values_in

MANY = 20_000
"""Incidents that are counted before a list is called long."""
ENDLESS = 1 << 62
"""The size of what is not counted at all."""
_APART = 200
"""Lists that are read side by side; more of them are looked up one after the other."""
_BATCH = 500
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM facet WHERE value = ? AND rank BETWEEN ? AND ? LIMIT ?)"
_COUNT_ALL = f"SELECT count(*) FROM (SELECT 1 FROM facet WHERE value {AMONG} LIMIT ?)"
_LIST = "SELECT d.* FROM facet f CROSS JOIN faceted d ON d.rank = f.rank WHERE f.value = ? AND f.rank BETWEEN ? AND ? ORDER BY f.rank"
_RANGE = "SELECT * FROM faceted WHERE rank BETWEEN ? AND ? ORDER BY rank"


class Row(NamedTuple):
    """An incident as it is put in order and tested: a row of `faceted`."""

    rank: int
    incident: int
    told: int
    voices: int
    reports: int
    held: bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """Ranks from `low` to `high`, both included."""

    low: int = -ENDLESS
    high: int = ENDLESS

    def after(self, rank: int | None, newest: bool) -> Bounds:
        """What is left after a rank in the order."""
        if rank is None:
            return self
        return Bounds(self.low, min(self.high, rank - 1)) if newest else Bounds(max(self.low, rank + 1), self.high)


@dataclass(frozen=True, slots=True)
class Listed:
    """Incidents in any of some lists of `facet`."""

    name: str
    values: tuple[int, ...]

    def size(self, db: sqlite3.Connection) -> int:
        if len(self.values) <= _APART:
            return _sizes(db, [(value, Bounds()) for value in self.values])
        count = int(db.execute(_COUNT_ALL, (json.dumps(self.values), MANY)).fetchone()[0])
        return count if count < MANY else ENDLESS  # so many lists are better tested than read

    def rows(self, db: sqlite3.Connection, after: int | None, newest: bool) -> Iterator[Row]:
        if len(self.values) > _APART:
            found = db.execute(f"SELECT DISTINCT rank FROM facet WHERE value {AMONG}", (json.dumps(self.values),))
            return _these(db, (row[0] for row in found), after, newest)
        return _merged([_list(db, value, Bounds().after(after, newest), newest) for value in self.values], newest)

    def passing(self, _: sqlite3.Connection, rows: Sequence[Row]) -> list[Row]:
        values = frozenset(self.values)
        return [row for row in rows if not values.isdisjoint(values_in(row.held))]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Incidents that may have happened on some days: those that begin on them, and of the lists of long ones those that began before.

    It only leads: whether they did happen then is left to a test beside it.
    """

    name: str
    begun: Bounds
    long: tuple[tuple[int, Bounds], ...]

    def size(self, db: sqlite3.Connection) -> int:
        query = "SELECT count(*) FROM (SELECT 1 FROM faceted WHERE rank BETWEEN ? AND ? LIMIT ?)"
        begun = int(db.execute(query, (self.begun.low, self.begun.high, MANY)).fetchone()[0])
        return begun if begun >= MANY else begun + _sizes(db, self.long)

    def rows(self, db: sqlite3.Connection, after: int | None, newest: bool) -> Iterator[Row]:
        long = [_list(db, value, bounds.after(after, newest), newest) for value, bounds in self.long]
        return _merged([_range(db, self.begun.after(after, newest), newest), *long], newest)

    def passing(self, _: sqlite3.Connection, rows: Sequence[Row]) -> list[Row]:
        return list(rows)


@dataclass(frozen=True, slots=True)
class Few:
    """Incidents that were looked up, by their ranks."""

    name: str
    found: frozenset[int]

    def size(self, _: sqlite3.Connection) -> int:
        return len(self.found)

    def rows(self, db: sqlite3.Connection, after: int | None, newest: bool) -> Iterator[Row]:
        return _these(db, self.found, after, newest)

    def passing(self, _: sqlite3.Connection, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row.rank in self.found]


@dataclass(frozen=True, slots=True)
class Everything:
    """All incidents that are shown."""

    name: str = ""

    def size(self, _: sqlite3.Connection) -> int:
        return ENDLESS

    def rows(self, db: sqlite3.Connection, after: int | None, newest: bool) -> Iterator[Row]:
        return _range(db, Bounds().after(after, newest), newest)

    def passing(self, _: sqlite3.Connection, rows: Sequence[Row]) -> list[Row]:
        return list(rows)


@dataclass(frozen=True, slots=True)
class Where:
    """A test in SQL of the row of `incident` that is called i."""

    name: str
    test: str
    values: tuple[object, ...] = ()

    def passing(self, db: sqlite3.Connection, rows: Sequence[Row]) -> list[Row]:
        query = f"SELECT i.id FROM incident i WHERE i.id {AMONG} AND {self.test}"
        kept = {row[0] for row in db.execute(query, (json.dumps([row.incident for row in rows]), *self.values))}
        return [row for row in rows if row.incident in kept]


@dataclass(frozen=True, slots=True)
class ToldBy:
    """A test of the reports that tell an incident, for words that many reports have. `all` looks up the incidents of all of them."""

    name: str
    among: Callable[[sqlite3.Connection, Collection[int]], Collection[int]]
    all: Callable[[sqlite3.Connection], Few]

    def passing(self, db: sqlite3.Connection, rows: Sequence[Row]) -> list[Row]:
        query = f"SELECT incident, report FROM event WHERE incident {AMONG}"
        told = db.execute(query, (json.dumps([row.incident for row in rows]),)).fetchall()
        good = self.among(db, {report for _, report in told})
        kept = {incident for incident, report in told if report in good}
        return [row for row in rows if row.incident in kept]


Leading = Listed | Beginning | Few | Everything
Condition = Leading | Where | ToldBy


def _sizes(db: sqlite3.Connection, lists: Iterable[tuple[int, Bounds]]) -> int:
    """How many stand in some lists, those in several of them counted twice; not counted on from `MANY`."""
    count = 0
    for value, bounds in lists:
        if count < MANY:
            count += int(db.execute(_COUNT, (value, bounds.low, bounds.high, MANY)).fetchone()[0])
    return count


def _list(db: sqlite3.Connection, value: int, bounds: Bounds, newest: bool) -> Iterator[Row]:
    return map(Row._make, db.execute(_LIST + " DESC" * newest, (value, bounds.low, bounds.high)))


def _range(db: sqlite3.Connection, bounds: Bounds, newest: bool) -> Iterator[Row]:
    return map(Row._make, db.execute(_RANGE + " DESC" * newest, (bounds.low, bounds.high)))


def _merged(lists: list[Iterator[Row]], newest: bool) -> Iterator[Row]:
    """Lists in the order of ranks as one; what stands in several of them comes once."""
    if len(lists) == 1:
        return lists[0]
    return (row for row, _ in groupby(heapq.merge(*lists, reverse=newest)))


def _these(db: sqlite3.Connection, ranks: Iterable[int], after: int | None, newest: bool) -> Iterator[Row]:
    """The rows of some ranks in their order; one that has gone since is left out."""
    bounds = Bounds().after(after, newest)
    wanted = iter(sorted((rank for rank in ranks if bounds.low <= rank <= bounds.high), reverse=newest))
    query = f"SELECT * FROM faceted WHERE rank {AMONG} ORDER BY rank" + " DESC" * newest
    while batch := list(islice(wanted, _BATCH)):
        yield from map(Row._make, db.execute(query, (json.dumps(batch),)))
