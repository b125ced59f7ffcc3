"""What can be decided from the pages: one table of acts, with what each is sent, and how it is taken.

A form sends texts, a program JSON; both go by the same names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.desk.fields import known
from onrecord.desk.sent import Sent
from onrecord.errors import ChangedError, UsageError
from onrecord.ledger import named
from onrecord.ledger.deciding import Decider
from onrecord.ledger.decision import FIELDS, SCOPES
from onrecord.ledger.portable import Index, snapshot, stamp

SHARED = ("kind", "why", "request", "token", "next")
"""Names that every act may be sent: why, what the sender calls the request, the desk's token, and where to go then."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its kind, the names that it needs and may have, and what takes it. `what` is for the description of the interface."""

    kind: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    take: Callable[[Decider, Sent, str], int]
    what: str


def taken(decider: Decider, sent: Sent, coder: str) -> int:
    """Take the act that was sent; the number of its decision. Raises UsageError for what makes no sense, and as the decider does."""
    kind = sent.get("kind")
    act = next((act for act in ACTS if act.kind == kind), None)
    if act is None:
        raise UsageError(f'kind {json.dumps(kind)[:40]}: there is none; known are {", ".join(act.kind for act in ACTS)}')
    for name in act.needs:
        if sent.get(name) in (None, "", [], {}):
            raise UsageError(f"{kind}: {name} is missing")
    for name in sent.keys() - {*SHARED, *act.needs, *act.may}:
        raise UsageError(f'{kind}: "{name[:40]}" has no meaning here; known are {", ".join((*act.needs, *act.may))}')
    return act.take(decider, sent, coder)


# ---------------------------------------------------------------- reading
def _texts(sent: Sent, name: str) -> list[str]:
    value = sent.get(name) or []
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise UsageError(f"{name}: a list of texts is wanted")
    return listed


def _text(sent: Sent, name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{name}: a text is wanted")
    return value.strip()


def _why(sent: Sent) -> str | None:
    return (_text(sent, "why") or None) if sent.get("why") is not None else None


def _seen(sent: Sent) -> Mapping[str, Any]:
    """The values that were seen, by field: an object, or such as JSON in a form."""
    value = sent.get("seen") or {}
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise UsageError("seen: this is no JSON") from None
    if not isinstance(value, dict):
        raise UsageError("seen: an object of values by field is wanted")
    return value


def _shown(decider: Decider, sent: Sent) -> Mapping[str, Any]:
    """The values that were seen: those that are named, or all that a page showed, which sends a stamp of them."""
    given = sent.get("stamp")
    if given in (None, ""):
        return _seen(sent)
    for name in _texts(sent, "events"):
        one = named.event(decider.store.db, name)
        if one.event is not None:
            now = snapshot(Index.of(one.of.shown.record), one.event)
            if stamp(one.of.shown.record, one.event) != given:
                raise ChangedError(f"{one.where}: it is no longer as you saw it; look at it again", "as the page showed it", now)
            return now
    return {}


def _value(sent: Sent, name: str) -> Any:
    """The value of a field: of a form a list of texts, of which a field that takes one value takes the last."""
    value = sent.get("value")
    if name == "figures" and isinstance(value, list | str):
        return _several(value, ",")
    if not isinstance(value, list) or name not in FIELDS or known(name).many:
        return value
    return value[-1] if value else None


def _set(sent: Sent) -> dict[str, Any]:
    """The fields of an event that is added."""
    given = sent.get("set")
    if not isinstance(given, dict):
        raise UsageError("set: an object of values by field is wanted")
    made = {}
    for name, value in given.items():
        if name not in FIELDS:
            raise UsageError(f'set: "{str(name)[:40]}" is no field; known are {", ".join(FIELDS)}')
        if known(name).many:
            made[name] = _several(value, "," if name == "figures" else ";")
        else:
            made[name] = value[-1] if isinstance(value, list) and value else value
    return {name: value for name, value in made.items() if value not in (None, "", [])}


def _several(value: Any, mark: str = ";") -> Any:
    """The values of a field that takes several: as texts they may stand in one, with semicolons between them, or figures with commas."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        return listed
    made: list[Any] = []
    for one in listed:
        made += [part.strip() for part in one.replace(mark, ";").split(";") if part.strip()] if isinstance(one, str) else [one]
    return made


def _number(sent: Sent) -> int | None:
    value = sent.get("decision")
    if value in (None, ""):
        return None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    raise UsageError("decision: the number of a decision is wanted")


# ---------------------------------------------------------------- taking
def _accept(decider: Decider, sent: Sent, coder: str) -> int:
    return decider.accept(_texts(sent, "events"), coder=coder, fields=_texts(sent, "fields"), why=_why(sent), seen=_shown(decider, sent))


def _reject(decider: Decider, sent: Sent, coder: str) -> int:
    return decider.reject(_texts(sent, "events"), _text(sent, "reason"), coder=coder, why=_why(sent), seen=_shown(decider, sent))


def _correct(decider: Decider, sent: Sent, coder: str) -> int:
    name = _text(sent, "field")
    return decider.correct(_texts(sent, "events"), name, _value(sent, name), coder=coder, why=_why(sent), seen=_seen(sent))


def _add(decider: Decider, sent: Sent, coder: str) -> int:
    return decider.add(_text(sent, "report"), sent["words"], _set(sent), coder=coder, why=_why(sent))


def _scope(decider: Decider, sent: Sent, coder: str) -> int:
    asked = _text(sent, "scope")
    scope = next((one for one in SCOPES if one == asked), None)
    if scope is None:
        raise UsageError(f'"{asked[:40]}" is no scope; known: {", ".join(SCOPES)}')
    return decider.scope(_text(sent, "report"), scope, coder=coder, why=_why(sent))


def _undo(decider: Decider, sent: Sent, coder: str) -> int:
    return decider.undo(_number(sent), coder=coder, why=_why(sent))


ACTS: tuple[Act, ...] = (
    Act("accept", ("events",), ("fields", "seen", "stamp"), _accept, "events are right as they are shown, or some of their fields are"),
    Act("reject", ("events", "reason"), ("seen", "stamp"), _reject, "events are none, or not wanted"),
    Act("correct", ("events", "field"), ("value", "seen"), _correct, "a field of events is otherwise; no value empties it"),
    Act("add", ("report", "words", "set"), (), _add, "an event that the machine missed"),
    Act("merge", ("names",), (), lambda d, s, c: d.merge(_texts(s, "names"), coder=c, why=_why(s)), "incidents are one happening"),
    Act(
        "split", ("incident", "events"), (),
        lambda d, s, c: d.split(_text(s, "incident"), _texts(s, "events"), coder=c, why=_why(s)),
        "some events of an incident are another happening",
    ),
    Act(
        "assess", ("incident", "grade"), (),
        lambda d, s, c: d.assess(_text(s, "incident"), _text(s, "grade"), coder=c, why=_why(s)),
        "what the coder makes of an incident",
    ),
    Act("scope", ("report", "scope"), (), _scope, "whether a report counts: in or out"),
    Act(
        "withhold", ("name",), (), lambda d, s, c: d.withhold(_text(s, "name"), coder=c, why=_why(s)),
        "the name of a private person is shown nowhere any more",
    ),
    Act("undo", (), ("decision",), _undo, "the coder's last decision, or one that is named, does not hold"),
    Act("redo", (), (), lambda d, _, c: d.redo(coder=c), "what the coder undid last holds again"),
)  # fmt: skip
"""All that can be sent to /api/decisions."""
