"""Why the tellings of an incident are held to be of one happening, told anew from the events: nothing of it is stored but the score."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from onrecord.ledger.loading import load
from onrecord.ledger.pairs import weigh

_EVENTS = "SELECT id FROM event WHERE incident = (SELECT id FROM incident WHERE key = ?)"
_PAIRS = "SELECT a, b FROM pair WHERE a IN (SELECT value FROM json_each(?1)) AND b IN (SELECT value FROM json_each(?1))"


@dataclass(frozen=True, slots=True)
class Tie:
    """Two events, the earlier told first, how surely they are one happening (0 to 1), and what speaks for it and against it.

    `why` has features of `knowledge/same_event.tsv`, each with what it adds to the log odds, heaviest first.
    """

    earlier: str
    later: str
    score: float
    why: tuple[tuple[str, float], ...]


def ties(db: sqlite3.Connection, incident: str) -> tuple[Tie, ...]:
    """What binds each telling of an incident, but the first, to one told before it: the strongest scored pair, by its explanation.

    `incident` is a key. A telling that only a later one, or a person's merge, binds to the others has none.
    """
    events = [row[0] for row in db.execute(_EVENTS, (incident,))]
    traces = load(db, events)
    best: dict[int, Tie] = {}
    for pair in db.execute(_PAIRS, (json.dumps(events),)).fetchall():
        if all(event in traces for event in pair):
            a, b = sorted(pair, key=lambda event: traces[event].order)
            scored = weigh(traces[a], traces[b])
            if b not in best or scored.score > best[b].score:
                best[b] = Tie(traces[a].key, traces[b].key, scored.score, scored.added())
    return tuple(best[event] for event in sorted(best, key=lambda event: traces[event].order))
