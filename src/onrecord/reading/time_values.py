"""What a time expression means: its TIMEX3 type, value and modifier, and the days that it covers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.language.analysis import Analysis
from onrecord.reading import days as cal
from onrecord.reading.days import Days
from onrecord.reading.time_anchor import AHEAD, BACK, Anchor, lean
from onrecord.reading.time_grammar import Found, Marks, rules
from onrecord.record import Basis, TimeType


@dataclass(frozen=True, slots=True)
class Meaning:
    """A TIMEX3 reading; `days` is a closed stretch, either end open."""

    type: TimeType
    value: str | None = None
    mod: str | None = None
    days: tuple[date | None, date | None] | None = None
    basis: Basis = "stated"


@dataclass(frozen=True, slots=True)
class Scene:
    """One expression with all that its meaning depends on."""

    analysis: Analysis
    marks: Marks
    found: Found
    anchor: Anchor

    def at(self, letters: str) -> int | None:
        """The first word of the expression with one of these letters."""
        run = self.marks.letters[self.found.first : self.found.last]
        return next((self.found.first + n for n, letter in enumerate(run) if letter in letters), None)

    def value(self, letters: str) -> str:
        """The table value of that word, or ""."""
        word = self.at(letters)
        return "" if word is None else self.marks.values[word]

    def part(self, first: int, last: int | None = None) -> Scene | None:
        """The expression that these words of this one make by themselves, or None."""
        last = self.found.last if last is None else last
        match = rules().fullmatch(self.marks.letters, first, last)
        return replace(self, found=Found(match.lastgroup or "", first, last)) if match else None

    def lean(self) -> int:
        return lean(self.analysis, self.found.first, self.found.last)

    @property
    def report(self) -> date | None:
        """The report's day, where it is known to the day."""
        return self.anchor.day if self.anchor.precision == "D" else None


def meaning(analysis: Analysis, marks: Marks, found: Found, anchor: Anchor) -> Meaning | None:
    """The meaning of one expression, or None where its words turn out to make no date ("31 February")."""
    return _mean(Scene(analysis, marks, found, anchor))


def _mean(scene: Scene) -> Meaning | None:
    return _READERS[scene.found.rule](scene)


def _calendar(value: str | None, basis: Basis, mod: str | None = None, type: TimeType = "DATE") -> Meaning:
    return Meaning(type, value, mod, cal.interval(value), basis)


# ---------------------------------------------------------------- calendar dates
def _month_number(scene: Scene) -> int:
    word = scene.at("mb")
    value = scene.value("mb")
    if value.isdigit():
        return int(value)
    assert word is not None
    return cal.MONTHS[scene.analysis.lower[word].removeprefix("mid-")[:3]]


def _day_number(scene: Scene) -> int:
    return int(re.match(r"\d+", scene.value("d"))[0])  # type: ignore[index]  # the letter d is given to figures only


def _mid(scene: Scene) -> str | None:
    return "MID" if scene.analysis.lower[scene.found.first].startswith("mid-") else None


def _date(scene: Scene) -> Meaning | None:
    """Day and month; the year as written, else the one that fits the report and the tense."""
    number, day = _month_number(scene), _day_number(scene)
    if scene.at("y") is not None:
        return _on_day(int(scene.value("y")), number, day, "stated")
    if scene.report is None:
        return Meaning("DATE", f"XXXX-{number:02d}-{day:02d}")
    return _on_day(cal.nearest_year(number, day, scene.report, scene.lean()), number, day, "inferred")


def _on_day(year: int, number: int, day: int, basis: Basis) -> Meaning | None:
    value = f"{year:04d}-{number:02d}-{day:02d}"
    found = cal.interval(value)
    return Meaning("DATE", value, None, found, basis) if found else None


