"""Whether a text is a report, or a notice that puts an earlier report right or takes it back: told by how it begins."""

from __future__ import annotations

import re
from functools import cache

from onrecord.intake.incoming import Kind
from onrecord.knowledge import table

OPENING = 300
"""Characters of a text that are looked at."""
NOTICE = 250
"""Words of a notice without a headline that says so; a longer text is a report with a note before it."""

_MARKS = str.maketrans("’‘“”–—", "''\"\"--")


def kind_of_report(title: str | None, text: str) -> Kind:
    """What a text is, by its headline, or by its first words where it is short (`knowledge/notices.tsv`); `text` is without dateline.

    A report about a correction or a withdrawal is a report, and so is one with a note about an earlier version at its head or foot.

    >>> kind_of_report("Correction: Port talks", "In a story on April 7 about port talks, the agency gave a wrong figure.")
    'correction'
    >>> kind_of_report("Minister withdraws statement", "The minister has withdrawn his statement, his office said.")
    'report'
    """
    body = text.lstrip().removeprefix(title or "").lstrip()
    short = len(body.split(maxsplit=NOTICE)) <= NOTICE
    return _said("title", title or "") or (_said("opening", body[:OPENING]) if short else None) or "report"


def _said(field: str, words: str) -> Kind | None:
    """The kind whose wording some words begin with."""
    plain = " ".join(words.translate(_MARKS).split())
    return next((kind for where, pattern, kind in _patterns() if where == field and pattern.match(plain)), None)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], Kind], ...]:
    kinds: dict[str, Kind] = {"correction": "correction", "retraction": "retraction"}
    return tuple((row["field"], re.compile(row["pattern"], re.IGNORECASE), kinds[row["kind"]]) for row in table("notices"))
