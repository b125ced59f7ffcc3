"""Which words could make a time expression: word classes as letters, and the table of patterns over them.

Every word gets one letter (`LETTERS`); a pattern of `knowledge/time_patterns.tsv` is a regular expression over those letters, so
its match is a run of words. All repetition is bounded: the search is linear in the number of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from onrecord.knowledge import table
from onrecord.language.analysis import Analysis
from onrecord.language.tokens import words as split

LETTERS = {
    "month": "m", "short-month": "b", "weekday": "w", "weekdays": "W", "short-weekday": "v", "season": "s", "unit": "u",
    "units": "U", "part": "p", "hour-name": "h", "number": "n", "ordinal": "o", "back": "l", "ahead": "x", "this": "i",
    "that": "j", "same": "q", "now": "c", "recent": "r", "ago": "g", "earlier": "e", "before": "f", "later": "L",
    "after": "F", "hence": "G", "edge": "k", "edge-noun": "M", "half": "K", "day": "D", "tonight": "N", "overnight": "V",
    "noon-side": "P", "zone": "Z", "o-clock": "Q", "each": "E", "per": "R", "set": "S", "reference": "=", "bound": "B",
    "filler": "J", "fiscal": "X", "holiday": "H", "anchor": "!", "decade": "Y", "age": "A",
}  # fmt: skip
"""Letter of each class of `knowledge/time_words.tsv`. Digits: d a day of the month, y a year, 0 another number, t a clock time,
C a date in figures, Y a decade; z continues a phrase."""
_FEASTS = "H!"
"""Letters of days that are named after people: inside such a name they still count."""
_PLAIN = {
    "the": "T", "a": "a", "an": "a", "of": "O", "in": "I", "on": "@", "at": "%", "and": "&", "or": "~", "to": "~", "through": "~",
    "until": "~", "till": "~", "–": "-", "-": "-", "—": ".", ",": ",", "'s": "'", "'": "`", "‘": "`", "’": "`",
}  # fmt: skip
_START = r"(?=[B-HKLMNRSTUVWXYa-fh-xy0=!`%])(?![Ta%][.,])"
"""What an expression can begin with: spares trying each pattern at each word."""
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3}){1,4}|\d{1,9}(?:\.\d{1,6})?")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?(am|pm)?|(1[0-2]|0?\d)(?:[.]([0-5]\d))?(am|pm)")
_STAMP = re.compile(r"\d{1,2}([/.])\d{1,2}\1(?:\d{4}|\d\d)|(?:19|20)\d\d([/.])\d{1,2}\2\d{1,2}")
_DECADE = re.compile(r"(?:1[5-9]|20)?\d0s")
_NO_FIGURE = frozenset("abcdefghijklmnopqrstuvwxyz.,;:!?()\"'“”‘’-–—$%&/")
"""First letters of words that are no figures."""
_LONGEST = 12
"""Longest figure that can be part of a date."""


@cache
def words_of(kind: str) -> frozenset[str]:
    """Words of one kind from the table of words that decide about a time beside them."""
    return frozenset(row["word"] for row in table("time_context") if row["kind"] == kind)


@dataclass(frozen=True, slots=True)
class Marks:
    """One letter and one table value for each word; `breaks` are the words that begin a line and a sentence at once."""

    letters: str
    values: tuple[str, ...]
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The words [first, last) of a time expression and the pattern that they fit."""

    rule: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    letter: str
    value: str
    guard: str


@cache
def _phrases() -> dict[str, tuple[_Phrase, ...]]:
    """The phrases of the word table by their first word, longest first."""
    made: dict[str, list[_Phrase]] = {}
    for row in table("time_words"):
        words = tuple(row["word"][s:e] for s, e in split(row["word"]))
        made.setdefault(words[0], []).append(_Phrase(words, LETTERS[row["class"]], row["value"], row["guard"]))
    return {first: tuple(sorted(group, key=lambda p: -len(p.words))) for first, group in made.items()}


@cache
def _macros() -> dict[str, str]:
    made: dict[str, str] = {}
    for row in table("time_patterns"):
        made[row["name"]] = re.sub(r"\{(_\w+)\}", lambda part: made[part[1]], row["pattern"])
    return made


