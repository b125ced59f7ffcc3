"""Who acts and who is acted on in one telling of an event, with what, and how far."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.reading.clauses import Clauses
from onrecord.reading.culprits import culprits
from onrecord.reading.figures import affected
from onrecord.reading.groups import word_group
from onrecord.reading.parties import Parties
from onrecord.reading.predicates import light_verbs, negated, phrase
from onrecord.reading.triggers import Trigger
from onrecord.record import Span

_JUDGING = frozenset(("ACCUSE", "SUPPORT", "REJECT", "DECIDE", "SANCTION"))
_DEEP = 2  # nouns between a judgement and the owner of what is judged
_MEANING = frozenset(
    ("plan", "plot", "prepare", "threaten", "attempt", "order", "announce", "promise", "propose", "reject", "vow", "pledge")
)
_MEETING = frozenset(("CONSULT", "PROTEST"))  # "agreed in a phone call", "set off on a march": who speaks or goes takes part
_EXTENT = frozenset(("all", "most", "many", "half", "some", "every", "entire"))
_NOUN_BY = ("poss", "adj", "by", "from")
_NOUN_TO = ("of", "on", "against", "comp")
_CALLING = frozenset(("call", "have"))  # "called a strike", "had a meeting"
_STRIKING = frozenset(("hit", "strike", "destroy", "damage", "devastate", "gut", "ravage", "engulf", "flatten", "wreck", "level"))
_SUFFERING = frozenset(("survive", "escape", "suffer", "sustain", "endure", "face"))
_GIVING = frozenset(("provide", "send", "give", "offer", "grant", "approve", "deliver", "donate", "contribute"))
_BY_MEANS = frozenset(("use", "wield", "carry", "fire", "throw", "detonate", "drive", "brandish"))


@dataclass(frozen=True, slots=True)
class Roles:
    """Heads of the parties of one telling, and the spans of its instruments and extent."""

    by: tuple[int, ...]
    to: tuple[int, ...]
    instruments: tuple[Span, ...]
    extent: tuple[Span, ...]


def of(trigger: Trigger, parties: Parties) -> Roles:
    """The roles of one telling."""
    clauses = parties.clauses
    by, to = _noun(trigger, parties) if trigger.noun else _verb(trigger, parties)
    if trigger.entry.by == ("self",):
        by = (trigger.word,)
    if not any(parties.acts(w) and not parties.is_a(w, "weapon") for w in by):
        by = (*by, *culprits(trigger, clauses))
    to = tuple(w for w in to if w not in by)
    if not to and trigger.entry.action.type in ("ASSAULT", "HARM"):
        to = tuple(dict.fromkeys(victim for _, victim in affected(trigger.word, clauses))) or _stricken(trigger, clauses)
    to = to if any(parties.actor(w) is not None for w in to) else _behind(trigger, parties, by)
    tools = tuple(w for w in by if not parties.acts(w) and parties.is_a(w, "weapon"))
    acting = tuple(w for w in _spread(clauses, by) if parties.acts(w) and not parties.is_a(w, "weapon"))
    acting = acting or tuple(dict.fromkeys(w for tool in by if (w := _wielder(tool, parties)) is not None and w not in to))
    both = "both" in trigger.entry.by
    reached = tuple(w for w in _spread(clauses, to) if w not in acting and (parties.actor(w) is not None or clauses.upos[w] == "PRON"))
    if both and trigger.noun:
        acting, reached = tuple(dict.fromkeys((*acting, *reached))), ()
    return Roles(acting, reached, _instruments(trigger, parties, tools), _extent(trigger, clauses))


def from_the_air(trigger: Trigger, parties: Parties) -> Trigger:
    """A trigger of an attack that aircraft carry out, as one from the air: "army jets bombed", "struck by warplanes"."""
    clauses, entry = parties.clauses, trigger.entry
    if trigger.noun or entry.action.type != "ASSAULT" or entry.action.mode not in (None, "explosives", "heavy-weapons"):
        return trigger
    agent = clauses.agent(trigger.word)
    means = [agent] if agent is not None else []
    means += [c for c in clauses.children[trigger.word] if clauses.rel[c] == "obl" and clauses.case(c) in ("by", "with", "from")]
    if not any(clauses.lemma[word] in word_group("aircraft") for word in means):
        return trigger
    return replace(trigger, entry=replace(entry, action=replace(entry.action, mode="aerial")))


def _spread(clauses: Clauses, words: tuple[int, ...]) -> tuple[int, ...]:
    """Words with those joined to them, each once."""
    return tuple(dict.fromkeys(w for word in words for w in clauses.coordinated(word)))


def _wielder(thing: int, parties: Parties) -> int | None:
    """Whose the thing is that strikes: "army jets bombed", "Russian drones struck"; the body of people before its country."""
    clauses = parties.clauses
    if parties.acts(thing) and not parties.is_a(thing, "weapon"):
        return None
    own = [
        c for c in clauses.children[thing] if clauses.rel[c] in ("amod", "compound", "nmod") and clauses.case(c) in ("", "of", "by", "from")
    ]
    own = [c for c in own if parties.actor(c) is not None and parties.acts(c)]
    return next((c for c in own if clauses.upos[c] == "NOUN"), own[0] if own else None)


def _verb(trigger: Trigger, parties: Parties) -> tuple[tuple[int, ...], tuple[int, ...]]:
    clauses, word, entry = parties.clauses, trigger.word, trigger.entry
    if entry.pos == "a":
        subject = clauses.subject(word)
        return ((subject,) if subject is not None else ()), ()
    agent = clauses.agent(word)
    by: tuple[int, ...] = () if entry.by == ("none",) or agent is None else (agent,)
    own_object = clauses.patient(word) if len(entry.words) > 1 else None
    to = _recipient(trigger, parties, own_object)
    if "both" in entry.by:
        beside = clauses.oblique(own_object, ("with", "between")) if own_object is not None else None
        reached = clauses.patient(word) if own_object is None else None  # "exchanged prisoners": these are no side
        more = [w for w in (reached, clauses.oblique(word, ("with", "against", "to")), beside) if w is not None]
        if entry.action.type == "ASSAULT":
            return by + tuple(w for w in more if parties.acts(w)), ()
        others = tuple(w for w in more if parties.acts(w) and w not in by)
        handed = (own_object,) if own_object is not None and parties.acts(own_object) else ()
        return (by, others) if entry.action.mode == "visit" else (by + others, handed)
    return by, tuple(w for w in to if w not in by)


def _behind(trigger: Trigger, parties: Parties, by: tuple[int, ...]) -> tuple[int, ...]:
    """Whom a judgement of an act or plan is aimed at: its owner ("condemned the army's raid", "backed the mayor's plan")."""
    clauses = parties.clauses
    if trigger.entry.action.type not in _JUDGING:
        return ()
    if trigger.noun:
        return ()
    thing = clauses.patient(trigger.word)
    own = thing is not None and clauses.lemma[thing] in trigger.entry.words[1:]
    aimed = None if own else thing
    for slot in trigger.entry.to:
        aimed = aimed if aimed is not None else clauses.oblique(trigger.word, (slot,))
        aimed = clauses.oblique(thing, (slot,)) if aimed is None and thing is not None and own else aimed
    if aimed is None:
        return ()
    owner = _owner(aimed, by, parties, 0)
    return (owner,) if owner is not None else ()


def _owner(noun: int, by: tuple[int, ...], parties: Parties, deep: int) -> int | None:
    """The party that a thing belongs to, nearest first: "the mayor's plan", "tariffs on billions in Chinese imports"."""
    clauses = parties.clauses
    if deep > _DEEP:
        return None
    for child in clauses.children[noun]:
        owns = clauses.deprel[child] == "nmod:poss" or (clauses.rel[child] == "nmod" and clauses.case(child) in ("by", "of", "from"))
        adjective = clauses.rel[child] in ("amod", "compound") and clauses.upos[child] in ("ADJ", "PROPN")
        if (owns or adjective) and child not in by and parties.actor(child) is not None and parties.acts(child):
            return child
    below = [c for c in clauses.children[noun] if clauses.rel[c] == "nmod" and clauses.deprel[c] != "nmod:poss"]
    return next((found for c in below if (found := _owner(c, by, parties, deep + 1)) is not None), None)


def _recipient(trigger: Trigger, parties: Parties, own: int | None) -> tuple[int, ...]:
    """The first slot of the entry's recipients that is filled."""
    clauses, word = parties.clauses, trigger.word
    for slot in trigger.entry.to or ("obj",):
        found = None
        if slot == "obj":
            found = clauses.patient(word)
            if found is not None and clauses.lemma[found] in trigger.entry.words[1:]:
                found = None
        elif slot == "subj":
            found = clauses.subject(word)
        elif slot not in ("none", "poss"):
            found = clauses.oblique(word, (slot,))
            if found is None and own is not None:
                found = clauses.oblique(own, (slot,))
        if found is not None:
            return (found,)
    return ()


