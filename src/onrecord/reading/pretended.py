"""Acts that are only played or told of: in a drill, a novel, a film; "a mock embassy"."""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.predicates import definite
from onrecord.reading.triggers import Trigger

_STEPS = 4
_INSIDE = frozenset(("in", "during", "inside"))


def pretended(trigger: Trigger, c: Clauses) -> bool:
    """Whether an act is part of a drill or of a made-up story; who is hurt in a drill is hurt."""
    word = trigger.word
    sham = word_group("sham")
    near = {c.lower[d] for d in c.children[word] if c.rel[d] in ("amod", "compound")}
    parties = () if trigger.noun else (party for party in (c.patient(word), c.own_subject(word)) if party is not None)
    for party in parties:  # "mock gunmen took hostages"
        near |= {c.lower[d] for d in c.children[party] if c.rel[d] in ("amod", "compound")}
        if any(c.rel[d] == "acl" and c.lemma[d] in word_group("playing") for d in c.children[party]):
            return True  # "actors playing insurgents"
    if near & sham:
        return True
    frame = _frame(c, word)
    if frame is None:
        return False
    if _made_up(c, frame):
        if trigger.noun and definite(c, word):
            return False
        return trigger.entry.action.type != "HARM" or c.xpos[word] in ("VBZ", "VBP")
    return not trigger.noun and not c.passive(word) and c.subject(word) is not None and trigger.entry.action.type != "HARM"


def _made_up(c: Clauses, noun: int) -> bool:
    """Whether a noun is a story, by itself or with the word before it: "the novel", "a video game"."""
    return bool({c.lemma[noun], f"{c.lower[noun - 1]} {c.lemma[noun]}"} & word_group("fiction"))


def _frame(c: Clauses, word: int) -> int | None:
    """The drill or story in which a clause plays: "a drill in which", "in the film, soldiers shoot", "the film shows soldiers shooting"."""
    here = word
    for _ in range(_STEPS):
        for child in c.children[here]:
            if c.rel[child] == "obl" and c.case(child) in _INSIDE and _made_up(c, child):
                return child
        above = c.governor(here)
        if above is None:
            return None
        if c.deprel[here] == "acl:relcl":
            within = any(c.lower[d] in ("which", "where") and c.rel[d] in ("obl", "advmod") for d in c.children[here])
            played = _made_up(c, above) or c.lemma[above] in word_group("drill")
            return above if within and played else None
        if c.rel[here] not in ("conj", "xcomp", "ccomp", "advcl", "obj", "nsubj"):
            return None
        here = above
    return None
