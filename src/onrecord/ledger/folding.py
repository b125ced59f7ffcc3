"""Reports of the store as they are shown: the current record folded with the decisions that hold."""

from __future__ import annotations

import sqlite3

from onrecord.ledger import decision_table as table
from onrecord.ledger import reports
from onrecord.ledger.decision import Decision
from onrecord.ledger.fold import Shown, shown
from onrecord.ledger.revisions import carried

FOLDED = "kind IN ('accept', 'reject', 'correct', 'add')"
"""The kinds that change what is shown of a report."""


def active(db: sqlite3.Connection, sha256: str) -> list[Decision]:
    """The decisions on the events of a text that hold, in order: those on the text itself, and those on earlier texts at its address."""
    own = table.holding(db, f"sha256 = ? AND {FOLDED} AND start IS NOT NULL", (sha256,))
    return sorted([*own, *carried(db, sha256)[0]], key=lambda d: d.number)


def shown_report(db: sqlite3.Connection, report: int) -> Shown:
    """A report as it is shown. Raises LedgerError if no record of it is stored."""
    (sha256,) = db.execute("SELECT sha256 FROM report WHERE id = ?", (report,)).fetchone()
    return shown(reports.load_record(db, report), active(db, sha256))