def _noun(trigger: Trigger, parties: Parties) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Parties around a noun, then those of the verb that carries it."""
    clauses, entry, word = parties.clauses, trigger.entry, trigger.word
    by_slots = () if entry.by == ("none",) else entry.by or _NOUN_BY
    to_slots = () if entry.to == ("none",) else entry.to or _NOUN_TO
    by = _slots(trigger, parties, by_slots, acting=True)
    to = _slots(trigger, parties, to_slots, acting=False)
    by, to = _owners(by, to, parties)
    by = by or (() if entry.by == ("none",) else _beyond(to, clauses))
    if entry.by != ("none",) and not by:
        by = _carrier(trigger, parties)
    if to_slots == ("subj",) and (subject := clauses.own_subject(word)) is not None:
        to = (subject,)
    beside = bool(by) and clauses.rel[by[0]] == "nmod" and clauses.case(by[0]) in ("with", "against")
    alone = "both" in entry.by and (len(_spread(clauses, by)) == 1 or beside)
    if alone and (beside or entry.action.type != "ASSAULT"):
        by = tuple(dict.fromkeys((*by, *_carrier(trigger, parties))))
    if not to and to_slots:
        to = _carried_to(word, clauses, to_slots) or _undergone(trigger, clauses)
    return by, to


def _owners(by: tuple[int, ...], to: tuple[int, ...], parties: Parties) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Both sides, where an owner may be either: "the senator's murder" names the victim, "the gang's murder of a senator" does not."""
    others = tuple(w for w in to if w not in by)
    suffered = tuple(w for w in to if w in by and parties.is_a(w, "people"))
    return (by, others) if others or not suffered else (tuple(w for w in by if w not in suffered), suffered)


