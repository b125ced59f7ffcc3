"""What stands above the words of an event: helpers, negation, governing verbs and nouns, conditions, purposes; as labels.

The way leads up the tree until something stands on its own. Every label met on it is kept, with the word that gave it.
"""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.modifiers import CASE_IF, modifiers
from onrecord.reading.predicates import (
    MODALS,
    averted_not,
    bare_object,
    called_false,
    definite,
    falsified,
    is_to,
    label_of,
    later,
    light_verbs,
    made_up,
    meant_later,
    near_to,
    negated,
    no_of,
    phrase,
    reported,
    unreal,
    with_case,
    words,
    would_be,
)
from onrecord.reading.ways import LADDER, Way

_IF = frozenset(("if", "unless", "provided", "providing", "lest", "should", "assuming"))
_LATER = frozenset(("until", "till", "once", "when", "after", "before", "as soon as", "pending"))
_LATER_CASES = frozenset(("until", "till", "pending"))
_CASE_AHEAD = frozenset(("ahead of", "pending"))
_ORDINAL = frozenset(("first", "last", "second", "third", "only", "latest", "one"))
_CLAIMING = frozenset(("claim", "admit", "confess", "acknowledge", "confirm"))
_STEPS = 12


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


def _local(way: Way, word: int, *, shared: bool = False) -> None:
    """Auxiliaries, negation and mood of one predicate.

    `shared`: as far as a later verb of its series has them too: "had no rifles and threw stones" negates the rifles alone.
    """
    c = way.c
    helpers = [h for h in c.children[word] if c.rel[h] in ("aux", "cop")]
    for helper in helpers:
        label = MODALS.get(c.lower[helper])
        if label and not (c.lower[helper] == "'d" and c.xpos[word] == "VBN"):
            way.add(label, helper)
    if c.xpos[word] in ("VB", "VBN") and is_to(c, word):
        way.add("planned", word)
    if c.xpos[word] in ("VB", "VBG") and helpers:
        for subject in c.children[word]:  # "the goal was to kill", "the intention was capturing him alive"
            stands = c.deprel[subject] == "nsubj:outer" or (c.rel[subject] == "nsubj" and c.xpos[word] == "VB" and c.has(word, "cop"))
            if stands and (found := words().get((c.lemma[subject], "n"))) and found[0] in LADDER:
                way.add(found[0], subject)
    if (ahead := later(c, word)) is not None:
        way.add("future", ahead)
    perfect = any(c.lower[h] in ("have", "'ve") for h in helpers)
    if "would" in way.labels and perfect:
        way.add("conditional", word)
    negative = negated(c, word)
    if shared and any(c.rel[o] == "obj" and no_of(c, o) == negative for o in c.children[word]):
        negative = None
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


def _conditions(way: Way, word: int) -> None:
    """Conditions on a predicate that has not come about: "if", "unless", "until", "without"."""
    c = way.c
    to_come = bool(way.labels & {"future", "would", "possible", "denied", "demanded", "planned"})
    for child in c.children[word]:
        relation = c.rel[child]
        if relation == "advcl" and (marks := {c.mark(child), *c.marks(child)}):
            if (marks & (_IF - {"should"}) and (to_come or not c.verbal_finite(word))) or (marks & {"until", "till", "once"} and to_come):
                way.add("conditional", child)
        elif relation in ("obl", "nmod") and to_come and c.case(child) in (*_LATER_CASES, *CASE_IF):
            if c.analysis.entity[child] != "time":  # "postponed until June" depends on nothing
                way.add("conditional", child)
        elif to_come and c.lower[child] in ("long", "soon") and any(c.rel[below] == "advcl" for below in c.children[child]):
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
    if c.xpos[governor] == "VB" and c.passive(word) and not c.passive(governor) and _or(c, word):
        way.add("conditional", word)  # "to pay within a month or be expelled"
    bare = not c.has(word, "aux", "cop") and c.own_subject(word) is None
    alike = c.xpos[word] == c.xpos[governor] or (c.xpos[word] == "VB" and c.has(governor, "aux")) or not c.verbal(word)
    if c.xpos[word] == "VBD" and c.xpos[governor] == "VBN" and c.has(governor, "aux") and c.lower[word].endswith("ed"):
        alike = True  # "might have killed ten and wounded forty": past or participle, the form does not say
    if bare and alike:
        if c.verbal(governor) or c.verbal(word) or c.has(governor, "cop"):
            _local(way, governor, shared=True)
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


def _or(c: Clauses, word: int) -> bool:
    """Whether a verb is joined to the one before it by "or"."""
    return any(c.rel[d] == "cc" and c.lower[d] == "or" for d in c.children[word])


