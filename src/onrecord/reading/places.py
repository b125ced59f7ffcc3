"""The places of a report: where they are named, which place on earth is meant, and whether the place itself is."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.gazetteer import Candidate, Gazetteer
from onrecord.gazetteer.names import key
from onrecord.language.analysis import Analysis
from onrecord.reading import place_mentions, place_ranking, place_use
from onrecord.reading.place_mentions import Sighting, place_words
from onrecord.reading.place_ranking import Ranked
from onrecord.record import OtherPlace, Place, PlaceKind, PlaceMention

OTHERS = 3
"""Runners-up that are kept."""
LEAST = 0.01
"""Runners-up of a smaller share are left out."""


def find(analysis: Analysis, gazetteer: Gazetteer, published: str | None = None) -> tuple[Place, ...]:
    """The places of a report in the order of their first mention, one for each place on earth or unknown name.

    A name that the gazetteer does not know keeps its mentions, with the kind that its words tell and no point. `published` is not
    used yet: places do not move, but their names change.
    """
    sightings = place_mentions.find(analysis, gazetteer)
    ranked = place_ranking.rank(analysis, gazetteer, sightings)
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, (sighting, answer) in enumerate(zip(sightings, ranked, strict=True)):
        groups.setdefault(answer.candidates[0].identity if answer else ("", key(sighting.name)), []).append(n)
    return tuple(
        _place(analysis, f"p{number}", [sightings[n] for n in members], ranked[members[0]])
        for number, members in enumerate(groups.values(), 1)
    )


def _place(analysis: Analysis, id: str, sightings: Sequence[Sighting], ranked: Ranked | None) -> Place:
    """One place with its mentions."""
    mentions = tuple(PlaceMention(analysis.span(s.first, s.last), place_use.use(analysis, s)) for s in sightings)
    named = next((s for s in sightings if not s.people), sightings[0])
    seen = max(s.score for s in sightings)
    if ranked is None:
        return Place(id, named.name, _kind_of(named), score=round(0.3 * seen, 2), mentions=mentions)
    best = ranked.candidates[0]
    name = best.name if named.people else named.name
    return Place(
        id, name, best.kind, best.geonames, best.country, best.lat, best.lon, best.radius_km,
        round(ranked.shares[0] * seen, 2), _others(ranked), mentions,
    )  # fmt: skip


def _others(ranked: Ranked) -> tuple[OtherPlace, ...]:
    """The runners-up, best first."""
    rest = zip(ranked.candidates[1 : OTHERS + 1], ranked.shares[1 : OTHERS + 1], strict=True)
    return tuple(_other(candidate, share) for candidate, share in rest if share >= LEAST)


def _other(candidate: Candidate, share: float) -> OtherPlace:
    return OtherPlace(candidate.name, candidate.geonames, candidate.country, candidate.lat, candidate.lon, round(share, 2))


def _kind_of(sighting: Sighting) -> PlaceKind:
    """The kind that a name tells of itself: "Shifa Hospital" is a facility; a region if it tells none."""
    words = [key(word) for word in sighting.name.split()]
    for word, where in ((words[-1], "after"), (words[0], "before")):
        row = place_words().get(word)
        if row and where in row["where"].split():
            return place_mentions.kind(row)
    return sighting.hint or "region"
