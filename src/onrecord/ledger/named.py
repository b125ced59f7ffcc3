"""What a name on the command line or in an address means: an event, an incident, a report, by its key or the beginning of one."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from onrecord.errors import UnknownError
from onrecord.ledger import decision_table as table
from onrecord.ledger import reports
from onrecord.ledger.anchors import event_key
from onrecord.ledger.decision import Decision
from onrecord.ledger.fold import Shown
from onrecord.ledger.folding import shown_report
from onrecord.ledger.masking import Mask
from onrecord.ledger.withholding import of_report
from onrecord.record import Event, Record

LOCAL = re.compile(r"(r[0-9a-f]{12})/([ax]\d+)")
"""The key of a party without an identity beyond one report: the id there holds for one record only."""
_IN_REPORT = re.compile(r"(r[0-9a-f]*)/([a-z]\d+)")


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that was named, as the machine made it and with what people decided; `mask` is of the names that are withheld in it."""

    report: int
    sha256: str
    machine: Record
    shown: Shown
    mask: Mask = Mask()  # noqa: RUF009  # frozen

    @property
    def told(self) -> Record:
        """The record as people see it."""
        return self.mask.record(self.shown.record) if self.mask else self.shown.record


@dataclass(frozen=True, slots=True)
class Named:
    """An event that was named: `event` as it is shown, None if it was rejected, `own` as the machine has it, None if it has not."""

    of: Reported
    id: str
    event: Event | None
    own: Event | None

    @property
    def where(self) -> str:
        """The event, for people."""
        return f"{reports.report_key(self.of.sha256)}/{self.id}"


def event(db: sqlite3.Connection, name: str) -> Named:
    """The event of a key ("v…"), the beginning of one, or a report's key and the event's id there ("r…/e4").

    Raises UnknownError if there is none, or several.
    """
    in_report = _IN_REPORT.fullmatch(name)
    if in_report:
        return event_in(db, reports.resolve(db, in_report[1]), in_report[2])
    found = _keyed(db, "event", name, "report, name")
    if found is not None:
        return event_in(db, int(str(found[0])), str(found[1]))
    rejected = _rejected(db, name)
    if rejected is None:
        raise UnknownError(f'"{name}": there is no such event in the ledger')
    return rejected


def incident(db: sqlite3.Connection, name: str) -> int:
    """The row of the incident of a key ("i…") or the beginning of one; of one that was merged, that which it was merged into.

    Raises UnknownError if there is none, or several.
    """
    found = _keyed(db, "incident", name, "id, moved_to")
    if found is None:
        raise UnknownError(f'"{name}": there is no such incident in the ledger')
    row, moved_to = found
    while moved_to is not None:
        row, moved_to = db.execute("SELECT id, moved_to FROM incident WHERE id = ?", (moved_to,)).fetchone()
    return int(str(row))


def _keyed(db: sqlite3.Connection, what: str, name: str, columns: str) -> tuple[object, ...] | None:
    """The row of a key or of the only key that begins so."""
    rows = db.execute(f"SELECT key, {columns} FROM {what} WHERE key >= ? AND key < ? ORDER BY key LIMIT 3", (name, name + "~")).fetchall()
    exact = [row for row in rows if row[0] == name]
    if not exact and len(rows) > 1:
        raise UnknownError(f'"{name}": several {what}s begin so; give more of the key')
    return next((tuple(row[1:]) for row in exact or rows), None)


def report(db: sqlite3.Connection, row: int) -> Reported:
    """A report by its row. Raises UnknownError if it has no record."""
    (sha256,) = db.execute("SELECT sha256 FROM report WHERE id = ?", (row,)).fetchone()
    return Reported(row, sha256, reports.load_record(db, row), shown_report(db, row), of_report(db, row))


def event_in(db: sqlite3.Connection, row: int, id_: str) -> Named:
    """The event of an id in a report. Raises UnknownError if it has none."""
    of = report(db, row)
    event = next((e for e in of.shown.record.events if e.id == id_), None)
    own = next((e for e in of.machine.events if e.id == id_), None)
    if event is None and own is None:
        known = ", ".join(e.id for e in of.shown.record.events) or "none"
        raise UnknownError(f"{reports.report_key(of.sha256)} has no event {id_}; it has {known}")
    return Named(of, id_, event, own)


def _rejected(db: sqlite3.Connection, name: str) -> Named | None:
    """The event of a key that has no row as somebody rejected it."""
    if not re.fullmatch(r"v[0-9a-f]{4,12}(-\d+)?", name):
        return None
    for decision in table.holding(db, "kind = 'reject' AND start IS NOT NULL"):
        row = reports.find_text(db, decision.anchor.sha256) if decision.anchor and _begins(decision, name) else None
        if row is None:
            continue
        found = [id_ for id_, key in shown_report(db, row).keys.items() if key.startswith(name)]
        if found:
            return event_in(db, row, found[0])
    return None


def _begins(decision: Decision, name: str) -> bool:
    span = decision.anchor.span if decision.anchor else None
    return decision.anchor is not None and span is not None and event_key(decision.anchor.sha256, span).startswith(name)
