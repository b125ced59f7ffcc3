"""The places of a report: where they are named, which place on earth is meant, and whether the place itself is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.gazetteer import Candidate, Gazetteer
from onrecord.gazetteer.names import key
from onrecord.language.analysis import Analysis
from onrecord.reading import place_mentions, place_ranking, place_use
from onrecord.reading.place_mentions import Sighting, sort_of
from onrecord.reading.place_ranking import Ranked
from onrecord.record import OtherPlace, Place, PlaceMention

OTHERS = 3
"""Runners-up that are kept."""
ABOUT_KM = 15.0
"""How far outside a town what bears its name may lie: its airport, its university."""
LEAST = 0.01
"""Runners-up of a smaller share are left out."""


def find(analysis: Analysis, gazetteer: Gazetteer, published: str | None = None) -> tuple[Place, ...]:  # noqa: ARG001  # the contract
    """The places of a report in the order of their first mention, one for each place on earth or unknown name.

    A name that the gazetteer does not know keeps its mentions, with the kind that its words tell and no point. `published` is not
    used yet: places do not move, but their names change.
    """
    sightings = place_mentions.find(analysis, gazetteer)
    ranked = place_ranking.rank(analysis, gazetteer, sightings)
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, (sighting, answer) in enumerate(zip(sightings, ranked, strict=True)):
        own = sighting.parent or not answer
        groups.setdefault(("", key(sighting.name)) if own or not answer else answer.candidates[0].identity, []).append(n)
    return tuple(
        _place(analysis, f"p{number}", [sightings[n] for n in members], ranked[members[0]])
        for number, members in enumerate(groups.values(), 1)
    )


def _place(analysis: Analysis, id: str, sightings: Sequence[Sighting], ranked: Ranked | None) -> Place:
    """One place with its mentions."""
    named = next((s for s in sightings if not s.people), sightings[0])
    known = None if ranked is None or named.parent else ranked.candidates[0]
    kind = known.kind if known else sort_of(named.name) or named.hint or ("facility" if named.parent else "region")
    mentions = tuple(PlaceMention(analysis.span(s.first, s.last), place_use.use(analysis, s, kind)) for s in sightings)
    seen = max(s.score for s in sightings)
    if ranked is None:
        return Place(id, named.name, kind, score=round(0.3 * seen, 2), mentions=mentions)
    if known is None:
        return _within(Place(id, named.name, kind, mentions=mentions), ranked.candidates[0], round(0.5 * ranked.shares[0] * seen, 2))
    name = known.name if named.people else named.name
    score = round(ranked.shares[0] * seen, 2)
    return Place(
        id, name, kind, known.geonames, known.country, known.lat, known.lon, known.radius_km, score, _others(ranked), mentions
    )  # fmt: skip


def _others(ranked: Ranked) -> tuple[OtherPlace, ...]:
    """The runners-up, best first."""
    rest = zip(ranked.candidates[1 : OTHERS + 1], ranked.shares[1 : OTHERS + 1], strict=True)
    return tuple(_other(candidate, share) for candidate, share in rest if share >= LEAST)


def _other(candidate: Candidate, share: float) -> OtherPlace:
    return OtherPlace(candidate.name, candidate.geonames, candidate.country, candidate.lat, candidate.lon, round(share, 2))


def _within(place: Place, parent: Candidate, score: float) -> Place:
    """An unknown site that is in a known place or named after it: somewhere in or about it."""
    around = None if parent.radius_km is None else parent.radius_km + ABOUT_KM
    return replace(place, country=parent.country, lat=parent.lat, lon=parent.lon, radius_km=around, score=score)
