"""Incidents as GeoJSON (RFC 7946): a feature an incident, with how exactly its place is known.

A point is the middle of a place and no more exact than the `precision` and `radius_km` beside it. An incident whose place is not
on the map, or is no more than a country, has no geometry: the standard's unlocated feature, so that none is drawn where it was not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from onrecord.exports import flat_incident
from onrecord.exports.geography import point, precision
from onrecord.exports.target import text_into
from onrecord.ledger.views import Incident

_POINT = ("lat", "lon")


def feature(incident: Incident) -> dict[str, Any]:
    """The incident as a feature: its key as id, its place as a point (longitude first) or None, its flat row as properties."""
    row = flat_incident.row(incident)
    cells = {name: row.get(name) for name in flat_incident.COLUMNS if name not in _POINT}
    return {"type": "Feature", "id": incident.key, "geometry": geometry(incident), "properties": cells}


def geometry(incident: Incident) -> dict[str, Any] | None:
    """A point, or None where the place is not known or no more than a country."""
    spot = point(incident.site)
    if spot is None or incident.site is None or precision(incident.site).name == "country":
        return None
    return {"type": "Point", "coordinates": [spot[1], spot[0]]}


def write(incidents: Iterable[Incident], out: TextIO | Path) -> Counter[str]:
    """Write one FeatureCollection, a feature a line; none is held back."""
    with text_into(out) as opened:
        opened.write('{"type": "FeatureCollection", "features": [')
        before = "\n"
        for incident in incidents:
            opened.write(before + json.dumps(feature(incident), ensure_ascii=False, allow_nan=False))
            before = ",\n"
        opened.write("\n]}\n")
    return Counter()
