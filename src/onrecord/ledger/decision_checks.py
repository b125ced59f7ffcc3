"""What makes sense as a decision: known kinds and fields, values that can be, words that stand in the text. Faults are sentences."""

from __future__ import annotations

from onrecord.errors import UsageError
from onrecord.ledger import grades
from onrecord.ledger.anchors import Anchor
from onrecord.ledger.decision import FIELDS, KINDS, ON_EVENTS, REASONS, SCOPES, Decision, Json
from onrecord.ledger.masking import LEAST
from onrecord.ledger.public_names import public
from onrecord.ledger.value_checks import check_value, one_of, span, text

_LONGEST_NAME = 200


def check(decision: Decision) -> None:
    """Raise UsageError if a decision makes no sense by itself; whether its words stand in a text is for `check_words`."""
    one_of(decision.kind, KINDS, "kind of decision")
    text(decision.coder, "coder")
    if decision.why is not None:
        text(decision.why, "reason")
    if decision.kind in ON_EVENTS and (decision.anchor is None or decision.anchor.span is None):
        raise UsageError(f"{decision.kind} needs an event: the words of its trigger in a text")
    if decision.kind == "reject":
        _reason(decision.after)
    elif decision.kind == "correct":
        one_of(decision.field, FIELDS, "field")
        check_value(str(decision.field), decision.after)
    elif decision.kind == "add":
        _added(decision.after)
    elif decision.kind == "accept":
        _fields(decision.after)
    elif decision.kind in ("merge", "split"):
        _pair(decision)
    elif decision.kind == "assess":
        one_of(decision.after, [grade.name for grade in grades.table()], "grade")
    elif decision.kind == "scope":
        _scope(decision)
    elif decision.kind == "withhold":
        _name(decision.after)
    elif decision.kind == "merge-parties":
        _parties(decision)
    elif decision.kind == "undo" and decision.undoes is None:
        raise UsageError("undo needs the number of the decision that it undoes")


def check_words(anchor: Anchor, whole: str) -> None:
    """Raise UsageError unless the words of an anchor stand in the text at its place."""
    place = anchor.span
    if place is None:
        return
    span(list(place), "trigger", len(whole))
    if whole[slice(*place)] != anchor.words:
        raise UsageError(f"characters {place[0]} to {place[1]} of the text are “{whole[slice(*place)]}” and not “{anchor.words}”")


# ---------------------------------------------------------------- kinds
def _reason(value: Json) -> None:
    one_of(value, REASONS, "reason to reject an event")


def _added(value: Json) -> None:
    _fields(value)
    for field in ("action", "status"):
        if field not in value:
            raise UsageError(f"an event that is added needs its {field}")


def _fields(value: Json) -> None:
    if not isinstance(value, dict):
        raise UsageError("an event's fields are given by their names")
    for field, one in value.items():
        one_of(field, [name for name in FIELDS if name != "trigger"], "field")
        check_value(field, one)


def _pair(decision: Decision) -> None:
    if not decision.others or any(other.span is None for other in decision.others):
        raise UsageError(f"{decision.kind} needs two events or more")
    places = [(a.sha256, a.span, a.type, a.nth) for a in (decision.anchor, *decision.others) if a is not None]
    if len(set(places)) != len(places):
        raise UsageError(f"{decision.kind}: an event is named twice")


def _name(value: Json) -> None:
    text(value, "name")
    letters = sum(c.isalnum() for c in value)
    if letters < LEAST:
        raise UsageError(f'withhold "{value}": a name of {letters} letters would take too much with it; give the whole name')
    if value.count("\n") or len(value) > _LONGEST_NAME:
        raise UsageError(f"withhold: one name in one line is wanted, of {_LONGEST_NAME} characters at most")
    if (what := public(value)) is not None:
        raise UsageError(f'withhold "{value}": this is {what}; only names of private persons are withheld')


def _scope(decision: Decision) -> None:
    if decision.anchor is None:
        raise UsageError("scope needs a report")
    one_of(decision.after, SCOPES, "scope")


def _parties(decision: Decision) -> None:
    for key in (decision.before, decision.after):
        text(key, "key of a party")
    if decision.before == decision.after:
        raise UsageError(f"{decision.after} cannot be merged with itself")
