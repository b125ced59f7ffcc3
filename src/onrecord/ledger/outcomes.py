"""What may have come of what was planned, threatened, expected or demanded: suggestions, each with its score and why.

A later incident is suggested where the act is of the same type, in the same place or between the same parties, and nobody else did it,
to nobody else, nowhere else, and not before it was said. Of many, the first ones that were told are kept.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.compare import Spot, Stretch, compare_places, compare_times
from onrecord.ledger import party_rows
from onrecord.ledger.among import AMONG
from onrecord.ledger.sides import kind_of, vague

AHEAD = ("planned", "threatened", "expected", "demanded")
"""Statuses of what may come."""
DONE = ("happened", "ongoing", "attempted")
WINDOW = 60
"""Days from the first telling within which an outcome is looked for."""
THRESHOLD = 0.6
MOST = 10
"""Suggestions for one plan: a threat that is made good every day needs no more."""
_POOL = 200
_SOON = 14
_MUTUAL = ("AGREE", "CONSULT", "COOPERATE")
_WEIGHTS = {"by": 0.35, "to": 0.2, "place": 0.25, "town": 0.1, "mode": 0.1, "soon": 0.1}
"""What speaks for a pair: an actor and a place, or an actor, a target and one thing more, are enough; a place alone is not."""
_ENDS = f"""SELECT id, key, type, mode, status, told, earliest, latest, place, place_kind, geonames, country, lat, lon, radius_km
    FROM incident WHERE id {AMONG} AND moved_to IS NULL AND told IS NOT NULL AND scale = 'incident' AND status {AMONG}"""
_SIDES = f"""SELECT DISTINCT e.incident, x.part, x.party, p.side, p.same_as FROM event e JOIN event_party x ON x.event = e.id
    JOIN party p ON p.id = x.party WHERE e.incident {AMONG} AND e.state != 'rejected'"""
_SAYS = {"by": "the same actor", "to": "the same target", "place": "the same place", "mode": "the same kind of act", "soon": "soon after"}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a pair: what was meant, or what was done."""

    incident: int
    key: str
    type: str
    mode: str | None
    status: str
    told: str
    days: Stretch | None
    spot: Spot | None
    by: frozenset[str]
    to: frozenset[str]


def update(db: sqlite3.Connection, incidents: Iterable[int]) -> None:
    """Bring the suggestions about some incidents up to date, whose own rows must be so already."""
    todo, ends = sorted(set(incidents)), Ends(db)
    ends.look_up(todo)
    among = (json.dumps(todo),)
    stale = {row[0] for row in db.execute(f"SELECT expected FROM outcome WHERE incident {AMONG}", among)}
    db.execute(f"DELETE FROM outcome WHERE expected {AMONG} OR incident {AMONG}", among * 2)
    db.execute(f"DELETE FROM outcome_key WHERE incident {AMONG}", among)
    found = [end for incident in todo if (end := ends.get(incident)) is not None]
    rows = [(key, end.told, end.incident) for end in found for key in keys(end, end.status in AHEAD)]
    db.executemany("INSERT INTO outcome_key (key, told, incident) VALUES (?, ?, ?)", sorted(rows))
    for end in found:
        if end.status in AHEAD:
            stale.add(end.incident)
        else:
            stale |= {meant.incident for meant in ends.before(end) if _may_enter(db, meant, end)}
    for incident in sorted(stale):
        meant = ends.get(incident)
        db.execute("DELETE FROM outcome WHERE expected = ?", (incident,))
        if meant is not None and meant.status in AHEAD:
            _suggest(db, meant, ends.after(meant))


def compare(meant: End, done: End) -> tuple[float, str]:
    """How likely one incident is what came of another, from 0 to 1, and why, for people."""
    found = set[str]()
    for part, ours, theirs in (("by", meant.by, done.by), ("to", meant.to, done.to)):
        if ours and theirs:
            if not ours & theirs:
                return 0.0, f"another {'actor' if part == 'by' else 'target'}"
            found.add(part)
    place = compare_places(meant.spot, done.spot)
    if place.relation in ("apart", "abroad") and place.km != 0:
        return 0.0, "another place"
    if place.relation in ("same", "inside") and meant.spot and done.spot:
        found |= {"place"} if "country" in (meant.spot.kind, done.spot.kind) else {"place", "town"}
    if not in_time(meant, done):
        return 0.0, "not after it was said"
    found |= {"mode"} if meant.mode and meant.mode == done.mode else set()
    found |= {"soon"} if _days_after(meant, done) <= _SOON else set()
    score = min(1.0, round(sum(_WEIGHTS[name] for name in found), 2))
    reasons = ", ".join(_SAYS[name] for name in _WEIGHTS if name in found and name in _SAYS)
    return score, f"{meant.status} on {meant.told}, {done.status} as told on {done.told}: {reasons}"


