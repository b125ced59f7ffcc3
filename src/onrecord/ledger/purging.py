"""Taking a report down: its text, its words in every table and in the search are gone from the file; its id stays."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from pathlib import Path

from onrecord.errors import LedgerError
from onrecord.intake.addresses import address_key
from onrecord.ledger import decisions, deriving, reports, searching
from onrecord.ledger.store import Store, reported

_OF_CARRIER = ("given", "title", "url", "address", "publisher", "published")


def purge(store: Store, key: str) -> str:
    """Take a report down and return its whole key; the same text will not be added again.

    What was derived from it goes, what it told with others is made anew without it, and its decisions keep nothing but their ids.
    An earlier text that it has replaced at its address stays replaced: what was withdrawn is not told again by its first version.
    Copies of the file, such as those made before a migration, are not touched. Raises LedgerError for a key that is not known, and where
    the file still has old pages because another process reads them.
    """
    report = reports.resolve(store.db, key)
    (whole,) = store.db.execute("SELECT key FROM report WHERE id = ?", (report,)).fetchone()
    _take_down(store, report)
    with reported(store.path):
        busy = store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        still = "another process is reading the file, in which its words stay until then: run this again when that has ended"
        raise LedgerError(f"{store.path}: {whole} is taken down, but {still}")
    return str(whole)


def _take_down(store: Store, report: int) -> None:
    """Take the words of a report from all tables, in one transaction."""
    store.db.execute("PRAGMA secure_delete = ON")
    with store.writing("purge") as db:
        sha256, gone, later = db.execute("SELECT sha256, purged, replaced_by FROM report WHERE id = ?", (report,)).fetchone()
        addresses = [row[0] for row in db.execute("SELECT DISTINCT address FROM carrier WHERE report = ?", (report,)) if row[0]]
        if not gone:  # the search must not be told twice
            searching.forget(db, report)
        db.execute("UPDATE report SET purged = 1 WHERE id = ?", (report,))
        decisions.forget(db, sha256)
        deriving.refresh(db, {report})
        _forget_sources(db, report, addresses)
        _blank(db, report)
        if later is not None:  # what was decided on the text that it replaced held there too
            deriving.refresh(db, {later})


def _forget_sources(db: sqlite3.Connection, report: int, addresses: Collection[str]) -> None:
    """Take the files and addresses that held nothing but a report from the book of the runs: a name may say what the text said."""
    rows = db.execute("SELECT DISTINCT source FROM input WHERE report = ? AND line IS NULL AND source <> 'standard input'", (report,))
    named = {source for (source,) in rows}
    db.executemany("UPDATE input SET source = '', reason = 'taken down' WHERE source = ? AND report IS NULL", [(one,) for one in named])
    for run, written in db.execute("SELECT id, sources FROM run").fetchall():
        sources = json.loads(written)
        kept = ["taken down" if str(Path(one)) in named or one in named or address_key(one) in addresses else one for one in sources]
        if kept != sources:
            db.execute("UPDATE run SET sources = ? WHERE id = ?", (json.dumps(kept, ensure_ascii=False), run))


def _blank(db: sqlite3.Connection, report: int) -> None:
    """Empty what is left of a report in the tables of what came in."""
    raws = [row[0] for row in db.execute("SELECT raw FROM carrier WHERE report = ? AND raw IS NOT NULL", (report,))]
    db.executemany("UPDATE raw SET bytes = NULL WHERE id = ?", [(raw,) for raw in raws])
    db.execute("DELETE FROM earlier WHERE report = ?", (report,))
    emptied = "text = '', record = NULL, title = NULL, address = NULL, publisher = NULL, agencies = '[]', "
    emptied += "withheld = NULL, masked_title = NULL, masked_text = NULL, masked_address = NULL"
    db.execute(f"UPDATE report SET {emptied} WHERE id = ?", (report,))
    emptied = ", ".join(f"{name} = NULL" for name in _OF_CARRIER)
    db.execute(f"UPDATE carrier SET source = '', bylines = '[]', agencies = '[]', {emptied} WHERE report = ?", (report,))
    db.execute("UPDATE input SET source = '', reason = 'taken down' WHERE report = ?", (report,))
    db.execute("DELETE FROM feed_item WHERE report = ?", (report,))
