"""How the incidents that a filter asks for lie over time: bars of a day, a week, a month or a year, with what lies before and after them.

The bars cover the time in which nearly all incidents begin: one battle of 1528 in a ledger of this spring does not make it five centuries.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Literal

from onrecord.ledger.filters import Filter
from onrecord.ledger.find import newest
from onrecord.ledger.ranks import day_of, floor

Unit = Literal["day", "week", "month", "year"]
MOST = 5_000
"""Incidents of a question that are counted; of more, the newest. All incidents of the ledger are counted without being read."""
BARS = 190
"""Bars at most, of the shortest unit that does with so many; years may be more."""
_APART, _FEW = 40, 10
"""Of so many incidents one may lie outside the bars at each end; of fewer than ten none."""

_COUNTED: dict[str, tuple[tuple[tuple[int, int], ...], Spread]] = {}
"""What a whole ledger came to, by its path and the state of its files."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of days, both included, and how many incidents begin in it."""

    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Bars without gaps, and how many incidents begin before and after them or have no day.

    `more`: there are others, older than those that are counted. There are no bars where no incident has a day.
    """

    unit: Unit
    bars: tuple[Bar, ...]
    before: int
    after: int
    undated: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Dated:
    """Incidents in the order of their days: how many, the day of each, and how many there are before a day."""

    count: int
    at: Callable[[int], date]
    until: Callable[[date], int]


def spread(db: sqlite3.Connection, filter: Filter, most: int = MOST) -> Spread:
    """How incidents lie over time, whichever days the filter itself asks for. Raises as `find` does."""
    asked = replace(filter, happened_from=None, happened_to=None)
    if asked == Filter():
        return _everything(db)
    rows, _ = newest(db, asked)
    ranks = [row.rank for row in islice(rows, most)]
    return counted(ranks, more=next(rows, None) is not None)


def counted(ranks: Sequence[int], *, more: bool = False) -> Spread:
    """How incidents of some ranks lie over time; `more` where there are others."""
    days = sorted(rank for rank in ranks if rank >= 0)
    known = _Dated(len(days), lambda n: _day(days[n]), lambda day: bisect_left(days, floor(day.toordinal())))
    return replace(_bars(known, len(ranks) - len(days)), more=more)


def _everything(db: sqlite3.Connection) -> Spread:
    """The whole ledger, counted once for as long as its file does not change: a million incidents take a tenth of a second."""
    path = str(db.execute("PRAGMA database_list").fetchone()[2])
    state = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in (Path(path), Path(f"{path}-wal")) if path and file.exists())
    if state and path in _COUNTED and _COUNTED[path][0] == state:
        return _COUNTED[path][1]
    total, undated = (int(db.execute(f"SELECT count(*) FROM faceted{of}").fetchone()[0]) for of in ("", " WHERE rank < 0"))
    made = _bars(_whole(db, total - undated), undated)
    if state:  # that of before the count: what changes meanwhile is counted the next time
        _COUNTED.clear()
        _COUNTED[path] = (state, made)
    return made


def _whole(db: sqlite3.Connection, count: int) -> _Dated:
    """All incidents with a day, which the order of the ledger counts; from whichever end is nearer."""
    up, down = (f"SELECT rank FROM faceted WHERE rank >= 0 ORDER BY rank {way} LIMIT 1 OFFSET ?" for way in ("ASC", "DESC"))

    def at(n: int) -> date:
        query, skipped = (up, n) if n <= count // 2 else (down, count - 1 - n)
        return _day(db.execute(query, (skipped,)).fetchone()[0])

    found = {0: 0}

    def until(day: date) -> int:
        """Counted on from the nearest day before it that was asked for."""
        rank = floor(day.toordinal())
        if rank not in found:
            base = max(one for one in found if one <= rank)
            query = "SELECT count(*) FROM faceted WHERE rank >= ? AND rank < ?"
            found[rank] = found[base] + int(db.execute(query, (base, rank)).fetchone()[0])
        return found[rank]

    return _Dated(count, at, until)


def _day(rank: int) -> date:
    day = day_of(rank)
    assert day is not None
    return day


def _bars(dated: _Dated, undated: int) -> Spread:
    if not dated.count:
        return Spread("day", (), 0, 0, undated)
    first, last = _ends(dated)
    unit = _unit(first, last)
    starts = [_begin(first, unit)]
    while starts[-1] <= last:
        starts.append(_after(starts[-1], unit))
    until = [dated.until(start) for start in starts]
    bars = tuple(
        Bar(a.isoformat(), (b - timedelta(1)).isoformat(), until[n + 1] - until[n])
        for n, (a, b) in enumerate(pairwise(starts))
    )
    return Spread(unit, bars, until[0], dated.count - until[-1], undated)


def _ends(dated: _Dated) -> tuple[date, date]:
    """The days between which nearly all begin, where that is less than half of the time in which all do."""
    first, last = dated.at(0), dated.at(dated.count - 1)
    if dated.count < _FEW:
        return first, last
    cut = max(1, dated.count // _APART)
    within = dated.at(cut), dated.at(dated.count - 1 - cut)
    return within if (within[1] - within[0]) * 2 < last - first else (first, last)


def _unit(first: date, last: date) -> Unit:
    days, months = (last - first).days + 1, 12 * (last.year - first.year) + last.month - first.month + 1
    return "day" if days <= BARS else "week" if days <= 7 * (BARS - 1) else "month" if months <= BARS else "year"


def _begin(day: date, unit: Unit) -> date:
    """The first day of the stretch that a day is in; weeks begin on Mondays."""
    if unit == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1) if unit == "year" else day


def _after(start: date, unit: Unit) -> date:
    if unit in ("day", "week"):
        return start + timedelta(1 if unit == "day" else 7)
    return _begin(start + timedelta(31 if unit == "month" else 366), unit)
