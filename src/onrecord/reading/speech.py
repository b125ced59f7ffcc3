"""Speech acts and what they are about: whom a demand or threat is addressed to, by the act that it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.reading.clauses import Clauses
from onrecord.reading.tellings import Draft
from onrecord.reading.status import SPEECH

_STEPS = 4


def addressed(drafts: Sequence[Draft], clauses: Clauses) -> list[Draft]:
    """The tellings with the recipients of speech acts filled in from the act below: "called for the minister's resignation"."""
    spoken = {draft.word: draft for draft in drafts if draft.kind in SPEECH}
    below: dict[int, Draft] = {}
    for draft in drafts:
        above = _above(draft.word, spoken, clauses)
        if above is not None:
            below.setdefault(above, draft)
    return [_with_recipient(draft, below.get(draft.word)) for draft in drafts]


def _above(word: int, spoken: dict[int, Draft], clauses: Clauses) -> int | None:
    """The speech act that a telling hangs below, by a complement or object, within a few steps."""
    here = word
    for _ in range(_STEPS):
        governor = clauses.governor(here)
        if governor is None or clauses.rel[here] in ("nsubj", "parataxis", "conj", "advcl") or clauses.deprel[here] == "acl:relcl":
            return None
        if governor in spoken:
            return governor
        here = governor
    return None


def _with_recipient(draft: Draft, below: Draft | None) -> Draft:
    """A demand goes to who is to act; a threat or refusal to who would be acted on."""
    if below is None or draft.kind not in SPEECH or draft.to:
        return draft
    found = below.by if draft.kind == "REQUEST" else below.to or below.by
    others = tuple(one for one in found if one not in draft.by)
    words = below.by_words if found is below.by else below.to_words
    return replace(draft, to=others, to_words=words) if others else draft