def _beyond(to: tuple[int, ...], clauses: Clauses) -> tuple[int, ...]:
    """Who acts, read on the victims: "the murder of six priests by soldiers"."""
    return tuple(c for word in to for c in clauses.children[word] if clauses.rel[c] == "nmod" and clauses.case(c) == "by")


def _slots(trigger: Trigger, parties: Parties, slots: tuple[str, ...], acting: bool) -> tuple[int, ...]:
    clauses, word = parties.clauses, trigger.word
    found: list[int] = []
    for child in clauses.children[word]:
        relation, case = clauses.deprel[child], clauses.case(child)
        if relation == "nmod:poss":
            fits = "poss" in slots or "both" in slots
        elif clauses.rel[child] in ("amod", "compound"):
            fits = _modifier_fits(child, parties, slots, acting)
        elif clauses.rel[child] in ("nmod", "obl"):
            fits = case in slots or ("of:actor" in slots and case == "of" and parties.is_a(child, "actor"))
            fits = fits or (
                "both" in slots and case in ("between", "with", "by", "of", "against", "among") and parties.is_a(child, "actor")
            )
        else:
            fits = False
        if fits:
            found.append(child)
    return tuple(found)


def _modifier_fits(child: int, parties: Parties, slots: tuple[str, ...], acting: bool) -> bool:
    """An adjective or noun before the event: "Israeli strikes", "police raid"; "hostage release" names who is released."""
    if parties.actor(child) is None:
        return False
    kind = parties.kind(child)
    agentive = kind not in ("person", "unnamed-person", "population", "thing", "unknown", "place") or parties.clauses.upos[child] == "ADJ"
    return agentive if acting else "comp" in slots and not agentive


def _carrier(trigger: Trigger, parties: Parties) -> tuple[int, ...]:
    """The subject of the verb that carries a noun: "rebels launched an attack", "he vowed a response"."""
    clauses, word = parties.clauses, trigger.word
    if clauses.has(word, "cop") and clauses.case(word):
        subject = clauses.subject(word)  # "who is on a visit"
        return (subject,) if subject is not None else ()
    word = _carried(trigger, clauses)
    governor = clauses.governor(word)
    if governor is None or not clauses.verbal(governor):
        return ()
    recalled = clauses.case(word) in word_group("recalling preposition")  # "imposed sanctions over the jailing of": not theirs
    carried = not recalled and clauses.rel[word] in ("obj", "nsubj", "obl") and light_verbs().get(phrase(clauses, governor)) == "v"
    meant = clauses.rel[word] == "obj" and clauses.lemma[governor] in _MEANING
    meant = meant and (clauses.lemma[governor] != "order" or negated(clauses, governor) is None)  # "had not ordered the shooting"
    meant = meant or (trigger.entry.action.type == "AID" and clauses.rel[word] == "obj" and clauses.lemma[governor] in _GIVING)
    meant = meant or (trigger.entry.action.type in _MEETING and clauses.rel[word] == "obj" and clauses.lemma[governor] in _CALLING)
    met = trigger.entry.action.type in _MEETING and clauses.rel[word] == "obl" and clauses.case(word) in ("in", "on", "at", "during")
    met = met and clauses.lemma[governor] not in word_group("telling of others")  # "the television reported progress at the talks"
    wielded = (
        clauses.lemma[governor] in _BY_MEANS if clauses.rel[word] == "obj" else clauses.rel[word] == "obl" and clauses.case(word) == "with"
    )
    used = trigger.entry.action.mode == "crowd-control" and wielded
    sided = "both" in trigger.entry.by and trigger.entry.action.type == "ASSAULT"
    if sided and clauses.lemma[governor] == "end" and clauses.oblique(trigger.word, ("with", "against")) is None:
        return ()  # who ends a war need not have fought it
    carried = carried and not (trigger.entry.action.type == "ASSAULT" and clauses.lemma[governor] in _SUFFERING)
    if not (carried or meant or used or (met and not clauses.passive(governor))):
        return ()
    agent = clauses.agent(governor)
    return (agent,) if agent is not None and agent != word else ()


