"""What a group of events holds fast, so that no chain of likenesses joins what cannot be one happening."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.compare import Spot, Stretch, common, compare_times, length, surely_apart
from onrecord.ledger.traces import Standing, Trace, agree
from onrecord.record import Scale

_SHARP = 7
"""Days up to which a stretch dates a happening: longer ones rule nothing out."""
_FEW = 8
"""Places of a group that are kept for comparison."""


@dataclass(frozen=True, slots=True)
class Held:
    """The hard facts of a group: reports, scale, standing, the days that its dated events share, and places.

    A report tells a happening once, so a group takes one event of each report.
    """

    reports: frozenset[int]
    scale: Scale
    standing: Standing
    days: Stretch | None
    spots: tuple[Spot, ...]

    @classmethod
    def of(cls, trace: Trace) -> Held:
        """What one event holds fast."""
        days = trace.days
        sharp = days is not None and (size := length(days)) is not None and size <= _SHARP
        return cls(frozenset((trace.report,)), trace.scale, trace.standing, days if sharp else None, trace.at[:_FEW])

    def joined(self, other: Held) -> Held:
        """The facts of both groups together; where they do not agree, as people may have joined them, the first one's days stay."""
        days = self.days if other.days is None else other.days if self.days is None else common(self.days, other.days) or self.days
        standing = other.standing if self.standing == "denied" else self.standing
        spots = tuple(dict.fromkeys((*self.spots, *other.spots)))[:_FEW]
        return replace(self, reports=self.reports | other.reports, standing=standing, days=days, spots=spots)

    def agrees(self, other: Held) -> bool:
        """Whether two groups can be one happening."""
        if self.scale != other.scale or self.reports & other.reports:
            return False
        if not agree(self.standing, other.standing):
            return False
        if compare_times(self.days, other.days).beyond:
            return False
        return not surely_apart(self.spots, other.spots)
