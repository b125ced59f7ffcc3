"""Incidents as they are shown: one by its key, or all that a filter asks for, one after the other."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from onrecord.errors import UnknownError
from onrecord.ledger.account_rows import Accounts, accounts
from onrecord.ledger.among import AMONG
from onrecord.ledger.assessments import assessments
from onrecord.ledger.filters import Filter
from onrecord.ledger.find import ranked
from onrecord.ledger.incidents import resolve as merged_into
from onrecord.ledger.store import snapshot
from onrecord.ledger.telling_rows import Told, tellings, those
from onrecord.ledger.views import Assessment, Conflict, Days, Incident, Outcome, Party, Site

_BATCH = 200
"""Incidents that are read at a time: few enough for little memory, enough for few queries."""
_KINDS = ("status", "by", "to", "action", "place", "date", "figures", "tension", "agreement", "revision")
"""Conflicts in the order in which they are shown."""
_INCIDENTS = (
    "SELECT id, key, type, mode, status, scale, prominence, earliest, latest, reports, texts, voices, own_voice, denied, "
    f"place, place_kind, geonames, country, lat, lon, radius_km FROM incident WHERE id {AMONG}"
)
_CONFLICTS = f"SELECT incident, kind, field, a, b, what FROM conflict WHERE incident {AMONG}"
_OUTCOMES = f"""
SELECT o.expected, o.incident, e.key, i.key, o.score, o.why FROM outcome o JOIN incident e ON e.id = o.expected
JOIN incident i ON i.id = o.incident WHERE o.expected {AMONG} OR o.incident {AMONG}
"""


def incident(db: sqlite3.Connection, key: str) -> Incident:
    """The incident of a key, of the key of one of its events, or of the beginning of one.

    A key that was given out before a merge leads to the incident that it is part of now. Raises UnknownError for a key that is not
    known, with the nearest that are, or of which nothing is left to be shown.
    """
    with snapshot(db):
        row, known = resolve(db, key)
        found = next(iter(_read(db, [row])), None)
    if found is None:
        raise UnknownError(f"{known}: nothing of it is shown any more: its events were rejected, or its reports replaced or taken down")
    return found


def named(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, Incident]:
    """Some incidents by their keys; those that are not shown are left out."""
    with snapshot(db):
        rows = [row for (row,) in db.execute(f"SELECT id FROM incident WHERE key {AMONG}", (json.dumps(list(keys)),))]
        return {one.key: one for one in _read(db, rows)}


def incidents(db: sqlite3.Connection, filter: Filter | None = None) -> Iterator[Incident]:
    """All incidents that a filter asks for, in content order: by their first day, those without one last. It takes little memory."""
    rows = ranked(db, filter or Filter())
    while batch := list(islice(rows, _BATCH)):
        with snapshot(db):
            found = iter(_read(db, batch))  # lets go of them at the end
        yield from found


# ---------------------------------------------------------------- keys
def resolve(db: sqlite3.Connection, key: str) -> tuple[int, str]:
    """The row of the incident that a key means, followed through merges, and the whole key. Raises UnknownError if it means none."""
    asked = key.strip().lower()
    if re.fullmatch(r"r[0-9a-f]+", asked):
        raise UnknownError(f'"{key}" is the key of a report; its incidents: onrecord find --report {asked}')
    table = "event" if asked.startswith("v") else "incident"
    rows = _beginning(db, table, asked) if re.fullmatch(r"[iv]\w+(-\w*)?", asked) else []
    if not rows:
        raise UnknownError(f'"{key[:60]}": there is no such incident in the ledger{_nearest(db, table, asked)}')
    exact = [row for row in rows if row[1] == asked]
    if len(rows) > 1 and not exact:
        raise UnknownError(f'"{key}": several begin so: {", ".join(row[1] for row in rows)}; give more of the key')
    row, known = (exact or rows)[0]
    if table == "event":
        row = db.execute("SELECT incident FROM event WHERE id = ?", (row,)).fetchone()[0]
    if row is None:
        raise UnknownError(f"{known}: this event is of no incident: it was rejected, or its report does not count")
    return merged_into(db, row), known


def _beginning(db: sqlite3.Connection, table: str, start: str) -> list[tuple[int, str]]:
    query = f"SELECT id, key FROM {table} WHERE key >= ? AND key < ? ORDER BY key LIMIT 6"
    return db.execute(query, (start, start + "\U0010ffff")).fetchall()


def _nearest(db: sqlite3.Connection, table: str, key: str) -> str:
    """The keys before and after one that is not known, as a clause."""
    before = db.execute(f"SELECT max(key) FROM {table} WHERE key < ?", (key,)).fetchone()[0]
    after = db.execute(f"SELECT min(key) FROM {table} WHERE key > ?", (key,)).fetchone()[0]
    names = [name for name in (before, after) if name]
    return f"; near: {', '.join(names)}" if names else ""


# ---------------------------------------------------------------- reading
def _read(db: sqlite3.Connection, rows: Sequence[int]) -> list[Incident]:
    """Some incidents in the order in which they are named; those without a shown telling are left out."""
    own = {row[0]: row[1:] for row in db.execute(_INCIDENTS, those(rows))}
    told: dict[int, list[Told]] = defaultdict(list)
    for one in tellings(db, rows):
        told[one.incident].append(one)
    said = accounts(db, [one for group in told.values() for one in group])
    conflicts, outcomes, graded = _conflicts(db, rows, said.numbers), _outcomes(db, rows), assessments(db, rows)
    there = [row for row in rows if row in own and row in told]
    return [_incident(row, own[row], told[row], said, conflicts[row], outcomes[row], graded.get(row)) for row in there]


def _incident(
    row: int, own: tuple[Any, ...], told: Sequence[Told], said: Accounts, conflicts: Sequence[Conflict], outcomes: Sequence[Outcome],
    assessment: Assessment | None,
) -> Incident:  # fmt: skip
    key, type_, mode, status, scale, prominence, earliest, latest, reports, texts, voices, own_voice, denied, *place = own
    shown = tuple(one.telling for one in told)
    return Incident(
        key=key, type=type_, mode=mode, status=status, scale=scale, prominence=prominence,
        days=Days(earliest, latest) if earliest or latest else None,
        site=Site(*place) if place[0] is not None else None,
        by=_most(telling.by for telling in shown), to=_most(telling.to for telling in shown),
        reports=reports, texts=texts, voices=voices, own_voice=bool(own_voice), denied=denied,
        tellings=shown, accounts=said.accounts.get(row, ()), figures=said.figures.get(row, ()), conflicts=tuple(conflicts),
        expected=tuple(one for one in outcomes if one.incident == key), outcomes=tuple(one for one in outcomes if one.expected == key),
        assessment=assessment,
    )  # fmt: skip


def _most(groups: Iterable[Sequence[Party]]) -> tuple[Party, ...]:
    """All parties of some tellings, those of most tellings first, of equals by key."""
    counted, known = Counter[str](), dict[str, Party]()
    for group in groups:
        for party in group:
            counted[party.key] += 1
            known[party.key] = party
    return tuple(known[key] for key in sorted(counted, key=lambda key: (-counted[key], key)))


def _conflicts(db: sqlite3.Connection, rows: Sequence[int], numbers: Mapping[int, int]) -> Mapping[int, list[Conflict]]:
    """Where accounts differ or agree, by incident; an account of another incident, as a tension may have, has no number here."""
    found: dict[int, list[Conflict]] = defaultdict(list)
    for incident, kind, field, a, b, what in db.execute(_CONFLICTS, those(rows)):
        found[incident].append(Conflict(kind, field, numbers.get(a), numbers.get(b), json.loads(what).get("why", "")))
    for group in found.values():
        group.sort(key=lambda one: (_KINDS.index(one.kind), one.field or "", one.a or 0, one.b or 0, one.why))
    return found


def _outcomes(db: sqlite3.Connection, rows: Sequence[int]) -> Mapping[int, list[Outcome]]:
    """What may have come of what was expected, by either incident, the likeliest first."""
    found: dict[int, list[Outcome]] = defaultdict(list)
    asked = set(rows)
    for expected, came, first, second, score, why in db.execute(_OUTCOMES, those(rows) * 2):
        for row in {expected, came} & asked:
            found[row].append(Outcome(first, second, score, why))
    for group in found.values():
        group.sort(key=lambda one: (-one.score, one.expected, one.incident))
    return found
