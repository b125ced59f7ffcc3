"""Calendar dates, months, seasons, holidays and days of the week: which one is meant."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from onrecord.knowledge import table
from onrecord.reading import days as cal
from onrecord.reading.time_anchor import AHEAD, BACK
from onrecord.reading.time_scene import Meaning, Scene, calendar
from onrecord.record import Basis


def _month_number(scene: Scene) -> int:
    return int(scene.value("mb"))


def _day_number(scene: Scene) -> int:
    return _leading(scene.value("d"))


def _leading(word: str) -> int:
    """The number that a word like "21st" begins with."""
    return int(re.sub(r"\D", "", word))


def _mid(scene: Scene) -> str | None:
    return "MID" if scene.analysis.lower[scene.found.first].startswith("mid-") else None


def full_date(scene: Scene) -> Meaning | None:
    """Day and month; the year as written, else the one that fits the report and the tense."""
    number, day = _month_number(scene), _day_number(scene)
    if scene.at("y") is not None:
        return _on_day(int(scene.value("y")), number, day, "stated")
    if (famous := _famous(scene, number, day)) is not None:
        return calendar(famous, "inferred")
    near = scene.anchor.around()
    if near is None:
        return Meaning("DATE", f"XXXX-{number:02d}-{day:02d}")
    return _on_day(cal.nearest_year(number, day, near, scene.lean()), number, day, "inferred")


@cache
def _famous_dates() -> dict[tuple[str, str], str]:
    return {(row["date"], row["word"]): row["value"] for row in table("anchor_dates")}


def _famous(scene: Scene, number: int, day: int) -> str | None:
    """The day that "the September 11 attacks" names, unless the report is older than it."""
    after = scene.found.last
    word = scene.analysis.lemma[after] if after < len(scene.analysis) else ""
    value = _famous_dates().get((f"{number:02d}-{day:02d}", word))
    known = value is not None and (scene.report is None or scene.report.isoformat() >= value)
    return value if known else None


def _on_day(year: int, number: int, day: int, basis: Basis) -> Meaning | None:
    value = f"{year:04d}-{number:02d}-{day:02d}"
    found = cal.interval(value)
    return Meaning("DATE", value, None, found, basis) if found else None


def month(scene: Scene) -> Meaning | None:
    number, mod = _month_number(scene), _mid(scene)
    if scene.at("y") is not None:
        return calendar(f"{int(scene.value('y')):04d}-{number:02d}", "stated", mod)
    direction = scene.at("lxi")
    near = scene.anchor.around()
    if near is None:
        return Meaning("DATE", f"XXXX-{number:02d}", mod)
    if direction is not None and scene.at("u") is not None:
        year = near.year + scene.sign()
    elif direction is not None:
        year = _directed_month(near, number, scene.marks.letters[direction])
    else:
        year = cal.nearest_year(number, None, near, scene.lean())
    return calendar(f"{year:04d}-{number:02d}", "inferred", mod)


def _directed_month(report: date, number: int, letter: str) -> int:
    """The year of "last September", "next May", "this June"."""
    if letter == "l":
        return report.year - (number >= report.month)
    return report.year + (number <= report.month if letter == "x" else 0)


def season(scene: Scene) -> Meaning | None:
    season, mod = scene.value("s"), _mid(scene)
    if scene.at("y") is not None:
        return calendar(f"{int(scene.value('y')):04d}-{season}", "stated", mod)
    if scene.report is None:
        return Meaning("DATE", f"XXXX-{season}", mod)
    if scene.at("u") is not None:
        year = scene.report.year + scene.sign()
    elif (direction := scene.at("lx")) is not None:
        year = _directed_season(scene.report, season, scene.marks.letters[direction])
    else:
        year = _fitting_season(scene.report, season, scene.lean())
    return calendar(f"{year:04d}-{season}", "inferred", mod)


def _fitting_season(report: date, season: str, side: int) -> int:
    """The year of a season that names none: the last one that has begun, the next that has not ended, or the nearest."""
    stretches = [(year, days) for year in range(report.year - 1, report.year + 2) if (days := cal.interval(f"{year:04d}-{season}"))]
    if side == BACK:
        return max(year for year, days in stretches if days[0] <= report)
    if side == AHEAD:
        return min(year for year, days in stretches if days[1] >= report)
    return min(stretches, key=lambda stretch: max((stretch[1][0] - report).days, (report - stretch[1][1]).days, 0))[0]


def _directed_season(report: date, season: str, letter: str) -> int:
    years = range(report.year - 2, report.year + 3)
    stretches = [(year, cal.interval(f"{year:04d}-{season}")) for year in years]
    if letter == "l":
        return max(year for year, days in stretches if days and days[1] < report)
    return min(year for year, days in stretches if days and days[0] > report)


def iso(scene: Scene) -> Meaning | None:
    words = scene.analysis.lower[scene.found.first : scene.found.last : 2]
    return _on_day(int(words[0]), int(words[1]), int(words[2]), "stated")


def stamp(scene: Scene) -> Meaning | None:
    """A date in figures; day and month stay open where both orders make a date."""
    parts = [int(p) for p in re.split(r"[/.]", scene.analysis.lower[scene.found.first])]
    if parts[0] > 31:
        return _on_day(parts[0], parts[1], parts[2], "stated")
    year = parts[2] if parts[2] > 99 else parts[2] + (2000 if parts[2] < 50 else 1900)
    orders = {(parts[0], parts[1]), (parts[1], parts[0])}
    fitting = sorted(f"{year:04d}-{m:02d}-{d:02d}" for m, d in orders if cal.interval(f"{year:04d}-{m:02d}-{d:02d}"))
    if len(fitting) == 1:
        return calendar(fitting[0], "stated")
    return Meaning("DATE", f"{year:04d}-XX-XX", None, cal.interval(f"{year:04d}"), "stated") if fitting else None


def day_range(scene: Scene) -> Meaning | None:
    """A stretch of days within one month, as an ISO 8601 interval."""
    letters = scene.marks.letters
    first, last = (_leading(scene.marks.values[n]) for n in range(scene.found.first, scene.found.last) if letters[n] == "d")
    start = full_date(scene)
    if start is None or first >= last:
        return start
    value = f"{(start.value or '')[:-2]}{last:02d}"
    end = cal.interval(value)
    begun = start.days[0] if start.days else None
    return replace(start, value=f"{start.value}/{value}", days=(begun, end[1]) if end else None)


def year(scene: Scene) -> Meaning | None:
    return calendar(scene.value("y"), "stated")


def short_year(scene: Scene) -> Meaning | None:
    """The year that '82 stands for."""
    return calendar(f"{_full_year(scene, int(scene.analysis.lower[scene.found.first + 1])):04d}", "inferred")


