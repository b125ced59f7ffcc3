"""What stands above the words of an event: helpers, negation, governing verbs and nouns, conditions, purposes; as labels.

The way leads up the tree until something stands on its own. Every label met on it is kept, with the word that gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from onrecord.knowledge import table
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.record import Status

LADDER: tuple[Status, ...] = (
    "happened", "ongoing", "attempted", "planned", "threatened", "expected", "possible", "conditional", "demanded", "denied",
)  # fmt: skip
_MODALS = {
    "will": "future", "'ll": "future", "wo": "future", "shall": "future", "’ll": "future", "would": "would", "'d": "would",
    "may": "possible", "might": "possible", "could": "possible", "can": "possible", "ca": "possible",
    "should": "demanded", "must": "demanded", "ought": "demanded", "need": "demanded",
}  # fmt: skip
_NEGATIVE = frozenset(("not", "n't", "never", "n’t", "neither", "nor", "nobody", "none", "nowhere"))
_IF = frozenset(("if", "unless", "provided", "providing", "lest", "should", "assuming"))
_LATER = frozenset(("until", "till", "once", "when", "after", "before", "as soon as", "pending"))
_LATER_CASES = frozenset(("until", "till", "pending"))
_CASE_IF = frozenset(("without", "barring", "in case of", "in event of", "unless"))
_CASE_AHEAD = frozenset(("ahead of", "pending"))
_ORDINAL = frozenset(("first", "last", "second", "third", "only", "latest", "one"))
_CLAIMING = frozenset(("claim", "admit", "confess", "acknowledge", "confirm"))
_STEPS = 12


@cache
def words() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(lemma or phrase, part of speech) to the label for clauses and the one for nouns below."""
    return {(row["words"], row["pos"]): (row["label"], row["noun"] or row["label"]) for row in table("status_words")}


@cache
def light_verbs() -> Mapping[str, str]:
    """Verbs that only carry an event: v with the event as object, o with it as subject."""
    return {row["words"]: row["use"] for row in table("light_verbs")}


class Way:
    """Labels gathered on the way up from one word."""

    def __init__(self, clauses: Clauses) -> None:
        self.c = clauses
        self.labels: set[str] = set()
        self.why: list[int] = []
        self.affirmed = False  # below "managed to", "was forced to": a bare infinitive that did happen
        self.presupposed = False  # a noun told as known ("the attack"): denying its order does not deny it
        self.refused = False  # negated, or "no": what an "until" depends on

    def add(self, label: str, word: int) -> None:
        self.labels.add(label)
        self.why.append(word)


def upwards(clauses: Clauses, word: int, noun: bool) -> Way:
    """The labels on the way up from a word that tells an event."""
    way = Way(clauses)
    if noun:
        _noun(way, word, 0)
    else:
        _verb(way, word, 0)
    return way


# ---------------------------------------------------------------- upwards from a verb
def _verb(way: Way, word: int, step: int) -> None:
    """Labels of a verb and of all that governs it."""
    _local(way, word)
    _conditions(way, word)
    _above(way, word, step)


def _local(way: Way, word: int) -> None:
    """Auxiliaries, negation and mood of one predicate."""
    c = way.c
    helpers = [h for h in c.children[word] if c.rel[h] in ("aux", "cop")]
    for helper in helpers:
        label = _MODALS.get(c.lower[helper])
        if label and not (c.lower[helper] == "'d" and c.xpos[word] == "VBN"):
            way.add(label, helper)
    if c.xpos[word] == "VB" and _is_to(c, word):
        way.add("planned", word)
    perfect = any(c.lower[h] in ("have", "'ve") for h in helpers)
    if "would" in way.labels and perfect:
        way.add("conditional", word)
    negative = _negated(c, word)
    if perfect and any(c.lower[h] in ("should", "ought") for h in helpers):
        way.why.append(word)
        way.labels.discard("demanded")  # "should never have been held": it was; "should have been freed": it was not
        if negative is None:
            way.add("denied", word)
    elif negative is not None:
        way.add("denied", negative)
        way.refused = True
    if "Mood=Imp" in c.feats[word] and not c.has(word, "nsubj") and c.rel[word] in ("root", "ccomp", "conj", "parataxis"):
        way.add("demanded", word)
    hedged = any(c.lower[h] in ("likely", "probably", "perhaps", "maybe", "possibly") and c.rel[h] == "advmod" for h in c.children[word])
    if hedged and (way.labels & {"future", "would"} or not c.verbal_finite(word)):
        way.add("possible", word)
    if any(c.lower[h] in ("almost", "nearly") and h == word - 1 for h in c.children[word]):
        way.add("attempted", word)


