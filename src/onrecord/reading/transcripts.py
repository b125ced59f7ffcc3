"""Words with the speaker's name beside them and no verb: transcripts ("SMITH: …") and signed quotations ("“…” — Ann Smith")."""

from __future__ import annotations

from collections import Counter

from onrecord.reading.drafts import Draft
from onrecord.reading.page import DASHES, Page

_LONGEST_TAG = 7
_LEAST_WORDS, _LONGEST_HEADLINE = 3, 30
_LONGEST_NAME = 12  # words after the dash of a signed quotation
_LEAST_TAGS = 3
"""Tagged paragraphs from which a text is a transcript; a single "Update: …" is none."""


def find(page: Page) -> list[Draft]:
    """The statements of a transcript's turns and of signed quotations."""
    return _headline(page) + _turns(page) + _signed(page)


def _headline(page: Page) -> list[Draft]:
    """The statement of a headline "Police: Gunman kills three": a first paragraph without a full stop, someone before its colon."""
    first, last = page.paragraphs[0] if page.paragraphs else (0, 0)
    colon = next((w for w in range(first, min(first + _LONGEST_TAG, last)) if page.words[w] == ":"), None)
    if colon is None or colon == first or last - colon < 3 or last - first > _LONGEST_HEADLINE or page.words[last - 1] == ".":
        return []
    head = next((w for w in range(first, colon) if not first <= page.head[w] < colon), colon - 1)
    if page.analysis.entity[head] not in ("person", "organization") or page.upos[head] not in ("NOUN", "PROPN"):
        return []
    return [Draft(colon, [(colon, colon + 1)], [page.trimmed(colon + 1, last)], [(first, colon)], [head], frame="tag", origin="both")]


def _signed(page: Page) -> list[Draft]:
    """One statement a quotation after which nothing stands in its paragraph, or the next, but a dash and a name."""
    made = []
    for quotation in page.quotations:
        dash = quotation.last
        if not quotation.closed or quotation.words < _LEAST_WORDS or dash + 1 >= len(page.words) or page.words[dash] not in DASHES:
            continue
        last = page.paragraphs[page.paragraph[dash]][1]
        first, end = page.trimmed(dash + 1, last)
        if (
            0 < end - first <= _LONGEST_NAME
            and page.words[first][0].isupper()
            and not any(page.upos[w] == "VERB" for w in range(first, end))
        ):
            head = next((w for w in range(first, end) if w + 1 == end or page.upos[w + 1] != "PROPN"), first)
            content = [(quotation.first, quotation.last)]
            made.append(Draft(dash, [(dash, dash + 1)], content, [(first, end)], [head], frame="tag", origin="both"))
    return made


def _turns(page: Page) -> list[Draft]:
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
