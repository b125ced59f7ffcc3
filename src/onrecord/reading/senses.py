"""Whether a trigger is meant in the sense of its entry: the conditions of the action table, one function a kind."""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.parties import Parties
from onrecord.reading.triggers import Trigger, entries

_CASES = frozenset(["with", "on", "to", "for", "from", "against", "of", "about", "into", "at", "over", "between"])
_CONFLICT = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"))


def meant(trigger: Trigger, parties: Parties) -> bool:
    """True if every condition of the entry holds."""
    return all(_any(need, trigger, parties) for need in trigger.entry.needs)


def _any(need: str, trigger: Trigger, parties: Parties) -> bool:
    """One condition, or one of several joined by "|"."""
    if ":" in need or "=" in need or "|" not in need:
        return _holds(need, trigger, parties)
    return any(_shape(part, trigger.word, parties.clauses) for part in need.split("|"))


def _holds(need: str, trigger: Trigger, parties: Parties) -> bool:
    name, sign, value = need.partition(":") if ":" in need else need.partition("=")
    clauses, word = parties.clauses, trigger.word
    if name == "not":
        return not _around(clauses, trigger, frozenset(value.split("|")))
    if name == "head":
        return clauses.lemma[clauses.head[word]] in value.split("|") and clauses.rel[word] in ("nsubj", "obl")
    if name == "near":
        return bool(_sentence(clauses, word) & frozenset(value.split("|")))
    if name == "with" and value:
        wanted = frozenset(value.split("|"))
        return bool(wanted & set(clauses.lemma[word : word + 3])) or bool(wanted & _sentence(clauses, word) - {"of", "for"})
    if sign == "=":
        slot = _agent(trigger, clauses) if name == "by" else _patient(trigger, clauses)
        return slot is not None and parties.is_a(slot, value)
    if sign == ":":
        return _lemma_of(name, value, trigger, parties)
    if name in ("to", "by", "obj"):
        slot = _agent(trigger, clauses) if name == "by" else _patient(trigger, clauses)
        return slot is not None
    if name == "unacted":  # nobody is said to do it: a crash kills, gunmen do not kill by accident
        agent = _agent(trigger, clauses)
        return agent is None or not any(parties.is_a(agent, sort) for sort in ("person", "people", "armed"))
    if name == "hostile":
        return _hostile(word, clauses)
    return _shape(name, word, clauses)


def _shape(name: str, word: int, clauses: Clauses) -> bool:
    """Conditions on what hangs on the word: an infinitive, a clause, a preposition, its number."""
    if name in ("inf", "noinf"):
        below = [c for c in clauses.children[word] if clauses.rel[c] in ("xcomp", "ccomp", "acl", "advcl")]
        return any("to" in clauses.marks(c) or clauses.xpos[c] == "VB" for c in below) == (name == "inf")
    if name == "that":
        return clauses.has(word, "ccomp")
    if name == "xcomp":
        named = clauses.patient(word)  # "called the move unjustified", also where the tree hangs that on the move
        behind = named is not None and any(c > named and clauses.rel[c] in ("amod", "appos") for c in clauses.children[named])
        return behind or clauses.has(word, "xcomp")
    if name == "poss":
        return any(clauses.deprel[c] == "nmod:poss" and clauses.upos[c] != "PRON" for c in clauses.children[word])
    if name == "passive":
        return clauses.passive(word)
    if name == "plural":
        return "Number=Plur" in clauses.feats[word] or clauses.xpos[word] in ("NNS", "NNPS")
    below = [c for c in clauses.children[word] if name != "on" or clauses.analysis.entity[c] != "time"]  # "a strike on Monday"
    return name in _CASES and any(clauses.case(c) == name or clauses.mark(c) == name for c in below)


def _agent(trigger: Trigger, clauses: Clauses) -> int | None:
    return clauses.agent(trigger.word) if not trigger.noun else None


def _patient(trigger: Trigger, clauses: Clauses) -> int | None:
    """The word in the slot of the recipient, the object where the entry names none."""
    word = trigger.word
    if trigger.noun:
        return clauses.oblique(word, ("of", "on", "against"))
    for slot in trigger.entry.to:
        found = clauses.patient(word) if slot == "obj" else clauses.subject(word) if slot == "subj" else clauses.oblique(word, (slot,))
        if found is not None:
            return found
    return clauses.patient(word) if trigger.entry.to in ((), ("none",)) else None


def _lemma_of(name: str, value: str, trigger: Trigger, parties: Parties) -> bool:
    """Conditions on the very word in a slot."""
    clauses = parties.clauses
    slot = clauses.subject(trigger.word) if name == "by" else clauses.patient(trigger.word)
    if slot is None:
        return False
    lemma = clauses.lemma[slot]
    words = {"seekable": word_group("sought"), "claim": word_group("claim"), "offer": word_group("offer")}.get(value)
    if words is not None:
        return lemma in words
    if value in ("action", "meeting"):
        group = entries().get((lemma, "n"), ())
        return bool(group) and (value == "action" or group[0].action.type == "CONSULT")
    return parties.is_a(slot, value)


def _hostile(word: int, clauses: Clauses) -> bool:
    """Whether an act of conflict is told below a verb within two clauses."""
    below = [c for c in clauses.children[word] if clauses.rel[c] in ("xcomp", "ccomp", "obj", "advcl", "acl", "obl")]
    below += [c for b in below for c in clauses.children[b] if clauses.rel[c] in ("obj", "xcomp", "conj", "obl")]
    found = (group for c in below for pos in "vn" if (group := entries().get((clauses.lemma[c], pos))))
    return any(entry.action.type in _CONFLICT for group in found for entry in group) or any(
        clauses.lemma[c] in ("retaliate", "avenge", "revenge", "respond", "punish", "retaliation", "destroy") for c in below
    )


def _sentence(clauses: Clauses, word: int) -> set[str]:
    first, last = clauses.analysis.sentences[int(clauses.analysis.sentence[word])]
    return set(clauses.lemma[first:last])


def _around(clauses: Clauses, trigger: Trigger, words: frozenset[str]) -> bool:
    """Whether one of the words stands next to the trigger or governs it."""
    governor = clauses.head[trigger.word]
    near = {clauses.lemma[i] for i in clauses.children[trigger.word]}
    if not clauses.verbal(governor):
        near.add(clauses.lemma[governor])
    close = set(clauses.lemma[max(0, trigger.first - 1) : trigger.first]) | set(clauses.lemma[trigger.last : trigger.last + 1])
    return bool((near | close) & words)