def _is_to(c: Clauses, verb: int) -> bool:
    """Whether an infinitive stands for what is to come: "is to vote", "is due to meet", the headline "Army to withdraw"."""
    if not {"to", "due to"} & {*c.marks(verb), c.mark(verb)}:
        return False
    return c.has(verb, "cop") or (c.rel[verb] in ("root", "parataxis") and c.has(verb, "nsubj") and not c.has(verb, "aux"))


def _negated(c: Clauses, word: int) -> int | None:
    """The word that negates a predicate, or None: "not", "never", "no one", "no longer"."""
    for child in c.children[word]:
        if c.lower[child] in _NEGATIVE and c.rel[child] in ("advmod", "aux", "neg", "nsubj", "obj", "cc", "det"):
            nxt = c.lower[child + 1] if child + 1 < len(c.lower) else ""
            if nxt not in ("only", "just", "least"):
                return child
        if c.lower[child] == "longer" and any(c.lower[g] == "no" for g in c.children[child]):
            return child
        if c.rel[child] in ("nsubj", "obj") and (no := _no(c, child)) is not None:
            return no
    return None


def _no(c: Clauses, noun: int) -> int | None:
    """The "no" or "neither" before a noun, or None."""
    if c.lower[noun] in ("nobody", "none", "nothing"):
        return noun
    return next((d for d in c.children[noun] if c.lower[d] in ("no", "neither") and c.rel[d] in ("det", "advmod", "cc:preconj")), None)


def _conditions(way: Way, word: int) -> None:
    """Conditions on a predicate that has not come about: "if", "unless", "until", "without"."""
    c = way.c
    unreal = bool(way.labels & {"future", "would", "possible", "denied", "demanded", "planned"})
    for child in c.children[word]:
        relation = c.rel[child]
        if relation == "advcl" and (marks := {c.mark(child), *c.marks(child)}):
            if (marks & (_IF - {"should"}) and (unreal or not c.verbal_finite(word))) or (marks & {"until", "till", "once"} and unreal):
                way.add("conditional", child)
        elif relation in ("obl", "nmod") and unreal and c.case(child) in (*_LATER_CASES, *_CASE_IF):
            if c.analysis.entity[child] != "time":  # "postponed until June" depends on nothing
                way.add("conditional", child)
        elif unreal and c.lower[child] in ("long", "soon") and any(c.rel[below] == "advcl" for below in c.children[child]):
            way.add("conditional", child)  # "as long as", "as soon as"


def _above(way: Way, word: int, step: int) -> None:
    """What governs a clause, and the labels that come from there."""
    c = way.c
    governor = c.governor(word)
    if step > _STEPS:
        return
    if governor is None:
        _question(way, word)
        return
    relation = c.deprel[word]
    if relation == "conj":
        _conjunct(way, word, governor, step)
    elif relation.startswith("acl"):
        _on_noun(way, word, governor, step)
    elif relation.startswith("advcl"):
        _adverbial(way, word, governor, step)
    elif relation in ("xcomp", "ccomp", "csubj", "csubj:pass", "csubj:outer"):
        _complement(way, word, governor, step)
    elif relation in ("nsubj", "nsubj:pass", "obj", "obl", "nmod", "appos", "nmod:poss", "obl:agent"):
        _noun(way, word, step + 1, local=False)
    elif relation in ("parataxis", "dep", "dislocated", "discourse"):
        _question(way, word)