def _month(scene: Scene) -> Meaning | None:
    number, mod = _month_number(scene), _mid(scene)
    if scene.at("y") is not None:
        return _calendar(f"{int(scene.value('y')):04d}-{number:02d}", "stated", mod)
    direction = scene.at("lxi")
    if scene.report is None:
        return Meaning("DATE", f"XXXX-{number:02d}", mod)
    if direction is not None and scene.at("u") is not None:
        year = scene.report.year + _sign(scene)
    elif direction is not None:
        year = _directed_month(scene.report, number, scene.marks.letters[direction])
    else:
        year = cal.nearest_year(number, None, scene.report, scene.lean())
    return _calendar(f"{year:04d}-{number:02d}", "inferred", mod)


def _directed_month(report: date, number: int, letter: str) -> int:
    """The year of "last September", "next May", "this June"."""
    if letter == "l":
        return report.year - (number >= report.month)
    return report.year + (number <= report.month if letter == "x" else 0)


def _season(scene: Scene) -> Meaning | None:
    season, mod = scene.value("s") if len(scene.value("s")) == 2 else "SU", _mid(scene)
    if scene.at("y") is not None:
        return _calendar(f"{int(scene.value('y')):04d}-{season}", "stated", mod)
    if scene.report is None:
        return Meaning("DATE", f"XXXX-{season}", mod)
    first = cal.SEASONS[season][0]
    if scene.at("u") is not None:
        year = scene.report.year + _sign(scene)
    elif (direction := scene.at("lx")) is not None:
        year = _directed_season(scene.report, season, scene.marks.letters[direction])
    else:
        year = cal.nearest_year(first + 1 if first < 12 else 12, None, scene.report, scene.lean())
    return _calendar(f"{year:04d}-{season}", "inferred", mod)


def _directed_season(report: date, season: str, letter: str) -> int:
    years = range(report.year - 2, report.year + 3)
    stretches = [(year, cal.interval(f"{year:04d}-{season}")) for year in years]
    if letter == "l":
        return max(year for year, days in stretches if days and days[1] < report)
    return min(year for year, days in stretches if days and days[0] > report)


def _iso(scene: Scene) -> Meaning | None:
    words = scene.analysis.lower[scene.found.first : scene.found.last : 2]
    return _on_day(int(words[0]), int(words[1]), int(words[2]), "stated")


def _stamp(scene: Scene) -> Meaning | None:
    """A date in figures; day and month stay open where both orders make a date, unless one alone is the report's own day."""
    parts = [int(p) for p in re.split(r"[/.]", scene.analysis.lower[scene.found.first])]
    if parts[0] > 31:
        return _on_day(parts[0], parts[1], parts[2], "stated")
    year = parts[2] if parts[2] > 99 else parts[2] + (2000 if parts[2] < 50 else 1900)
    orders = {(parts[0], parts[1]), (parts[1], parts[0])}
    fitting = sorted(f"{year:04d}-{m:02d}-{d:02d}" for m, d in orders if cal.interval(f"{year:04d}-{m:02d}-{d:02d}"))
    if len(fitting) == 1:
        return _calendar(fitting[0], "stated")
    return Meaning("DATE", f"{year:04d}-XX-XX", None, cal.interval(f"{year:04d}"), "stated") if fitting else None


def _range(scene: Scene) -> Meaning | None:
    """A stretch of days within one month, as an ISO 8601 interval."""
    letters = scene.marks.letters
    first, last = (int(re.match(r"\d+", scene.marks.values[n])[0]) for n in range(scene.found.first, scene.found.last) if letters[n] == "d")  # type: ignore[index]
    start = _date(scene)
    if start is None or first >= last:
        return start
    value = f"{(start.value or '')[:-2]}{last:02d}"
    end = cal.interval(value)
    begun = start.days[0] if start.days else None
    return replace(start, value=f"{start.value}/{value}", days=(begun, end[1]) if end else None)


def _year(scene: Scene) -> Meaning | None:
    return _calendar(scene.value("y"), "stated")


