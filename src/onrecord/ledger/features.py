"""What two events have in common and what not: the features that the score weighs, each with a value from -1 to 1 or so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from onrecord.compare import Spot, compare_figures, compare_places, compare_times, same_body, same_person
from onrecord.knowledge import table
from onrecord.ledger.sides import STATE
from onrecord.ledger.traces import Trace, Who
from onrecord.ledger.words import RARE, likeness, stem, weight
from onrecord.record import Action

Feature = tuple[str, float]

SPEECH = frozenset(("say", "report", "announce", "confirm", "claim"))
"""Families of words for what everybody does in every report: that two people said something is no one happening."""
UNRELATED = 0.2
"""Likeness of sentences and reports, added up, below which no pair has ever come near the threshold."""
_FORCE = frozenset("targeted firearms explosives aerial drone heavy-weapons suicide-attack primitive destroy unconventional".split())
"""Modes of one attack as reports have them: they speak of the weapon, or of what became of it."""
_SINGLED = frozenset(("abduct", "sexual", "torture"))
_NEAR_KM = 25.0
_LONG_AFTER = 30
_DATED = ("days: same", "days: overlap", "days: near")
_PEOPLE = frozenset(("person", "unnamed-person"))


class Alike(NamedTuple):
    """How alike the words of two events' sentences are, and those of their reports, each 0 to 1."""

    context: float
    report: float

    @classmethod
    def of(cls, a: Trace, b: Trace) -> Alike:
        """For two events, whichever comes first."""
        return cls(likeness(a.context, b.context), _report_likeness(a.sketch, b.sketch))


_report_likeness = lru_cache(maxsize=512)(likeness)
"""Of two reports, many events are compared."""


def features(a: Trace, b: Trace, alike: Alike | None = None) -> tuple[Feature, ...]:
    """The features of two events in a fixed order, those that are 0 left out. Symmetrical."""
    return tuple([feature for feature in _all(a, b, alike or Alike.of(a, b)) if feature[1]])


def _all(a: Trace, b: Trace, alike: Alike) -> Iterator[Feature]:
    same = a.root == b.root
    word = "word: same" if same else "word: family" if a.families & b.families else "word: other"
    context, sketch = alike
    rare = weight(stem(a.root)) / RARE if same else 0.0
    speech = (bool(a.families & SPEECH) + bool(b.families & SPEECH)) / 2
    when = days(a, b)
    yield word, 1.0
    yield action(a, b), 1.0
    yield "context", context
    yield "report", sketch
    yield "context in report", (likeness(a.context, b.sketch) + likeness(b.context, a.sketch)) / 2
    yield "context and report", 4 * context * sketch
    yield f"{word} and report", sketch
    yield f"{word} and context", context
    yield "word: rare", rare
    yield "word: rare and report", rare * sketch
    yield "word: speech", speech
    yield "word: speech and context", speech * context
    yield "rare words", min(3, shared_rare(a, b)) / 3
    yield when, 1.0
    yield "told apart", 0.0 if when in _DATED else told_apart(a, b)
    yield place(a.at, b.at), 1.0
    yield f"by: {parties(a.by, b.by)}", 1.0
    yield f"to: {parties(a.to, b.to)}", 1.0
    yield figure(a, b), 1.0
    yield "status: one denies", float((a.standing == "denied") != (b.standing == "denied"))
    yield "sentence: same", float(a.sentence is not None and a.sentence == b.sentence and same)


def action(a: Trace, b: Trace) -> str:
    """How near two events' actions are, at the nearest that any voice gives."""
    if not a.actions or not b.actions:
        return "action: unknown"
    modes = {(x.type, x.mode) for x in a.actions if x.mode} & {(x.type, x.mode) for x in b.actions if x.mode}
    if modes:
        return "action: same mode"
    if all(_singled(x, y) for x in a.actions for y in b.actions):
        return "action: other"
    types, others = {x.type for x in a.actions}, {x.type for x in b.actions}
    if types & others:
        apart = [_two_acts(x, y) for x in a.actions for y in b.actions]
        return "action: other mode" if all(apart) else "action: same type"
    return "action: near" if any(near(x, y) for x in types for y in others) else "action: other"


def _two_acts(a: Action, b: Action) -> bool:
    """Whether both say how it was done, and a report that says the one would not say the other: an abduction is no shooting."""
    if a.mode is None or b.mode is None or "unknown" in (a.mode, b.mode) or a.mode == b.mode:
        return False
    return not (a.mode in _FORCE and b.mode in _FORCE)


