"""Which words make a time expression: word classes as letters, and the table of patterns over them.

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
_PLAIN = {
    "the": "T", "a": "a", "an": "a", "of": "O", "in": "I", "on": "@", "at": "%", "and": "&", "or": "~", "to": "~", "through": "~",
    "until": "~", "till": "~", "–": "-", "-": "-", "—": ".", ",": ",", "'s": "'", "'": "`", "‘": "`", "’": "`",
}  # fmt: skip
_FIRST = "a-zA-Z0=!`%"
"""Letters that an expression can begin with."""
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3}){1,4}|\d{1,9}(?:\.\d{1,6})?")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?(am|pm)?|(1[0-2]|0?\d)(?:[.]([0-5]\d))?(am|pm)")
_STAMP = re.compile(r"\d{1,2}([/.])\d{1,2}\1(?:\d{4}|\d\d)|(?:19|20)\d\d([/.])\d{1,2}\2\d{1,2}")
_DECADE = re.compile(r"(?:1[5-9]|20)?\d0s")
_NO_FIGURE = frozenset("abcdefghijklnopqrstuvwxyz.,;:!?()\"'“”‘’-–—$%&/")
"""First letters of words that are neither figures nor "mid-March"."""
_LONGEST = 12
"""Longest figure that can be part of a date."""


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
    return re.compile(f"(?=[{_FIRST}])(?:{'|'.join(named)})", re.VERBOSE)


def mark(analysis: Analysis) -> Marks:
    """The class of every word."""
    lower, phrases = analysis.lower, _phrases()
    letters: list[str] = []
    values: list[str] = []
    named = _named(analysis)
    while (here := len(letters)) < len(lower):
        word = lower[here]
        candidates = phrases.get(word)
        phrase = _phrase_at(analysis, here, candidates) if candidates and here not in named else None
        if phrase is not None:
            letters += [phrase.letter, *"z" * (len(phrase.words) - 1)]
            values += [phrase.value] * len(phrase.words)
        else:
            letters.append(_PLAIN.get(word) or ("." if word[0] in _NO_FIGURE else _figure(word, phrases)))
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


def _figure(word: str, phrases: dict[str, tuple[_Phrase, ...]]) -> str:
    """The letter of a word that no table holds: figures, clock times, "mid-March"."""
    if not word[0].isdigit():
        inner = phrases.get(word[4:]) if word.startswith("mid-") else None
        return inner[0].letter if inner and inner[0].letter in "mbuswYD" else "."
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


def find(analysis: Analysis, marks: Marks) -> Iterator[Found]:
    """The time expressions of a text, in order, without overlap. What only looks like one is left out."""
    for match in matches(marks):
        found = whole(analysis, marks, match)
        if meant(analysis, marks, found):
            yield found


def matches(marks: Marks) -> Iterator[Found]:
    """All runs of words that fit a pattern, ages included."""
    for first, last in zip((0, *marks.breaks), (*marks.breaks, len(marks.letters)), strict=True):
        for match in rules().finditer(marks.letters, first, last):
            yield Found(match.lastgroup or "", *match.span())


def whole(analysis: Analysis, marks: Marks, found: Found) -> Found:
    """The expression without words at its rim that belong to what follows."""
    letters, first, last = marks.letters, found.first, found.last
    if (
        found.rule == "date"
        and letters[last - 1] == "d"
        and last - 1 > first
        and letters[last - 2] == "m"
        and _counts_noun(analysis, last - 1)
    ):
        return Found("month", first, last - 1)  # "In April 12 people were killed"
    if found.rule == "century" and marks.values[letters.index("d", first)].isdigit():
        return Found("length", first + (letters[first] == "T"), last)  # "the 12-year war"
    if found.rule == "clock_at":
        return Found("clock", first + 1, last)
    if found.rule == "counted_before" and letters[first] != "T" and not _closed(analysis, marks, found):
        return Found("length", first, last - 1)  # "two days before the launch"
    if found.rule == "length" and letters[first] == "a" and letters[last - 1] == "u" and letters[first + 1] in "nd0":
        return Found("length", first + 1, last)  # "a five-year contract"
    return found


def _counts_noun(analysis: Analysis, word: int) -> bool:
    head = int(analysis.head[word])
    return word < head <= word + 3 and analysis.rel[word] == "nummod" and analysis.xpos[head] in ("NNS", "NNPS")


_OPEN = frozenset(("of", "when", "that", "before", "after", "which", "who", "in", "on", "to", "since", "for", "-"))
_COUNTING = frozenset(
    (
        "about",
        "around",
        "some",
        "nearly",
        "almost",
        "than",
        "over",
        "least",
        "most",
        "approximately",
        "roughly",
        "$",
        "£",
        "€",
        "no.",
        "flight",
    )
)
_MONEY = frozenset(
    ("times", "time", "percent", "%", "million", "billion", "thousand", "dollars", "euros", "once", "twice", "barrels", "tons", "tonnes")
)


def meant(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for words that fit a pattern and tell no time; ages among them."""
    check = _CHECKS.get(found.rule)
    return found.rule != "age" and (check is None or check(analysis, marks, found))


def _next(analysis: Analysis, found: Found) -> str:
    return analysis.lower[found.last] if found.last < len(analysis) else ""


def _before(analysis: Analysis, found: Found) -> str:
    return analysis.lower[found.first - 1] if found.first else ""


