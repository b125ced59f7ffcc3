"""What a report is about, tells besides and recalls; and whether an event is one act, several or a long fight."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.tellings import Draft
from onrecord.record import Prominence, Scale, When

_LONG = frozenset(["month", "year", "decade", "week"])
_LEAD = 2  # sentences at the start in which the main events stand


def prominence(drafts: Sequence[Draft], when: When | None, published: str | None, lead: int) -> Prominence:
    """Main for what the lead tells as news, background for what is dated well before, other for the rest."""
    if when is not None and published and when.latest and _days(when.latest, published) > 30:
        return "background"
    if drafts[0].sentence <= lead or len(drafts) > 2:
        return "main"
    return "other"


def _days(earlier: str, later: str) -> int:
    """Roughly how many days lie between two dates."""
    first, second = ([int(part) for part in (day + "-01-01")[:10].split("-")] for day in (earlier, later))
    return (second[0] - first[0]) * 365 + (second[1] - first[1]) * 30 + second[2] - first[2]


def scale(drafts: Sequence[Draft], clauses: Clauses) -> Scale:
    """Campaign for wars and months of fighting, series for plurals and "a string of", incident for one act."""
    for draft in drafts:
        around = {clauses.lemma[w] for w in (*clauses.children[draft.word], clauses.head[draft.word])}
        if draft.trigger.noun and (clauses.lemma[draft.word] in word_group("campaign") or around & _LONG):
            return "campaign"
        if (
            draft.trigger.noun
            and draft.kind not in ("CONSULT", "DECIDE")
            and ("Number=Plur" in clauses.feats[draft.word] or around & word_group("series"))
        ):
            return "series"
    return "incident"


def lead_of(clauses: Clauses) -> int:
    """Index of the last sentence of the lead."""
    return min(_LEAD, len(clauses.analysis.sentences)) - 1
