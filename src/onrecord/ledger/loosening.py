"""What would be found if one condition were left out, for a question that finds nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from onrecord.ledger.filters import Filter
from onrecord.ledger.find import find

_TOGETHER = {"radius_km": "place", "happened_to": "happened_from", "told_to": "told_from"}
"""Conditions that go with another one, and are left out with it."""


def loosened(db: sqlite3.Connection, filter: Filter) -> dict[str, int | None]:
    """How many incidents there would be without each of the conditions, those that would help; None where they were not counted."""
    found = {}
    for name in dict.fromkeys(_TOGETHER.get(name, name) for name in filter.given()):
        page = find(db, without(filter, name), limit=1)
        if page.rows:
            found[name] = page.total
    return found


def without(filter: Filter, name: str) -> Filter:
    """The filter without a condition and those that go with it."""
    left_out = [name, *(other for other, first in _TOGETHER.items() if first == name)]
    plain = Filter()
    return replace(filter, **{one: getattr(plain, one) for one in left_out})
