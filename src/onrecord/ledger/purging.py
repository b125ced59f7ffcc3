"""Taking a report down: its text, its words in every table and in the search are gone from the file; its id stays."""

from __future__ import annotations

import sqlite3

from onrecord.ledger import decisions, deriving, reports
from onrecord.ledger.store import Store

_OF_CARRIER = ("given", "title", "url", "address", "publisher", "published")


def purge(store: Store, key: str) -> str:
    """Take a report down and return its whole key; the same text will not be added again.

    What was derived from it goes, what it told with others is made anew without it, and its decisions keep nothing but their ids.
    Copies of the file, such as those made before a migration, are not touched. Raises LedgerError for a key that is not known.
    """
    report = reports.resolve(store.db, key)
    whole, sha256 = store.db.execute("SELECT key, sha256 FROM report WHERE id = ?", (report,)).fetchone()
    store.db.execute("PRAGMA secure_delete = ON")
    with store.writing("purge") as db:
        addresses = [row[0] for row in db.execute("SELECT DISTINCT address FROM carrier WHERE report = ?", (report,)) if row[0]]
        _forget_search(db, report)
        db.execute("UPDATE report SET purged = 1 WHERE id = ?", (report,))
        deriving.refresh(db, {report})
        decisions.forget(db, sha256)
        _blank(db, report)
        revived = {other for address in addresses for other in reports.settle(db, address)}
        if revived:
            deriving.refresh(db, revived - {report})
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return str(whole)


def _forget_search(db: sqlite3.Connection, report: int) -> None:
    """Take the words out of the search, and have it write its index anew, as it only marks what is deleted."""
    title, text = db.execute("SELECT coalesce(title, ''), text FROM report WHERE id = ?", (report,)).fetchone()
    db.execute("INSERT INTO report_words (report_words, rowid, title, text) VALUES ('delete', ?, ?, ?)", (report, title, text))
    db.execute("INSERT INTO report_words (report_words) VALUES ('optimize')")


def _blank(db: sqlite3.Connection, report: int) -> None:
    """Empty what is left of a report in the tables of what came in."""
    raws = [row[0] for row in db.execute("SELECT raw FROM carrier WHERE report = ? AND raw IS NOT NULL", (report,))]
    db.executemany("UPDATE raw SET bytes = NULL WHERE id = ?", [(raw,) for raw in raws])
    db.execute("DELETE FROM record WHERE report = ?", (report,))
    db.execute("UPDATE report SET text = '', title = NULL, address = NULL, publisher = NULL, agencies = '[]' WHERE id = ?", (report,))
    emptied = ", ".join(f"{name} = NULL" for name in _OF_CARRIER)
    db.execute(f"UPDATE carrier SET source = '', bylines = '[]', agencies = '[]', {emptied} WHERE report = ?", (report,))
    db.execute("UPDATE input SET source = '', reason = 'taken down' WHERE report = ?", (report,))
    db.execute("UPDATE feed_item SET item = 'taken down ' || report WHERE report = ?", (report,))
