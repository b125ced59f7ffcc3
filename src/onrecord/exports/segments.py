"""A text cut at the ends of all its marks, however these overlap or nest: the pieces put together are the text again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from onrecord.record import Span


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Something to be seen at a span: which thing (`ref`), as what (`kind`), with which classes for its looks."""

    span: Span
    kind: str
    ref: str
    looks: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text with the marks that cover it, the widest first; `begins` are those that begin here."""

    start: int
    end: int
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()


def segments(within: Span, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """The pieces of a span of the text in order, none of them empty; marks that lie outside are left out.

    >>> [(s.start, s.end, len(s.marks)) for s in segments((0, 9), [Mark((0, 6), "a", "1"), Mark((3, 9), "b", "2")])]
    [(0, 3, 1), (3, 6, 2), (6, 9, 1)]
    """
    start, end = within
    inside = sorted(
        (mark for mark in marks if mark.span[0] < min(end, mark.span[1]) and mark.span[1] > start),
        key=lambda mark: (mark.span[0], -mark.span[1], mark),
    )
    cuts = {start, end} | {offset for mark in inside for offset in mark.span if start < offset < end}
    edges = sorted(cuts)
    made: list[Segment] = []
    open_: list[Mark] = []
    coming = 0
    for first, last in pairwise(edges):
        fresh = coming
        while coming < len(inside) and inside[coming].span[0] <= first:
            coming += 1
        open_ = [mark for mark in open_ if mark.span[1] > first] + inside[fresh:coming]
        begins = tuple(mark for mark in inside[fresh:coming] if mark.span[0] >= start)
        made.append(Segment(first, last, tuple(sorted(open_, key=_width)), begins))
    return tuple(made)


def paragraphs(text: str, sentences: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """The paragraphs of a text, without the line ends between them; a line end inside a sentence only wraps it.

    >>> paragraphs("One.\\n\\nTwo\\nlines.\\n", ((0, 4), (6, 16)))
    ((0, 4), (6, 16))
    """
    found: list[Span] = []
    starts = [start for start, _ in sentences]
    start = offset = 0
    for line in text.split("\n"):
        end = offset + len(line)
        offset = end + 1
        at = bisect_right(starts, end) - 1
        if at >= 0 and sentences[at][0] < end < sentences[at][1]:
            continue
        if text[start:end].strip():
            found.append((start, end))
        start = offset
    return tuple(found)


def _width(mark: Mark) -> tuple[int, Mark]:
    return mark.span[0] - mark.span[1], mark
