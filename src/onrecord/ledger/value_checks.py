"""What can be a value of each field of an event. Faults are sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, get_args

from onrecord.errors import UsageError
from onrecord.knowledge import table
from onrecord.ledger.decision import Json
from onrecord.ledger.portable import SAID
from onrecord.record import REPORT, UNKNOWN, ActionType, Basis, Certainty, Effect, Kind, PlaceKind, Prominence, Scale, Status

_LONGEST = 4_000
"""Characters of a reason, a name: a slip of the clipboard is no decision."""
_COUNTRY = re.compile(r"[A-Z]{3}")


def check_spans(value: Json, length: int) -> None:
    """Raise UsageError if a span anywhere in a value lies outside of a text of some length."""
    if isinstance(value, dict):
        if value.get("span") is not None:
            span(value["span"], "words", length)
        for part in value.values():
            check_spans(part, length)
    elif isinstance(value, list):
        for part in value:
            check_spans(part, length)


def check_value(field: str, value: Json) -> None:
    """Raise UsageError if a field cannot have a value."""
    _VALUES[field](value)


# ---------------------------------------------------------------- values
def _action(value: Json) -> None:
    _keys(value, "action", {"type"}, {"mode"})
    one_of(value["type"], get_args(ActionType), "type of action")
    mode = value.get("mode")
    known = modes().get(value["type"], frozenset())
    if mode is not None and mode not in known:
        raise UsageError(f'{value["type"]} has no mode "{mode}"; known: {", ".join(sorted(known)) or "none"}')


def _actors(value: Json) -> None:
    for one in _list(value, "parties"):
        _actor(one)


def _actor(value: Json) -> None:
    _keys(value, "party", {"name"}, {"kind", "named", "country", "role", "key", "member_of", "span"})
    text(value["name"], "name of a party")
    _known(value, "kind", get_args(Kind))
    _country(value)
    for name in ("key", "role"):
        if value.get(name) is not None:
            text(value[name], f"{name} of a party")
    if value.get("member_of") is not None:
        _actor(value["member_of"])


def _places(value: Json) -> None:
    for one in _list(value, "places"):
        _keys(one, "place", {"name"}, {"kind", "geonames", "country", "lat", "lon", "radius_km", "span"})
        text(one["name"], "name of a place")
        _known(one, "kind", get_args(PlaceKind))
        _country(one)
        if (one.get("lat") is None) != (one.get("lon") is None):
            raise UsageError(f"{one['name']}: latitude and longitude go together")
        _number(one.get("lat"), "latitude", -90, 90)
        _number(one.get("lon"), "longitude", -180, 180)
        _number(one.get("radius_km"), "radius", 0, 21_000)
        number = one.get("geonames")
        if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number <= 0):
            raise UsageError(f"{number!r} is no number of GeoNames")


def _when(value: Json) -> None:
    if value is None:
        return
    _keys(value, "days", set(), {"earliest", "latest", "basis", "span"})
    days = [_day(value.get(end)) for end in ("earliest", "latest")]
    first, last = days
    if first is None and last is None and not value.get("span"):  # words that no day could be told from
        raise UsageError("days need a first or a last one; say null for unknown ones")
    if first and last and first > last:
        raise UsageError(f"the first day, {first}, is later than the last, {last}")
    _known(value, "basis", get_args(Basis))


def _figures(value: Json) -> None:
    for one in _list(value, "figures"):
        _keys(one, "figure", {"effect"}, {"of", "low", "high", "best", "span"})
        one_of(one["effect"], get_args(Effect), "effect")
        if one.get("of") is not None:
            _actor(one["of"])
        bounds = [one.get(name) for name in ("low", "best", "high")]
        for bound in bounds:
            _number(bound, "figure", 0, 1e10)
        told = [bound for bound in bounds if bound is not None]
        if not told:
            raise UsageError(f"{one['effect']}: a figure needs a number: low, high or best")
        if told != sorted(told):
            raise UsageError(f"{one['effect']}: low, best and high are not in order: {', '.join(map(str, told))}")


def _accounts(value: Json) -> None:
    voices = []
    for one in _list(value, "accounts"):
        _keys(one, "account", {"voice", "status"}, {"certainty", "says"})
        if one["voice"] not in (REPORT, UNKNOWN):
            _actor(one["voice"])
        one_of(one["status"], get_args(Status), "status")
        _known(one, "certainty", get_args(Certainty))
        _says(one.get("says"))
        voices.append(one["voice"])
    if not voices:
        raise UsageError("an event needs at least one voice; if nobody says so, reject it")
    if any(voices.count(voice) > 1 for voice in voices):
        raise UsageError("a voice is given two accounts")


def _says(value: Json) -> None:
    if value is None:
        return
    _keys(value, "what a voice says", set(), set(SAID))
    for field, one in value.items():
        check_value(field, one)


def _trigger(value: Json) -> None:
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) and not isinstance(n, bool) for n in value)):
        raise UsageError("a trigger is given by its first character and the one after its last")
    if not 0 <= value[0] < value[1]:
        raise UsageError(f"{value[0]} to {value[1]} are no words")


def _closed(values: Collection[str], what: str) -> Callable[[Json], None]:
    return lambda value: one_of(value, values, what)


_VALUES: dict[str, Callable[[Json], None]] = {
    "action": _action,
    "status": _closed(get_args(Status), "status"),
    "by": _actors,
    "to": _actors,
    "at": _places,
    "from": _places,
    "destination": _places,
    "when": _when,
    "figures": _figures,
    "prominence": _closed(get_args(Prominence), "prominence"),
    "scale": _closed(get_args(Scale), "scale"),
    "accounts": _accounts,
    "trigger": _trigger,
}


def modes() -> dict[str, frozenset[str]]:
    """The modes of each type of action."""
    found: dict[str, set[str]] = {}
    for row in table("modes"):
        found.setdefault(row["type"], set()).add(row["mode"])
    return {type_: frozenset(names) for type_, names in found.items()}


# ---------------------------------------------------------------- small checks
def one_of(value: Json, known: Collection[Any], what: str) -> None:
    if not isinstance(value, str) or value not in known:
        raise UsageError(f'"{value}" is no {what}; known: {", ".join(map(str, known))}')


def _known(value: Json, name: str, known: Collection[Any]) -> None:
    if value.get(name) is not None:
        one_of(value[name], known, name)


def _keys(value: Json, what: str, needed: set[str], free: set[str]) -> None:
    if not isinstance(value, dict):
        raise UsageError(f"{what}: {value!r} is not given by the names of its parts ({', '.join(sorted(needed | free))})")
    missing, odd = needed - set(value), set(value) - needed - free
    if missing or odd:
        said = f"lacks {', '.join(sorted(missing))}" if missing else f"has no {', '.join(sorted(odd))}"
        raise UsageError(f"{what}: {said}; its parts are {', '.join(sorted(needed | free))}")


def _list(value: Json, what: str) -> list[Json]:
    if not isinstance(value, list):
        raise UsageError(f"{what}: {value!r} is no list")
    return value


def text(value: Json, what: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"the {what} is empty")
    if len(value) > _LONGEST:
        raise UsageError(f"the {what} has {len(value)} characters; {_LONGEST} are the most")


def _number(value: Json, what: str, low: float, high: float) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise UsageError(f"{value!r} is no {what} between {low:g} and {high:g}")


def _country(value: Json) -> None:
    country = value.get("country")
    if country is not None and not (isinstance(country, str) and _COUNTRY.fullmatch(country)):
        raise UsageError(f"{country!r} is no country; use three letters as in ISO 3166-1")


def _day(value: Json) -> date | None:
    if value is None:
        return None
    try:
        if not isinstance(value, str):
            raise ValueError
        return date.fromisoformat(value[:10])
    except ValueError as error:
        raise UsageError(f"{value!r} is no day; use YYYY-MM-DD") from error


def span(value: Json, what: str, length: int) -> None:
    _trigger(value)
    if value[1] > length:
        raise UsageError(f"{what}: {value[0]} to {value[1]} lie outside of the text of {length} characters")