def _question(way: Way, word: int) -> None:
    """A question presents nothing as done."""
    c = way.c
    _, last = c.analysis.sentences[int(c.analysis.sentence[word])]
    if any(c.lower[i] == "?" for i in range(word, min(last, word + 40))):
        way.add("possible", word)


def _conjunct(way: Way, word: int, governor: int, step: int) -> None:
    """A later verb of a series shares the helpers of the first if it has none, and always what governs the series."""
    c = way.c
    bare = not c.has(word, "aux", "cop") and c.own_subject(word) is None
    alike = c.xpos[word] == c.xpos[governor] or (c.xpos[word] == "VB" and c.has(governor, "aux")) or not c.verbal(word)
    if bare and alike:
        if c.verbal(governor) or c.verbal(word) or c.has(governor, "cop"):
            _local(way, governor)
            _conditions(way, governor)
        _above(way, governor, step + 1)
        return
    finite_after_infinitive = c.xpos[governor] == "VB" and c.xpos[word] in ("VBD", "VBZ", "VBP", "VBG")
    if finite_after_infinitive and not c.has(governor, "aux"):
        return  # "gathered to watch, waving flags and calling for": no part of the purpose, whatever the tree says
    if c.own_subject(word) is None or c.rel[governor] in ("xcomp", "advcl", "acl") or c.rel[governor] == "ccomp":
        _above(way, governor, step + 1)
    else:
        _question(way, word)


def _label(c: Clauses, word: int) -> tuple[str, str] | None:
    """The labels of a governing word, particles and prepositions included, or None if it is not in the table."""
    pos = "v" if c.verbal(word) else "n" if c.upos[word] in ("NOUN", "PROPN") else "a"
    if pos == "v":
        whole = phrase(c, word)
        if whole != c.lemma[word] and (whole, "v") in words():
            return words()[whole, "v"]
        if word + 1 < len(c.lower) and (f"{c.lemma[word]} {c.lower[word + 1]}", "v") in words():
            return words()[f"{c.lemma[word]} {c.lower[word + 1]}", "v"]
    found = words().get((c.lemma[word], pos)) or words().get((c.lower[word], pos))
    if found is None and c.xpos[word] in ("VBN", "JJ"):
        found = words().get((c.lower[word], "a"))
    return found


def _with(c: Clauses, word: int, case: str) -> tuple[str, str] | None:
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


def _complement(way: Way, word: int, governor: int, step: int) -> None:
    """A clause that a verb or adjective takes."""
    c = way.c
    found = _label(c, governor)
    finite = c.verbal_finite(word)
    infinitive = "to" in c.marks(word) or (c.xpos[word] == "VB" and not finite)
    label = found[0] if found else ("unknown" if infinitive and not finite and c.rel[word] != "csubj" else "real")
    if found is None and infinitive and c.rel[word] == "csubj" and c.upos[governor] == "ADJ":
        label = "possible"  # "it is reasonable to withdraw"
    if label == "tell" or label == "warn":
        label = "demanded" if infinitive else "real"
    elif label == "used":
        label = "real"
    elif label == "go":
        label = "future" if c.xpos[governor] == "VBG" else "real"
    elif label == "have":
        yet = any(c.lower[d] == "yet" for d in c.children[governor])  # "has yet to release"
        label = "denied" if yet and infinitive else "demanded" if infinitive else "real"
    elif label in ("be", "unknown"):
        label = "planned" if infinitive else "real"
    if c.lemma[governor] == "want" and c.has(governor, "obj") and infinitive:
        label = "demanded"
    if {"if", "whether"} & set(c.marks(word)):
        way.add("possible", word)
    if finite and label == "attempted":
        label = "real"
    if finite and not infinitive and label == "possible" and c.lemma[governor] in ("allow", "permit", "let", "discuss", "suggest", "study"):
        label = "real"
    _govern(way, governor, label, step, finite)


