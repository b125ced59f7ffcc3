"""How statements stand to each other: which stand inside which, and which quotations go on with an earlier speaker."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from onrecord.reading.drafts import Draft, size
from onrecord.reading.page import CLOSING, Page
from onrecord.reading.quotes import Quotation, Range

_NEAR, _DEEPEST = 12, 6  # statements before a quotation that are looked at; levels of statements in statements
FIRST_PERSON = frozenset("i we you my our your".split())
_NOT = frozenset(("not", "n't", "never"))
LEAST_WORDS = 4
"""Words of a quotation without a cue from which it is a statement; shorter ones are names, titles and doubts."""


def nested(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with `inside` set; left out are those that repeat another, and what a speaker says of himself or of his hearer."""
    ordered = _sourced(sorted(_unique(drafts), key=lambda d: (d.first, d.head)))
    around = _by_word(ordered)
    kept: list[Draft] = []
    for draft in ordered:
        if draft.inside is None and draft.cue and draft.frame != "tag":
            draft.inside = _innermost(around, draft)
        if draft.inside is None or not _of_himself(page, draft):
            kept.append(draft)
    known = set(map(id, kept))
    for draft in kept:
        for _ in range(_DEEPEST):
            if draft.inside is not None and id(draft.inside) not in known:
                draft.inside = draft.inside.inside
    return kept


def _unique(drafts: Sequence[Draft]) -> list[Draft]:
    """One draft for each cue word."""
    made: dict[int, Draft] = {}
    for draft in drafts:
        made.setdefault(draft.head, draft)
    return list(made.values())


def _sourced(drafts: list[Draft]) -> list[Draft]:
    """The drafts without those whose cue has no source and whose content another's cue claims with one."""
    claimed: dict[Range, Draft] = {part: d for d in drafts if d.source and d.cue for part in d.content}
    return [d for d in drafts if d.source or not d.cue or not all(part in claimed for part in d.content) or d.inside is not None]


def _by_word(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """For each word that carries a cue the drafts whose content it stands in."""
    cues = {draft.cue[0][0] for draft in drafts if draft.cue}
    made: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        for first, last in draft.content:
            for word in range(first, last):
                if word in cues:
                    made[word].append(draft)
    return made


def _innermost(around: Mapping[int, list[Draft]], draft: Draft) -> Draft | None:
    """The smallest statement whose content holds the cue of another."""
    found = [d for d in around.get(draft.cue[0][0], ()) if d is not draft and not draft.covers(d.head)]
    return min(found, key=lambda d: (size(d.content), d.first, d.head), default=None)


def _of_himself(page: Page, draft: Draft) -> bool:
    """True for "we believe", "my hope", "to ask for" inside a quotation, for what is not said, and for what the model alone sees inside."""
    quoted = page.quotation[draft.head] >= 0
    first = any(page.lower[w] in FIRST_PERSON for w in draft.speakers)
    unsaid = any(page.lower[w] in _NOT for a, b in draft.cue for w in range(a, b))
    return unsaid or draft.origin == "model" or (quoted and (first or not draft.source or page.xpos[draft.head] == "VB"))


# ---------------------------------------------------------------- quotations without a cue
def continued(page: Page, drafts: list[Draft]) -> list[Draft]:
    """The drafts with the quotations that no cue claims: joined to the one that they go on with, or as statements of their own."""
    made = list(drafts)
    claimed = _claimed(page, drafts)
    spoken = sorted((d for d in drafts if page.quotation[d.head] < 0 and (d.source or d.continues)), key=lambda d: d.first)
    starts = [d.first for d in spoken]
    for number, quotation in enumerate(page.quotations):
        if quotation.words < LEAST_WORDS or number in claimed or not _alone(page, quotation):
            continue
        at = bisect_left(starts, quotation.first)
        before = _before(page, spoken[:at][-_NEAR:], quotation) or _after(page, spoken[at : at + 1], quotation)
        if before is None:
            continue
        here: Range = (quotation.first, quotation.last)
        if _same_remark(page, before, quotation):
            before.content.append(here)
        else:
            draft = Draft(-1 - quotation.first, [], [here], continues=before, origin="quotation")
            made.append(draft)
            starts.insert(at, quotation.first)
            spoken.insert(at, draft)
    return sorted(made, key=lambda d: (d.first, d.head))


def _claimed(page: Page, drafts: Sequence[Draft]) -> frozenset[int]:
    """The quotations of which a statement holds half or more, without standing in them itself."""
    held: dict[int, int] = defaultdict(int)
    for draft in drafts:
        inner = page.quotation[draft.head] if draft.cue else -1
        for first, last in draft.content:
            for word in range(first, last):
                if page.quotation[word] >= 0 and page.quotation[word] != inner:
                    held[page.quotation[word]] += 1
    return frozenset(n for n, words in held.items() if 2 * words >= page.quotations[n].last - page.quotations[n].first)


def _alone(page: Page, quotation: Quotation) -> bool:
    """Whether a quotation fills its sentences: it begins one, and little or nothing follows it there."""
    begins = page.bounds(quotation.first)[0]
    ends = page.bounds(quotation.last - 1)[1]
    return (quotation.first - begins <= 1 and ends - quotation.last <= 1) or (quotation.first - begins <= 1 and quotation.words > 12)


def _before(page: Page, spoken: Sequence[Draft], quotation: Quotation) -> Draft | None:
    """The statement that a quotation without a cue goes on with: the last with a speaker, in this paragraph or the one before."""
    paragraph = page.paragraph[quotation.first]
    near = [d for d in spoken if paragraph - page.paragraph[d.first] <= 1]
    begun = [d for d in near if d.cue and page.sentence[quotation.first] - page.sentence[d.head] <= 1 and _opened(page, d, quotation)]
    return begun[-1] if begun else max(near, key=lambda d: (max(b for _, b in [*d.content, *d.cue]), d.first), default=None)


def _after(page: Page, spoken: Sequence[Draft], quotation: Quotation) -> Draft | None:
    """The statement whose quotation opens the next paragraph, after one that was left open: both are one speech, its cue comes later."""
    if quotation.closed or not spoken or quotation.last >= len(page.words) or page.quotation[quotation.last] < 0:
        return None
    return spoken[0] if spoken[0].content[0][0] == quotation.last else None


def _opened(page: Page, draft: Draft, quotation: Quotation) -> bool:
    """Whether a statement is a quotation before its cue in the same paragraph: what is quoted next goes on with it."""
    before = page.paragraph[draft.first] == page.paragraph[quotation.first] and page.quotation[draft.content[0][0]] >= 0
    return before and draft.content[0][0] < draft.head and page.words[draft.content[0][1] - 1] in CLOSING


def _same_remark(page: Page, before: Draft, quotation: Quotation) -> bool:
    """Whether a quotation is the second half of one that its cue interrupts: the next thing after the cue, in the same paragraph."""
    if before.continues is not None or not quotation.closed or page.paragraph[before.first] != page.paragraph[quotation.first]:
        return False
    last = max(b for _, b in before.content)
    direct = page.words[last - 1] in CLOSING or any(page.words[w] in CLOSING for w in range(last - 1, min(last + 1, len(page.words))))
    cue = max((b for _, b in before.cue), default=0)
    return direct and (cue > last or quotation.first - last <= 3) and quotation.first - max(cue, last) < 40