def in_time(meant: End, done: End) -> bool:
    """Whether an incident may have come after it was said, and at the time that was named."""
    if done.told < meant.told:
        return False
    if done.days is not None and min(day for day in (done.days.latest, done.days.earliest) if day) < meant.told:
        return False
    return not compare_times(meant.days, done.days).beyond


def _days_after(meant: End, done: End) -> int:
    day = done.days.earliest if done.days and done.days.earliest else done.told
    return (date.fromisoformat(day) - date.fromisoformat(meant.told)).days


# ---------------------------------------------------------------- rows
def _suggest(db: sqlite3.Connection, meant: End, candidates: list[End]) -> None:
    """Write the first incidents that may have come of it."""
    scored = [(done, *compare(meant, done)) for done in candidates]
    kept = [(meant.incident, done.incident, score, why) for done, score, why in scored if score >= THRESHOLD]
    db.executemany("INSERT INTO outcome (expected, incident, score, why) VALUES (?, ?, ?, ?)", kept[:MOST])


def _may_enter(db: sqlite3.Connection, meant: End, done: End) -> bool:
    """Whether an incident can be among the first that may have come of another, as the suggestions are now."""
    earlier = "SELECT count(*) FROM outcome o JOIN incident i ON i.id = o.incident WHERE o.expected = ? AND (i.told, i.key) < (?, ?)"
    (before,) = db.execute(earlier, (meant.incident, done.told, done.key)).fetchone()
    return int(before) < MOST and compare(meant, done)[0] >= THRESHOLD


def keys(end: End, ahead: bool) -> set[int]:
    """The keys of what is ahead, or of what was done: one for the place, one for each two parties."""
    made = {f"at {end.spot.geonames}"} if end.spot and end.spot.geonames and end.spot.kind != "country" else set()
    made |= {f"{a} to {b}" for a in end.by for b in end.to}
    if end.type in _MUTUAL:
        made |= {f"{a} with {b}" for a in end.by for b in end.by if a < b}
    return {_number(f"{'ahead' if ahead else 'done'} {end.type} {text}") for text in made}


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


# ---------------------------------------------------------------- looking up
class Ends:
    """The ends of pairs, each looked up once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[int, End | None] = {}

    def get(self, incident: int) -> End | None:
        """An incident as an end, or None for one that is none: it has moved, is no single act, was told at no known time."""
        self.look_up((incident,))
        return self._known[incident]

    def after(self, meant: End) -> list[End]:
        """What was done and told within the window after something was said, by the day and the key."""
        last = _shift(meant.told, WINDOW)
        return self._found(keys(meant, False), meant.told, last, _POOL)

    def before(self, done: End) -> list[End]:
        """What was said within the window before something was done."""
        return self._found(keys(done, True), _shift(done.told, -WINDOW), done.told, -1)

    def look_up(self, incidents: Iterable[int]) -> None:
        """Look up those of some incidents that are not known yet, all at once."""
        new = [incident for incident in incidents if incident not in self._known]
        if not new:
            return
        self._known |= dict.fromkeys(new)
        among = (json.dumps(new),)
        rows = self._db.execute(_ENDS, (*among, json.dumps((*AHEAD, *DONE)))).fetchall()
        sides = self._sides(among) if rows else {}
        for incident, key, type_, mode, status, told, earliest, latest, *site in rows:
            days = Stretch(earliest, latest) if earliest or latest else None
            spot = Spot(*site) if site[0] else None
            by, to = (frozenset(sides.get((incident, part), ())) for part in ("by", "to"))
            self._known[incident] = End(incident, key, type_, mode, status, told, days, spot, by, to)

    def _found(self, numbers: set[int], first: str, last: str, limit: int) -> list[End]:
        if not numbers:
            return []
        among = ", ".join("?" * len(numbers))
        query = (
            "SELECT DISTINCT k.incident FROM outcome_key k JOIN incident i ON i.id = k.incident "
            f"WHERE k.key IN ({among}) AND k.told BETWEEN ? AND ? ORDER BY k.told, i.key LIMIT ?"
        )
        rows = [row[0] for row in self._db.execute(query, (*sorted(numbers), first, last, limit))]
        self.look_up(rows)
        return [end for row in rows if (end := self._known[row]) is not None]

    def _sides(self, among: tuple[str]) -> dict[tuple[int, str], set[str]]:
        """The sides of those who act and are acted on, as far as they can be told apart from others."""
        found: dict[tuple[int, str], set[str]] = {}
        for incident, part, party, side, same in self._db.execute(_SIDES, among).fetchall():
            if same is not None:
                (side,) = self._db.execute("SELECT side FROM party WHERE id = ?", (party_rows.root(self._db, party),)).fetchone()
            if not vague(side) and kind_of(side) not in ("people", "unknown"):
                found.setdefault((incident, part), set()).add(side)
        return found


def _shift(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(by)).isoformat()
