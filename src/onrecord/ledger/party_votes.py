"""What reports give of a party that several of them name, counted value by value, so that the order of arrival does not matter.

Each field has the value that most give, of equals the first in the alphabet; none only where nobody gives one.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

_COUNTED = "INSERT INTO party_gave VALUES (?, ?, ?, ?) ON CONFLICT (party, field, value) DO UPDATE SET actors = actors + excluded.actors"
_GONE = "DELETE FROM party_gave WHERE party = ? AND field = ? AND value = ? AND actors <= 0"
_VOTES = "SELECT actors FROM party_gave WHERE party = ? AND field = 'name' AND value = ?"


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


def count(db: sqlite3.Connection, party: int, gave: str, by: int) -> None:
    """Count what a report gives of a party once more, or once less; the party's row has the name that most give."""
    name, kind, named, country, role, body = json.loads(gave)
    values = {"name": name, "kind": kind, "named": str(named), "country": country, "role": role, "body": body}
    rows = [(party, field, value) for field, value in values.items() if value is not None]
    db.executemany(_COUNTED, [(*row, by) for row in rows])
    if by < 0:
        db.executemany(_GONE, rows)
    _lead(db, party, name, by)


def leading(db: sqlite3.Connection, party: int) -> dict[str, str]:
    """The value of each field but the name that most give; nothing for a party that no report shares with others."""
    rows = db.execute("SELECT field, value, actors FROM party_gave WHERE party = ? AND field > 'name'", (party,)).fetchall()
    rows += db.execute("SELECT field, value, actors FROM party_gave WHERE party = ? AND field < 'name'", (party,)).fetchall()
    found: dict[str, tuple[int, str]] = {}
    for field, value, actors in rows:
        found[field] = min(found.get(field, (0, "")), (-actors, value))
    return {field: value for field, (_, value) in found.items()}


def _lead(db: sqlite3.Connection, party: int, name: str, by: int) -> None:
    """Keep the party's name the one that most give. Names are many: all are looked at only where the leading one has lost a vote."""
    (lead,) = db.execute("SELECT name FROM party WHERE id = ?", (party,)).fetchone()
    if by > 0:
        ours, theirs = (db.execute(_VOTES, (party, one)).fetchone() for one in (name, lead))
        first = name if theirs is None or (-ours[0], name) < (-theirs[0], lead) else lead
    elif name == lead:
        most = "SELECT value FROM party_gave WHERE party = ? AND field = 'name' ORDER BY actors DESC, value LIMIT 1"
        first = (db.execute(most, (party,)).fetchone() or (lead,))[0]
    else:
        first = lead
    if first != lead:
        db.execute("UPDATE party SET name = ? WHERE id = ?", (first, party))
