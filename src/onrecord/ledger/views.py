"""What the ledger shows: incidents, their tellings, accounts and figures, as frozen dataclasses. Nothing here reads the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.record import Action, ActionType, Basis, Certainty, Effect, Kind, PlaceKind, Prominence, Scale, Span, Status

State = Literal["machine", "accepted", "corrected", "added", "rejected"]
ConflictKind = Literal["status", "by", "to", "action", "place", "date", "figures", "tension", "agreement", "revision"]


@dataclass(frozen=True, slots=True)
class Party:
    """Someone or something across reports. `side` says whose word it is: voices of one side corroborate nothing among each other."""

    key: str
    name: str
    kind: Kind
    named: bool
    side: str
    country: str | None = None
    role: str | None = None
    member_of: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where something happened, as precisely as it is known: `radius_km` is that of the place, `kind` its precision."""

    name: str
    kind: PlaceKind | None = None
    geonames: int | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which something happened; either end may be open."""

    earliest: str | None
    latest: str | None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """How many were affected, and according to whom. `account` is None for the event's own figure."""

    event: str
    effect: Effect
    of: Party | None
    low: float | None
    high: float | None
    best: float | None
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The fields of an event that one voice itself gives; None where it gives none."""

    action: Action | None = None
    by: tuple[Party, ...] | None = None
    to: tuple[Party, ...] | None = None
    at: tuple[Site, ...] | None = None
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One voice's word on one event. `party` is None for a report's own voice and for a voice that cannot be named.

    `voice` is an actor's id in its record, "report" or "unknown"; `name` is for people. `words` are the words that it is read from.
    """

    id: int
    event: str
    report: str
    voice: str
    name: str
    party: Party | None
    side: str | None
    status: Status
    certainty: Certainty
    says: Said
    figures: tuple[FigureRow, ...] = ()
    relays: tuple[str, ...] = ()
    words: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of one report, as a telling of an incident. `copy_of` is the report whose telling it repeats, or None.

    `about` are the keys of the events of its report that it is about, as a threat is about what is threatened; `about_it` the other way.
    """

    event: str
    name: str
    report: str
    title: str | None
    publisher: str | None
    address: str | None
    published: str | None
    copy_of: str | None
    type: ActionType
    mode: str | None
    status: Status
    prominence: Prominence
    scale: Scale
    state: State
    score: float
    trigger: Span
    sentence: str
    sentence_span: Span
    days: Days | None
    at: tuple[Site, ...]
    origin: tuple[Site, ...]
    destination: tuple[Site, ...]
    by: tuple[Party, ...]
    to: tuple[Party, ...]
    plover: tuple[str, str | None] | None = None
    background: bool = False
    about: tuple[str, ...] = ()
    about_it: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two accounts that do not agree (or do, or of which one revises the other), on one question; `why` is a sentence for people."""

    kind: ConflictKind
    field: str | None
    a: int | None
    b: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A suggestion: what was planned, threatened or expected, and the incident that may have come of it."""

    expected: str
    incident: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an analyst makes of an incident: a grade and the reason. `since`: events that tell it now and did not then,
    `lost`: those that told it then and do not now.
    """

    grade: str
    why: str | None
    coder: str
    at: str
    decision: int
    since: int
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening, as all reports together tell it.

    `reports` counts those that tell it, copies too; `texts` the tellings left when copies are folded; `voices` the independent
    voices that affirm it, one for each side. `own_voice`: at least one report vouches for it itself. `denied`: sides that deny it.
    """

    key: str
    type: ActionType
    mode: str | None
    status: Status
    scale: Scale
    prominence: Prominence
    days: Days | None
    site: Site | None
    by: tuple[Party, ...]
    to: tuple[Party, ...]
    reports: int
    texts: int
    voices: int
    own_voice: bool
    denied: int
    tellings: tuple[Telling, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    expected: tuple[Outcome, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    assessment: Assessment | None = None
