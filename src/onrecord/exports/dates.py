"""When an incident happened, as the layouts want it: one day with a precision, or a span of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.ledger.views import Days

WEEK, MONTH, YEAR = 7, 31, 366
"""Days that are still a week, a month, a year."""


@dataclass(frozen=True, slots=True)
class Stay:
    """The first and the last day on which it happened."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days there are from the first to the last, both counted."""
        return (self.last - self.first).days + 1

    @property
    def middle(self) -> date:
        """The day in the middle, the earlier one of two."""
        return date.fromordinal((self.first.toordinal() + self.last.toordinal()) // 2)


def stay(days: Days | None) -> Stay | None:
    """The days of an incident; None where an end is open or is no day.

    >>> stay(Days("2024-04-01", "2024-04-30")).middle.isoformat(), stay(Days(None, "2024-04-07"))
    ('2024-04-15', None)
    """
    if days is None or days.earliest is None or days.latest is None:
        return None
    try:
        first, last = date.fromisoformat(days.earliest[:10]), date.fromisoformat(days.latest[:10])
    except ValueError:
        return None
    return Stay(first, last) if first <= last else None


def acled_precision(days: int) -> int:
    """ACLED's time_precision: 1 the day is known, 2 the week, 3 the month."""
    return 1 if days == 1 else 2 if days <= WEEK else 3


def ucdp_precision(days: int) -> int:
    """UCDP's date_prec: 1 the day, 2 some two to six days, 3 the week, 4 eight days to a month, 5 more, to a year."""
    return 1 if days == 1 else 2 if days < WEEK else 3 if days == WEEK else 4 if days <= MONTH else 5
