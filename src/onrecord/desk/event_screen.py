"""One event of a report as a person decides on it: its sentence, its fields and what could stand in them, what was decided before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from onrecord.desk.asking import Parameter
from onrecord.desk.calls import Call, Moved, only
from onrecord.desk.fields import FIELDS, Choice, Field, choices, filled, known, seen
from onrecord.errors import UnknownError, UsageError
from onrecord.exports.segments import Mark, segments
from onrecord.exports.sentences import sentence, vouching
from onrecord.exports.wording import View, plain
from onrecord.ledger import decisions, named, reports
from onrecord.ledger.decision import REASONS, Decision
from onrecord.ledger.masking import SIGN, blank
from onrecord.ledger.portable import stamp
from onrecord.ledger.taking import brief
from onrecord.record import Event, Record, Span, Status

_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
DOES = ("accept", "reject", "fix")
"""What the page can be opened to do; without, it shows all of it."""


PARAMETERS = (
    Parameter("field", "", "words", "field", "one to be corrected: what could stand in it", tuple(field.name for field in FIELDS)),
    Parameter("do", "", "words", "do", "what is to be done; it only leads there", DOES),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the text: the trigger's own, those behind some fields, or what stands between."""

    words: str
    trigger: bool
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with what is in it. `state` is what people decided about it, `words` are those of the text behind it."""

    field: Field
    shown: tuple[str, ...]
    state: str
    words: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The form for one field: what can be chosen, and what was seen."""

    field: Field
    choices: tuple[Choice, ...]
    seen: Any
    tokens: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A decision on the event, for people."""

    number: int
    coder: str
    at: str
    what: str
    why: str | None
    holds: bool


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event with what can be decided on it. `request` names what the forms of this page send, so that sending twice decides once."""

    key: str
    name: str
    report: str
    title: str
    incident: str | None
    state: str
    status: Status
    sentence: str
    who: str
    pieces: tuple[Piece, ...]
    fields: tuple[FieldRow, ...]
    fix: Fix | None
    do: str | None
    reasons: tuple[str, ...]
    history: tuple[Past, ...]
    token: str
    request: str
    stamp: str


def make(call: Call) -> EventPage | Moved:
    """The event of a key; the beginning of one leads to the whole. Raises UnknownError if there is none, or if it was taken down."""
    asked = only(call, "field", "do")
    one = named.event(call.db, call.path["key"])
    key = one.of.shown.keys.get(one.id, "")
    if key and call.path["key"] != key:
        return Moved(f"/event/{key}")
    event = one.event or one.own
    if event is None:
        raise UnknownError(f"{call.path['key']}: this event is shown no more")
    view = View(one.of.told)
    return EventPage(
        key=key,
        name=one.id,
        report=reports.report_key(one.of.sha256),
        title=view.title(),
        incident=_incident(call, key),
        state=one.of.shown.states.get(one.id, "machine"),
        status=event.status,
        sentence=f"{plain(sentence(view, event))}.",
        who=plain(vouching(view, event)),
        pieces=tuple(pieces(view.record, event)),
        fields=tuple(_rows(view, event, one.of.shown.fields.get(one.id, {}))),
        fix=_fix(view, event, asked["field"]) if asked.get("field") else None,
        do=_do(asked.get("do")),
        reasons=REASONS,
        history=tuple(_history(call, one)),
        token=call.token,
        request=token_urlsafe(12),
        stamp=stamp(one.of.shown.record, event),
    )


def _do(asked: str | None) -> str | None:
    if asked and asked not in DOES:
        raise UsageError(f'do "{asked[:20]}": there is none; known are {", ".join(DOES)}')
    return asked or None


def _incident(call: Call, key: str) -> str | None:
    row = call.db.execute("SELECT i.key FROM event e JOIN incident i ON i.id = e.incident WHERE e.key = ?", (key,)).fetchone()
    return row[0] if row else None


