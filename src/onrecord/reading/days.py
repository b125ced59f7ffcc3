"""Days, and the stretches of days that TIMEX3 values stand for."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
"""First and last month of a season, northern half of the earth; winter ends in the year after."""

Days = tuple[date, date]


def interval(value: str | None) -> Days | None:
    """First and last day of a TIMEX3 value of a date or time of day; None for durations, references and unknown dates.

    >>> interval("2024-04")
    (datetime.date(2024, 4, 1), datetime.date(2024, 4, 30))
    """
    if not value:
        return None
    try:
        return _interval(value.partition("T")[0])
    except ValueError:
        return None


def _interval(value: str) -> Days | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return day, day
    if found := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return (monday + timedelta(5) if found[3] else monday), monday + timedelta(6)
    if found := re.fullmatch(r"(\d{4})-(\d\d)(?:-XX)?", value):
        return month(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        last = 3 * int(found[2])
        return date(int(found[1]), last - 2, 1), month(int(found[1]), last)[1]
    if found := re.fullmatch(r"(\d{4})-H([12])", value):
        last = 6 * int(found[2])
        return date(int(found[1]), last - 5, 1), month(int(found[1]), last)[1]
    if found := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        first, last = SEASONS[found[2]]
        return date(int(found[1]), first, 1), month(int(found[1]) + (last < first), last)[1]
    if re.fullmatch(r"\d{2,4}", value):
        width = 10 ** (4 - len(value))
        first_year = int(value) * width
        return date(max(first_year, 1), 1, 1), date(first_year + width - 1, 12, 31)
    return None


def month(year: int, number: int) -> Days:
    """First and last day of a month."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def moved(day: date, count: int, unit: str) -> date | None:
    """The day some units later (or earlier, if negative); months and years keep the day of the month where they can.

    `unit` is one of D W m Y. None if the calendar has no such day.
    """
    try:
        if unit in ("D", "W"):
            return day + timedelta(count * (7 if unit == "W" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "Y" else 1)
        year, number = divmod(months, 12)
        return date(year, number + 1, min(day.day, monthrange(year, number + 1)[1]))
    except (ValueError, OverflowError):
        return None


def week(day: date) -> str:
    """The ISO week of a day as a TIMEX3 value."""
    year, number, _ = day.isocalendar()
    return f"{year:04d}-W{number:02d}"


def report_day(published: str | None) -> date | None:
    """The day of a report, or None if it has none: a month or a year is no day, and no report is a thousand years away."""
    if not published:
        return None
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return None
    return day if 1000 <= day.year <= 9000 else None


def nearest_year(number: int, day: int | None, published: date, lean: int) -> int:
    """The year in which a month (and day) without one falls.

    The nearest one; `lean` -1 for words about the past, 1 about the future: then the nearest on that side, a day with a month's grace.
    """

    def distance(year: int) -> int:
        length = monthrange(year, number)[1]
        return (date(year, number, min(day or 15, length)) - published).days

    years = [y for y in (published.year - 1, published.year, published.year + 1) if 1 < y < 9999]
    grace = 31 if day else 16  # a month without a day stands at its middle
    fitting = [y for y in years if lean * distance(y) >= -grace] if lean else years
    return min(fitting or years, key=lambda y: abs(distance(y)))


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian computus, as in Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    turn = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * turn) // 451
    number, day = divmod(h + turn - 7 * m + 114, 31)
    return date(year, number, day + 1)


def holiday(rule: str, year: int) -> date:
    """The day of a holiday: "12-25", "easter-2" (days from Easter), "nth-4-3-11" (fourth Thursday of November; -1 is the last)."""
    if rule.startswith("easter"):
        return easter(year) + timedelta(int(rule[6:]))
    if rule.startswith("nth-"):
        count, weekday, number = map(int, re.findall(r"(?<=-)-?\d+", rule))
        first, last = month(year, number)
        if count < 0:
            return last - timedelta((last.weekday() - weekday) % 7)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (count - 1))
    return date(year, int(rule[:2]), int(rule[3:]))
