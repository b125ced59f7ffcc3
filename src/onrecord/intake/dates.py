"""Dates of publication as people and pages write them, to ISO 8601 where they can mean one day only."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from onrecord.errors import UsageError

LONGEST = 80
"""A longer string is no date."""
YEARS = range(1700, 2101)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?(?:\s*(?P<half>[ap]\.?m\.?))?"
_OFFSET = r"(?P<offset>z|[+-]\d{2}:?\d{2})"
_ZONE = rf"(?:\s*\(?(?:{_OFFSET}|(?:gmt|utc)(?:[+-]\d{{1,2}}(?::\d{{2}})?)?|[a-z]{{2,4}})\)?)?"
_TIME = rf"{_CLOCK}{_ZONE}"
_BEFORE = rf"(?:{WEEKDAY}\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAME = rf"(?P<month>{MONTH})\.?"
_YEAR = r"(?P<year>\d{4})"
_JOIN = r"(?:,|\s+[-–—|·]|\s+at)?\s+"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?:-(?P<month>\d{{2}})(?:-(?P<day>\d{{2}})(?:[t\s]\s*{_TIME})?)?)?",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
        rf"{_YEAR}[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}})(?:{_JOIN}{_TIME})?",
        rf"{_BEFORE}{_DAY}[\s-](?:of\s)?{_NAME}(?:,?\s|-){_YEAR}(?:{_JOIN}{_TIME})?",
        rf"{_BEFORE}{_NAME}\s{_DAY},?\s{_YEAR}(?:{_JOIN}{_TIME})?",
        rf"{_BEFORE}{_NAME}\s{_DAY},?\s{_TIME}\s{_YEAR}",
        rf"{_TIME}{_JOIN}{_BEFORE}{_DAY}\s{_NAME},?\s{_YEAR}",
        rf"{_TIME}{_JOIN}{_BEFORE}{_NAME}\s{_DAY},?\s{_YEAR}",
        rf"{_NAME},?\s{_YEAR}",
    )
)
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2{_YEAR}(?:{_JOIN}{_TIME})?", re.IGNORECASE)
_PREFIX = re.compile(r"(?:first\s)?(?:published|posted|date|issued)(?:\s(?:on|at))?\s?:?\s", re.IGNORECASE)
_WEEKDAY_NAME = re.compile(rf"\b{WEEKDAY}\b", re.IGNORECASE)
_EMPTY = frozenset({"", "none", "null", "nan", "unknown", "n/a", "-"})


class Reading(NamedTuple):
    """A date as ISO 8601, or None and why it is not known."""

    value: str | None
    trouble: str | None = None


def read_date(written: str | None) -> Reading:
    """A date, datetime or partial date ("2018-04") as ISO 8601, where the words can mean nothing else.

    Nothing is guessed: not the order of day and month, not a century, not a year, not an offset for "ET". What cannot be is
    given with its reason.

    >>> read_date("Apr 7, 2024 9:57 AM ET").value
    '2024-04-07T09:57'
    >>> read_date("31 February 2024").trouble
    'there is no such date: "31 February 2024"'
    """
    if written is not None and len(written) > LONGEST:
        return Reading(None, f'no date: "{written[:40]}…"')
    words = " ".join((written or "").split())
    if words.lower() in _EMPTY:
        return Reading(None)
    parts = _parts(_PREFIX.sub("", words, count=1))
    if parts is None:
        return Reading(None, f'not a date that can mean one day only: "{words}"')
    return _checked(words, parts)


def option_date(written: str | None) -> str | None:
    """A date that someone gave as an option, as ISO 8601; None where none was given.

    Raises UsageError for one that is no date, or is later than tomorrow.
    """
    value, trouble = read_date(written)
    if written is not None and value is None:
        raise UsageError(f"{trouble or 'no date of publication'}; give a date like 2024-04-07 or 2024-04")
    if value is not None and in_future(value):
        raise UsageError(f'the date of publication lies in the future: "{value}"; give the day on which the report appeared')
    return value


def in_future(value: str) -> bool:
    """Whether a date in ISO 8601 is later than tomorrow: somewhere on earth it may be tomorrow already."""
    return value[:10] > (date.today() + timedelta(days=1)).isoformat()


def _parts(words: str) -> dict[str, str | None] | None:
    """The named parts of a date that is written in one of the known forms."""
    for form in _FORMS:
        if match := form.fullmatch(words):
            return {"day": None, "month": None} | match.groupdict()
    if match := _NUMERIC.fullmatch(words):
        first, second = int(match[1]), int(match[3])
        if first == second or max(first, second) > 12:
            day, month = (first, second) if second <= 12 else (second, first)
            return match.groupdict() | {"day": str(day), "month": str(month)}
    return None


def _checked(words: str, parts: dict[str, str | None]) -> Reading:
    """The date in ISO 8601, if its day and time exist and its weekday is right."""
    try:
        moment = datetime(int(parts["year"] or 0), _month(parts["month"]), int(parts["day"] or 1), *_clock(parts))
        value = _iso(moment, parts)
        datetime.fromisoformat(value if "T" in value else "2000-01-01")
    except ValueError:
        return Reading(None, f'there is no such date: "{words}"')
    if moment.year not in YEARS:
        return Reading(None, f'not a year of news: "{words}"')
    if parts["day"] and moment.date() == date(1970, 1, 1):
        return Reading(None, f'the zero of computer clocks, no date: "{words}"')
    weekday = _WEEKDAY_NAME.search(words)
    if weekday and weekday[0][:3].lower() != _DAYS[moment.weekday()]:
        return Reading(None, f'weekday and date disagree: "{words}"')
    return Reading(value)


def _month(written: str | None) -> int:
    """The number of a month given as a number or a name; 1 where none is given."""
    if written is None:
        return 1
    return int(written) if written.isdigit() else _MONTHS.index(written[:3].lower()) + 1


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    """Hour, minute and second; raises ValueError for 13 p.m."""
    if not parts.get("hour"):
        return 0, 0, 0
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + 12 * half.startswith("p")
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0)


def _iso(moment: datetime, parts: dict[str, str | None]) -> str:
    """As exact as it was written."""
    if parts["month"] is None:
        return f"{moment.year}"
    if parts["day"] is None:
        return f"{moment:%Y-%m}"
    if not parts.get("hour"):
        return moment.date().isoformat()
    offset = (parts.get("offset") or "").upper()
    offset = offset if offset in ("", "Z") or ":" in offset else f"{offset[:3]}:{offset[3:]}"
    return moment.isoformat(timespec="seconds" if parts.get("second") else "minutes") + offset
