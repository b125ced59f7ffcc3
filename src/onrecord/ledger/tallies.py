"""How many incidents of each status and action the ledger shows, counted from the lists that questions are answered by."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.ledger.facets import KINDS, LABEL

_COUNTS = f"""
SELECT l.name, count(*) FROM label l JOIN facet f ON f.value = l.id * {KINDS} + {LABEL} WHERE l.name >= ? AND l.name < ? GROUP BY l.name
"""


@dataclass(frozen=True, slots=True)
class Tallies:
    """Incidents in all, by status, and by type of action; what does not occur is left out."""

    incidents: int
    status: Mapping[str, int]
    action: Mapping[str, int]


def tallies(db: sqlite3.Connection) -> Tallies:
    """The counts of the whole ledger. What has happened has no list: it is what the other statuses leave."""
    total = int(db.execute("SELECT count(*) FROM faceted").fetchone()[0])
    status = {name.partition("/")[2]: count for name, count in _listed(db, "status")}
    happened = total - sum(status.values())
    action: dict[str, int] = {}
    for name, count in _listed(db, "action"):
        kind = name.split("/")[1]
        action[kind] = action.get(kind, 0) + count
    return Tallies(total, {**({"happened": happened} if happened else {}), **status}, action)


def _listed(db: sqlite3.Connection, kind: str) -> list[tuple[str, int]]:
    """The labels of one kind with how many incidents each lists."""
    return db.execute(_COUNTS, (f"{kind}/", f"{kind}0")).fetchall()