def _rows(view: View, event: Event, states: Any) -> Iterator[FieldRow]:
    evidence = dict(event.evidence)
    for field in FIELDS:
        one = filled(view, event, field.name)
        behind = evidence.get(field.name)
        words = tuple(view.words(span) for span in behind.spans) if behind else ()
        how = f"{behind.basis}, {behind.score:.2f}" if behind else ""
        yield FieldRow(field, one.shown, states.get(field.name, "machine"), words, how)


def _fix(view: View, event: Event, name: str) -> Fix:
    if name not in {field.name for field in FIELDS}:
        raise UsageError(f'field "{name[:20]}": there is none; known are {", ".join(field.name for field in FIELDS)}')
    words = tuple(tokens(view.record, around(view.record, event))) if name == "trigger" else ()
    return Fix(known(name), choices(view, event, name), {name: seen(view.record, event, name)}, words)


def _history(call: Call, one: named.Named) -> Iterator[Past]:
    anchor = one.of.shown.anchors.get(one.id)
    for decision, holds in decisions.history(call.db, sha256=one.of.sha256):
        if anchor is not None and anchor in (decision.anchor, *decision.others):
            yield past(one.of.mask.all(decision), holds)


def past(decision: Decision, holds: bool) -> Past:
    """A decision for people."""
    return Past(decision.number, decision.coder, (decision.at or "")[:16].replace("T", " "), what(decision), decision.why, holds)


def what(decision: Decision) -> str:
    """What was decided, in a few words.

    >>> what(Decision("reject", "ada", after="not an event")), what(Decision("undo", "ada", undoes=4))
    ('rejected: not an event', 'undone: decision 4')
    """
    if decision.kind == "correct" and decision.field == "trigger":
        return "words corrected"
    if decision.kind == "correct":
        return f"{decision.field} corrected: {brief(decision.before)} → {brief(decision.after)}"
    if decision.kind == "add" and decision.after:
        return f"added: {brief(decision.after['action'])}, {decision.after['status']}"
    if decision.kind == "withhold":
        name = blank(str(decision.after))
        return f"a name of {name.count(SIGN)} letters withheld: {name}"
    if decision.kind == "undo":
        return f"undone: decision {decision.undoes}"
    if decision.kind in ("reject", "assess", "scope"):
        verb = {"reject": "rejected", "assess": "assessed", "scope": "scope"}[decision.kind]
        return f"{verb}: {decision.after}" if decision.after else verb
    if decision.kind == "merge-parties":
        return f"{decision.before} is read as {decision.after}"
    if decision.kind in ("merge", "split"):
        count = len(decision.others)
        return f"{'merged with' if decision.kind == 'merge' else 'split from'} {count} more event{'' if count == 1 else 's'}"
    fields = decision.after if isinstance(decision.after, dict) else {}
    return "accepted" if len(fields) != 1 else f"accepted: {next(iter(fields))}"


# ---------------------------------------------------------------- the words
def around(record: Record, event: Event) -> Span:
    """The sentence of an event's first telling with one before and one after it."""
    first = event.mentions[0].trigger if event.mentions else (0, 0)
    spans = record.sentences
    inside = [n for n, (start, end) in enumerate(spans) if start < max(first[1], first[0] + 1) and end > first[0]]
    if not inside:
        return max(0, first[0] - 200), min(len(record.text), first[1] + 200)
    return spans[max(inside[0] - 1, 0)][0], spans[min(inside[-1] + 1, len(spans) - 1)][1]


def pieces(record: Record, event: Event) -> Iterator[Piece]:
    """The words around an event, cut where those of its trigger and of its fields begin and end."""
    marks = [Mark(mention.trigger, "event", "") for mention in event.mentions]
    marks += [Mark(span, "words", field) for field, evidence in event.evidence for span in evidence.spans]
    for segment in segments(around(record, event), marks):
        names = tuple(dict.fromkeys(mark.ref for mark in segment.marks if mark.kind == "words"))
        yield Piece(record.text[segment.start : segment.end], any(mark.kind == "event" for mark in segment.marks), names)


def tokens(record: Record, span: Span) -> Iterator[tuple[int, int, str]]:
    """The words of a stretch of text with their places, for choosing a span of them."""
    for found in _WORD.finditer(record.text, *span):
        yield found.start(), found.end(), found[0]
