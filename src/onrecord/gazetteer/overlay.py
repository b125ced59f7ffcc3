"""A user's own places: a CSV file whose names win over everything that is shipped."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import get_args

from onrecord.errors import GazetteerError
from onrecord.gazetteer.candidate import Candidate
from onrecord.gazetteer.names import key
from onrecord.record import PlaceKind

NEEDED = ("name", "lat", "lon")
COLUMNS = ("name", "aliases", "kind", "country", "geonames", "lat", "lon", "radius_km")
"""`aliases` are separated by "; ", `country` is ISO 3166-1 alpha-3."""


def read(path: Path) -> Mapping[str, tuple[Candidate, ...]]:
    """The user's places by look-up key. Raises GazetteerError that names file, line and fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GazetteerError(f"{path}: the list of own places cannot be read ({error}); it must be a UTF-8 CSV file") from error
    if lacking := [name for name in NEEDED if name not in columns]:
        reason = f"its first line has no column {' and no '.join(lacking)}"
        raise GazetteerError(f"{path} is no list of own places: {reason}; the columns are {', '.join(COLUMNS)}")
    found: dict[str, list[Candidate]] = {}
    for number, row in enumerate(rows, 2):
        try:
            candidate = _candidate({name: (value or "").strip() for name, value in row.items() if name})
        except (KeyError, ValueError) as error:
            raise GazetteerError(f"{path}, line {number}: {error}; the columns are {', '.join(COLUMNS)}") from error
        for form in (candidate.name, *(row.get("aliases") or "").split("; ")):
            if key(form):
                found.setdefault(key(form), []).append(candidate)
    return {name: tuple(each) for name, each in found.items()}


def _candidate(row: Mapping[str, str]) -> Candidate:
    kinds: dict[str, PlaceKind] = {name: name for name in get_args(PlaceKind)}
    kind = kinds.get(row.get("kind") or "town")
    if kind is None:
        raise ValueError(f"kind {row['kind']!r} is none of {', '.join(kinds)}")
    lat, lon, radius = float(row["lat"]), float(row["lon"]), float(row.get("radius_km") or 5)
    if not key(row["name"]) or not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < radius < inf):  # False for NaN, too
        raise ValueError("a place needs a name, a lat from -90 to 90, a lon from -180 to 180 and a radius above 0")
    return Candidate(
        row["name"], kind, "user", int(row["geonames"]) if row.get("geonames") else None, row.get("country") or None,
        lat=lat, lon=lon, radius_km=radius,
    )  # fmt: skip
