"""Whether two names can be one person's or one body's. A first name alone names nobody."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

NameRelation = Literal["same", "short", "other"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LINKS = frozenset("al el ul bin ibn ben abu de da do dos das del della di du la le los las van von der den ter the of and".split())
"""Parts that link names and tell nobody apart: "al-Sisi" is "Sisi", "de la Cruz" is "Cruz"."""
_ADDRESS = frozenset("mr mrs ms miss dr sir lord lady president minister general colonel captain sheikh senator".split())


def same_person(a: str, b: str) -> NameRelation:
    """Whether two names are the same person's: "same", "short" (one is the other's last name, or has initials), or "other".

    >>> same_person("Vladimir Putin", "Putin"), same_person("Vladimir Putin", "Vladimir"), same_person("V. Putin", "Vladimir Putin")
    ('short', 'other', 'short')
    >>> same_person("Abdel Fattah al-Sisi", "Sisi"), same_person("Olaf Lind", "Maria Lind")
    ('short', 'other')
    """
    one, two = _person(a), _person(b)
    if not one or not two:
        return "other"
    if one == two:
        return "same"
    if one[-1] != two[-1]:
        return "other"
    if 1 in (len(one), len(two)):
        return "short"
    return "short" if _firsts_agree(one[:-1], two[:-1]) else "other"


def same_body(a: str, b: str) -> NameRelation:
    """Whether two names are the same body's: "same" but for articles, case and accents, "short" for its letters ("UN"), or "other".

    >>> same_body("the United Nations", "United Nations"), same_body("UN", "United Nations"), same_body("the army", "the navy")
    ('same', 'short', 'other')
    """
    one, two = _parts(a), _parts(b)
    if one == two or [w for w in one if w not in _LINKS] == [w for w in two if w not in _LINKS]:
        return "same" if one and two else "other"
    return "short" if _letters(a, two) or _letters(b, one) else "other"


@lru_cache(maxsize=50_000)
def folded(name: str) -> str:
    """A name in lower case, without accents and marks, words parted by single spaces.

    >>> folded("Nicolás  MADURO,")
    'nicolas maduro'
    """
    return " ".join(_parts(name))


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def _person(name: str) -> list[str]:
    return [part for part in _parts(name) if part not in _LINKS and part not in _ADDRESS]


def _firsts_agree(a: list[str], b: list[str]) -> bool:
    """Whether first names can be one person's: the same word, or an initial of it; middle names may be left out."""
    return a[0] == b[0] or (1 in (len(a[0]), len(b[0])) and a[0][0] == b[0][0])


def _letters(short: str, parts: list[str]) -> bool:
    """Whether a word in capitals is made of the first letters of the parts."""
    plain = short.replace(".", "").strip()
    if not plain.isupper() or len(plain) < 2:
        return False
    return plain.casefold() in ("".join(p[0] for p in parts), "".join(p[0] for p in parts if p not in _LINKS))
