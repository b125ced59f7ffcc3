"""The machine's record folded with what people decided: what is shown.

A pure function. Of several decisions on one field the latest holds; what a person accepted, corrected or added stays as it was
decided, whatever a later model reads; where that model differs from what the person saw, a dispute says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.ledger.anchors import ELSEWHERE, Anchor, Nearness, anchors, event_key, match
from onrecord.ledger.cast import Cast
from onrecord.ledger.correcting import blank, corrected
from onrecord.ledger.decision import Decision, Dispute, Json
from onrecord.ledger.portable import CARRIED
from onrecord.ledger.views import State
from onrecord.record import Event, Record, Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as people left it.

    `states` says of each event how it stands, rejected ones of the machine too; `fields` the same of the fields that people decided.
    `anchors` and `keys` hold the anchor and the key of each of these by its id: neither moves with corrections, and where something was
    decided neither moves with the machine.
    """

    record: Record
    states: Mapping[str, State]
    anchors: Mapping[str, Anchor]
    keys: Mapping[str, str]
    fields: Mapping[str, Mapping[str, State]] = field(default_factory=dict)
    disputes: tuple[Dispute, ...] = ()


@dataclass(slots=True)
class _Case:
    """One event and what was decided on it. `event` is the machine's, None where it has none."""

    anchor: Anchor
    triggers: tuple[Span, ...]
    event: Event | None
    decisions: list[Decision]

    @property
    def rejected(self) -> bool:
        verdicts = [d.kind for d in self.decisions if d.kind in ("accept", "reject", "add")]
        return bool(verdicts) and verdicts[-1] == "reject"

    @property
    def kept(self) -> bool:
        """Whether people hold to it without the machine: it was added, accepted or corrected, and not rejected since."""
        return not self.rejected and (self.added is not None or bool(self.seen()))

    @property
    def added(self) -> Decision | None:
        return next((d for d in reversed(self.decisions) if d.kind == "add"), None)

    @property
    def state(self) -> State:
        kinds = {d.kind for d in self.decisions}
        if self.rejected:
            return "rejected"
        if "add" in kinds:
            return "added"
        return "corrected" if "correct" in kinds else "accepted" if "accept" in kinds else "machine"

    def affirmed(self) -> dict[str, tuple[Json, Decision]]:
        """The value of each field that was added or accepted last, and the decision that it is from."""
        found: dict[str, tuple[Json, Decision]] = {}
        for decision in self.decisions:
            if decision.kind in ("accept", "add"):
                found |= {name: (value, decision) for name, value in (decision.after or {}).items()}
        return found

    def corrections(self) -> dict[str, tuple[Json, Decision]]:
        """The value of each field that was corrected, and the last decision that did so."""
        return {d.field: (d.after, d) for d in self.decisions if d.kind == "correct" and d.field}

    def holding(self) -> dict[str, tuple[Json, Decision]]:
        """The decided value of each field: a correction, else what was added or accepted last."""
        return self.affirmed() | self.corrections()

    def seen(self) -> Mapping[str, Json]:
        """The event as the machine had it when somebody last decided that it is one."""
        kept = [d.machine for d in self.decisions if d.kind in ("accept", "correct") and d.machine]
        return kept[-1] if kept else {}


def shown(record: Record, decisions: Sequence[Decision]) -> Shown:
    """The record with all decisions applied, and those that do not stand as they did. Undone decisions are to be left out."""
    sha256 = hashlib.sha256(record.text.encode()).hexdigest()
    found = anchors(record, sha256)
    mine = sorted((d for d in decisions if d.kind in ("accept", "reject", "correct", "add") and d.anchor), key=lambda d: d.number)
    if not mine:
        return Shown(record, {event.id: "machine" for event in record.events}, found, _keys(found))
    cases, disputes = _cases(record, found, mine)
    return _applied(record, cases, disputes)


