"""The ledger: incidents that a question asks for, a row each, with what the question was and how to change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import urlencode

from onrecord.desk.asking import COLUMNS, PARAMETERS, USUAL, Asking, Condition, asking
from onrecord.desk.calls import Call
from onrecord.desk.held import Held, held_back
from onrecord.desk.matrix import count_words
from onrecord.errors import UsageError
from onrecord.exports.incident_words import voice
from onrecord.exports.listing import counted
from onrecord.exports.sentences import phrase
from onrecord.exports.values import PRECISION, country, day, period
from onrecord.ledger.find import ORDERS, find
from onrecord.ledger.found import Found
from onrecord.ledger.loosening import loosened, without
from onrecord.ledger.searches import Search, searches
from onrecord.ledger.showing import named
from onrecord.ledger.tallies import Tallies, tallies
from onrecord.ledger.views import Incident
from onrecord.record import Action, ActionType, Status

ORDER_WORDS = {
    "when": "newest first", "oldest": "oldest first", "told": "last told first", "voices": "most voices first",
    "reports": "most reports first",
}  # fmt: skip

TYPES: tuple[str, ...] = get_args(ActionType)


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in words, names that are the same once.

    `where` is the place, `precision` how exactly it is known; `marks` what sets it apart from others; `figures` how many, each with
    its voice; `held` why strict exports hold it back.
    """

    key: str
    what: str
    line: str
    status: Status
    who: tuple[str, ...]
    whom: tuple[str, ...]
    where: str | None
    precision: str | None
    when: str | None
    reports: int
    texts: int
    voices: int
    conflicts: int
    marks: tuple[str, ...]
    told: str | None
    report: str
    figures: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a condition may have, with how many incidents of the whole ledger have it; `chosen` where it is asked for."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """An order of the rows, and the address of the page in that order."""

    value: str
    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Help:
    """A condition that stands in the way of an answer: how many there would be without it (None: many), and the address of that."""

    label: str
    count: int | None
    address: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of the ledger. `total` is None where they are too many to be counted at once, or on a page after the first.

    `asked` are the parameters as they were understood; `next` the address of the page after this one, `first` that of the first.
    `columns` are their names, their heads, and whether they are shown; `searches` are the questions that people named. `trouble` is why
    nothing could be asked.
    """

    asked: tuple[tuple[str, str], ...]
    conditions: tuple[Condition, ...]
    rows: tuple[Row, ...]
    total: int | None
    incidents: int
    next: str | None
    first: str | None
    notes: tuple[str, ...]
    helps: tuple[Help, ...]
    statuses: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    orders: tuple[OrderChoice, ...]
    columns: tuple[tuple[str, str, bool], ...]
    searches: tuple[Search, ...]
    token: str
    trouble: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """The values that are asked for, by parameter."""
        return dict(self.asked)

    @property
    def query(self) -> str:
        """The question as an address has it."""
        return urlencode(self.asked)

    @property
    def more(self) -> bool:
        """Whether something is asked for that the form shows folded away."""
        return bool({"by", "to", "told_from", "told_until", "texts", "scale", "state", "report", "radius"} & self.given.keys())


def make(call: Call) -> LedgerPage:
    """The page that the parameters ask for. Raises UsageError where they make no sense, UnknownError for a report that is not known."""
    asked = asking(call.query)
    page = find(call.db, asked.filter, order=asked.order, limit=asked.limit, after=asked.after)
    counts = tallies(call.db)
    nothing = not page.rows and asked.after is None
    return LedgerPage(
        asked=tuple(asked.pairs()),
        conditions=asked.conditions(),
        rows=_rows(call, page.rows, asked.columns),
        total=page.total,
        incidents=counts.incidents,
        next=asked.address(after=page.next) if page.next else None,
        first=asked.address() if asked.after else None,
        notes=page.notes,
        helps=_helps(call, asked) if nothing and counts.incidents else (),
        statuses=_choices(get_args(Status), counts.status, asked.filter.status),
        actions=_actions(counts, asked.filter.action),
        orders=tuple(
            OrderChoice(order, ORDER_WORDS[order], replace(asked, order=order).address(), order == asked.order) for order in ORDERS
        ),
        columns=tuple((name, head, name in asked.columns) for name, head in COLUMNS),
        searches=searches(call.db),
        token=call.token,
    )


