"""Who and where is meant by a name that people type: parties and places of the ledger, and what comes near where none is called so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from onrecord.compare import Spot, distance, folded
from onrecord.compare.places import RADIUS_KM as REACH_KM
from onrecord.knowledge import table
from onrecord.ledger.among import AMONG

MOST_PARTIES = 1_000
"""Parties of one name that are looked up; a name that more go by, such as "army", is looked for in the incidents."""
MOST_NAMES = 50
"""Parties or places of whose names the given one may be a part."""
_KM_A_DEGREE = 111.0
_SITE = "SELECT id, folded, kind, geonames, country, lat, lon FROM site"


# ---------------------------------------------------------------- who
def parties(db: sqlite3.Connection, name: str) -> set[int]:
    """The rows of the parties with a key or a name; those without a name of their own only where no other is called so."""
    plain = folded(name)
    keys = [name, *(f"name/{kind}/{plain}" for kind in ("person", "body", "population", "thing"))]
    found = {row[0] for row in db.execute(f"SELECT id FROM party WHERE key {AMONG}", (json.dumps(keys),))}
    found |= {row[0] for row in db.execute("SELECT p.id FROM party_name n JOIN party p ON p.key = n.key WHERE n.name = ?", (plain,))}
    named = "SELECT id FROM party WHERE named = 1 AND name = ? COLLATE NOCASE"
    found |= {row[0] for row in db.execute(named, (name.strip(),))}
    called = "SELECT id FROM party WHERE named = 0 AND name = ? COLLATE NOCASE LIMIT ?"
    return found or {row[0] for row in db.execute(called, (name.strip(), MOST_PARTIES + 1))}


def parties_with(db: sqlite3.Connection, words: str) -> list[tuple[int, str]]:
    """The parties in whose names some words stand, by name; from `MOST_NAMES` on they are too many to be meant."""
    plain = folded(words).split()
    if not plain:
        return []
    tests = " AND ".join("instr(lower(name), ?)" for _ in plain)
    rows = db.execute(f"SELECT id, name FROM party WHERE named = 1 AND {tests} LIMIT 1000", plain).fetchall()
    kept = [(row, name) for row, name in rows if set(plain) <= set(folded(name).split())]
    return sorted(kept, key=lambda one: one[1])


def merged_with(db: sqlite3.Connection, found: set[int]) -> set[int]:
    """The parties with all that a person merged with them."""
    rows = db.execute(
        f"SELECT b.id FROM party a JOIN party b ON b.id IN (a.id, a.same_as) OR b.same_as IN (a.id, a.same_as) WHERE a.id {AMONG}",
        (json.dumps(sorted(found)),),
    )
    return {row[0] for row in rows}


def names_like(db: sqlite3.Connection, name: str) -> list[str]:
    """The names of parties that begin like a name."""
    start = name.strip()[:2]
    rows = db.execute(
        "SELECT DISTINCT name FROM party WHERE named = 1 AND name >= ? COLLATE NOCASE AND name < ? COLLATE NOCASE ORDER BY name LIMIT 2000",
        (start, start + "\U0010ffff"),
    )
    return [row[0] for row in rows]


# ---------------------------------------------------------------- where
def sites(db: sqlite3.Connection, name: str) -> dict[int, Spot]:
    """The places of a name, with their other names; if there are none, those in whose names its words stand."""
    plain = folded(name)
    same = "folded = ?1 OR geonames IN (SELECT geonames FROM site WHERE folded = ?1 AND geonames IS NOT NULL)"
    rows = db.execute(f"{_SITE} WHERE {same}", (plain,)).fetchall()
    if not rows and plain:
        part = f"{_SITE} WHERE instr(' ' || folded || ' ', ?) ORDER BY key LIMIT ?"
        rows = db.execute(part, (f" {plain} ", MOST_NAMES)).fetchall()
    return {row[0]: Spot(*row[1:]) for row in rows}


def sites_within(db: sqlite3.Connection, middles: Iterable[Spot], radius: float) -> set[int]:
    """The places whose middles lie within so many kilometres of some place; what is larger than the circle is no place in it."""
    found = set()
    for middle in middles:
        if middle.lat is None or middle.lon is None:
            continue
        reach = radius / _KM_A_DEGREE + 0.1  # a box of longitudes would fail at the poles and at the date line
        for row, *place in db.execute(f"{_SITE} WHERE lat BETWEEN ? AND ?", (middle.lat - reach, middle.lat + reach)):
            spot = Spot(*place)
            km = distance(middle, spot)
            if km is not None and km <= radius and REACH_KM[spot.kind] <= max(radius, REACH_KM["admin2"]):
                found.add(row)
    return found


def country(name: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a country's name or code; None if it is none."""
    return _countries().get(name if name.isupper() else folded(name))


@cache
def _countries() -> dict[str, str]:
    """ISO 3166-1 alpha-3 codes by codes and folded names."""
    found: dict[str, str] = {}
    for row in table("countries"):
        names = (row["name"], *row["aliases"].split("; "))
        found |= {row["iso3"]: row["iso3"], row["iso2"]: row["iso3"]} | {folded(name): row["iso3"] for name in names if name}
    return found


def site_names(db: sqlite3.Connection) -> list[str]:
    """The names of all places, folded."""
    return [row[0] for row in db.execute("SELECT DISTINCT folded FROM site ORDER BY folded LIMIT 20000")]


# ---------------------------------------------------------------- in words
def some(names: list[str]) -> str:
    """The first of some names, each once, and how many more there are."""
    unique = list(dict.fromkeys(names))
    return ", ".join(unique[:5]) + (f" and {len(unique) - 5} more" if len(unique) > 5 else "")


def near(name: str, known: list[str]) -> str:
    """The known names that come near a name, as a clause; "" if none does."""
    found = get_close_matches(name, known, 3, 0.7)
    return f"; near: {', '.join(found)}" if found else ""
