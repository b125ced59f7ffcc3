"""Units of time: last week, two days later, the past 24 hours, twelve years, every day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from onrecord.reading import days as cal
from onrecord.reading.time_anchor import AHEAD, BACK
from onrecord.reading.time_dates import weekday_number
from onrecord.reading.time_grammar import words_of
from onrecord.reading.time_scene import Meaning, Scene, calendar


def value_of(day: date, unit: str) -> str | None:
    """The TIMEX3 value of the stretch around a day."""
    if unit in ("M", "Y", "10Y", "100Y"):
        return f"{day.year:04d}"[: {"10Y": 3, "100Y": 2}.get(unit, 4)] + (f"-{day.month:02d}" if unit == "M" else "")
    if unit in ("W", "2W"):
        return cal.week(day)
    if unit == "WE":
        return f"{cal.week(day)}-WE"
    if unit == "Q":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return day.isoformat() if unit == "D" else None


def steps(day: date, count: int, unit: str) -> date | None:
    """The day some units later, or earlier; None for hours and minutes, and where the calendar ends."""
    if unit == "Q":
        return cal.moved(day, 3 * count, "m")
    if unit == "WE":
        return cal.moved(day, count, "W")
    number, letter = re.fullmatch(r"(\d*)(\w+)", unit).groups()  # type: ignore[union-attr]  # units of the word table all fit
    return cal.moved(day, count * int(number or 1), "m" if letter == "M" else letter) if letter in "DWMY" else None


def shifted(scene: Scene, count: int, unit: str, *, told: bool) -> Meaning | None:
    """The unit some steps from the report's, or from that of the time told before; open where that is not known."""
    anchor = scene.anchor
    start = anchor.day if anchor.knows(unit) else None
    if told:
        start = anchor.told_day if unit == "D" else (anchor.told[0] if anchor.told else start)
    day = steps(start, count, unit) if start else None
    return calendar(value_of(day, unit) if day else None, "relative")


def one_unit(scene: Scene) -> Meaning | None:
    """The meaning of "last week", "this year", "the same day", "the following month"; with a part of the day "that night" is elsewhere."""
    unit, letter = scene.value("u"), scene.at("lxicjq")
    kind = "" if letter is None else scene.marks.letters[letter]
    told = kind in ("j", "q") or scene.value("lx").startswith("R") or (kind == "x" and _narrated(scene, unit))
    if unit == "WE" and kind == "i" and scene.report:
        return _weekend(scene)
    if letter is not None and _up_to_now(scene, letter, unit):
        return _anchored(scene, "1", unit)
    if unit == "D" and kind == "i":
        return shifted(scene, 0, unit, told=False)
    return shifted(scene, 0 if kind in ("j", "q", "c") else scene.sign(), unit, told=told)


def _up_to_now(scene: Scene, word: int, unit: str) -> bool:
    """True for "the past year" and "over the last year", which end with the report; "last year" is the calendar's."""
    before = scene.analysis.lower[scene.found.first - 1] if scene.found.first else ""
    definite = scene.marks.letters[scene.found.first : word + 1] == "Tl" and before in ("over", "in", "within")
    return scene.analysis.lower[word] == "past" or (definite and unit in ("W", "M", "Y", "10Y"))


def _narrated(scene: Scene, unit: str) -> bool:
    """True if "the next day" goes on from what was told; "next week" goes on from the report."""
    return scene.marks.letters[scene.found.first] == "T" and (unit == "D" or scene.lean() == BACK)


def _weekend(scene: Scene) -> Meaning | None:
    """The weekend at hand: until Wednesday the last one where the words do not point ahead."""
    assert scene.report is not None
    back = scene.report.weekday() < 3 and scene.lean() != AHEAD
    return shifted(scene, -1 if back else 0, "WE", told=False)


def the_unit(scene: Scene) -> Meaning | None:
    """The meaning of "the day", "the week": that of the time told before, else the report's."""
    unit = scene.value("u")
    if unit == "WE" and scene.report:
        return _weekend(scene)
    if unit not in ("D", "W", "M", "Y", "Q"):
        return None
    return shifted(scene, 0, unit, told=unit == "D" and scene.anchor.told_day is not None)


def counted(scene: Scene) -> Meaning | None:
    """The meaning of "two weeks ago", "three days later", "the day before"."""
    letter = scene.at("gGeLfF")
    assert letter is not None
    direction = scene.marks.letters[letter]
    count, unit = 1.0 if scene.marks.letters[scene.found.first] == "T" else _count(scene), scene.value("uU")
    told = direction not in ("g", "G")
    sign = 1 if direction in ("L", "F", "G") else -1
    mod = scene.value("B") or None
    if count is None or count != int(count):
        if count is None:
            return _vague(scene, sign, told)
        unit, count = ("M", count * 12) if unit == "Y" else (unit, count)
    if unit.startswith("T"):
        return Meaning("TIME" if told else "DATE", None, mod, basis="relative") if told else _hours_ago(scene, count)
    found = shifted(scene, sign * int(count), unit, told=told and scene.anchor.told is not None)
    return replace(found, mod=mod) if found else None