def refused(call: Call, error: UsageError) -> LedgerPage:
    """The page for parameters that make no sense: the form as it was filled in, to be mended."""
    counts, known = tallies(call.db), {parameter.name for parameter in PARAMETERS}
    given = tuple((name, value) for name, value in call.query if name in known and value.strip())
    return LedgerPage(
        asked=given, conditions=(), rows=(), total=None, incidents=counts.incidents, next=None, first=None, notes=(), helps=(),
        statuses=_choices(get_args(Status), counts.status, tuple(value for name, value in given if name == "status")),
        actions=_actions(counts, tuple(value for name, value in given if name == "action" and value.partition("/")[0] in TYPES)),
        orders=(), columns=tuple((name, head, name in USUAL) for name, head in COLUMNS), searches=searches(call.db), token=call.token,
        trouble=str(error),
    )  # fmt: skip


def _rows(call: Call, found: Sequence[Found], columns: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a page; what only the whole incident tells is looked up where its column is shown."""
    rows = tuple(row(one) for one in found)
    if not {"figures", "held"} & set(columns):
        return rows
    whole = named(call.db, [one.key for one in found])
    return tuple(
        replace(one, figures=_figures(whole[one.key]), held=held_back(whole[one.key])) if one.key in whole else one for one in rows
    )


def _figures(incident: Incident) -> tuple[str, ...]:
    """How many, each figure with whose it is."""
    names = {account.id: voice(incident, account) for account in incident.accounts}
    said: dict[str, list[str]] = {}
    for figure in incident.figures:
        if figure.account in names:
            said.setdefault(count_words(figure), []).append(names[figure.account])
        else:
            said.setdefault(count_words(figure), [])
    return tuple(f"{words} ({', '.join(dict.fromkeys(who))})" if who else words for words, who in said.items())


def row(found: Found) -> Row:
    """One incident as a row."""
    noun, site, days = phrase(Action(found.type, found.mode))["noun"], found.site, found.days
    return Row(
        key=found.key,
        what=noun[:1].upper() + noun[1:],
        line=found.line,
        status=found.status,
        who=tuple(dict.fromkeys(found.by)),
        whom=tuple(dict.fromkeys(found.to)),
        where=site.name if site else None,
        precision=_precision(found),
        when=period(days.earliest, days.latest, weekday=False) if days else None,
        reports=found.reports,
        texts=found.texts,
        voices=found.voices,
        conflicts=found.conflicts,
        marks=tuple(_marks(found)),
        told=day(found.told, weekday=False) if found.told else None,
        report=found.report,
    )


def _precision(found: Found) -> str | None:
    """What kind of place it is and how far it reaches: a village and a country are not the same knowledge."""
    site = found.site
    if site is None or site.kind is None:
        return None
    kind = PRECISION[site.kind].removeprefix("a ")
    inside = f" in {country(site.country)}" if site.country and site.kind != "country" else ""
    return f"{kind}{inside}" if site.lat is not None else f"{kind}{inside}, not on the map"


def _marks(found: Found) -> list[str]:
    made = [] if found.own_voice else ["only claimed"]
    made += [f"denied by {counted(found.denied, 'side')}"] if found.denied else []
    made += [f"a {found.scale}"] if found.scale != "incident" else []
    return made


def _choices(values: tuple[str, ...], known: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[Choice, ...]:
    """The values that occur in the ledger or are asked for, in the order of the codebook."""
    return tuple(Choice(one, one, known.get(one, 0), one in chosen) for one in values if one in known or one in chosen)


def _actions(counts: Tallies, chosen: tuple[str, ...]) -> tuple[Choice, ...]:
    """The types of action that occur, and the modes that are asked for."""
    types = [one for one in TYPES if one in counts.action or one in chosen]
    modes = [one for one in chosen if one not in types]
    return tuple(Choice(one, one.lower().replace("-", " "), counts.action.get(one, 0), one in chosen) for one in [*types, *modes])


def _helps(call: Call, asked: Asking) -> tuple[Help, ...]:
    """What would be found without one of the conditions."""
    names = {parameter.field: parameter.label for parameter in PARAMETERS}
    return tuple(
        Help(names[field], total, replace(asked, filter=without(asked.filter, field)).address())
        for field, total in loosened(call.db, asked.filter).items()
    )