def _year_short(scene: Scene) -> Meaning | None:
    """'82: the year of the last hundred that it can be."""
    short = int(scene.analysis.lower[scene.found.first + 1])
    this = scene.anchor.day.year if scene.anchor.day else 2049
    century = this // 100 * 100
    return _calendar(f"{century + short if century + short <= this + 10 else century - 100 + short:04d}", "inferred")


def _decade(scene: Scene) -> Meaning | None:
    value = scene.value("Y")
    digits = re.sub(r"\D", "", value)
    if not value.isdigit():
        digits = digits[:3] if len(digits) == 4 else ("20" if digits < "30" else "19") + digits[0]
    word = scene.at("k")
    return _calendar(digits, "stated", scene.marks.values[word] if word is not None else _mid(scene))


def _fiscal(scene: Scene) -> Meaning | None:
    if scene.at("y") is not None:
        return Meaning("DATE", f"FY{scene.value('y')}")
    if scene.anchor.day is None:
        return Meaning("DATE", None)
    return Meaning("DATE", f"FY{scene.anchor.day.year + _sign(scene)}", basis="inferred")


def _holiday(scene: Scene) -> Meaning | None:
    """A holiday of the year given, or of the one that fits; without value where its rule is no civil calendar's."""
    rule = scene.value("H")
    if rule == "moving" or (scene.at("y") is None and scene.report is None):
        return Meaning("DATE", None)
    if scene.at("y") is not None:
        return _calendar(cal.holiday(rule, int(scene.value("y"))).isoformat(), "inferred")
    assert scene.report is not None
    report, side = scene.report, _sign(scene) if scene.at("lx") is not None else scene.lean()
    dates = [cal.holiday(rule, y) for y in (report.year - 1, report.year, report.year + 1)]
    fitting = [d for d in dates if side * (d - report).days >= (1 if scene.at("lx") is not None else -14)] if side else dates
    return _calendar(min(fitting, key=lambda d: abs((d - report).days)).isoformat(), "inferred")


def _anchor(scene: Scene) -> Meaning | None:
    return _calendar(scene.value("!"), "inferred")


# ---------------------------------------------------------------- days of the week, days by name
def _weekday_number(scene: Scene) -> int:
    value = scene.value("wvW")
    return int(value) if value.isdigit() else cal.WEEKDAYS[value.removeprefix("mid-")[:3]]


def _weekday(scene: Scene) -> Meaning | None:
    """The day of the report if it is that weekday, else the last one past, unless the words point ahead (codebook, section 3)."""
    number, report = _weekday_number(scene), scene.report
    if report is None:
        return Meaning("DATE", f"XXXX-WXX-{number + 1}", basis="weekday")
    direction = scene.at("lxij")
    letter = "" if direction is None else scene.marks.letters[direction]
    side = {"l": BACK, "x": AHEAD}.get(letter, scene.lean())
    strict = letter in ("l", "x") and bool(letter)
    ahead = (number - report.weekday()) % 7
    if side == AHEAD:
        day = report + timedelta(ahead or (7 if strict else 0))
    else:
        day = report - timedelta((7 - ahead) % 7 or (7 if strict else 0))
    return _calendar(day.isoformat(), "relative" if letter else "weekday")


def _weekday_week(scene: Scene) -> Meaning | None:
    """The meaning of "tuesday of last week"."""
    if scene.report is None:
        return Meaning("DATE", f"XXXX-WXX-{_weekday_number(scene) + 1}", basis="weekday")
    week = cal.moved(scene.report, _sign(scene), "W")
    if week is None or scene.value("u") != "W":
        return _weekday(scene)
    return _calendar((week + timedelta(_weekday_number(scene) - week.weekday())).isoformat(), "relative")


def _day(scene: Scene) -> Meaning | None:
    """The meaning of "today", "yesterday", "earlier today"."""
    if scene.report is None:
        return Meaning("DATE", None, basis="relative")
    day = cal.moved(scene.report, int(scene.value("D")), "D")
    return _calendar(day.isoformat() if day else None, "relative")


