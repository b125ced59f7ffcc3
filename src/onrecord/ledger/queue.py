"""What to review next: the events on which a person's look is worth most, one after the other.

Rounds in the order of their worth: decisions about which the machine now says otherwise, incidents whose accounts differ, harm to people
for which no report vouches, then what is new. Within a round the incidents of most reports, or those told last, come first, and of an
incident the events of which the reader is least sure. Copies are left out: their sentences are those of the report that they repeat.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from onrecord.ledger import decision_table, decisions
from onrecord.ledger.among import AMONG
from onrecord.ledger.decision import Decision
from onrecord.ledger.facets import SHOWN
from onrecord.ledger.filters import Filter
from onrecord.ledger.find import Order, find
from onrecord.ledger.links import event_at
from onrecord.ledger.store import snapshot
from onrecord.record import ActionType

HARM: tuple[ActionType, ...] = ("ASSAULT", "COERCE", "THREATEN")
"""Types of action of which an error costs most."""
POOL, PAGES = 60, 50
"""Incidents that are looked through at a time, and how often, in each round: those whose only open events are copies give nothing."""
LENGTH = 200
"""Events in the queue at most: it is made anew with each decision."""
_PAUSE = 300
"""Seconds between two decisions beyond which somebody did something else meanwhile."""

_EVENTS = f"""
SELECT i.key, e.key, e.name, r.key, e.score FROM incident i JOIN event e ON e.incident = i.id JOIN report r ON r.id = e.report
WHERE i.key {AMONG} AND {SHOWN} AND e.state = 'machine' AND e.origin = e.report
ORDER BY e.score, e.key
"""
_ONE = """
SELECT i.key, e.key, e.name, r.key FROM event e JOIN report r ON r.id = e.report LEFT JOIN incident i ON i.id = e.incident WHERE e.id = ?
"""


@dataclass(frozen=True, slots=True)
class Round:
    """A reason to look, and which incidents have it, in what order."""

    name: str
    why: str
    filter: Filter
    order: Order


ROUNDS: tuple[Round, ...] = (
    Round("differ", "accounts of it differ", Filter(conflicting=True, state="machine"), "reports"),
    Round(
        "claimed", "people may have come to harm, and no report vouches for it",
        Filter(action=HARM, claimed_only=True, state="machine"), "told",
    ),
    Round("harm", "people may have come to harm", Filter(action=HARM, state="machine"), "told"),
    Round("new", "nobody has looked at it yet", Filter(state="machine"), "told"),
)  # fmt: skip
STALE = "the machine now says otherwise than what was decided"


@dataclass(frozen=True, slots=True)
class Item:
    """An event to look at, and why. `incident` is None for one that is of none."""

    event: str
    name: str
    report: str
    incident: str | None
    round: str
    why: str


@dataclass(frozen=True, slots=True)
class Pace:
    """What a coder has decided on a day: how many acts, and the seconds that one took at the median, None for fewer than three."""

    acts: int
    seconds: float | None


def queue(db: sqlite3.Connection) -> tuple[Item, ...]:
    """The events to look at, the most useful first, no event twice."""
    with snapshot(db):
        found: dict[str, Item] = {}
        for item in _all(db):
            if len(found) >= LENGTH:
                break
            found.setdefault(item.event, item)
        return tuple(found.values())


def _all(db: sqlite3.Connection) -> Iterator[Item]:
    yield from _stale(db)
    for one in ROUNDS:
        after: str | None = None
        for _ in range(PAGES):
            page = find(db, one.filter, order=one.order, limit=POOL, after=after)
            order = {row.key: n for n, row in enumerate(page.rows)}
            rows = db.execute(_EVENTS, (json.dumps(list(order)),)).fetchall()
            rows.sort(key=lambda row: (order[row[0]], row[4]))
            yield from (Item(event, name, report, incident, one.name, one.why) for incident, event, name, report, _ in rows)
            if (after := page.next) is None:
                break


def _stale(db: sqlite3.Connection) -> Iterator[Item]:
    """The events of disputes that still have one."""
    for decision, dispute in decisions.disputes(db):
        row = event_at(db, decision.anchor) if decision.anchor and decision.anchor.span else None
        if row is not None and not _seen_since(db, decision):
            incident, event, name, report = db.execute(_ONE, (row,)).fetchone()
            yield Item(event, name, report, incident, "stale", f"{STALE}: {dispute.what}")


def _seen_since(db: sqlite3.Connection, decision: Decision) -> bool:
    """Whether somebody accepted the event after the decision that is in dispute: the dispute stays listed, and is looked at no more."""
    if decision.anchor is None:
        return False
    later = decision_table.holding(db, "sha256 = ? AND kind = 'accept' AND id > ?", (decision.anchor.sha256, decision.number))
    return any(one.anchor == decision.anchor for one in later)


def pace(db: sqlite3.Connection, coder: str, day: str) -> Pace:
    """What a coder has decided on a day of UTC, the last 1,000 acts of it."""
    query = "SELECT at FROM decision WHERE coder = ? AND batch IS NULL ORDER BY id DESC LIMIT 1000"
    times = [datetime.fromisoformat(at) for (at,) in db.execute(query, (coder,)) if at.startswith(day)]
    return Pace(len(times), _median(abs((a - b).total_seconds()) for a, b in pairwise(times)))


def _median(gaps: Iterable[float]) -> float | None:
    near = sorted(gap for gap in gaps if gap <= _PAUSE)
    return near[len(near) // 2] if len(near) > 1 else None