@cache
def rules() -> re.Pattern[str]:
    """All patterns as one; the group that matched names the rule."""
    named = [f"(?P<{name}>{pattern})" for name, pattern in _macros().items() if not name.startswith("_")]
    return re.compile(f"{_START}(?:{'|'.join(named)})", re.VERBOSE)


def mark(analysis: Analysis) -> Marks:
    """The class of every word."""
    lower, phrases = analysis.lower, _phrases()
    letters: list[str] = []
    values: list[str] = []
    named = _named(analysis)
    while (here := len(letters)) < len(lower):
        word = lower[here]
        candidates = phrases.get(word)
        phrase = _phrase_at(analysis, here, candidates) if candidates else None
        if phrase is not None and (here not in named or phrase.letter in _FEASTS):
            letters += [phrase.letter, *"z" * (len(phrase.words) - 1)]
            values += [phrase.value] * len(phrase.words)
        elif (middle := _middle_of(word, phrases)) is not None:
            letters.append(middle.letter)
            values.append(middle.value)
        else:
            letters.append(_PLAIN.get(word) or ("." if word[0] in _NO_FIGURE else _figure(word)))
            values.append(word)
    return Marks("".join(letters), tuple(values), tuple(_breaks(analysis)))


def _breaks(analysis: Analysis) -> Iterator[int]:
    """First words of sentences that stand on a new line: no expression goes on from a headline into a dateline."""
    for first, _ in analysis.sentences[1:]:
        if "\n" in analysis.text[int(analysis.ends[first - 1]) : int(analysis.starts[first])]:
            yield first


def _named(analysis: Analysis) -> frozenset[int]:
    """Words inside names of people and organisations of several words: "April Smith", "the Sunday Times"."""
    return frozenset(
        word for first, last, label, _ in analysis.names if label in ("PER", "ORG") and last - first > 1 for word in range(first, last)
    )


def _phrase_at(analysis: Analysis, here: int, candidates: tuple[_Phrase, ...]) -> _Phrase | None:
    for phrase in candidates:
        length = len(phrase.words)
        if (length == 1 or analysis.lower[here : here + length] == phrase.words) and _written(analysis, here, phrase.guard):
            return phrase
    return None


def _written(analysis: Analysis, here: int, guard: str) -> bool:
    """True if the word is written as its guard asks; `name` tells the month May from the verb, also in capitals."""
    if not guard:
        return True
    word = analysis.words[here]
    if guard == "lower":
        return word.islower()
    if guard == "upper":
        return word.isupper()
    if guard == "noun":
        return analysis.upos[here] not in ("VERB", "AUX", "ADJ")
    if not word[0].isupper():
        return False
    return guard == "capital" or analysis.upos[here] == "PROPN" or _beside_figure(analysis, here)


def _beside_figure(analysis: Analysis, here: int) -> bool:
    return any(0 <= n < len(analysis) and analysis.lower[n][0].isdigit() for n in (here - 1, here + 1))


def _middle_of(word: str, phrases: dict[str, tuple[_Phrase, ...]]) -> _Phrase | None:
    """What "mid-March" is in the middle of, or None."""
    inner = phrases.get(word[4:]) if word[:4] == "mid-" else None
    return inner[0] if inner and inner[0].letter in "muswYD" else None


def _figure(word: str) -> str:
    """The letter of a figure or clock time."""
    if len(word) > _LONGEST:
        return "."
    if (day := _DAY.fullmatch(word)) and 1 <= int(day[1]) <= 31:
        return "d"
    if _YEAR.fullmatch(word):
        return "y"
    for pattern, letter in ((_CLOCK, "t"), (_STAMP, "C"), (_DECADE, "Y"), (_NUMBER, "0")):
        if pattern.fullmatch(word):
            return letter
    return "."


def matches(marks: Marks) -> Iterator[Found]:
    """All runs of words that fit a pattern, in order, without overlap; ages among them."""
    for first, last in zip((0, *marks.breaks), (*marks.breaks, len(marks.letters)), strict=True):
        for match in rules().finditer(marks.letters, first, last):
            yield Found(match.lastgroup or "", *match.span())
