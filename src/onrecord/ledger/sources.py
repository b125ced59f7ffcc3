"""Who reports: outlets with what they gave the ledger, how much of it is their own, the days on which they are silent; and feeds.

An outlet is named by the publisher of what was found, or the agency that it names first. Only texts that count at their address are
counted, taken-down ones left out. What is copied is told from the words that another outlet's report had first: an outlet may repeat
itself. No reports for some days means that none came in, not that nothing happened.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, get_args

from onrecord.ledger.store import snapshot

Order = Literal["name", "reports", "own", "first", "last", "silent", "added"]
ORDERS: tuple[Order, ...] = get_args(Order)
MANY = 10
"""Outlets that are named as those whom one copies, or who copy it."""
GAPS = 8
"""Times without a report that are named, the longest first."""

_OUTLET = "coalesce({0}.publisher, CASE {0}.agencies WHEN '[]' THEN NULL ELSE json_extract({0}.agencies, '$[0]') END)"
_CARRIER, _REPORT, _ORIGIN = _OUTLET.format("c"), _OUTLET.format("r"), _OUTLET.format("o")
_DAY = "CASE WHEN length(c.published) >= 10 THEN substr(c.published, 1, 10) END"
_OUTLETS = f"""
SELECT {_CARRIER}, count(DISTINCT c.report), count(*), min({_DAY}), max({_DAY}), count(DISTINCT {_DAY}), count(*) - count({_DAY}),
min(c.run) FROM carrier c WHERE c.replaced_by IS NULL AND c.source != '' GROUP BY 1
"""
_COPIED = f"""
SELECT {_REPORT}, {_ORIGIN}, count(*), sum(k.share) FROM copy k JOIN report r ON r.id = k.report JOIN report o ON o.id = k.origin
WHERE r.replaced_by IS NULL AND r.purged = 0 GROUP BY 1, 2
"""
_SHARED = f"""
SELECT {_CARRIER}, {_REPORT}, count(*) FROM carrier c JOIN report r ON r.id = c.report
WHERE c.report IN (SELECT report FROM carrier GROUP BY report HAVING count(*) > 1)
AND c.replaced_by IS NULL AND c.source != '' GROUP BY 1, 2
"""
"""The same text, found at other outlets than the one that leads."""


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet; `name` is None for reports that name none.

    `own` is the share of the words of its reports, from 0 to 1, that no other outlet had before it. `first` and `last` are days of
    publication, `silent` the days between them without a report, `undated` how many reports have no day. `added` is when the first came
    in. `copies` and `copied_by` are outlets with the number of reports that are copied in whole or in part.
    """

    name: str | None
    reports: int
    own: float
    first: str | None
    last: str | None
    silent: int
    undated: int
    added: str | None
    copies: tuple[tuple[str | None, int], ...]
    copied_by: tuple[tuple[str | None, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One report of an outlet. `share` of its words is copied, from the report `origin`, where it is a copy at all."""

    id: int
    key: str
    title: str | None
    published: str | None
    share: float
    whole: bool
    origin: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a report, the first and the last of them."""

    first: str
    last: str
    days: int


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed that is followed: when it last answered, why the last visit failed, how many of its entries are done.

    `whole`: all that it had then is done, so that an unchanged feed is not read again.
    """

    url: str
    title: str | None
    checked: str | None
    trouble: str | None
    entries: int
    reports: int
    whole: bool


def sources(db: sqlite3.Connection, order: Order = "reports") -> list[Source]:
    """All outlets in an order: by name; most reports, least of its own, most silent first; latest first, last and added."""
    with snapshot(db):
        rows = db.execute(_OUTLETS).fetchall()
        from_, share = _copying(db)
        runs = dict(db.execute("SELECT id, started FROM run").fetchall())
    to: dict[str | None, Counter[str | None]] = defaultdict(Counter)
    for copier, origins in from_.items():
        for origin, count in origins.items():
            to[origin][copier] += count
    found = [
        Source(
            name, reports, max(0.0, 1 - share[name] / carried), first, last, _span(first, last) - days, undated, runs.get(run),
            _most(from_[name]), _most(to[name]),
        )
        for name, reports, carried, first, last, days, undated, run in rows
    ]  # fmt: skip
    return sorted(found, key=lambda source: place(source, order))


def place(source: Source, order: Order) -> tuple[float | str, bool, str, str]:
    """Where an outlet stands in an order; of those that are even there, by name."""
    first: dict[Order, float | str] = {
        "name": "", "reports": -source.reports, "own": source.own, "silent": -source.silent,
        "first": source.first or "9999", "last": _backwards(source.last), "added": _backwards(source.added),
    }  # fmt: skip
    name = source.name or ""
    return first[order], not name, name.casefold(), name


def told(db: sqlite3.Connection, name: str | None, *, limit: int, after: tuple[str, int] | None = None) -> list[Told]:
    """Reports of an outlet, the latest published first, those without a date last; `after`: from after this publication and this row on."""
    start = "AND (coalesce(c.published, ''), c.id) < (?, ?)" if after else ""
    rows = db.execute(
        "SELECT c.id, r.key, CASE WHEN r.withheld IS NULL THEN coalesce(c.title, r.title) ELSE r.shown_title END, c.published, "
        f"{_REPORT} IS NOT {_CARRIER}, k.share, k.whole, o.key, "
        f"{_ORIGIN} IS {_CARRIER} "
        "FROM carrier c JOIN report r ON r.id = c.report LEFT JOIN copy k ON k.report = c.report LEFT JOIN report o ON o.id = k.origin "
        f"WHERE {_CARRIER} IS ? AND c.replaced_by IS NULL AND c.source != '' {start} "
        "ORDER BY coalesce(c.published, '') DESC, c.id DESC LIMIT ?",
        (name, *(after or ()), limit),
    )
    found = []
    for row, key, title, published, verbatim, share, whole, origin, itself in rows:
        if verbatim:
            found.append(Told(row, key, title, published, 1.0, True, key))
        elif origin is None or itself:
            found.append(Told(row, key, title, published, 0.0, False, None))
        else:
            found.append(Told(row, key, title, published, share, bool(whole), origin))
    return found


def days(db: sqlite3.Connection, name: str | None) -> Mapping[str, int]:
    """The days on which an outlet published, with how many reports, in their order."""
    return dict(
        db.execute(
            f"SELECT {_DAY} AS day, count(DISTINCT c.report) FROM carrier c WHERE {_CARRIER} IS ? AND c.replaced_by IS NULL "
            "AND c.source != '' AND day IS NOT NULL GROUP BY day ORDER BY day",
            (name,),
        ).fetchall()
    )


def gaps(published: Mapping[str, int]) -> list[Gap]:
    """The times without a report between the first and the last day, the longest first.

    >>> gaps({"2024-04-01": 2, "2024-04-02": 1, "2024-04-05": 1})
    [Gap(first='2024-04-03', last='2024-04-04', days=2)]
    """
    known = [made for day in published if (made := _date(day)) is not None]
    found = [
        Gap(str(before + timedelta(1)), str(after - timedelta(1)), (after - before).days - 1)
        for before, after in pairwise(known)
        if (after - before).days > 1
    ]
    return sorted(found, key=lambda gap: (-gap.days, gap.first))


def feeds(db: sqlite3.Connection) -> list[FeedRow]:
    """The feeds that are followed, in the order of their addresses."""
    rows = db.execute(
        "SELECT url, title, checked, trouble, (SELECT count(*) FROM feed_item WHERE feed = url), "
        "(SELECT count(report) FROM feed_item WHERE feed = url), etag IS NOT NULL OR modified IS NOT NULL FROM feed ORDER BY url"
    )
    return [FeedRow(*(*row[:-1], bool(row[-1]))) for row in rows]


def _copying(db: sqlite3.Connection) -> tuple[Mapping[str | None, Counter[str | None]], Mapping[str | None, float]]:
    """By outlet, from whom it has reports in whole or in part and how many, and how many reports' worth of words that is together."""
    origins: dict[str | None, Counter[str | None]] = defaultdict(Counter)
    share: dict[str | None, float] = defaultdict(float)
    for outlet, origin, count, sum_ in db.execute(_COPIED):
        if outlet != origin:
            origins[outlet][origin] += count
            share[outlet] += sum_
    for outlet, lead, count in db.execute(_SHARED):
        if outlet != lead:
            origins[outlet][lead] += count
            share[outlet] += count
    return origins, share


def _most(counts: Counter[str | None]) -> tuple[tuple[str | None, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0] or ""))[:MANY])


def _span(first: str | None, last: str | None) -> int:
    """The days from one to another, both counted; 0 where they are not known."""
    a, b = (_date(first), _date(last)) if first and last else (None, None)
    return (b - a).days + 1 if a and b else 0


def _date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _backwards(when: str | None) -> str:
    """A date as a text that sorts the latest first, and what has none last."""
    return "".join(chr(0x7A - ord(sign)) for sign in when) if when else "~"
