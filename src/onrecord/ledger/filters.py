"""What incidents are asked for, as one value: its conditions all have to hold. It is checked when it is made, and reads no store."""

from __future__ import annotations

import re
import typing
from calendar import monthrange
from dataclasses import dataclass, fields

from onrecord.errors import UsageError
from onrecord.ledger.ranks import day_number
from onrecord.ledger.views import State
from onrecord.record import ActionType, Scale, Status

LONGEST, MOST_WORDS, MOST_VALUES = 1_000, 32, 100
"""Characters of a condition, words of a text that is searched for, and values of a condition that may have several."""
RADIUS_KM = 10.0
"""How far around a point is looked where no radius is given."""
_TYPES, _STATUSES, _SCALES = (frozenset(typing.get_args(kind)) for kind in (ActionType, Status, Scale))
_STATES = frozenset(typing.get_args(State)) - {"rejected"}
_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_PHRASE = re.compile(r'"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on incidents; what is left out asks for nothing.

    `text`: words, and "phrases" in quotation marks, all of which stand in the title or text of a report that tells the incident.
    `actor`, `by`, `to`, `voice`: a party's name or key: anyone in it, who acts, who is acted on, who says so; members count for their
    body. `voice` may be "report": a report vouches for it itself. `action`: types or TYPE/mode, any of them. `status`: any of them.
    `place`: a name, a country's name or ISO code, or "lat,lon"; `radius_km` around it. `happened_from` and `_to`, `told_from` and
    `_to`: dates or partial dates, both included, that the days of the incident or the publication of a report fall on. `voices`
    and `texts`: at least so many. `report`: the key of a report that tells it. Raises UsageError for values that make no sense.
    """

    text: str | None = None
    actor: str | None = None
    by: str | None = None
    to: str | None = None
    voice: str | None = None
    action: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    place: str | None = None
    radius_km: float | None = None
    happened_from: str | None = None
    happened_to: str | None = None
    told_from: str | None = None
    told_to: str | None = None
    claimed_only: bool = False
    conflicting: bool = False
    voices: int = 0
    texts: int = 0
    scale: Scale | None = None
    state: State | None = None
    report: str | None = None

    def __post_init__(self) -> None:
        for name in ("text", "actor", "by", "to", "voice", "place", "report"):
            _check_text(name, getattr(self, name))
        if self.text is not None:
            words_of(self.text)
        for name in ("action", "status"):
            if len(getattr(self, name)) > MOST_VALUES:
                raise UsageError(f"{name}: {len(getattr(self, name)):,} values are too many; {MOST_VALUES} at most")
        for action in self.action:
            _check_one("action", action.partition("/")[0].upper(), _TYPES)
        for status in self.status:
            _check_one("status", status, _STATUSES)
        _check_one("scale", self.scale, _SCALES)
        _check_one("state", self.state, _STATES)
        self._check_place()
        for name in ("voices", "texts"):
            if not 0 <= getattr(self, name) <= 1_000_000:
                raise UsageError(f"{name} {getattr(self, name)}: at least how many, from 1 on")
        days("happened", self.happened_from, self.happened_to)
        days("told", self.told_from, self.told_to)

    def _check_place(self) -> None:
        if self.radius_km is not None and self.place is None:
            raise UsageError("a radius needs a place around which to look")
        if self.radius_km is not None and not 0 < self.radius_km <= 20_100:
            raise UsageError(f"radius {self.radius_km:g}: kilometres, more than 0 and no more than half around the earth")
        point(self.place or "")

    def given(self) -> dict[str, object]:
        """The conditions that are set, by their names."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default}


def words_of(text: str) -> tuple[str, ...]:
    """The words and phrases of a search; a phrase is what stands in quotation marks. Nothing else has a meaning.

    Raises UsageError if there is no word in it, or too many.

    >>> words_of('truce "all its troops" NEAR(')
    ('truce', 'all its troops', 'NEAR(')
    """
    found = [phrase or word for phrase, word in _PHRASE.findall(text.translate(_QUOTES))]
    kept = tuple(one for one in found if any(c.isalnum() for c in one))
    if not kept:
        raise UsageError(f'text "{text[:60]}": there is no word in it to search for')
    if len(kept) > MOST_WORDS:
        raise UsageError(f"text: {len(kept)} words are too many to search for; {MOST_WORDS} at most")
    return kept


def match(text: str) -> str:
    """A search as SQLite's FTS5 takes it: each word and phrase as a string, so that no operator has a meaning.

    >>> match('truce OR "all its"')
    '"truce" "OR" "all its"'
    """
    return " ".join('"' + "".join(c if c.isprintable() else " " for c in one) + '"' for one in words_of(text))


def point(place: str) -> tuple[float, float] | None:
    """The latitude and longitude that a place is given as, or None. Raises UsageError for one that is not on the earth.

    >>> point("31.34, 34.30"), point("Karum")
    ((31.34, 34.3), None)
    """
    found = _POINT.fullmatch(place)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    if abs(lat) > 90 or abs(lon) > 180:
        raise UsageError(f'place "{place}": latitude is from -90 to 90, longitude from -180 to 180, in this order')
    return lat, lon


def days(what: str, first: str | None, last: str | None) -> tuple[int | None, int | None]:
    """Two ends of a stretch of days as numbers, a partial date as its first or last day. Raises UsageError for what is no date, or none.

    >>> days("told", "2024-02", "2024-02") == (day_number("2024-02-01"), day_number("2024-02-29"))
    True
    """
    begin, end = _day(what, first), _day(what, _filled(last) if last else None)
    if begin is not None and end is not None and begin > end:
        raise UsageError(f"{what} from {first} to {last}: the end comes before the beginning")
    return begin, end


def _day(what: str, day: str | None) -> int | None:
    if day is None:
        return None
    number = day_number(day) if re.fullmatch(r"\d{4}(-\d\d(-\d\d(T.*)?)?)?", day) else None
    if number is None:
        raise UsageError(f'{what} "{day[:40]}": no date; write 2024-04-07, 2024-04 or 2024')
    return number


def _filled(day: str) -> str:
    """The last day of a month or a year, another date as it is."""
    if re.fullmatch(r"\d{4}", day):
        return f"{day}-12-31"
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", day) and not day.startswith("0000"):
        return f"{day}-{monthrange(int(day[:4]), int(day[5:]))[1]}"
    return day


def _check_text(name: str, value: str | None) -> None:
    if value is None:
        return
    if not value.strip():
        raise UsageError(f"{name}: nothing is asked for; leave it out, or give a value")
    if len(value) > LONGEST:
        raise UsageError(f"{name}: {len(value):,} characters are too many; {LONGEST:,} at most")


def _check_one(name: str, value: str | None, known: frozenset[str]) -> None:
    if value is not None and value not in known:
        raise UsageError(f'{name} "{value[:40]}": there is none; known are {", ".join(sorted(known))}')
