"""The map: incidents by place, drawn no more exactly than the place is known, and beside it what cannot be drawn.

Everything that is drawn stands in the list too, so that the list alone is enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import urlencode

from onrecord.compare import Spot, distance, folded
from onrecord.desk import overview
from onrecord.desk.asking import Asking
from onrecord.desk.calls import Call
from onrecord.desk.ledger_screen import Row
from onrecord.desk.overview import Overview
from onrecord.errors import UsageError
from onrecord.exports.geography import point, precision
from onrecord.exports.values import PRECISION, country
from onrecord.knowledge import table
from onrecord.ledger import conditions
from onrecord.ledger.filters import LONGEST, Filter
from onrecord.ledger.sites import Put, Puts, puts
from onrecord.ledger.spread import Spread, counted
from onrecord.ledger.views import Site
from onrecord.record import Status

PLACES = 300
"""Places that are drawn; of more, those with the most incidents."""
LISTED, EACH = 200, 10
"""Incidents in the list in all; and of one place, unless there are few places."""
PARTS = 40
"""Places that are named beside the map, of each kind."""
WIDEST_KM = 1_000.0
"""A place that reaches further is counted beside the map: a ring around a continent says nothing."""
Drawn = Literal["dot", "ring", "area"]
"""A point; near a point; somewhere inside."""
_DRAWN: Mapping[str, Drawn] = {
    "site": "dot", "town": "dot", "near": "ring", "district": "ring", "province": "area", "area": "area", "line": "area", "water": "area",
}  # fmt: skip

Why = Literal["country", "wide", "unknown", "wrong", "nowhere"]
_WHY: Mapping[Why, str] = {
    "country": "Known to the country only",
    "wide": "Known to a wide area only",
    "unknown": "A place that is not on the map",
    "wrong": "Coordinates that cannot be right",
    "nowhere": "No place is said",
}


@dataclass(frozen=True, slots=True)
class MapPlace:
    """One place on the map and the incidents there, the newest first; `more` are those that are not listed here, but at `all_at`.

    `names` are further names that reports have for it. `incidents` and `reports` are counted, `statuses` too.
    """

    id: str
    name: str
    names: tuple[str, ...]
    precision: str
    drawn: Drawn
    lat: float
    lon: float
    radius_km: float | None
    incidents: int
    reports: int
    statuses: tuple[tuple[Status, int], ...]
    rows: tuple[Row, ...]
    more: int
    all_at: str | None


@dataclass(frozen=True, slots=True)
class Aside:
    """Incidents that are not drawn, and why; `parts` are the places that they are counted by, each with where it is listed."""

    why: Why
    title: str
    incidents: int
    parts: tuple[tuple[str, int, str], ...]
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True, slots=True)
class MapPage:
    """Places and what is beside them. `drawn` incidents of `counted` are on the map; `more`: older ones are left out.

    `undrawn` are the places, and `left_out` the incidents at them, that are too many to be drawn.
    """

    overview: Overview
    counted: int
    drawn: int
    places: tuple[MapPlace, ...]
    asides: tuple[Aside, ...]
    undrawn: int = 0
    left_out: int = 0
    more: bool = False


def make(call: Call) -> MapPage:
    """The map of the incidents that the parameters ask for. Raises UsageError where they make no sense."""
    asked = overview.question(call.query)
    found = puts(call.db, asked.filter)
    drawn, beside = _sorted_out(found.found)
    ordered = sorted(drawn.items(), key=lambda one: (-len(one[1]), -one[1][0].row.rank))
    shown, rest = ordered[:PLACES], ordered[PLACES:]
    others: dict[Why, list[conditions.Row]] = {why: [put.row for put in beside[why]] for why in _WHY}
    others["nowhere"] += found.nowhere
    listed = _listed([*others.values(), *([put.row for put in group] for _, group in shown)])
    known = overview.rows(call, (row for rows in listed for row in rows))
    rows = [tuple(known[row.incident] for row in rows if row.incident in known) for rows in listed]
    asides, groups = zip(others, rows[: len(others)], strict=True), zip(shown, rows[len(others) :], strict=True)
    places = tuple(_place(n, asked, spot, group, listed) for n, ((spot, group), listed) in enumerate(groups, 1))
    return MapPage(
        overview.overview(call, asked, "map", found.notes, known=_days(asked, found)),
        counted=len(found.found) + len(found.nowhere),
        drawn=sum(place.incidents for place in places),
        places=places,
        asides=tuple(_aside(why, asked, beside[why], len(others[why]), listed) for why, listed in asides if others[why]),
        undrawn=len(rest),
        left_out=sum(len(group) for _, group in rest),
        more=found.more,
    )


def refused(call: Call, error: UsageError) -> MapPage:
    """The page for parameters that make no sense: the form as it was filled in, to be mended."""
    return MapPage(overview.refused(call, error, "map"), 0, 0, (), ())


def _days(asked: Asking, found: Puts) -> Spread | None:
    """How the incidents lie over time, where those that were read tell it: those of a question that asks for something, but for no days."""
    if asked.filter == Filter() or asked.filter.happened_from or asked.filter.happened_to:
        return None
    return counted([row.rank for row in (*(put.row for put in found.found), *found.nowhere)], more=found.more)


def _listed(groups: Sequence[list[conditions.Row]]) -> list[list[conditions.Row]]:
    """Of each group the first incidents, more of each where there are few groups; none once the list is full."""
    each, left, made = max(EACH, LISTED // max(1, sum(map(bool, groups)))), LISTED, []
    for group in groups:
        made.append(group[: min(each, left)])
        left -= len(made[-1])
    return made


# ---------------------------------------------------------------- where it is drawn
_Spot = tuple[float, float, Drawn]


def _sorted_out(found: Iterable[Put]) -> tuple[dict[_Spot, list[Put]], dict[Why, list[Put]]]:
    """The incidents by the spot at which they are drawn, and the others by why they are not."""
    spots: dict[_Spot, list[Put]] = defaultdict(list)
    beside: dict[Why, list[Put]] = defaultdict(list)
    placed: dict[Site, _Spot | Why] = {}
    for put in found:
        if put.site not in placed:
            placed[put.site] = placing(put.site)
        where = placed[put.site]
        (beside[where] if isinstance(where, str) else spots[where]).append(put)
    return spots, beside


def placing(site: Site) -> _Spot | Why:
    """Where and how a place is drawn, or why it is not.

    >>> placing(Site("Karum", "town", lat=64.5, lon=-21.25)), placing(Site("nowhere", "town", lat=0.0, lon=0.0))
    ((64.5, -21.25, 'dot'), 'wrong')
    """
    kind = precision(site).name
    if kind == "country":
        return "country"
    if site.lat is None or site.lon is None:
        return "unknown"
    found = point(site)
    if found is None or _abroad(site):
        return "wrong"
    drawn = _DRAWN[kind]
    if drawn == "area" and (site.radius_km or 0) > WIDEST_KM:
        return "wide"
    return (*found, drawn)


def _abroad(site: Site) -> bool:
    """Whether a point lies far outside of its country, and would lie in it on another hemisphere or with its two numbers exchanged."""
    state = _states().get(site.country or "")
    if state is None or state.radius_km is None or site.lat is None or site.lon is None:
        return False
    reach = state.radius_km
    turned = [(site.lat * a, site.lon * b) for a, b in ((-1, 1), (1, -1), (-1, -1))]
    turned += [(site.lon, site.lat)] if abs(site.lon) <= 90 else []
    away = distance(Spot("", lat=site.lat, lon=site.lon), state) or 0
    return away > 3 * reach + 300 and any((distance(Spot("", lat=a, lon=b), state) or 0) <= reach for a, b in turned)


@cache
def _states() -> Mapping[str, Spot]:
    """The middle of each country and how far it reaches, by its ISO 3166-1 alpha-3 code."""
    return {
        row["iso3"]: Spot("", lat=float(row["lat"]), lon=float(row["lon"]), radius_km=float(row["radius_km"]))
        for row in table("countries")
        if row["lat"] and row["lon"] and row["radius_km"]
    }


# ---------------------------------------------------------------- in words
def _place(n: int, asked: Asking, spot: _Spot, group: Sequence[Put], rows: tuple[Row, ...]) -> MapPlace:
    lat, lon, drawn = spot
    names, more = Counter(_name(put.site) for put in group), len(group) - len(rows)
    name = names.most_common(1)[0][0]
    statuses = Counter[Status](put.status for put in group)
    radius = max((put.site.radius_km for put in group if put.site.radius_km), default=None)
    return MapPlace(
        f"p{n}", name, _others(names), _words(group[0].site, drawn), drawn, lat, lon, radius, len(group), sum(put.reports for put in group),
        tuple(statuses.most_common()), rows, more, _at(asked, name) if more else None,
    )  # fmt: skip


def _name(site: Site) -> str:
    return " ".join(site.name.split()) or "a place without a name"


def _others(names: Counter[str]) -> tuple[str, ...]:
    """The further names of a place, those that differ in more than how they are written."""
    first, *others = dict.fromkeys(name for name, _ in names.most_common())
    return tuple({folded(name): name for name in others if folded(name) != folded(first)}.values())


def _words(site: Site, drawn: Drawn) -> str:
    """What kind of place it is and how exactly it is known."""
    kind = PRECISION[site.kind] if site.kind else "a place"
    inside = f"{kind} in {country(site.country)}" if site.country else kind
    reach = f" {site.radius_km:,.0f} km" if site.radius_km and site.radius_km >= 1 else ""
    if drawn == "area":
        return f"{inside}, somewhere within{reach or ' it'}"
    return f"{inside}, near: within{reach}" if drawn == "ring" and reach else f"{inside},{reach} around" if reach else inside


def _at(asked: Asking, name: str) -> str:
    """The ledger's page of a question at a place of some name instead of the place that it asks for."""
    pairs = [pair for pair in asked.pairs() if pair[0] not in ("place", "radius")]
    return f"/?{urlencode([*pairs, ('place', name[:LONGEST])])}"


def _aside(why: Why, asked: Asking, puts: Sequence[Put], incidents: int, rows: tuple[Row, ...]) -> Aside:
    names = Counter(country(put.site.country) if why == "country" and put.site.country else _name(put.site) for put in puts)
    parts = tuple((name, count, _at(asked, name)) for name, count in names.most_common(PARTS))
    return Aside(why, _WHY[why], incidents, parts, rows, incidents - len(rows))
