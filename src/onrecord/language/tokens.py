"""Text to words: character spans of UD-style words, paragraph starts, and the shape of each word.

The word rules follow the English UD treebanks (GUM, EWT): clitics and hyphens are words of their own, abbreviations keep their
points, numbers keep their separators. Nothing is normalised: a word is a span of the text.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.knowledge import table

CLITIC = re.compile(r"(?i)(?<=\w)(?:n['’]t|['’](?:s|re|ve|ll|d|m))$")
PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
SHAPES = 12
"""How many classes `shape` tells apart."""

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(
    r"""
      (?P<link>https?://[^\s<>"“”]+[\w/] | www\.[^\s<>"“”]+[\w/] | [\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,64}\w)
    | (?P<acronym>(?:[A-Za-z]\.){2,}(?:[A-Z](?![A-Za-z]))?)
    | (?P<number>\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s|bn|m|k)?(?![\w]))
    | (?P<word>[^\W\d_](?:[\w]|['’](?=[^\W\d_]))*['’]?(?<!['’]) )
    | (?P<mixed>\w+)
    | (?P<dots>\.{2,}|…|-{2,}|—|–)
    | (?P<mark>[^\w\s])
    """,
    re.VERBOSE,
)


@cache
def abbreviations() -> frozenset[str]:
    """Words that keep a final point, in lower case without it."""
    return frozenset(row["word"] for row in table("abbreviations"))


@cache
def prefixes() -> frozenset[str]:
    """Prefixes that stay with the hyphen and the word after it ("anti-", "non-")."""
    return frozenset(row["prefix"] for row in table("prefixes"))


def words(text: str) -> list[tuple[int, int]]:
    """Spans of the words of a text, in order; white space belongs to none.

    >>> text = "They don't leave the U.S. on Gen. Omar's order."
    >>> [text[s:e] for s, e in words(text)]
    ['They', 'do', "n't", 'leave', 'the', 'U.S.', 'on', 'Gen.', 'Omar', "'s", 'order', '.']
    """
    found: list[tuple[int, int]] = []
    for chunk in _CHUNK.finditer(text):
        _chunk_words(text, chunk.start(), chunk.end(), found)
    return found


def _chunk_words(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    """Append the words between two white spaces."""
    at = start
    while at < end:
        match = _WORD.match(text, at, end)
        if match is None:  # an underscore or another joiner: a word of its own
            found.append((at, at + 1))
            at += 1
            continue
        stop = _with_point(text, match)
        stop = _with_prefix(text, match, stop, end)
        if match.lastgroup == "word" and stop == match.end():
            _split_clitic(text, at, stop, found)
        else:
            found.append((at, stop))
        at = stop


def _with_point(text: str, match: re.Match[str]) -> int:
    """The end of a word, its abbreviation point included."""
    stop = match.end()
    if match.lastgroup != "word" or not text.startswith(".", stop):
        return stop
    word = match.group().lower()
    initial = len(word) == 1 and match.group().isupper() and word != "i"
    return stop + 1 if word in abbreviations() or initial else stop


def _with_prefix(text: str, match: re.Match[str], stop: int, end: int) -> int:
    """The end of a word that a prefix and its hyphen begin ("anti-government" is one word)."""
    if match.lastgroup == "word" and text.startswith("-", stop) and match.group().lower() in prefixes():
        rest = _WORD.match(text, stop + 1, end)
        if rest is not None and rest.lastgroup == "word":
            return rest.end()
    return stop


def _split_clitic(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    """Append a word and its clitic, or the word alone."""
    word = text[start:end]
    if word.lower() == "cannot":
        found += [(start, start + 3), (start + 3, end)]
        return
    clitic = CLITIC.search(word)
    if clitic and clitic.start() > 0:
        found += [(start, start + clitic.start()), (start + clitic.start(), end)]
    else:
        found.append((start, end))


def shape(word: str) -> int:
    """The class of a word's form, 0 to SHAPES - 1: what an uncased encoder cannot see."""
    if word.isalpha() and word.islower():
        return 11  # most words
    if word in "“‘«":
        return 9
    if word in "”’»":
        return 10
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 1 if any(c.isdigit() for c in word) else 0
    if any(c.isdigit() for c in word):
        return 2
    if all(c.isupper() for c in letters):
        return 3 if len(letters) == 1 else 4 if len(letters) <= 4 else 5
    if letters[0].isupper():
        return 7 if any(c.isupper() for c in letters[1:]) else 6
    return 8 if any(c.isupper() for c in letters) else 11


def paragraph_starts(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """Indices of the words that begin a paragraph or a line, where a sentence begins in any case.

    Blank lines always end a paragraph; a single newline does so when the line before it is closed by an end mark or the next
    begins with a capital: hard-wrapped text breaks its lines anywhere.
    """
    starts = [0] if spans else []
    for index in range(1, len(spans)):
        gap = text[spans[index - 1][1] : spans[index][0]]
        if "\n" in gap and (PARAGRAPH.search(gap) or _line_ends(text, spans, index)):
            starts.append(index)
    return starts


def _line_ends(text: str, spans: list[tuple[int, int]], index: int) -> bool:
    """True if the words on both sides of a single newline belong to different sentences."""
    before = text[spans[index - 1][0] : spans[index - 1][1]]
    after = text[spans[index][0] : spans[index][1]]
    closed = before[-1] in ".!?:;”\"’'…)" or before.endswith("...")
    return closed and not after[0].islower()
