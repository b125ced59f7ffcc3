"""Ledgers for tests: an empty database in memory, and rows put into it by hand."""

from __future__ import annotations

import sqlite3

from onrecord.ledger.reports import report_key, text_sha256
from onrecord.ledger.store import migrations, statements


def database() -> sqlite3.Connection:
    """An empty ledger in memory, with the schema of the day. Close it."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for step in migrations():
        for statement in statements(step.script):
            db.execute(statement)
    db.execute("PRAGMA foreign_keys = ON")
    return db


def insert(db: sqlite3.Connection, table: str, **values: object) -> int:
    """One row of any table; its id."""
    names = ", ".join(f'"{name}"' for name in values)
    row = db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values())).lastrowid
    assert row is not None
    return row


def put_text(db: sqlite3.Connection, text: str, *, published: str | None = None, **values: object) -> int:
    """A report of some text, with the words in the search; its id."""
    sha256 = text_sha256(text)
    row = insert(db, "report", key=report_key(sha256), sha256=sha256, text=text, published=published, **values)
    db.execute("INSERT INTO report_words (rowid, title, text) VALUES (?, ?, ?)", (row, values.get("title") or "", text))
    return row
