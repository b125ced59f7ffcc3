"""Places that come from the tables of knowledge: states, regions, seats of power, words for peoples, abbreviations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from onrecord.gazetteer.candidate import Candidate
from onrecord.gazetteer.names import key
from onrecord.knowledge import Row, table
from onrecord.record import PlaceKind

_SHORTEST = 4  # an acronym up to this length must be written in capitals: "US" is a state, "us" is not
_KINDS: Mapping[str, PlaceKind] = {"region": "region", "water": "water", "route": "route", "facility": "facility", "town": "town"}


@cache
def countries() -> Mapping[str, Candidate]:
    """States by their ISO 3166-1 alpha-3 code."""
    return {
        row["iso3"]: Candidate(
            row["name"], "country", "table", int(row["geonames"]), row["iso3"],
            lat=float(row["lat"]), lon=float(row["lon"]), radius_km=float(row["radius_km"]),
        )
        for row in table("countries")
    }  # fmt: skip


@cache
def alpha3() -> Mapping[str, str]:
    """Alpha-3 codes by alpha-2 code."""
    return {row["iso2"]: row["iso3"] for row in table("countries")}


@cache
def by_name() -> Mapping[str, tuple[Candidate, ...]]:
    """States, regions and seats by look-up key."""
    found: dict[str, list[Candidate]] = {}
    for name, candidate in (*_states(), *_regions(), *_seats()):
        if not _acronym(name):
            found.setdefault(key(name), []).append(candidate)
    return {name: tuple(dict.fromkeys(each)) for name, each in found.items()}


@cache
def by_acronym() -> Mapping[str, tuple[Candidate, ...]]:
    """The same by names in capitals, as they are written but without points: "US", "DRC"."""
    found: dict[str, list[Candidate]] = {}
    for name, candidate in (*_states(), *_regions(), *_seats()):
        if _acronym(name):
            found.setdefault(name.replace(".", ""), []).append(candidate)
    return {name: tuple(dict.fromkeys(each)) for name, each in found.items()}


@cache
def peoples() -> Mapping[str, tuple[Row, ...]]:
    """Rows of the demonyms by look-up key."""
    found: dict[str, list[Row]] = {}
    for row in table("demonyms"):
        found.setdefault(key(row["demonym"]), []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def abbreviations() -> Mapping[str, tuple[Row, ...]]:
    """Rows of abbreviated provinces, as they are written but without points."""
    found: dict[str, list[Row]] = {}
    for row in table("provinces"):
        found.setdefault(row["abbreviation"].replace(".", ""), []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _acronym(name: str) -> bool:
    bare = name.replace(".", "").replace(" ", "")
    return bare.isupper() and len(bare) <= _SHORTEST


def _forms(row: Row) -> tuple[str, ...]:
    return (row["name"], *filter(None, row["aliases"].split("; ")))


def _states() -> Iterator[tuple[str, Candidate]]:
    for row in table("countries"):
        for form in _forms(row):
            yield form, countries()[row["iso3"]]


def _regions() -> Iterator[tuple[str, Candidate]]:
    for row in table("regions"):
        states = row["iso3"].split()
        candidate = Candidate(
            row["name"], _KINDS[row["kind"]], "table", int(row["geonames"]) if row["geonames"] else None,
            states[0] if len(states) == 1 else None,
            lat=float(row["lat"]), lon=float(row["lon"]), radius_km=float(row["radius_km"]),
        )  # fmt: skip
        for form in _forms(row):
            yield form, candidate


def _seats() -> Iterator[tuple[str, Candidate]]:
    for row in table("seats"):
        candidate = Candidate(
            row["name"], "facility", "seat", None, row["iso3"], lat=float(row["lat"]), lon=float(row["lon"]), radius_km=1.0
        )
        for form in _forms(row):
            yield form, candidate