def _hours_ago(scene: Scene, count: float) -> Meaning:
    """Hours before a report: on its day or the one before."""
    if scene.report is None:
        return Meaning("TIME", None, basis="relative")
    return Meaning("TIME", None, None, (cal.moved(scene.report, -1 - int(count) // 24, "D"), scene.report), "relative")


def _vague(scene: Scene, sign: int, told: bool) -> Meaning:
    """The meaning of "years ago": some time before the report; "a few days later" goes on from what was told."""
    report = None if told else scene.report
    days = ((None, report) if sign < 0 else (report, None)) if report else None
    return Meaning("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", None, days, "relative")


def day_before(scene: Scene) -> Meaning | None:
    """The meaning of "the day before yesterday", "the day after tomorrow"."""
    letter = scene.at("fF")
    if scene.report is None or letter is None:
        return _told_day(scene, -1 if scene.at("lef") is not None else 1)
    count = int(scene.value("D")) + (-1 if scene.marks.letters[letter] == "f" else 1)
    day = cal.moved(scene.report, count, "D")
    return calendar(day.isoformat() if day else None, "relative")


def _told_day(scene: Scene, count: int) -> Meaning | None:
    unit = scene.value("u")
    return shifted(scene, count, unit, told=True)


# ---------------------------------------------------------------- durations and sets
def _count(scene: Scene) -> float | None:
    """The number before the unit; None for "several", "some" and for none at all."""
    unit = scene.at("uU")
    assert unit is not None
    letters, values = scene.marks.letters, scene.marks.values
    total: float | None = None
    for n in range(scene.found.first, unit):
        if letters[n] in "nd0y":
            number = _number(values[n])
            if number is None:
                return None
            total = number if total is None or letters[n - 1] in "&~" else total * number if number in (100, 1000) else total + number
    half = 0.5 if any(letters[n] == "K" for n in range(scene.found.first, scene.found.last)) else 0.0
    if total is None and not half and scene.at("a") is None:
        return None
    bare = half and total is None and letters[scene.found.last - 1] != "K"
    return (0 if bare else 1 if total is None else total) + half


def _number(value: str) -> float | None:
    digits = value.replace(",", "")
    return float(re.match(r"\d+(?:\.\d+)?", digits)[0]) if digits[:1].isdigit() else None  # type: ignore[index]  # a value that begins with a digit


def _period(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a length of time.

    >>> _period(2, "10Y"), _period(0.5, "TH"), _period(None, "D")
    ('P20Y', 'PT30M', 'PXD')
    """
    time, number, letter = re.fullmatch(r"(T?)(\d*)(\w+)", unit).groups()  # type: ignore[union-attr]  # units of the word table all fit
    if count is None:
        return f"P{time}X{letter}"
    count *= int(number or 1)
    if count != int(count) and time and letter == "H":
        count, letter = count * 60, "M"
    return f"P{time}{count:g}{letter}" if count < 1e6 else f"P{time}{int(count)}{letter}"


def length(scene: Scene) -> Meaning | None:
    unit, count = scene.value("uU"), _count(scene)
    value, mod = _period(count, unit), scene.value("B") or None
    return Meaning("SET", value) if _rate(scene) else Meaning("DURATION", value, mod)


def _rate(scene: Scene) -> bool:
    """True for "a year" after a figure, which is how often: "15 a year", "90 barrels a day"."""
    first, letters = scene.found.first, scene.marks.letters
    if letters[first : scene.found.last] != "au" or first == 0:
        return False
    counted = first > 1 and letters[first - 2] in "nd0y" and scene.analysis.xpos[first - 1] == "NNS"
    return letters[first - 1] in "nd0yU" or scene.analysis.lower[first - 1] in words_of("often") or counted


def anchored_length(scene: Scene) -> Meaning | None:
    """The meaning of "the past 24 hours", "the next four years"."""
    count = _count(scene)
    return _anchored(scene, None if count is None else f"{count:g}", scene.value("uU"))


def _anchored(scene: Scene, count: str | None, unit: str) -> Meaning:
    number = None if count is None else float(count)
    report, sign = scene.report, scene.sign()
    value, mod = _period(number, unit), scene.value("B") or None
    of = scene.analysis.lower[scene.found.last : scene.found.last + 1] == ("of",)  # "the last days of the war"
    if report is None or sign == 0 or of:
        return Meaning("DURATION", value, mod, basis="relative")
    far: date | None = None
    if number is not None and number == int(number) and number < 1e4:
        far = steps(report, sign * int(number), unit) if unit[0] != "T" else report + timedelta(sign * max(1, round(number / 24)))
    return Meaning("DURATION", value, mod, (far, report) if sign < 0 else (report, far), "relative")


def recent(scene: Scene) -> Meaning:
    return Meaning("DATE", "PAST_REF", None, (None, scene.report) if scene.report else None, "relative")


def repeated(scene: Scene) -> Meaning | None:
    letters = scene.marks.letters[scene.found.first : scene.found.last]
    if "W" in letters or "w" in letters:
        return Meaning("SET", f"XXXX-WXX-{weekday_number(scene) + 1}" + (f"T{scene.value('p')}" if "p" in letters else ""))
    if "S" in letters:
        return Meaning("SET", scene.value("S"))
    if "p" in letters:
        return Meaning("SET", f"XXXX-XX-XXT{scene.value('p')}")
    ordinal = scene.value("o")
    count = float(ordinal) if ordinal else _count(scene)
    return Meaning("SET", _period(1 if count is None else count, scene.value("uU")))
