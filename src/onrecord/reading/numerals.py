"""Numbers in words and figures: where one begins, how far it goes, what it comes to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.knowledge import table

_FIGURE = re.compile(r"(\d{1,3}(?:,\d{2,3}){1,5}|\d{1,15})(\.\d{1,6})?(m|bn|k|tn)?")
_SUFFIX = {"m": 1e6, "bn": 1e9, "k": 1e3, "tn": 1e12}
_JOINTS = ("-", "and")
_LONGEST = 8
"""Most words of one number ("two hundred and fifty thousand"): the search stays linear."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at the words [first, last). `vague`: words like "dozens" or "several hundred", of which it is the least."""

    first: int
    last: int
    value: float
    vague: bool = False


@cache
def _words(kind: str) -> Mapping[str, float]:
    return {row["word"]: float(row["value"]) for row in table("numbers") if row["class"] == kind}


@cache
def _starters() -> frozenset[str]:
    """Words other than figures that a number can begin with."""
    return frozenset(row["word"] for row in table("numbers") if row["class"] in ("ones", "tens", "vague", "some")) | {"a", "an", "half"}


def numeral_at(lower: Sequence[str], at: int) -> Numeral | None:
    """The number that begins with this word, or None.

    >>> numeral_at("two hundred and fifty thousand people".split(), 0)
    Numeral(first=0, last=5, value=250000.0, vague=False)
    >>> numeral_at("tens of thousands of people".split(), 0)
    Numeral(first=0, last=3, value=20000.0, vague=True)
    """
    word = lower[at]
    if not word[0].isdigit() and word not in _starters():
        return None
    if word in _words("vague"):
        return _vague(lower, at)
    if word in ("a", "an", "half"):
        return _article(lower, at)
    if word in _words("some"):
        return _several(lower, at, at)
    if word in _words("ones") or word in _words("tens"):
        return _spelled(lower, at)
    value = figure(word)
    return None if value is None else _scaled(lower, at, at + 1, value)


def figure(word: str) -> float | None:
    """The value of a number in figures, or None: "1,200", "1.5", "3bn"."""
    if not word[:1].isdigit() or len(word) > 24 or not (match := _FIGURE.fullmatch(word)):
        return None
    return float(match[1].replace(",", "") + (match[2] or "")) * _SUFFIX.get(match[3] or "", 1)


def _word(lower: Sequence[str], at: int) -> str:
    return lower[at] if at < len(lower) else ""


def _scaled(lower: Sequence[str], first: int, at: int, value: float) -> Numeral:
    """A number with the scale words after it: "1.5 million", "2-million"."""
    scales = _words("scale")
    while at - first < _LONGEST:
        step = 1 if _word(lower, at) in scales else 2 if _word(lower, at) == "-" and _word(lower, at + 1) in scales else 0
        if not step:
            break
        value *= scales[lower[at + step - 1]]
        at += step
    return Numeral(first, at, value)


def _vague(lower: Sequence[str], at: int) -> Numeral | None:
    """The number in "dozens", "hundreds of thousands": at least two of the unit. "Tens" needs what it counts."""
    value, last, vague = 2 * _words("vague")[lower[at]], at + 1, _words("vague")
    while last - at < 5 and _word(lower, last) == "of" and _word(lower, last + 1) in vague:
        value *= vague[lower[last + 1]]
        last += 2
    alone = last == at + 1
    if alone and lower[at] in ("tens", "scores") and _word(lower, last) != "of":
        return None
    return Numeral(at, last, value, True)


def _article(lower: Sequence[str], at: int) -> Numeral | None:
    """The number in "a dozen", "half a million", "a few hundred", "a couple of"; None for a plain article."""
    half = lower[at] == "half"
    word = at + 1 if not half else at + 2 if _word(lower, at + 1) in ("a", "an") else at + 1
    following = _word(lower, word)
    if following in _words("scale"):
        return _scaled(lower, at, word, 0.5 if half else 1)
    if half:
        return None
    if following == "few":
        return _several(lower, at, word)
    if following in _words("group") and _word(lower, word + 1) == "of":
        return Numeral(at, word + 1, _words("group")[following])
    return None


def _several(lower: Sequence[str], first: int, at: int) -> Numeral | None:
    """The number in "several", "a few dozen": at least two of the unit; a bare "few" or "many" counts nothing."""
    made = _scaled(lower, first, at + 1, 2)
    if made.last == at + 1 and (lower[at] == "many" or (lower[at] == "few" and first == at)):
        return None
    return Numeral(first, made.last, made.value, True)


def _spelled(lower: Sequence[str], at: int) -> Numeral:
    """A number in words; the last run of small words counts what follows it: "two hundred and fifty thousand"."""
    total = run = 0.0
    here = at
    while here - at < _LONGEST:
        step = 1 if _small(lower, here) is not None else 2 if here > at and _joined(lower, here) else 0
        if step:
            small = _small(lower, here + step - 1) or 0.0
            if here > at and not _fits(run, small):
                break
            run += small
        elif (scale := _words("scale").get(_word(lower, here))) and scale == 100:
            run, step = (run or 1) * scale, 1
        elif scale:
            total, run, step = total + (run or 1) * scale, 0.0, 1
        else:
            break
        here += step
    return Numeral(at, here, total + run)


def _small(lower: Sequence[str], at: int) -> float | None:
    word = _word(lower, at)
    return _words("ones").get(word, _words("tens").get(word))


def _joined(lower: Sequence[str], at: int) -> bool:
    """The number in "-two", "and fifty": "and" joins only after a hundred or more."""
    if _word(lower, at) not in _JOINTS or _small(lower, at + 1) is None:
        return False
    return lower[at] == "-" or lower[at - 1] in ("hundred", "thousand", "million")


def _fits(run: float, small: float) -> bool:
    """True if a small number may follow: units after tens, anything after hundreds."""
    return small < 100 <= run or (run % 100 >= 20 and run % 10 == 0 and 0 < small < 10) or run == 0
