"""An incident as an answer to a question shows it: what it is, how many tell it, and the words of the report that told it first."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.ledger.among import AMONG
from onrecord.ledger.conditions import Row
from onrecord.ledger.facets import SHOWN
from onrecord.ledger.views import Days, Site
from onrecord.record import ActionType, Scale, Status

LINE = 240
"""Characters of a sentence that are shown at most."""

_INCIDENT = (
    "id, key, type, mode, status, scale, reports, texts, voices, own_voice, denied, conflicts, earliest, latest, "
    "place, place_kind, geonames, country, lat, lon, radius_km"
)
_FIRST = f"""
SELECT e.incident, e.report, e.trigger_start, e.trigger_stop, r.key,
    min(coalesce(r.published, '9999') || ' ' || r.key || printf('%09d', e.trigger_start)) -- the other columns are those of this row
FROM event e JOIN report r ON r.id = e.report WHERE e.incident {AMONG} AND {SHOWN} GROUP BY e.incident
"""
_NAMES = f"""
SELECT e.incident, x.part, coalesce(s.name, p.name), coalesce(s.key, p.key)
FROM event e JOIN report r ON r.id = e.report JOIN event_party x ON x.event = e.id
JOIN party p ON p.id = x.party LEFT JOIN party s ON s.id = p.same_as WHERE e.incident {AMONG} AND {SHOWN}
"""
_SENTENCE = """
SELECT s.start, substr(r.shown_text, s.start + 1, s.stop - s.start) FROM sentence s JOIN report r ON r.id = s.report
WHERE s.report = ? AND s.start <= ? AND s.stop > ? LIMIT 1
"""
_TRIGGER = "SELECT substr(shown_text, ? + 1, ?) FROM report WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Found:
    """One incident in a list.

    `by` and `to` are names, those that most tellings have first; `told` the last day of publication. `line` quotes the sentence of the
    report that told it first, `report` is the key of that report.
    """

    key: str
    type: ActionType
    mode: str | None
    status: Status
    scale: Scale
    days: Days | None
    site: Site | None
    by: tuple[str, ...]
    to: tuple[str, ...]
    reports: int
    texts: int
    voices: int
    own_voice: bool
    denied: int
    conflicts: int
    told: str | None
    report: str
    line: str


def details(db: sqlite3.Connection, listed: Sequence[Row]) -> tuple[Found, ...]:
    """Some incidents, in the order in which they are given; one that is not shown any more is left out."""
    return tuple(by_rows(db, listed).values())


def by_rows(db: sqlite3.Connection, listed: Sequence[Row]) -> dict[int, Found]:
    """The same by their rows in `incident`, in that order."""
    chosen = (json.dumps([row.incident for row in listed]),)
    rows = {row[0]: row[1:] for row in db.execute(f"SELECT {_INCIDENT} FROM incident WHERE id {AMONG}", chosen)}
    tellings = {row[0]: row[1:] for row in db.execute(_FIRST, chosen)}
    names = _names(db, chosen)
    shown = [(row.incident, row.told) for row in listed if row.incident in rows and row.incident in tellings]
    return {one: _found(db, rows[one], tellings[one], names[one], told) for one, told in shown}


def by_keys(db: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Found]:
    """The incidents of some whole keys, by their keys; one that is not known or not shown any more is left out."""
    query = f"SELECT d.* FROM faceted d JOIN incident i ON i.id = d.incident WHERE i.key {AMONG}"
    rows = [Row._make(row) for row in db.execute(query, (json.dumps(sorted(set(keys))),))]
    return {found.key: found for found in details(db, rows)}


def _names(db: sqlite3.Connection, chosen: tuple[str]) -> dict[int, dict[str, tuple[str, ...]]]:
    """The names of who acts and who is acted on, by incident and part, those of most tellings first."""
    counted: dict[int, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for incident, *party in db.execute(_NAMES, chosen):
        counted[incident][tuple(party)] += 1
    found: dict[int, dict[str, tuple[str, ...]]] = defaultdict(lambda: {"by": (), "to": ()})
    for incident, parties in counted.items():
        order = sorted(parties, key=lambda one: (-parties[one], one[2]))
        found[incident] = {part: tuple(name for where, name, _ in order if where == part) for part in ("by", "to")}
    return found


def _found(db: sqlite3.Connection, row: Sequence[Any], telling: Sequence[Any], names: Mapping[str, tuple[str, ...]], told: int) -> Found:
    key, type_, mode, status, scale, reports, texts, voices, own_voice, denied, conflicts, earliest, latest, *place = row
    report, start, stop, report_key, _ = telling
    return Found(
        key, type_, mode, status, scale,
        Days(earliest, latest) if earliest or latest else None,
        Site(*place) if place[0] is not None else None,
        names["by"], names["to"], reports, texts, voices, bool(own_voice), denied, conflicts,
        date.fromordinal(told).isoformat() if told else None, report_key, _line(db, report, start, stop),
    )  # fmt: skip


def _line(db: sqlite3.Connection, report: int, start: int, stop: int) -> str:
    """The sentence around a trigger, or as much of it as is shown; line ends made spaces."""
    sentence = db.execute(_SENTENCE, (report, start, start)).fetchone()
    if sentence is None:
        sentence = (start, *db.execute(_TRIGGER, (start, stop - start, report)).fetchone())
    first, words = sentence
    return around(words, start - first, stop - first)


def around(words: str, start: int, stop: int, most: int = LINE) -> str:
    """Some words, or those of them that stand around a place in them, with an ellipsis where something is left out.

    >>> around("Rebels shelled the market of Karum on Friday.", 7, 14, most=24)
    'Rebels shelled the …'
    """
    if len(words) <= most:
        return " ".join(words.split())
    begin = max(0, min(start - most // 3, len(words) - most))
    end = min(len(words), max(begin + most, stop))
    kept = words[begin:end]
    if begin:
        kept = kept.partition(" ")[2] if kept.find(" ") < start - begin else kept
    if end < len(words) and " " in kept:
        kept = kept.rpartition(" ")[0]
    return ("… " if begin else "") + " ".join(kept.split()) + (" …" if end < len(words) else "")
