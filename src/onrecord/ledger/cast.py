"""Values of decisions brought back into a record: the actors and places that they mean there, made where the record has none."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

from onrecord.ledger.anchors import overlap
from onrecord.ledger.decision import Json
from onrecord.ledger.portable import PLACED, SAID
from onrecord.record import (
    REPORT,
    UNKNOWN,
    Account,
    Action,
    Actor,
    Event,
    Figure,
    Place,
    PlaceMention,
    Record,
    Says,
    Span,
    When,
)

_NOBODYS = Event("", Action("AGREE"), "happened")
_NAMELESS = ("unnamed-person", "population", "thing")


class Cast:
    """Who and what plays a part in a record, growing by those that decisions bring in. New ones are called x1, x2, and so on."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.actors = list(record.actors)
        self.places = list(record.places)

    def record(self) -> Record:
        """The record with those that were brought in."""
        return replace(self._record, actors=tuple(self.actors), places=tuple(self.places))

    def meet(self, values: Iterable[tuple[str, Json]]) -> None:
        """Bring in whom some values mean, in an order that depends on the values alone."""
        actors, places = list[Json](), list[Json]()
        for field, value in values:
            _gather(field, value, actors, places)
        for one in sorted(actors, key=_canonical):
            self.actor(one)
        for one in sorted(places, key=_canonical):
            self.place(one)

    # ------------------------------------------------------------ who
    def known_actor(self, value: Json) -> str | None:
        """The actor that a value means: by its key, else by its words, else by its name; None if the record has none."""
        key, span = value.get("key"), value.get("span")
        if key and (found := next((a.id for a in self.actors if a.key == key), None)):
            return found
        near = [a for a in self.actors if span and _covers(a.mentions, tuple(span)) and _may_be(a, value)]
        if near:
            return max(near, key=lambda a: (tuple(span) in a.mentions, _same_name(a, value))).id
        named = [a for a in self.actors if _same_name(a, value) and (not key or a.key is None) and (a.named or not span)]
        return next((a.id for a in named if a.named or value.get("kind", a.kind) == a.kind), None)

    def actor(self, value: Json) -> str:
        """The id of the actor that a value means, brought in if the record has none."""
        known = self.known_actor(value)
        if known is not None:
            return known
        body = self.actor(value["member_of"]) if value.get("member_of") else None
        kind = value.get("kind", "unknown")
        made = Actor(
            id=_free([a.id for a in self.actors]),
            name=value["name"],
            kind=kind,
            named=bool(value.get("named", kind not in _NAMELESS)),
            country=value.get("country"),
            role=value.get("role"),
            member_of=body,
            key=value.get("key"),
            mentions=(_span(value["span"]),) if value.get("span") else (),
        )
        self.actors.append(made)
        return made.id

    # ------------------------------------------------------------ where
    def known_place(self, value: Json) -> str | None:
        """The place that a value means: by its number in GeoNames, else by its name; None if the record has none."""
        number = value.get("geonames")
        if number is not None:
            return next((p.id for p in self.places if p.geonames == number), None)
        named = [p for p in self.places if p.name.casefold() == value["name"].casefold()]
        if value.get("lat") is not None:
            named = [p for p in named if (p.lat, p.lon) == (value["lat"], value["lon"])]
        return named[0].id if named else None

    def place(self, value: Json) -> str:
        """The id of the place that a value means, brought in if the record has none."""
        known = self.known_place(value)
        if known is not None:
            return known
        made = Place(
            id=_free([p.id for p in self.places]),
            name=value["name"],
            kind=value.get("kind", "region" if value.get("lat") is None else "town"),
            **{name: value.get(name) for name in ("geonames", "country", "lat", "lon", "radius_km")},
            score=1.0,
            mentions=(PlaceMention(_span(value["span"]), "literal"),) if value.get("span") else (),
        )
        self.places.append(made)
        return made.id

    # ------------------------------------------------------------ values
    def when(self, value: Json) -> When | None:
        """The days that a value gives; the time expression of the same words, if the record has it."""
        if value is None:
            return None
        span = tuple(value["span"]) if value.get("span") else None
        time = next((t.id for t in self._record.times if t.span == span), None)
        return When(time, value.get("earliest"), value.get("latest"), value.get("basis", "inferred"))

    def figure(self, value: Json) -> Figure:
        """The figure that a value gives; the quantity of the same words, if the record has it."""
        span = tuple(value["span"]) if value.get("span") else None
        quantity = next((q.id for q in self._record.quantities if q.span == span), None)
        of = self.actor(value["of"]) if value.get("of") else None
        return Figure(value["effect"], of, value.get("low"), value.get("high"), value.get("best"), quantity)

    def says(self, value: Json) -> Says:
        """What one voice itself gives."""
        given: dict[str, Any] = {}
        if "action" in value:
            given["action"] = Action(**value["action"])
        for field in ("by", "to"):
            if field in value:
                given[field] = tuple(self.actor(one) for one in value[field])
        if "at" in value:
            given["at"] = tuple(self.place(one) for one in value["at"])
        if "when" in value:
            given["when"] = self.when(value["when"])
        if "figures" in value:
            given["figures"] = tuple(self.figure(one) for one in value["figures"])
        return Says(**given)

    def voice(self, value: Json) -> str:
        """The voice that a value means: an actor's id, "report" or "unknown"."""
        return value if value in (REPORT, UNKNOWN) else self.actor(value)

    # ------------------------------------------------------------ comparing
    def same(self, field: str, value: Json, event: Event) -> bool:
        """Whether an event of this record has a field as a value gives it; nobody is brought in."""
        if field == "accounts":
            told = {one.voice: one for one in event.accounts}
            return len(told) == len(value or ()) and all(
                self._agrees(one, told.get(self._known(one["voice"]) or "")) for one in value or ()
            )
        return self.meaning(field, value) == means(field, event)

    def meaning(self, field: str, value: Json) -> Hashable:
        """What a value of any field but "accounts" means in this record, to be compared with `means`."""
        if field == "action":
            return (value["type"], value["mode"])
        if field in ("by", "to"):
            return frozenset(self._known(one) for one in value or ())
        if field in PLACED:
            return frozenset(self.known_place(one) or one["name"] for one in value or ())
        if field == "when":
            return None if value is None else (value.get("earliest"), value.get("latest"))
        if field == "figures":
            return frozenset((f["effect"], self._known(f.get("of")), f.get("low"), f.get("high"), f.get("best")) for f in value or ())
        plain: Hashable = tuple(value) if field == "trigger" and value else value
        return plain

    def _agrees(self, value: Json, told: Account | None) -> bool:
        """Whether one account is what a value gives; where that leaves open what the voice says, whatever it says."""
        if told is None or (told.status, told.certainty) != (value["status"], value.get("certainty", "certain")):
            return False
        if "says" not in value:
            return True
        given = {field: one for field, one in value["says"].items() if one is not None}
        said = {field: one for field in SAID if (one := getattr(told.says, field)) is not None}
        event = replace(_NOBODYS, **said)
        return given.keys() == said.keys() and all(self.same(field, one, event) for field, one in given.items())

    def _known(self, value: Json) -> str | None:
        """The id of an actor or voice that is known, else its name in a form that is no id."""
        if value is None or value in (REPORT, UNKNOWN):
            return None if value is None else str(value)
        return self.known_actor(value) or f"?{value['name']}"


