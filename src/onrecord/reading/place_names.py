"""What a name may mean, with and without the words that narrow it: "southern Gaza", "Rafah City", "Osun State"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from onrecord.gazetteer import Candidate, Gazetteer, tables
from onrecord.gazetteer.names import key
from onrecord.knowledge import table
from onrecord.record import PlaceKind

NARROWER = frozenset({
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "northeast", "northwest", "southeast",
    "southwest", "northeastern", "northwestern", "southeastern", "southwestern", "upper", "lower", "greater", "inner", "outer", "mid",
    "downtown", "metro", "metropolitan", "rural",
})  # fmt: skip
"""Words before a name that pick a part of the place; where they belong to the name, the whole is known and they are never cut."""


@cache
def _suffixes() -> Mapping[str, str]:
    """Nouns after a name that tell its kind and are no part of it, with that kind."""
    return {
        row["word"]: row["kind"]
        for row in table("place_words")
        if "after" in row["where"].split() and row["kind"] in _AREAS and (row["named"] == "no" or row["kind"] == "admin2")
    }


_AREAS: Mapping[str, tuple[PlaceKind, ...]] = {
    "admin1": ("admin1", "admin2", "region"), "admin2": ("admin2", "admin1"), "town": ("town",), "region": ("region", "admin1", "admin2"),
}  # fmt: skip


def candidates(gazetteer: Gazetteer, name: str) -> tuple[Candidate, ...]:
    """The places that a name may mean as it stands, else without "Province", "City" and the like, else without a direction."""
    whole = gazetteer.candidates(name)
    return whole or _without_suffix(gazetteer, name) or _without_direction(gazetteer, name)


def _without_suffix(gazetteer: Gazetteer, name: str) -> tuple[Candidate, ...]:
    front, _, last = name.rpartition(" ")
    kind = _suffixes().get("county" if last == "Co." else last.lower())
    if not front or not kind:
        return ()
    if last == "Co." and (counties := gazetteer.candidates(f"{front} County")):
        return counties
    return tuple(replace(c, how="part") for c in gazetteer.candidates(front) if c.kind in _AREAS[kind])


def _without_direction(gazetteer: Gazetteer, name: str) -> tuple[Candidate, ...]:
    first, _, rest = name.partition(" ")
    if not rest or key(first) not in NARROWER:
        return ()
    return tuple(replace(c, how="part") for c in gazetteer.candidates(rest))


def known(gazetteer: Gazetteer, name: str) -> bool:
    """True if a name, as it stands or without a noun of kind, means some place."""
    return bool(gazetteer.candidates(name) or _without_suffix(gazetteer, name))


def stands_alone(gazetteer: Gazetteer, name: str) -> bool:
    """True for names that mean a place in any company: states, regions, provinces, and names that say so ("Butler County")."""
    if key(name) in tables.by_name() or name.replace(".", "") in tables.by_acronym():
        return True
    found = candidates(gazetteer, name)
    return any(c.how in ("user", "short") or (c.kind == "admin1" and c.how == "name" and c.people > 500_000) for c in found) or (
        name.rpartition(" ")[2] in ("County", "Parish", "Province", "State", "Governorate", "Oblast", "Co.") and bool(found)
    )
