"""The sources: outlets with what they gave, how much of it is their own and when they were silent; feeds; and one outlet's reports."""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from onrecord.desk.calls import Call, only
from onrecord.errors import UnknownError, UsageError
from onrecord.ledger.sources import (
    GAPS,
    ORDERS,
    FeedRow,
    Gap,
    Order,
    Source,
    Told,
    days,
    feeds,
    gaps,
    place,
    sources,
    told,
)  # fmt: skip

SLOW, WHILE = 0.2, 60
"""Seconds of counting that are long, and how many times as long such a count serves while the ledger changes."""
LIMIT, MOST = 50, 200
"""Outlets, and reports of one, on a page; at most."""
WORDS: dict[Order, str] = {
    "reports": "most reports first", "name": "by name", "own": "least of its own first", "silent": "most silent days first",
    "last": "last report first", "first": "oldest report first", "added": "last added first",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """An order of the outlets, and the address of the page in that order."""

    value: Order
    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet, and the address of its page."""

    source: Source
    address: str


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Outlets in an order; `total` counts all of them. `feeds` are those that are followed. `token`, `key`: see the page of additions.

    `counted` is when the outlets were counted, where the ledger has changed since.
    """

    rows: tuple[Row, ...]
    total: int
    orders: tuple[Way, ...]
    next: str | None
    first: str | None
    feeds: tuple[FeedRow, ...]
    token: str
    key: str
    counted: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month, how many reports there are of it, and on how many of its days there are some."""

    month: str
    reports: int
    days: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One outlet: its figures, the longest times without a report and how many there are in all, its months, a page of its reports."""

    source: Source
    gaps: tuple[Gap, ...]
    silences: int
    months: tuple[Month, ...]
    reports: tuple[Told, ...]
    next: str | None
    first: str | None


def make_sources(call: Call) -> SourcesPage:
    """Outlets in the order that is asked for. Raises UsageError where the parameters make no sense."""
    asked = only(call, "order", "limit", "after")
    order = _order(asked.get("order", "reports"))
    limit = _limit(asked.get("limit", str(LIMIT)))
    known, counted = _known(call.db)
    everything = sorted(known, key=lambda source: place(source, order))
    start = 0
    if "after" in asked:
        start = next((n for n, found in enumerate(everything, 1) if (found.name or "") == asked["after"].removeprefix("=")), -1)
        if start < 0:
            raise UsageError("after: there is no such source any more; begin at the first page")
    rows = everything[start : start + limit]
    kept = {name: value for name, value in asked.items() if name != "after"}
    more = start + limit < len(everything)
    return SourcesPage(
        tuple(Row(found, address(found.name)) for found in rows), len(everything),
        tuple(Way(way, WORDS[way], _address("/sources", {**kept, "order": way}), way == order) for way in WORDS),
        _address("/sources", {**kept, "after": "=" + (rows[-1].name or "")}) if more else None,
        _address("/sources", kept) if start else None, tuple(feeds(call.db)), call.token, secrets.token_urlsafe(12), counted,
    )  # fmt: skip


def make_source(call: Call) -> SourcePage:
    """One outlet by its name, "" for reports that name none. Raises UnknownError if there is none."""
    asked = dict(call.query)
    only(call, "name", "after")
    name = asked.get("name") or None
    found = next((source for source in _known(call.db)[0] if source.name == name), None)
    if found is None:
        raise UnknownError(f'"{(name or "")[:80]}": there is no such source; the list of sources has them all')
    reports = told(call.db, name, limit=LIMIT + 1, after=_after(asked["after"]) if asked.get("after") else None)
    published = days(call.db, name)
    silences = gaps(published)
    last = reports[LIMIT - 1] if len(reports) > LIMIT else None
    return SourcePage(
        found, tuple(silences[:GAPS]), len(silences), _months(published), tuple(reports[:LIMIT]),
        f"{address(name)}&{urlencode({'after': f'{last.id}~{last.published or str()}'})}" if last else None,
        address(name) if asked.get("after") else None,
    )  # fmt: skip


def address(name: str | None) -> str:
    """The address of an outlet's page."""
    return f"/source?{urlencode({'name': name or ''})}"


def _months(published: Mapping[str, int]) -> tuple[Month, ...]:
    """The months in which there is something, in their order."""
    reports, some = Counter[str](), Counter[str]()
    for day, count in published.items():
        reports[day[:7]] += count
        some[day[:7]] += 1
    return tuple(Month(month, reports[month], some[month]) for month in sorted(reports))


@dataclass(frozen=True, slots=True)
class _Count:
    """The outlets of a ledger, with the marks of its file then, when that was and how many seconds it took."""

    marks: object
    outlets: tuple[Source, ...]
    at: str
    done: float
    took: float


_COUNTED: dict[Path, _Count] = {}
"""The last count of the ledger that was asked last."""


def _known(db: sqlite3.Connection) -> tuple[tuple[Source, ...], str | None]:
    """All outlets; they are counted anew when the ledger's file has changed.

    Where that takes long, because the ledger is large and is being added to, a count serves for a while; then it is told when it was made.
    """
    path = next(Path(row[2]) for row in db.execute("PRAGMA database_list") if row[1] == "main")
    files = [one.stat() for one in (path, path.with_name(path.name + "-wal")) if one.exists()]
    marks = [(one.st_mtime_ns, one.st_size) for one in files if one.st_size]
    known, begun = _COUNTED.get(path), time.monotonic()
    if known is not None and known.marks == marks:
        return known.outlets, None
    if known is not None and known.took > SLOW and begun - known.done < known.took * WHILE:
        return known.outlets, known.at
    at, outlets = datetime.now(UTC).isoformat(timespec="seconds"), tuple(sources(db))
    _COUNTED.clear()
    _COUNTED[path] = _Count(marks, outlets, at, time.monotonic(), time.monotonic() - begun)
    return outlets, None


def _order(asked: str) -> Order:
    for order in ORDERS:
        if asked == order:
            return order
    raise UsageError(f'order "{asked[:40]}": there is none; known are {", ".join(ORDERS)}')


def _limit(asked: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", asked) or not 1 <= int(asked) <= MOST:
        raise UsageError(f"limit {asked[:20]}: from 1 to {MOST} are on a page")
    return int(asked)


def _after(asked: str) -> tuple[str, int]:
    found = re.fullmatch(r"([0-9]{1,15})~(.{0,40})", asked)
    if not found:
        raise UsageError("after: no place in the list; take the address that a page gave")
    return found[2], int(found[1])


def _address(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
