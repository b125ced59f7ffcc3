"""How two places stand to each other: the same, one inside the other's radius, apart by kilometres, in another country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from onrecord.record import PlaceKind

PlaceRelation = Literal["same", "inside", "apart", "abroad", "unknown"]

EARTH_KM = 6371.0
RADIUS_KM: dict[PlaceKind | None, float] = {
    "country": 400.0, "admin1": 80.0, "admin2": 25.0, "town": 5.0, "region": 80.0, "water": 80.0, "facility": 2.0, "route": 25.0,
    None: 10.0,
}  # fmt: skip
"""How far a place reaches where nothing better is known, by its kind."""
FAR = 50.0
"""Kilometres between the edges of two places beyond which no report takes the one for the other."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as far as it is known: the name, its GeoNames id, ISO 3166-1 alpha-3 country, middle and reach."""

    name: str
    kind: PlaceKind | None = None
    geonames: int | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class PlaceGap:
    """How two places stand to each other. `km` lie between their edges if both are on the map, else it is None."""

    relation: PlaceRelation
    km: float | None = None


def compare_places(a: Spot | None, b: Spot | None) -> PlaceGap:
    """Whether two places are the same, one inside the other, apart, in two countries, or cannot be compared.

    "abroad" is for two countries where neither place reaches into the other: a border town's two names are not abroad.

    >>> khan_younes = Spot("Khan Younes", "town", 281124, "PSE", 31.34, 34.30, 5)
    >>> compare_places(khan_younes, Spot("Gaza Strip", "region", 281132, "PSE", 31.42, 34.37, 25)).relation
    'inside'
    >>> compare_places(khan_younes, Spot("Jabalia", "town", 281145, "PSE", 31.53, 34.48, 5))
    PlaceGap(relation='apart', km=17.166)
    >>> compare_places(khan_younes, Spot("Cairo", "town", 360630, "EGY", 30.06, 31.25, 20)).relation
    'abroad'
    """
    if a is None or b is None:
        return PlaceGap("unknown")
    if a.geonames is not None and a.geonames == b.geonames:
        return PlaceGap("same", 0.0)
    if a.geonames is None and b.geonames is None and a.name.casefold() == b.name.casefold() and _one_country(a, b):
        return PlaceGap("same", 0.0)
    if "country" in (a.kind, b.kind):
        return _with_country(a, b)
    km = distance(a, b)
    if km is None:
        return PlaceGap("abroad" if not _one_country(a, b) else "unknown")
    between = km - max(reach(a), reach(b))
    if between <= 0:
        return PlaceGap("inside", 0.0)
    beyond = round(max(0.0, km - reach(a) - reach(b)), 3)
    return PlaceGap("abroad" if not _one_country(a, b) and beyond > 0 else "apart", beyond)


def surely_apart(a: Sequence[Spot], b: Sequence[Spot]) -> bool:
    """Whether what is at some places is not what is at some others: whichever two are taken, they are in two countries, or FAR apart.

    >>> dnipro, kherson = Spot("Dnipro", "town", 709930, "UKR", 48.47, 35.04, 15), Spot("Kherson", "town", 706448, "UKR", 46.66, 32.62, 10)
    >>> surely_apart([dnipro], [kherson]), surely_apart([dnipro], [kherson, dnipro]), surely_apart([dnipro], [])
    (True, False, False)
    """
    gaps = [compare_places(x, y) for x in a for y in b]
    return bool(gaps) and all(gap.relation == "abroad" or (gap.relation == "apart" and (gap.km or 0) > FAR) for gap in gaps)


def distance(a: Spot, b: Spot) -> float | None:
    """Kilometres between the middles of two places along the earth's surface (haversine); None if one is not on the map.

    >>> round(distance(Spot("Paris", lat=48.85, lon=2.35), Spot("London", lat=51.51, lon=-0.13)) or 0)
    344
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    north, south = radians(a.lat), radians(b.lat)
    half = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(radians(a.lon - b.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def reach(spot: Spot) -> float:
    """Kilometres from the middle of a place to its edge; by its kind where its radius is not known."""
    return spot.radius_km if spot.radius_km is not None else RADIUS_KM[spot.kind]


def _with_country(a: Spot, b: Spot) -> PlaceGap:
    """A country and a place: inside if it is the place's own."""
    if a.country is None or b.country is None:
        return PlaceGap("unknown")
    if a.country != b.country:
        return PlaceGap("abroad", distance(a, b))
    return PlaceGap("same" if a.kind == b.kind else "inside", 0.0)


def _one_country(a: Spot, b: Spot) -> bool:
    """Whether two places may be in one country: an unknown one may be any."""
    return a.country is None or b.country is None or a.country == b.country
