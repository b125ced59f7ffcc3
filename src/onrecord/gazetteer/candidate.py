"""What a look-up answers: places that a name may mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from onrecord.record import PlaceKind

How = Literal["user", "table", "people", "seat", "name", "other-name", "short", "bare", "spelling", "part"]
"""Why a name means a place: the user's list, the tables of states and regions, a word for its people, a seat of power, its own
name, another name, an abbreviation, a name without its article, a name with a consonant more or less doubled, a name without
"southern" or "province"."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a name may mean. `country` is ISO 3166-1 alpha-3, `province` a GeoNames code ("US.TX") or ""."""

    name: str
    kind: PlaceKind
    how: How
    geonames: int | None = None
    country: str | None = None
    province: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    people: int = 0

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two candidates the same place."""
        return (self.geonames,) if self.geonames is not None else (self.name, self.kind, self.country)


def town_radius(people: int) -> float:
    """Kilometres within which a town of so many people lies, at 3,000 to the square kilometre; at least 2.

    >>> town_radius(173_183), town_radius(800)
    (4.3, 2.0)
    """
    return max(2.0, round(math.sqrt(people / 3000 / math.pi), 1))


def kilometres(one: Candidate, other: Candidate) -> float | None:
    """Great-circle distance, or None where one has no point."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, (one.lat, one.lon, other.lat, other.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(h)))