# ---------------------------------------------------------------- which decision on which event
def _cases(record: Record, found: Mapping[str, Anchor], decisions: Sequence[Decision]) -> tuple[list[_Case], list[Dispute]]:
    """Every event with its decisions, and the decisions that have none; an event that only people hold to is kept.

    Decisions with one anchor are on one event, those with different anchors on different ones.
    """
    cases = [_Case(found[e.id], tuple(m.trigger for m in e.mentions), e, []) for e in record.events if e.id in found]
    groups: dict[Anchor, list[Decision]] = {}
    for decision in decisions:
        if decision.anchor is not None:
            groups.setdefault(decision.anchor, []).append(decision)
    meant = match(groups, cases, record.sentences, lambda anchor, case, near: _may_mean(groups[anchor], case, near))
    disputes = []
    for anchor, group in groups.items():
        if anchor in meant:
            meant[anchor].decisions, meant[anchor].anchor = group, anchor
            continue
        case = _Case(anchor, (anchor.span or (0, 0),), None, group)
        if case.kept and _fits(anchor, record):
            cases.append(case)
        disputes += [Dispute(d.number, "unanchored", _lost(d)) for d in group if case.added is None or not case.kept]
    return cases, disputes


def _may_mean(group: Sequence[Decision], case: _Case, near: Nearness) -> bool:
    """Whether a machine's event can be what some decisions of one anchor are on.

    What was added is none of the events that the machine had there before. A rejection does not go elsewhere in the sentence.
    """
    assert case.event is not None
    added = [d for d in group if d.kind == "add"]
    if added:
        before = [(one["type"], one["mode"]) for one in added[-1].machine or ()]
        return near[0] != ELSEWHERE and (case.event.action.type, case.event.action.mode) not in before
    return near[0] != ELSEWHERE or not _Case(case.anchor, (), None, list(group)).rejected


def _fits(anchor: Anchor, record: Record) -> bool:
    """Whether the words of an anchor stand at its place."""
    span = anchor.span
    return span is not None and record.text[slice(*span)] == anchor.words


def _lost(decision: Decision) -> str:
    words = decision.anchor.words if decision.anchor else None
    if decision.kind == "reject":
        return f"the machine no longer finds an event at “{words}”, as was decided"
    return f"the machine no longer finds an event at “{words}”; it is kept as it was decided"


# ---------------------------------------------------------------- what follows
def _applied(record: Record, cases: Sequence[_Case], disputes: list[Dispute]) -> Shown:
    cast = Cast(record)
    kept = [case for case in cases if not case.rejected]
    for case in cases:
        disputes += _differing(case, cast)
    cast.meet(pair for case in kept for values in _values(case, cast) for pair in values.items())
    named = [*kept, *(case for case in cases if case.rejected and case.event)]
    ids = _ids(record, named)
    made = {ids[id(case)]: _made(case, ids[id(case)], cast, record) for case in kept}
    apart = {e.id: e for e in record.events if not e.mentions}  # told nowhere: nothing can be decided on it
    states = {ids[id(case)]: case.state for case in named} | dict.fromkeys(apart, "machine")
    places = {ids[id(case)]: case.anchor for case in named}
    whole = replace(cast.record(), events=_ordered(record, made | apart))
    fields = {ids[id(case)]: _fields(case) for case in kept if case.decisions}
    return Shown(whole, states, places, _keys(places), fields, tuple(sorted(disputes, key=lambda d: (d.decision, d.kind))))


def _keys(found: Mapping[str, Anchor]) -> dict[str, str]:
    """The key of each anchored event; of several with one trigger the machine's come first, in their order, then those that were added."""
    counts: dict[Span, int] = {}
    keys = {}
    for id_, anchor in sorted(found.items(), key=lambda pair: (pair[0][0] == "x", _number(pair[0]))):
        span = anchor.span or (0, 0)
        keys[id_] = event_key(anchor.sha256, span, counts.get(span, 0))
        counts[span] = counts.get(span, 0) + 1
    return keys


def _number(id_: str) -> int:
    digits = id_.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdigit() else 0


def _values(case: _Case, cast: Cast) -> tuple[dict[str, Json], dict[str, Json]]:
    """What people kept and then what they corrected, where the machine does not have it so already."""
    kept, changed = ({name: value for name, (value, _) in group.items()} for group in (case.affirmed(), case.corrections()))
    event = case.event
    if event is None:
        return {**case.seen(), **kept}, changed
    kept = {name: value for name, value in kept.items() if not cast.same(name, value, event)}
    return kept, {name: value for name, value in changed.items() if name in kept or not cast.same(name, value, event)}


