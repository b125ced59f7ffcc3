"""Quotations: what stands between quotation marks, paragraph by paragraph, whatever the state of the marks.

Marks never reach beyond their paragraph. A quotation that is never closed ends with its paragraph; a mark that opens again while
one is open is an inner quotation where enough marks close after it, else the one before was left open.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from onrecord.language.analysis import Analysis
from onrecord.language.tokens import paragraph_starts

_OPEN, _CLOSE = frozenset("“«„"), frozenset("”»")
_STRAIGHT, _SINGLE_OPEN, _SINGLE_CLOSE = '"', frozenset("‘'"), frozenset("’'")
_ENDS = frozenset(",.?!…—–")
_LONGEST_SINGLE = 120  # words; single marks are apostrophes too: a quotation between them is short or it is none

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words [first, last) between marks, with the marks. `closed`: whether the mark at its end is there."""

    first: int
    last: int
    closed: bool = True

    @property
    def words(self) -> int:
        """How many words stand between the marks, the marks left out."""
        return self.last - self.first - 1 - self.closed


def paragraphs(analysis: Analysis) -> tuple[Range, ...]:
    """Word ranges of the paragraphs."""
    spans = list(zip(analysis.starts.tolist(), analysis.ends.tolist(), strict=True))
    starts = paragraph_starts(analysis.text, spans)
    return tuple(pairwise([*starts, len(spans)]))


def find(analysis: Analysis) -> tuple[Quotation, ...]:
    """The outermost quotations of a text, in text order; none crosses the end of a paragraph."""
    found: list[Quotation] = []
    for first, last in paragraphs(analysis):
        double = _double(analysis, first, last)
        taken = {word for q in double for word in range(q.first, q.last)}
        found += double + [q for q in _single(analysis, first, last) if q.first not in taken and q.last - 1 not in taken]
    return tuple(sorted(found, key=lambda q: q.first))


def _double(analysis: Analysis, first: int, last: int) -> list[Quotation]:
    """Quotations between double marks within one paragraph."""
    marks = [(word, way) for word in range(first, last) if (way := _way(analysis, word, first))]
    closing = [0] * (len(marks) + 1)
    for n in range(len(marks) - 1, -1, -1):
        closing[n] = closing[n + 1] + (marks[n][1] == "close")
    found: list[Quotation] = []
    begun, depth = None, 0
    for n, (word, way) in enumerate(marks):
        opens = way == "open" or (way == "either" and begun is None)
        if opens and begun is None:
            begun, depth = word, 1
        elif way == "open" and begun is not None:
            if closing[n] > len(marks) - n - closing[n]:  # more marks close than open from here on: this one is inside the other
                depth += 1
            else:
                found.append(Quotation(begun, word, False))
                begun, depth = word, 1
        elif begun is not None and not opens:
            depth -= 1
            if depth == 0 or way == "either":
                found.append(Quotation(begun, word + 1 + (analysis.words[word] == "'")))
                begun = None
    if begun is not None and last - begun > 1:
        found.append(Quotation(begun, last, False))
    return found


def _way(analysis: Analysis, word: int, first: int) -> str:
    """open, close or either for a double mark; "" for any other word."""
    form = analysis.words[word]
    if form == "'" and _doubled(analysis, word):
        return _by_neighbours(analysis, int(analysis.starts[word]), int(analysis.ends[word]) + 1, word == first)
    if form in _OPEN:
        return "open"
    if form in _CLOSE:
        return "close"
    if form != _STRAIGHT:
        return "open" if form == "``" else "close" if form == "''" else ""
    return _by_neighbours(analysis, int(analysis.starts[word]), int(analysis.ends[word]), word == first)


def _by_neighbours(analysis: Analysis, start: int, end: int, begins: bool) -> str:
    """Which way a straight mark points, by the characters on both sides."""
    text = analysis.text
    before = begins or text[start - 1].isspace() or text[start - 1] in "([—–-"
    after = end >= len(text) or text[end].isspace() or text[end] in ".,;:?!)]—–-"
    return "either" if before == after else "open" if before else "close"


def _doubled(analysis: Analysis, word: int) -> bool:
    """True for the first of two straight single marks that stand for a double one."""
    return word + 1 < len(analysis) and analysis.words[word + 1] == "'" and analysis.starts[word + 1] == analysis.ends[word]


def _single(analysis: Analysis, first: int, last: int) -> list[Quotation]:
    """Quotations between single marks: an opening mark at a word's beginning, and a closing one that is no apostrophe."""
    found: list[Quotation] = []
    begun: int | None = None
    for word in range(first, last):
        form = analysis.words[word]
        if begun is None:
            if form in _SINGLE_OPEN and word + 1 < last and _opens(analysis, word, first):
                begun = word
        elif form in _SINGLE_CLOSE and _closes(analysis, word):
            found.append(Quotation(begun, word + 1))
            begun = None
        elif word - begun > _LONGEST_SINGLE:
            begun = None
    return [q for q in found if q.words > 0]


def _opens(analysis: Analysis, word: int, first: int) -> bool:
    start, end = int(analysis.starts[word]), int(analysis.ends[word])
    before = word == first or analysis.text[start - 1].isspace() or analysis.text[start - 1] in "([—–"
    return before and analysis.text[end : end + 1].isalpha()


def _closes(analysis: Analysis, word: int) -> bool:
    """True for a single mark after a word or an end mark, unless it is the possessive of a plural."""
    start, end = int(analysis.starts[word]), int(analysis.ends[word])
    before, after = analysis.text[start - 1], analysis.text[end : end + 1]
    if before.isspace() or after.isalnum():
        return False
    return before in _ENDS or before.lower() != "s" or not after.isspace() or not analysis.text[end + 1 : end + 2].islower()