def _day_before(scene: Scene) -> Meaning | None:
    """The meaning of "the day before yesterday", "the day after tomorrow"."""
    letter = scene.at("fF")
    if scene.report is None or letter is None:
        return _told_day(scene, -1 if scene.at("lef") is not None else 1)
    count = int(scene.value("D")) + (-1 if scene.marks.letters[letter] == "f" else 1)
    day = cal.moved(scene.report, count, "D")
    return _calendar(day.isoformat() if day else None, "relative")


def _told_day(scene: Scene, count: int) -> Meaning | None:
    unit = scene.value("u")
    return _shifted(scene, count, unit, told=True)


# ---------------------------------------------------------------- units: last week, two days later
def _sign(scene: Scene) -> int:
    """-1, 0 or 1 for last, this, next."""
    value = scene.value("lxi").removeprefix("R")
    return int(value) if value else 0


def _value_of(day: date, unit: str) -> str | None:
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


def _moved(day: date, count: int, unit: str) -> date | None:
    if unit == "Q":
        return cal.moved(day, 3 * count, "m")
    if unit == "WE":
        return cal.moved(day, count, "W")
    number, letter = re.fullmatch(r"(\d*)(\w+)", unit).groups()  # type: ignore[union-attr]  # units of the word table all fit
    return cal.moved(day, count * int(number or 1), "m" if letter == "M" else letter) if letter in "DWMY" else None


def _shifted(scene: Scene, count: int, unit: str, *, told: bool) -> Meaning | None:
    """The unit some steps from the report's, or from that of the time told before; open where that is not known."""
    anchor = scene.anchor
    start = anchor.day if anchor.knows(unit) else None
    if told:
        start = anchor.told_day if unit == "D" else (anchor.told[0] if anchor.told else start)
    day = _moved(start, count, unit) if start else None
    return _calendar(_value_of(day, unit) if day else None, "relative")


def _unit(scene: Scene) -> Meaning | None:
    """The meaning of "last week", "this year", "the same day", "the following month"; with a part of the day "that night" is elsewhere."""
    unit, letter = scene.value("u"), scene.at("lxicjq")
    kind = "" if letter is None else scene.marks.letters[letter]
    told = kind in ("j", "q") or scene.value("lx").startswith("R")
    if unit == "WE" and kind == "i" and scene.report:
        return _weekend(scene)
    if scene.value("l") == "-1" and scene.analysis.lower[letter or 0] == "past":
        return _anchored(scene, "1", unit)
    if unit == "D" and kind == "i":
        return _shifted(scene, 0, unit, told=False)
    return _shifted(scene, 0 if kind in ("j", "q", "c") else _sign(scene), unit, told=told)


def _weekend(scene: Scene) -> Meaning | None:
    """The weekend at hand: until Wednesday the last one where the words do not point ahead."""
    assert scene.report is not None
    back = scene.report.weekday() < 3 and scene.lean() != AHEAD
    return _shifted(scene, -1 if back else 0, "WE", told=False)


def _unit_the(scene: Scene) -> Meaning | None:
    """The meaning of "the day", "the week": that of the time told before, else the report's."""
    unit = scene.value("u")
    if unit == "WE" and scene.report:
        return _weekend(scene)
    if unit not in ("D", "W", "M", "Y", "Q"):
        return None
    return _shifted(scene, 0, unit, told=unit == "D" and scene.anchor.told_day is not None)


