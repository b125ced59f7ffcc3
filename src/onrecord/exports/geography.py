"""Where an incident happened, as the layouts want it: point, precision, state, region, cell of the PRIO-GRID."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import floor, isfinite

from onrecord.exports.tables import Row, fits, table
from onrecord.exports.values import country
from onrecord.ledger.views import Site

Divisions = Callable[[int], tuple[str | None, str | None]]
"""Gives the province and the district of a place by its GeoNames id, as `Gazetteer.divisions` does."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly a place is known: a class of ours (`place_precision.tsv`), UCDP's where_prec, ACLED's geo_precision or None."""

    name: str
    ucdp: int
    acled: int | None


@dataclass(frozen=True, slots=True)
class State:
    """A state's numbers and regions; None where it has none or the project does not know."""

    name: str
    iso: int | None = None
    gw: int | None = None
    acled_region: str | None = None
    ucdp_region: str | None = None


def point(site: Site | None) -> tuple[float, float] | None:
    """Latitude and longitude; None where there is none, it lies off the map, or it is the 0, 0 of those that do not know.

    >>> point(Site("Karum", lat=1.5, lon=2.25)), point(Site("nowhere", lat=0.0, lon=0.0))
    ((1.5, 2.25), None)
    """
    if site is None or site.lat is None or site.lon is None or not (isfinite(site.lat) and isfinite(site.lon)):
        return None
    if abs(site.lat) > 90 or abs(site.lon) > 180 or (site.lat, site.lon) == (0, 0):
        return None
    return site.lat, site.lon


def precision(site: Site) -> Precision:
    """The precision of a place by its kind and reach.

    >>> precision(Site("Karum", "town")), precision(Site("the south", "region", radius_km=80)).name
    (Precision(name='town', ucdp=1, acled=1), 'area')
    """
    found = row(site)
    return Precision(found["precision"], int(found["ucdp"]), int(found["acled"]) if found["acled"] else None)


def row(site: Site) -> Row:
    """The row of `place_precision.tsv` that a place answers to."""
    return next(row for row in table("place_precision") if _like(row, site))


def _like(row: Row, site: Site) -> bool:
    if not fits(row, in_country="yes" if site.country else None) or row["kind"] != (site.kind or ""):
        return False
    return not row["within_km"] or (site.radius_km is not None and site.radius_km <= float(row["within_km"]))


@cache
def _states() -> Mapping[str, Row]:
    return {row["iso3"]: row for row in table("states")}


def state(code: str | None) -> State:
    """The state of an ISO 3166-1 alpha-3 code; one without a name for None."""
    if not code:
        return State("")
    row = _states().get(code)
    if row is None:
        return State(country(code))
    iso, gw = (int(row[column]) if row[column] else None for column in ("iso", "gw"))
    return State(country(code), iso, gw, row["acled_region"] or None, row["ucdp_region"] or None)


def grid_cell(lat: float, lon: float) -> int:
    """The number of the PRIO-GRID cell of a point: half a degree wide, counted from the south-west along the rows (Tollefsen 2012).

    >>> grid_cell(-90, -180), grid_cell(90, 180), grid_cell(31.34, 34.3)
    (1, 259200, 174669)
    """
    row, column = min(floor((lat + 90) * 2), 359), min(floor((lon + 180) * 2), 719)
    return row * 720 + column + 1


def divisions(site: Site | None, known: Divisions | None) -> tuple[str, str]:
    """The names of the province and the district of a place; "" where they are not known or nobody is there to ask."""
    if site is None or site.geonames is None or known is None or site.kind in ("country", "water", "route"):
        return "", ""
    province, district = known(site.geonames)
    return province or "", district or ""
