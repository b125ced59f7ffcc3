"""What analysts make of incidents: the latest grade that was given to each, and how much was told since."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from onrecord.ledger import decision_table
from onrecord.ledger.among import AMONG
from onrecord.ledger.telling_rows import those
from onrecord.ledger.views import Assessment

_GIVEN = f"""
SELECT e.incident, a.decision, count(*) FROM event e JOIN anchored a ON a.event = e.id JOIN decision d ON d.id = a.decision
WHERE e.incident {AMONG} AND d.kind = 'assess' GROUP BY e.incident, a.decision
"""
_TOLD = f"SELECT incident, count(*) FROM event WHERE incident {AMONG} AND state != 'rejected' GROUP BY incident"


def assessments(db: sqlite3.Connection, rows: Sequence[int]) -> Mapping[int, Assessment]:
    """The latest assessment that holds of each of some incidents, by its row; those that have none are left out."""
    given: dict[int, dict[int, int]] = defaultdict(dict)
    for incident, decision, still in db.execute(_GIVEN, those(rows)):
        given[incident][decision] = still
    if not given:
        return {}
    numbers = sorted({number for decisions in given.values() for number in decisions})
    holding = {d.number: d for d in decision_table.holding(db, f"id IN ({', '.join('?' * len(numbers))})", numbers)}
    told = dict(db.execute(_TOLD, those(rows)).fetchall())
    found = {}
    for incident, decisions in given.items():
        own = [number for number in decisions.keys() & holding.keys() if _home(db, number) in (None, incident)]
        latest = max(own, default=None)
        if latest is not None:
            one = holding[latest]
            since = max(0, told.get(incident, 0) - decisions[latest])
            lost = 1 + len(one.others) - decisions[latest]
            found[incident] = Assessment(one.after, one.why, one.coder, one.at or "", latest, since, lost)
    return found


def _home(db: sqlite3.Connection, decision: int) -> int | None:
    """The incident that an assessment is about where its events are in several by now: that of the first of them which is still there."""
    query = "SELECT e.incident FROM anchored a JOIN event e ON e.id = a.event WHERE a.decision = ? ORDER BY a.n LIMIT 1"
    row = db.execute(query, (decision,)).fetchone()
    return row[0] if row else None
