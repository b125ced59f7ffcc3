"""Whether two figures can be of one count: "at least 12" and "15", "about 40" and "43", "12" and "21"."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

FigureRelation = Literal["same", "overlap", "apart", "unknown"]

ABOUT = 0.15
"""What "about" allows to either side: a rounded count is off by some fifteen per cent at most."""


@dataclass(frozen=True, slots=True)
class Range:
    """A figure as its words bound it: "at least 12" has only `low`, "about 40" only `best`, "12" has all three."""

    low: float | None = None
    high: float | None = None
    best: float | None = None


@dataclass(frozen=True, slots=True)
class FigureGap:
    """How two figures stand to each other. `by` is the least difference that they leave if they are apart, else 0."""

    relation: FigureRelation
    by: float = 0.0


def compare_figures(a: Range | None, b: Range | None) -> FigureGap:
    """Whether two figures are the same, may be of one count, are apart, or cannot be compared.

    >>> compare_figures(Range(low=12), Range(12, 12, 12)).relation, compare_figures(Range(best=40), Range(43, 43, 43)).relation
    ('overlap', 'overlap')
    >>> compare_figures(Range(12, 12, 12), Range(21, 21, 21))
    FigureGap(relation='apart', by=9.0)
    """
    if a is None or b is None or a == Range() or b == Range():
        return FigureGap("unknown")
    (low, high), (other_low, other_high) = bounds(a), bounds(b)
    apart = max(low - other_high, other_low - high)
    if apart > 0:
        return FigureGap("apart", apart)
    return FigureGap("same" if (low, high) == (other_low, other_high) and high < inf else "overlap")


def bounds(figure: Range) -> tuple[float, float]:
    """The least and the most that a figure's words allow; the most may be infinite, the least is 0 at least.

    >>> bounds(Range(best=40)), bounds(Range(low=12))
    ((34.0, 46.0), (12.0, inf))
    """
    if figure.low is None and figure.high is None and figure.best is not None:
        return figure.best * (1 - ABOUT), figure.best * (1 + ABOUT)
    return (0.0 if figure.low is None else float(figure.low)), (inf if figure.high is None else float(figure.high))
