"""What a time expression means: its TIMEX3 type, value and modifier, and the days that it covers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from onrecord.language.analysis import Analysis
from onrecord.reading import time_dates as dates
from onrecord.reading import time_units as units
from onrecord.reading.days import Days
from onrecord.reading.time_anchor import AHEAD, Anchor
from onrecord.reading.time_grammar import Found, Marks
from onrecord.reading.time_scene import Meaning, Scene, calendar
from onrecord.record import Basis

__all__ = ["meaning"]


def meaning(analysis: Analysis, marks: Marks, found: Found, anchor: Anchor) -> Meaning | None:
    """The meaning of one expression, or None where its words turn out to make no date ("31 February")."""
    return _mean(Scene(analysis, marks, found, anchor))


def _mean(scene: Scene) -> Meaning | None:
    return _READERS[scene.found.rule](scene)


# ---------------------------------------------------------------- parts of the day and clock times
def _with_part(day: Meaning | None, part: str, mod: str | None = None) -> Meaning | None:
    """A day's meaning narrowed to a part of it or an hour."""
    if day is None:
        return None
    value = f"{day.value}T{part}" if day.value else None
    return replace(day, type="TIME", value=value, mod=mod)


def _part(scene: Scene) -> str:
    value = scene.value("phN")
    return value if value != "N" else "NI"


def _weekday_part(scene: Scene) -> Meaning | None:
    return _with_part(dates.weekday(scene), _part(scene))


def _date_part(scene: Scene) -> Meaning | None:
    return _with_part(dates.full_date(scene) if scene.at("d") is not None else dates.weekday(scene), _part(scene))


def _early_hours(scene: Scene) -> Meaning | None:
    """The meaning of "the early hours of Sunday"."""
    of = scene.marks.letters.index("O", scene.found.first)
    day = scene.part(of + 1)
    found = _mean(day) if day else None
    return replace(found, type="TIME", value=f"{found.value}TMO" if found.value else None, mod=scene.value("k")) if found else None


def _day_part(scene: Scene) -> Meaning | None:
    """The meaning of "yesterday morning", "this evening", "last night", "that night", "the next morning"."""
    if scene.at("D") is not None:
        return _with_part(dates.day_by_name(scene), _part(scene))
    told = (
        scene.at("j") is not None or scene.value("lx").startswith("R") or (scene.at("x") is not None and scene.anchor.told_day is not None)
    )
    return _with_part(units.shifted(scene, scene.sign(), "D", told=told), _part(scene))


def _overnight(scene: Scene) -> Meaning | None:
    """The night that ends on the day of the report."""
    if scene.report is None:
        return Meaning("TIME", None, basis="relative")
    eve = scene.report - timedelta(1)
    return Meaning("TIME", f"{eve.isoformat()}TNI", None, (eve, scene.report), "relative")


def _tonight(scene: Scene) -> Meaning | None:
    return _with_part(units.shifted(scene, 0, "D", told=False), "NI")


def _hour_name(scene: Scene) -> Meaning | None:
    return _with_part(_day_at_hand(scene), scene.value("h"))


def _day_at_hand(scene: Scene) -> Meaning:
    """The day told before, else the report's."""
    day = scene.anchor.told_day or scene.report
    return calendar(day.isoformat() if day else None, "inferred")


def _clock(scene: Scene) -> Meaning | None:
    hour, minute = _hour(scene)
    if hour > 24 or minute > 59:
        return None
    zone = "Z" if scene.value("Z") == "Z" else ""
    return _with_part(_day_at_hand(scene), f"{hour:02d}:{minute:02d}{zone}")


def _hour(scene: Scene) -> tuple[int, int]:
    """Hour and minute on the 24-hour clock."""
    first = scene.at("tdny0")
    assert first is not None
    text = scene.marks.values[first]
    figures = re.findall(r"\d+", text)
    if len(figures) == 1 and len(figures[0]) == 4:
        return int(figures[0][:2]), int(figures[0][2:])
    hour, minute = int(figures[0]) if figures else 25, int(figures[1]) if len(figures) > 1 else 0
    side = scene.value("P") or re.sub(r"[^apm]", "", text)
    if side.startswith("p") and hour < 12:
        hour += 12
    return (0 if side.startswith("a") and hour == 12 else hour), minute


def _clock_day(scene: Scene) -> Meaning | None:
    """The meaning of "6 p.m. Tuesday": the clock time on that day."""
    hour, minute = _hour(scene)
    for first in range(scene.found.first + 1, scene.found.last):
        day = scene.part(first)
        if day is not None and day.found.rule in ("weekday", "day", "date", "day_part"):
            found = _mean(day)
            base = replace(found, value=(found.value or "").partition("T")[0] or None) if found else None
            return _with_part(base, f"{hour:02d}:{minute:02d}")
    return None


# ---------------------------------------------------------------- edges and parts of a stretch
def _edge(scene: Scene) -> Meaning | None:
    """The meaning of "the end of last year", "early June": the stretch with its modifier."""
    letters = scene.marks.letters
    word = scene.at("kMK")
    assert word is not None
    first = word + 1
    while letters[first] in "O-I@":  # "of", "in", a hyphen
        first += 1
    inner = scene.part(first)
    found = _mean(inner) if inner else None
    if found is None:
        return None
    if letters[word] == "K":
        return _half(scene, found)
    return replace(found, mod=scene.marks.values[word])


