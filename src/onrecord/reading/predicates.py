"""What single predicates and nouns show of status by themselves: helpers, negation, the tables' labels of a word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from onrecord.knowledge import table
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group

MODALS = {
    "will": "future", "'ll": "future", "wo": "future", "shall": "future", "’ll": "future", "would": "would", "'d": "would",
    "may": "possible", "might": "possible", "could": "possible", "can": "possible", "ca": "possible",
    "should": "demanded", "must": "demanded", "ought": "demanded", "need": "demanded",
}  # fmt: skip
_NEGATIVE = frozenset(("not", "n't", "never", "n’t", "neither", "nor", "nobody", "noone", "no-one", "none", "nowhere"))


@cache
def words() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(lemma or phrase, part of speech) to the label for clauses and the one for nouns below."""
    return {(row["words"], row["pos"]): (row["label"], row["noun"] or row["label"]) for row in table("status_words")}


@cache
def light_verbs() -> Mapping[str, str]:
    """Verbs that only carry an event: v with the event as object, o with it as subject."""
    return {row["words"]: row["use"] for row in table("light_verbs")}


def negated(c: Clauses, word: int) -> int | None:
    """The word that negates a predicate, or None: "not", "never", "no one", "no longer"."""
    for child in c.children[word]:
        if c.lower[child] in _NEGATIVE and c.rel[child] in ("advmod", "aux", "neg", "nsubj", "obj", "cc", "det"):
            nxt = c.lower[child + 1] if child + 1 < len(c.lower) else ""
            if nxt not in ("only", "just", "least"):
                return child
        if c.lower[child] == "longer" and any(c.lower[g] == "no" for g in c.children[child]):
            return child
        if c.rel[child] in ("nsubj", "obj") and (no := no_of(c, child)) is not None:
            return no
    return None


def no_of(c: Clauses, noun: int) -> int | None:
    """The "no" or "neither" before a noun, or None."""
    if c.lower[noun] in ("nobody", "none", "nothing"):
        return noun
    return next((d for d in c.children[noun] if c.lower[d] in ("no", "neither") and c.rel[d] in ("det", "advmod", "cc")), None)


def label_of(c: Clauses, word: int) -> tuple[str, str] | None:
    """The labels of a governing word, particles and prepositions included, or None if it is not in the table."""
    pos = "v" if c.verbal(word) else "n" if c.upos[word] in ("NOUN", "PROPN") else "a"
    if pos == "v":
        whole = phrase(c, word)
        if whole != c.lemma[word] and (whole, "v") in words():
            return words()[whole, "v"]
        if word + 1 < len(c.lower) and (f"{c.lemma[word]} {c.lower[word + 1]}", "v") in words():
            return words()[f"{c.lemma[word]} {c.lower[word + 1]}", "v"]
    found = words().get((c.lemma[word], pos)) or words().get((c.lower[word], pos))
    if c.lemma[word] == "try" and c.passive(word):
        return None  # "tried for murder"
    if found is None and c.xpos[word] in ("VBN", "JJ"):
        found = words().get((c.lower[word], "a"))
    return found


def with_case(c: Clauses, word: int, case: str) -> tuple[str, str] | None:
    """The labels of a word with the preposition that follows it ("set for", "vote on"), or None."""
    pos = "v" if c.verbal(word) else "a" if c.upos[word] == "ADJ" else "n"
    return words().get((f"{c.lemma[word]} {case}", pos)) or words().get((f"{c.lower[word]} {case}", "a")) if case else None


def phrase(c: Clauses, verb: int) -> str:
    """A verb with its particle: "carry out"."""
    particle = next((c.lower[p] for p in c.children[verb] if c.deprel[p] == "compound:prt"), "")
    if particle:
        return f"{c.lemma[verb]} {particle}"
    nxt = c.lower[verb + 1] if verb + 1 < len(c.lower) else ""
    return f"{c.lemma[verb]} {nxt}" if f"{c.lemma[verb]} {nxt}" in light_verbs() else c.lemma[verb]


def is_to(c: Clauses, verb: int) -> bool:
    """Whether an infinitive stands for what is to come: "is to vote", "is due to meet", the headline "Army to withdraw"."""
    if not {"to", "due to"} & {*c.marks(verb), c.mark(verb)}:
        return False
    if c.xpos[verb] == "VBN":
        finite = any(c.lower[h] in ("is", "are", "was", "were", "'s", "'re") for h in c.children[verb] if c.rel[h] in ("aux", "cop"))
        headline = c.rel[verb] == "root" and c.has(verb, "nsubj:pass") and any(c.lower[h] == "be" for h in c.children[verb])
        perfect = any(c.lower[h] == "have" and c.rel[h] == "aux" for h in c.children[verb])  # "was to have delivered"
        return ((finite or headline) and c.has(verb, "aux:pass")) or (finite and perfect)
    return c.has(verb, "cop") or (c.rel[verb] in ("root", "parataxis") and c.has(verb, "nsubj") and not c.has(verb, "aux"))


