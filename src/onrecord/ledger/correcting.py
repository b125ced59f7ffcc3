"""An event with the fields that people gave it: what follows from them follows, and each value says how it was had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from onrecord.ledger.anchors import overlap
from onrecord.ledger.cast import Cast, account, means
from onrecord.ledger.decision import Json
from onrecord.ledger.portable import PLACED, SAID, spans
from onrecord.reading import plover
from onrecord.record import REPORT, UNKNOWN, Account, Action, Event, Evidence, Mention, Record, Says, Span, Statement, Status

ATTRIBUTES = {"from": "origin"}
GROUNDED = ("action", "status", "by", "to", "at", "from", "destination", "when", "figures")
"""Fields whose values need evidence, in the order in which it is listed."""
_SURE = 1.0


def blank(id_: str, trigger: Span, action: Json, status: Status, record: Record) -> Event:
    """An event of which only the trigger, the action and the status are known; whoever says the words vouches for it."""
    inside = statements_at(record, trigger)
    act = Action(**action)
    return Event(
        id=id_,
        action=act,
        status=status,
        contexts=plover.contexts(act),
        mentions=(Mention(trigger, status, tuple(s.id for s in inside)),),
        accounts=_vouching(inside, status),
        claimed_only=bool(inside),
        evidence=tuple((field, Evidence((trigger,), _SURE, "inferred")) for field in ("action", "status")),
        plover=plover.of(act, status),
        score=_SURE,
    )


def statements_at(record: Record, trigger: Span) -> tuple[Statement, ...]:
    """The statements in whose content a trigger stands."""
    return tuple(s for s in record.statements if any(overlap(trigger, content) == trigger[1] - trigger[0] for content in s.content))


def _vouching(inside: tuple[Statement, ...], status: Status) -> tuple[Account, ...]:
    """The voices of some statements, innermost last; the report where there is none."""
    if not inside:
        return (Account(REPORT, status),)
    voices: dict[str, list[str]] = {}
    for statement in inside:
        for speaker in statement.speakers or (UNKNOWN,):
            voices.setdefault(speaker, []).append(statement.id)
    return tuple(Account(voice, status, tuple(ids)) for voice, ids in voices.items())


def corrected(event: Event, values: Mapping[str, Json], cast: Cast, record: Record) -> Event:
    """The event with some fields replaced. `record` is that of the machine; who is new must have been brought into the cast."""
    new = event
    for field, value in sorted(values.items()):
        new = _SETTERS.get(field, _set_plainly)(new, field, value, cast)
    new = _echoed(event, new, values)
    if "trigger" in values:
        new = _retold(new, values["trigger"], record)
    if (new.action, new.status) != (event.action, event.status):
        new = replace(new, plover=plover.of(new.action, new.status), contexts=plover.contexts(new.action))
    voices = {one.voice for one in new.accounts}
    return replace(new, claimed_only=REPORT not in voices, evidence=_evidence(new, values))


# ---------------------------------------------------------------- one field
def _set_plainly(event: Event, field: str, value: Json, _cast: Cast) -> Event:
    return event if field == "trigger" else replace(event, **{field: value})


def _set_action(event: Event, _field: str, value: Json, _cast: Cast) -> Event:
    return replace(event, action=Action(value["type"], value.get("mode")))


def _set_parties(event: Event, field: str, value: Json, cast: Cast) -> Event:
    changes: dict[str, Any] = {field: _once(cast.actor(one) for one in value or ())}
    return replace(event, **changes)


def _set_places(event: Event, field: str, value: Json, cast: Cast) -> Event:
    changes: dict[str, Any] = {PLACED[field]: _once(cast.place(one) for one in value or ())}
    return replace(event, **changes)


def _set_when(event: Event, _field: str, value: Json, cast: Cast) -> Event:
    return replace(event, when=cast.when(value))


def _set_figures(event: Event, _field: str, value: Json, cast: Cast) -> Event:
    return replace(event, figures=tuple(cast.figure(one) for one in value or ()))


def _set_accounts(event: Event, _field: str, value: Json, cast: Cast) -> Event:
    before = {one.voice: one for one in event.accounts}
    made = {one.voice: one for one in (account(cast, one, before) for one in value)}
    return replace(event, accounts=tuple(made.values()))


_SETTERS: dict[str, Callable[[Event, str, Json, Cast], Event]] = {
    "action": _set_action,
    "by": _set_parties,
    "to": _set_parties,
    "at": _set_places,
    "from": _set_places,
    "destination": _set_places,
    "when": _set_when,
    "figures": _set_figures,
    "accounts": _set_accounts,
}


# ---------------------------------------------------------------- what follows
def _echoed(old: Event, new: Event, values: Mapping[str, Json]) -> Event:
    """What was read of tellings and voices as the field was read: it changes with it."""
    mentions, accounts = new.mentions, new.accounts
    if "status" in values:
        mentions = tuple(replace(m, status=new.status) if m.status == old.status else m for m in mentions)
        if "accounts" not in values:
            accounts = tuple(replace(a, status=new.status) if a.status == old.status else a for a in accounts)
    if "accounts" not in values:
        fields = [field for field in SAID if field in values]
        accounts = tuple(replace(a, says=_said(a.says, fields, old, new)) for a in accounts)
    return replace(new, mentions=mentions, accounts=accounts)


def _said(says: Says, fields: list[str], old: Event, new: Event) -> Says:
    """What a voice gives, with the fields replaced in which it gave what the event had."""
    changes: dict[str, Any] = {}
    for field in fields:
        given = getattr(says, field)
        if given is not None and means(field, replace(old, **{field: given})) == means(field, old):
            changes[field] = getattr(new, field)
    return replace(says, **changes) if changes else says


def _retold(event: Event, value: Json, record: Record) -> Event:
    """The event with other words as its trigger: its first telling is theirs."""
    trigger = (value[0], value[1])
    first = Mention(trigger, event.mentions[0].status if event.mentions else event.status, _ids(statements_at(record, trigger)))
    return replace(event, mentions=(first, *(m for m in event.mentions[1:] if m.trigger != trigger)))


def _ids(inside: tuple[Statement, ...]) -> tuple[str, ...]:
    return tuple(s.id for s in inside)


def _evidence(event: Event, values: Mapping[str, Json]) -> tuple[tuple[str, Evidence], ...]:
    """The evidence of each field that has a value; of one that a person gave, the words that came with it, surely."""
    known = dict(event.evidence)
    changed = {*values, *(("action",) if "trigger" in values else ())}
    for field in GROUNDED:
        if not getattr(event, ATTRIBUTES.get(field, field)):
            known.pop(field, None)
        elif field in changed:
            known[field] = Evidence(_words(event, field, values.get(field)), _SURE, "inferred")
    ordered = sorted(known, key=lambda field: GROUNDED.index(field) if field in GROUNDED else len(GROUNDED))
    return tuple((field, known[field]) for field in ordered)


def _words(event: Event, field: str, value: Json) -> tuple[Span, ...]:
    if field in ("action", "status"):
        return tuple(m.trigger for m in event.mentions[:1])
    return tuple(spans(value))


def _once(ids: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
