"""What the search has of each report: its title and text as they are shown. It is told of every change."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

_INDEXED = "SELECT coalesce(shown_title, ''), shown_text FROM report WHERE id = ?"


def change(db: sqlite3.Connection, report: int, make: Callable[[], object]) -> None:
    """Make a change to a report, and have the search follow: what is taken out of it must be what it was given, to the letter."""
    before = db.execute(_INDEXED, (report,)).fetchone()
    make()
    after = db.execute(_INDEXED, (report,)).fetchone()
    if after != before:
        _remove(db, report, before)
        db.execute("INSERT INTO report_words (rowid, title, text) VALUES (?, ?, ?)", (report, *after))


def forget(db: sqlite3.Connection, report: int) -> None:
    """Take the words of a report out of the search, and have it write its index anew, as it only marks what is deleted."""
    _remove(db, report, db.execute(_INDEXED, (report,)).fetchone())
    db.execute("INSERT INTO report_words (report_words) VALUES ('optimize')")


def _remove(db: sqlite3.Connection, report: int, words: tuple[str, str]) -> None:
    db.execute("INSERT INTO report_words (report_words, rowid, title, text) VALUES ('delete', ?, ?, ?)", (report, *words))
