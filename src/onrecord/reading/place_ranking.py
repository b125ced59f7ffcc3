"""Which place a name means: a few weighted reasons, added up on one scale of powers of ten.

The weights are set by hand, after what each reason says: the size of a place counts by its logarithm, so that one more unit is
a place ten times as large. A report that is all about one state is worth two units to a place in it, one about a single province
four more, a neighbour named as well two; a state or province that stands right after the name ("Paris, Texas") is worth four. What
the names of a report may mean is settled in rounds: each lends the others its shares of the round before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from onrecord.gazetteer import Candidate, Gazetteer, kilometres
from onrecord.gazetteer.names import key
from onrecord.knowledge import table
from onrecord.language.analysis import Analysis
from onrecord.reading.place_mentions import Sighting
from onrecord.reading.place_names import candidates

COUNTRY, REGION, USER, SEAT = 8.5, 8.5, 20.0, 9.5
"""Size of states and of regions of the tables, which win over towns of their name unless the report points elsewhere."""
CAPITAL = 0.5
NAMESAKE = 2.0
"""Taken from a province or district that lies around a town of its name: the town is meant where nothing says "province"."""
IN_NAMESAKE = 6.0
"""Taken from a town inside a region of the tables that bears its name: "Gaza" is the strip where nothing says "city"."""
HINT = 3.0
INSIDE, AROUND = 4.0, 3.0
IN_COUNTRY, IN_PROVINCE, NEAR = 2.0, 4.0, 2.0
NEAR_KM = 120
HOW: Mapping[str, float] = {"other-name": -0.7, "bare": -0.7, "spelling": -1.0, "part": -0.3}
ROUNDS = 5
MOST, LEAST = 8, 0.03
"""How many of the places that a name may mean count for other names, and from which share."""
SPEAKING = 40
"""Names that speak for others, the most frequent: a report of a thousand names is not read by comparing each with each."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of one name, best first, each with its share of the belief. `doubtful`: the name may mean none of them."""

    candidates: tuple[Candidate, ...]
    shares: tuple[float, ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a report with everything that bears on it."""

    candidates: tuple[Candidate, ...]
    hints: frozenset[str]
    containers: tuple[int, ...]
    contents: tuple[int, ...]
    times: int


def rank(analysis: Analysis, gazetteer: Gazetteer, sightings: Sequence[Sighting]) -> tuple[Ranked | None, ...]:
    """For each sighting what it may mean, or None if the gazetteer knows no such place. One name means one place in a report."""
    index, names = _names(analysis, gazetteer, sightings)
    ranked: list[Ranked | None] = [None] * len(names)
    for turn in range(ROUNDS):
        scores = _all_scores(names, ranked) if turn else [[_alone(c, name, names, ranked) for c in name.candidates] for name in names]
        ranked = [_ranked(name.candidates, s) if s else None for name, s in zip(names, scores, strict=True)]
    return tuple(ranked[n] for n in index)


def _all_scores(names: Sequence[_Name], ranked: Sequence[Ranked | None]) -> list[list[float]]:
    """The scores of all candidates of all names, with what the other names may mean."""
    beliefs = [_beliefs(r) for r in ranked]
    countries, provinces = _votes(names, beliefs)
    speaking = sorted(range(len(names)), key=lambda n: (-names[n].times, n))[:SPEAKING]
    made = []
    for n, name in enumerate(names):
        others = [belief for m in speaking if m != n for belief in beliefs[m]]
        together = (_together(c, countries[n], provinces[n], others) for c in name.candidates)
        made.append([_alone(c, name, names, ranked) + more for c, more in zip(name.candidates, together, strict=True)])
    return made


def _names(analysis: Analysis, gazetteer: Gazetteer, sightings: Sequence[Sighting]) -> tuple[list[int], list[_Name]]:
    """The number of each sighting's name, and the names. A name with two states after it ("Paris, Texas") is two names."""
    inside = _containers(analysis, sightings)
    labels = [(key(s.parent or s.name), s.people, key(sightings[inside[n]].name) if n in inside else "") for n, s in enumerate(sightings)]
    only: dict[tuple[str, bool], set[str]] = {}
    for name, people, container in labels:
        only.setdefault((name, people), set()).add(container)
    settled = [
        (name, people, container or (min(only[name, people] - {""}) if len(only[name, people] - {""}) == 1 else ""))
        for name, people, container in labels
    ]
    order = list(dict.fromkeys(settled))
    number = {label: n for n, label in enumerate(order)}
    index = [number[label] for label in settled]
    around: dict[int, set[int]] = {}
    for inner, outer in inside.items():
        around.setdefault(index[inner], set()).add(index[outer])
    names = []
    for n, label in enumerate(order):
        mine = [s for s, i in zip(sightings, index, strict=True) if i == n]
        names.append(_Name(
            _candidates(gazetteer, mine[0], bool(label[2])), frozenset(s.hint for s in mine if s.hint), tuple(sorted(around.get(n, ()))),
            tuple(sorted(i for i, outer in around.items() if n in outer)), len(mine),
        ))  # fmt: skip
    return index, names


def _candidates(gazetteer: Gazetteer, sighting: Sighting, contained: bool) -> tuple[Candidate, ...]:
    found = candidates(gazetteer, sighting.parent or sighting.name)
    if sighting.people:
        return tuple(c for c in found if c.how in ("people", "user")) or found
    return tuple(c for c in found if c.how != "people") + (() if contained else gazetteer.after_comma(sighting.name))


def _containers(analysis: Analysis, sightings: Sequence[Sighting]) -> dict[int, int]:
    """For sightings that are followed by a larger place, its number: "Paris, Texas", "Rafah (Egypt)"."""
    return {
        n: n + 1
        for n, (here, after) in enumerate(pairwise(sightings))
        if after.first == here.last + 1 and analysis.words[here.last] in (",", "(") and not (here.people or after.people or after.inside)
    }


def _beliefs(ranked: Ranked | None) -> list[tuple[Candidate, float]]:
    """What a name may mean, each with its share, without the least likely."""
    if ranked is None:
        return []
    return [(c, share) for c, share in zip(ranked.candidates[:MOST], ranked.shares[:MOST], strict=True) if share >= LEAST]


def _votes(
    names: Sequence[_Name], beliefs: Sequence[Sequence[tuple[Candidate, float]]]
) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """For each name how the other names of the report speak for countries and provinces, as shares of one."""
    made: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for name, belief in zip(names, beliefs, strict=True):
        country: dict[str, float] = defaultdict(float)
        province: dict[str, float] = defaultdict(float)
        for candidate, share in belief:
            country[candidate.country or ""] += share * name.times**0.5
            province[candidate.province] += share * name.times**0.5
        made[0].append(country)
        made[1].append(province)
    return _without_own(made[0]), _without_own(made[1])


def _without_own(votes: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """For each name the votes of the others, as shares of their sum and one more: few votes are worth less."""
    total: dict[str, float] = defaultdict(float)
    for vote in votes:
        for place in vote:
            total[place] += vote[place]
    found = []
    for vote in votes:
        others = {place: total[place] - vote.get(place, 0.0) for place in total if place}
        whole = sum(others.values()) + 1.0
        found.append({place: other / whole for place, other in others.items()})
    return found


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset((row["iso3"], key(row["capital"])) for row in table("countries") if row["capital"])


def _size(candidate: Candidate) -> float:
    """A place's weight when nothing is known of the report."""
    if candidate.how == "user":
        return USER
    if candidate.how == "seat":
        return SEAT
    if candidate.kind == "country":
        return COUNTRY
    if candidate.how in ("table", "people") and candidate.kind != "town":
        return REGION
    size = math.log10(max(500, candidate.people))
    capital = candidate.kind == "town" and candidate.people > 10_000 and (candidate.country or "", key(candidate.name)) in _capitals()
    if candidate.kind == "admin1":
        size = max(size, 5.0) - 0.5
    return size + CAPITAL * capital + HOW.get(candidate.how, 0.0) + (2.0 if candidate.how == "table" else 0.0)


def _alone(candidate: Candidate, name: _Name, names: Sequence[_Name], ranked: Sequence[Ranked | None]) -> float:
    """The reasons for a candidate that lie in its size, in the words beside its name and in the names before and after it."""
    score = _size(candidate) - NAMESAKE * _around_namesake(candidate, name.candidates)
    if "town" not in name.hints:
        score -= IN_NAMESAKE * _inside_namesake(candidate, name.candidates)
    if name.hints:
        score += HINT if candidate.kind in name.hints else 0.0
    if any(_contains(outer, candidate) for n in name.containers for outer in _likely(names[n], ranked[n])):
        score += INSIDE
    if any(_contains(candidate, inner) for n in name.contents for inner in _likely(names[n], ranked[n])):
        score += AROUND
    return score


def _together(
    candidate: Candidate, countries: Mapping[str, float], provinces: Mapping[str, float], others: Sequence[tuple[Candidate, float]]
) -> float:
    """The reasons for a candidate that lie in the other names of the report."""
    score = IN_PROVINCE * provinces.get(candidate.province, 0.0) if candidate.province else 0.0
    if candidate.kind != "country":
        score += IN_COUNTRY * countries.get(candidate.country or "", 0.0)
    if candidate.kind in ("town", "admin2"):
        score += NEAR * min(1.0, sum(share for other, share in others if _is_near(candidate, other)))
    return score


def _likely(name: _Name, ranked: Ranked | None) -> tuple[Candidate, ...]:
    """What another name may be taken for, the best first once it is known."""
    return (ranked or name).candidates[:40]


def _around_namesake(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """True for a province or district around a town of the same name."""
    if candidate.kind not in ("admin1", "admin2"):
        return False
    return any(c.kind == "town" and c.country == candidate.country and _covers(candidate, c) for c in others)


def _covers(area: Candidate, town: Candidate) -> bool:
    """True if a town is in the province of an area, or as near to its middle as the area reaches."""
    away = kilometres(area, town)
    return area.province == town.province or (away is not None and away <= (area.radius_km or 0.0))


def _inside_namesake(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """True for a town or district that lies in a region of the tables of the same name."""
    return candidate.how != "table" and candidate.kind in ("town", "admin2") and any(
        c.how == "table" and c.kind == "region" and c.country == candidate.country and _contains(c, candidate) for c in others
    )


def _contains(outer: Candidate, inner: Candidate) -> bool:
    """True if a state, province, district or region holds a place."""
    if outer.identity == inner.identity or inner.kind == "country":
        return False
    if outer.kind == "country":
        return outer.country == inner.country
    if outer.kind == "admin1":
        return bool(outer.province) and outer.province == inner.province
    away = kilometres(outer, inner)
    return outer.kind in ("admin2", "region") and away is not None and away <= 1.3 * (outer.radius_km or 0.0)


def _is_near(candidate: Candidate, other: Candidate) -> bool:
    """True if another place of the report, no larger than a district, is near."""
    if other.kind not in ("town", "admin2", "facility") or other.identity == candidate.identity or not _close(candidate, other):
        return False
    away = kilometres(candidate, other)
    return away is not None and away < NEAR_KM


def _close(one: Candidate, other: Candidate) -> bool:
    """True if two latitudes are within reach, which is quickly told."""
    return one.lat is not None and other.lat is not None and abs(one.lat - other.lat) < NEAR_KM / 110


def _ranked(found: Sequence[Candidate], scores: Sequence[float]) -> Ranked:
    """Candidates by score, with shares of the powers of ten."""
    order = sorted(range(len(found)), key=lambda n: (-scores[n], n))
    powers = [10.0 ** (scores[n] - scores[order[0]]) for n in order]
    return Ranked(tuple(found[n] for n in order), tuple(power / sum(powers) for power in powers))
