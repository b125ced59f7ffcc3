"""The times of a report as TIMEX3, with the days that they cover, anchored at the report's date and at each other."""

from __future__ import annotations

from onrecord.language.analysis import Analysis
from onrecord.reading import time_expressions, time_grammar
from onrecord.reading.time_anchor import anchor
from onrecord.reading.time_scene import Meaning
from onrecord.reading.time_values import meaning
from onrecord.record import Span, Time

__all__ = ["find"]


def find(analysis: Analysis, published: str | None) -> tuple[Time, ...]:
    """The time expressions of a text, in order; ids t1, t2, …

    `published` is the report's date, datetime, partial date or None: what hangs on a date that is not known stays without days,
    and the clock of the machine is never asked.
    """
    marks = time_grammar.mark(analysis)
    here = anchor(published)
    times: list[Time] = []
    for found in time_expressions.find(analysis, marks):
        read = meaning(analysis, marks, found, here)
        if read is None:
            continue
        times.append(_time(f"t{len(times) + 1}", analysis.span(found.first, found.last), read))
        if read.days and read.days[0] and read.days[1] and read.type in ("DATE", "TIME"):
            here = here.with_told(read.value, (read.days[0], read.days[1]))
    return tuple(times)


def _time(name: str, span: Span, read: Meaning) -> Time:
    first, last = read.days or (None, None)
    return Time(
        id=name,
        span=span,
        type=read.type,
        value=read.value,
        mod=read.mod,
        earliest=first.isoformat() if first else None,
        latest=last.isoformat() if last else None,
        basis=read.basis,
    )
