"""How statements stand to each other: which stand inside which, and which quotations go on with an earlier speaker."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.reading.drafts import Draft, dice, overlap
from onrecord.reading.page import CLOSING, Page
from onrecord.reading.quotes import Quotation, Range

FIRST_PERSON = frozenset("i we you".split())
LEAST_WORDS = 4
"""Words of a quotation without a cue from which it is a statement; shorter ones are names, titles and doubts."""


def nested(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with `inside` set; left out are those that repeat another, and what a speaker says of himself or of his hearer."""
    ordered = sorted(_unique(drafts), key=lambda d: (d.first, d.head))
    kept: list[Draft] = []
    for draft in ordered:
        if draft.inside is None and draft.cue:
            draft.inside = _innermost(ordered, draft)
        if draft.inside is None or not _of_himself(page, draft):
            kept.append(draft)
    for draft in kept:
        while draft.inside is not None and draft.inside not in kept:
            draft.inside = draft.inside.inside
    return kept


def _unique(drafts: Sequence[Draft]) -> list[Draft]:
    """One draft for each cue word."""
    made: dict[int, Draft] = {}
    for draft in drafts:
        made.setdefault(draft.head, draft)
    return list(made.values())


def _innermost(drafts: Sequence[Draft], draft: Draft) -> Draft | None:
    """The smallest statement whose content holds the cue of another."""
    around = [d for d in drafts if d is not draft and d.covers(draft.cue[0][0]) and not draft.covers(d.head)]
    return min(around, key=lambda d: (sum(b - a for a, b in d.content), d.first), default=None)


def _of_himself(page: Page, draft: Draft) -> bool:
    """True for "we believe", "I told you" inside a quotation, and for attitudes and doubts there."""
    quoted = page.quotation[draft.head] >= 0
    first = any(page.lower[w] in FIRST_PERSON for w in draft.speakers)
    return quoted and (first or not draft.source) or (draft.origin == "model")


# ---------------------------------------------------------------- quotations without a cue
def continued(page: Page, drafts: list[Draft]) -> list[Draft]:
    """The drafts with the quotations that no cue claims: joined to the one that they go on with, or as statements of their own."""
    made = list(drafts)
    for quotation in page.quotations:
        here: Range = (quotation.first, quotation.last)
        if quotation.words < LEAST_WORDS or not _alone(page, quotation) or any(_claims(d, here) for d in made):
            continue
        before = _before(page, made, quotation)
        if before is None:
            continue
        if _same_remark(page, before, quotation):
            before.content.append(here)
        else:
            made.append(Draft(-1 - quotation.first, [], [here], continues=before, origin="quotation"))
    return sorted(made, key=lambda d: (d.first, d.head))


def _claims(draft: Draft, quotation: Range) -> bool:
    """Whether a statement holds half of a quotation or more, and does not itself stand in it."""
    inner = draft.cue and quotation[0] <= draft.head < quotation[1]
    return not inner and 2 * overlap(draft.content, [quotation]) >= quotation[1] - quotation[0]


def _alone(page: Page, quotation: Quotation) -> bool:
    """Whether a quotation fills its sentences: it begins one, and little or nothing follows it there."""
    begins = page.bounds(quotation.first)[0]
    ends = page.bounds(quotation.last - 1)[1]
    return quotation.first - begins <= 1 and ends - quotation.last <= 1 or (quotation.first - begins <= 1 and quotation.words > 12)


def _before(page: Page, drafts: Sequence[Draft], quotation: Quotation) -> Draft | None:
    """The statement that a quotation without a cue goes on with: the last one with a quotation or a speaker, in this paragraph or the one before."""
    paragraph = page.paragraph[quotation.first]
    near = [d for d in drafts if d.first < quotation.first and page.quotation[d.head] < 0 and (d.source or d.continues) and paragraph - page.paragraph[d.first] <= 1]
    return max(near, key=lambda d: (max(b for _, b in [*d.content, *d.cue]), d.first), default=None)


def _same_remark(page: Page, before: Draft, quotation: Quotation) -> bool:
    """Whether a quotation is the second half of one that its cue interrupts: the next thing after the cue, in the same paragraph."""
    if before.continues is not None or not quotation.closed or page.paragraph[before.first] != page.paragraph[quotation.first]:
        return False
    last = max(b for _, b in before.content)
    direct = page.words[last - 1] in CLOSING or any(page.words[w] in CLOSING for w in range(last - 1, min(last + 1, len(page.words))))
    cue = max((b for _, b in before.cue), default=0)
    return direct and (cue > last or quotation.first - last <= 3) and quotation.first - max(cue, last) < 25


def same(left: Draft, right: Draft) -> bool:
    """Whether two drafts say the same words."""
    return dice(left.content, right.content) > 0.9
