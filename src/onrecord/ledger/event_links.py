"""How the events of one report bear on each other, as rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from onrecord.record import Record


def write(db: sqlite3.Connection, record: Record, rows: Mapping[str, int]) -> None:
    """Write the links of a shown record, whose events have none. `rows` are the events' row ids by their ids in the record."""
    links = {(rows[event.id], link.kind, rows[link.event]) for event in record.events for link in event.links if link.event in rows}
    db.executemany("INSERT INTO event_link (event, kind, other) VALUES (?, ?, ?)", sorted(links))