def _complement(way: Way, word: int, governor: int, step: int) -> None:
    """A clause that a verb or adjective takes."""
    c = way.c
    found = label_of(c, governor)
    finite = c.verbal_finite(word)
    infinitive = "to" in c.marks(word) or (c.xpos[word] == "VB" and not finite)
    label = found[0] if found else ("unknown" if infinitive and not finite and c.rel[word] != "csubj" else "real")
    if found is None and infinitive and c.rel[word] == "csubj" and c.upos[governor] == "ADJ":
        label = "possible"  # "it is reasonable to withdraw"
    if infinitive and "about" in c.marks(word):
        label = "expected"  # "seemed about to surrender"
    if any(c.rel[d] == "advmod" and c.lower[d] in word_group("falsely") for d in c.children[governor]):
        label = "denied"  # "falsely claimed to have captured the town"
    if "Mood=Imp" in c.feats[governor] and c.lemma[governor] in word_group("supposing"):
        label = "conditional"  # "suppose that they attacked"
    if label == "tell" or label == "warn":
        label = "demanded" if infinitive else "real"
    elif label == "used":
        label = "real"
    elif label == "go":
        label = "future" if c.xpos[governor] == "VBG" else "real"
    elif label == "have":
        yet = any(c.lower[d] == "yet" for d in c.children[governor])  # "has yet to release"
        told = c.xpos[governor] in ("VBD", "VBN") and c.rel[governor] not in ("ccomp", "parataxis")  # "had to flee": they did
        label = "denied" if yet and infinitive else "demanded" if infinitive and not told else "real"
    elif label in ("be", "unknown"):
        label = "planned" if infinitive else "real"
    if c.lemma[governor] in ("want", "need") and (c.xpos[word] == "VBN" or (c.has(governor, "obj") and infinitive)):
        label = "demanded"
    if {"if", "whether"} & set(c.marks(word)):
        way.add("possible", word)
        label = "possible" if label == "demanded" else label
    if finite and c.lemma[governor] in word_group("false") and c.rel[word] in ("csubj", "ccomp"):
        if called_false(c, governor):
            way.add("denied", governor)
        return
    if finite and label == "attempted":
        label = "real"
    if finite and not infinitive and label == "possible" and c.lemma[governor] in ("allow", "permit", "let", "discuss", "suggest", "study"):
        label = "real"
    _govern(way, governor, label, step, finite)


def _govern(way: Way, governor: int, label: str, step: int, finite: bool) -> None:
    """Adds a governing word's label, mirrored if it is negated itself, and goes on where it asserts nothing."""
    c = way.c
    negative = negated(c, governor)
    if label == "ongoing":
        way.add("ongoing", governor)
        if negative is not None:
            way.add("denied", negative)
            way.refused = True
        modal = {MODALS.get(c.lower[h], "") for h in c.children[governor] if c.rel[h] == "aux"} - {"", "future"}
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
    if c.lemma[governor] in word_group("averting") and averted_not(c, governor, negative):
        way.affirmed = True
        way.why.append(governor)  # "failed to prevent the attack": it came
        return
    if c.lemma[governor] in word_group("averting") and negative is None and c.xpos[governor] == "VB":
        way.add("possible", governor)  # "to prevent attacks": nobody means to attack
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


