"""Where a report names places: spans from the model's names and from the tables, cut to the name itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from onrecord.gazetteer import Gazetteer, tables
from onrecord.gazetteer.names import key
from onrecord.knowledge import Row, table
from onrecord.language.analysis import Analysis, WordSpan
from onrecord.reading.place_names import NARROWER, candidates, known, stands_alone
from onrecord.record import PlaceKind

_LONGEST = 5
"""Words of the longest name that the tables hold, or that is looked for inside another name."""
_LOCATIVE = frozenset({
    "in", "at", "near", "from", "to", "into", "outside", "inside", "around", "across", "throughout", "toward", "towards",
})  # fmt: skip
_DASHES = frozenset({"-", "--", "–", "—", "―", "\x97"})
_SHORT_ROADS = frozenset({"st", "ave", "rd", "blvd", "dr", "hwy", "mt", "ft", "co"})
_DATELINE = 9
"""Words of a dateline after the place: province, agency, day."""
_SURE = 0.8
"""Score of the model from which a name that the gazetteer does not know is believed to be a place's."""
_INSIDE = 20_000
"""People of a town whose name may open the name of an organisation ("Dallas Mavericks") without being named elsewhere in the report."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One naming of a place: the words [first, last), what to look up, what the words beside it say of its kind.

    `inside`: part of the name of something else; `people`: a word for the people of a place; `parent`: the known place whose name
    begins or ends that of an unknown facility.
    """

    first: int
    last: int
    name: str
    hint: PlaceKind | None = None
    inside: bool = False
    people: bool = False
    score: float = 1.0
    parent: str = ""


@cache
def place_words() -> Mapping[str, Row]:
    """Nouns that stand with the names of places."""
    return {row["word"]: row for row in table("place_words")}


def find(analysis: Analysis, gazetteer: Gazetteer) -> tuple[Sighting, ...]:
    """All namings of places, in text order, none inside another."""
    taken: dict[int, Sighting | None] = {}
    label_at = {word: name for name in analysis.names for word in range(name.first, name.last)}
    for sighting in _in_tables(analysis, gazetteer, taken, label_at, least=2):
        _take(taken, sighting)
    surnames = {key(analysis.words[n.last - 1]) for n in analysis.names if n.label == "PER" and n.last - n.first > 1}
    for name in analysis.names:
        if name.label == "LOC":
            for sighting in _located(analysis, gazetteer, name):
                if _is_likely(analysis, gazetteer, sighting, surnames):
                    _take(taken, sighting)
    for sighting in _datelines(analysis, gazetteer):
        _take(taken, sighting)
    places = {key(s.name) for s in taken.values() if s and not s.inside}
    for name in analysis.names:
        if name.label != "LOC":
            for sighting in _other_names(analysis, gazetteer, name, places - surnames, surnames):
                _take(taken, sighting)
            if name.label in ("PER", "ORG"):
                for word in range(name.first, name.last):
                    taken.setdefault(word, None)
    for sighting in (*_in_tables(analysis, gazetteer, taken, label_at), *_again(analysis, taken, places - surnames)):
        _take(taken, sighting)
    found = {(s.first, s.last): s for s in taken.values() if s}
    return tuple(_placed(analysis, gazetteer, [found[span] for span in sorted(found)]))


def _placed(analysis: Analysis, gazetteer: Gazetteer, sightings: Sequence[Sighting]) -> Iterator[Sighting]:
    """The sightings, an unknown site that is said to be in a place with that place as its parent: "Royal Hospital in Paisley"."""
    for here, after in zip_longest(sightings, sightings[1:]):
        gap = analysis.lower[here.last : after.first] if after else ()
        joined = len(gap) == 1 and gap[0] in (",", "in", "at", "(") and not (after.people or after.inside)
        if joined and not here.parent and not here.inside and sort_of(here.name) and not candidates(gazetteer, here.name):
            here = replace(here, parent=after.parent or after.name)
        yield here


def _is_likely(analysis: Analysis, gazetteer: Gazetteer, sighting: Sighting, surnames: Set[str]) -> bool:
    """False for a supposed place that is a surname of the report, a common word or unknown, and that nothing is said to be in."""
    if is_common(sighting.name) and sighting.first and analysis.lower[sighting.first - 1] in ("the", "a", "an"):
        return False
    located = is_located(analysis, sighting.first, sighting.last)
    doubtful = key(sighting.name) in surnames or is_common(sighting.name)
    unknown = not (sighting.parent or sort_of(sighting.name) or sighting.score >= _SURE or known(gazetteer, sighting.name))
    return located or not (doubtful or unknown)


