"""The tellings of incidents, with what hangs on them, read for many incidents at a time: one query a table, however many there are."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.ledger.among import AMONG
from onrecord.ledger.facets import SHOWN
from onrecord.ledger.views import Days, Party, Site, Telling

_EVENTS = f"""
SELECT e.id, e.incident, e.report, e.origin, e.key, e.name, e.type, e.mode, e.status, e.prominence, e.scale, e.state, e.score,
    e.trigger_start, e.trigger_stop, e.earliest, e.latest, e.basis, e.plover_type, e.plover_mode,
    e.place, e.place_kind, e.geonames, e.country, e.lat, e.lon, e.radius_km,
    coalesce(s.start, e.trigger_start), coalesce(s.stop, e.trigger_stop)
FROM event e JOIN report r ON r.id = e.report
LEFT JOIN sentence s ON s.report = e.report AND s.start <= e.trigger_start AND s.stop > e.trigger_start
WHERE e.incident {AMONG} AND {SHOWN}
"""
_REPORTS = f"""
SELECT id, key, shown_title, coalesce(publisher, json_extract(agencies, '$[0]')), shown_address, published, shown_text
FROM report WHERE id {AMONG}
"""
_PARTIES = f"SELECT event, part, party FROM event_party WHERE event {AMONG}"
_PLACES = f"SELECT event, part, place, kind, geonames, country, lat, lon, radius_km FROM event_place WHERE event {AMONG} ORDER BY rowid"
_LINKS = f"""
SELECT x.event, a.key, x.other, b.key FROM event_link x JOIN event a ON a.id = x.event JOIN event b ON b.id = x.other
WHERE x.kind = 'about' AND (x.event {AMONG} OR x.other {AMONG})
"""
_PARTY = f"""
SELECT p.id, p.same_as, p.key, p.name, p.kind, p.named, p.side, p.country, p.role, b.key
FROM party p LEFT JOIN party b ON b.id = p.member_of WHERE p.id {AMONG}
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A report as tellings need it. `masthead` is for people: the publisher, an agency, or the report's key."""

    key: str
    title: str | None
    publisher: str | None
    address: str | None
    published: str | None
    text: str

    @property
    def masthead(self) -> str:
        """Whose report it is, for people."""
        return self.publisher or f"report {self.key}"


@dataclass(frozen=True, slots=True)
class Told:
    """One telling with the rows that it is from."""

    event: int
    incident: int
    source: Source
    telling: Telling

    @property
    def order(self) -> tuple[str, str, int]:
        """The content order of tellings."""
        return self.source.published or "9999", self.source.key, self.telling.trigger[0]


def those(rows: Iterable[int]) -> tuple[str]:
    """Row ids as the parameter of a query."""
    return (json.dumps(sorted(set(rows))),)


def words(text: str, start: int, stop: int) -> str:
    """The words of a span, line ends and runs of blanks made spaces."""
    return " ".join(text[start:stop].split())


def parties(db: sqlite3.Connection, rows: Iterable[int]) -> dict[int, Party]:
    """Parties by row id, read through what people merged."""
    wanted = set(rows)
    known, same, todo = dict[int, Party](), dict[int, int](), wanted
    while todo:
        for row, into, key, name, kind, named, *rest in db.execute(_PARTY, those(todo)):
            known[row] = Party(key, name, kind, bool(named), *rest)
            same |= {row: into} if into is not None else {}
        todo = set(same.values()) - known.keys()
    return {row: known[_root(row, same)] for row in wanted}


def _root(row: int, same: Mapping[int, int]) -> int:
    """The party that one is read as; a ring of merges ends where it closes."""
    seen = {row}
    while (into := same.get(row)) is not None and into not in seen:
        seen.add(into)
        row = into
    return row


def tellings(db: sqlite3.Connection, incidents: Iterable[int]) -> list[Told]:
    """The shown tellings of some incidents, in content order."""
    events = db.execute(_EVENTS, those(incidents)).fetchall()
    sources = {row[0]: Source(*row[1:]) for row in db.execute(_REPORTS, those(row[2] for row in events))}
    originals = _originals(db, {(row[2], row[3]) for row in events}, sources)
    details = _Details(db, [row[0] for row in events])
    return sorted((_told(row, sources[row[2]], originals.get((row[2], row[3])), details) for row in events), key=lambda told: told.order)


def _told(row: tuple[Any, ...], source: Source, copy_of: str | None, details: _Details) -> Told:
    event, incident, _, _, key, name, type_, mode, status, prominence, scale, state, score, *rest = row
    start, stop, earliest, latest, basis, plover_type, plover_mode, *place, first, last = rest
    at = details.places[event, "at"]
    telling = Telling(
        event=key, name=name, report=source.key, title=source.title, publisher=source.publisher, address=source.address,
        published=source.published, copy_of=copy_of, type=type_, mode=mode, status=status, prominence=prominence, scale=scale,
        state=state, score=score, trigger=(start, stop), sentence=words(source.text, first, last), sentence_span=(first, last),
        days=Days(earliest, latest, basis) if earliest or latest else None,
        at=(Site(*place), *at) if place[0] is not None else at,
        origin=details.places[event, "from"], destination=details.places[event, "destination"],
        by=details.parties[event, "by"], to=details.parties[event, "to"],
        plover=(plover_type, plover_mode) if plover_type else None, background=prominence == "background",
        about=details.about[event], about_it=details.about_it[event],
    )  # fmt: skip
    return Told(event, incident, source, telling)


class _Details:
    """What hangs on some events: parties, places, links."""

    def __init__(self, db: sqlite3.Connection, events: list[int]) -> None:
        chosen = those(events)
        self.parties = _grouped(self._parties(db, chosen))
        self.places = _grouped(((event, part), Site(*place)) for event, part, *place in db.execute(_PLACES, chosen))
        links = db.execute(_LINKS, chosen * 2).fetchall()
        self.about = _grouped(sorted((event, key) for event, _, _, key in links))
        self.about_it = _grouped(sorted((event, key) for _, key, event, _ in links))

    @staticmethod
    def _parties(db: sqlite3.Connection, chosen: tuple[str]) -> list[tuple[tuple[int, str], Party]]:
        rows = db.execute(_PARTIES, chosen).fetchall()
        known = parties(db, (party for _, _, party in rows))
        unique = {(event, part, known[party].key): known[party] for event, part, party in rows}
        return [((event, part), party) for (event, part, _), party in sorted(unique.items(), key=lambda one: one[0])]


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> Mapping[Any, tuple[Any, ...]]:
    """The second of each pair by the first; nothing where there is none."""
    found: dict[Any, tuple[Any, ...]] = defaultdict(tuple)
    for key, value in pairs:
        found[key] += (value,)
    return found


def _originals(db: sqlite3.Connection, told: set[tuple[int, int]], sources: Mapping[int, Source]) -> dict[tuple[int, int], str]:
    """The key of the report whose telling a report repeats, by report and origin of the sentence; none for what it tells itself.

    A whole copy's words are its origin's, altered or not.
    """
    rows = {report for pair in told for report in pair}
    whole = dict(db.execute(f"SELECT report, origin FROM copy WHERE whole = 1 AND report {AMONG}", those(rows)))
    firsts = {(report, origin): whole.get(whole.get(report, origin), whole.get(report, origin)) for report, origin in told}
    others = {first for (report, _), first in firsts.items() if first != report and first not in sources}
    keys = dict(db.execute(f"SELECT id, key FROM report WHERE id {AMONG}", those(others))) | {row: one.key for row, one in sources.items()}
    return {pair: keys[first] for pair, first in firsts.items() if first != pair[0]}
