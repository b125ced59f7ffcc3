"""The status of one telling of an event: labels gathered up the tree, then the codebook's ladder (section 2.2).

From the words of the event the way leads up: through auxiliaries and negation, the verb or noun that governs it ("vowed to", "a threat
of"), conditions and purposes, until something stands on its own. Every label met is kept; the ladder's lowest step wins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.reading import debunking, silence
from onrecord.reading.clauses import Clauses
from onrecord.reading.modality import upwards
from onrecord.reading.modifiers import modifiers
from onrecord.reading.predicates import definite, light_verbs, phrase, unreal
from onrecord.reading.silence import Silence
from onrecord.reading.triggers import Trigger
from onrecord.reading.ways import LADDER, Way
from onrecord.record import Status

CONFLICT = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"))
SPEECH = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"))
_ANSWERING = frozenset(("deny", "reject", "dismiss", "refute", "rebuff", "ignore", "answer", "welcome"))
_MEASURES = frozenset((("COERCE", "curfew"), ("COERCE", "martial-law"), ("COERCE", "restrict"), ("SANCTION", "discontinue")))
_OUTCOMES = frozenset(("RETREAT", "AGREE", "COOPERATE", "CONCEDE", "DECIDE", "MOBILIZE", "AID"))
_AHEAD = frozenset(("future", "would", "planned", "demanded", "purpose", "expected"))
_DEEDS = frozenset(("ASSAULT", "HARM", "COERCE", "MOBILIZE", "PROTEST", "DISPLACE"))  # what one comments on rather than agrees to
_REAL = frozenset(("happened", "ongoing", "attempted"))
_LASTING = frozenset(("MOBILIZE", "DISPLACE", "PROTEST"))
_LEAST = -1.5
"""Occurrence score (UDS-IH2, -3 to 3) below which a telling without any other sign is not taken as done, unless it is told as known.

