"""What stays off the record: sport, parts of other events, tellings that name nobody and nothing (codebook, section 2.6)."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.reading.clauses import Clauses
from onrecord.reading.generic import generic
from onrecord.reading.groups import word_group
from onrecord.reading.merging import known
from onrecord.reading.pretended import pretended
from onrecord.reading.silence import only_silence
from onrecord.reading.tellings import Draft

_SPORT_SHARE = 0.02  # words of sport among all words from which a report is about sport
_SPEAKS_FOR_ITSELF = frozenset(("ASSAULT", "HARM", "DECIDE", "DISPLACE", "PROTEST"))
_HELD = frozenset(("CONSULT", "RETREAT"))  # talks and truces: their parties often stand a sentence away


def keep(drafts: Sequence[Draft], clauses: Clauses) -> list[Draft]:
    """The tellings that go on the record."""
    if _sport(clauses):
        return []
    inside = {word for d in drafts if len(d.trigger.entry.words) > 1 for word in range(d.trigger.first, d.trigger.last) if word != d.word}
    return [draft for draft in drafts if draft.word not in inside and _worth(draft, clauses) and not _undone(draft, clauses)]


def _undone(draft: Draft, clauses: Clauses) -> bool:
    """Whether nobody did it: an act as such, one in a drill or a story, or no more than silence."""
    return generic(draft.trigger, clauses) or pretended(draft.trigger, clauses) or only_silence(draft.word, clauses)


def _sport(clauses: Clauses) -> bool:
    """Whether a report is about sport."""
    count = sum(lemma in word_group("sport") for lemma in clauses.lemma)
    return count > 5 and count > _SPORT_SHARE * len(clauses.lemma)


def _worth(draft: Draft, clauses: Clauses) -> bool:
    """Whether someone could check the event: some party, place or day is told, or the act speaks for itself."""
    if _abstract(draft, clauses):
        return False
    if draft.kind in _SPEAKS_FOR_ITSELF or (draft.kind in _HELD and draft.trigger.noun):
        return True
    return bool(draft.by_words or draft.to_words)


def _abstract(draft: Draft, clauses: Clauses) -> bool:
    """Whether violence is only spoken of: "to avert a war", with nobody, nowhere, at no time."""
    if draft.telling.status == "denied" and draft.statements and known(draft, clauses):
        return False  # "Russia said the attack never happened"
    told = draft.by_words or draft.to_words or draft.at or draft.when or draft.figures
    return draft.kind == "ASSAULT" and draft.trigger.noun and not told and draft.telling.status not in ("happened", "ongoing", "attempted")
