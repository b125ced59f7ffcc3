"""Who is said to have done an act elsewhere than in its own clause: by a claim, by blame, or "at the hands of"."""

from __future__ import annotations

from onrecord.reading.clauses import BLAMING, Clauses
from onrecord.reading.triggers import Trigger

_INVOLVING = frozenset(("involve", "implicate", "participate", "link", "connect", "tie", "engage"))
_CULPRITS = frozenset(("perpetrator", "author", "mastermind", "culprit"))
_CLAIMING = frozenset(("claim", "admit", "confess"))


def culprits(trigger: Trigger, clauses: Clauses) -> tuple[int, ...]:
    """Heads of those who claim the act or are said to have done it."""
    return _claimed(trigger, clauses) or _blamed(trigger, clauses) or _at_hands(trigger, clauses)


def _claimed(trigger: Trigger, clauses: Clauses) -> tuple[int, ...]:
    """Who claims an act: "rebels claimed responsibility for the bombing"."""
    above = clauses.governor(trigger.word)
    if above is None or clauses.lemma[above] not in ("responsibility", "credit"):
        above = above if above is not None and clauses.lemma[above] in _CLAIMING else None
    else:
        above = clauses.governor(above)
    if above is None or clauses.lemma[above] not in _CLAIMING:
        return ()
    agent = clauses.agent(above)
    if agent is not None and clauses.rel[above] == "acl" and (verb := clauses.governor(agent)) is not None and clauses.verbal(verb):
        agent = clauses.agent(verb)  # "leaflets claiming the murder": whoever handed them out
    return (agent,) if agent is not None and agent != trigger.word else ()


def _blamed(trigger: Trigger, clauses: Clauses) -> tuple[int, ...]:
    """Who is said to have done it: "accused of the murder", "blamed the attack on rebels", "responsible for the bombing"."""
    word, above = trigger.word, clauses.governor(trigger.word)
    if above is None or trigger.entry.action.type not in ("ASSAULT", "COERCE", "HARM"):
        return ()
    case = clauses.case(word)
    if clauses.lemma[above] == "blame" and clauses.rel[word] in ("obj", "nsubj"):
        found = clauses.oblique(above, ("on",))
        found = found if found is not None else clauses.oblique(word, ("on",))
    elif clauses.lemma[above] in ("attribute", "ascribe") and clauses.rel[word] in ("obj", "nsubj"):
        found = clauses.oblique(above, ("to",))
    elif clauses.lemma[above] in BLAMING and case in ("of", "for", "with", "in", "over"):
        found = clauses.patient(above)
    elif (
        (clauses.lemma[above] in ("responsible", "guilty", "behind") and case in ("for", "of", ""))
        or (clauses.lemma[above] in _INVOLVING and case in ("in", "to", "with"))
        or clauses.lemma[above] in _CULPRITS
    ):
        found = clauses.subject(above)
    elif clauses.lemma[above] == "connection" and (verb := clauses.governor(above)) is not None and clauses.lemma[verb] in BLAMING:
        found = clauses.patient(verb)
    else:
        return ()
    return (found,) if found is not None and found != word else ()


def _at_hands(trigger: Trigger, clauses: Clauses) -> tuple[int, ...]:
    """Who did it by a phrase with "hands": "died at the hands of the guards"."""
    for child in clauses.children[trigger.word]:
        if clauses.lemma[child] == "hand" and clauses.case(child) == "at":
            return tuple(c for c in clauses.children[child] if clauses.rel[c] == "nmod" and clauses.case(c) == "of")[:1]
    return ()
