"""Where and when one telling of an event puts it: literal places and dates that hang on its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.reading import cues, days
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.predicates import light_verbs, phrase, words
from onrecord.reading.status import SPEECH
from onrecord.reading.triggers import Trigger
from onrecord.record import Place, Span, Status, Time, When

_FROM = frozenset(("from", "out of", "out", "off"))
_TOWARD = frozenset(("to", "into", "toward", "towards", "for"))
_PLACED = frozenset(("ASSAULT", "HARM", "DISPLACE", "PROTEST"))  # acts that reports nearly always place
_ASKING = frozenset(("REQUEST", "THREATEN"))  # acts whose object has a day of its own
_MOVING = frozenset(("RETREAT", "DISPLACE", "MOBILIZE"))
_SETTLEMENTS = frozenset(("town", "village", "city", "port", "district", "province", "region", "island", "settlement", "suburb"))
_BOUNDING = frozenset(("since", "until", "till", "before", "after"))
_NOT_HERE = frozenset(("nsubj", "advcl", "ccomp", "csubj", "parataxis", "xcomp", "conj", "acl", "punct"))
_DEEP = 4


@dataclass(frozen=True, slots=True)
class Where:
    """Place ids by their part in the event, and the words they were read from."""

    at: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    words: tuple[int, ...] = ()


class Maps:
    """Places and times of a report by word."""

    def __init__(self, clauses: Clauses, places: Sequence[Place], times: Sequence[Time], dateline: Span | None = None) -> None:
        self.clauses = clauses
        analysis = clauses.analysis
        self.place: dict[int, str] = {}
        for place in places:
            for mention in place.mentions:
                if mention.use == "literal":
                    self.place |= dict.fromkeys(analysis.words_in(*mention.span), place.id)
        self.time: dict[int, Time] = {word: time for time in times for word in analysis.words_in(*time.span)}
        inside = clauses.analysis.words_in(*dateline) if dateline else range(0)
        self.home = next((self.place[word] for word in inside if word in self.place), None)
        for word in inside:  # where the report was sent from is not where its first event was
            self.place.pop(word, None)
        self.kinds = {place.id: place.kind for place in places}
        self.country = {place.id: place.country for place in places if place.country}


def _carrier(clauses: Clauses, word: int) -> int | None:
    """The verb that a noun's place and time may hang on: one that carries it, or whose subject or object it is."""
    governor = clauses.governor(word)
    while governor is not None and not clauses.verbal(governor) and clauses.rel[word] in ("nmod", "conj", "appos"):
        word, governor = governor, clauses.governor(governor)
    if governor is None or not clauses.verbal(governor):
        return None
    if clauses.rel[word] == "nsubj" and clauses.lemma[governor] in word_group("over"):
        return None  # the day on which a truce collapsed is not that of the truce
    if _recalled(clauses, word):
        return None  # nor do sanctions share theirs, or their place, with what they were imposed over
    return governor if clauses.rel[word] in ("nsubj", "obj", "obl") else None


def _recalled(clauses: Clauses, noun: int) -> bool:
    """Whether a clause only looks back at what a noun tells: "imposed sanctions on Thursday over the jailing of activists"."""
    while clauses.rel[noun] in ("nmod", "conj", "appos"):
        noun = clauses.head[noun]
    return clauses.rel[noun] == "obl" and clauses.case(noun) in word_group("recalling preposition")


def _light(clauses: Clauses, verb: int) -> bool:
    """Whether a verb only carries its noun: "launched an attack in the north"."""
    return phrase(clauses, verb) in light_verbs()


def _meanwhile(clauses: Clauses, verb: int) -> list[int]:
    """The verb whose day a clause with "when" shares: "came close to war in 2019 when jets bombed a camp"."""
    adverbs = {clauses.lower[c] for c in clauses.children[verb] if clauses.rel[c] == "advmod"}
    joined = clauses.rel[verb] == "advcl" and "when" in {*clauses.marks(verb), *adverbs}
    return [clauses.head[verb]] if joined and clauses.xpos[verb] in ("VBD", "VBN") else []


def _raised(clauses: Clauses, noun: int) -> list[int]:
    """The verb below the word that a noun is the subject of: "talks are expected to resume on Friday"."""
    above = clauses.governor(noun)
    if above is None or clauses.rel[noun] != "nsubj":
        return []
    return [c for c in clauses.children[above] if clauses.rel[c] == "xcomp" and _light(clauses, c)]


