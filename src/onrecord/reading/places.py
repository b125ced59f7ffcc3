"""The places of a report: where they are named, which place on earth is meant, and whether the place itself is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
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
SMALL = 100_000
"""People below which a town is not believed to be meant by its name alone, far from all that the report speaks of."""
ABOUT_KM = 15.0
"""How far outside a town what bears its name may lie: its airport, its university."""
LEAST = 0.01
"""Runners-up of a smaller share are left out."""


def find(analysis: Analysis, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places of a report in the order of their first mention, one for each place on earth or unknown name.

    A name that the gazetteer does not know, or knows only far from all that the report speaks of, keeps its mentions and the kind that
    its words tell, and has no point.
    """
    sightings = place_mentions.find(analysis, gazetteer)
    ranked = _trusted(place_ranking.rank(analysis, gazetteer, sightings), sightings)
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, (sighting, answer) in enumerate(zip(sightings, ranked, strict=True)):
        unknown = answer is None or answer.doubtful or sighting.parent
        groups.setdefault(("", key(sighting.name)) if unknown or answer is None else answer.candidates[0].identity, []).append(n)
    return tuple(
        _place(analysis, f"p{number}", [sightings[n] for n in members], ranked[members[0]])
        for number, members in enumerate(groups.values(), 1)
    )


def _trusted(ranked: Sequence[Ranked | None], sightings: Sequence[Sighting]) -> list[Ranked | None]:
    """The answers, small places marked as doubtful that lie in a state of which no other name of the report speaks."""
    speaks: dict[str, set[str]] = {}
    for answer, sighting in zip(ranked, sightings, strict=True):
        if answer and answer.shares[0] >= 0.5 and not sighting.parent:
            speaks.setdefault(answer.candidates[0].country or "", set()).add(key(sighting.name))
    speaks.pop("", None)
    return [
        replace(a, doubtful=True) if a and _is_stray(a.candidates[0], key(s.parent or s.name), speaks) else a
        for a, s in zip(ranked, sightings, strict=True)
    ]


def _is_stray(candidate: Candidate, name: str, speaks: Mapping[str, Set[str]]) -> bool:
    """True for a small town or district whose state is named by nothing else, though other states are."""
    if candidate.kind not in ("town", "admin2") or candidate.how in ("user", "table") or candidate.people >= SMALL:
        return False
    return not speaks.get(candidate.country or "", frozenset()) - {name} and any(names - {name} for names in speaks.values())


def _place(analysis: Analysis, id: str, sightings: Sequence[Sighting], ranked: Ranked | None) -> Place:
    """One place with its mentions."""
    named = next((s for s in sightings if not s.people), sightings[0])
    known = None if ranked is None or ranked.doubtful or named.parent else ranked.candidates[0]
    kind = known.kind if known else sort_of(named.name) or named.hint or ("facility" if named.parent else "region")
    seat = known is not None and known.how == "seat"
    mentions = tuple(PlaceMention(analysis.span(s.first, s.last), place_use.use(analysis, s, kind, seat=seat)) for s in sightings)
    seen = max(s.score for s in sightings)
    if ranked is None or ranked.doubtful:
        others = _others(ranked, 0) if ranked and not named.parent else ()
        return Place(id, named.name, kind, score=round(0.3 * seen, 2), others=others, mentions=mentions)
    if known is None:
        return _within(Place(id, named.name, kind, mentions=mentions), ranked.candidates[0], round(0.5 * ranked.shares[0] * seen, 2))
    name = known.name if named.people else named.name
    score = round(ranked.shares[0] * seen, 2)
    return Place(
        id, name, kind, known.geonames, known.country, known.lat, known.lon, known.radius_km, score, _others(ranked, 1), mentions
    )  # fmt: skip


def _others(ranked: Ranked, first: int) -> tuple[OtherPlace, ...]:
    """The runners-up from the first on, best first."""
    rest = zip(ranked.candidates[first : first + OTHERS], ranked.shares[first : first + OTHERS], strict=True)
    return tuple(_other(candidate, share) for candidate, share in rest if share >= LEAST)


def _other(candidate: Candidate, share: float) -> OtherPlace:
    return OtherPlace(candidate.name, candidate.geonames, candidate.country, candidate.lat, candidate.lon, round(share, 2))


def _within(place: Place, parent: Candidate, score: float) -> Place:
    """An unknown site that is in a known place or named after it: somewhere in or about it."""
    around = None if parent.radius_km is None else parent.radius_km + ABOUT_KM
    return replace(place, country=parent.country, lat=parent.lat, lon=parent.lon, radius_km=around, score=score)