def _govern(way: Way, governor: int, label: str, step: int, finite: bool) -> None:
    """Adds a governing word's label, mirrored if it is negated itself, and goes on where it asserts nothing."""
    c = way.c
    negative = _negated(c, governor)
    if label == "ongoing":
        way.add("ongoing", governor)
        if negative is not None:
            way.add("denied", negative)
            way.refused = True
        modal = {_MODALS.get(c.lower[h], "") for h in c.children[governor] if c.rel[h] == "aux"} - {"", "future"}
        for one in sorted(modal):
            way.add(one, governor)
        _conditions(way, governor)
        _above(way, governor, step + 1)
        return
    if label == "real":
        if (finite and negative is None) or c.lemma[governor] in _CLAIMING:
            return  # a report of what stands on its own
        if finite:
            way.add("possible", governor)
            return
        way.affirmed = True
        _local(way, governor)
        _conditions(way, governor)
        _above(way, governor, step + 1)
        return
    if c.lemma[governor] in word_group("averting") and _averted_not(c, governor, negative):
        way.affirmed = True
        way.why.append(governor)  # "failed to prevent the attack": it came
        return
    if negative is not None and label in ("demanded", "planned") and way.presupposed and c.xpos[governor] in ("VBN", "VBD", "VB"):
        way.add("presupposed", governor)
    if negative is not None:
        mirrored = {"denied": "possible", "attempted": "denied"}.get(label, "denied")
        way.add(mirrored, governor)
        way.refused = True
        _conditions(way, governor)
        return
    way.add(label, governor)
    if label == "denied":
        way.refused = True
    before = set(way.labels)
    _local(way, governor)
    way.labels -= {"future", "would"} - before
    _conditions(way, governor)
    if not finite or label in ("planned", "possible", "expected"):
        _above(way, governor, step + 1) if not finite else None


def _averted_not(c: Clauses, verb: int, negative: int | None) -> bool:
    """Whether what should have been averted was not: "failed to prevent", "did not stop"."""
    above = c.governor(verb)
    if negative is not None:
        return not any(_MODALS.get(c.lower[h]) for h in c.children[verb] if c.rel[h] == "aux")
    if above is None or c.rel[verb] not in ("xcomp", "acl", "advcl", "ccomp") or not c.verbal(above) or _unreal(c, above):
        return False
    return c.lemma[above] in ("fail", "neglect") and c.xpos[above] in ("VBD", "VBN")


def _on_noun(way: Way, word: int, governor: int, step: int) -> None:
    """A clause on a noun: a relative clause stands on its own; "to attack" is what a plan, a right, a decision aims at."""
    c = way.c
    if c.deprel[word] == "acl:relcl" or (c.verbal_finite(word) and not c.marks(word)):
        return
    if c.analysis.entity[governor] == "time":
        return  # "after months of fighting"
    found = _label(c, governor)
    infinitive = "to" in c.marks(word) or (c.xpos[word] == "VB" and not c.verbal_finite(word))
    ordinal = c.lower[governor] in _ORDINAL or any(
        c.lower[d] in _ORDINAL and c.rel[d] in ("amod", "nummod", "det") for d in c.children[governor]
    )
    if infinitive and ordinal and found is None:
        way.affirmed = True  # "the first state to recognise it"
        return
    if found and found[1] != "-" and (infinitive or c.marks(word) or c.xpos[word] == "VBG"):
        label = found[0] if found[0] != "-" else "planned"
        _govern(way, governor, label if label != "real" else "planned", step, c.verbal_finite(word))
        if not c.verbal_finite(word):
            _noun(way, governor, step + 1)
    elif found and found[1] == "-" and infinitive:
        way.add(found[0], governor)
    elif infinitive:
        way.add("planned", governor)
    elif c.marks(word) and (above := c.governor(governor)) is not None and c.verbal(above):
        _local(way, above)  # "speed up the process of adopting": as real as what governs it
        _above(way, above, step + 1)