28 % of the verbs and 4 % of the nouns in PolNeAR's training part lie below it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What one mention presents: its status, and the words that decided it.

    `forgone`: not to be done ("agreed not to attack"), which denies nothing that was done. `silent`: what leaves it unsaid ("declined
    to comment on"). `false`: the word that calls false the claim in which it stands, and `claimed`: its status in that claim.
    """

    status: Status
    words: tuple[int, ...]
    forgone: bool = False
    silent: Silence | None = None
    false: int | None = None
    claimed: Status | None = None


def of(trigger: Trigger, clauses: Clauses) -> Telling:
    """The status that the words around a trigger give it."""
    silent = silence.over(trigger.word, clauses)
    if silent is not None and (silent.open or trigger.entry.action.type in _DEEDS):
        return _unsaid(trigger, silent, clauses)
    told = _told(trigger, clauses)
    false = debunking.false_word(trigger.word, clauses)
    if false is None or trigger.entry.action.type in SPEECH or told.status not in (*_REAL, "possible", "denied"):
        return told
    words = tuple(dict.fromkeys((*told.words, false)))
    return Telling("denied", words, false=false, claimed="happened" if told.status == "denied" else told.status)


def _unsaid(trigger: Trigger, silent: Silence, clauses: Clauses) -> Telling:
    """The status of what a voice leaves unsaid: as the noun alone tells it ("the strike"), else no more than possible."""
    if trigger.noun and silent.direct and not silent.open and definite(clauses, trigger.word):
        way = Way(clauses)
        modifiers(way, trigger.word)
        return Telling(_decide(way, trigger), (*way.why, silent.word), silent=silent)
    told = _told(trigger, clauses)
    unsure = told.status == "denied" or (told.status in _REAL and silent.open)
    return replace(told, status="possible" if unsure else told.status, words=(*told.words, silent.word), silent=silent)


def _told(trigger: Trigger, clauses: Clauses) -> Telling:
    """The status by the way up from a trigger."""
    way = upwards(clauses, trigger.word, trigger.noun or (trigger.entry.pos == "v" and not clauses.verbal(trigger.word)))
    status = _decide(way, trigger)
    bare = not trigger.noun and clauses.xpos[trigger.word] == "VB" and "to" in clauses.marks(trigger.word)
    ahead_of = bare or bool(way.labels & _AHEAD)
    return Telling(status, tuple(dict.fromkeys(way.why)), status == "denied" and ahead_of)


def ahead(telling: Telling, trigger: Trigger, earliest: str | None, published: str | None, meant: bool = False) -> Telling:
    """The telling of an event dated after the report: what is yet to come has not happened, whatever its tense.

    `meant`: somebody is named who is to do it ("the union called a strike for Monday").
    """
    told = telling.status in ("happened", "ongoing") or (telling.status == "possible" and not telling.words)  # by its score
    if not told or not earliest or not published or earliest[:10] <= _last_day(published):
        return telling
    intended: Status = "threatened" if trigger.entry.action.type in CONFLICT else "planned"
    return Telling("expected" if trigger.noun and not meant else intended, telling.words)


def _last_day(published: str) -> str:
    """The last day that a full or partial date can be."""
    return (published + "-12-31"[len(published) - 4 :])[:10] if len(published) < 10 else published[:10]


def _decide(way: Way, trigger: Trigger) -> Status:
    """The ladder, from the bottom up; intentions of conflict are threats."""
    labels = way.labels
    head = way.c.governor(trigger.word)
    if trigger.noun and trigger.entry.action.type in SPEECH and head is not None and way.c.lemma[head] in _ANSWERING:
        return "happened"  # "denied the claims": they had been made
    if "answered" in labels and trigger.entry.action.type not in (*SPEECH, "ASSAULT", "HARM") and trigger.entry.action.mode != "ruling":
        return "denied"
    if "presupposed" in labels and trigger.noun and trigger.entry.action.type == "ASSAULT":
        return "happened"  # "had not ordered the shooting": it had been
    if "demanded" in labels and trigger.noun and _ordered_measure(way, trigger):
        return "happened"
    if "negotiated" in labels and _in_talks(trigger, way.c):
        return "possible" if not labels & set(LADDER[6:]) else next(label for label in reversed(LADDER) if label in labels)
    if "conditional" in labels and (way.refused or "denied" not in labels):
        return "conditional"
    for label in reversed(LADDER[5:]):
        if label in labels:
            return label
    if labels & {"planned", "future", "would", "purpose"}:
        if "ongoing" in labels and "planned" not in labels and "purpose" not in labels:
            return "ongoing"
        return _meant(labels, trigger, way.c)
    if "attempted" in labels:
        return "attempted"
    if trigger.noun and not labels and trigger.entry.action.mode == "election" and _in_open(trigger, way.c):
        return "expected"
    if not labels and _bare(trigger, way):
        return "possible"
    status: Status = "ongoing" if "ongoing" in labels or _goes_on(trigger, way.c) else "happened"
    unlikely = (
        float(way.c.analysis.occurrence[trigger.word]) < _LEAST
        and not way.why
        and way.c.rel[trigger.word] != "amod"
        and not (trigger.noun and definite(way.c, trigger.word))
    )
    return "possible" if unlikely else status


def _ordered_measure(way: Way, trigger: Trigger) -> bool:
    """Whether a power puts a measure in force by ordering it: "ordered a curfew"."""
    head = way.c.governor(trigger.word)
    if head is None or way.c.lemma[head] not in ("order", "decree") or way.labels - {"demanded"} or not way.c.verbal(head):
        return False
    action = trigger.entry.action
    return (action.type, action.mode) in _MEASURES and way.c.rel[trigger.word] in ("obj", "nsubj")


def _in_talks(trigger: Trigger, clauses: Clauses) -> bool:
    """Whether what is talked about is what the talks are to bring ("talks on a truce"), and not why they are held."""
    if trigger.entry.action.type in _OUTCOMES:
        return True
    indefinite = any(clauses.lower[d] in ("a", "an", "any") and clauses.rel[d] == "det" for d in clauses.children[trigger.word])
    return trigger.noun and indefinite


def _in_open(trigger: Trigger, clauses: Clauses) -> bool:
    """Whether a day known in advance is told of beside what is open itself: "the election may be rigged"."""
    governor = clauses.governor(trigger.word)
    if governor is None:
        return False
    called = clauses.lemma[governor] in ("call", "announce", "schedule") and clauses.rel[trigger.word] in ("obj", "nsubj")
    coming = any(clauses.lower[d] in ("next", "coming", "forthcoming") for d in clauses.children[trigger.word])
    if called or coming or clauses.case(trigger.word) == "for":
        return True
    above = clauses.governor(governor)
    if not clauses.verbal(governor) and above is not None:
        governor = above  # "a victory in the election would"
    return clauses.verbal(governor) and (unreal(clauses, governor) or clauses.xpos[governor] == "VB")


def _bare(trigger: Trigger, way: Way) -> bool:
    """True for a bare infinitive that nothing affirms: whatever the tree says, such a verb is not told as done."""
    c, word = way.c, trigger.word
    if c.xpos[word] != "VB" or way.affirmed or trigger.noun:
        return False
    if c.rel[word] == "conj" and c.xpos[c.head[word]] in ("VBP", "VBZ"):
        return False  # a finite verb after another, taken for an infinitive
    return not any(c.lemma[h] in ("do", "help", "let", "make") for h in (*c.children[word], c.head[word]))


def _meant(labels: set[str], trigger: Trigger, clauses: Clauses) -> Status:
    """What an intention is called: a threat if it is one of conflict, foreseen if nobody means it."""
    kind = trigger.entry.action.type
    if trigger.noun and "would" in labels and not labels & {"planned", "purpose", "future"} and not _carried(trigger, clauses):
        return "expected" if _takes_place(trigger, clauses) else "conditional"  # "an attack would mean war"
    foreseen = kind == "HARM" or (trigger.noun and "future" in labels and "planned" not in labels and not _carried(trigger, clauses))
    if foreseen:
        return "expected"
    return "threatened" if kind in CONFLICT else "planned"


def _carried(trigger: Trigger, clauses: Clauses) -> bool:
    """Whether a verb with an agent carries a noun ("will launch an offensive")."""
    governor = clauses.governor(trigger.word)
    return governor is not None and clauses.rel[trigger.word] == "obj" and clauses.verbal(governor)


def _takes_place(trigger: Trigger, clauses: Clauses) -> bool:
    """Whether the verb above a noun says no more than that it takes place: "talks would resume"."""
    governor = clauses.governor(trigger.word)
    return governor is not None and phrase(clauses, governor) in light_verbs()


def _goes_on(trigger: Trigger, clauses: Clauses) -> bool:
    """Whether the tense says that it goes on: "are marching", "has been holding", "operates"."""
    word = trigger.word
    if trigger.noun:
        governor = clauses.governor(word)
        if governor is None or not clauses.verbal(governor) or clauses.rel[word] not in ("obj", "nsubj"):
            return False
        light = light_verbs().get(phrase(clauses, governor))
        return light is not None and _progressive(clauses, governor)
    if _progressive(clauses, word):
        return True
    present = clauses.xpos[word] in ("VBZ", "VBP") and "Tense=Past" not in clauses.feats[word]
    return present and trigger.entry.action.type in _LASTING and not clauses.has(word, "aux")


def _progressive(clauses: Clauses, verb: int) -> bool:
    helpers = [c for c in clauses.children[verb] if clauses.rel[c] == "aux"]
    being = any(clauses.lower[c] == "being" for c in helpers)
    present = any(clauses.lower[c] in ("is", "are", "'s", "'re", "am", "’s", "’re", "has", "have", "'ve") for c in helpers)
    present = present or (being and clauses.rel[verb] != "advcl")
    if not present and clauses.rel[verb] == "conj" and clauses.xpos[verb] == "VBG" and not clauses.has(verb, "aux"):
        return _progressive(clauses, clauses.head[verb])
    past = any(clauses.lower[c] in ("was", "were", "had") for c in helpers)
    if past:
        return False
    return present and (clauses.xpos[verb] == "VBG" or being) and not clauses.has(verb, "nsubj:outer")
