"""How two stretches of days stand to each other. Either end of a stretch may be open, and each has the basis on which it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from onrecord.record import Basis

TimeRelation = Literal["same", "overlap", "apart", "unknown"]

SLACK: dict[Basis | None, int] = {"stated": 0, "weekday": 0, "relative": 1, "inferred": 2, None: 1}
"""Days by which a stretch may be off, by its basis: "yesterday" of a night desk is off by one, what was only inferred by more."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from `earliest` to `latest`, both included, "YYYY-MM-DD"; None where an end is open."""

    earliest: str | None
    latest: str | None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class TimeGap:
    """How two stretches stand to each other. `days` lie between them if they are apart (1: neighbouring days), else 0."""

    relation: TimeRelation
    days: int = 0
    beyond: bool = False
    """True if they are further apart than the bases of both allow."""


def compare_times(a: Stretch | None, b: Stretch | None) -> TimeGap:
    """Whether two stretches of days are the same, overlap, are apart by some days, or cannot be compared.

    >>> compare_times(Stretch("2024-04-07", "2024-04-07"), Stretch("2024-04-05", "2024-04-07"))
    TimeGap(relation='overlap', days=0, beyond=False)
    >>> compare_times(Stretch("2024-04-07", "2024-04-07", "stated"), Stretch("2024-04-09", None, "weekday"))
    TimeGap(relation='apart', days=2, beyond=True)
    """
    if a is None or b is None or _nothing(a) or _nothing(b):
        return TimeGap("unknown")
    apart = max(_days_between(a.latest, b.earliest), _days_between(b.latest, a.earliest))
    if apart > 0:
        return TimeGap("apart", apart, apart > SLACK[a.basis] + SLACK[b.basis])
    same = (a.earliest, a.latest) == (b.earliest, b.latest) and None not in (a.earliest, a.latest)
    return TimeGap("same" if same else "overlap")


def common(a: Stretch, b: Stretch) -> Stretch | None:
    """The days that lie in both stretches, or None if there are none; the basis is the surer one.

    >>> common(Stretch("2024-04-01", "2024-04-07"), Stretch("2024-04-05", None))
    Stretch(earliest='2024-04-05', latest='2024-04-07', basis=None)
    """
    begins = [day for day in (a.earliest, b.earliest) if day is not None]
    ends = [day for day in (a.latest, b.latest) if day is not None]
    earliest, latest = max(begins, default=None), min(ends, default=None)
    if earliest is not None and latest is not None and earliest > latest:
        return None
    return Stretch(earliest, latest, min(a.basis, b.basis, key=lambda basis: SLACK[basis]))


def length(stretch: Stretch) -> int | None:
    """How many days a stretch has; None if an end is open."""
    if stretch.earliest is None or stretch.latest is None:
        return None
    return day_number(stretch.latest) - day_number(stretch.earliest) + 1


@lru_cache(maxsize=20_000)
def day_number(day: str) -> int:
    """A day as a number that counts up by one each day. Raises ValueError for what is no day "YYYY-MM-DD"; a time after it is let go.

    >>> day_number("2024-03-01") - day_number("2024-02-28T23:00")
    2
    """
    return date.fromisoformat(day[:10]).toordinal()


def _nothing(stretch: Stretch) -> bool:
    return stretch.earliest is None and stretch.latest is None


def _days_between(end: str | None, begin: str | None) -> int:
    """Days from an end to a later beginning; 0 or less if they overlap or an end is open."""
    return 0 if end is None or begin is None else day_number(begin) - day_number(end)
