"""Values as people give them (an actor's id, a name, "2024-04-07", "killed=12-20") to values that outlive the record."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from onrecord.errors import UsageError
from onrecord.ledger import known_parties
from onrecord.ledger.decision import FIELDS, Json
from onrecord.ledger.portable import PLACED, Index, actor, other, place
from onrecord.record import REPORT, UNKNOWN, Event, Record, Span

Parties = Callable[[str], Json]
"""What is known of a party by its key, as a value; None if nobody has it."""
Places = Callable[[str], Sequence[Json]]
"""The places that a name may mean, as values, the likeliest first."""

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?(?:(\.\.|/)(\d{4}-\d\d-\d\d)?)?")
_FIGURE = re.compile(r"(?P<effect>[a-z]+)=(?P<about>~)?(?P<low>\d+(?:\.\d+)?)?(?P<to>-|\.\.)?(?P<high>\d+(?:\.\d+)?)?")
_NUMBERED = re.compile(r"(?P<name>.*?)\s*#?(?P<number>\d+)")
_COORDINATES = re.compile(r"[-+]?\d+(\.\d+)?\s*,\s*[-+]?\d+(\.\d+)?")
_RANGE = re.compile(r"(\d+)-(\d+)")


def field_of(name: str) -> str:
    """The field that a name means; "mode" and "type" are parts of the action. Raises UsageError for any other word.

    >>> field_of("mode"), field_of("origin")
    ('action', 'from')
    """
    field = {"mode": "action", "type": "action", "origin": "from", "voices": "accounts"}.get(name, name)
    if field not in FIELDS:
        raise UsageError(f'"{name}" is no field; known: {", ".join(FIELDS)}, mode')
    return field


class Given:
    """Reads what people give as the value of a field of one record's events."""

    def __init__(self, record: Record, parties: Parties, places: Places) -> None:
        self._record = record
        self._index = Index.of(record)
        self._parties = parties
        self._places = places

    def value(self, name: str, given: Json, event: Event | None = None) -> Json:
        """The value that is meant. Raises UsageError where it cannot be told what is meant."""
        field = field_of(name)
        if field == "action":
            return self._action(name, given, event)
        if field in ("by", "to"):
            return [self.actor(one) for one in _listed(given)]
        if field in PLACED:
            return [self.place(one) for one in _listed(given)]
        if field == "when":
            return _when(given)
        if field == "figures":
            return [self._figure(one) for one in _listed(given)]
        if field == "accounts":
            return [self._account(one) for one in _listed(given)]
        return list(self.trigger(given)) if field == "trigger" else given

    def trigger(self, given: Json) -> Span:
        """The place of words in the text: "120-129", [120, 129], or words that stand there once."""
        if isinstance(given, list | tuple) and len(given) == 2:
            return given[0], given[1]
        if not isinstance(given, str) or not given.strip():
            raise UsageError("a trigger is given by its words, or by its first character and the one after its last, as in 120-129")
        if found := _RANGE.fullmatch(given.strip()):
            return int(found[1]), int(found[2])
        count = self._record.text.count(given)
        if count != 1:
            said = "do not stand in the text" if not count else f"stand in the text {count} times"
            raise UsageError(f"the words “{given}” {said}; say where: its first character and the one after its last, as in 120-129")
        start = self._record.text.index(given)
        return start, start + len(given)

    def actor(self, given: Json) -> Json:
        """An actor by its id in the record, a party's key, or a name; or a value of that form already.

        Raises UsageError for a key that nobody has.
        """
        if isinstance(given, dict):
            return given
        if not isinstance(given, str) or not given.strip():
            raise UsageError(f"{given!r} names nobody; give an actor's id, the key of a party, or a name")
        if given in self._index.actors:
            return actor(self._index, given)
        if (known := self._parties(given)) is not None:
            return known
        named = [a.id for a in self._record.actors if a.name.casefold() == given.casefold()]
        if named:
            return actor(self._index, named[0])
        if (known := known_parties.known(given.strip())) is not None:
            return known
        if known_parties.KEY.fullmatch(given.strip()) and "/" in given:
            raise UsageError(f'"{given}" looks like a key, and nobody has it; give a name, or the id of an actor of the report (a1)')
        return {"name": given}

    def place(self, given: Json) -> Json:
        """A place by its id in the record, a name, its number in GeoNames, or both ("Tol#77"); or a value of that form already.

        Raises UsageError where a name may mean several places, naming them.
        """
        if isinstance(given, dict):
            return given
        if isinstance(given, bool) or not isinstance(given, str | int) or not str(given).strip():
            raise UsageError(f"{given!r} is no place; give a place's id, a name, its number in GeoNames, or both as in Tol#77")
        if given in self._index.places:
            return place(self._index, str(given))
        if _COORDINATES.fullmatch(str(given).strip()):
            raise UsageError(f"{given}: coordinates are no place; give a name, or a name with its number in GeoNames, as in Tol#77")
        numbered = _NUMBERED.fullmatch(str(given).strip())
        if numbered and (numbered["name"] == "" or "#" in str(given)):
            return self._numbered(numbered["name"], int(numbered["number"]))
        return self._called(str(given).strip())

    def _numbered(self, name: str, number: int) -> Json:
        """The place of a number: of the record, or a runner-up there, or one of that name in the gazetteer."""
        own = [place(self._index, p.id) for p in self._record.places if p.geonames == number]
        others = [other(o) for p in self._record.places for o in p.others if o.geonames == number]
        known = [one for one in (self._places(name) if name else ()) if one.get("geonames") == number]
        found = [*own, *others, *known]
        if not found:
            raise UsageError(
                f"no place{f' called {name}' if name else ' of this report'} has the number {number}; give name and number, as in Tol#77"
            )
        return found[0]

    def _called(self, name: str) -> Json:
        """The place of a name: of the record, else the only one of that name in the gazetteer, else one that cannot be put on the map."""
        named = [p.id for p in self._record.places if p.name.casefold() == name.casefold()]
        if named:
            return place(self._index, named[0])
        known = list(self._places(name))
        if len(known) > 1:
            listed = "; ".join(f"{one['name']}#{one['geonames']} ({one.get('country', '?')})" for one in known[:8] if one.get("geonames"))
            raise UsageError(f"{len(known)} places are called {name}; say which: {listed}")
        return known[0] if known else {"name": name}

    def _action(self, name: str, given: Json, event: Event | None) -> Json:
        before = {} if event is None else {"type": event.action.type, "mode": event.action.mode}
        if name == "mode":
            return before | {"mode": given or None}
        if isinstance(given, str):
            type_, _, mode = given.partition("/")
            return {"type": type_.strip().upper(), "mode": mode.strip() or None}
        return {"mode": None} | given if isinstance(given, dict) else given

    def _figure(self, given: Json) -> Json:
        if isinstance(given, str):
            return _counted(given)
        if isinstance(given, dict) and isinstance(given.get("of"), str):
            return given | {"of": self.actor(given["of"])}
        return given

    def _account(self, given: Json) -> Json:
        if isinstance(given, str):
            voice, _, said = given.partition("=")
            status, _, certainty = said.partition(",")
            given = {"voice": voice, "status": status or "happened"} | ({"certainty": certainty} if certainty else {})
        if isinstance(given, dict) and given.get("voice") not in (REPORT, UNKNOWN):
            return given | {"voice": self.actor(given.get("voice"))}
        return given


