"""Sentences as copies are told by: cut by rules of our own, in a normal form, hashed.

Neither the model nor a library has a say in it, as hashes that are stored must stay what they are: the same words make the same hash
in every ledger, whatever model reads them. Where the rules cut wrongly they do so alike in both texts.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from onrecord.knowledge import table
from onrecord.ledger import quoted

LEAST = 5
"""Words of a sentence that says something about copying: shorter ones ("He did not elaborate.") are common property."""
NUMBER = "#"
WIDTH = 100
"""Characters of the longest line of a text whose lines are broken by hand or by a typewriter, not where paragraphs end."""
SHORT_LINE = 40
"""Characters under which such a line is one by itself: a byline, a heading."""

_CUT = re.compile(r"""[.!?]["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9])|\n\s*""")
_SHORT = re.compile(r"(?:\b([A-Za-z]{1,5})|\b[A-Z](?:\.[A-Z])*)\.$")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
_MARKS = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"', ord("–"): "--", ord("—"): "--", ord("…"): "...", ord("\xa0"): " "}
"""Marks beyond ASCII that the words do not depend on: most sentences have no other."""
_WORD = re.compile(r"\w+(?:'\w+)?")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d|[a-z]+(?:-[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a text: where it is, its words, how many of them stand outside quotation marks, and its hash, None if it has none."""

    start: int
    stop: int
    words: int
    own: int
    hash: int | None


def pieces(text: str) -> list[Piece]:
    """The sentences of a text in order."""
    flat = unwrapped(text)
    marked = quoted.blanked(flat)
    return [_piece(flat[start:stop], marked[start:stop], start) for start, stop in spans(flat)]


def unwrapped(text: str) -> str:
    """The text, as long as before, with a blank for every newline that only ends a line of a page, not a sentence or a heading.

    >>> unwrapped("The rebels who had held the old fort since\\nMay left it on Tuesday.\\n\\nNobody was hurt.")
    'The rebels who had held the old fort since May left it on Tuesday.\\n\\nNobody was hurt.'
    """
    lines = text.split("\n")
    if len(lines) < 2 or max(map(len, lines)) > WIDTH:
        return text
    ends = ["\n" if len(line.strip()) < SHORT_LINE or not after.strip() else " " for line, after in pairwise(lines)]
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text are, without the white space around them.

    >>> [slice(*span) for span in spans("Lt. Gen. Lind spoke. He left.")]
    [slice(0, 20, None), slice(21, 29, None)]
    """
    start = 0
    for cut in _CUT.finditer(text):
        if cut[0][0] != "\n" and _abbreviated(text[max(start, cut.start() - 12) : cut.start() + 1]):
            continue
        yield from _trimmed(text, start, cut.end())
        start = cut.end()
    yield from _trimmed(text, start, len(text))


def normal(sentence: str) -> list[str]:
    """The words of a sentence as they are compared: no case, no marks, numbers all the same, no credits or dateline, no house style.

    >>> " ".join(normal('LOME (AP) -- At least twelve people died on Monday, "all of them miners".'))
    'at least # people died all of them miners'
    """
    text = sentence.casefold().translate(_MARKS)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if "(" in text or "--" in text:
        text = _credits().sub(" ", text)
    if "." in text[:-1]:
        text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    text = text.replace("per cent", "percent")
    words, style = _numbers(), _style()
    found: list[str] = []
    for word in _WORD.findall(text):
        if word[0].isdigit() or word in words:
            if not found or found[-1] != NUMBER:  # "twenty-one", "1.5 million" and "21" are one number
                found.append(NUMBER)
        elif word := style.get(word, word):
            found.append(word)
    return found


def figures(sentence: str) -> list[str]:
    """The numbers of a sentence as it writes them, number words included, in order.

    >>> figures("Twenty-one of 1,200 miners died.")
    ['twenty-one', '1,200']
    """
    found = _FIGURE.findall(sentence.casefold())
    return [word for word in found if word[0].isdigit() or all(part in _numbers() for part in word.split("-"))]


def hash_of(words: list[str]) -> int:
    """64 bits of the BLAKE2b hash of some words, as SQLite stores them."""
    digest = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def shingles(words: list[str], size: int = 5) -> set[str]:
    """The runs of so many words; of a shorter text the whole.

    >>> sorted(shingles(["they", "left", "at", "once"], 3))
    ['left at once', 'they left at']
    """
    return {" ".join(words[n : n + size]) for n in range(max(1, len(words) - size + 1))} if words else set()


def is_credit(sentence: str) -> bool:
    """Whether a line says who wrote or sent the report, or sells something."""
    return bool(_lines().match(sentence.strip()))


def _piece(sentence: str, marked: str, start: int) -> Piece:
    words = normal(sentence)
    own = len(words) if marked == sentence else len(normal(marked))
    told = len(words) >= LEAST and not is_credit(sentence)
    return Piece(start, start + len(sentence), len(words), own, hash_of(words) if told else None)


def _trimmed(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    piece = text[start:stop]
    inner = piece.strip()
    if inner:
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(inner)


def _abbreviated(before: str) -> bool:
    """Whether a full stop belongs to the word before it."""
    found = _SHORT.search(before)
    return found is not None and (found[1] is None or len(found[1]) == 1 or found[1].lower() in _abbreviations())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"] for row in table("abbreviations"))


@cache
def _numbers() -> frozenset[str]:
    return frozenset(row["word"] for row in table("numbers"))


@cache
def _style() -> dict[str, str]:
    return {row["word"]: row["as"] for row in table("house_style")}


@cache
def _credits() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in table("credit_lines") if row["place"] == "within"), re.IGNORECASE)


@cache
def _lines() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in table("credit_lines") if row["place"] == "start"), re.IGNORECASE)
