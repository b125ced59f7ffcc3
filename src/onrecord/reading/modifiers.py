"""Labels that a noun takes from the words on it: "no truce", "any attack", "a planned strike", "talks set to resume"."""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.reading.predicates import MODALS, light_verbs, modal_of, no_of, phrase, unreal, words
from onrecord.reading.ways import LADDER, Way

CASE_IF = frozenset(("without", "barring", "in case of", "in event of", "unless"))
"""Prepositions that make what they govern a condition."""


def modifiers(way: Way, noun: int) -> None:
    """Determiners and adjectives of a noun: "no truce", "any attack", "a planned strike"."""
    c = way.c
    no = no_of(c, noun)
    if no is not None:
        way.add("denied", no)
        way.refused = True
    for child in c.children[noun]:
        if c.rel[child] == "det" and c.lower[child] == "any":
            way.add("conditional", child)
        found = words().get((c.lower[child], "m")) if c.rel[child] in ("amod", "compound") else None
        if found:
            way.add(found[1], child)
        if c.rel[child] in ("acl", "advcl") and not c.verbal_finite(child) and (label := words().get((c.lower[child], "m"))):
            way.add(label[1], child)
        if c.rel[child] == "acl" and "to" in c.marks(child) and phrase(c, child) in light_verbs():
            way.add("planned", child)  # "a meeting to be held in May"
        if c.deprel[child] == "acl:relcl" and c.has(child, "aux") and MODALS.get(modal_of(c, child)) == "would":
            way.add("conditional", child)
        if c.deprel[child] == "acl:relcl" and not _acts(c, noun) and (meant := _meant_by(c, noun, child)):
            way.add(meant, child)
    _announced(way, noun)
    if any(c.rel[d] == "nmod" and c.case(d) in CASE_IF for d in c.children[noun]) and "denied" in way.labels:
        way.add("conditional", noun)


def _meant_by(c: Clauses, noun: int, verb: int) -> str | None:
    """How somebody means what a relative clause says he plans or fears ("a march that his party had planned"), or None."""
    subject = c.own_subject(verb)
    label = words().get((c.lower[verb], "m"))
    return label[1] if label and subject not in (None, noun) and not c.passive(verb) and label[1] in LADDER else None


def _acts(c: Clauses, noun: int) -> bool:
    """Whether a noun is the subject of something told as done: "the attack that they had planned for months killed ten"."""
    governor = c.governor(noun)
    return governor is not None and c.rel[noun] == "nsubj" and c.verbal_finite(governor) and not unreal(c, governor)


def _announced(way: Way, noun: int) -> None:
    """The words right after a noun, whatever the tree says of them: "talks were expected to", "the vote is due"."""
    c = way.c
    if noun + 2 < len(c.lower) and c.lower[noun + 2] == "to" and c.rel[noun + 1] in ("acl", "amod", "root", "advcl", "appos"):
        found = words().get((c.lower[noun + 1], "a"))
        if found and found[0] in ("planned", "expected"):
            way.add(found[0], noun + 1)  # the headline "Talks set to resume"
    if noun + 2 < len(c.lower) and c.lemma[noun + 1] == "be":
        found = words().get((c.lower[noun + 2], "a")) or (words().get((c.lemma[noun + 2], "v")) if c.xpos[noun + 2] == "VBN" else None)
        stands = found and (found[1] in LADDER or (found[1] == "-" and c.lower[noun + 3 : noun + 4] != ("to",)))
        if found and stands and found[0] in LADDER and found[0] not in ("denied", "attempted"):
            way.add(found[0], noun + 2)
