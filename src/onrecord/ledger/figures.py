"""Figures of one incident that are of the same people: which differ, which revise each other, which agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import combinations

from onrecord.compare import Range, compare_figures, folded
from onrecord.knowledge import table
from onrecord.ledger.cases import Party, Row, Word
from onrecord.ledger.voices import independent

_NEAR_DAYS = 1
"""Days between two tellings within which their figures are of one time; later, others may have been found."""
_VOICES = 12
"""Voices with one figure that are looked at, of many the first."""
_NUMBER = re.compile(r"\d")
_PARTICIPLE = re.compile(r"...(?:ed|ing)$")
_ENDS = frozenset("of in from who whom whose that which at by near on with among including under over during after before".split())


def rows(words: list[Word]) -> Iterator[Row]:
    """Conflicts and revisions among the figures of voices that affirm an incident: one for each two figures that cannot both be."""
    for (effect, _), values in _by_value(words):
        for (one, first), (two, second) in combinations(values.items(), 2):
            if not all(compare_figures(x, y).relation == "apart" for x in one for y in two):
                continue
            seen = set[str]()
            for a, b in sorted((_pair(a, b) for a in first for b in second), key=lambda pair: (pair[0].order, pair[1].order)):
                kind = _kind(a, b)
                mark = a.speaker if kind == "revision" else kind or ""
                if kind and mark not in seen:
                    seen.add(mark)
                    texts = (_text(one), _text(two)) if a in first else (_text(two), _text(one))
                    yield Row(kind, f"figures {effect}", a, b, texts, _why(kind, effect, a, b, texts))


def agreements(words: list[Word]) -> Iterator[Row]:
    """A row for each effect on which two independent sides give the same figure."""
    done = set[str]()
    for (effect, _), values in _by_value(words):
        for ranges, group in values.items():
            pair = next((p for p in combinations(group, 2) if _two_texts(*p) and len(independent(p)) == 2), None)
            if pair and effect not in done and compare_figures(ranges[0], ranges[0]).relation == "same":
                done.add(effect)
                why = f"{pair[0].name} and {pair[1].name} agree: {_text(ranges)} {effect}"
                yield Row("agreement", f"figures {effect}", *pair, (_text(ranges), _text(ranges)), why)


Values = dict[tuple[Range, ...], list[Word]]


def _by_value(words: list[Word]) -> list[tuple[tuple[str, str], Values]]:
    """The voices by what they give, for each effect on the same people; the first voices of each value, in content order."""
    found: dict[tuple[str, str], Values] = {}
    for word in words:
        given: dict[tuple[str, str], list[Range]] = {}
        for figure in word.figures:
            given.setdefault((figure.effect, people(figure.of)), []).append(figure.range)
        for key, ranges in given.items():
            group = found.setdefault(key, {}).setdefault(tuple(ranges), [])
            if len(group) < _VOICES:
                group.append(word)
    return sorted(found.items(), key=lambda entry: entry[0])


def _pair(a: Word, b: Word) -> tuple[Word, Word]:
    return (a, b) if a.order <= b.order else (b, a)


def _two_texts(a: Word, b: Word) -> bool:
    """Whether two voices are heard in two texts, or are two voices of one: a copy agrees with nothing."""
    return a.telling.text != b.telling.text or a.telling.report == b.telling.report


def people(party: Party | None) -> str:
    """Who is counted, as one word: "" for people of any kind. 12 soldiers are no part of a quarrel over 21 people.

    >>> people(Party(1, "more than 135 thousand civilians in the east", "population", False, ""))
    'civilian'
    """
    if party is None:
        return ""
    if party.named:
        return f"{party.name} {party.side}"
    words = [word for word in folded(party.name).split() if not _NUMBER.search(word)]
    end = next((n for n, word in enumerate(words) if n and (word in _ENDS or _PARTICIPLE.search(word))), len(words))
    head = words[end - 1] if words[:end] else ""
    head = head[:-1] if head.endswith("s") and len(head) > 3 else head
    return "" if head in _anyone() else head


@cache
def _anyone() -> frozenset[str]:
    return frozenset(row["word"] for row in table("people_words"))


def figure_text(figure: Range) -> str:
    """A figure for people.

    >>> figure_text(Range(low=12)), figure_text(Range(best=40)), figure_text(Range(12, 12, 12)), figure_text(Range(3, 5))
    ('at least 12', 'about 40', '12', '3 to 5')
    """
    low, high, best = (None if n is None else f"{n:,.0f}" for n in (figure.low, figure.high, figure.best))
    if low is not None and low == high:
        return low
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"at least {low}"
    return f"at most {high}" if high is not None else f"about {best}"


# ---------------------------------------------------------------- whose, and when
def _text(ranges: tuple[Range, ...]) -> str:
    return " and ".join(figure_text(one) for one in ranges)


def _kind(a: Word, b: Word) -> str | None:
    """Whether two figures that are apart are in conflict, one the revision of the other, or of two times."""
    altered = a.telling.family == b.telling.family and a.telling.report != b.telling.report
    later = a.telling.report != b.telling.report and _later(a.telling.published, b.telling.published)
    if a.speaker == b.speaker and later and not (altered and a.telling.masthead != b.telling.masthead):
        return "revision"
    return "figures" if altered or _one_time(a.telling.published, b.telling.published) else None


def _later(a: str | None, b: str | None) -> bool:
    """Whether one of two times of publication is surely the later one."""
    if not a or not b or a[:10] == "" or len(a) < 10 or len(b) < 10:
        return False
    if len(a) > 10 and len(b) > 10:
        one, two = _moment(a), _moment(b)
        if one and two and (one.tzinfo is None) == (two.tzinfo is None):
            return one != two
    return a[:10] != b[:10]


def _one_time(a: str | None, b: str | None) -> bool:
    """Whether two reports are of one time, as far as this is known."""
    one, two = (_day(text) for text in (a, b))
    return one is None or two is None or abs((one - two).days) <= _NEAR_DAYS


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _why(kind: str, effect: str, a: Word, b: Word, values: tuple[str, str]) -> str:
    if kind == "revision":
        return f"{effect}, according to {a.name}: {values[0]}, and later {values[1]}"
    if a.telling.family == b.telling.family and a.telling.report != b.telling.report:
        return f"{effect}: {values[0]} in {a.telling.masthead}, {values[1]} in {b.telling.masthead}, of which one is a copy of the other"
    return f"{effect}: {values[0]} according to {a.name}; {values[1]} according to {b.name}"
