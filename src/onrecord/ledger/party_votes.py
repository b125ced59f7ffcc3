"""What reports give of a party that several of them name, counted value by value, so that the order of arrival does not matter.

Each field has the value that most give, of equals the first in the alphabet; none only where nobody gives one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.ledger.among import AMONG_FIRST

_COUNTED = "INSERT INTO party_gave VALUES (?, ?, ?, ?) ON CONFLICT (party, field, value) DO UPDATE SET actors = actors + excluded.actors"
_GONE = "DELETE FROM party_gave WHERE party = ? AND field = ? AND value = ? AND actors <= 0"
_REST = ("kind", "named", "country", "role", "body")
_VOTES = "SELECT actors FROM party_gave WHERE party = ? AND field = 'name' AND value = ?"
_MOST = "SELECT value FROM party_gave WHERE party = ? AND field = 'name' ORDER BY actors DESC, value LIMIT 1"


@dataclass(frozen=True, slots=True)
class Gave:
    """What one report gives of a party; `body` is the key of the one that it is a member of."""

    name: str
    kind: str
    named: bool
    country: str | None
    role: str | None
    body: str | None

    def text(self) -> str:
        """The same as JSON, for the store."""
        values = [self.name, self.kind, int(self.named), self.country, self.role, self.body]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def count(db: sqlite3.Connection, given: Iterable[tuple[int, str]], by: int) -> set[int]:
    """Count what a report gives of parties once more (`by` 1), or once less (-1); the parties whose names are others now.

    Their rows have the names that most give.
    """
    rows = [(party, field, value) for party, gave in given for field, value in _votes(gave)]
    db.executemany(_COUNTED, [(*row, by) for row in rows])
    if by < 0:
        db.executemany(_GONE, rows)
    return _lead(db, [(party, value) for party, field, value in rows if field == "name"], by)


@lru_cache(maxsize=4096)
def _votes(gave: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """What is counted of it: the name, and all else together, as names are many and all else is mostly the same."""
    name, *rest = json.loads(gave)
    return ("name", name), ("rest", json.dumps(rest, ensure_ascii=False, separators=(",", ":")))


def leading(db: sqlite3.Connection, parties: Iterable[int]) -> dict[int, dict[str, str]]:
    """The value of each field but the name that most give, by party; nothing for a party that no report shares with others."""
    votes: dict[int, dict[str, dict[str, int]]] = {}
    rest = f"SELECT party, value, actors FROM party_gave WHERE party {AMONG_FIRST} AND field = 'rest'"
    for party, given, actors in db.execute(rest, (json.dumps(sorted(parties)),)):
        fields = votes.setdefault(party, {})
        for field, value in zip(_REST, json.loads(given), strict=True):
            if value is not None:
                counted = fields.setdefault(field, {})
                counted[str(value)] = counted.get(str(value), 0) + actors
    found: dict[int, dict[str, str]] = {}
    for party, fields in votes.items():
        found[party] = {field: min(counted, key=lambda value: (-counted[value], value)) for field, counted in fields.items()}
    return found


def _lead(db: sqlite3.Connection, names: Sequence[tuple[int, str]], by: int) -> set[int]:
    """Keep parties' names those that most give; those that were renamed.

    Names are many: all are looked at only where the leading one has lost a vote.
    """
    renamed = set[int]()
    leads = dict(db.execute(f"SELECT id, name FROM party WHERE id {AMONG_FIRST}", (json.dumps([party for party, _ in names]),)))
    for party, name in names:
        lead = first = leads[party]
        if by > 0 and name != lead:
            ours, theirs = (db.execute(_VOTES, (party, one)).fetchone() for one in (name, lead))
            first = name if theirs is None or (-ours[0], name) < (-theirs[0], lead) else lead
        elif by < 0 and name == lead:
            first = (db.execute(_MOST, (party,)).fetchone() or (lead,))[0]
        if first != lead:
            db.execute("UPDATE party SET name = ? WHERE id = ?", (first, party))
            leads[party] = first
            renamed.add(party)
    return renamed