def short_date(scene: Scene) -> Meaning | None:
    """The day of "3 Jan. 90", as in telegrams and datelines; None where the last figure is no year."""
    year = scene.analysis.lower[scene.found.last - 1]
    if len(year) != 2 or not year.isdigit():
        return None
    return _on_day(_full_year(scene, int(year)), _month_number(scene), _day_number(scene), "stated")


def date_of_pair(scene: Scene) -> Meaning | None:
    """The first day of "29 and 30 January"."""
    second = scene.following(scene.found.last + 1)
    found = full_date(second) if second is not None and second.found.rule == "date" else None
    day = _day_number(scene)
    if found is None or found.value is None:
        return None
    value = f"{found.value[:-2]}{day:02d}"
    return Meaning("DATE", value, None, cal.interval(value), found.basis)


def century(scene: Scene) -> Meaning | None:
    """The hundred years of "the 20th century"."""
    return calendar(f"{_day_number(scene) - 1:02d}", "stated")


def _full_year(scene: Scene, short: int) -> int:
    """The latest year with these two last digits that is not more than ten years after the report's."""
    latest = (scene.anchor.day.year if scene.anchor.day else 2039) + 10
    return latest - (latest - short) % 100


def decade(scene: Scene) -> Meaning | None:
    value = scene.value("Y")
    digits = re.sub(r"\D", "", value)
    if not value.isdigit():
        digits = digits[:3] if len(digits) == 4 else ("20" if digits < "30" else "19") + digits[0]
    return calendar(digits, "stated", _mid(scene))


