"""One incident: who says what of it, where voices differ and agree, who told it and who copied whom, what may have come of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Annotated
from urllib.parse import urlencode

from pydantic import WithJsonSchema

from onrecord.desk.asking import Parameter
from onrecord.desk.calls import Call, Moved, only
from onrecord.desk.held import Held, held_back
from onrecord.desk.matrix import Matrix, matrix, outlet, part
from onrecord.errors import UsageError
from onrecord.exports.incident_account import CONFLICTS
from onrecord.exports.incident_words import accusations, assessed, sentence, shown
from onrecord.exports.listing import counted, counts, headline
from onrecord.exports.quoting import cut
from onrecord.exports.values import located
from onrecord.ledger import grades
from onrecord.ledger.found import by_keys
from onrecord.ledger.grades import Grade
from onrecord.ledger.showing import incident
from onrecord.ledger.ties import ties
from onrecord.ledger.views import Conflict, Incident, Outcome, Telling
from onrecord.record import Place, Status

BOUND = 40
"""Tellings of an incident up to which it is told why they are of one happening: each pair is weighed anew."""
TELLINGS, VOICES = 50, 24
"""Tellings on a page, copies folded, and columns of the matrix."""
PARAMETERS = (
    Parameter("after", "", "count", "after", "the tellings after so many of them"),
    Parameter("voices", "", "count", "voices", "the columns of the matrix after so many of them"),
)
KIND_WORDS: Mapping[str, str] = {
    "status": "did it happen", "by": "who", "to": "whom", "action": "what", "place": "where", "at": "where",
    "date": "when", "when": "when", "figures": "how many", "tension": "tension",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence on where accounts differ or agree, and the question that it is about."""

    about: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Points:
    """Such sentences under their heading."""

    title: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A report that repeats a telling."""

    report: str
    event: str
    outlet: str
    published: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """A telling with its sentence cut at the words that tell the event, and the copies that repeat it.

    `copy_of` is the report that it repeats, where that one is no telling of this incident.
    """

    report: str
    event: str
    key: str
    outlet: str
    title: str | None
    address: str | None
    published: str | None
    status: Status
    state: str
    copy_of: str | None
    before: str
    words: str
    after: str
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """Another incident that this one may have come of, or that may have come of it."""

    key: str
    headline: str
    status: Status
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Bound:
    """What binds a telling to one told before it: both outlets, how surely, and what speaks for it and against it."""

    earlier: str
    later: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Which of many are on the page: those after `start`, of so many in `all`; the addresses of the next and of the first ones."""

    start: int
    all: int
    next: str | None
    first: str | None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident in words; `incident` is all that the ledger knows of it.

    `matrix` has the voices that `voices` says, `tellings` are those that `told` says.
    `held`: why the strict layouts hold it back, nothing where they do not; `assessed`: what an analyst makes of it.
    """

    key: str
    heading: str
    status: Status
    accusations: str
    counts: str
    marks: tuple[str, ...]
    place: str | None
    matrix: Matrix
    voices: Part
    points: tuple[Points, ...]
    tellings: tuple[Told, ...]
    told: Part
    expected: tuple[Linked, ...]
    outcomes: tuple[Linked, ...]
    bound: tuple[Bound, ...]
    held: tuple[Held, ...]
    grades: tuple[Grade, ...]
    assessed: str | None
    token: str
    request: str
    incident: Annotated[Incident, WithJsonSchema({"type": "object", "description": "as `onrecord incident --format json` gives it"})]


def make(call: Call) -> IncidentPage | Moved:
    """The incident of a key; one that has moved, or was given in part, leads to where it is. Raises UnknownError if there is none."""
    asked = {name: _whole(name, value) for name, value in only(call, "after", "voices").items()}
    found = incident(call.db, call.path["key"])
    if found.key != call.path["key"]:
        return Moved(f"/incident/{found.key}")
    whole, all_told = matrix(found), tellings(found.tellings)
    told = _part(found.key, asked, "after", len(all_told))
    voices = _part(found.key, asked, "voices", len(whole.columns))
    others = by_keys(call.db, [key for o in (*found.expected, *found.outcomes) for key in (o.expected, o.incident)])

    def linked(outcomes: Iterable[Outcome], which: str) -> tuple[Linked, ...]:
        keyed = ((getattr(outcome, which), outcome) for outcome in outcomes)
        return tuple(Linked(key, headline(others[key]), others[key].status, o.score, o.why) for key, o in keyed if key in others)

    return IncidentPage(
        key=found.key,
        heading=sentence(found),
        status=found.status,
        accusations=accusations(found, shown(found)),
        counts=counts(found.reports, found.texts, found.voices),
        marks=tuple(_marks(found)),
        place=_place(found),
        matrix=part(whole, voices.start, VOICES),
        voices=voices,
        points=tuple(_points(found)),
        tellings=tuple(all_told[told.start : told.start + TELLINGS]),
        told=told,
        expected=linked(found.expected, "expected"),
        outcomes=linked(found.outcomes, "incident"),
        bound=tuple(_bound(call, found)),
        held=held_back(found),
        grades=grades.table(),
        assessed=assessed(found.assessment) if found.assessment else None,
        token=call.token,
        request=token_urlsafe(12),
        incident=found,
    )


def _whole(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise UsageError(f'{name} "{value[:20]}": after how many to begin, as a whole number')
    return int(value)


def _part(key: str, asked: Mapping[str, int], name: str, all: int) -> Part:
    """What of many is shown, and the addresses of the others; what is asked for of the rest of the page stays."""
    most, mark = (TELLINGS, "told-title") if name == "after" else (VOICES, "matrix-title")
    start = asked.get(name, 0)

    def address(at: int) -> str:
        query = urlencode({other: number for other, number in {**asked, name: at}.items() if number})
        return f"/incident/{key}{f'?{query}' if query else ''}#{mark}"

    return Part(start, all, address(start + most) if start + most < all else None, address(0) if start else None)


def _bound(call: Call, found: Incident) -> Iterator[Bound]:
    """Why the tellings are held to be of one happening: of an incident that many tell, those that are looked at first."""
    if not 1 < len(found.tellings) <= BOUND:
        return
    told = {one.event: f"{outlet(one)} ({one.name})" for one in found.tellings}
    for tie in ties(call.db, found.key):
        if tie.earlier in told and tie.later in told:
            yield Bound(told[tie.earlier], told[tie.later], tie.score, tuple(f"{name} {added:+.1f}" for name, added in tie.why))


def _marks(found: Incident) -> list[str]:
    made = [] if found.own_voice else ["no report vouches for it itself"]
    made += [f"denied by {counted(found.denied, 'side')}"] if found.denied else []
    made += [f"a {found.scale}, not one act"] if found.scale != "incident" else []
    return made


def _place(found: Incident) -> str | None:
    """The place with its precision."""
    site = found.site
    if site is None:
        return None
    place = Place("", site.name, site.kind or "region", site.geonames, site.country, site.lat, site.lon, site.radius_km)
    return f"{site.name}: {located(place)}"


def _points(found: Incident) -> list[Points]:
    """Conflicts, tensions, revisions and agreements, each under its heading; a heading without any is left out."""
    made = []
    for title, kinds in CONFLICTS.items():
        points = tuple(Point(_about(c), c.why) for c in found.conflicts if c.kind in kinds)
        made += [Points(title, points)] if points else []
    return made


def _about(conflict: Conflict) -> str:
    """The question that a conflict is about; of an agreement or a revision the field that it has."""
    named = conflict.field if conflict.kind in ("agreement", "revision") else conflict.kind
    return KIND_WORDS.get(named or conflict.kind, named or conflict.kind)


def tellings(told: tuple[Telling, ...]) -> list[Told]:
    """The tellings that are no copies of another one here, in their order, each with its copies."""
    there = {telling.report for telling in told}
    copies: dict[str, list[Copy]] = {}
    for one in told:
        if one.copy_of in there and one.copy_of is not None:
            copies.setdefault(one.copy_of, []).append(Copy(one.report, one.name, outlet(one), one.published, one.state))
    return [_told(one, tuple(copies.get(one.report, ()))) for one in told if one.copy_of not in there]


def _told(one: Telling, copies: tuple[Copy, ...]) -> Told:
    quote = cut(one.sentence, one.sentence_span, one.trigger)
    start, end = (one.trigger[0] - one.sentence_span[0], one.trigger[1] - one.sentence_span[0]) if quote else (len(one.sentence),) * 2
    return Told(
        one.report, one.name, one.event, outlet(one), one.title, one.address, one.published, one.status, one.state, one.copy_of,
        one.sentence[:start], one.sentence[start:end], one.sentence[end:], copies,
    )  # fmt: skip
