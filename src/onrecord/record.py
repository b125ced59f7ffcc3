"""The report and the record: what onrecord writes for one report, as frozen dataclasses. JSON both ways is in `record_json`.

Spans are (start, end) in Unicode code points of the record's text, half open. Ids are unique within one record. Lists are in text order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SCHEMA = "onrecord.record/1"

Span = tuple[int, int]
Kind = Literal[
    "state", "government", "military", "police", "armed-group", "party", "organisation", "company", "media",
    "person", "unnamed-person", "population", "thing", "unknown",
]  # fmt: skip
PlaceKind = Literal["country", "admin1", "admin2", "town", "region", "water", "facility", "route"]
Use = Literal["literal", "associative"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Basis = Literal["stated", "weekday", "relative", "inferred"]
Form = Literal["direct", "indirect", "mixed"]
Act = Literal["assert", "deny", "commit", "threaten", "demand", "expect", "ask", "refuse"]
Medium = Literal["statement", "interview", "social-media", "broadcast", "document"]
Status = Literal["happened", "ongoing", "attempted", "planned", "threatened", "expected", "possible", "conditional", "demanded", "denied"]
Prominence = Literal["main", "other", "background"]
Scale = Literal["incident", "series", "campaign"]
Certainty = Literal["certain", "probable", "possible"]
Effect = Literal["killed", "injured", "displaced", "detained", "missing"]
LinkKind = Literal["about", "condition", "cause", "purpose", "tension"]
HowHad = Literal["syntax", "model", "table", "carried", "inferred"]
ActionType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "DISPLACE", "HARM", "DECIDE",
]  # fmt: skip

REPORT, UNKNOWN = "report", "unknown"
"""Voices that are no actors: the report itself, and one that cannot be named."""


@dataclass(frozen=True, slots=True)
class MadeBy:
    """The versions that made a record: of the program, the weights, the tables, the gazetteer."""

    onrecord: str
    model: str
    knowledge: str
    gazetteer: str


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where the report says that it was written."""

    span: Span
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of the report beside its text. `published` is a date, datetime or partial date, or None if unknown."""

    id: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    bylines: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    published: str | None = None
    dateline: Dateline | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something that acts, speaks or is acted on. `key` is its identity beyond this report."""

    id: str
    name: str
    kind: Kind
    named: bool
    country: str | None = None
    role: str | None = None
    member_of: str | None = None
    key: str | None = None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place's name in the text: literal is the place itself, associative stands for people or belongs to a name."""

    span: Span
    use: Use


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A runner-up of a place's resolution."""

    name: str
    geonames: int | None
    country: str | None
    lat: float | None
    lon: float | None
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place on earth, or one that could not be put on the map (`geonames`, `lat`, `lon` None)."""

    id: str
    name: str
    kind: PlaceKind
    geonames: int | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    score: float = 0.0
    others: tuple[OtherPlace, ...] = ()
    mentions: tuple[PlaceMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression as TIMEX3, with the days that it covers; None where these are not known."""

    id: str
    span: Span
    type: TimeType
    value: str | None = None
    mod: str | None = None
    earliest: str | None = None
    latest: str | None = None
    basis: Basis = "stated"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as a range; `wording` holds the words that bound it ("more than")."""

    id: str
    span: Span
    low: float | None
    high: float | None
    best: float | None
    wording: str | None = None
    unit: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of the report that it ascribes to a voice other than its own (codebook, section 1)."""

    id: str
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    speakers: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    addressee: str | None = None
    form: Form = "indirect"
    act: Act = "assert"
    medium: Medium | None = None
    continues: str | None = None
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """PLOVER type and mode of an act itself, whatever its status."""

    type: ActionType
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The days on which an event happened; either end may be open."""

    time: str | None
    earliest: str | None
    latest: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Figure:
    """How many were affected, and how. A side that the words leave open is None."""

    effect: Effect
    of: str | None = None
    low: float | None = None
    high: float | None = None
    best: float | None = None
    quantity: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One telling of an event: its trigger words, what they present, and the statements that they stand in."""

    trigger: Span
    status: Status
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Says:
    """The fields of an event that one voice itself gives; None where it gives none."""

    action: Action | None = None
    by: tuple[str, ...] | None = None
    to: tuple[str, ...] | None = None
    at: tuple[str, ...] | None = None
    when: When | None = None
    figures: tuple[Figure, ...] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one voice vouches for, or denies. `voice` is an actor's id, "report" or "unknown"."""

    voice: str
    status: Status
    statements: tuple[str, ...] = ()
    certainty: Certainty = "certain"
    says: Says = Says()


@dataclass(frozen=True, slots=True)
class Link:
    """How an event bears on another of the same record, with the words that say so."""

    kind: LinkKind
    event: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words behind a field, how sure it is (0 to 1), and how it was had."""

    spans: tuple[Span, ...]
    score: float
    basis: HowHad


@dataclass(frozen=True, slots=True)
class Event:
    """One act or happening, however often the report tells it (codebook, section 2). `origin` is "from" in JSON."""

    id: str
    action: Action
    status: Status
    contexts: tuple[str, ...] = ()
    prominence: Prominence = "other"
    scale: Scale = "incident"
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    instruments: tuple[Span, ...] = ()
    extent: tuple[Span, ...] = ()
    when: When | None = None
    figures: tuple[Figure, ...] = ()
    mentions: tuple[Mention, ...] = ()
    accounts: tuple[Account, ...] = ()
    claimed_only: bool = False
    part_of: str | None = None
    links: tuple[Link, ...] = ()
    evidence: tuple[tuple[str, Evidence], ...] = ()
    plover: Action | None = None
    score: float = 0.0

    def evidence_for(self, field: str) -> Evidence | None:
        """The evidence of one field, or None."""
        return dict(self.evidence).get(field)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that was read from one report."""

    made_by: MadeBy
    report: Report
    text: str
    sentences: tuple[Span, ...] = ()
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    schema: str = SCHEMA
