"""Whether two events are one happening: what rules it out, else a score from weighed features, with its explanation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp

from onrecord.compare import compare_places
from onrecord.knowledge import table
from onrecord.ledger.features import action, days, features, strangers
from onrecord.ledger.traces import Trace

THRESHOLD = 0.5
"""From here on two events are held to be one happening, if nothing else speaks against it."""


@dataclass(frozen=True, slots=True)
class Scored:
    """How surely two events are one happening, 0 to 1, and why: (feature, value, weight), heaviest first."""

    score: float
    why: tuple[tuple[str, float, float], ...]

    def text(self) -> str:
        """The explanation as JSON."""
        return json.dumps(self.why, separators=(",", ":"))


def score(a: Trace, b: Trace) -> Scored | None:
    """The score of two events, the same whichever comes first; None if something rules out that they are one happening."""
    return None if veto(a, b) is not None else weigh(a, b)


def weigh(a: Trace, b: Trace) -> Scored:
    """The score of two events by their features alone."""
    weights = _weights("undated" if a.published is None or b.published is None else "dated")
    found = features(a, b)
    total = weights["bias"] + sum(value * weights.get(name, 0.0) for name, value in found)
    why = [(name, round(value, 3), weights[name]) for name, value in found if weights.get(name)]
    return Scored(round(1 / (1 + exp(-total)), 4), tuple(sorted(why, key=lambda part: (-abs(part[1] * part[2]), part[0]))))


def veto(a: Trace, b: Trace) -> str | None:
    """What rules out that two events are one happening, in a few words; None if nothing does."""
    if a.scale != b.scale:
        return f"one is a {a.scale}, the other a {b.scale}" if a.scale < b.scale else f"one is a {b.scale}, the other a {a.scale}"
    if not standings_agree(a, b):
        return "one was done and the other was not"
    if action(a, b) == "action: other":
        return "the acts are of kinds that are never one"
    if days(a, b) == "days: apart":
        return "the days are too far apart"
    if abroad(a, b):
        return "the places are in different countries"
    if strangers(a.to, b.to):
        return "other people are named as the ones affected"
    return None


def standings_agree(a: Trace, b: Trace) -> bool:
    """Whether two events can be one by how they are told: alike, or one of them denied."""
    return a.standing == b.standing or "denied" in (a.standing, b.standing)


def abroad(a: Trace, b: Trace) -> bool:
    """Whether all places of two events are known to be in different countries."""
    gaps = [compare_places(x, y).relation for x in a.at for y in b.at]
    return bool(gaps) and all(gap == "abroad" for gap in gaps)


@cache
def _weights(reports: str) -> Mapping[str, float]:
    """The weights for pairs of reports that are dated, or not."""
    return {row["feature"]: float(row[reports]) for row in table("same_event")}