def typed(text: str) -> Json:
    """A value as it is typed on a command line: JSON where it looks so, else the words.

    >>> typed("null"), typed('["a1"]'), typed("a1"), typed("2024-04-07")
    (None, ['a1'], 'a1', '2024-04-07')
    """
    if text[:1] in ("[", "{", '"') or text == "null":
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise UsageError(f"{text[:60]}: this looks like JSON and is none ({error.msg}, character {error.pos + 1})") from error
        except RecursionError as error:
            raise UsageError(f"{text[:60]}: this looks like JSON and is none (nested too deeply)") from error
    return text


def _when(given: Json) -> Json:
    """Days: one, a range with either end open, or a value of that form already.

    >>> _when("2024-04-07"), _when("2024-04-01..")
    ({'earliest': '2024-04-07', 'latest': '2024-04-07', 'basis': 'stated'}, {'earliest': '2024-04-01', 'basis': 'stated'})
    """
    if given is None or isinstance(given, dict):
        return given if given is None else {"basis": "stated"} | given
    found = _DAYS.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None or not (found[1] or found[3]):
        raise UsageError(f"{given!r} is no day and no range of days; use 2024-04-07 or 2024-04-01..2024-04-07")
    last = found[3] if found[2] else found[1]
    days: Mapping[str, Any] = {"earliest": found[1], "latest": last}
    return {end: day for end, day in days.items() if day} | {"basis": "stated"}


def _counted(given: str) -> Json:
    """A figure in short.

    >>> _counted("killed=12"), _counted("killed=~12")
    ({'effect': 'killed', 'low': 12.0, 'high': 12.0, 'best': 12.0}, {'effect': 'killed', 'best': 12.0})
    >>> _counted("killed=12-20"), _counted("injured=30-")
    ({'effect': 'killed', 'low': 12.0, 'high': 20.0}, {'effect': 'injured', 'low': 30.0})
    """
    found = _FIGURE.fullmatch(given.strip())
    if found is None or not (found["low"] or found["high"]) or (found["about"] and found["to"]):
        raise UsageError(f"{given!r} is no figure; use killed=12, killed=~12 (about), killed=12-20, injured=30- or injured=-30")
    if not found["to"]:
        best = float(found["low"])
        exactly = {} if found["about"] else {"low": best, "high": best}
        return {"effect": found["effect"], **exactly, "best": best}
    bounds = {name: float(found[name]) for name in ("low", "high") if found[name]}
    return {"effect": found["effect"]} | bounds


def _listed(given: Json) -> list[Json]:
    """A list, however it is given: None is an empty one, one value a list of one."""
    return [] if given is None else given if isinstance(given, list) else list(given) if isinstance(given, tuple) else [given]
