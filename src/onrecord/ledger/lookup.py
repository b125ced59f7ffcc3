"""A filter's values as conditions that the store can answer. What is not known is said, with what comes near."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from onrecord.compare import Spot, folded
from onrecord.ledger import names, reports
from onrecord.ledger.among import AMONG
from onrecord.ledger.conditions import Beginning, Bounds, Condition, Few, Listed, ToldBy, Where
from onrecord.ledger.facets import BY, LABEL, MANY, SHOWN, SITE, SPANS, TO, VOICE, value_of
from onrecord.ledger.filters import RADIUS_KM, Filter, days, match, point
from onrecord.ledger.ranks import floor
from onrecord.record import REPORT

_FEW_REPORTS, _MOST_REPORTS = 800, 20_000
"""Reports whose incidents are all looked up; and reports that are kept in mind while incidents are tested one after the other."""
_LABELS = "SELECT id FROM label WHERE name BETWEEN ? AND ?"
_CALLED = {
    name: f"EXISTS (SELECT 1 FROM event e JOIN {place} x.event = e.id JOIN party p ON p.id = x.party "
    "WHERE e.incident = i.id AND p.name = ? COLLATE NOCASE)"
    for name, place in (
        ("actor", "event_party x ON"), ("by", "event_party x ON x.part = 'by' AND"), ("to", "event_party x ON x.part = 'to' AND"),
        ("voice", "account x ON"),
    )
}  # fmt: skip
_LAST_DAY = 1 << 22


@dataclass(slots=True)
class Asked:
    """What a filter comes to: its conditions, and notes on names that were taken for others or are not known."""

    conditions: list[Condition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def asked(db: sqlite3.Connection, filter: Filter) -> Asked:
    """The conditions of a filter. Raises LedgerError for a report that is not in the ledger."""
    made = Asked()
    for name, parts in (("actor", (BY, TO)), ("by", (BY,)), ("to", (TO,)), ("voice", (VOICE,))):
        if (value := getattr(filter, name)) is not None:
            made.conditions.append(_party(db, name, value, parts, made.notes))
    for condition in (_text, _report, _actions, _statuses, _counts, _flags, _told, _happened):
        made.conditions += condition(db, filter)
    if filter.place is not None:
        made.conditions.append(_place(db, filter, made.notes))
    return made


# ---------------------------------------------------------------- who
def _party(db: sqlite3.Connection, name: str, value: str, parts: tuple[int, ...], notes: list[str]) -> Condition:
    if name == "voice" and value == REPORT:
        return Where(name, "i.own_voice = 1")
    found = names.parties(db, value) or _partly(db, name, value, notes)
    if len(found) > names.MOST_PARTIES:
        return Where(name, _CALLED[name], (value.strip(),))
    return _listed(name, [value_of(part, row) for row in names.merged_with(db, found) for part in parts])


def _partly(db: sqlite3.Connection, name: str, value: str, notes: list[str]) -> set[int]:
    """The parties that have a value as a part of their names, with a note on whom it is taken for."""
    found = names.parties_with(db, value)
    if len(found) > names.MOST_NAMES:
        notes.append(f'{name} "{value}": a part of too many names; give more of the name')
        return set()
    if found:
        notes.append(f'{name} "{value}": taken as {names.some([called for _, called in found])}')
    else:
        notes.append(f'{name} "{value}": nobody is called so' + names.near(value, names.names_like(db, value)))
    return {row for row, _ in found}


# ---------------------------------------------------------------- where
def _place(db: sqlite3.Connection, filter: Filter, notes: list[str]) -> Condition:
    assert filter.place is not None
    middle = point(filter.place)
    if middle is not None:
        return _sites(names.sites_within(db, [Spot("", lat=middle[0], lon=middle[1])], filter.radius_km or RADIUS_KM))
    found, country = names.sites(db, filter.place), names.country(filter.place)
    if not found and country is None:
        notes.append(f'place "{filter.place}": no incident is placed there' + names.near(folded(filter.place), names.site_names(db)))
    if filter.radius_km is not None:
        return _sites(names.sites_within(db, found.values(), filter.radius_km))
    return _sites(found, _labels(db, [f"country/{country}"]) if country else ())


def _sites(rows: Iterable[int], further: Iterable[int] = ()) -> Listed:
    return _listed("place", [*(value_of(SITE, row) for row in rows), *further])


# ---------------------------------------------------------------- what, when, how sure
def _actions(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    if not filter.action:
        return
    values = []
    for action in filter.action:
        kind, _, mode = action.partition("/")
        named = (f"action/{kind.upper()}/", f"action/{kind.upper()}0") if not mode else (f"action/{kind.upper()}/{mode.lower()}",) * 2
        values += [value_of(LABEL, row[0]) for row in db.execute(_LABELS, named)]
    yield _listed("action", values)


def _statuses(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    if "happened" in filter.status:
        yield Where("status", f"i.status {AMONG}", (json.dumps(filter.status),))
    elif filter.status:
        yield _listed("status", _labels(db, [f"status/{status}" for status in filter.status]))


def _counts(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    for name, least in (("voices", filter.voices), ("texts", filter.texts)):
        if least > 1:
            yield _listed(name, _labels(db, [f"{name}/{min(least, MANY)}"]))
        if least == 1 or least > MANY:
            yield Where(name, f"i.{name} >= ?", (least,))


def _flags(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    if filter.claimed_only:
        yield Where("claimed_only", "i.own_voice = 0")
    if filter.conflicting:
        yield _listed("conflicting", _labels(db, ["conflicting"]))
    if filter.scale == "incident":
        yield Where("scale", "i.scale = 'incident'")
    elif filter.scale is not None:
        yield _listed("scale", _labels(db, [f"scale/{filter.scale}"]))
    if filter.state == "machine":
        yield Where(
            "state",
            f"EXISTS (SELECT 1 FROM event e JOIN report r ON r.id = e.report WHERE e.incident = i.id AND {SHOWN} AND e.state = 'machine')",
        )
    elif filter.state is not None:
        yield _listed("state", _labels(db, [f"state/{filter.state}"]))


def _listed(name: str, values: Iterable[int]) -> Listed:
    return Listed(name, tuple(sorted(set(values))))


def _labels(db: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    return [value_of(LABEL, row[0]) for row in db.execute(f"SELECT id FROM label WHERE name {AMONG}", (json.dumps(list(names)),))]


def _told(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    """By the reports of the days if they are few, else by the lists of the months; their ends are tested beside them."""
    first, last = days("told", filter.told_from, filter.told_to)
    if first is None and last is None:
        return
    bounds = _bounds(filter.told_from, filter.told_to)
    found = db.execute("SELECT id FROM report WHERE published BETWEEN ? AND ? LIMIT ?", (*bounds, _FEW_REPORTS + 1)).fetchall()
    if len(found) <= _FEW_REPORTS:
        yield _told_by(db, "told", [row[0] for row in found])
        return
    low, high = _month(filter.told_from, "0000-01"), _month(filter.told_to, "9999-12")
    yield _listed("told", [value_of(LABEL, row[0]) for row in db.execute(_LABELS, (f"told/{low}", f"told/{high}"))])
    if any(day and len(day) > 7 for day in (filter.told_from, filter.told_to)):
        query = "EXISTS (SELECT 1 FROM event e JOIN report r ON r.id = e.report WHERE e.incident = i.id AND r.published BETWEEN ? AND ?)"
        yield Where("told", query, bounds)


def _month(day: str | None, open_end: str) -> str:
    """The month of a date; for a year that at the same end as the month that stands for an open end."""
    return (day + open_end[len(day) :])[:7] if day else open_end


def _bounds(first: str | None, last: str | None) -> tuple[str, str]:
    """Two strings between which the dates lie that are meant, partial ones too."""
    return (first or "0000")[:10], (last or "9999")[:10] + "\U0010ffff"


def _happened(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    """By first days and the lists of what lasted long; the days themselves are tested beside them."""
    first, last = days("happened", filter.happened_from, filter.happened_to)
    if first is None and last is None:
        return
    first, last = first or 0, _LAST_DAY if last is None else last
    high = floor(last + 1) - 1
    long = [
        (value, Bounds(floor(first - longest), high))
        for most, longest in zip(SPANS, (_LAST_DAY, *SPANS), strict=False)
        for value in _labels(db, [f"span/{most}"])
    ]
    yield Beginning("happened", Bounds(floor(first - SPANS[-1]), high), tuple(long))
    bounds = _bounds(filter.happened_from, filter.happened_to)
    yield Where("happened", "coalesce(i.latest, i.earliest) >= ? AND coalesce(i.earliest, i.latest) <= ?", bounds)


# ---------------------------------------------------------------- reports
def _report(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    if filter.report is not None:
        yield _told_by(db, "report", [reports.resolve(db, filter.report)])


def _text(db: sqlite3.Connection, filter: Filter) -> Iterator[Condition]:
    """By the reports with the words: their incidents if they are few, else a test of those that tell an incident."""
    if filter.text is None:
        return
    query = match(filter.text)
    found = _matching(db, query, _MOST_REPORTS + 1)
    if len(found) <= _FEW_REPORTS:
        yield _told_by(db, "text", found)
    elif len(found) <= _MOST_REPORTS:
        yield ToldBy("text", partial(_kept, good=frozenset(found)), partial(_all_matching, query=query))
    else:
        yield ToldBy("text", partial(_matching_among, query=query), partial(_all_matching, query=query))


def _matching(db: sqlite3.Connection, query: str, most: int) -> list[int]:
    return [row[0] for row in db.execute("SELECT rowid FROM report_words WHERE report_words MATCH ? LIMIT ?", (query, most))]


def _kept(_: sqlite3.Connection, told: Collection[int], good: frozenset[int]) -> set[int]:
    return {report for report in told if report in good}


def _matching_among(db: sqlite3.Connection, told: Collection[int], query: str) -> set[int]:
    """Those of some reports that have the words, each looked up by itself: quick where nearly all have them."""
    test = "SELECT rowid FROM report_words WHERE report_words MATCH ? AND rowid = ?"
    return {report for report in told if db.execute(test, (query, report)).fetchone()}


def _all_matching(db: sqlite3.Connection, query: str) -> Few:
    return _told_by(db, "text", _matching(db, query, -1))


def _told_by(db: sqlite3.Connection, name: str, found: list[int]) -> Few:
    """The incidents that some reports tell; an event that is not shown is of no incident."""
    query = f"SELECT f.rank FROM event e JOIN faceted f ON f.incident = e.incident WHERE e.report {AMONG}"
    return Few(name, frozenset(row[0] for row in db.execute(query, (json.dumps(found),))))