def _made(case: _Case, id_: str, cast: Cast, record: Record) -> Event:
    """The event of a case as it is shown: first as it was kept, so that what follows from a correction follows from that."""
    event, span = case.event, case.anchor.span
    kept, changed = _values(case, cast)
    if event is None:
        assert span is not None
        event = blank(id_, span, kept["action"], kept["status"], record)
    for values in (kept, changed):
        event = corrected(event, values, cast, record) if values else event
    return event


def _ids(record: Record, cases: Sequence[_Case]) -> dict[int, str]:
    """The id of each case: that of the machine's event, else x1, x2 and so on in text order."""
    taken = {event.id for event in record.events}
    names = (name for n in range(1, len(taken) + len(cases) + 2) if (name := f"x{n}") not in taken)
    new = sorted((c for c in cases if c.event is None), key=lambda c: (c.anchor.span or (0, 0), c.anchor.type or "", c.anchor.nth))
    return {id(c): c.event.id for c in cases if c.event is not None} | {id(c): next(names) for c in new}


def _ordered(record: Record, made: Mapping[str, Event]) -> tuple[Event, ...]:
    """The events in text order: those of the machine as they stood, the others before the first that begins later."""
    events = [_linked(made[e.id], made) for e in record.events if e.id in made]
    own = {event.id for event in record.events}
    for event in (_linked(e, made) for name, e in made.items() if name not in own):
        start = event.mentions[0].trigger
        at = next((n for n, other in enumerate(events) if other.mentions and other.mentions[0].trigger > start), len(events))
        events.insert(at, event)
    return tuple(events)


def _linked(event: Event, made: Mapping[str, Event]) -> Event:
    """The event without its links to events that are gone."""
    links = tuple(link for link in event.links if link.event in made)
    part_of = event.part_of if event.part_of in made else None
    return event if (links, part_of) == (event.links, event.part_of) else replace(event, links=links, part_of=part_of)


def _fields(case: _Case) -> dict[str, State]:
    """How each field that people decided stands."""
    words: dict[str, State] = {"accept": "accepted", "correct": "corrected", "add": "added"}
    return {name: words[decision.kind] for name, (_, decision) in case.holding().items()}


# ---------------------------------------------------------------- where the machine has changed its mind
def _differing(case: _Case, cast: Cast) -> list[Dispute]:
    """The decisions on an event about which the machine says now what it did not say then, and what was not decided either."""
    event = case.event
    if event is None:
        return []
    if case.rejected:
        last = next(d for d in reversed(case.decisions) if d.kind == "reject")
        seen = last.machine or {}
        new = [name for name in ("action", "status") if name in seen and not cast.same(name, seen[name], event)]
        return [_disagreement(last, new, event)] if new else []
    found: dict[int, tuple[Decision, list[str]]] = {}
    for name, (value, decision) in case.holding().items():
        if not any(cast.same(name, one, event) for one in _known(name, value, decision)):
            found.setdefault(decision.number, (decision, []))[1].append(name)
    return [_disagreement(decision, names, event) for decision, names in found.values()]


def _known(name: str, value: Json, decision: Decision) -> list[Json]:
    """What the machine may say without saying anything new: what it said then, what was shown, and what was decided."""
    known = [value]
    if decision.kind == "correct":
        known.append(decision.before)
    if decision.kind != "add" and name in (decision.machine or {}):
        known.append(decision.machine[name])
    if name == "trigger" and decision.anchor is not None:
        known.append(decision.anchor.span)
    return [one for one in known if one is not None or name == "when"]


def _disagreement(decision: Decision, names: Sequence[str], event: Event) -> Dispute:
    ordered = [name for name in (*CARRIED, "trigger") if name in names]
    return Dispute(decision.number, "machine disagrees", f"the machine now reads otherwise of {event.id}: {', '.join(ordered)}")