def unreal(c: Clauses, verb: int) -> bool:
    """Whether a predicate is future, modal or negated itself."""
    return any(MODALS.get(c.lower[h]) for h in c.children[verb] if c.rel[h] == "aux") or negated(c, verb) is not None


def would_be(c: Clauses, verb: int) -> bool:
    return any(c.lower[h] in ("would", "'d", "could", "might") for h in c.children[verb] if c.rel[h] == "aux")


def definite(c: Clauses, noun: int) -> bool:
    """Whether a noun is told as known: with "the", "this", a possessive, or a genitive."""
    for child in c.children[noun]:
        if c.rel[child] == "det" and c.lower[child] in ("the", "this", "that", "these", "those"):
            return True
        if c.deprel[child] == "nmod:poss":
            return True
    return c.upos[noun] == "PROPN"


def modal_of(c: Clauses, verb: int) -> str:
    return next((c.lower[h] for h in c.children[verb] if c.rel[h] == "aux"), "")


def averted_not(c: Clauses, verb: int, negative: int | None) -> bool:
    """Whether what should have been averted was not: "failed to prevent", "did not stop"."""
    above = c.governor(verb)
    if negative is not None:
        return not any(MODALS.get(c.lower[h]) for h in c.children[verb] if c.rel[h] == "aux")
    if above is None or c.rel[verb] not in ("xcomp", "acl", "advcl", "ccomp") or not c.verbal(above) or unreal(c, above):
        return False
    return c.lemma[above] in ("fail", "neglect") and c.xpos[above] in ("VBD", "VBN")


def meant_later(c: Clauses, verb: int, depends: bool) -> bool:
    """Whether a predicate lies ahead of the past that it is told in: "would leave", and below "vowed to", "refused to"."""
    here = verb
    for _ in range(4):
        if any(c.lower[h] in ("would", "'d", "’d") and c.rel[h] == "aux" for h in c.children[here]):
            return not any(c.lower[h] in ("have", "'ve") for h in c.children[here])
        found = label_of(c, here) if depends else None
        if found and found[0] in ("denied", "planned", "demanded") and (here != verb or c.has(here, "xcomp", "obj")):
            return True
        above = c.governor(here)
        if above is None or c.rel[here] not in ("xcomp", "conj"):
            return False
        here = above
    return False


def falsified(c: Clauses, noun: int) -> tuple[str, int] | None:
    """The label of what a noun speaks of that is said to be wrong or missing: "the claim … is false", "no evidence of"."""
    none = no_of(c, noun)
    if none is not None:
        return ("denied" if c.lemma[noun] in word_group("sign") else "possible"), none
    above = c.governor(noun)
    if above is not None and c.rel[noun] == "nsubj" and c.has(above, "cop") and called_false(c, above):
        return "denied", above
    return None


def called_false(c: Clauses, predicate: int) -> bool:
    """Whether a predicate calls something false: "is false", "is not true"; not "is not false"."""
    return c.lemma[predicate] in word_group("false") and (negated(c, predicate) is not None) == (c.lemma[predicate] == "true")


def later(c: Clauses, verb: int) -> int | None:
    """The words of time that put a present tense ahead: "is holding an election next week", "leaves tomorrow"."""
    helpers = [c.xpos[h] for h in c.children[verb] if c.rel[h] in ("aux", "aux:pass", "cop")]
    present = c.xpos[verb] in ("VBZ", "VBP") or (helpers and set(helpers) <= {"VBZ", "VBP"})
    if not present or c.xpos[verb] == "VBN":
        return None
    for child in c.children[verb]:
        if c.rel[child] in ("obl", "advmod") and {c.lower[child], *(c.lower[d] for d in c.children[child])} & word_group("ahead"):
            return child if c.analysis.entity[child] == "time" or c.lower[child] == "tomorrow" else None
    return None


def near_to(c: Clauses, verb: int) -> tuple[str, str] | None:
    """The labels of an adverb before the marker of a clause: "came close to capturing"."""
    mark = next((m for m in c.children[verb] if c.rel[m] == "mark" and m > 0), None)
    return with_case(c, mark - 1, c.lower[mark]) if mark and c.upos[mark - 1] in ("ADV", "ADJ") else None


def reported(c: Clauses, verb: int) -> bool:
    """Whether a clause is what somebody said: its "would" points ahead there."""
    return c.rel[verb] in ("ccomp", "parataxis") or (c.rel[verb] == "conj" and c.rel[c.head[verb]] == "ccomp")


def made_up(c: Clauses, predicate: int) -> bool:
    """Whether a predicate says of an act that there was none: "the attack was a hoax"."""
    return c.has(predicate, "cop") and c.lemma[predicate] in word_group("made up") and negated(c, predicate) is None


def bare_object(c: Clauses, noun: int, verb: int, case: str) -> bool:
    """Whether a bare noun after a verb with a particle is its object, though the tree says otherwise: "called off a visit"."""
    particle = any(c.deprel[p] == "compound:prt" and p < noun for p in c.children[verb])
    return particle and c.rel[noun] == "obl" and not case and noun > verb and c.analysis.entity[noun] != "time" and not c.has(verb, "obj")