def _fixed(clauses: Clauses, noun: int) -> list[int]:
    """The participle that gives a noun its day: "a march planned for Saturday"."""
    below = (c for c in clauses.children[noun] if clauses.deprel[c] == "acl" and clauses.xpos[c] == "VBN")
    return [c for c in below if any(clauses.case(o) in ("for", "on") for o in clauses.children[c])]


def where(trigger: Trigger, maps: Maps) -> Where:
    """The places of one telling; the most specific of each phrase."""
    clauses = maps.clauses
    heads = [trigger.word]
    if trigger.noun:
        carrier = _carrier(clauses, trigger.word)
        if carrier is not None and (_light(clauses, carrier) or clauses.rel[trigger.word] != "nsubj"):
            heads.append(carrier)
        heads += _raised(clauses, trigger.word)
    else:
        heads += _series(clauses, trigger.word, trigger.entry.action.type in SPEECH)
    found: dict[str, list[tuple[str, int]]] = {"at": [], "from": [], "to": []}
    for head in heads:
        for child in clauses.children[head]:
            part, named = _part(trigger, maps, child)
            found[part] += named
        if any(found.values()):
            break
    at, origin, destination = (tuple(dict.fromkeys(place for place, _ in group)) for group in found.values())
    words = tuple(word for group in found.values() for _, word in group)
    at = _without_their_countries(at, maps)
    return Where(at or (origin if trigger.entry.action.type == "RETREAT" else ()), origin, destination, words)


def _without_their_countries(at: tuple[str, ...], maps: Maps) -> tuple[str, ...]:
    """The places of a telling without the countries that others of them lie in: "in Jos in Nigeria" is in Jos."""
    inner = {maps.country.get(place) for place in at if maps.kinds[place] != "country"}
    return tuple(place for place in at if maps.kinds[place] != "country" or maps.country.get(place) not in inner)


def nearby(trigger: Trigger, maps: Maps) -> tuple[str, ...]:
    """The nearest place of the sentence with a preposition of place: what happens somewhere is rarely told with another place."""
    clauses, word = maps.clauses, trigger.word
    if trigger.entry.action.type not in _PLACED:
        return ()
    first, last = clauses.analysis.sentences[int(clauses.analysis.sentence[word])]
    found = [w for w in range(first, last) if w in maps.place and _located(w, clauses) and not _of_speaker(w, word, clauses)]
    return (maps.place[min(found, key=lambda w: (abs(w - word), w))],) if found else ()


def _of_speaker(place: int, trigger: int, clauses: Clauses) -> bool:
    """Whether a place is where somebody is who speaks of the act: "officials in Goma confirmed the attack"."""
    here = place
    for _ in range(_DEEP):
        above = clauses.governor(here)
        if above is None:
            return False
        if clauses.rel[here] == "nsubj":
            return above != trigger and cues.base(clauses.lower[above], clauses.lemma[above]) in cues.entries("v")
        if clauses.rel[here] not in ("nmod", "appos", "compound", "flat", "amod"):
            return False
        here = above
    return False


def _located(word: int, clauses: Clauses) -> bool:
    """Whether a place stands with a preposition of place, its own or that of the noun it belongs to."""
    for _ in range(2):
        if clauses.case(word) in word_group("place preposition"):
            return True
        if clauses.rel[word] not in ("nmod", "appos", "flat", "compound", "amod") or clauses.case(word) not in ("", "of"):
            return False
        word = clauses.head[word]
    return False


def _series(clauses: Clauses, word: int, speaks: bool) -> list[int]:
    """Verbs whose phrases of place and time hold for this one too: the first of a series, the main clause of a participle."""
    found: list[int] = []
    here = word
    while clauses.rel[here] in ("conj", "advcl", "xcomp") and len(found) < 2:
        if clauses.rel[here] == "advcl" and (clauses.mark(here) or clauses.xpos[here] != "VBG"):
            break
        if clauses.rel[here] == "conj" and here == word and speaks and clauses.has(here, "nsubj"):
            break  # another's act: "Israel struck in Syria, and Iran called for talks"
        here = clauses.head[here]
        found.append(here)
    return found


