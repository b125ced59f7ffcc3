"""Names as keys: one spelling for all the ways in which a place's name is written."""

from __future__ import annotations

import unicodedata

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ŋ": "n", "ħ": "h", "ə": "a", "&": " and "}
    | dict.fromkeys("'’‘ʻʼʿʾ`´.·", "")
    | dict.fromkeys("-‐‑–/,_()", " ")
)
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point"}
_ARTICLES = frozenset({"al", "el", "ar", "as", "ash", "an", "ad", "at", "az", "ed", "er", "es", "et", "en", "the"})
"""The Arabic article as it is written before sun and moon letters, and the English one."""


def key(name: str) -> str:
    """A name without marks, case, apostrophes, points and hyphens, "St" written out.

    >>> key("Sana'a"), key("Khan-Yūnis"), key("St. John’s"), key("Łódź")
    ('sanaa', 'khan yunis', 'saint johns', 'lodz')
    """
    if name.isascii():
        plain = name.lower().translate(_PLAIN)
    else:
        marked = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
        plain = "".join(c for c in marked if not unicodedata.combining(c)).translate(_PLAIN)
    words = plain.split()
    if len(words) > 1 and words[0] in _SHORT:
        words[0] = _SHORT[words[0]]
    return " ".join(words)


def bare(name_key: str) -> str:
    """A key without articles: "deir el balah" is "deir balah"; the key itself if nothing else were left.

    >>> bare("al hudaydah"), bare("deir al balah"), bare("al")
    ('hudaydah', 'deir balah', 'al')
    """
    words = name_key.split()
    return " ".join([w for w in words if w not in _ARTICLES] or words)


def respelled(name_key: str) -> list[str]:
    """Keys with a consonant doubled or no longer so, as other letters are put into Latin ones; none for very short or long ones.

    >>> respelled("kfar aza"), respelled("yunnis")[0]
    (['kfarr aza', 'kfar azza'], 'yunis')
    """
    if not 5 <= len(name_key) <= 100:  # a token of 100 kB would give 12,500 keys of its length
        return []
    found = []
    for n, letter in enumerate(name_key):
        if letter.isalpha() and letter not in "aeiou" and n > 0:
            if name_key[n - 1] == letter:
                found.append(name_key[:n] + name_key[n + 1 :])
            elif name_key[n - 1] in "aeiou" and name_key[n + 1 : n + 2] != letter:
                found.append(name_key[:n] + letter + name_key[n:])
    return found


def latin(name: str) -> bool:
    """True if every letter of a name is a Latin one."""
    return all(not c.isalpha() or c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in name)
