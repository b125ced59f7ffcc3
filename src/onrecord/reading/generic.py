"""Acts that nobody did: norms, definitions and habits ("killing civilians is a crime"), told of the act as such."""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.predicates import words
from onrecord.reading.triggers import Trigger

_ANYONE = frozenset(("anyone", "anybody", "whoever", "whosoever", "everyone", "everybody", "those", "someone", "nobody", "he", "one"))
_FIXED = frozenset(("the", "this", "that", "these", "those", "a", "an", "another", "both", "its", "his", "her", "their", "our"))
_LASTING = frozenset(("MOBILIZE", "DISPLACE", "PROTEST"))
_BLOWS = frozenset(("ASSAULT", "HARM"))
_STEPS = 6


def generic(trigger: Trigger, clauses: Clauses) -> bool:
    """Whether a telling speaks of an act as such, done by nobody in particular at no time."""
    word = trigger.word
    if _month(clauses, word):
        return True
    if trigger.noun:
        return _bare(clauses, word) and (_under_norm(clauses, word) or _defined(clauses, word))
    tag = clauses.xpos[word]
    if tag == "VBG":
        return _subject_of_norm(clauses, word) or _title(clauses, word)
    if tag == "VB":
        return _valued(clauses, word) or _taught(clauses, word)
    if tag not in ("VBZ", "VBP") or trigger.entry.action.type in _LASTING:
        return False
    return _whoever(clauses, word) or (trigger.entry.action.type in _BLOWS and _habit(clauses, word))


def _month(c: Clauses, word: int) -> bool:
    """Whether "March" beside a number is a month, in a report in capitals too."""
    beside = [c.lower[i] for i in (word - 1, word + 1) if 0 <= i < len(c.lower)]
    return c.lower[word] == "march" and any(one.isdigit() for one in beside)


def _title(c: Clauses, gerund: int) -> bool:
    """Whether a gerund stands alone, without subject and helper, as in the title of a book."""
    return c.rel[gerund] in ("root", "parataxis", "appos") and not c.has(gerund, "nsubj", "nsubj:pass", "aux", "aux:pass", "cop")


def _habit(c: Clauses, verb: int) -> bool:
    """Whether a simple present tells what someone does at all times: "they attack us because", "often kills"."""
    if c.has(verb, "aux"):
        return False
    subject = c.own_subject(verb)
    often = any(c.lower[a] in word_group("often") and c.rel[a] == "advmod" for a in c.children[verb])
    return often or (subject is not None and c.xpos[subject] == "PRP")


def _bare(c: Clauses, noun: int) -> bool:
    """Whether a noun stands for its kind: no article, owner, number or name beside it, but for the "the" of a definition."""
    if c.upos[noun] == "PROPN":
        return False
    for child in c.children[noun]:
        if c.rel[child] == "nummod" or c.deprel[child] == "nmod:poss" or c.upos[child] == "PROPN":
            return False
        if c.rel[child] == "det" and c.lower[child] in _FIXED and not (c.lower[child] == "the" and c.has(noun, "cop", "obj")):
            return c.lower[child] == "the" and _of_a_kind(c, noun)
        if c.rel[child] == "nmod" and (c.upos[child] == "PROPN" or c.analysis.entity[child] in ("place", "time")):
            return False
        if c.rel[child] in ("acl", "case") and c.lower[child] in ("'s", "’s"):
            return False
    return True


def _of_a_kind(c: Clauses, noun: int) -> bool:
    """Whether "the" comes from an "of" with a kind: "the killing of civilians"."""
    below = [n for n in c.children[noun] if c.rel[n] == "nmod" and c.case(n) == "of"]
    return bool(below) and all(c.xpos[n] == "NNS" and not c.has(n, "det", "nummod", "nmod:poss", "acl", "acl:relcl") for n in below)


def _timeless(c: Clauses, predicate: int) -> bool:
    """Whether a predicate stands in the simple present: no perfect, no progressive, no past, no "will"."""
    helpers = [h for h in c.children[predicate] if c.rel[h] in ("aux", "aux:pass", "cop")]
    tags = {c.xpos[h] for h in helpers}
    forms = {c.lower[h] for h in helpers}
    if tags & {"VBD", "VBN", "VBG"} or forms & {"has", "have", "had", "'ve", "will", "would", "could", "may", "might"}:
        return False
    if c.xpos[predicate] == "VBG" and helpers:
        return False
    return bool(tags & {"VBZ", "VBP", "MD"}) or c.xpos[predicate] in ("VBZ", "VBP")


