"""Transcripts: paragraphs that begin with the name of who speaks ("SMITH: …", "Q: …")."""

from __future__ import annotations

from collections import Counter

from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page

_LONGEST_TAG = 7
_LEAST_TAGS = 3
"""Tagged paragraphs from which a text is a transcript; a single "Update: …" is none."""


def find(page: Page) -> list[Draft]:
    """One statement a tagged paragraph; paragraphs without a tag between them go on with the one before."""
    tags = [_tag(page, first, last) for first, last in page.paragraphs]
    known = Counter(page.analysis.text[slice(*page.analysis.span(*tag))] for tag in tags if tag is not None)
    if sum(known.values()) < _LEAST_TAGS or known.most_common(1)[0][1] < 2:
        return []
    made: list[Draft] = []
    for (first, last), tag in zip(page.paragraphs, tags, strict=True):
        if tag is None:
            if made and not made[-1].covers(first):
                made.append(Draft(-1 - first, [], [page.trimmed(first, last)], continues=_root(made[-1]), origin="both"))
            continue
        colon = tag[1]
        if colon + 1 < last:
            draft = Draft(colon, [(colon, colon + 1)], [(colon + 1, last)], [tag], [tag[1] - 1], frame="tag", origin="both")
            made.append(draft)
    return [draft for draft in made if draft.content[0][1] > draft.content[0][0]]


def _root(draft: Draft) -> Draft:
    return draft.continues if draft.continues is not None else draft


def _tag(page: Page, first: int, last: int) -> tuple[int, int] | None:
    """The words of the name before a colon at the head of a paragraph, or None."""
    first += page.words[first] in '"“'
    colon = next((w for w in range(first, min(first + _LONGEST_TAG, last)) if page.words[w] == ":"), None)
    if colon is None or colon == first:
        return None
    names = [page.words[w] for w in range(first, colon)]
    named = all(word[0].isupper() or not word[0].isalpha() for word in names) and names[-1][0].isalpha()
    loud = any(word.isupper() for word in names)
    return (first, colon) if named and loud else None
