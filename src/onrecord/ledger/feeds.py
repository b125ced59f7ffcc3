"""Feeds that are followed: what is kept of each between two rounds, and which of its entries are done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from onrecord.intake import FeedState


def state(db: sqlite3.Connection, url: str) -> FeedState:
    """What is kept of a feed; a new one's is empty."""
    row = db.execute("SELECT url, title, etag, modified, trouble FROM feed WHERE url = ?", (url,)).fetchone()
    return FeedState(*row) if row else FeedState(url)


def begin(db: sqlite3.Connection, url: str) -> None:
    """A row for a feed, where there is none."""
    db.execute("INSERT OR IGNORE INTO feed (url) VALUES (?)", (url,))


def keep(db: sqlite3.Connection, left: FeedState) -> None:
    """What a round leaves for the next one."""
    answered = datetime.now(UTC).isoformat(timespec="seconds") if left.trouble is None else None
    db.execute(
        "UPDATE feed SET title = ?, etag = ?, modified = ?, trouble = ?, checked = coalesce(?, checked) WHERE url = ?",
        (left.title, left.etag, left.modified, left.trouble, answered, left.url),
    )


def knowing(db: sqlite3.Connection, url: str) -> Callable[[str], bool]:
    """Whether an entry of a feed is done, by its name in the feed or by the address of its article."""

    def known(name: str) -> bool:
        done = db.execute("SELECT 1 FROM feed_item WHERE feed = ? AND item = ?", (url, name)).fetchone()
        return bool(done or db.execute("SELECT 1 FROM carrier WHERE address = ? LIMIT 1", (name,)).fetchone())

    return known


def done(url: str, item: str) -> Callable[[sqlite3.Connection, int | None], None]:
    """What notes an entry of a feed as done, in the transaction that stores its report."""

    def note(db: sqlite3.Connection, report: int | None) -> None:
        db.execute("INSERT OR IGNORE INTO feed_item (feed, item, report) VALUES (?, ?, ?)", (url, item, report))

    return note


def followed(db: sqlite3.Connection) -> list[str]:
    """The addresses of all feeds that were ever followed, in the order of their names."""
    return [row[0] for row in db.execute("SELECT url FROM feed ORDER BY url")]