def _half(scene: Scene, found: Meaning) -> Meaning:
    """The meaning of "the first half of 2010"."""
    number = scene.value("o")
    if found.value and re.fullmatch(r"\d{4}", found.value) and number in ("1", "2"):
        return calendar(f"{found.value}-H{number}", found.basis)
    return replace(found, mod="START" if number == "1" else "END")


def _unit_edge(scene: Scene) -> Meaning | None:
    """The meaning of "month's end", "year-end"."""
    found = units.shifted(scene, 0, scene.value("u"), told=False)
    return replace(found, mod=scene.value("M")) if found else None


def _ordinal_of(scene: Scene) -> Meaning | None:
    """The meaning of "the first quarter of 2009", "the last week of March"."""
    of = next(n for n in range(scene.found.first, scene.found.last) if scene.marks.letters[n] == "O")
    inner = scene.part(of + 1)
    whole = _mean(inner) if inner else None
    if whole is None:
        return None
    ordinal, unit = scene.value("o") or ("-1" if scene.at("l") is not None else ""), scene.value("uU")
    if not ordinal or not whole.days or not whole.days[0] or not whole.days[1]:
        return Meaning("DATE", None, basis=whole.basis)
    return _nth(int(ordinal), unit, (whole.days[0], whole.days[1]), whole.basis)


def _nth(number: int, unit: str, whole: Days, basis: Basis) -> Meaning | None:
    """The nth unit of a stretch; -1 is the last. A week belongs to the stretch that holds its Sunday, counted from the end."""
    first, last = whole
    if unit == "W":
        start = last - timedelta((last.weekday() + 1) % 7) if number < 0 else first + timedelta(7 * (number - 1))
    else:
        moved = units.steps(last, number + 1, unit) if number < 0 else units.steps(first, number - 1, unit)
        if moved is None:
            return None
        start = moved
    return calendar(units.value_of(start, unit), basis) if first <= start <= last else None


def _ordinal_quarter(scene: Scene) -> Meaning | None:
    """The meaning of "the fourth quarter": of the year given, else the last one that has ended, or the next where the words point ahead."""
    number = scene.value("o")
    number = "4" if number == "-1" else number
    if scene.at("y") is not None:
        return calendar(f"{scene.value('y')}-Q{number}", "stated")
    report = scene.anchor.day
    if report is None:
        return Meaning("DATE", f"XXXX-Q{number}")
    year = report.year if int(number) * 3 - 2 <= report.month or scene.lean() == AHEAD else report.year - 1
    return calendar(f"{year:04d}-Q{number}", "inferred")


def _earlier_unit(scene: Scene) -> Meaning | None:
    """The meaning of "earlier this month": from its first day to the report's; "later this week": from the report's on."""
    word = scene.at("eL")
    assert word is not None
    back = scene.marks.letters[word] == "e"
    inner = scene.part(word + 2 if scene.marks.letters[word + 1] == "I" else word + 1)
    found = _mean(inner) if inner else None
    if found is None or not found.days or scene.report is None:
        return replace(found, mod="START" if back else "END") if found else None
    first, last = found.days
    days = (first, scene.report) if back else (scene.report, last)
    same = first == last
    return replace(found, mod="START" if back else "END", days=found.days if same else days, basis="relative")


# ---------------------------------------------------------------- references
def _reference(scene: Scene) -> Meaning | None:
    """Now, lately, soon; what lies back ends with the report."""
    value = scene.value("=") or ("PRESENT_REF" if scene.at("c") is not None else "PAST_REF")
    report = scene.report
    days = {"PAST_REF": (None, report), "FUTURE_REF": (report, None)}.get(value) if report else None
    return Meaning("DATE", value, None, days, "relative")


def _never(_scene: Scene) -> None:
    return None


_READERS: dict[str, Callable[[Scene], Meaning | None]] = {
    "age": _never,
    "iso": dates.iso,
    "stamp": dates.stamp,
    "range": dates.day_range,
    "date_part": _date_part,
    "clock_day": _clock_day,
    "clock": _clock,
    "early_hours": _early_hours,
    "edge_part": _edge,
    "edge": _edge,
    "unit_edge": _unit_edge,
    "ordinal_of": _ordinal_of,
    "ordinal_quarter": _ordinal_quarter,
    "weekday_week": dates.weekday_of_week,
    "date": dates.full_date,
    "holiday": dates.holiday,
    "anchor": dates.well_known,
    "fiscal": dates.fiscal,
    "day_before": units.day_before,
    "counted_ago": units.counted,
    "counted_before": units.counted,
    "anchored_length": units.anchored_length,
    "recent_units": units.recent,
    "weekday_part": _weekday_part,
    "day_part": _day_part,
    "overnight": _overnight,
    "tonight": _tonight,
    "day": dates.day_by_name,
    "month": dates.month,
    "season": dates.season,
    "set_each": units.repeated,
    "set_per": units.repeated,
    "set_weekdays": units.repeated,
    "set_word": units.repeated,
    "earlier_unit": _earlier_unit,
    "weekday": dates.weekday,
    "weekday_short": dates.weekday,
    "unit": units.one_unit,
    "unit_the": units.the_unit,
    "decade": dates.decade,
    "year_short": dates.short_year,
    "short_date": dates.short_date,
    "date_pair": dates.date_of_pair,
    "century": dates.century,
    "length": units.length,
    "length_bare": units.length,
    "hour_name": _hour_name,
    "year": dates.year,
    "year_named": dates.year,
    "past": units.recent,
    "reference": _reference,
    "current": _reference,
    "recent": units.recent,
}