def _singled(a: Action, b: Action) -> bool:
    """Whether one act is of a kind that nobody takes for another: an abduction, rape or torture."""
    return a.type == b.type and a.mode != b.mode and None not in (a.mode, b.mode) and bool({a.mode, b.mode} & _SINGLED)


def near(a: str, b: str) -> bool:
    """Whether reports tell one happening now as the one type, now as the other."""
    return a == b or frozenset((a, b)) in _near_types()


@cache
def _near_types() -> frozenset[frozenset[str]]:
    return frozenset(frozenset((row["type"], other)) for row in table("near_actions") for other in row["near"].split())


def related(a: Trace, b: Trace, alike: Alike | None = None) -> bool:
    """Whether two events have anything to do with each other: words of their sentences or reports, or a party."""
    if sum(alike or Alike.of(a, b)) >= UNRELATED:
        return True
    return parties(a.to, b.to) == "same"


def shared_rare(a: Trace, b: Trace) -> int:
    """How many words that are not common stand in both sentences."""
    words = a.context.words
    return sum([words[n] >= RARE for n in words.keys() & b.context.words.keys()])


def days(a: Trace, b: Trace) -> str:
    """How the days of two events stand to each other, so far as they are known."""
    gap = compare_times(a.days, b.days)
    if gap.relation == "unknown":
        return "days: unknown"
    if gap.relation == "apart":
        return "days: apart" if gap.beyond else "days: near"
    known = sum(t.days is not None and t.days.earliest is not None and t.days.latest is not None for t in (a, b))
    return f"days: {gap.relation}" if known == 2 else "days: may be"


def told_apart(a: Trace, b: Trace) -> float:
    """How far apart two events are told: 0 on one day, 1 from a month on; 0 where that is not known."""
    if a.published is None or b.published is None:
        return 0.0
    return min(_LONG_AFTER, abs(a.published - b.published)) / _LONG_AFTER


def place(a: tuple[Spot, ...], b: tuple[Spot, ...]) -> str:
    """The nearest that any of the places of two events come."""
    gaps = [compare_places(x, y) for x in a for y in b]
    found = {gap.relation for gap in gaps}
    if found & {"same", "inside"}:
        coarse = all(s.kind == "country" for s in a) or all(s.kind == "country" for s in b)
        return "place: same country" if coarse else f"place: {'same' if 'same' in found else 'inside'}"
    if any(gap.relation == "apart" and (gap.km or 0) <= _NEAR_KM for gap in gaps):
        return "place: near"
    return "place: apart" if found & {"apart", "abroad"} else "place: unknown"


def parties(a: tuple[Who, ...], b: tuple[Who, ...]) -> str:
    """Whether two groups share someone named ("same"), someone of one kind ("kin"), or name others."""
    if not a or not b:
        return "unknown"
    if any(same(x, y) for x in a for y in b):
        return "same"
    if any(kin(x, y) for x in a for y in b):
        return "kin"
    return "other" if any(x.named for x in a) and any(x.named for x in b) else "vague"


def same(a: Who, b: Who) -> bool:
    """Whether two parties are one, by identity or by name."""
    if a.party == b.party:
        return True
    if not (a.named and b.named):
        return False
    if a.kind == "person" or b.kind == "person":
        return a.kind == b.kind and same_person(a.name, b.name) != "other"
    return same_body(a.name, b.name) != "other"


def kin(a: Who, b: Who) -> bool:
    """Whether one can stand for the other: a body and its people, a state and its army, two of one country and role, one description."""
    if (a.body is not None and a.body in (b.party, b.body)) or (b.body is not None and b.body == a.party):
        return True
    if a.country is not None and a.country == b.country:
        if "state" in (a.kind, b.kind) and {a.kind, b.kind} <= STATE:  # "Israel withdrew" and "the army withdrew"
            return True
        if a.role is not None and a.role == b.role:
            return not (a.kind == b.kind == "person")
    return not a.named and not b.named and a.name.casefold() == b.name.casefold()


def figure(a: Trace, b: Trace) -> str:
    """How the figures of two events agree: the worst of those that count the same effect."""
    relations = {compare_figures(a.figures[effect], b.figures[effect]).relation for effect in a.figures if effect in b.figures}
    for relation in ("apart", "same", "overlap"):
        if relation in relations:
            return f"figures: {relation}"
    return "figures: unknown"


def strangers(a: tuple[Who, ...], b: tuple[Who, ...]) -> bool:
    """Whether both groups are one person with a name, and not the same; of several, each report may name but some."""
    people = all(len(group) == 1 and group[0].named and group[0].kind == "person" for group in (a, b))
    return people and not same(a[0], b[0])
