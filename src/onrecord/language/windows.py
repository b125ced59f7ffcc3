"""A text's words cut into the windows that the encoder reads.

A window holds whole paragraphs while they fit. A longer paragraph is cut where a sentence seems to end; a stretch with no such
place is cut anywhere into overlapping windows, each of which answers for its middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.language.pieces import Pieces
from onrecord.language.tokens import paragraph_starts, shape

MOST_WORDS = 160
"""Words of a window; training windows of articles hold up to 200."""
MOST_PIECES = 380
"""Pieces of a window, within the 400 of training and the encoder's 512 positions."""
OVERLAP = 32
"""Words that a window of an endless sentence sees beyond those it answers for, on either side."""
END_MARKS = frozenset({".", "!", "?", "…", "...", ":", ";"})
CLOSING = frozenset("\"”’')]")


@dataclass(frozen=True, slots=True)
class Window:
    """Words from first_word on as the encoder reads them, of which [owned_first, owned_last) take its answers.

    `pieces`, `shapes`: one entry a piece; `first`, `last`: first and last piece of each word. `forced`: indices, in the whole
    text, of words that begin a sentence whatever the model says.
    """

    first_word: int
    owned_first: int
    owned_last: int
    pieces: tuple[int, ...]
    shapes: tuple[int, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    forced: frozenset[int]


def cut(text: str, spans: list[tuple[int, int]], pieces: Pieces, starts: Sequence[int] | None = None) -> list[Window]:
    """The windows of a text, in order; with `starts`, the sentences are known and windows begin at their starts."""
    if not spans:
        return []
    forms = [text[s:e] for s, e in spans]
    ids = [pieces.of(form) for form in forms]
    sizes = [len(i) for i in ids]
    paragraphs = list(starts) if starts is not None else paragraph_starts(text, spans)
    windows: list[Window] = []
    for owned in _pack(_blocks(forms, sizes, paragraphs), sizes):
        first, last = _view(owned, sizes, frozenset(paragraphs), forms)
        forced = frozenset([owned[0], *(p for p in paragraphs if owned[0] <= p < owned[1])])
        windows.append(_window(first, last, owned, ids, forms, pieces, forced))
    return windows


def _fits(sizes: list[int], first: int, last: int) -> bool:
    return last - first <= MOST_WORDS and sum(sizes[first:last]) + 2 <= MOST_PIECES


def _blocks(forms: list[str], sizes: list[int], paragraphs: list[int]) -> Iterator[tuple[int, int]]:
    """Word ranges, none larger than a window: paragraphs, or their parts."""
    for first, last in pairwise([*paragraphs, len(forms)]):
        while not _fits(sizes, first, last):
            stop = _cut_at(forms, sizes, first)
            yield first, stop
            first = stop
        yield first, last


def _cut_at(forms: list[str], sizes: list[int], first: int) -> int:
    """Where to cut a long paragraph: after the last end of a sentence that fits, else where the middle of a window ends."""
    stop = first + 1
    while stop < len(forms) and _fits(sizes, first, stop + 1):
        stop += 1
    for here in range(stop, first, -1):
        closing = forms[here - 1]
        mark = forms[here - 2] if closing in CLOSING and here - 2 >= first else closing
        if mark in END_MARKS and here < len(forms) and not forms[here][0].islower():
            return here
    return max(first + 1, stop - 2 * OVERLAP)


def _pack(blocks: Iterator[tuple[int, int]], sizes: list[int]) -> list[tuple[int, int]]:
    """Consecutive blocks joined while they fit into one window."""
    made: list[tuple[int, int]] = []
    for first, last in blocks:
        if made and _fits(sizes, made[-1][0], last):
            made[-1] = (made[-1][0], last)
        else:
            made.append((first, last))
    return made


def _view(owned: tuple[int, int], sizes: list[int], paragraphs: frozenset[int], forms: list[str]) -> tuple[int, int]:
    """The words a window sees: its own, and beyond a cut within a sentence up to OVERLAP more on either side."""
    first, last = owned
    if last < len(forms) and last not in paragraphs and forms[last - 1] not in END_MARKS | CLOSING:
        while last < len(forms) and last - owned[1] < OVERLAP and _fits(sizes, first, last + 1):
            last += 1
    if first > 0 and first not in paragraphs and forms[first - 1] not in END_MARKS | CLOSING:
        while first > 0 and owned[0] - first < OVERLAP and _fits(sizes, first - 1, last):
            first -= 1
    return first, last


def _window(
    first: int, last: int, owned: tuple[int, int], ids: list[tuple[int, ...]], forms: list[str], pieces: Pieces, forced: frozenset[int]
) -> Window:
    flat, shapes, firsts, lasts = [pieces.start], [0], [], []
    for word in range(first, last):
        firsts.append(len(flat))
        flat += ids[word]
        lasts.append(len(flat) - 1)
        shapes += [shape(forms[word])] * len(ids[word])
    flat.append(pieces.end)
    shapes.append(0)
    return Window(first, *owned, tuple(flat), tuple(shapes), tuple(firsts), tuple(lasts), forced)
