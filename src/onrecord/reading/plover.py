"""The PLOVER type of an event on export, as PLOVER bakes into it whether an act is done or only announced; and its contexts."""

from __future__ import annotations

from onrecord.record import Action, Status

_PROMISED = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID"))
_CONTEXTS = {"ASSAULT": "military", "MOBILIZE": "military", "DECIDE": "legal", "SANCTION": "legal", "CONSULT": "diplomatic"}
_LATER = frozenset(("planned", "expected", "possible", "conditional"))


def of(action: Action, status: Status) -> Action | None:
    """The PLOVER 2.0 type and mode: planned cooperation is AGREE, an announced retreat CONCEDE, a threatened act THREATEN.

    What is demanded is REQUEST, what is refused REJECT. DISPLACE, HARM and DECIDE have no type there: None, but for a
    flight, which the manual codes by who causes it.
    """
    if action.type in ("DISPLACE", "HARM", "DECIDE"):
        return None
    if status in ("happened", "ongoing", "attempted"):
        return action
    if status == "demanded":
        return Action("REQUEST")
    if status == "threatened":
        return Action("THREATEN")
    if status == "planned" and action.type in _PROMISED:
        return Action("AGREE")
    if status in _LATER and action.type in _PROMISED:
        return Action("AGREE")
    if status == "planned" and action.type == "RETREAT":
        return Action("CONCEDE")
    if status == "denied":
        return Action("REJECT")
    return action


def contexts(action: Action) -> tuple[str, ...]:
    """PLOVER contexts: what the act is about, as far as the act itself says it.

    >>> contexts(Action("DECIDE", "election")), contexts(Action("AID"))
    (('election',), ())
    """
    if action.type == "DECIDE" and action.mode == "election":
        return ("election",)
    if action.mode in ("suicide-attack", "explosives"):
        return ("terrorism",)
    return (_CONTEXTS[action.type],) if action.type in _CONTEXTS else ()
