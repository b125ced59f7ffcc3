"""What a time expression hangs on: the report's date, the time told before it, and whether its clause looks back or ahead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from onrecord.language.analysis import Analysis
from onrecord.reading.days import Days, report_day
from onrecord.reading.time_grammar import words_of

_PARTIAL = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2]))?")
BACK, OPEN, AHEAD = -1, 0, 1
_CLIMB = 12
"""Most steps up the tree to the verb: deeper trees are parsing noise."""
_DEPENDENTS = 40
"""Most dependents of a word that are looked at: a list of thousands must not be walked once for each of its dates."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The report's day (None if unknown; `precision` D, M or Y says how much of it is), and the calendar times told so far."""

    day: date | None
    precision: str
    told: Days | None = None
    told_day: date | None = None

    def with_told(self, value: str | None, days: Days | None) -> Anchor:
        """The anchor after one more time; references and durations leave it as it is."""
        if days is None or not value or not value[0].isdigit():
            return self
        day = days[0] if days[0] == days[1] else self.told_day
        return Anchor(self.day, self.precision, days, day)

    def around(self) -> date | None:
        """A day near the report's, to tell which year is meant: the middle of its month where only that is known."""
        return self.day.replace(day=15) if self.day and self.precision == "M" else self.day if self.precision == "D" else None

    def knows(self, unit: str) -> bool:
        """True if the report's date is precise enough to count in this unit."""
        return self.day is not None and "DMY".find(self.precision) <= {"M": 1, "Q": 1, "Y": 2}.get(unit[-1:], 0)


def anchor(published: str | None) -> Anchor:
    """The anchor of a report dated by a day, a datetime, a month, a year, or not at all."""
    day = report_day(published)
    if day is not None:
        return Anchor(day, "D")
    partial = _PARTIAL.fullmatch(published or "")
    if partial is None:
        return Anchor(None, "")
    return Anchor(date(int(partial[1]), int(partial[2] or 1), 1), "M" if partial[2] else "Y")


def lean(analysis: Analysis, first: int, last: int) -> int:
    """BACK or AHEAD as the words around [first, last) point, OPEN where they do not.

    The preposition decides first ("since", "until"), then words like "scheduled", then the tense of the governing verb.
    """
    head = _outermost(analysis, first, last)
    before = analysis.lower[first - 1] if first else ""
    if before in words_of("since"):
        return BACK
    if before in words_of("until"):
        return AHEAD
    if before == "for" and first > 1 and analysis.lower[last - 1] not in words_of("since"):
        return AHEAD  # "called a strike for Monday", "set for May 3"
    return _lean_of(analysis, head)


def _outermost(analysis: Analysis, first: int, last: int) -> int:
    """The word of the run whose governor lies outside it."""
    inside = (w for w in range(first, last) if not first <= int(analysis.head[w]) < last or int(analysis.head[w]) == w)
    return next(inside, last - 1)


def _lean_of(analysis: Analysis, word: int) -> int:
    time = word
    for _ in range(_CLIMB):
        governor = analysis.governor(word)
        if governor is None:
            return _tense(analysis, word) if _predicate(analysis, word) else OPEN
        if _points_ahead(analysis, governor, word, time) and analysis.rel[word] != "nsubj":
            return OPEN if _tense(analysis, governor) == BACK and _auxiliary(analysis, governor, ("had",)) else AHEAD
        if _predicate(analysis, governor):
            found = _tense(analysis, governor)
            if found or analysis.rel[governor] in ("root", "ccomp", "parataxis"):
                return found
        word = governor
    return OPEN


def _predicate(analysis: Analysis, word: int) -> bool:
    return analysis.upos[word] in ("VERB", "AUX") or any(analysis.rel[c] == "cop" for c in _children(analysis, word))


def _points_ahead(analysis: Analysis, verb: int, below: int, time: int | None = None) -> bool:
    """True for "scheduled", "expected", "going to", "the upcoming vote"; for "vowed" only where the time hangs on what was vowed.

    `below` is the verb's dependent that holds the time, or the time's own head.
    """
    words = (verb, *(c for c in _children(analysis, verb) if analysis.rel[c] == "amod"))
    ahead = words_of("ahead")
    if any(analysis.lemma[w] in ahead or analysis.lower[w] in ahead for w in words):
        return True
    lemma = analysis.lemma[verb]
    if below == time or lemma not in words_of("wish") | words_of("asking"):
        return False
    return _asked(analysis, below) or (lemma in words_of("wish") and analysis.rel[below] == "obj")


def _asked(analysis: Analysis, word: int) -> bool:
    """True for a clause and for "for a strike"; not for "a lie" in "called it a lie"."""
    if analysis.rel[word] == "obl":
        return any(analysis.lower[c] == "for" for c in _children(analysis, word))
    return analysis.upos[word] == "VERB"


def _children(analysis: Analysis, word: int) -> tuple[int, ...]:
    return analysis.children[word][:_DEPENDENTS]


def _auxiliary(analysis: Analysis, verb: int, forms: tuple[str, ...]) -> bool:
    return any(analysis.lower[c] in forms for c in _children(analysis, verb) if analysis.rel[c] in ("aux", "cop"))


def _is_to(analysis: Analysis, verb: int, forms: list[int]) -> bool:
    """True for "is to leave", "are to be held", "is due to begin"; not for "were to leave"."""
    marks = [c for c in _children(analysis, verb) if analysis.rel[c] == "mark"]
    bare = analysis.xpos[verb] == "VB" or any(analysis.lower[c] == "be" for c in forms)
    if not bare or not any(analysis.lower[c] == "to" for c in marks):
        return False
    return any(analysis.lower[c] in words_of("ahead") for c in marks) or any(analysis.xpos[c] in ("VBZ", "VBP") for c in forms)


def _tense(analysis: Analysis, verb: int) -> int:
    """The side on which a verb puts its clause; OPEN for the present and for infinitives that hang on a neutral verb."""
    forms = [c for c in _children(analysis, verb) if analysis.rel[c] in ("aux", "cop")]
    if any(analysis.lower[c] in words_of("will") for c in forms) or _is_to(analysis, verb, forms):
        return AHEAD
    if any(analysis.lower[c] in words_of("had") or analysis.xpos[c] == "VBD" for c in forms):
        return BACK
    if analysis.xpos[verb] == "VBD":
        return BACK
    if any(analysis.lower[c] == "to" and analysis.rel[c] == "mark" for c in _children(analysis, verb)):
        governor = analysis.governor(verb)
        return AHEAD if governor is not None and _points_ahead(analysis, governor, verb) else OPEN
    return BACK if analysis.xpos[verb] == "VBN" and not forms else OPEN