def _counted(scene: Scene) -> Meaning | None:
    """The meaning of "two weeks ago", "three days later", "the day before"."""
    letter = scene.at("gGeLfF")
    assert letter is not None
    direction = scene.marks.letters[letter]
    count, unit = _count(scene), scene.value("uU")
    told = direction not in ("g", "G")
    sign = 1 if direction in ("L", "F", "G") else -1
    mod = scene.value("B") or None
    if count is None or count != int(count):
        if count is None:
            return _vague(scene, sign)
        unit, count = ("M", count * 12) if unit == "Y" else (unit, count)
    if unit.startswith("T"):
        return Meaning("TIME" if told else "DATE", None, mod, basis="relative") if told else _hours_ago(scene, count)
    found = _shifted(scene, sign * int(count), unit, told=told and scene.anchor.told is not None)
    return replace(found, mod=mod) if found else None


def _hours_ago(scene: Scene, count: float) -> Meaning:
    """Hours before a report: on its day or the one before."""
    if scene.report is None:
        return Meaning("TIME", None, basis="relative")
    return Meaning("TIME", None, None, (scene.report - timedelta(1 + int(count) // 24), scene.report), "relative")


def _vague(scene: Scene, sign: int) -> Meaning:
    """The meaning of "years ago": some time before the report."""
    report = scene.report
    days = ((None, report) if sign < 0 else (report, None)) if report else None
    return Meaning("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", None, days, "relative")


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
    return float(re.match(r"\d+(?:\.\d+)?", digits)[0]) if digits[:1].isdigit() else None  # type: ignore[index]


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


def _length(scene: Scene) -> Meaning | None:
    unit, count = scene.value("uU"), _count(scene)
    value, mod = _period(count, unit), scene.value("B") or None
    return Meaning("SET", value) if _rate(scene) else Meaning("DURATION", value, mod)


def _rate(scene: Scene) -> bool:
    """The meaning of "a year" after a figure is how often: "15 a year"."""
    first = scene.found.first
    if scene.marks.letters[first : scene.found.last] != "au" or first == 0:
        return False
    return scene.marks.letters[first - 1] in "nd0y" or scene.analysis.lower[first - 1] in (
        "once",
        "twice",
        "times",
        "million",
        "billion",
        "percent",
    )


def _anchored_length(scene: Scene) -> Meaning | None:
    """The meaning of "the past 24 hours", "the next four years"."""
    count = _count(scene)
    return _anchored(scene, None if count is None else f"{count:g}", scene.value("uU"))


def _anchored(scene: Scene, count: str | None, unit: str) -> Meaning:
    number = None if count is None else float(count)
    report, sign = scene.report, _sign(scene)
    value, mod = _period(number, unit), scene.value("B") or None
    if report is None or sign == 0:
        return Meaning("DURATION", value, mod, basis="relative")
    far: date | None = None
    if number is not None and number == int(number) and number < 1e4:
        far = _moved(report, sign * int(number), unit) if unit[0] != "T" else report + timedelta(sign * max(1, round(number / 24)))
    return Meaning("DURATION", value, mod, (far, report) if sign < 0 else (report, far), "relative")


def _recent(scene: Scene) -> Meaning:
    return Meaning("DATE", "PAST_REF", None, (None, scene.report) if scene.report else None, "relative")


def _set(scene: Scene) -> Meaning | None:
    letters = scene.marks.letters[scene.found.first : scene.found.last]
    if "W" in letters or "w" in letters:
        return Meaning("SET", f"XXXX-WXX-{_weekday_number(scene) + 1}" + (f"T{scene.value('p')}" if "p" in letters else ""))
    if "S" in letters:
        return Meaning("SET", scene.value("S"))
    if "p" in letters:
        return Meaning("SET", f"XXXX-XX-XXT{scene.value('p')}")
    ordinal = scene.value("o")
    count = float(ordinal) if ordinal else _count(scene)
    return Meaning("SET", _period(1 if count is None else count, scene.value("uU")))


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
    return _with_part(_weekday(scene), _part(scene))


def _date_part(scene: Scene) -> Meaning | None:
    return _with_part(_date(scene) if scene.at("d") is not None else _weekday(scene), _part(scene))


def _day_part(scene: Scene) -> Meaning | None:
    """The meaning of "yesterday morning", "this evening", "last night", "that night", "the next morning"."""
    if scene.at("D") is not None:
        return _with_part(_day(scene), _part(scene))
    told = (
        scene.at("j") is not None or scene.value("lx").startswith("R") or (scene.at("x") is not None and scene.anchor.told_day is not None)
    )
    return _with_part(_shifted(scene, _sign(scene), "D", told=told), _part(scene))


def _overnight(scene: Scene) -> Meaning | None:
    """The night that ends on the day of the report."""
    if scene.report is None:
        return Meaning("TIME", None, basis="relative")
    eve = scene.report - timedelta(1)
    return Meaning("TIME", f"{eve.isoformat()}TNI", None, (eve, scene.report), "relative")


def _tonight(scene: Scene) -> Meaning | None:
    return _with_part(_shifted(scene, 0, "D", told=False), "NI")


def _hour_name(scene: Scene) -> Meaning | None:
    return _with_part(_day_at_hand(scene), scene.value("h"))


def _day_at_hand(scene: Scene) -> Meaning:
    """The day told before, else the report's."""
    day = scene.anchor.told_day or scene.report
    return _calendar(day.isoformat() if day else None, "inferred")


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
    word = scene.at("kK")
    assert word is not None
    first = word + 1
    while letters[first] in "O-I@":
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
        return _calendar(f"{found.value}-H{number}", found.basis)
    return replace(found, mod="START" if number == "1" else "END")


def _unit_edge(scene: Scene) -> Meaning | None:
    """The meaning of "month's end", "year-end"."""
    found = _shifted(scene, 0, scene.value("u"), told=False)
    return replace(found, mod=scene.value("k")) if found else None


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
        moved = _moved(last, number + 1, unit) if number < 0 else _moved(first, number - 1, unit)
        if moved is None:
            return None
        start = moved
    return _calendar(_value_of(start, unit), basis) if first <= start <= last else None


def _ordinal_quarter(scene: Scene) -> Meaning | None:
    """The meaning of "the fourth quarter": of the year given, else the last one that has ended, or the next where the words point ahead."""
    number = scene.value("o")
    number = "4" if number == "-1" else number
    if scene.at("y") is not None:
        return _calendar(f"{scene.value('y')}-Q{number}", "stated")
    report = scene.anchor.day
    if report is None:
        return Meaning("DATE", f"XXXX-Q{number}")
    year = report.year if int(number) * 3 - 2 <= report.month or scene.lean() == AHEAD else report.year - 1
    return _calendar(f"{year:04d}-Q{number}", "inferred")


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
    "age": _never, "iso": _iso, "stamp": _stamp, "range": _range, "date_part": _date_part, "clock_day": _clock_day, "clock": _clock,
    "edge_part": _edge, "edge": _edge, "unit_edge": _unit_edge, "ordinal_of": _ordinal_of, "ordinal_quarter": _ordinal_quarter,
    "weekday_week": _weekday_week, "date": _date, "holiday": _holiday, "anchor": _anchor, "fiscal": _fiscal, "day_before": _day_before,
    "counted_ago": _counted, "counted_before": _counted, "anchored_length": _anchored_length, "recent_units": _recent,
    "weekday_part": _weekday_part, "day_part": _day_part, "overnight": _overnight, "tonight": _tonight, "day": _day, "month": _month,
    "season": _season, "set_each": _set, "set_per": _set, "set_weekdays": _set, "set_word": _set, "earlier_unit": _earlier_unit,
    "weekday": _weekday, "weekday_short": _weekday, "unit": _unit, "unit_the": _unit_the, "decade": _decade, "year_short": _year_short,
    "length": _length, "length_bare": _length, "hour_name": _hour_name, "year": _year, "past": _recent, "reference": _reference,
    "current": _reference, "recent": _recent,
}  # fmt: skip