def _closed(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """No clause or phrase follows that says which day is meant ("the day that", "the day before the raid")."""
    after = found.last
    return after >= len(analysis) or (
        _next(analysis, found) not in _OPEN and analysis.upos[after] not in ("DET", "NOUN", "PROPN", "PRON", "NUM", "ADJ")
    )


def _the_past(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """True for "in the past", not "the past president" nor "the last of them"."""
    return analysis.lower[found.last - 1] == "past" and (
        found.last >= len(analysis) or analysis.upos[found.last] not in ("NOUN", "PROPN", "ADJ", "NUM")
    )


def _is_year(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """A figure like 2009 is a year unless words around it count with it."""
    word, after = found.first, found.last
    before = _before(analysis, found)
    if marks.letters[max(word - 2, 0) : word] == "y-":  # 2001-2006
        return True
    if before in _COUNTING or _next(analysis, found) in _MONEY or marks.letters[word - 1 : word] in ("-", "n") or before in ("/", "+"):
        return False
    if analysis.rel[word] == "flat" and analysis.upos[int(analysis.head[word])] != "PROPN":
        return False
    plural = after < len(analysis) and analysis.xpos[after] == "NNS" and int(analysis.head[word]) == after
    return not plural or analysis.upos[word - 1] in ("DET", "PRON", "PART") or before in ("'s", "in", "of")


def _named_year(_analysis: Analysis, marks: Marks, found: Found) -> bool:
    """True for "the year 2000", not "the quarter 2000"."""
    return marks.values[found.first + 1] == "Y"


def _at_hour(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    return found.first > 0 and analysis.upos[found.first - 1] == "ADP"


def _ordinal(_analysis: Analysis, marks: Marks, found: Found) -> bool:
    """Only quarters stand alone: "the third quarter", not "the third day"."""
    return any(marks.letters[n] == "u" and marks.values[n] == "Q" for n in range(found.first, found.last))


def _is_length(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """Not a figure that belongs to a longer one, nor the fraction ("about a quarter")."""
    quarter = any(marks.letters[n] in "uU" and marks.values[n] == "Q" for n in range(found.first, found.last))
    filled = "J" in marks.letters[found.first : found.last]
    return _before(analysis, found) not in ("/", "$") and (filled or not quarter)


def _bare_units(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    return _before(analysis, found) not in ("those", "these", "number", "two", "early") and _next(analysis, found) != "old"


_YEAR_LEADS = frozenset(
    ("in", "since", "of", "by", "from", "to", "until", "before", "after", "early", "late", "mid", "spring", "summer", "fall", "winter")
)


def _year_short(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    number = found.first + 1
    led = _before(analysis, found) in _YEAR_LEADS
    return (
        led
        and int(analysis.ends[found.first]) == int(analysis.starts[number])
        and analysis.lower[number].isdigit()
        and len(analysis.lower[number]) == 2
    )


def _decade(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for ages: "in his 80s"."""
    word = analysis.lower[found.last - 1]
    pair = _before(analysis, found) in ("and", "or", "to") and marks.letters[found.first - 2 : found.first - 1] == "Y"
    return len(word) != 3 or pair or analysis.lower[found.first] == "the" or _before(analysis, found) in ("'", "’", "‘")


def _is_season(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for "the spring of water"; "fall" must stand beside a year or "last", or in "in the fall"."""
    run = marks.letters[found.first : found.last]
    if _next(analysis, found) == "of" or _before(analysis, found) in ("operation", "arab"):
        return False
    if "fall" not in analysis.lower[found.first : found.last] or any(letter in run for letter in "lxiyk"):
        return True
    return run[0] == "T" and _before(analysis, found) in ("in", "by", "during", "since", "until")


def _century(_analysis: Analysis, marks: Marks, found: Found) -> bool:
    """True for "the 20th century", not for "the 20th day"."""
    return marks.values[found.last - 1] == "100Y"


def _is_feast(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """Not what is only named after a holiday ("the Christmas market")."""
    return found.last >= len(analysis) or analysis.lemma[found.last] not in _feast_goods()


@cache
def _feast_goods() -> frozenset[str]:
    return frozenset(row["lemma"] for row in table("feast_goods"))


def _free(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """Not the first part of a compound ("the soon-to-open terminal", "the now-closed base")."""
    return _next(analysis, found) != "-" or int(analysis.starts[found.last]) > int(analysis.ends[found.last - 1])


def _is_noon(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for "at 82" and for "10 am" where "am" is the verb."""
    if marks.letters[found.first] in "y0":
        return len(analysis.lower[found.first]) == 4 and analysis.lower[found.first].isdigit()
    token = analysis.lower[found.last - 1]
    return token != "am" or analysis.upos[found.last - 1] != "AUX"


_CHECKS = {
    "unit_the": _closed,
    "counted_before": _closed,
    "past": _the_past,
    "year": _is_year,
    "year_named": _named_year,
    "hour_name": _at_hour,
    "ordinal_quarter": _ordinal,
    "length": _is_length,
    "length_bare": _bare_units,
    "year_short": _year_short,
    "decade": _decade,
    "clock": _is_noon,
    "season": _is_season,
    "holiday": _is_feast,
    "century": _century,
    "reference": _free,
    "current": _free,
    "recent": _free,
}
