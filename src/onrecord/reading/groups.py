"""Groups of words that several questions ask for, from the table of event words."""

from __future__ import annotations

from functools import cache

from onrecord.knowledge import table


@cache
def word_group(name: str) -> frozenset[str]:
    """The words of one group; KeyError if the table has no such group.

    >>> "judge" in word_group("court")
    True
    """
    found = frozenset(row["word"] for row in table("event_words") if row["group"] == name)
    if not found:
        raise KeyError(name)
    return found
