"""What the ledger knows about one report beside its record: the incidents of its events, whose sentences it has, where it was found."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.ledger import folding, reports, withholding
from onrecord.ledger.found import Found, by_keys
from onrecord.ledger.portable import stamp
from onrecord.ledger.store import snapshot
from onrecord.ledger.views import State
from onrecord.record import Record, Span

_INCIDENTS = """
SELECT e.name, i.key FROM event e JOIN incident i ON i.id = e.incident WHERE e.report = ? AND e.state != 'rejected' ORDER BY e.name
"""
_OUTLET = "coalesce(r.publisher, json_extract(r.agencies, '$[0]'))"
_COPIED = f"""
SELECT s.start, s.stop, r.key, r.shown_title, {_OUTLET}, r.published FROM sentence s JOIN report r ON r.id = s.origin
WHERE s.report = ? AND s.origin != s.report ORDER BY s.start
"""
_COPIERS = f"""
SELECT r.key, r.shown_title, {_OUTLET}, r.published FROM copy c JOIN report r ON r.id = c.report
WHERE c.origin = ? AND c.whole = 1 AND r.purged = 0 AND r.replaced_by IS NULL ORDER BY coalesce(r.published, '9999'), r.key
"""
_STANDING = """
SELECT r.key, r.kind, r.scope, r.purged, n.key, c.why, c.whole FROM report r LEFT JOIN report n ON n.id = r.replaced_by
LEFT JOIN copy c ON c.report = r.id WHERE r.id = ?
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A report in a few words: its key, and what it is known by; an agency's report has the agency as its publisher."""

    key: str
    title: str | None
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Copied:
    """A sentence that another report had first."""

    span: Span
    origin: Source


@dataclass(frozen=True, slots=True)
class Place:
    """A place where the text was found."""

    source: str
    line: int | None
    url: str | None
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """One report with what the ledger knows about it.

    `incidents` are those of its events, by the events' names in the record; `keys` and `states` hold the key of each event
    and what people decided about it, rejected ones too; `stamps` stand for
    all that is shown of an event. `why` says which sentences are whose, `copy` whether the
    report as a whole is one; `copiers` are the reports that are copies of it. `replaced_by` is the key of a later text at its address.
    """

    key: str
    record: Record
    incidents: Mapping[str, Found]
    keys: Mapping[str, str]
    states: Mapping[str, State]
    stamps: Mapping[str, str]
    copied: tuple[Copied, ...]
    copy: bool
    why: str | None
    copiers: tuple[Source, ...]
    found: tuple[Place, ...]
    kind: str
    out_of_scope: bool
    replaced_by: str | None


def portrait(db: sqlite3.Connection, key: str) -> Portrait:
    """The report of a key or of the beginning of one. Raises UnknownError if there is none, or if it was taken down."""
    with snapshot(db):
        row = reports.resolve(db, key)
        whole, kind, scope, purged, newer, why, copy = db.execute(_STANDING, (row,)).fetchone()
        if purged:
            raise reports.gone(whole)
        folded = folding.shown_report(db, row)
        mask = withholding.of_report(db, row)
        record = mask.record(folded.record) if mask else folded.record
        mask = withholding.of_report(db, row)
        of_events = dict(db.execute(_INCIDENTS, (row,)).fetchall())
        incidents = by_keys(db, of_events.values())
        return Portrait(
            whole, record,
            {event: incidents[incident] for event, incident in of_events.items() if incident in incidents},
            folded.keys, folded.states, {event.id: stamp(folded.record, event) for event in folded.record.events},
            tuple(Copied((start, stop), Source(*origin)) for start, stop, *origin in db.execute(_COPIED, (row,))),
            bool(copy), why,
            tuple(Source(*one) for one in db.execute(_COPIERS, (row,))),
            tuple(
                Place(mask.text(c.source, small=True), c.line, mask.address(c.url), c.publisher, c.published)
                for c in reports.carriers(db, row)
            ),
            kind, scope == "out", newer,
        )  # fmt: skip
