"""Questions that people named, to be asked again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from onrecord.errors import UsageError

LONGEST = 80
"""Characters of a name."""
MOST = 200
"""Questions that are kept."""


@dataclass(frozen=True, slots=True)
class Search:
    """A question: its name, and its parameters as an address has them."""

    name: str
    asked: str


def searches(db: sqlite3.Connection) -> tuple[Search, ...]:
    """All that are kept, by name."""
    return tuple(Search(*row) for row in db.execute("SELECT name, asked FROM search ORDER BY name COLLATE NOCASE, name"))


def keep(db: sqlite3.Connection, name: str, asked: str) -> None:
    """Keep a question. In a transaction. Raises UsageError for a name that makes no sense, or that another one has."""
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST:
        raise UsageError(f"a search is named with up to {LONGEST} characters")
    (count,) = db.execute("SELECT count(*) FROM search WHERE name <> ?", (called,)).fetchone()
    if count >= MOST:
        raise UsageError(f"{MOST} searches are kept already; let one go first")
    if db.execute("SELECT 1 FROM search WHERE name = ? AND asked <> ?", (called, asked)).fetchone():
        raise UsageError(f'a search is called "{called}" already; name this one otherwise, or let go of that one first')
    db.execute("INSERT OR IGNORE INTO search (name, asked) VALUES (?, ?)", (called, asked))


def forget(db: sqlite3.Connection, name: str) -> None:
    """Let a question go; nothing happens if there is none of that name. In a transaction."""
    db.execute("DELETE FROM search WHERE name = ?", (name,))
