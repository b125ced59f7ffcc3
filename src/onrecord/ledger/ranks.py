"""Days as numbers, and the place of an incident in the order of "when": a number that is the same in every ledger of one content."""

from __future__ import annotations

import hashlib
from datetime import date

_BASE = date(1600, 1, 1).toordinal()
_DAYS = 1 << 18
"""Days that can be told apart, some seven centuries; those before and after count as the first and the last."""
_TIE = 29
"""Bits that put the incidents of one day in an order. With those of the day they stay within the six bytes of an SQLite integer."""


def day_number(day: str | None) -> int | None:
    """A date, datetime or partial date as a number of days, a partial one as its first day; None for what is no date.

    >>> day_number("2024-04-07T10:00") - day_number("2024-04")
    6
    """
    parts = [*(day or "")[:10].split("-"), "1", "1"]
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).toordinal()
    except ValueError:
        return None


def rank_of(key: str, first: int | None, told: int) -> int:
    """The rank of an incident: by its first day; those without one before all others, by the day of their telling.

    `first` and `told` are days as numbers, `told` 0 where it is not known. The key settles the order within a day.
    """
    tie = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") >> (32 - _TIE)
    return (floor(told) - (_DAYS << _TIE) if first is None else floor(first)) + tie


def floor(day: int) -> int:
    """The smallest rank of the incidents that begin on a day."""
    return min(max(day - _BASE, 0), _DAYS - 1) << _TIE


def day_of(rank: int) -> date | None:
    """The first day of an incident of some rank; None for one without a day.

    >>> day_of(rank_of("i1", day_number("2024-04-07"), 0)), day_of(rank_of("i1", None, day_number("2024-04-07")))
    (datetime.date(2024, 4, 7), None)
    """
    return None if rank < 0 else date.fromordinal((rank >> _TIE) + _BASE)
