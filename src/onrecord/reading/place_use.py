"""Whether a place's name stands for the place itself or for people, or belongs to another name: read off the syntax."""

from __future__ import annotations

from onrecord.language.analysis import Analysis
from onrecord.reading.place_mentions import Sighting, head_of, is_dateline, is_located, place_words
from onrecord.record import PlaceKind, Use

_OF_PEOPLE = frozenset({"person", "organization", "abstract"})
"""What a place's name before a noun qualifies: "Nelson residents", "London police", "France coach"; things and events are in the place."""
_COMES_FROM = frozenset({"person", "place", "object", "organization", "animal", "substance", "plant"})
"""What comes from a place; pressure, help and threats come from people."""
_DWELLERS = frozenset({
    "resident", "inhabitant", "people", "population", "outskirts", "part", "rest", "south", "north", "east", "west", "center", "centre",
})  # fmt: skip
"""What "of" joins to the ground it is on."""
_WITH_PEOPLE = frozenset({
    "by", "with", "against", "for", "about", "between", "among", "versus", "v.", "vs.", "without", "like", "behalf", "than",
})  # fmt: skip
"""Prepositions whose objects act, are opposed or spoken of."""
_GOING = frozenset({
    "visit", "leave", "reach", "enter", "hit", "cross", "tour", "flee", "quit", "invade", "occupy", "attack", "bomb", "strike", "shell",
    "raid", "pound", "capture", "seize", "retake", "storm", "besiege", "control", "surround", "inhabit", "explore", "evacuate", "hold",
    "approach", "batter", "devastate", "destroy", "pass", "overlook", "connect", "serve", "cover", "liberate", "rebuild",
})  # fmt: skip
"""Verbs whose objects are ground: one goes there, fights there or holds it."""


def use(analysis: Analysis, sighting: Sighting, kind: PlaceKind, *, seat: bool = False) -> Use:
    """Literal or associative (Gritta et al., A Pragmatic Guide to Geoparsing Evaluation, 2020, section 3).

    `kind` is the place's; a `seat` of power is a place only where something is said to be in or at it.
    """
    head = head_of(analysis, sighting.first, sighting.last)
    if is_dateline(analysis, sighting.first, sighting.last) or _is_beside(analysis, head):
        return "literal"
    if sighting.people or sighting.inside:
        return "associative"
    if seat and not is_located(analysis, sighting.first, sighting.last):
        return "associative"
    if kind == "country" and _case(analysis, head) == "at":
        return "associative"
    return "literal" if _is_ground(analysis, head, kind, 0) else "associative"


def _is_beside(analysis: Analysis, word: int) -> bool:
    """True for a name before a thing that is in the place: "the Mexican border", "a Dallas clinic", "Beijing-based"."""
    governor = analysis.governor(word)
    if analysis.lower[word + 1 : word + 3] in (("-", "based"), ("-based",)):
        return True
    if governor is None or analysis.rel[word] not in ("compound", "amod", "obl", "nmod"):
        return False
    if analysis.rel[word] in ("obl", "nmod"):
        return analysis.lower[governor] == "based"
    return analysis.lower[governor] in place_words() and not analysis.words[governor][:1].isupper()


def _is_ground(analysis: Analysis, word: int, kind: PlaceKind, depth: int) -> bool:
    """True if a word stands where places stand; a building, a road or a lake seldom stands for people, a state often."""
    site = kind in ("facility", "route", "water")
    relation, governor = analysis.rel[word], analysis.governor(word)
    if governor is None:
        return True
    case = _case(analysis, word)
    if relation == "conj" and not case and depth < 10:
        return _is_ground(analysis, governor, kind, depth + 1)
    if analysis.deprel[word] == "obl:agent" or case in _WITH_PEOPLE:
        return False
    if relation == "nmod" and case == "from":
        return analysis.entity[governor] in _COMES_FROM
    if analysis.deprel[word] == "nmod:poss" and kind == "region":
        return analysis.entity[governor] not in ("person", "organization")
    if analysis.deprel[word] == "nmod:poss" or (relation == "nmod" and case in ("", "of")):
        if case == "of" and analysis.lower[governor] in place_words() and depth < 10 and _is_ground(analysis, governor, kind, depth + 1):
            return True  # "in the city of X"
        dwells = case == "of" and analysis.lemma[governor].lower() in _DWELLERS
        return site or dwells or analysis.entity[governor] not in _OF_PEOPLE
    if relation in ("compound", "amod", "flat"):
        return site or analysis.entity[governor] == "place" or (kind != "country" and analysis.entity[governor] == "event")
    if relation in ("nsubj", "iobj"):
        return _is_described(analysis, word, governor)
    if relation == "obj":
        return site or analysis.lemma[governor] in _GOING
    return True


def _case(analysis: Analysis, word: int) -> str:
    """The preposition of a noun, or ""."""
    return next((analysis.lower[c] for c in reversed(analysis.dependents(word, "case")) if analysis.upos[c] == "ADP"), "")


def _is_described(analysis: Analysis, word: int, governor: int) -> bool:
    """True for a subject of which something is said, rather than one that acts: "Raqqa is a city", "Homs was shelled"."""
    if analysis.deprel[word] == "nsubj:pass":
        return analysis.lemma[governor] in _GOING
    return bool(analysis.dependents(governor, "cop")) and analysis.entity[governor] == "place"