def _norm(c: Clauses, predicate: int) -> bool:
    """Whether a timeless predicate judges or defines: "is a crime", "is prohibited", "violates the law"."""
    return _timeless(c, predicate) and bool({c.lemma[predicate], c.lower[predicate]} & word_group("norm"))


def _under_norm(c: Clauses, noun: int) -> bool:
    """Whether a bare noun is judged, by itself or below what is: "murder is punishable", "by bombing or arson, is prohibited"."""
    here = noun
    for _ in range(_STEPS):
        above = c.governor(here)
        if above is None:
            return False
        if c.verbal(above) or c.has(above, "cop"):
            return _norm(c, above) and c.rel[here] in ("nsubj", "obj", "csubj", "obl")
        if c.rel[here] not in ("conj", "nmod", "appos") or not _bare(c, above):
            return False
        here = above
    return False


def _defined(c: Clauses, noun: int) -> bool:
    """Whether a noun tells what something is: "terrorism is the killing of civilians"."""
    subject = next((s for s in c.children[noun] if c.rel[s] == "nsubj"), None)
    if subject is None or not c.has(noun, "cop") or not _timeless(c, noun):
        return False
    return c.upos[subject] == "NOUN" and c.xpos[subject] == "NN" and not c.has(subject, "det", "nmod:poss", "amod", "nmod")


def _subject_of_norm(c: Clauses, gerund: int) -> bool:
    """Whether a gerund is the subject of a timeless predicate that does not itself tell of an act going on."""
    opens = gerund == 0 or c.lower[gerund - 1] in ('"', "“", "''", "``") or c.analysis.sentence[gerund - 1] != c.analysis.sentence[gerund]
    if opens and any(c.rel[below] in ("parataxis", "ccomp", "conj") and _norm(c, below) for below in c.children[gerund]):
        return True
    if c.rel[gerund] not in ("csubj", "nsubj") or c.has(gerund, "det", "nmod:poss"):
        return False
    above = c.governor(gerund)
    if above is None or not _timeless(c, above):
        return False
    if c.verbal(above) and not c.passive(above):
        return c.lemma[above] in word_group("norm")
    return c.lemma[above] not in word_group("going on") and c.lower[above] not in word_group("going on")


def _valued(c: Clauses, verb: int) -> bool:
    """Whether an infinitive is what something timeless is said of: "it is illegal to torture detainees"."""
    if "to" not in c.marks(verb) or c.rel[verb] not in ("csubj", "xcomp", "ccomp", "advcl"):
        return False
    above = c.governor(verb)
    if above is None or not c.has(above, "cop", "aux:pass") or not _timeless(c, above):
        return False
    judged = c.upos[above] == "ADJ" and c.rel[verb] == "csubj" and (c.lemma[above], "a") not in words()
    impersonal = any(c.lower[s] == "it" and c.rel[s] in ("expl", "nsubj") for s in c.children[above])
    return impersonal and (judged or _norm(c, above))


def _taught(c: Clauses, verb: int) -> bool:
    """Whether an infinitive is a rule of conduct: "taught us not to kill"."""
    above = c.governor(verb)
    return above is not None and "to" in c.marks(verb) and c.lemma[above] in word_group("teaching")


def _whoever(c: Clauses, verb: int) -> bool:
    """Whether a relative clause in the present is about anyone who does so: "soldiers who kill civilians are punished"."""
    if c.deprel[verb] not in ("acl:relcl", "csubj", "nsubj") or c.has(verb, "aux"):
        return False
    noun = c.governor(verb)
    if noun is None:
        return False
    anyone = c.lower[noun] in _ANYONE or (c.xpos[noun] == "NNS" and not c.has(noun, "det", "nummod", "nmod:poss"))
    if not anyone or c.upos[noun] == "PROPN":
        return False
    above = c.governor(noun)
    return above is None or _timeless(c, above)
