"""What of a text stands in quotation marks: two reports that quote the same statement have not copied from each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOUBLE = re.compile(r'["“”«»]')
_SINGLE = re.compile(r"(?<![\w'‘’])['‘](?=\w)[^\n\"“”]{1,1000}?(?<=[\w.,!?…])['’](?![\w'’])")
_LETTER = re.compile(r"[^\n]")


def blanked(text: str) -> str:
    """The text, as long as before, with blanks for what stands in quotation marks.

    >>> blanked('He said: "We left. It is over." Nobody replied.')
    'He said:                        Nobody replied.'
    """
    for start, stop in [*_double(text), *_single(text)]:
        text = text[:start] + _LETTER.sub(" ", text[start:stop]) + text[stop:]
    return text


def _double(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between double marks. One that is never closed goes on to the end of its paragraph, or to where the next begins."""
    opened = None
    for mark in _DOUBLE.finditer(text):
        if opened is not None and (stop := text.find("\n", opened, mark.start())) >= 0:
            yield opened, stop
            opened = None
        opens = _opens(text, mark.start(), opened is not None)
        if opened is not None:
            yield opened, mark.start() if opens else mark.end()
        opened = mark.start() if opens else None
    if opened is not None:
        stop = text.find("\n", opened)
        yield opened, len(text) if stop < 0 else stop


def _opens(text: str, at: int, inside: bool) -> bool:
    """Whether a mark opens: by its shape, else by the blanks beside it, else by turns."""
    if text[at] != '"':
        return text[at] in "“«"
    blank_before = at == 0 or text[at - 1].isspace() or text[at - 1] in "([-—"
    blank_after = at + 1 == len(text) or text[at + 1].isspace()
    return not inside if blank_before == blank_after else blank_before


def _single(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between single marks that look like speech, not like an apostrophe."""
    for found in _SINGLE.finditer(text):
        yield found.span()
