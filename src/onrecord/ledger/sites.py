"""Where the incidents that a filter asks for happened: each with its place as the ledger holds it, the newest first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from onrecord.ledger.among import AMONG
from onrecord.ledger.conditions import Row
from onrecord.ledger.filters import Filter
from onrecord.ledger.find import newest
from onrecord.ledger.views import Site
from onrecord.record import Status

MOST = 5_000
"""Incidents whose places are looked up; of more, the newest."""
_BATCH = 2_000
_PLACED = f"""
SELECT id, status, reports, place, place_kind, geonames, country, lat, lon, radius_km FROM incident
WHERE id {AMONG} AND place IS NOT NULL
"""


class Put(NamedTuple):
    """An incident and where it happened."""

    row: Row
    status: Status
    reports: int
    site: Site


@dataclass(frozen=True, slots=True)
class Puts:
    """Incidents with their places, and those of which no place is said. `more`: there are others, which are left out.

    `notes` are those on the names that were asked for.
    """

    found: tuple[Put, ...]
    nowhere: tuple[Row, ...]
    more: bool
    notes: tuple[str, ...]


def puts(db: sqlite3.Connection, filter: Filter, most: int = MOST) -> Puts:
    """Where the newest incidents of a filter happened, so many at most. Raises as `find` does."""
    hits, notes = newest(db, filter)
    rows = list(islice(hits, most))
    more = next(hits, None) is not None
    found = tuple(_placed(db, rows))
    there = {put.row.incident for put in found}
    return Puts(found, tuple(row for row in rows if row.incident not in there), more, notes)


def _placed(db: sqlite3.Connection, rows: Sequence[Row]) -> Iterator[Put]:
    """Those rows that have a place, with it."""
    sites: dict[tuple[object, ...], Site] = {}
    for start in range(0, len(rows), _BATCH):
        batch = {row.incident: row for row in rows[start : start + _BATCH]}
        known = {row[0]: row[1:] for row in db.execute(_PLACED, (json.dumps(list(batch)),))}
        for incident, row in batch.items():
            if incident in known:
                status, reports, *place = known[incident]
                yield Put(row, status, reports, sites.setdefault(tuple(place), Site(*place)))
