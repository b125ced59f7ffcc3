"""Where a report names places: spans from the model's names and from the tables, cut to the name itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.gazetteer import Gazetteer, tables
from onrecord.gazetteer.names import key
from onrecord.knowledge import Row, table
from onrecord.language.analysis import Analysis, WordSpan
from onrecord.reading.place_names import NARROWER, known, stands_alone
from onrecord.record import PlaceKind

_LONGEST = 5
"""Words of the longest name that the tables hold, or that is looked for inside another name."""
_LOCATIVE = frozenset({"in", "at", "near", "from", "to", "into", "outside", "inside", "around", "across", "throughout", "toward", "towards"})
_INSIDE = 20_000
"""People of a town whose name may open the name of an organisation ("Dallas Mavericks") without being named elsewhere in the report."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One naming of a place: the words [first, last), what to look up, what the words beside it say of its kind.

    `inside`: part of the name of something else; `people`: a word for the people of a place.
    """

    first: int
    last: int
    name: str
    hint: PlaceKind | None = None
    inside: bool = False
    people: bool = False
    score: float = 1.0


@cache
def place_words() -> Mapping[str, Row]:
    """Nouns that stand with the names of places."""
    return {row["word"]: row for row in table("place_words")}


def find(analysis: Analysis, gazetteer: Gazetteer) -> tuple[Sighting, ...]:
    """All namings of places, in text order, none inside another."""
    taken: dict[int, Sighting | None] = {}
    for name in analysis.names:
        if name.label == "LOC":
            for sighting in _located(analysis, gazetteer, name):
                _take(taken, sighting)
    places = {key(s.name) for s in taken.values() if s}
    for name in analysis.names:
        if name.label != "LOC":
            for sighting in _other_names(analysis, gazetteer, name, places):
                _take(taken, sighting)
            if name.label in ("PER", "ORG"):
                for word in range(name.first, name.last):
                    taken.setdefault(word, None)
    for sighting in (*_in_tables(analysis, taken), *_again(analysis, taken, places)):
        _take(taken, sighting)
    found = {(s.first, s.last): s for s in taken.values() if s}
    return tuple(found[span] for span in sorted(found))


def _take(taken: dict[int, Sighting | None], sighting: Sighting) -> None:
    """Claim the words of a sighting, unless one of them is claimed already."""
    words = range(sighting.first, sighting.last)
    if not any(word in taken for word in words):
        taken.update(dict.fromkeys(words, sighting))


def _capital(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdigit() or word[:3] in ("al-", "el-")


def _cut(analysis: Analysis, first: int, last: int) -> tuple[int, int]:
    """The words from the first to the last that bear a capital, without article and possessive."""
    words = analysis.words
    while first < last and (not _capital(words[first]) or words[first].lower() == "the"):
        first += 1
    while last > first and not _capital(words[last - 1]):
        last -= 1
    return first, last


def written(analysis: Analysis, first: int, last: int) -> str:
    """The words as they stand in the text, on one line."""
    start, end = analysis.span(first, last)
    return " ".join(analysis.text[start:end].split())


def _located(analysis: Analysis, gazetteer: Gazetteer, name: WordSpan) -> Iterator[Sighting]:
    """The places in a name that the model takes for one: parts between commas, directions and "province" cut off."""
    start = name.first
    for word in range(name.first, name.last + 1):
        if word == name.last or analysis.words[word] in (",", ";", "("):
            first, last = _cut(analysis, start, word)
            start = word + 1
            if first < last:
                yield _narrowed(analysis, gazetteer, first, last, name.score)


def _narrowed(analysis: Analysis, gazetteer: Gazetteer, first: int, last: int, score: float) -> Sighting:
    """A naming of a place, without a direction before it that is no part of its name."""
    if not known(gazetteer, written(analysis, first, last)):
        while last - first > 1 and key(analysis.words[first]) in NARROWER and known(gazetteer, written(analysis, first + 1, last)):
            first += 1
        if last - first > 2 and analysis.lower[first + 1] == "of" and "of" in place_words().get(analysis.lower[first], {}).get("where", ""):
            return Sighting(first + 2, last, written(analysis, first + 2, last), kind(place_words()[analysis.lower[first]]), score=score)
    return Sighting(first, last, written(analysis, first, last), hint(analysis, first, last), score=score)


def kind(row: Row) -> PlaceKind:
    kinds: Mapping[str, PlaceKind] = {
        "admin1": "admin1", "admin2": "admin2", "town": "town", "region": "region", "water": "water", "facility": "facility", "route": "route",
    }  # fmt: skip
    return kinds[row["kind"]]


def hint(analysis: Analysis, first: int, last: int) -> PlaceKind | None:
    """What the words beside a name say that it is: "Idlib province", "the town of Khan Younes"."""
    lower = analysis.lower
    after = place_words().get(lower[last]) if last < len(analysis) else None
    if after and "after" in after["where"].split() and after["named"] == "no":
        return kind(after)
    before = place_words().get(lower[first - 2]) if first > 1 and lower[first - 1] == "of" else None
    if before and "of" in before["where"].split():
        return kind(before)
    return None


def _other_names(analysis: Analysis, gazetteer: Gazetteer, name: WordSpan, places: set[str]) -> Iterator[Sighting]:
    """Places in names that the model takes for people, organisations and the rest."""
    first, last = _cut(analysis, name.first, name.last)
    if first >= last:
        return
    whole = written(analysis, first, last)
    if key(whole) in tables.peoples():
        yield Sighting(first, last, whole, people=True, score=name.score)
    elif _is_place(analysis, gazetteer, name, whole, places):
        yield Sighting(first, last, whole, hint(analysis, first, last), score=name.score)
    elif name.label != "PER":
        yield from _within(analysis, gazetteer, first, last, places)


def _is_place(analysis: Analysis, gazetteer: Gazetteer, name: WordSpan, whole: str, places: set[str]) -> bool:
    """True if a name that the model calls something else is a place all the same: one so named elsewhere, or said to be "in"."""
    if not known(gazetteer, whole):
        return False
    head = head_of(analysis, name.first, name.last)
    located = any(analysis.lower[child] in _LOCATIVE for child in analysis.dependents(head, "case"))
    return key(whole) in places or located or (name.label != "PER" and stands_alone(gazetteer, whole))


def head_of(analysis: Analysis, first: int, last: int) -> int:
    """The word of [first, last) that governs the others."""
    return next((w for w in range(first, last) if not first <= int(analysis.head[w]) < last or analysis.head[w] == w), last - 1)


def _within(analysis: Analysis, gazetteer: Gazetteer, first: int, last: int, places: set[str]) -> Iterator[Sighting]:
    """Places inside the name of an organisation: "Butler County" in "Butler County Sheriff's Office", "American" in "Bank of America"."""
    word = first
    while word < last:
        width = next((n for n in range(min(_LONGEST, last - word), 0, -1) if _inner(analysis, gazetteer, word, word + n, first, places)), 0)
        if width and not (word == first and word + width == last):
            name = written(analysis, word, word + width)
            yield Sighting(word, word + width, name, inside=True, people=key(name) in tables.peoples())
        word += width or 1


def _inner(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int, first: int, places: set[str]) -> bool:
    """True if the words [start, end) of a longer name are a place: known from the tables or the report, or large and at its head."""
    words = analysis.words[start:end]
    if not (_capital(words[0]) and _capital(words[-1])) or words[0].lower() == "the":
        return False
    name = written(analysis, start, end)
    if key(name) in places or key(name) in tables.peoples() or stands_alone(gazetteer, name):
        return True
    return start == first and any(c.people >= _INSIDE and c.how == "name" for c in gazetteer.candidates(name))


def _in_tables(analysis: Analysis, taken: Mapping[int, Sighting | None]) -> Iterator[Sighting]:
    """States, regions and peoples that stand outside every name of the model."""
    for first in range(len(analysis)):
        if first in taken or not analysis.words[first][:1].isupper() or analysis.upos[first] not in ("PROPN", "ADJ", "NOUN"):
            continue
        for last in range(min(len(analysis), first + _LONGEST), first, -1):
            name = written(analysis, first, last)
            if any(word in taken for word in range(first, last)) or not _listed(analysis, name, first, last):
                continue
            yield Sighting(first, last, name, hint(analysis, first, last), people=key(name) in tables.peoples(), score=0.7)
            break


def _listed(analysis: Analysis, name: str, first: int, last: int) -> bool:
    """True for a name of the tables; one word alone must be a proper noun, or a demonym."""
    if key(name) in tables.peoples():
        return True
    proper = last - first > 1 or analysis.upos[first] == "PROPN"
    return proper and (name.replace(".", "") in tables.by_acronym() or key(name) in tables.by_name())


def _again(analysis: Analysis, taken: Mapping[int, Sighting | None], places: set[str]) -> Iterator[Sighting]:
    """Names of places of this report where the model did not see them."""
    for first in range(len(analysis)):
        if first in taken or not analysis.words[first][:1].isupper():
            continue
        for last in range(min(len(analysis), first + _LONGEST), first, -1):
            if not any(word in taken for word in range(first, last)) and key(written(analysis, first, last)) in places:
                yield Sighting(first, last, written(analysis, first, last), hint(analysis, first, last), score=0.7)
                break