def _adverbial(way: Way, word: int, governor: int, step: int) -> None:
    """An adverbial clause: condition, purpose, time, or a participle that shares the status of the main clause."""
    c = way.c
    marks = {c.mark(word), *c.marks(word)} - {""}
    case = c.case(word)
    if marks & _IF or (c.lower[word - 1 if word else 0] == "should" and not marks):
        way.add("conditional", word)
        return
    if "without" in marks or case == "without":
        way.add("denied", word)
        return
    if "instead" in marks or "rather" in marks or case in ("instead of", "rather than"):
        way.add("denied", word)
        return
    if "to" in marks or "so that" in marks or (c.xpos[word] == "VB" and not c.verbal_finite(word)):
        found = _label(c, governor)
        if found and found[0] == "real" and c.lemma[governor] in ("go", "come", "help", "force", "proceed"):
            _govern(way, governor, "real", step, False)
        else:
            label = found[0] if found and found[0] in LADDER and found[0] not in ("ongoing",) else "purpose"
            way.add(label, word)
            _local(way, governor)  # "should use it to press" asks for the pressing too
        return
    if c.verbal_finite(word):
        _time_clause(way, word, governor, marks)
        return
    if marks & {"before", "until"} and not _unreal(c, governor):
        return
    if marks & {"by", "for", "in", "after", "since", "while", "when", "from", "against", "of", "about"} or case or not marks:
        found = next((f for m in sorted(marks) if (f := _with(c, governor, m))), None) or _label(c, governor)
        if found and found[0] not in ("real", "ongoing") and marks & {"from", "of", "against", "about", "for"}:
            _govern(way, governor, found[0], step, False)
            return
        if {*marks, case} & {"for", "after", "since"}:
            way.affirmed = True
            return
        _local(way, governor)
        _above(way, governor, step + 1)


def _unreal(c: Clauses, verb: int) -> bool:
    """Whether a predicate is future, modal or negated itself."""
    return any(_MODALS.get(c.lower[h]) for h in c.children[verb] if c.rel[h] == "aux") or _negated(c, verb) is not None


def _time_clause(way: Way, word: int, governor: int, marks: set[str]) -> None:
    """A finite clause of time beside a main clause still to come is still to come itself, whatever its tense says."""
    c = way.c
    if c.lower[governor] == "soon" and c.governor(governor) is not None:
        governor, marks = c.head[governor], {"once"}  # "as soon as"
    finite = [word, *(h for h in c.children[word] if c.rel[h] in ("aux", "aux:pass", "cop"))]
    present = any(c.xpos[h] in ("VBZ", "VBP") for h in finite)
    if not marks & _LATER:
        return
    depends = bool(marks & {"until", "till", "once"})
    if present:
        if marks & {"until", "till"} or _unreal(c, governor):
            way.add("conditional" if depends else "expected", word)
    elif _meant_later(c, governor, depends and "once" not in marks) and "after" not in marks:
        way.add("conditional" if depends else "expected", word)


def _meant_later(c: Clauses, verb: int, depends: bool) -> bool:
    """Whether a predicate lies ahead of the past that it is told in: "would leave", and below "vowed to", "refused to"."""
    here = verb
    for _ in range(4):
        if any(c.lower[h] in ("would", "'d", "’d") and c.rel[h] == "aux" for h in c.children[here]):
            return not any(c.lower[h] in ("have", "'ve") for h in c.children[here])
        found = _label(c, here) if depends else None
        if found and found[0] in ("denied", "planned", "demanded") and (here != verb or c.has(here, "xcomp", "obj")):
            return True
        above = c.governor(here)
        if above is None or c.rel[here] not in ("xcomp", "conj"):
            return False
        here = above
    return False


