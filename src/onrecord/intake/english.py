"""Is a text English: cheap evidence first, a trained guesser only where that is not enough."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from onrecord.knowledge import table

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

PIECES = 60
"""At most so many pieces of a text are judged, spread evenly over it."""
PIECE = 1000
"""Characters of a piece: a paragraph, or part of a long one."""
COMMON = 0.05
"""Least share of the words of `english_words` in a plainly English piece: 95 % of 1,551 English reports and sentences need no
more; paragraphs in fifteen other languages had none."""
CONFIDENT = 0.8
"""Least probability of a verdict "not English"; headlines and lists of names stay far below."""
LEAST_LETTERS = 25
"""Shorter pieces are not judged."""

_WORD = re.compile(r"[^\W\d_]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_NEAR_ENGLISH = frozenset({"en", "pcm", "sco", "jam"})  # English, and creoles that short English is taken for


def other_language(text: str) -> str | None:
    """The code of the language that a text is in where that is plainly not English, else None.

    In a mixed text the letters decide: it is refused where more of them stand in pieces of another language than in English
    ones. All-caps copy is judged in lower case. Short and odd texts get the benefit of the doubt.

    >>> other_language("Das Heer hat seine Truppen am Sonntag aus dem Süden des Landes abgezogen.")
    'de'
    >>> other_language("KABUL BLAST KILLS TWELVE, POLICE SAY") is None
    True
    """
    letters: Counter[str] = Counter()
    unsure = []
    for piece in _pieces(text):
        words = _WORD.findall(piece.lower())
        size = sum(map(len, words))
        if _plainly_english(words):
            letters["en"] += size
        elif size >= LEAST_LETTERS:
            unsure.append((piece.lower(), size))
    if letters["en"] <= sum(size for _, size in unsure):
        for piece, size in unsure:
            letters[_guess(piece)] += size
    others = letters.total() - letters["en"] - letters[""]
    if others <= letters["en"]:
        return None
    return max((code for code in sorted(letters) if code not in ("en", "")), key=letters.__getitem__)


def _pieces(text: str) -> list[str]:
    """Paragraphs of the text, long ones cut; a sample spread over it where there are many."""
    step = max(1, len(text) // (PIECES * PIECE))
    pieces = [
        block[at : at + PIECE] for block in _BLANK_LINE.split(text) for at in range(0, len(block), PIECE * step) if not block.isspace()
    ]
    return pieces[:: max(1, -(-len(pieces) // PIECES))]


def _plainly_english(words: list[str]) -> bool:
    """Whether common English words are frequent enough, at least two of them."""
    found = [word for word in words if word in _common()]
    return len(found) >= 2 and len(found) >= COMMON * len(words)


@cache
def _common() -> frozenset[str]:
    return frozenset(row["word"] for row in table("english_words"))


def _guess(piece: str) -> str:
    """The language of a piece in lower case; "" where the guesser is not confident."""
    code, probability = _guesser().classify(piece)
    if code in _NEAR_ENGLISH:
        return "en"
    return code if probability >= CONFIDENT else ""


@cache
def _guesser() -> LanguageIdentifier:
    """The guesser of py3langid, loaded when first needed: that takes most of a second and 100 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
