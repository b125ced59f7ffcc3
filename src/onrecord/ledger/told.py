"""When incidents were told, day by day, and which of them may have come of which: what a line of time shows of them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.ledger.among import AMONG
from onrecord.ledger.conditions import Row
from onrecord.ledger.facets import SHOWN

_TOLD = f"""
SELECT i.key, substr(r.published, 1, 10), count(DISTINCT r.id) FROM event e JOIN incident i ON i.id = e.incident
JOIN report r ON r.id = e.report WHERE e.incident {AMONG} AND r.published IS NOT NULL AND {SHOWN} GROUP BY 1, 2 ORDER BY 2
"""
_REPORTS = f"""
SELECT substr(r.published, 1, 10), count(DISTINCT r.id) FROM event e JOIN report r ON r.id = e.report
WHERE e.incident {AMONG} AND r.published IS NOT NULL AND {SHOWN} GROUP BY 1 ORDER BY 1
"""
_OUTCOMES = f"""
SELECT a.key, b.key, o.score, o.why FROM outcome o JOIN incident a ON a.id = o.expected JOIN incident b ON b.id = o.incident
WHERE o.expected {AMONG} OR o.incident {AMONG} ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A day on which reports were published, in full or a partial date, and how many."""

    day: str
    reports: int


@dataclass(frozen=True, slots=True)
class Came:
    """What was planned, threatened or expected, and the incident that may have come of it, by their keys."""

    expected: str
    incident: str
    score: float
    why: str


def by_incident(db: sqlite3.Connection, rows: Sequence[Row]) -> Mapping[str, tuple[Told, ...]]:
    """The days on which some incidents were told, the first one first, by their keys."""
    found: dict[str, list[Told]] = defaultdict(list)
    for key, day, reports in db.execute(_TOLD, (_ids(rows),)):
        found[key].append(Told(day, reports))
    return {key: tuple(days) for key, days in found.items()}


def by_day(db: sqlite3.Connection, rows: Sequence[Row]) -> tuple[Told, ...]:
    """The days on which any of some incidents was told, each report once."""
    return tuple(Told(*row) for row in db.execute(_REPORTS, (_ids(rows),)))


def outcomes(db: sqlite3.Connection, rows: Sequence[Row]) -> tuple[Came, ...]:
    """What may have come of some incidents, or they of others."""
    return tuple(Came(*row) for row in db.execute(_OUTCOMES, (_ids(rows),) * 2))


def _ids(rows: Sequence[Row]) -> str:
    return json.dumps([row.incident for row in rows])
