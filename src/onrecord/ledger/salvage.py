"""What can still be read of a damaged ledger: its records, one at a time, and how many are lost."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator

from onrecord.errors import RecordError
from onrecord.ledger.packing import unpack_record
from onrecord.record import Record


def records(db: sqlite3.Connection) -> Iterator[Record | str]:
    """The current record of each report that can be read, and a sentence for each that cannot. Never raises for a damaged page."""
    for report in _ids(db):
        try:
            row = db.execute("SELECT record, text FROM report WHERE id = ?", (report,)).fetchone()
            if row is not None and row[0] is not None:
                yield unpack_record(row[0], row[1])
        except (sqlite3.DatabaseError, zlib.error, RecordError, ValueError, TypeError) as error:
            yield f"report {report}: lost ({error})"


def _ids(db: sqlite3.Connection) -> range:
    """All numbers that a report may have; the last is looked for from the end, where the file may be whole."""
    for query in ("SELECT max(id) FROM report", "SELECT max(report) FROM sketch", "SELECT max(report) FROM carrier"):
        try:
            found = db.execute(query).fetchone()
        except sqlite3.DatabaseError:
            continue
        return range(1, (found[0] or 0) + 1)
    return range(0)