# ---------------------------------------------------------------- upwards from a noun
def _noun(way: Way, noun: int, step: int, local: bool = True) -> None:
    """Labels of a noun: its own modifiers, then what it hangs on."""
    c = way.c
    if local:
        _modifiers(way, noun)
        if c.has(noun, "cop"):
            _local(way, noun)
            _conditions(way, noun)
    governor = c.governor(noun)
    if governor is None or step > _STEPS:
        return
    case, relation = c.case(noun), c.rel[noun]
    if case in _CASE_IF:
        way.add("conditional" if _unreal(c, governor) or not c.verbal(governor) or c.xpos[governor] == "VB" else "denied", noun)
        return
    if case in ("instead of", "rather than"):
        way.add("denied", noun)
        return
    if case in _LATER_CASES:
        way.add("conditional", noun)
        return
    if (
        case in _CASE_AHEAD
        or (case == "before" and _unreal(c, governor))
        or (case == "after" and _unreal(c, governor) and not _definite(c, noun))
    ):
        way.add("expected", noun)
        return
    if case in word_group("past preposition") and not (case in ("over", "on") and c.lemma[governor] in word_group("negotiating")):
        if case in ("during", "amid") and (c.xpos[governor] == "VB" or _unreal(c, governor)):
            _open_noun(way, governor, case, step)
        return
    if relation == "conj" or relation in ("ccomp", "xcomp", "advcl", "acl", "csubj"):
        if relation == "conj" and not c.verbal(governor):
            _noun(way, governor, step + 1, local=_no(c, governor) is not None)
        elif relation != "conj":
            _above(way, noun, step + 1)
        return
    if not c.verbal(governor) and not c.has(governor, "cop"):
        _under_noun(way, noun, governor, case, step)
    elif relation in ("nsubj", "obj", "obl", "iobj", "nmod", "expl"):
        _under_verb(way, noun, governor, case, step)


def _modifiers(way: Way, noun: int) -> None:
    """Determiners and adjectives of a noun: "no truce", "any attack", "a planned strike"."""
    c = way.c
    no = _no(c, noun)
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
        if c.deprel[child] == "acl:relcl" and c.has(child, "aux") and _MODALS.get(_aux(c, child)) == "would":
            way.add("conditional", child)
    _announced(way, noun)
    if any(c.rel[d] == "nmod" and c.case(d) in _CASE_IF for d in c.children[noun]) and "denied" in way.labels:
        way.add("conditional", noun)


def _announced(way: Way, noun: int) -> None:
    """The words right after a noun, whatever the tree says of them: "talks were expected to", "the vote is due"."""
    c = way.c
    if noun + 2 < len(c.lower) and c.lower[noun + 2] == "to" and c.rel[noun + 1] in ("acl", "amod", "root", "advcl", "appos"):
        found = words().get((c.lower[noun + 1], "a"))
        if found and found[0] in ("planned", "expected"):
            way.add(found[0], noun + 1)  # the headline "Talks set to resume"
    if noun + 2 < len(c.lower) and c.lemma[noun + 1] == "be":
        found = words().get((c.lower[noun + 2], "a")) or (words().get((c.lemma[noun + 2], "v")) if c.xpos[noun + 2] == "VBN" else None)
        if found and found[0] in LADDER and found[1] in LADDER and found[0] not in ("denied", "attempted"):
            way.add(found[0], noun + 2)


def _aux(c: Clauses, verb: int) -> str:
    return next((c.lower[h] for h in c.children[verb] if c.rel[h] == "aux"), "")


def _under_noun(way: Way, noun: int, governor: int, case: str, step: int) -> None:
    """A noun below a noun: "a threat of war", "ceasefire proposal", "the start of talks"."""
    c = way.c
    paired = _with(c, governor, case)
    if c.upos[governor] == "ADJ":
        found = paired or words().get((c.lemma[governor], "a"))
        if found and found[0] not in ("real", "-"):
            way.add(found[0], governor)
        return
    found = paired or words().get((c.lemma[governor], "n"))
    if c.lemma[governor] in word_group("negotiating") and case in ("on", "over", "about", "for", "of"):
        way.add("negotiated", governor)
    elif c.xpos[governor] in ("$", "CD") or c.lemma[governor] in word_group("money"):
        _noun(way, governor, step + 1)  # "pledged 50 million euros in aid"
    elif found and found[1] != "-" and (case in word_group("governed preposition") or c.rel[noun] == "compound"):
        way.add(found[1], governor)
        if _no(c, governor) is not None:
            way.add("denied", governor)
    elif c.lemma[governor] in word_group("aspect"):
        _noun(way, governor, step + 1)