def _on_noun(way: Way, word: int, governor: int, step: int) -> None:
    """A clause on a noun: a relative clause stands on its own; "to attack" is what a plan, a right, a decision aims at."""
    c = way.c
    if c.deprel[word] != "acl:relcl" and (false := falsified(c, governor)) is not None:
        way.add(*false)
        return
    if c.deprel[word] == "acl:relcl" or (c.verbal_finite(word) and not c.marks(word)):
        return
    if c.analysis.entity[governor] == "time":
        return  # "after months of fighting"
    found = label_of(c, governor)
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
    elif c.marks(word) and not c.verbal_finite(word) and (above := c.governor(governor)) is not None and c.verbal(above):
        _local(way, above)  # "hasten the work of drafting": as real as what governs it
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
    going_on = phrase(c, governor) != c.lemma[governor] and (label_of(c, governor) or ("",))[0] == "ongoing"
    if going_on and c.xpos[word] == "VBG" and not c.marks(word):
        _govern(way, governor, "ongoing", step, False)  # "went on firing"
        return
    paired = next((f for m in sorted(marks | {case}) if (f := with_case(c, governor, m))), None) or near_to(c, word)
    beside = 0 < word - governor <= 2 and not marks and not case and (label_of(c, governor) or ("real",))[0] not in ("real", "ongoing")
    if (paired or beside) and c.xpos[word] != "VB":
        _govern(way, governor, (paired or label_of(c, governor) or ("", ""))[0], step, False)
        return
    if (
        ("to" in marks and (c.xpos[word] != "VBN" or c.has(word, "aux:pass")))
        or "so that" in marks
        or (c.xpos[word] == "VB" and not c.verbal_finite(word))
    ):
        found = label_of(c, governor)
        straight = word - governor <= 3 or c.lemma[governor] in ("help", "force")  # "came to the country to help": no more than meant
        if found and found[0] == "real" and straight and c.lemma[governor] in ("go", "come", "help", "force", "proceed"):
            _govern(way, governor, "real", step, False)
        else:
            label = found[0] if found and found[0] in LADDER and found[0] not in ("ongoing",) else "purpose"
            way.add(label, word)
            _local(way, governor)  # "should use it to press" asks for the pressing too
        return
    if c.verbal_finite(word):
        _time_clause(way, word, governor, marks)
        return
    if marks & {"before", "until"} and not unreal(c, governor):
        return
    if marks & {"by", "for", "in", "after", "since", "while", "when", "from", "against", "of", "about"} or case or not marks:
        found = label_of(c, governor)
        if found and found[0] not in ("real", "ongoing") and marks & {"from", "of", "against", "about", "for"}:
            _govern(way, governor, found[0], step, False)
            return
        if {*marks, case} & {"for", "after", "since"}:
            way.affirmed = True
            return
        _local(way, governor)
        _above(way, governor, step + 1)


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
        if marks & {"until", "till"} or unreal(c, governor):
            way.add("conditional" if depends else "expected", word)
    elif meant_later(c, governor, depends and "once" not in marks) and (depends or "before" in marks or reported(c, governor)):
        way.add("conditional" if depends else "expected", word)


# ---------------------------------------------------------------- upwards from a noun
def _noun(way: Way, noun: int, step: int, local: bool = True) -> None:
    """Labels of a noun: its own modifiers, then what it hangs on."""
    c = way.c
    if local:
        modifiers(way, noun)
        if c.has(noun, "cop"):
            _local(way, noun)
            _conditions(way, noun)
    governor = c.governor(noun)
    if governor is None or step > _STEPS:
        return
    case, relation = c.case(noun), c.rel[noun]
    if case in ("such as", "including", "like") and not c.verbal(governor):
        _noun(way, governor, step + 1)  # "operations such as attacks"
        return
    if c.verbal(governor) and unreal(c, governor) and any(c.lower[d] == "next" for d in c.children[noun]):
        way.add("expected", noun)  # "the next murder will"
        return
    if case in CASE_IF:
        way.add("conditional" if unreal(c, governor) or not c.verbal(governor) or c.xpos[governor] == "VB" else "denied", noun)
        return
    if case in ("instead of", "rather than"):
        way.add("denied", noun)
        return
    if case in _LATER_CASES:
        way.add("conditional", noun)
        return
    if (
        case in _CASE_AHEAD
        or (case == "before" and unreal(c, governor))
        or (case == "after" and unreal(c, governor) and not definite(c, noun))
    ):
        way.add("expected", noun)
        return
    if case in word_group("past preposition") and not (case in ("over", "on") and c.lemma[governor] in word_group("negotiating")):
        if case in ("during", "amid") and (c.xpos[governor] == "VB" or unreal(c, governor)):
            _open_noun(way, governor, case, step)
        return
    if relation == "conj" or relation in ("ccomp", "xcomp", "advcl", "acl", "csubj"):
        if relation == "conj" and not c.verbal(governor):
            _noun(way, governor, step + 1, local=no_of(c, governor) is not None)
        elif relation != "conj":
            _above(way, noun, step + 1)
        return
    if not c.verbal(governor) and not c.has(governor, "cop"):
        _under_noun(way, noun, governor, case, step)
    elif relation in ("nsubj", "obj", "obl", "iobj", "nmod", "expl"):
        _under_verb(way, noun, governor, case, step)


def _under_noun(way: Way, noun: int, governor: int, case: str, step: int) -> None:
    """A noun below a noun: "a threat of war", "ceasefire proposal", "the start of talks"."""
    c = way.c
    paired = with_case(c, governor, case)
    if c.upos[governor] == "ADJ":
        found = paired or words().get((c.lemma[governor], "a"))
        if found and found[0] not in ("real", "-"):
            way.add(found[0], governor)
        return
    found = paired or words().get((c.lemma[governor], "n"))
    about = case in ("of", "for", "about", "on") or c.lemma[governor] in word_group("sign")
    if about and (false := falsified(c, governor)) is not None and not definite(c, noun):
        way.add(*false)
        return
    if c.lemma[governor] in word_group("negotiating") and case in ("on", "over", "about", "for", "of"):
        way.add("negotiated", governor)
    elif c.xpos[governor] in ("$", "CD") or c.lemma[governor] in word_group("money"):
        _noun(way, governor, step + 1)  # "pledged 50 million euros in aid"
    elif found and found[1] != "-" and (case in word_group("governed preposition") or c.rel[noun] == "compound"):
        way.add(found[1], governor)
        if no_of(c, governor) is not None:
            way.add("denied", governor)
    elif c.lemma[governor] in word_group("aspect"):
        _noun(way, governor, step + 1)