def _carried(trigger: Trigger, clauses: Clauses) -> int:
    """The noun that hangs on the verb: "staged a coup attempt", "pledged millions in aid", "ended months of combat"."""
    word = trigger.word
    while True:
        part = clauses.rel[word] == "nmod" and clauses.case(word) in ("in", "of")
        amount = part and (trigger.entry.action.type == "AID" or clauses.analysis.entity[clauses.head[word]] == "time")
        if clauses.rel[word] != "compound" and not amount:
            return word
        word = clauses.head[word]


def _carried_to(word: int, clauses: Clauses, slots: tuple[str, ...]) -> tuple[int, ...]:
    """A recipient that hangs on the carrying verb: "launched an attack on the town" read with the phrase on the verb."""
    governor = clauses.governor(word)
    if governor is None or not clauses.verbal(governor) or phrase(clauses, governor) not in light_verbs():
        return ()
    found = clauses.oblique(governor, tuple(s for s in slots if s in ("on", "against", "to", "into", "at")))
    return (found,) if found is not None else ()


def _undergone(trigger: Trigger, clauses: Clauses) -> tuple[int, ...]:
    """Who went through an attack: "came under attack", "survived an attempt", "was the target of a raid"."""
    word, above = trigger.word, clauses.governor(trigger.word)
    if above is None or trigger.entry.action.type != "ASSAULT":
        return ()
    under = clauses.rel[word] == "obl" and clauses.case(word) == "under" and clauses.lemma[above] in ("come", "be")
    suffered = clauses.rel[word] == "obj" and clauses.lemma[above] in _SUFFERING
    target = clauses.rel[word] == "nmod" and clauses.lemma[above] in ("target", "victim") and clauses.has(above, "cop")
    subject = clauses.subject(above) if under or suffered or target else None
    return (subject,) if subject is not None else ()


def _stricken(trigger: Trigger, clauses: Clauses) -> tuple[int, ...]:
    """What the verb around a noun says was struck: "a fire destroyed the hall", "the hall was damaged in the blast"."""
    word, above = trigger.word, clauses.governor(trigger.word)
    if not trigger.noun or above is None or clauses.lemma[above] not in _STRIKING:
        return ()
    through = clauses.rel[word] == "obl" and clauses.case(word) in ("in", "by") and clauses.passive(above)
    struck = clauses.patient(above) if through or (clauses.rel[word] == "nsubj" and not clauses.passive(above)) else None
    return (struck,) if struck is not None and struck != word else ()


def _instruments(trigger: Trigger, parties: Parties, tools: tuple[int, ...]) -> tuple[Span, ...]:
    """Spans of what it was done with: a weapon as subject, or in a phrase with "with" or "using"."""
    clauses, found = parties.clauses, list(tools)
    for child in clauses.children[trigger.word]:
        if clauses.rel[child] in ("obl", "nmod") and clauses.case(child) in ("with", "by") and parties.is_a(child, "weapon"):
            found.append(child)
        elif clauses.rel[child] == "advcl" and clauses.lemma[child] in _BY_MEANS:
            found += [o for o in clauses.children[child] if clauses.rel[o] == "obj" and parties.is_a(o, "weapon")]
        elif clauses.rel[child] == "compound" and trigger.entry.action.type == "ASSAULT" and parties.is_a(child, "weapon"):
            found.append(child)
    return tuple(sorted({_tool(w, parties) for w in found}))


def _tool(word: int, parties: Parties) -> Span:
    """The span of an instrument: its noun phrase, or the bare word before another noun ("knife attack")."""
    whole = parties.cast.mention(word) if parties.clauses.rel[word] != "compound" else None
    return whole or parties.clauses.analysis.span(word, word + 1)


def _extent(trigger: Trigger, clauses: Clauses) -> tuple[Span, ...]:
    """The span of an object that says how far: "all its troops"."""
    patient = clauses.patient(trigger.word) if not trigger.noun else None
    if patient is None:
        return ()
    whole = any(clauses.lower[c] in _EXTENT for c in clauses.children[patient])
    if not whole:
        return ()
    below = [c for c in clauses.children[patient] if c < patient]
    return (clauses.analysis.span(min(below, default=patient), patient + 1),)