def _part(trigger: Trigger, maps: Maps, child: int) -> tuple[str, list[tuple[str, int]]]:
    """What part the places of one dependent play ("at", "from", "to"), and these places; none under "at" if it plays none."""
    clauses, kind = maps.clauses, trigger.entry.action.type
    relation, case = clauses.rel[child], clauses.case(child)
    if relation in ("obl", "nmod"):
        named = _named(maps, child)
        if kind in _MOVING and case in (*_FROM, *_TOWARD):
            return ("from" if case in _FROM else "to"), named
        here = case in word_group("place preposition") or (case in ("into", "through") and kind == "ASSAULT")
        of = case == "of" and trigger.noun and relation == "nmod" and child in maps.place
        return "at", named if here or of else []
    if relation in ("obj", "appos") or (clauses.deprel[child] == "nsubj:pass" and not _two_subjects(clauses, child)):
        ground = child in maps.place or _settlement(maps, child)
        direct = ground and (kind in ("ASSAULT", "COERCE", "CONSULT") or kind in _MOVING)
        inside = _inside(maps, child)
        named = _named(maps, child) if direct else [inside] if inside is not None else []
        return (("to" if kind == "MOBILIZE" else "from") if direct and kind in _MOVING else "at"), named
    return "at", []


def _two_subjects(clauses: Clauses, child: int) -> bool:
    """Whether a verb has another subject, so that the first is a place that the report was sent from: "LAGOS - A blast killed"."""
    return any(clauses.rel[c] == "nsubj" and c > child for c in clauses.children[clauses.head[child]])


def _settlement(maps: Maps, noun: int) -> bool:
    """Whether a phrase is a place under its own name: "the town of Sake"."""
    clauses = maps.clauses
    named = (c for c in clauses.children[noun] if clauses.rel[c] == "nmod" and clauses.case(c) == "of")
    return clauses.lemma[noun] in _SETTLEMENTS and any(c in maps.place for c in named)


def _named(maps: Maps, child: int) -> list[tuple[str, int]]:
    """The places of a phrase and of those joined to it: "in Goma and Bukavu"."""
    found = (_place(maps, word, 0) for word in maps.clauses.coordinated(child))
    return [one for one in found if one is not None]


def _place(maps: Maps, word: int, deep: int) -> tuple[str, int] | None:
    """The place of a phrase: its head, the name in "the city of X", or where the thing is."""
    if word in maps.place:
        return maps.place[word], word
    if maps.home is not None and _of_home(maps.clauses, word):
        return maps.home, word
    if deep > _DEEP:
        return None
    clauses = maps.clauses
    if _settlement(maps, word):  # "the Nigerian city of Jos" is Jos
        return next((maps.place[c], c) for c in clauses.children[word] if c in maps.place and clauses.case(c) == "of")
    for child in clauses.children[word]:
        named = clauses.rel[child] in ("appos", "flat", "compound", "amod")
        inside = clauses.rel[child] in ("nmod", "obl") and clauses.case(child) in (
            *word_group("place preposition"),
            "of",
            "north of",
            "south of",
        )
        if (named or inside) and clauses.deprel[child] != "nmod:poss":
            found = _place(maps, child, deep + 1)
            if found is not None:
                return found
    return None


def _of_home(clauses: Clauses, word: int) -> bool:
    """Whether a noun means the place that the report comes from: "in this capital", "in the capital"."""
    words = {clauses.lower[c] for c in clauses.children[word] if clauses.rel[c] == "det"}
    alone = not any(clauses.rel[c] in ("nmod", "amod", "compound") for c in clauses.children[word])
    return alone and ((clauses.lemma[word] == "capital" and bool(words)) or (clauses.lemma[word] in ("city", "town") and "this" in words))


def _inside(maps: Maps, word: int) -> tuple[str, int] | None:
    """Where an object is: "a police station in Kabul"."""
    clauses = maps.clauses
    for child in clauses.children[word]:
        if clauses.rel[child] == "nmod" and clauses.case(child) in word_group("place preposition"):
            found = _place(maps, child, 1)
            if found is not None:
                return found
    return None


