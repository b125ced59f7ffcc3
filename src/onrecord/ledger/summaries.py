"""The row of an incident, from all that is told of it now: what it was, when, where, how it stands, who affirms it, where they differ.

Each column follows from the tellings' content by a rule that does not depend on their order of arrival.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from onrecord.compare import Spot, Stretch, common, compare_places, compare_times, length, reach
from onrecord.ledger import conflicts, outcomes, party_rows, relays, tensions, voices
from onrecord.ledger.cases import Case, Loader, Row, Telling
from onrecord.ledger.voices import Counts

V = TypeVar("V")
_COLUMNS = (
    "type", "mode", "status", "scale", "prominence", "earliest", "latest",
    "place", "place_kind", "geonames", "country", "lat", "lon", "radius_km",
    "reports", "texts", "voices", "own_voice", "denied", "conflicts", "told",
)  # fmt: skip
_UPDATE = f"UPDATE incident SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?"
_PROMINENCE = ("main", "other", "background")
_SCALE = ("campaign", "series", "incident")
_BASIS = ("stated", "weekday", "relative", None, "inferred")
_MILD = ("agreement", "revision")


def update(db: sqlite3.Connection, incidents: Iterable[int]) -> set[int]:
    """Make the rows of incidents anew, with their conflicts and outcomes, in the caller's transaction; all those that were made.

    So are those that parties' new sides bear on.
    """
    todo = sorted({*incidents, *party_rows.noted(db)})
    loader, among = Loader(db), (json.dumps(todo),)
    db.execute("DELETE FROM conflict WHERE incident IN (SELECT value FROM json_each(?))", among)
    told = [_heard(db, loader, case) for case in loader.cases(todo)]
    tense = tensions.links(db, told)
    for case in told:
        status = voices.standing(case)
        rows = [*conflicts.find(case, status), *tensions.find(db, case, tense, loader)]
        _write_conflicts(db, case.incident, rows)
        _write(db, case, status, voices.counts(case, status), sum(row.kind not in _MILD for row in rows))
    empty = set(todo) - {case.incident for case in told}
    db.executemany(_UPDATE, [(*(None,) * 14, *(0,) * 6, None, incident) for incident in sorted(empty)])
    outcomes.update(db, todo)
    return set(todo)


def _heard(db: sqlite3.Connection, loader: Loader, case: Case) -> Case:
    """An incident with the words of those who speak for themselves; the sides of all are written to their accounts."""
    changed = [(word.side, word.id) for word in case.words if word.side != word.stored]
    if changed:
        db.executemany("UPDATE account SET side = ? WHERE id = ?", changed)
    return replace(case, words=tuple(relays.first_speakers(db, case.words, lambda row: loader.party(row).id)))


def _write(db: sqlite3.Connection, case: Case, status: str, counts: Counts, conflicting: int) -> None:
    days, spot = agreed_days(case.tellings), agreed_spot(case.tellings)
    type_, mode = most([((t.type, t.mode), t) for t in case.tellings])
    scale = min((t.scale for t in case.tellings), key=_SCALE.index)
    prominence = min((t.prominence for t in case.tellings), key=_PROMINENCE.index)
    when = (days.earliest, days.latest) if days else (None, None)
    where = (spot.name, spot.kind, spot.geonames, spot.country, spot.lat, spot.lon, spot.radius_km) if spot else (None,) * 7
    told = min((t.order[0][:10] for t in case.tellings if len(t.order[0]) >= 10), default=None)
    counted = (counts.reports, counts.texts, counts.voices, int(counts.own_voice), counts.denied)
    values = (type_, mode, status, scale, prominence, *when, *where, *counted, conflicting, told)
    db.execute(_UPDATE, (*values, case.incident))


def _write_conflicts(db: sqlite3.Connection, incident: int, rows: list[Row]) -> None:
    for row in rows:
        what = json.dumps({"a": row.values[0], "b": row.values[1], "why": row.why}, ensure_ascii=False)
        values = (incident, row.kind, row.field, row.a.id, row.b.id, what)
        db.execute("INSERT INTO conflict (incident, kind, field, a, b, what) VALUES (?, ?, ?, ?, ?, ?)", values)


# ---------------------------------------------------------------- what most tellings say
def most(given: list[tuple[V, Telling]]) -> V:
    """The value that most texts give, copies counting once; of equals the one that is told first in content order."""
    texts = _texts(given)
    return max(texts, key=lambda value: len(texts[value]))  # the first of equals, as dicts keep their order


def agreed_days(tellings: tuple[Telling, ...]) -> Stretch | None:
    """The narrowest days on which most texts agree.

    The stretch that most texts allow leads, of equals the best known and then the shortest; it is narrowed by what agrees with it.
    """
    given = _texts((t.days, t) for t in tellings if t.days is not None)

    def rank(days: Stretch) -> tuple[int, int, int]:
        allowed = set[int]().union(*(texts for other, texts in given.items() if compare_times(days, other).relation != "apart"))
        return -len(allowed), _BASIS.index(days.basis), length(days) or 10**6

    ranked = sorted(given, key=rank)
    lead = ranked[0] if ranked else None
    for other in ranked:
        lead = (common(lead, other) or lead) if lead else None
    return lead


def agreed_spot(tellings: tuple[Telling, ...]) -> Spot | None:
    """The most precise place on which most texts agree: of those that most allow, the one with the least reach."""
    given = _texts((t.spots[0], t) for t in tellings if t.spots)

    def rank(spot: Spot) -> tuple[int, bool, float, int]:
        near = (texts for other, texts in given.items() if compare_places(spot, other).relation in ("same", "inside", "unknown"))
        return -len(set[int]().union(*near)), spot.lat is None, reach(spot), -len(given[spot])

    return min(given, key=rank, default=None)


def _texts(given: Iterable[tuple[V, Telling]]) -> dict[V, set[int]]:
    """The values in content order, and the texts that give each."""
    found: dict[V, set[int]] = {}
    for value, telling in given:
        found.setdefault(value, set()).add(telling.text)
    return found