def _take(taken: dict[int, Sighting | None], sighting: Sighting) -> None:
    """Claim the words of a sighting, unless one of them is claimed already."""
    words = range(sighting.first, sighting.last)
    if not any(word in taken for word in words):
        taken.update(dict.fromkeys(words, sighting))


def _capital(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdigit() or word[:3] in ("al-", "el-")


def _has_article(words: Sequence[str], first: int, last: int) -> bool:
    """True where an Arabic article of words of its own opens the name: "al" "-" "Tanf"."""
    return last - first > 2 and words[first] in ("al", "el", "as", "ash", "ar", "at", "az", "an", "ad") and words[first + 1] == "-"


def _cut(analysis: Analysis, first: int, last: int) -> tuple[int, int]:
    """The words from the first to the last that bear a capital, without article and possessive."""
    words = analysis.words
    while first < last and (not _capital(words[first]) or words[first].lower() == "the") and not _has_article(words, first, last):
        first += 1
    while last > first and not _capital(words[last - 1]):
        last -= 1
    return first, last


def _pointed(analysis: Analysis, last: int) -> bool:
    """True if the point after a name is part of it: "Main St.", "La."."""
    if last >= len(analysis) or analysis.words[last] != "." or analysis.starts[last] != analysis.ends[last - 1]:
        return False
    word = analysis.words[last - 1]
    return word.lower() in _SHORT_ROADS or any(row["sort"] == "short" and row["abbreviation"] == word + "." for row in _short_rows(word))


def _short_rows(word: str) -> tuple[Row, ...]:
    return tables.abbreviations().get(word, ())


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
                last += _pointed(analysis, last)
                yield _narrowed(analysis, gazetteer, first, last, name.score)


def _narrowed(analysis: Analysis, gazetteer: Gazetteer, first: int, last: int, score: float) -> Sighting:
    """A naming of a place, without a direction before it that is no part of its name."""
    if not known(gazetteer, written(analysis, first, last)):
        while last - first > 1 and key(analysis.words[first]) in NARROWER and known(gazetteer, written(analysis, first + 1, last)):
            first += 1
        if (sort := _before_of(analysis, first, last)) is not None:
            return Sighting(sort + 2, last, written(analysis, sort + 2, last), kind(place_words()[analysis.lower[sort]]), score=score)
        if part := _part(analysis, gazetteer, first, last):
            return replace(part, score=score)
    name = written(analysis, first, last)
    people = key(name) in tables.peoples() and key(name) not in tables.by_name()
    return Sighting(first, last, name, hint(analysis, first, last), people=people, score=score)


def _before_of(analysis: Analysis, first: int, last: int) -> int | None:
    """The word of a longer name that says what the place after "of" is: "city" in "Nigerian city of Jos"; None without one."""
    small = (w for w in range(first, last - 2) if (w == first or analysis.words[w].islower()) and analysis.lower[w + 1] == "of")
    return next((w for w in small if "of" in place_words().get(analysis.lower[w], {}).get("where", "")), None)


def _part(analysis: Analysis, gazetteer: Gazetteer, first: int, last: int) -> Sighting | None:
    """For an unknown name the known one at its end or its head: the name itself where a noun says what it is ("Sligo Town Hall")."""
    whole = written(analysis, first, last)
    spans = [(start, last) for start in range(first + 1, last)]
    if sort_of(whole):
        spans = [(first, end) for end in range(last - 1, first, -1)] + spans
    inner = next((s for s in spans if _capital(analysis.words[s[0]]) and _sure(gazetteer, written(analysis, *s))), None)
    if inner is None:
        return None
    part = written(analysis, *inner)
    if sort_of(whole):
        return Sighting(first, last, whole, parent=part)
    return Sighting(*inner, part, inside=True)


def _sure(gazetteer: Gazetteer, name: str) -> bool:
    """True for names that are unlike other words: of the tables, or of a town or district by its own name."""
    if is_common(name):
        return False
    return stands_alone(gazetteer, name) or any(c.how == "name" and c.people >= 1000 for c in gazetteer.candidates(name))


def sort_of(name: str) -> PlaceKind | None:
    """The kind that a name tells of itself: "Shifa Hospital" is a facility, "Lake Chad" is water; None if it tells none."""
    words = [key(word) for word in name.split()] or [""]
    for word, where in ((words[-1], "after"), (words[0], "before")):
        row = place_words().get(word)
        if len(words) > 1 and row and where in row["where"].split():
            return kind(row)
    return None


def kind(row: Row) -> PlaceKind:
    kinds: Mapping[str, PlaceKind] = {
        "admin1": "admin1", "admin2": "admin2", "town": "town", "region": "region", "water": "water", "facility": "facility",
        "route": "route",
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


def _datelines(analysis: Analysis, gazetteer: Gazetteer) -> Iterator[Sighting]:
    """Known names in capitals that open a sentence as a dateline does."""
    for first, end in analysis.sentences:
        last = first
        while last < min(end, first + _LONGEST) and analysis.words[last].isupper() and analysis.words[last].isalpha():
            last += 1
        if last > first and is_dateline(analysis, first, last) and known(gazetteer, written(analysis, first, last)):
            yield Sighting(first, last, written(analysis, first, last))


def _other_names(analysis: Analysis, gazetteer: Gazetteer, name: WordSpan, places: set[str], surnames: set[str]) -> Iterator[Sighting]:
    """Places in names that the model takes for people, organisations and the rest."""
    first, last = _cut(analysis, name.first, name.last)
    if first >= last:
        return
    whole = written(analysis, first, last)
    if key(whole) in tables.peoples():
        yield Sighting(first, last, whole, people=True, score=name.score)
    elif key(whole) not in surnames and _is_place(analysis, gazetteer, name, whole, places):
        yield Sighting(first, last, whole, hint(analysis, first, last), score=name.score)
    elif name.label != "PER":
        yield from _within(analysis, gazetteer, first, last, places)


def _is_place(analysis: Analysis, gazetteer: Gazetteer, name: WordSpan, whole: str, places: set[str]) -> bool:
    """True if a name that the model calls something else is a place all the same: one so named elsewhere, or said to be "in"."""
    if not known(gazetteer, whole) or is_common(whole):
        return False
    alone = stands_alone(gazetteer, whole) and (name.label != "PER" or whole.lower() not in _first_names())
    return key(whole) in places or alone or is_located(analysis, name.first, name.last) or _is_specified(analysis, gazetteer, name)


@cache
def _first_names() -> frozenset[str]:
    """Given names, some of which are names of states as well: Jordan, Chad, Georgia."""
    return frozenset(row["name"].lower() for row in table("first_names"))


def _is_specified(analysis: Analysis, gazetteer: Gazetteer, name: WordSpan) -> bool:
    """True if a state or province follows a name and a comma: "Philippi, West Virginia"."""
    start = name.last + 1
    if start >= len(analysis) or analysis.words[name.last] != ",":
        return False
    afters = [written(analysis, start, end) for end in range(start + 1, min(len(analysis), start + 4))]
    return any(stands_alone(gazetteer, after) or gazetteer.after_comma(after) for after in afters if after[:1].isupper())


def is_located(analysis: Analysis, first: int, last: int) -> bool:
    """True if a preposition puts something in, at or near the words."""
    head = head_of(analysis, first, last)
    return any(analysis.lower[child] in _LOCATIVE for child in analysis.dependents(head, "case"))


def is_dateline(analysis: Analysis, first: int, last: int) -> bool:
    """True for a name in capitals, or at the head of the text, that opens a sentence and is followed by a dash, a comma or a bracket;
    or one in capitals before the agency and a dash."""
    if last >= len(analysis):
        return False
    if analysis.words[last] == "(" and analysis.words[last + 2 : last + 3] == (")",) and analysis.words[last + 3 : last + 4] != ():
        return written(analysis, first, last).isupper() and analysis.words[last + 3] in _DASHES
    if first != analysis.sentences[int(analysis.sentence[first])][0]:
        return False
    loud = first == 0 or written(analysis, first, last).isupper()
    return loud and (analysis.words[last] in _DASHES or (analysis.words[last] in (",", "(") and _dashed(analysis, last)))


def _dashed(analysis: Analysis, word: int) -> bool:
    """True if a dash or bracket comes within the next words of the line."""
    return any(analysis.words[w] in _DASHES or analysis.words[w] == "(" for w in range(word, min(len(analysis), word + _DATELINE)))


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
            yield Sighting(word, word + width, name, inside=not _of_its_kind(analysis, word), people=key(name) in tables.peoples())
        word += width or 1


def _of_its_kind(analysis: Analysis, word: int) -> bool:
    """True after "the city of": the model takes "Nigerian city of Jos" for one name, and Jos is the city."""
    return word > 1 and analysis.lower[word - 1] == "of" and analysis.words[word - 2] in place_words()


def _inner(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int, first: int, places: set[str]) -> bool:
    """True if the words [start, end) of a longer name are a place: known from the tables or the report, or large and at its head."""
    words = analysis.words[start:end]
    if not (_capital(words[0]) and _capital(words[-1])) or words[0].lower() == "the" or (end - start == 1 and is_common(words[0])):
        return False
    name = written(analysis, start, end)
    if key(name) in places or key(name) in tables.peoples() or stands_alone(gazetteer, name):
        return True
    return start == first and any(c.people >= _INSIDE and c.how == "name" for c in gazetteer.candidates(name))


def is_common(word: str) -> bool:
    """True for words that name things of every sort, though some town bears them: "Centre", "Bank", "Central"."""
    lower = word.lower()
    return lower in NARROWER or lower in place_words() or lower in _common()


@cache
def _common() -> frozenset[str]:
    """Words for roles and in the names of organisations."""
    return frozenset(row["word"].lower() for name in ("roles", "name_words") for row in table(name))


def _in_tables(
    analysis: Analysis, gazetteer: Gazetteer, taken: Mapping[int, Sighting | None], name_at: Mapping[int, WordSpan], least: int = 1
) -> Iterator[Sighting]:
    """States, provinces, regions and peoples of at least so many words, but for those inside the name of a person or a longer place."""
    for first in range(len(analysis)):
        if not analysis.words[first][:1].isupper() or analysis.upos[first] not in ("PROPN", "ADJ", "NOUN"):
            continue
        for last in range(min(len(analysis), first + _LONGEST), first + least - 1, -1):
            name = written(analysis, first, last)
            if any(word in taken for word in range(first, last)) or not _listed(analysis, gazetteer, name, first, last):
                continue
            around = name_at.get(last - 1)
            if around is None or around.label not in ("PER", "LOC") or not _goes_on(analysis, around, first, last):
                inside = around is not None and around.label == "ORG" and _goes_on(analysis, around, first, last)
                people = key(name) in tables.peoples()
                yield Sighting(first, last, name, hint(analysis, first, last), inside, people, 0.8 if around else 0.7)
            break


def _goes_on(analysis: Analysis, name: WordSpan, first: int, last: int) -> bool:
    """True if a name has more words with capitals before or after [first, last)."""
    return any(_capital(analysis.words[w]) and not first <= w < last for w in range(name.first, name.last))


def _listed(analysis: Analysis, gazetteer: Gazetteer, name: str, first: int, last: int) -> bool:
    """True for a name of the tables, or of a large province in several words; one word alone must be a proper noun, or a demonym."""
    if not analysis.words[last - 1][:1].isalnum():
        return False
    if key(name) in tables.peoples():
        return True
    proper = last - first > 1 or analysis.upos[first] == "PROPN"
    if last - first > 1 and _capital(analysis.words[last - 1]) and any(c.kind == "admin1" for c in gazetteer.candidates(name)):
        return stands_alone(gazetteer, name)
    return proper and (name.replace(".", "") in tables.by_acronym() or key(name) in tables.by_name())


def _again(analysis: Analysis, taken: Mapping[int, Sighting | None], places: set[str]) -> Iterator[Sighting]:
    """Names of places of this report where the model did not see them."""
    for first in range(len(analysis)):
        if first in taken or not analysis.words[first][:1].isupper():
            continue
        for last in range(min(len(analysis), first + _LONGEST), first, -1):
            free = analysis.words[last - 1][:1].isalnum() and not any(word in taken for word in range(first, last))
            if free and key(written(analysis, first, last)) in places:
                yield Sighting(first, last, written(analysis, first, last), hint(analysis, first, last), score=0.7)
                break
