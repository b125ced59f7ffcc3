"""Whether two events are one happening: what rules it out, else a score from weighed features, with its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp

from onrecord.compare import surely_apart
from onrecord.knowledge import table
from onrecord.ledger.features import Alike, action, days, features, related, strangers
from onrecord.ledger.traces import Trace, agree

THRESHOLD = 0.5
"""From here on two events are held to be one happening, if nothing else speaks against it."""
_SAID, _MOST = 0.25, 8
"""What a feature must add to be kept in the explanation, and how many are."""


@dataclass(frozen=True, slots=True)
class Scored:
    """How surely two events are one happening, 0 to 1, and why: each feature with its value and its weight."""

    score: float
    why: tuple[tuple[str, float, float], ...]

    def added(self) -> tuple[tuple[str, float], ...]:
        """What each feature adds to the log odds, heaviest first; what hardly counts is left out."""
        counted = [(name, round(value * weight, 2)) for name, value, weight in self.why]
        return tuple(sorted((part for part in counted if abs(part[1]) >= _SAID), key=lambda part: (-abs(part[1]), part[0]))[:_MOST])


def score(a: Trace, b: Trace) -> Scored | None:
    """The score of two events, the same whichever comes first; None if they have nothing in common, or something rules it out."""
    if veto(a, b) is not None:
        return None
    alike = Alike.of(a, b)
    return weigh(a, b, alike) if related(a, b, alike) else None


def weigh(a: Trace, b: Trace, alike: Alike | None = None) -> Scored:
    """The score of two events by their features alone."""
    weights = _weights("undated" if a.published is None or b.published is None else "dated")
    found = features(a, b, alike)
    total = weights["bias"] + sum(value * weights.get(name, 0.0) for name, value in found)
    return Scored(round(1 / (1 + exp(-total)), 4), tuple((name, value, weights[name]) for name, value in found if name in weights))


def veto(a: Trace, b: Trace) -> str | None:
    """What rules out that two events are one happening, in a few words; None if nothing does."""
    if a.scale != b.scale:
        return f"one is a {a.scale}, the other a {b.scale}" if a.scale < b.scale else f"one is a {b.scale}, the other a {a.scale}"
    if not agree(a.standing, b.standing):
        return "one was done and the other was not"
    if action(a, b) == "action: other":
        return "the acts are of kinds that are never one"
    if days(a, b) == "days: apart":
        return "the days are too far apart"
    if surely_apart(a.at, b.at):
        return "the places are too far apart"
    if strangers(a.to, b.to):
        return "other people are named as the ones affected"
    return None


@cache
def _weights(reports: str) -> Mapping[str, float]:
    """The weights for pairs of reports that are dated, or not."""
    return {row["feature"]: float(row[reports]) for row in table("same_event")}