def means(field: str, event: Event) -> Hashable:
    """What an event has in a field other than "accounts", in the form of `Cast.meaning`."""
    if field == "action":
        return (event.action.type, event.action.mode)
    if field in ("by", "to"):
        return frozenset(getattr(event, field))
    if field in PLACED:
        return frozenset(getattr(event, PLACED[field]))
    if field == "when":
        return None if event.when is None else (event.when.earliest, event.when.latest)
    if field == "figures":
        return frozenset((f.effect, f.of, f.low, f.high, f.best) for f in event.figures)
    if field == "trigger":
        return event.mentions[0].trigger if event.mentions else None
    found: Hashable = getattr(event, field)
    return found


def account(cast: Cast, value: Json, before: dict[str, Account]) -> Account:
    """The account that a value gives; what it leaves open is taken from the account of the same voice, if there was one."""
    voice = cast.voice(value["voice"])
    old = before.get(voice)
    says = cast.says(value["says"]) if "says" in value else old.says if old else Says()
    return Account(voice, value["status"], old.statements if old else (), value.get("certainty", "certain"), says)


def _gather(field: str, value: Json, actors: list[Json], places: list[Json]) -> None:
    """Put the actors and places of a value, and of what its voices say, on two lists."""
    if field in ("by", "to"):
        actors.extend(value or ())
    elif field in PLACED:
        places.extend(value or ())
    elif field == "figures":
        actors.extend(one["of"] for one in value or () if one.get("of"))
    elif field == "accounts":
        for one in value or ():
            if one["voice"] not in (REPORT, UNKNOWN):
                actors.append(one["voice"])
            for inner, said in one.get("says", {}).items():
                _gather(inner, said, actors, places)


def _canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _free(taken: list[str]) -> str:
    """The first of x1, x2 and so on that is not taken."""
    n = 1
    while f"x{n}" in taken:
        n += 1
    return f"x{n}"


def _covers(mentions: Iterable[Span], span: Span) -> bool:
    """Whether one of the mentions is at least half the same words."""
    return any(2 * overlap(span, other) >= max(span[1] - span[0], other[1] - other[0]) for other in mentions)


def _may_be(actor: Actor, value: Json) -> bool:
    """Whether an actor whose words are those of a value can be whom it means: their keys do not differ."""
    return value.get("key") in (None, actor.key) or _same_name(actor, value)


def _same_name(actor: Actor, value: Json) -> bool:
    return actor.name.casefold() == str(value["name"]).casefold()


def _span(value: Json) -> Span:
    start, stop = value
    return start, stop
