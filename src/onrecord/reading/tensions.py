"""Tension within a report: force that is told as gone from a place, and force of the same party that is told as going on there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.parties import Parties
from onrecord.reading.tellings import Draft
from onrecord.reading.where_when import Maps
from onrecord.record import Actor

_FORCE = frozenset(("MOBILIZE", "ASSAULT", "COERCE"))
_STATE = frozenset(("state", "government", "military", "police"))
_ARMIES = {"military": _STATE, "armed-group": frozenset(("armed-group",))}
_NEAR = 3  # sentences between a withdrawal and force that is only meant to come
_BEFORE = 4  # sentences before "there" in which the place that it means is named, at most
_DEEP = 5


def find(groups: Sequence[Sequence[Draft]], ids: Sequence[str], parties: Parties, maps: Maps) -> list[tuple[str, str, int]]:
    """(event that left, event that stays, word of the telling that stays) for each two events that pull against each other."""
    told = [(id_, draft) for id_, group in zip(ids, groups, strict=True) for draft in group]
    left = [(id_, draft) for id_, draft in told if _left(draft, parties.clauses)]
    stay = [(id_, draft) for id_, draft in told if draft.kind in _FORCE and draft.telling.status in ("ongoing", "planned", "expected")]
    found: dict[tuple[str, str], int] = {}
    for one_id, one in left:
        for two_id, two in stay:
            if one_id != two_id and (one_id, two_id) not in found and _pull(one, two, parties, maps):
                found[one_id, two_id] = two.word
    return [(one, two, word) for (one, two), word in found.items()]


def _left(draft: Draft, clauses: Clauses) -> bool:
    """Whether a telling has all of a force gone: "pulled out its troops", and not "pulled out one division"."""
    if draft.trigger.entry.action.mode != "withdraw" or draft.telling.status not in ("happened", "ongoing"):
        return False
    moved = [c for c in clauses.children[draft.word] if clauses.rel[c] == "obj"]
    return not any(clauses.lemma[noun] in word_group("amount") or clauses.has(noun, "nummod") for noun in moved)


def _pull(left: Draft, stays: Draft, parties: Parties, maps: Maps) -> bool:
    """Whether one telling has gone from a place what the other has there."""
    if stays.telling.status != "ongoing" and abs(left.sentence - stays.sentence) > _NEAR:
        return False
    if not set(left.by) & set(stays.by) and not (stays.telling.status == "ongoing" and _one_force(left.by, stays.by, parties.by_id)):
        return False
    return bool(_gone_from(left, maps) & _stays_at(stays, maps))


# ---------------------------------------------------------------- whose force
def _one_force(left: Sequence[str], stays: Sequence[str], actors: Mapping[str, Actor]) -> bool:
    """Whether the force that stays belongs to who left: by country, by body, or as nobody else's. A unit that left is no whole."""
    whole = [actors[one] for one in left if actors[one].member_of is None]
    return any(_owns(one, actors[two], actors) for one in whole for two in stays)


def _owns(owner: Actor, force: Actor, actors: Mapping[str, Actor]) -> bool:
    top = _top(force, actors)
    if top.id == owner.id:
        return True
    if owner.country is not None and owner.country == top.country:
        return owner.kind in _STATE and top.kind in _STATE
    return owner.named and top.country is None and not top.named and owner.kind in _ARMIES.get(top.kind, ())


def _top(actor: Actor, actors: Mapping[str, Actor]) -> Actor:
    """The body that an actor belongs to in the end."""
    for _ in range(_DEEP):
        if actor.member_of is None:
            break
        actor = actors[actor.member_of]
    return actor


# ---------------------------------------------------------------- where
def _gone_from(draft: Draft, maps: Maps) -> set[str]:
    """The places that a force left; an area of which it left only a part is none of them."""
    clauses = maps.clauses
    words = {*draft.place_words, *_below_object(draft, clauses)}
    placed = [word for word in words if word in maps.place]
    return {maps.place[word] for word in placed if not _partly(word, clauses)} if placed else {*draft.origin, *draft.at}


def _below_object(draft: Draft, clauses: Clauses) -> list[int]:
    """Words for places within what was moved: "withdrew its last brigades from the town"."""
    moved = [c for c in clauses.children[draft.word] if clauses.rel[c] == "obj"]
    return [c for noun in moved for c in clauses.children[noun] if clauses.rel[c] == "nmod" and clauses.case(c) in ("from", "out of")]


def _stays_at(draft: Draft, maps: Maps) -> set[str]:
    """The places where a force stays: those that are named, else those that "there" or "in the area" can mean."""
    clauses = maps.clauses
    if draft.at:
        return {maps.place[word] for word in draft.place_words if word in maps.place and not _partly(word, clauses)}
    return _taken_up(draft, maps) if _points_back(draft.word, clauses) else set()


def _partly(word: int, clauses: Clauses) -> bool:
    """Whether a place is only the area in which a part lies: "the rest of the strip", "the south of the country"."""
    above = clauses.governor(word)
    parts = word_group("part of a place")
    parted = clauses.rel[word] == "nmod" and clauses.case(word) == "of" and above is not None and clauses.lemma[above] in parts
    return parted or any(clauses.lemma[c] in parts for c in clauses.children[word] if clauses.rel[c] in ("amod", "compound"))


def _points_back(word: int, clauses: Clauses) -> bool:
    """Whether a clause says where only by pointing back: "there", "in the area"."""
    for child in clauses.children[word]:
        if clauses.rel[child] == "advmod" and clauses.lower[child] in word_group("pointing to a place"):
            return True
        if clauses.rel[child] == "obl" and clauses.case(child) == "in" and clauses.lemma[child] in word_group("pointing to a place"):
            return any(clauses.lower[c] in ("the", "this", "that") for c in clauses.children[child])
    return False


def _taken_up(draft: Draft, maps: Maps) -> set[str]:
    """The places named before a word in its own sentence, else in the last one before it that names any."""
    sentence = maps.clauses.analysis.sentence
    named: dict[int, set[str]] = {}
    for word, place in maps.place.items():
        if word < draft.word:
            named.setdefault(draft.sentence - int(sentence[word]), set()).add(place)
    nearest = min(named, default=_BEFORE + 1)
    return named[nearest] if nearest <= _BEFORE else set()
