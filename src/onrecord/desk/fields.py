"""The fields of an event as a person corrects them: what is shown, how it is typed, and what is near at hand to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from onrecord.exports.sentences import phrase
from onrecord.exports.values import amount, country, located, period
from onrecord.exports.wording import CERTAINTY, View
from onrecord.knowledge import table
from onrecord.ledger.decision import Json
from onrecord.ledger.portable import PLACED, Index, value
from onrecord.record import REPORT, UNKNOWN, Action, ActionType, Actor, Event, Figure, Place, Prominence, Record, Scale, Status, Time, When

CHOICES = 9
"""Choices that have a digit as their key; those after them are chosen by pointer or by typing."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, its key on the keyboard (empty: none), its question, whether it takes several values, how one is typed."""

    name: str
    key: str
    question: str
    many: bool
    typed: str


FIELDS: tuple[Field, ...] = (
    Field("by", "1", "Who did it?", True, "an actor of the report, a party's key, or a name"),
    Field("action", "2", "What was done?", False, "TYPE or TYPE/mode, as in ASSAULT/aerial"),
    Field("to", "3", "To whom?", True, "an actor of the report, a party's key, or a name"),
    Field("at", "4", "Where?", True, "a place of the report, a name, or a name with its number in GeoNames, as in Tol#77"),
    Field("when", "5", "When?", False, "2024-04-07, or 2024-04-01..2024-04-07"),
    Field("accounts", "6", "According to whom?", True, "report=happened, or an actor with what it says: a4=denied"),
    Field("status", "7", "Did it happen?", False, ""),
    Field("figures", "8", "How many?", True, "killed=12, killed=~12 (about), killed=12-20, injured=30-; several with commas"),
    Field("trigger", "9", "Which words tell it?", False, "words that stand there once, or their characters, as in 120-129"),
    Field("from", "", "From where?", True, "as for where"),
    Field("destination", "", "To where?", True, "as for where"),
    Field("scale", "", "One act, several, or months of it?", False, ""),
    Field("prominence", "", "Is the report about it?", False, ""),
)
"""In the order of their keys."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen: as it is sent, for people, what else tells it apart, and whether it is what is shown now."""

    value: str
    label: str
    note: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of one event: for people, and as it would be typed."""

    field: Field
    shown: tuple[str, ...]
    typed: tuple[str, ...]


def filled(view: View, event: Event, name: str) -> Filled:
    """A field of an event with what is in it."""
    return Filled(known(name), tuple(_shown(view, event, name)), tuple(_typed(event, name)))


def known(name: str) -> Field:
    """The field of a name."""
    return next(field for field in FIELDS if field.name == name)


def seen(record: Record, event: Event, name: str) -> Json:
    """The value that is shown, in the form in which it is compared with what a person saw."""
    return value(Index.of(record), event, name)


def choices(view: View, event: Event, name: str) -> tuple[Choice, ...]:
    """What can be chosen for a field: what it has now first, then what the report offers."""
    now = _typed(event, name)
    offered = _OFFERED[name](view, event)
    labels = dict(zip(now, _shown(view, event, name), strict=False)) | {given: label for given, label, _ in offered}
    notes = {given: note for given, _, note in offered}
    order = list(dict.fromkeys([*now, *(given for given, _, _ in offered)])) if known(name).many else [given for given, _, _ in offered]
    missing = [given for given in now if given not in order]
    return tuple(Choice(given, labels.get(given, given), notes.get(given, ""), given in now) for given in [*missing, *order])


def offered(view: View, name: str) -> tuple[Choice, ...]:
    """What a report offers for a field of an event that is not there yet."""
    nobody = Event("", Action("AGREE"), "happened")
    return tuple(Choice(given, label, note, False) for given, label, note in _OFFERED[name](view, nobody))


# ---------------------------------------------------------------- what is in them
def _shown(view: View, event: Event, name: str) -> list[str]:
    """A field for people."""
    if name == "action":
        return [_action(event.action)]
    if name in ("by", "to"):
        return [view.name(one) for one in getattr(event, name)]
    if name in PLACED:
        return [view.places[one].name for one in getattr(event, PLACED[name])]
    if name == "when":
        return [period(event.when.earliest, event.when.latest)] if event.when else []
    if name == "figures":
        return [_figure(view, one) for one in event.figures]
    if name == "accounts":
        sure = {one.voice: f", {CERTAINTY[one.certainty]}" if one.certainty != "certain" else "" for one in event.accounts}
        return [f"{view.name(one.voice)}: {one.status}{sure[one.voice]}" for one in event.accounts]
    if name == "trigger":
        return [f"“{view.words(mention.trigger)}”" for mention in event.mentions[:1]]
    return [str(getattr(event, name))]


def _typed(event: Event, name: str) -> list[str]:
    """A field as a person would type it."""
    if name == "action":
        return [_written(event.action)]
    if name in ("by", "to"):
        return list(getattr(event, name))
    if name in PLACED:
        return list(getattr(event, PLACED[name]))
    if name == "when":
        return [_days(event.when)] if event.when and (event.when.earliest or event.when.latest) else []
    if name == "figures":
        return [_counted(one) for one in event.figures]
    if name == "accounts":
        return [f"{one.voice}={one.status}" + ("" if one.certainty == "certain" else f",{one.certainty}") for one in event.accounts]
    if name == "trigger":
        return [f"{mention.trigger[0]}-{mention.trigger[1]}" for mention in event.mentions[:1]]
    return [str(getattr(event, name))]


def _action(action: Action) -> str:
    noun = phrase(action)["noun"]
    return f"{action.type.lower()}{f' / {action.mode}' if action.mode else ''}: {noun}"


def _written(action: Action) -> str:
    return f"{action.type}/{action.mode}" if action.mode else action.type


def _days(when: When | Time) -> str:
    if when.earliest == when.latest and when.earliest:
        return when.earliest
    return f"{when.earliest or ''}..{when.latest or ''}"


def _figure(view: View, figure: Figure) -> str:
    of = f" {view.name(figure.of)}" if figure.of else ""
    return f"{amount(figure.low, figure.high, figure.best)}{of} {figure.effect}"


def _counted(figure: Figure) -> str:
    if figure.best is not None and figure.low is None and figure.high is None:
        return f"{figure.effect}=~{figure.best:g}"
    low, high = (f"{one:g}" if one is not None else "" for one in (figure.low, figure.high))
    return f"{figure.effect}={low}" if low == high else f"{figure.effect}={low}-{high}"


# ---------------------------------------------------------------- what the report offers
Offered = list[tuple[str, str, str]]
"""Values as they are sent, for people, and what tells them apart."""


def _actors(view: View, _: Event) -> Offered:
    """All actors, those that play a part in events first."""
    parts = [one for event in view.record.events for one in (*event.by, *event.to)]
    order = sorted(view.record.actors, key=lambda actor: (-parts.count(actor.id), actor.mentions[:1]))
    return [(actor.id, view.name(actor.id), _who(actor)) for actor in order]


def _who(actor: Actor) -> str:
    told = [actor.kind.replace("-", " "), country(actor.country) if actor.country else "", actor.key or ""]
    return ", ".join(part for part in told if part)


def _places(view: View, _: Event) -> Offered:
    """All places, each followed by the others that its name may mean."""
    made: Offered = []
    for place in view.record.places:
        made.append((place.id, place.name, located(place)))
        for other in place.others:
            if other.geonames:
                there = located(Place("", other.name, place.kind, other.geonames, other.country, other.lat, other.lon))
                made.append((f"{other.name}#{other.geonames}", other.name, f"instead of {place.name}: {there}"))
    return made


def _times(view: View, _: Event) -> Offered:
    """The days that the report speaks of."""
    found: dict[str, tuple[str, str]] = {}
    for time in view.record.times:
        if time.earliest or time.latest:
            days = _days(time)
            found.setdefault(days, (period(time.earliest, time.latest), f"“{view.words(time.span)}”"))
    return [(days, label, note) for days, (label, note) in found.items()]


def _voices(view: View, event: Event) -> Offered:
    """Who could say so: the report itself, and whoever speaks in it."""
    speakers = dict.fromkeys(one for statement in view.record.statements for one in statement.speakers if one != UNKNOWN)
    voices = list(dict.fromkeys([REPORT, *speakers]))
    return [
        (f"{voice}={status}", f"{view.name(voice)}: {status}", "")
        for voice in voices
        for status in dict.fromkeys((event.status, "denied" if event.status != "denied" else "happened"))
    ]


def actions() -> tuple[Choice, ...]:
    """All types of action and their modes."""
    return tuple(Choice(given, label, note, False) for given, label, note in _all_actions())


def _actions(_: View, __: Event) -> Offered:
    return _all_actions()


def _all_actions() -> Offered:
    """All types and modes."""
    modes = [(row["type"], row["mode"]) for row in table("modes")]
    known = [Action(type_, mode) for type_ in get_args(ActionType) for mode in (None, *(m for t, m in modes if t == type_))]
    return [(_written(action), _action(action), "") for action in known]


def _all(values: Iterable[str]) -> Callable[[View, Event], Offered]:
    listed = [(one, one, "") for one in values]
    return lambda _, __: listed


def _none(_: View, __: Event) -> Offered:
    return []


_OFFERED: Mapping[str, Callable[[View, Event], Offered]] = {
    "by": _actors, "to": _actors, "at": _places, "from": _places, "destination": _places, "when": _times, "accounts": _voices,
    "action": _actions, "status": _all(get_args(Status)), "scale": _all(get_args(Scale)), "prominence": _all(get_args(Prominence)),
    "figures": _none, "trigger": _none,
}  # fmt: skip
