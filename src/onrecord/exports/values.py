"""Values of a record as words: days, spans of time, numbers, places on the map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from onrecord.knowledge import table
from onrecord.record import Place, PlaceKind

PRECISION: Mapping[PlaceKind, str] = {
    "country": "a country", "admin1": "a province", "admin2": "a district", "town": "a town", "region": "a region", "water": "water",
    "facility": "a site", "route": "a route",
}  # fmt: skip


def day(value: str, *, weekday: bool = True) -> str:
    """A date, datetime or partial date as words; what is none is given back as it is.

    >>> day("2024-04-07T10:00"), day("2024-04"), day("2024")
    ('Sunday 7 April 2024', 'April 2024', '2024')
    """
    found = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", value)
    if not found:
        return value
    try:
        known = date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return value
    month = f"{known:%B} {known.year:04d}"
    if not found[3]:
        return month
    return f"{known:%A} {known.day} {month}" if weekday else f"{known.day} {month}"


def period(earliest: str | None, latest: str | None, *, weekday: bool = True) -> str:
    """The days of an interval with their preposition, either end open; "" if nothing is known. `weekday`: a single day names its own.

    >>> period("2024-04-01", "2024-04-30"), period(None, "2024-04-07"), period("2024-04-07", "2024-04-08")
    ('in April 2024', 'by Sunday 7 April 2024', 'between 7 and 8 April 2024')
    """
    if earliest is None or latest is None:
        known = earliest or latest
        return f"{'by' if earliest is None else 'from'} {day(known, weekday=weekday)}{'' if earliest is None else ' on'}" if known else ""
    first, last = earliest[:10], latest[:10]
    if first == last:
        return f"{'on' if len(first) == 10 else 'in'} {day(first, weekday=weekday)}"
    if whole := _whole(first, last):
        return f"in {whole}"
    if first[:7] == last[:7] and len(first) == len(last) == 10:
        return f"between {int(first[8:])} and {day(last, weekday=False)}"
    return f"between {day(first, weekday=False)} and {day(last, weekday=False)}"


def _whole(first: str, last: str) -> str:
    """The month or year that an interval fills, or ""."""
    if first.endswith("-01-01") and last == f"{first[:4]}-12-31":
        return first[:4]
    try:
        after = date.fromordinal(date.fromisoformat(last).toordinal() + 1)
    except (ValueError, OverflowError):
        return ""
    return day(first[:7]) if first[8:] == "01" and first[:7] == last[:7] and after.day == 1 else ""


_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}
_REFERENCES = {"PRESENT_REF": "now", "PAST_REF": "in the past", "FUTURE_REF": "in the future"}


def timex(value: str) -> str:
    """A TIMEX3 value that is no day, as words; what has none is given back as it is.

    >>> timex("P4M"), timex("PXD"), timex("PT1H"), timex("PRESENT_REF")
    ('4 months', 'some days', '1 hour', 'now')
    """
    if found := re.fullmatch(r"P(T?)(\d+(?:\.\d+)?|X)([YMWDHS])", value):
        unit = _UNITS.get(found[1] + found[3])
        if unit:
            return f"{'some' if found[2] == 'X' else found[2]} {unit}{'' if found[2] == '1' else 's'}"
    return _REFERENCES.get(value, value)


def number(value: float) -> str:
    """A number with its thousands set apart.

    >>> number(1500000), number(2.5)
    ('1,500,000', '2.5')
    """
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


@cache
def _numbers() -> frozenset[str]:
    """Words that numbers are made of, and those that bound them."""
    bounds = {word for row in table("number_bounds") if row["side"] == "before" for word in row["words"].split()}
    return frozenset(row["word"] for row in table("numbers")) | bounds | {"a", "an", "of", "and"}


def uncounted(name: str) -> str:
    """A name without the number that it opens with, "" where it is no more than that.

    >>> uncounted("at least two dozen people"), uncounted("12 farmers"), uncounted("dozens of pupils"), uncounted("dozens")
    ('people', 'farmers', 'pupils', '')
    >>> uncounted("the One Nation party"), uncounted("a farmer")
    ('the One Nation party', 'a farmer')
    """
    words = name.split()
    opening = next((n for n, word in enumerate(words) if not (word[:1].isdigit() or word.lower() in _numbers())), len(words))
    bare = {"a", "an", "of", "and"}
    return " ".join(words[opening:]) if any(word.lower() not in bare for word in words[:opening]) else name


def amount(low: float | None, high: float | None, best: float | None) -> str:
    """A range as words.

    >>> amount(12, 12, 12), amount(12, None, None), amount(None, None, 40), amount(12, 20, None), amount(0, 0, 0)
    ('12', 'at least 12', 'about 40', '12 to 20', 'none')
    """
    if low is not None and low == high:
        return number(low) if low else "none"
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if best is not None:
        return f"about {number(best)}"
    if low is not None:
        return f"at least {number(low)}"
    return f"at most {number(high)}" if high is not None else "an unknown number"


def located(place: Place) -> str:
    """What kind of place it is and where, no more exact than its kind: a country has no point.

    >>> located(Place("p1", "Cairo", "town", 360630, "EGY", 30.06, 31.25, 32))
    'a town in Egypt, 30.06° N 31.25° E, within 32 km'
    """
    kind = PRECISION[place.kind]
    if place.kind == "country":
        return kind if place.lat is not None else f"{kind}, not on the map"
    inside = f"{kind} in {country(place.country)}" if place.country else kind
    if place.lat is None or place.lon is None:
        return f"{inside}, not on the map"
    north, east = ("N" if place.lat >= 0 else "S"), ("E" if place.lon >= 0 else "W")
    radius = f", within {place.radius_km:,.0f} km" if place.radius_km else ""
    return f"{inside}, {abs(place.lat):.2f}° {north} {abs(place.lon):.2f}° {east}{radius}"


@cache
def _countries() -> Mapping[str, str]:
    return {row["iso3"]: row["name"] for row in table("countries")}


def country(code: str) -> str:
    """A country's name, or its code where the table has none."""
    return _countries().get(code, code)
