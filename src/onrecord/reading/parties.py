"""What kind of party a word stands for: a state, armed people, officials, things; and the actor behind it."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from onrecord.knowledge import table
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.record import Actor

_ARMED = frozenset(("military", "police", "armed-group"))
_PEOPLE = frozenset(("he", "she", "they", "him", "her", "them", "those", "who", "whom", "everyone", "anyone", "someone", "others"))
_HUMAN = frozenset(("person", "unnamed-person", "population", *_ARMED))
_ACTING = frozenset(("state", "government", "party", "organisation", "company", "media", *_HUMAN))
_OFFICIAL = frozenset(("state", "government", "organisation", "party", "military", "police"))
_OFFICE_ROLES = frozenset(("GOV", "LEG", "JUD", "MIL", "COP", "IGO", "PTY", "REB", "OPP", "REL", "UNO", "EUR"))
_GROUPS = {
    "armed": _ARMED,
    "person": _HUMAN,
    "people": frozenset(("person", "unnamed-person", "population")),
    "displaced": frozenset(("person", "unnamed-person", "population")),
    "attacker": _HUMAN,
    "actor": _ACTING,
    "fighter": _ARMED | {"state", "government"},
    "government": frozenset(("government", "state")),
}


class Who(Protocol):
    """What is asked of a cast: its actors, and the actor of a word."""

    @property
    def actors(self) -> tuple[Actor, ...]:
        """All actors."""

    def actor_of(self, word: int) -> str | None:
        """The actor whose mention the word heads, or None."""

    def mention(self, word: int) -> tuple[int, int] | None:
        """The characters of the mention that the word heads, or None."""


@cache
def weapons() -> frozenset[str]:
    """Lemmas of weapons and other things that hurt."""
    return frozenset(row["word"] for row in table("instruments"))


@cache
def _role_kinds() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in table("roles")}


class Parties:
    """The parties of one report by word."""

    def __init__(self, clauses: Clauses, cast: Who) -> None:
        self.clauses, self.cast = clauses, cast
        self.by_id = {actor.id: actor for actor in cast.actors}

    def meant(self, word: int) -> int:
        """The word that names the party: "rebels" in "dozens of rebels"."""
        clauses = self.clauses
        if clauses.lemma[word] in word_group("amount") and clauses.upos[word] in ("NOUN", "NUM", "PRON", "ADJ"):
            for child in clauses.children[word]:
                if clauses.rel[child] in ("nmod", "obl") and clauses.case(child) == "of":
                    return child
        return word

    def actor(self, word: int) -> str | None:
        """The id of the actor that a word stands for, or None."""
        found = self.cast.actor_of(word)
        if found is None and (meant := self.meant(word)) != word:
            found = self.cast.actor_of(meant)
        if found is None and self.clauses.rel[word] == "appos":
            found = self.cast.actor_of(self.clauses.head[word])
        return found

    def ids(self, words: tuple[int, ...]) -> tuple[str, ...]:
        """Actors of several words, each once, in order."""
        found = (self.actor(word) for word in words)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def named(self, word: int) -> bool:
        """Whether the actor of a word has a name."""
        actor = self.by_id.get(self.actor(word) or "")
        return actor is not None and actor.named

    def belongs(self, word: int) -> bool:
        """Whether the actor of a word is a member of another."""
        actor = self.by_id.get(self.actor(word) or "")
        return actor is not None and actor.member_of is not None

    def kind(self, word: int) -> str:
        """The kind of party a word stands for; "place" for places that are no actors, "unknown" for the rest."""
        actor = self.by_id.get(self.actor(word) or "")
        if actor is not None and actor.kind != "unknown":
            return actor.kind
        meant = self.meant(word)
        role = _role_kinds().get(self.clauses.lemma[meant])
        if role:
            return role
        if self.clauses.upos[meant] in ("PRON", "DET") and self.clauses.lower[meant] in _PEOPLE:
            return "unnamed-person"
        if self.clauses.lemma[meant] in word_group("amount"):
            return "population"
        entity = self.clauses.analysis.entity[meant]
        return {"person": "unnamed-person", "organization": "organisation", "place": "place", "object": "thing"}.get(entity, "unknown")

    def is_a(self, word: int, group: str) -> bool:
        """Whether a word's party belongs to one of the groups that the action table names."""
        lemma = self.clauses.lemma[self.meant(word)]
        if group == "weapon":
            return lemma in weapons()
        if group == "court":
            return lemma in word_group("court")
        if group == "lawmaker":
            return lemma in word_group("lawmaker")
        if group == "striker":
            return self.is_a(word, "armed") or lemma in weapons()
        if group == "place":
            return self.clauses.analysis.entity[word] == "place" or self.kind(word) == "place"
        if group == "envoy":
            return self.is_a(word, "official") and self.kind(word) not in ("military", "police")
        if group == "notperson":
            return not self.is_a(word, "person")
        kind = self.kind(word)
        if group == "person" and self.clauses.upos[word] == "NUM":
            return True  # "killed five": whom a number counts by itself
        if group == "official":
            return kind in _OFFICIAL or self._holds_office(word)
        return kind in _GROUPS[group] or (group == "actor" and self._named_place(word))

    def _holds_office(self, word: int) -> bool:
        actor = self.by_id.get(self.actor(word) or "")
        return actor is not None and (actor.role in _OFFICE_ROLES or (actor.kind == "person" and actor.named))

    def _named_place(self, word: int) -> bool:
        """A place by name can act: "Washington refused"."""
        return self.clauses.upos[word] == "PROPN" and self.kind(word) == "place"

    def acts(self, word: int) -> bool:
        """Whether a word may stand in `by`: anyone but things and events, and "no group"."""
        clauses = self.clauses
        if clauses.lower[word] in ("nobody", "none") or any(clauses.lower[c] in ("no", "neither") for c in clauses.children[word]):
            return False
        return self.kind(word) not in ("thing", "unknown") or (clauses.upos[word] == "PROPN" and self.actor(word) is not None)
