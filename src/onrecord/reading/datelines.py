"""Which place a dateline names."""

from __future__ import annotations

from dataclasses import replace

from onrecord.record import Place, Report


def with_place(report: Report, places: tuple[Place, ...]) -> Report:
    """The report with the place of its dateline, the first one named there; unchanged where it has no dateline."""
    if report.dateline is None:
        return report
    start, end = report.dateline.span
    inside = [(m.span, place.id) for place in places for m in place.mentions if m.span[0] < end and start < m.span[1]]
    place = min(inside)[1] if inside else None
    return replace(report, dateline=replace(report.dateline, place=place))