def _under_verb(way: Way, noun: int, governor: int, case: str, step: int) -> None:
    """A noun below a verb: carried by it ("launched an attack"), governed ("demanded his release"), or told as known."""
    c = way.c
    light = light_verbs().get(phrase(c, governor)) if c.lemma[governor] not in word_group("ending") else None
    active_object = c.rel[noun] == "obj" or c.deprel[noun] == "nsubj:pass" or bare_object(c, noun, governor, case)
    subject = c.rel[noun] == "nsubj"
    if subject and made_up(c, governor):
        way.add("denied", governor)
    if (light and ((light == "v" and (active_object or case in ("in", "to"))) or (light == "o" and subject))) or (
        c.has(governor, "cop") and subject
    ):
        if label_of(c, governor) and (label_of(c, governor) or ("", ""))[1] == "ongoing":
            way.add("ongoing", governor)
        if c.has(governor, "cop"):
            _predicated(way, governor)
        if not (c.has(governor, "cop") and definite(c, noun) and not would_be(c, governor)):
            _verb(way, governor, step + 1)
        return
    if subject and (below := _comes_about(c, governor)) is not None:
        _verb(way, below, step + 1)
        return
    if active_object and c.lemma[governor] in word_group("halting") and c.lemma[noun] in word_group("not begun when halted"):
        way.add("denied", governor)
        return
    if active_object and c.lemma[governor] in word_group("escaping") and not definite(c, noun):
        way.add("attempted", governor)
        return
    paired = with_case(c, governor, case)
    found = paired or label_of(c, governor)
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
    if case == "for" and c.lemma[governor] in word_group("setting out"):
        way.add("purpose", governor)
        return
    if case == "for" and (whose := c.own_subject(governor)) is not None:
        hoped = with_case(c, whose, case) or words().get((c.lemma[whose], "n"))  # "hopes rose for a truce", "a day was set for it"
        if hoped and hoped[1] in LADDER and (found is None or found[1] == "-"):
            way.add(hoped[1], whose)
            return
    if found and found[1] not in ("-", "real") and governed:
        label = {"warn": "possible", "tell": "real"}.get(found[1], found[1])
        if c.lemma[governor] in ("ask", "appeal", "call", "press", "push", "plead") and case not in ("for", "") and not active_object:
            return
        if label == "denied" and active_object and definite(c, noun) and c.lemma[governor] in word_group("answering"):
            way.add("answered", governor)  # "rejected the accusations": they had been made
            return
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
    if not definite(c, noun) or would_be(c, governor):
        _open_noun(way, governor, case, step)


def _comes_about(c: Clauses, verb: int) -> int | None:
    """The verb below that says of a subject that it takes place: "has yet to take effect", "failed to materialise"; else None."""
    if c.has(verb, "obj"):
        return None  # "the attack forced the army to launch a raid"
    for below in c.children[verb]:
        use = light_verbs().get(phrase(c, below)) if c.rel[below] == "xcomp" else None
        if use == "o" or (use and not c.has(below, "obj")):  # "to take effect", "to begin"; not "helped to start a war"
            return below
    return None


def _predicated(way: Way, predicate: int) -> None:
    """What a noun is said to be: "elections are due", "a truce is a precondition"; not "the attack is likely to raise tension"."""
    c = way.c
    found = label_of(c, predicate)
    if not found or found[0] not in LADDER or found[0] == "attempted":
        return
    below = [v for v in c.children[predicate] if c.rel[v] in ("xcomp", "advcl", "ccomp", "csubj") and "to" in c.marks(v)]
    carried = all(phrase(c, v) in light_verbs() for v in below)
    if (c.upos[predicate] == "ADJ" and carried) or c.lemma[predicate] in word_group("not yet"):
        way.add(found[0], predicate)


def _open_noun(way: Way, governor: int, case: str, step: int) -> None:
    """An indefinite noun shares what the verb has: "could trigger a war", "will not accept a truce"."""
    c = way.c
    if case == "for" or (case in ("by", "in", "at", "from", "with", "of") and not unreal(c, governor)):
        return
    _local(way, governor)
    if c.xpos[governor] in ("VB", "VBG") or way.labels & {"future", "would", "possible"}:
        _conditions(way, governor)
        _above(way, governor, step + 1)