# ---------------------------------------------------------------- when
def when(trigger: Trigger, maps: Maps) -> When | None:
    """The days that one telling itself gives, or None."""
    clauses = maps.clauses
    if clauses.lemma[trigger.word] == "toll":
        return None  # the day on which a death toll rose is that of the count
    heads = [trigger.word]
    if trigger.noun:
        carrier = _carrier(clauses, trigger.word)
        if carrier is not None:
            heads.append(carrier)
        heads += _raised(clauses, trigger.word) + _fixed(clauses, trigger.word)
    else:
        heads += _series(clauses, trigger.word, False) + _meanwhile(clauses, trigger.word)
    for head in heads:
        found = _dated(maps, head, inside=trigger.entry.action.type not in _ASKING)
        if found is not None:
            return When(found.id, found.earliest, found.latest, found.basis)
    return None


def last_day(published: str | None) -> str | None:
    """The last day that the report's date can be: of a datetime its day, of a month or year its end."""
    found = days.interval(published)
    return found[1].isoformat() if found else None


def until(when: When | None, status: Status, last: str | None) -> When | None:
    """The date of what has happened as far as the report's day; None where it begins later: a deadline is not its own day."""
    if when is None or last is None or status not in ("happened", "ongoing"):
        return when
    if when.earliest and when.earliest[:10] > last:
        return None
    return replace(when, latest=last) if when.latest and when.latest[:10] > last else when


def date_nearby(trigger: Trigger, maps: Maps) -> When | None:
    """The only date of the sentence, unless it tells when something was said."""
    clauses = maps.clauses
    first, last = clauses.analysis.sentences[int(clauses.analysis.sentence[trigger.word])]
    dates = [(word, time) for word in range(first, last) if (time := maps.time.get(word)) is not None and time.type == "DATE"]
    found = {time.id: (word, time) for word, time in dates if maps.time.get(clauses.head[word]) is not time or clauses.head[word] == word}
    if len(found) != 1:
        return None
    word, time = next(iter(found.values()))
    above = clauses.governor(word)
    said = (
        above is not None and (label := words().get((clauses.lemma[above], "v"))) is not None and label[0] in ("real", "tell", "demanded")
    )
    marks = clauses.marks(above) if above is not None else ()
    elsewhere = above is not None and above != trigger.word and above not in clauses.analysis.ancestors(trigger.word)
    bounding = any(mark in _BOUNDING for mark in marks) and above != trigger.word  # "since the war began in April"
    recalled = trigger.noun and above != trigger.word and _recalled(clauses, trigger.word)
    aside = elsewhere and above is not None and clauses.rel[above] == "acl"  # "a truce signed in March collapsed"
    open_ended = clauses.case(word) in ("since", "until", "till", "before", "after", "by") or not (time.earliest and time.latest)
    goes_on = clauses.rel[trigger.word] == "advcl" and clauses.xpos[trigger.word] in ("VBZ", "VBP")  # "as long as they hold hostages"
    if said or bounding or aside or recalled or open_ended or goes_on:
        return None
    return When(time.id, time.earliest, time.latest, time.basis)


def _dated(maps: Maps, head: int, *, inside: bool) -> Time | None:
    """The first date among a word's phrases, and where `inside` is true within them; never one of another clause."""
    clauses = maps.clauses
    phrases = [c for c in clauses.children[head] if clauses.rel[c] not in _NOT_HERE]
    for child in phrases:
        time = _time(maps, child)
        if time is not None:
            return time
    for child in phrases if inside else ():
        for below in clauses.children[child]:
            if clauses.rel[below] in ("nmod", "obl", "appos") and clauses.rel[child] in ("obl", "obj", "nmod", "advmod"):
                time = _time(maps, below)
                if time is not None:
                    return time
    return None


def _time(maps: Maps, word: int) -> Time | None:
    time = maps.time.get(word)
    usable = time is not None and time.type in ("DATE", "TIME")
    if not usable or maps.clauses.case(word) in ("since", "until", "till", "before", "after", "by", "from", "of"):
        return _bounded(maps, word) if usable else None
    return time


def _bounded(maps: Maps, word: int) -> Time | None:
    """A date that bounds ("since Monday") says nothing exact; only "of" and "from" keep it: "the attacks of 9 May"."""
    return maps.time[word] if maps.clauses.case(word) in ("of", "from", "by") else None
