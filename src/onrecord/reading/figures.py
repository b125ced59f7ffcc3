"""How many were killed, injured, displaced, detained or missing, as one telling says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.knowledge import table
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.parties import Parties
from onrecord.reading.predicates import phrase, unreal
from onrecord.record import Effect, Figure, Quantity

_DOZENS = {"dozen": 24, "hundred": 200, "thousand": 2000, "score": 40, "million": 2000000}
_ONE = frozenset(("a", "an", "one"))
_NONE = frozenset(("no", "none", "nobody"))


@cache
def effects() -> Mapping[tuple[str, str], Effect]:
    """(lemma or phrase, part of speech) to the effect."""
    return {(row["words"], row["pos"]): row["effect"] for row in table("effects")}  # type: ignore[misc]  # a test holds the table to the set


class Counts:
    """The quantities of a report by word."""

    def __init__(self, clauses: Clauses, quantities: Sequence[Quantity]) -> None:
        self.clauses = clauses
        self.by_word = {word: q for q in quantities for word in clauses.analysis.words_in(*q.span)}

    def of(self, head: int) -> Quantity | None:
        """The quantity on a noun: its own words, its numeral or "dozens" before it."""
        clauses = self.clauses
        if head in self.by_word:
            return self.by_word[head]
        for child in clauses.children[head]:
            if clauses.rel[child] in ("nummod", "amod", "det", "nmod", "compound", "advmod") and child in self.by_word:
                return self.by_word[child]
        return None

    def told(self, total: int) -> Quantity | None:
        """The quantity that a sum has come to: "the death toll rose to 16", "lowered the number of people killed to 12 from 21"."""
        clauses = self.clauses
        verb = clauses.governor(total)
        if verb is None or clauses.lemma[verb] not in word_group("count") or unreal(clauses, verb) or clauses.xpos[verb] == "VB":
            return None
        for child in clauses.children[verb]:
            reached = clauses.rel[child] == "obl" and clauses.case(child) in ("to", "at")
            found = self.by_word.get(child) if reached or (clauses.rel[child] == "obj" and child != total) else None
            if found is not None and found.unit != "%":
                return found
        return None


def of(word: int, counts: Counts, parties: Parties) -> tuple[Figure, ...]:
    """Figures that the clause of a trigger holds: what it did itself, and whom it left dead or wounded."""
    clauses = counts.clauses
    found: list[Figure] = []
    if clauses.lemma[word] == "toll" and (total := counts.told(word)) is not None:
        found.append(Figure("killed", None, total.low, total.high, total.best, total.id))
    for effect, victim in affected(word, clauses):
        for one in clauses.coordinated(victim):
            figure = _figure(_own_effect(one, clauses) or effect, one, counts, parties)
            if figure is not None and figure not in found:
                found.append(figure)
    return tuple(found)


def _own_effect(victim: int, clauses: Clauses) -> Effect | None:
    """What befell the later of several groups by a participle of its own: "killed six and wounded dozens", read as "wounded dozens"."""
    if clauses.rel[victim] != "conj":
        return None
    own = (c for c in clauses.children[victim] if clauses.rel[c] == "amod" and clauses.xpos[c] in ("VBN", "VBD") and c < victim)
    return next((found for c in own if (found := effects().get((clauses.lemma[c], "v")))), None)


def affected(word: int, clauses: Clauses) -> list[tuple[Effect, int]]:
    """(effect, head of the victims) around a trigger."""
    found: list[tuple[Effect, int]] = []
    verb = _of_verb(word, clauses) if clauses.verbal(word) else None
    if verb:
        victim = (
            clauses.subject(word)
            if clauses.lemma[word] in ("die", "drown", "perish", "flee", "disappear", "shelter")
            else clauses.patient(word)
        )
        if victim is not None:
            found.append((verb, victim))
        found += _and_others(word, clauses) if clauses.xpos[word] == "VBN" and not clauses.has(word, "aux") else []
    elif clauses.upos[word] == "NOUN" and (noun := effects().get((clauses.lemma[word], "n"))):
        victim = clauses.oblique(word, ("of", "among"))
        if victim is not None:
            found.append((noun, victim))
    found += _left(word, clauses)
    found += _shot(word, clauses)
    governor = clauses.governor(word)
    if governor is not None and clauses.lemma[governor] == "leave" and clauses.rel[word] == "nsubj":
        found += _left(governor, clauses)  # "the attack left two dead"
    for child in clauses.children[word]:  # "blew up a bus, leaving two dead", "an attack that left two dead"
        if clauses.lemma[child] == "leave" and clauses.rel[child] in ("advcl", "acl"):
            found += _left(child, clauses)
    return found


def _of_verb(word: int, clauses: Clauses) -> Effect | None:
    """What a verb does to those whom it takes: by itself, with its particle ("gunned down"), or "to death" where the table has it."""
    lemma = clauses.lemma[word]
    to_death = any(clauses.lemma[c] == "death" and clauses.case(c) == "to" for c in clauses.children[word])
    forms = (f"{lemma} to death" if to_death else lemma, phrase(clauses, word), lemma)
    return next((found for form in forms if (found := effects().get((form, "v")))), None)


def _left(word: int, clauses: Clauses) -> list[tuple[Effect, int]]:
    """Results told as adjectives: "left six dead and ten wounded"."""
    found: list[tuple[Effect, int]] = []
    for child in clauses.children[word]:
        effect = effects().get((clauses.lower[child], "a"))
        adjective = clauses.upos[child] == "ADJ" or clauses.xpos[child] == "JJ"
        resulting = adjective or (clauses.rel[child] == "xcomp" and not clauses.has(child, "obj"))
        if effect and resulting and clauses.rel[child] in ("xcomp", "conj", "obj", "obl", "amod"):
            victim = _own_number(child, clauses) if clauses.rel[child] == "conj" else clauses.patient(word)
            if victim is None and clauses.rel[child] != "conj":
                victim = next((c for c in clauses.children[child] if clauses.rel[c] in ("nsubj", "obl")), None)
            if victim is not None:
                found.append((effect, victim))
            found += _and_others(child, clauses)
    return found


def _and_others(word: int, clauses: Clauses) -> list[tuple[Effect, int]]:
    """Others of their own number joined to a participle without a verb: "14 killed and 30 wounded"."""
    found: list[tuple[Effect, int]] = []
    for child in clauses.children[word]:
        effect = effects().get((clauses.lower[child], "a")) or effects().get((clauses.lemma[child], "v"))
        number = _own_number(child, clauses)
        if effect and number is not None and clauses.rel[child] == "conj" and not clauses.has(child, "aux", "obj"):
            found.append((effect, number))
    return found


def _own_number(word: int, clauses: Clauses) -> int | None:
    """Those of whom a result is told that follows another: its own subject, or the number or "dozens" right before it; None if neither."""
    own = next((c for c in clauses.children[word] if clauses.rel[c] in ("nsubj", "nummod")), None)
    counted = word > 0 and (clauses.xpos[word - 1] == "CD" or clauses.lemma[word - 1] in _DOZENS)
    return own if own is not None else word - 1 if counted else None


def _shot(word: int, clauses: Clauses) -> list[tuple[Effect, int]]:
    """A result between the verb and who came to it: "shot dead 11 worshippers"."""
    beside = word + 1
    if not clauses.verbal(word) or beside >= len(clauses.lower) or clauses.rel[beside] != "amod" or clauses.upos[beside] != "ADJ":
        return []
    effect = effects().get((clauses.lower[beside], "a"))
    return [(effect, clauses.head[beside])] if effect and clauses.head[beside] > beside else []


def _sum(victim: int, clauses: Clauses) -> int | None:
    """The sum that counts some victims: "the number of people killed"."""
    above = clauses.governor(victim)
    counted = above is not None and clauses.rel[victim] == "nmod" and clauses.case(victim) == "of"
    return above if counted and above is not None and clauses.lemma[above] in word_group("sum") else None


def _figure(effect: Effect, head: int, counts: Counts, parties: Parties) -> Figure | None:
    clauses = counts.clauses
    who = parties.actor(head)
    total = _sum(head, clauses)
    quantity = counts.of(head) if total is None else counts.told(total)
    if quantity is not None:
        return _counted(effect, head, who, quantity, parties)
    if total is not None or clauses.lemma[head] in word_group("sum"):
        return None  # "an unknown number"
    if not (parties.is_a(head, "person") or clauses.lemma[head] in _DOZENS):
        return None
    determiners = {clauses.lower[c] for c in clauses.children[head] if clauses.rel[c] in ("det", "nummod")}
    if determiners & _NONE:
        return Figure(effect, who, 0, 0, 0, None)
    if clauses.lemma[head] in _DOZENS and clauses.xpos[head] in ("NNS", "CD"):
        return Figure(effect, who, _DOZENS[clauses.lemma[head]], None, None, None)
    if clauses.xpos[parties.meant(head)] in ("NNS", "NNPS"):
        return Figure(effect, who, 2, None, None, None)
    single = clauses.xpos[head] in ("NN", "NNP") and (determiners & _ONE or parties.kind(head) in ("person", "unnamed-person"))
    return Figure(effect, who, 1, 1, 1, None) if single else None


def _counted(effect: Effect, head: int, who: str | None, quantity: Quantity, parties: Parties) -> Figure:
    """A figure of the words' own; a bare "dozens" is nobody beside its number."""
    bare = parties.clauses.lemma[head] in _DOZENS and parties.meant(head) == head
    return Figure(effect, None if bare else who, quantity.low, quantity.high, quantity.best, quantity.id)