def _under_verb(way: Way, noun: int, governor: int, case: str, step: int) -> None:
    """A noun below a verb: carried by it ("launched an attack"), governed ("demanded his release"), or told as known."""
    c = way.c
    light = light_verbs().get(phrase(c, governor)) if c.lemma[governor] not in word_group("ending") else None
    active_object = c.rel[noun] == "obj" or c.deprel[noun] == "nsubj:pass"
    subject = c.rel[noun] == "nsubj"
    if (light and ((light == "v" and (active_object or case in ("in", "to"))) or (light == "o" and subject))) or (
        c.has(governor, "cop") and subject
    ):
        if _label(c, governor) and (_label(c, governor) or ("", ""))[1] == "ongoing":
            way.add("ongoing", governor)
        if not (c.has(governor, "cop") and _definite(c, noun) and not _unreal_would(c, governor)):
            _verb(way, governor, step + 1)
        return
    paired = _with(c, governor, case)
    found = paired or _label(c, governor)
    if c.upos[governor] == "ADJ" and found:
        way.add(found[0], governor) if found[0] != "real" else None
        return
    if c.lemma[governor] in word_group("ending") and active_object and not paired:
        way.affirmed = True
        way.why.append(governor)  # "does not end the war": there is one
        return
    way.presupposed = active_object and any(c.rel[d] == "det" and c.lower[d] == "the" for d in c.children[noun])
    governed = (
        paired is not None
        or active_object
        or (subject and c.passive(governor))
        or case in word_group("governed preposition") - {"in", "at", "by", "from", "into"}
    )
    if found and found[1] not in ("-", "real") and governed:
        label = {"warn": "possible", "tell": "real"}.get(found[1], found[1])
        if c.lemma[governor] in ("ask", "appeal", "call", "press", "push", "plead") and case not in ("for", "") and not active_object:
            return
        if label == "denied" and active_object and _definite(c, noun) and c.lemma[governor] in word_group("answering"):
            return  # "rejected the accusations": they had been made
        if label in LADDER:
            if label == "ongoing":
                way.add(label, governor)
                return
            _govern(way, governor, label, step, False)
        return
    if found and found[1] == "real":
        _local(way, governor)
        _above(way, governor, step + 1)
        return
    if not _definite(c, noun) or _unreal_would(c, governor):
        _open_noun(way, governor, case, step)


def _unreal_would(c: Clauses, verb: int) -> bool:
    return any(c.lower[h] in ("would", "'d", "could", "might") for h in c.children[verb] if c.rel[h] == "aux")


def _open_noun(way: Way, governor: int, case: str, step: int) -> None:
    """An indefinite noun shares what the verb has: "could trigger a war", "will not accept a truce"."""
    c = way.c
    if case in ("by", "in", "at", "from", "with", "of") and not _unreal(c, governor):
        return
    _local(way, governor)
    if c.xpos[governor] in ("VB", "VBG") or way.labels & {"future", "would", "possible"}:
        _conditions(way, governor)
        _above(way, governor, step + 1)


def _definite(c: Clauses, noun: int) -> bool:
    """Whether a noun is told as known: with "the", "this", a possessive, or a genitive."""
    for child in c.children[noun]:
        if c.rel[child] == "det" and c.lower[child] in ("the", "this", "that", "these", "those"):
            return True
        if c.deprel[child] == "nmod:poss":
            return True
    return c.upos[noun] == "PROPN"
