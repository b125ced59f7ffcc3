"""What the gazetteer knows of a name, in the form in which places are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.gazetteer import Gazetteer

_PARTS = ("name", "kind", "geonames", "country", "lat", "lon", "radius_km")


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.open()


def places(name: str) -> Sequence[Mapping[str, object]]:
    """The places of a name by the gazetteer of the installation, which is opened when it is first asked."""
    return known(_gazetteer(), name)


def known(gazetteer: Gazetteer, name: str) -> Sequence[Mapping[str, object]]:
    """The places of a name, the likeliest first, each with what is known of it."""
    found = [{part: getattr(one, part) for part in _PARTS} for one in gazetteer.candidates(name)]
    return [{part: value for part, value in one.items() if value is not None} for one in found]
