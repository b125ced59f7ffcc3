"""Incidents over time: when they happened, in lanes, and below when they were told; what had been expected and what came of it.

All that is drawn stands in the list too, in the order of time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

from onrecord.desk import overview
from onrecord.desk.asking import Asking, Parameter
from onrecord.desk.calls import Call
from onrecord.desk.ledger_screen import Row
from onrecord.desk.ledger_screen import row as shown
from onrecord.desk.overview import Overview
from onrecord.errors import UsageError
from onrecord.exports.listing import counted, headline
from onrecord.exports.values import day
from onrecord.ledger import told
from onrecord.ledger.find import newest
from onrecord.ledger.found import Found, by_keys, by_rows
from onrecord.ledger.told import Came, Told
from onrecord.record import Status

DRAWN = 250
"""Incidents that are drawn; of more, the newest."""
UNDATED = 30
"""Incidents without a day that are listed."""
LANES = 9
"""Lanes with a name of their own; what belongs to none of them shares the last."""
DAYS_TOLD = 6
"""Days on which an incident was told that the list names."""

By = Literal["place", "actor", "type"]
WAYS: tuple[By, ...] = get_args(By)
_WORDS: Mapping[By, str] = {"place": "by place", "actor": "by who acts", "type": "by what is done"}
_NONE: Mapping[By, str] = {"place": "no place said", "actor": "nobody named", "type": "other"}
LANE = Parameter("lanes", "lanes", "words", "lanes", "what the lanes are: place, actor or type", WAYS)


@dataclass(frozen=True, slots=True)
class Stage:
    """One incident on the line of time. Either day may be open, and both are the same where it is known exactly.

    `lane` counts the lanes. `told` are the days of its reports; `said` has in words when it was told, and what came of it or led to it.
    """

    row: Row
    earliest: str | None
    latest: str | None
    lane: int
    told: tuple[Told, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane and how many of the incidents that are drawn are in it."""

    name: str
    incidents: int


@dataclass(frozen=True, slots=True)
class Link:
    """What was expected, and what may have come of it: keys, how likely, and why. `status` is that of the expected one."""

    expected: str
    incident: str
    status: Status
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """A kind of lanes, and the address of the page that has them."""

    value: By
    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Incidents in the order of time. `more`: older ones are left out. `undated` are the first of those without a day.

    `reports` are the days on which reports told any of what is drawn. Links are those between two incidents that are drawn.
    """

    overview: Overview
    by: By
    choices: tuple[LaneChoice, ...]
    lanes: tuple[Lane, ...]
    stages: tuple[Stage, ...]
    links: tuple[Link, ...]
    reports: tuple[Told, ...]
    undated: tuple[Row, ...]
    more: bool = False


def make(call: Call) -> TimelinePage:
    """The incidents that the parameters ask for, over time. Raises UsageError where they make no sense."""
    asked, by = overview.question(call.query, (LANE.name,)), _by(call)
    rows, notes = newest(call.db, asked.filter)
    drawn = [row for row in islice(rows, DRAWN) if row.rank >= 0]
    following = next(rows, None)
    drawn.reverse()
    found = by_rows(call.db, drawn)
    lanes, lane_of = _lanes(by, found)
    came, days = told.outcomes(call.db, drawn), told.by_incident(call.db, drawn)
    others = by_keys(call.db, {key for one in came for key in (one.expected, one.incident)})
    known = {one.key for one in found.values()}
    view = overview.overview(call, asked, "timeline", notes, [(LANE.name, by)] if by != "place" else [])
    return TimelinePage(
        view,
        by,
        tuple(LaneChoice(one, words, _address(asked, one), one == by) for one, words in _WORDS.items()),
        lanes,
        tuple(_stage(one, lane_of[one.key], days.get(one.key, ()), came, others) for one in found.values()),
        tuple(
            Link(one.expected, one.incident, others[one.expected].status, one.score, one.why)
            for one in came
            if {one.expected, one.incident} <= known
        ),
        told.by_day(call.db, drawn),
        _undated(call, asked),
        more=following is not None and following.rank >= 0,
    )


def refused(call: Call, error: UsageError) -> TimelinePage:
    """The page for parameters that make no sense: the form as it was filled in, to be mended."""
    return TimelinePage(overview.refused(call, error, "timeline"), "place", (), (), (), (), (), ())


def _by(call: Call) -> By:
    given = [value for name, value in call.query if name == LANE.name and value.strip()] or ["place"]
    if len(given) > 1:
        raise UsageError(f"lanes: given {len(given)} times; give it once")
    for one in WAYS:
        if given == [one]:
            return one
    raise UsageError(f'lanes "{given[0][:40]}": there are none; known are {", ".join(WAYS)}')


def _address(asked: Asking, by: By) -> str:
    return overview.further(asked.address(path="/timeline"), [(LANE.name, by)] if by != "place" else [])


# ---------------------------------------------------------------- lanes
def _lanes(by: By, found: Mapping[int, Found]) -> tuple[tuple[Lane, ...], dict[str, int]]:
    """The lanes, those with the most incidents first, and the lane of each incident."""
    names = {one.key: _lane(by, one) for one in found.values()}
    counts = Counter(name for name in names.values() if name is not None)
    own = [name for name, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:LANES]]
    made = [Lane(name, counts[name]) for name in own]
    further = sum(counts.values()) - sum(lane.incidents for lane in made)
    made += [Lane(f"{len(counts) - len(own)} others", further)] if further else []
    none = sum(name is None for name in names.values())
    made += [Lane(_NONE[by], none)] if none else []
    places = {name: n for n, name in enumerate(own)}
    return tuple(made), {key: places.get(name, len(own)) if name is not None else len(made) - 1 for key, name in names.items()}


def _lane(by: By, found: Found) -> str | None:
    """The lane that an incident belongs to: the place, the one who acts whom most tellings name first, or what is done."""
    if by == "type":
        return found.type.lower().replace("-", " ")
    if by == "place":
        return " ".join(found.site.name.split()) or None if found.site else None
    return found.by[0] if found.by else None


# ---------------------------------------------------------------- in words
def _stage(found: Found, lane: int, days: tuple[Told, ...], came: Sequence[Came], others: Mapping[str, Found]) -> Stage:
    earliest, latest = (found.days.earliest, found.days.latest) if found.days else (None, None)
    said = [_told(days)] if days else []
    after = [others[one.incident] for one in came if one.expected == found.key and one.incident in others]
    said += [f"may have come of it: {headline(one)}" for one in after]
    before = [others[one.expected] for one in came if one.incident == found.key and one.expected in others]
    said += [f"had been {one.status}: {headline(one)}" for one in before]
    return Stage(shown(found), earliest, latest, lane, days, tuple(said))


def _told(days: tuple[Told, ...]) -> str:
    """The days on which it was told, with the reports of each."""
    named = [day(one.day, weekday=False) + (f" ({counted(one.reports, 'report')})" if one.reports > 1 else "") for one in days[:DAYS_TOLD]]
    more = len(days) - DAYS_TOLD
    return f"told on {', '.join(named)}" + (f" and on {counted(more, 'further day')}" if more > 0 else "")


def _undated(call: Call, asked: Asking) -> tuple[Row, ...]:
    """The first of the incidents without a day; none where the question asks for days."""
    if asked.filter.happened_from or asked.filter.happened_to:
        return ()
    rows, _ = newest(call.db, asked.filter, undated=True)
    return tuple(overview.rows(call, islice(rows, UNDATED)).values())