def fiscal(scene: Scene) -> Meaning | None:
    if scene.at("y") is not None:
        return Meaning("DATE", f"FY{scene.value('y')}")
    if scene.anchor.day is None:
        return Meaning("DATE", None)
    return Meaning("DATE", f"FY{scene.anchor.day.year + scene.sign()}", basis="inferred")


def holiday(scene: Scene) -> Meaning | None:
    """A holiday of the year given, or of the one that fits; without value where its rule is no civil calendar's."""
    rule = scene.value("H")
    if rule == "moving" or (scene.at("y") is None and scene.report is None):
        return Meaning("DATE", None)
    if scene.at("y") is not None:
        return calendar(cal.holiday(rule, int(scene.value("y"))).isoformat(), "inferred")
    assert scene.report is not None
    report, side = scene.report, scene.sign() if scene.at("lx") is not None else scene.lean()
    dates = [cal.holiday(rule, y) for y in (report.year - 1, report.year, report.year + 1)]
    fitting = [d for d in dates if side * (d - report).days >= (1 if scene.at("lx") is not None else -14)] if side else dates
    return calendar(min(fitting, key=lambda d: abs((d - report).days)).isoformat(), "inferred")


def well_known(scene: Scene) -> Meaning | None:
    return calendar(scene.value("!") or None, "inferred")


# ---------------------------------------------------------------- days of the week, days by name
def weekday_number(scene: Scene) -> int:
    """Monday is 0."""
    return int(scene.value("wvW"))


def weekday(scene: Scene) -> Meaning | None:
    """The day of the report if it is that weekday, else the last one past, unless the words point ahead (codebook, section 3)."""
    number, report = weekday_number(scene), scene.report
    if report is None:
        return Meaning("DATE", f"XXXX-WXX-{number + 1}", basis="weekday")
    if (named := _named_date(scene, number)) is not None:
        return named
    direction = scene.at("lxij")
    letter = "" if direction is None else scene.marks.letters[direction]
    side = {"l": BACK, "x": AHEAD}.get(letter, scene.lean())
    strict = letter in ("l", "x") and bool(letter)
    ahead = (number - report.weekday()) % 7
    if side == AHEAD:
        day = report + timedelta(ahead or (7 if strict else 0))
    else:
        day = report - timedelta((7 - ahead) % 7 or (7 if strict else 0))
    return calendar(day.isoformat(), "relative" if letter else "weekday")


def _named_date(scene: Scene, number: int) -> Meaning | None:
    """The date that follows the weekday and falls on it: "on Tuesday (May 16)", "next Wednesday, April 11"."""
    after = scene.found.last
    if after >= len(scene.analysis) or scene.analysis.lower[after] not in ("(", ","):
        return None
    date_after = scene.following(after + 1)
    if date_after is None or date_after.found.rule != "date":
        return None
    found = full_date(date_after)
    falls = found is not None and found.days is not None and found.days[0] is not None and found.days[0].weekday() == number
    return replace(found, basis="inferred") if found is not None and falls else None


def weekday_of_week(scene: Scene) -> Meaning | None:
    """The meaning of "tuesday of last week"."""
    if scene.report is None:
        return Meaning("DATE", f"XXXX-WXX-{weekday_number(scene) + 1}", basis="weekday")
    week = cal.moved(scene.report, scene.sign(), "W")
    if week is None or scene.value("u") != "W":
        return weekday(scene)
    return calendar((week + timedelta(weekday_number(scene) - week.weekday())).isoformat(), "relative")


def day_by_name(scene: Scene) -> Meaning | None:
    """The meaning of "today", "yesterday", "earlier today"."""
    if scene.report is None:
        return Meaning("DATE", None, basis="relative")
    day = cal.moved(scene.report, int(scene.value("D")), "D")
    return calendar(day.isoformat() if day else None, "relative")
