"""How many: figures as ranges with the words that bound them (codebook, section 2.4). Dates, ages and numbers that only name are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from onrecord.knowledge import table
from onrecord.language.analysis import Analysis
from onrecord.reading import time_expressions, time_grammar
from onrecord.reading.numerals import Numeral, figure, numeral_at
from onrecord.record import Quantity

__all__ = ["counted", "find"]

_RANGE = ("to", "-", "–", "or")


@dataclass(frozen=True, slots=True)
class _Bound:
    words: tuple[str, ...]
    bound: str


@cache
def _bounds(side: str) -> Mapping[str, tuple[_Bound, ...]]:
    """Bounding phrases by the word next to the figure, longest first."""
    made: dict[str, list[_Bound]] = {}
    for row in table("number_bounds"):
        if row["side"] == side:
            words = tuple(row["words"].split())
            made.setdefault(words[-1 if side == "before" else 0], []).append(_Bound(words, row["bound"]))
    return {word: tuple(sorted(group, key=lambda b: -len(b.words))) for word, group in made.items()}


@cache
def _units() -> Mapping[str, str]:
    return {row["word"]: row["unit"] for row in table("units")}


@cache
def _designations() -> frozenset[str]:
    return frozenset(row["word"] for row in table("designations"))


@cache
def _nothing() -> frozenset[str]:
    return frozenset(row["lemma"] for row in table("nothing_words"))


def find(analysis: Analysis) -> tuple[Quantity, ...]:
    """The quantities of a text, in order; ids q1, q2, … `of` stays None."""
    made = [_quantity(analysis, *pair) for pair in _numerals(analysis)]
    made += _zeros(analysis)
    made.sort(key=lambda q: q.span)
    return tuple(replace(quantity, id=f"q{n}") for n, quantity in enumerate(made, 1))


def counted(analysis: Analysis, quantity: Quantity) -> int | None:
    """The word for what a quantity counts ("soldiers" of "at least 12 soldiers", "people" of "dozens of people"), or None."""
    words = analysis.words_in(*quantity.span)
    return _counted(analysis, words.start, words.stop)


# ---------------------------------------------------------------- which words
def _numerals(analysis: Analysis) -> Iterator[tuple[Numeral, Numeral]]:
    """The numbers of a text that count something, each with the far end of its range, or itself."""
    taken, lower, at = _taken(analysis), analysis.lower, 0
    while at < len(lower):
        numeral = None if at in taken else numeral_at(lower, at)
        if numeral is None or taken.intersection(range(numeral.first, numeral.last)):
            at += 1
            continue
        far = _far_end(analysis, numeral, taken)
        at = far.last
        if _counts(analysis, numeral, far):
            yield numeral, far


def _taken(analysis: Analysis) -> frozenset[int]:
    """Words of dates, ages, and names of several words."""
    marks = time_grammar.mark(analysis)
    times = (time_expressions.whole(analysis, marks, match) for match in time_grammar.matches(marks))
    found = [(f.first, f.last) for f in times if f.rule == "age" or time_expressions.meant(analysis, marks, f)]
    found += [(first, last) for first, last, _, _ in analysis.names if last - first > 1]
    return frozenset(word for first, last in found for word in range(first, last))


def _far_end(analysis: Analysis, near: Numeral, taken: frozenset[int]) -> Numeral:
    """The second number of "20 to 30", "20-30", "between 20 and 30"; else the number itself."""
    lower, joint = analysis.lower, near.last
    if joint + 1 >= len(lower) or joint + 1 in taken:
        return near
    between = near.first > 0 and lower[near.first - 1] == "between" and lower[joint] == "and"
    if not between and lower[joint] not in _RANGE:
        return near
    far = numeral_at(lower, joint + 1)
    return far if far is not None and far.value * _scale_of(far, near) > near.value else near


def _scale_of(far: Numeral, near: Numeral) -> float:
    """1 where a range makes sense; 0 between a plain figure and a vague word."""
    return 0.0 if far.vague != near.vague else 1.0


def _counts(analysis: Analysis, near: Numeral, far: Numeral) -> bool:
    """False for ages, designations ("flight 370"), scores ("3-2"), and the pronoun "one"."""
    lower, last = analysis.lower, far.last
    if lower[near.first] == "one" and near.last - near.first == 1 and not _one_counts(analysis, near.first):
        return False
    if _in_code(analysis, near):
        return False
    after = lower[last] if last < len(lower) else ""
    if after in _PART_OF_CODE and last + 1 < len(lower) and lower[last + 1][0].isdigit():
        return False
    return not (_designates(analysis, near) or _age(analysis, near))


def _one_counts(analysis: Analysis, word: int) -> bool:
    """True for "one soldier" and "one was killed", not for "one of them", "no one", "fight one"."""
    before = analysis.lower[word - 1] if word else ""
    after = analysis.lower[word + 1] if word + 1 < len(analysis) else ""
    if after in ("of", "another", "-") or before in ("no", "the", "this"):
        return False
    return analysis.upos[word] == "NUM" and analysis.rel[word] in ("nummod", "nsubj", "root", "compound", "conj")


_PART_OF_CODE = ("-", "'", "’", "‘", "/", ":", ".", "#", "№", "–")


def _in_code(analysis: Analysis, numeral: Numeral) -> bool:
    """True for a number written on to what stands before it: "F-16", "'15"; "anti-two" and "$40" are none."""
    first = numeral.first
    if first < 1 or analysis.lower[first - 1] not in _PART_OF_CODE or int(analysis.ends[first - 1]) != int(analysis.starts[first]):
        return False
    lettered = first > 1 and analysis.lower[first - 1] == "-" and analysis.lower[first - 2].isalpha()
    return not (lettered and figure(analysis.lower[first]) is None)


def _designates(analysis: Analysis, numeral: Numeral) -> bool:
    """True for a number after the noun that it tells apart: "Highway 1", "Resolution 1701"."""
    first = numeral.first
    if first == 0:
        return False
    before = first - 1
    if (
        analysis.lower[before] in _designations()
        or analysis.lower[before] == "no"
        or analysis.lower[max(first - 2, 0) : first] in (("no", "."), ("nos", "."))
    ):
        return True
    head = int(analysis.head[first])
    if analysis.xpos[before] == "NNP" and head < first:
        return True
    named = analysis.upos[before] in ("PROPN", "NOUN") and (
        head == before or (head < first and analysis.rel[first] in ("nummod", "flat", "compound"))
    )
    return named and analysis.words[first][:1].isdigit() and analysis.xpos[before] in ("NNP", "NN")


def _age(analysis: Analysis, numeral: Numeral) -> bool:
    """True for "Ahmed, 34, said", "aged 14", "at the age of 60"."""
    lower, first, last = analysis.lower, numeral.first, numeral.last
    before = lower[max(first - 2, 0) : first]
    if before[-1:] in (("aged",), ("age",)) or before == ("age", "of"):
        return True
    if before[-1:] in (("and",), (",",), ("or",)) and first > 2 and lower[first - 3] == "aged":
        return True
    closed = last >= len(lower) or lower[last] in (",", ".", ")", ";")
    person = first > 1 and analysis.upos[first - 2] in ("PROPN", "NOUN") and analysis.xpos[first - 2] in ("NNP", "NN")
    return before[-1:] in ((",",), ("(",)) and closed and person and numeral.value < 120


# ---------------------------------------------------------------- what they say
def _quantity(analysis: Analysis, near: Numeral, far: Numeral) -> Quantity:
    """The figure with its bounds, its unit, and its span from the first bounding word to the last word of the number."""
    money = _money(analysis, near.first)
    first = near.first - money
    last = far.last
    before, after = _wording(analysis.lower, first, "before"), _wording(analysis.lower, last, "after")
    if far is not near:
        between = first > 0 and analysis.lower[first - 1] == "between"
        span, joint = analysis.span(first - between, last), "between" if between else None
        least = _plain(near.value * _shared_scale(near, far))
        return Quantity("", span, least, _plain(far.value), None, joint, _unit(analysis, first, last))
    bound = before or after
    low, high, best = map(_plain, _sizes(near, bound.bound if bound else "exact"))
    start = first - (len(before.words) if before else 0)
    stop = last + (len(after.words) if after and not before else 0)
    wording = " ".join(bound.words) if bound else " ".join(analysis.lower[near.first : near.last]) if near.vague else None
    return Quantity("", analysis.span(start, stop), low, high, best, wording, _unit(analysis, first, stop))


def _plain(value: float | None) -> float | None:
    """A number without the crumbs of floating point; whole ones as integers."""
    rounded = None if value is None else round(value, 6)
    return int(rounded) if rounded is not None and rounded == int(rounded) else rounded


def _shared_scale(near: Numeral, far: Numeral) -> float:
    """1.5 to 2 million counts millions on both sides."""
    scale = 1.0
    while near.last - near.first == 1 and far.last - far.first > 1 and near.value * scale * 1000 < far.value:
        scale *= 1000
    return scale


def _sizes(numeral: Numeral, bound: str) -> tuple[float | None, float | None, float | None]:
    """Low, high and best of a figure; a vague word has a low end only, whatever stands before it."""
    value = numeral.value
    if numeral.vague:
        return value, None, None
    if bound == "low":
        return value, None, None
    if bound == "high":
        return None, value, None
    if bound == "best":
        return None, None, value
    return value, value, value


def _wording(lower: tuple[str, ...], at: int, side: str) -> _Bound | None:
    """The bounding words that end before, or begin at, a word."""
    word = lower[at - 1] if side == "before" and at else lower[at] if side == "after" and at < len(lower) else ""
    for bound in _bounds(side).get(word, ()):
        size = len(bound.words)
        start = at - size if side == "before" else at
        if start >= 0 and lower[start : start + size] == bound.words:
            return bound
    return None


def _money(analysis: Analysis, first: int) -> int:
    """How many words of a currency sign stand before a figure."""
    if first and analysis.lower[first - 1] in _units() and not analysis.lower[first - 1].isalpha() and analysis.lower[first - 1] != "%":
        return (
            2 if first > 1 and analysis.lower[first - 2] == "us" and int(analysis.ends[first - 2]) == int(analysis.starts[first - 1]) else 1
        )
    return 0


def _unit(analysis: Analysis, first: int, last: int) -> str | None:
    """What is counted: a unit of measure by its sign, else the lemma of the counted noun."""
    for word in range(first, min(last + 3, len(analysis))):
        token = analysis.lower[word]
        if token in _units() and (not token.isalpha() or word >= last) and (word <= last or analysis.lower[last] in ("-", "us", "u.s.")):
            return _units()[token]
    noun = _counted(analysis, first, last)
    if noun is None:
        return None
    if analysis.xpos[noun] == "NNPS":
        return "people"
    lemma = analysis.lemma[noun].lower()
    return _units().get(lemma, lemma)


def _counted(analysis: Analysis, first: int, last: int) -> int | None:
    """The noun that the words [first, last) count: what stands after "of", the head of the number, or the noun right after it."""
    for word in range(first, last):
        for child in analysis.children[word]:
            of = any(analysis.lower[c] == "of" for c in analysis.children[child])
            if of and child >= last and analysis.rel[child] in ("nmod", "obl"):
                return child if analysis.upos[child] != "PRON" else None
    for word in range(last - 1, first - 1, -1):
        head = int(analysis.head[word])
        if head >= last and analysis.rel[word] in _COUNTS_BY and analysis.upos[head] in ("NOUN", "PROPN", "SYM", "ADJ"):
            return (_noun_after(analysis, last) or head) if analysis.upos[head] == "ADJ" else head
    return _noun_after(analysis, last)


_COUNTS_BY = ("nummod", "compound", "amod", "det", "nmod")
_REACH = 4
"""How many words a counted noun may stand behind its number where the tree does not say."""


def _noun_after(analysis: Analysis, last: int) -> int | None:
    """The last of the nouns right behind a number, adjectives between."""
    found = None
    for word in range(last, min(last + _REACH, len(analysis))):
        if analysis.xpos[word] in ("NN", "NNS", "NNPS"):
            found = word
        elif found is not None or analysis.upos[word] != "ADJ":
            break
    return found


# ---------------------------------------------------------------- nothing
def _zeros(analysis: Analysis) -> Iterator[Quantity]:
    """The noughts of a text: "no injuries", "no one", "nobody"."""
    for word, token in enumerate(analysis.lower):
        if token not in ("no", "nobody"):
            continue
        noun = int(analysis.head[word])
        if last := _nobody(analysis.lower, word):
            yield _zero(analysis, word, last, "people")
        elif analysis.rel[word] == "det" and noun > word and analysis.lemma[noun] in _nothing():
            yield _zero(analysis, word, word + 1, analysis.lemma[noun].lower())


def _zero(analysis: Analysis, first: int, last: int, unit: str) -> Quantity:
    return Quantity("", analysis.span(first, last), 0, 0, 0, None, unit)


def _nobody(lower: tuple[str, ...], word: int) -> int:
    """The end of "nobody", "no one", "no-one" that begins with a word, or 0."""
    if lower[word] == "nobody":
        return word + 1
    return next((word + len(form) for form in (("no", "one"), ("no", "-", "one")) if lower[word : word + len(form)] == form), 0)
