"""Acts that somebody is only accused or cleared of: "a colonel accused of murder", "was cleared of the killing"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.status import SPEECH, Telling
from onrecord.reading.tellings import Draft
from onrecord.record import UNKNOWN

_LINKS = frozenset(("of", "with", "for", "in", "over"))  # "accused of", "charged with", "wanted for", "implicated in"
_STEPS = 4


def told(drafts: Sequence[Draft], clauses: Clauses) -> list[Draft]:
    """The tellings, those under a word that accuses or clears with its voice: whoever accuses or clears, or one that is not named.

    The report says that there is an accusation, not that the act was done (codebook, 2.3 and 2.4). What somebody is cleared of is
    denied. Tellings within a statement have its voice already.
    """
    by_word = {draft.word: draft for draft in drafts}
    return [_told(draft, by_word, clauses) for draft in drafts]


def _told(draft: Draft, by_word: dict[int, Draft], clauses: Clauses) -> Draft:
    verb = None if draft.statements or draft.kind in SPEECH else _above(draft.word, clauses)
    if verb is None:
        return draft
    voices = by_word[verb].by if verb in by_word else ()
    cleared = clauses.lemma[verb] in word_group("clearing")
    telling = Telling("denied", (verb,)) if cleared else draft.telling
    return replace(draft, telling=telling, told_by=voices or (UNKNOWN,))


def _above(word: int, clauses: Clauses) -> int | None:
    """The verb that accuses or clears of what a word tells, linked to it by a preposition; None if there is none."""
    here, path = word, {word, *clauses.children[word]}
    for _ in range(_STEPS):
        governor = clauses.governor(here)
        if governor is None:
            return None
        accuses = clauses.lemma[governor] in word_group("alleging") or clauses.lemma[governor] in word_group("clearing")
        if accuses and clauses.verbal(governor):
            next_ = governor + 1  # "accused of", wherever on the way the tree hangs the preposition
            behind = next_ < word and clauses.lower[next_] in _LINKS and clauses.head[next_] in path
            return governor if behind or _linked(here, clauses) or _linked(word, clauses) else None
        here = governor
        path.add(here)
    return None


def _linked(word: int, clauses: Clauses) -> bool:
    """Whether a word hangs on what is above it by a preposition of accusing."""
    return any(clauses.lower[c] in _LINKS and clauses.rel[c] in ("case", "mark") and c < word for c in clauses.children[word])
