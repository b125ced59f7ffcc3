"""The claims matrix of an incident: a row for each question, a column for each voice, in the cells what it says and in which words.

Copies are folded: what a copy says stands in the column of the report that it repeats. What a voice does not say is left empty, and
"taken together" is what the ledger makes of all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from onrecord.exports.agreed import given
from onrecord.exports.incident_words import shown, voice
from onrecord.exports.sentences import phrase
from onrecord.exports.values import amount, country, day, period, uncounted
from onrecord.exports.wording import CERTAINTY
from onrecord.ledger.views import AccountRow, ConflictKind, Days, FigureRow, Incident, Party, Site, Telling
from onrecord.record import REPORT, Action, Status

_KINDS = {
    "state": "a state", "armed-group": "an armed group", "party": "a party", "company": "a company", "organisation": "an organisation",
    "media": "an outlet", "person": "a person", "people": "people without a name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quote:
    """Words behind a cell, the report that has them, through whom they came, and the copies that have them too."""

    words: str
    report: str
    event: str
    outlet: str
    told: str | None
    relays: tuple[str, ...]
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that a voice says. `status` is set in the first row; `differs` where another voice says what cannot be true beside it."""

    text: str
    quotes: tuple[Quote, ...]
    differs: bool = False
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A voice, whose side it speaks for, and how many texts and copies have its word. `own`: a report itself vouches."""

    name: str
    side: str
    side_words: str
    own: bool
    reports: int
    copies: int


@dataclass(frozen=True, slots=True)
class Group:
    """Voices of one side that stand next to each other, and how many they are."""

    words: str
    columns: int


@dataclass(frozen=True, slots=True)
class Line:
    """A question with what is held of it, taken together, and a cell for each voice: what it says, nothing where it is silent.

    `open` says why nothing is held of it: that nobody says it, or that what is said is not agreed on.
    """

    kind: ConflictKind
    question: str
    together: tuple[str, ...]
    open: str
    cells: tuple[tuple[Value, ...], ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix: groups and columns of its head, and its lines."""

    groups: tuple[Group, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """A question: what an account says to it, and what the incident as a whole has."""

    kind: ConflictKind
    words: str
    says: Callable[[Incident, AccountRow], tuple[str, ...]]
    together: Callable[[Incident], tuple[str, ...]]
    always: bool = True


@dataclass(frozen=True, slots=True)
class _Told:
    """The tellings of an incident by their events, and which of these only repeat another one of them."""

    by_event: Mapping[str, Telling]
    copies: frozenset[str]

    @classmethod
    def of(cls, incident: Incident) -> _Told:
        """Those of an incident."""
        there = {telling.report for telling in incident.tellings}
        copies = frozenset(telling.event for telling in incident.tellings if telling.copy_of in there)
        return cls({telling.event: telling for telling in incident.tellings}, copies)


def matrix(incident: Incident) -> Matrix:
    """The claims matrix of an incident: the reports' own voices first, then the others by side."""
    tellings = _Told.of(incident)
    voices = _voices(incident, tellings)
    columns = tuple(_column(incident, accounts, tellings) for accounts in voices)
    lines = [_line(incident, question, voices, tellings) for question in QUESTIONS]
    kept = tuple(line for line, question in zip(lines, QUESTIONS, strict=True) if question.always or any(line.cells))
    return Matrix(tuple(_groups(columns)), columns, kept)


def part(whole: Matrix, start: int, most: int) -> Matrix:
    """Some columns of a matrix, so many from one on; its lines say what they say of all voices."""
    columns = whole.columns[start : start + most]
    lines = tuple(replace(line, cells=line.cells[start : start + most]) for line in whole.lines)
    return Matrix(tuple(_groups(columns)), columns, lines)


# ---------------------------------------------------------------- the head
def _voices(incident: Incident, tellings: _Told) -> list[list[AccountRow]]:
    """The accounts of each voice, reports' own voices first, the voices of one side next to each other."""
    found: dict[tuple[str, str], list[AccountRow]] = {}
    sides: dict[str, int] = {}
    for account in incident.accounts:
        name = voice(incident, account)
        side = account.side or f"?{name}"
        if account.voice == REPORT:  # in a copy it is the voice of the report that is copied
            found.setdefault((side, REPORT), []).append(account)
        else:
            found.setdefault((side, name), []).append(account)
        sides.setdefault(side, len(sides))
    order = sorted(found, key=lambda key: (key[1] != REPORT, key[0].startswith("?"), sides[key[0]]))
    return [sorted(found[key], key=lambda account: tellings.by_event[account.event].copy_of is not None) for key in order]


def _column(incident: Incident, accounts: list[AccountRow], tellings: _Told) -> Column:
    first = accounts[0]
    own = [a for a in accounts if a.event not in tellings.copies]
    reports, copies = {a.report for a in own}, {a.report for a in accounts} - {a.report for a in own}
    return Column(
        voice(incident, first), first.side or "", side_words(first.side), first.voice == REPORT, max(len(reports), 1), len(copies)
    )


def side_words(side: str | None) -> str:
    """Whose word it is, for people.

    >>> side_words("state/ISR"), side_words("state/?"), side_words("media/harbour courier"), side_words(None)
    ('the state of Israel', 'a state, not said which', 'an outlet', 'whose side is not known')
    """
    if side is None:
        return "whose side is not known"
    kind, _, who = side.partition("/")
    words = _KINDS.get(kind, kind)
    if who == "?":
        return f"{words}, not said which"
    return f"the state of {country(who)}" if kind == "state" else words


def _groups(columns: Iterable[Column]) -> Iterator[Group]:
    """The columns of one side drawn together; outlets that speak for themselves stand under one heading."""
    words, count = "", 0
    for column in columns:
        said = "reports themselves" if column.own else column.side_words
        if said != words and count:
            yield Group(words, count)
            count = 0
        words, count = said, count + 1
    if count:
        yield Group(words, count)


# ---------------------------------------------------------------- the cells
def _line(incident: Incident, question: _Question, voices: list[list[AccountRow]], tellings: _Told) -> Line:
    """A question with its cells; those that a conflict names differ, and so do those that say the same as one of these."""
    conflicts = [c for c in incident.conflicts if c.kind == question.kind]
    apart = {account for conflict in conflicts for account in (conflict.a, conflict.b) if account is not None}
    found = [list(_values(incident, question, accounts, apart, tellings)) for accounts in voices]
    contested = {value.text for cell in found for value in cell if value.differs}
    cells = tuple(tuple(replace(value, differs=value.text in contested) for value in cell) for cell in found)
    together = question.together(incident)
    why = "" if together else "not agreed" if any(cells) else "not known"
    return Line(question.kind, question.words, together, why, cells, bool(conflicts))


def _values(
    incident: Incident, question: _Question, accounts: list[AccountRow], apart: set[int], tellings: _Told
) -> Iterator[Value]:
    """What one voice says to a question, the same words once, with all that they are read from."""
    said: dict[tuple[str, ...], list[AccountRow]] = {}
    for account in accounts:
        if values := question.says(incident, account):
            said.setdefault(values, []).append(account)
    for values, who in said.items():
        status = who[0].status if question.kind == "status" else None
        yield Value(", ".join(values), tuple(_quotes(who, tellings)), any(a.id in apart for a in who), status)


def _quotes(accounts: list[AccountRow], tellings: _Told) -> Iterator[Quote]:
    """The words of some accounts, those of copies folded under the report that they repeat."""
    copies: dict[str, list[str]] = {}
    for account in accounts:
        telling = tellings.by_event[account.event]
        if account.event in tellings.copies and telling.copy_of is not None:
            copies.setdefault(telling.copy_of, []).append(outlet(telling))
    there = {account.report for account in accounts}
    for account in accounts:
        telling = tellings.by_event[account.event]
        if account.event in tellings.copies and telling.copy_of in there:
            continue
        told = day(telling.published, weekday=False) if telling.published else None
        words = account.words or telling.sentence
        also = tuple(dict.fromkeys(copies.get(account.report, ())))
        yield Quote(words, account.report, telling.name, outlet(telling), told, account.relays, also)


def outlet(telling: Telling) -> str:
    """Where a telling stands, for people: the publisher, else the report's key."""
    return telling.publisher or f"report {telling.report}"


# ---------------------------------------------------------------- the questions
def _status(_: Incident, account: AccountRow) -> tuple[str, ...]:
    sure = (CERTAINTY[account.certainty],) if account.certainty != "certain" else ()
    return (account.status, *sure)


def _action(incident: Incident, account: AccountRow) -> tuple[str, ...]:
    action = account.says.action
    return (phrase(action)["noun"],) if action and (action.type, action.mode) != (incident.type, incident.mode) else ()


def _parties(parties: tuple[Party, ...] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party.name for party in parties or ()))


def _sites(sites: Iterable[Site]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(site.name for site in sites))


def _days(days: Days | None) -> tuple[str, ...]:
    said = period(days.earliest, days.latest, weekday=False) if days else ""
    return (said,) if said else ()


def count_words(figure: FigureRow) -> str:
    """A figure for people: "at least 12 people killed"."""
    count = amount(figure.low, figure.high, figure.best)
    bare = uncounted(figure.of.name) if figure.of else ""
    whom = f" {bare}" if bare else ""
    return f"{count}{whom} {figure.effect}"


def _together_figures(incident: Incident) -> tuple[str, ...]:
    """The events' own figures, each once."""
    return tuple(dict.fromkeys(count_words(figure) for figure in incident.figures if figure.account is None))


QUESTIONS: tuple[_Question, ...] = (
    _Question("status", "Did it happen?", _status, lambda i: (i.status,)),
    _Question("action", "What was it?", _action, lambda i: (phrase_of(i),), always=False),
    _Question("by", "Who did it?", lambda _, a: _parties(a.says.by), lambda i: _parties(shown(i).by)),
    _Question("to", "To whom?", lambda _, a: _parties(a.says.to), lambda i: _parties(shown(i).to)),
    _Question("place", "Where?", lambda _, a: _sites(a.says.at or ()), lambda i: _sites((i.site,) if i.site else ())),
    _Question("date", "When?", lambda _, a: _days(a.says.days), lambda i: _days(i.days)),
    _Question("figures", "How many?", lambda i, a: tuple(dict.fromkeys(map(count_words, given(i, a)))), _together_figures),
)
"""The rows of the matrix. Taken together, only those have done it who are agreed on, as in the incident's sentence.

What kind of act it was is asked only where a voice calls it another.
"""


def phrase_of(incident: Incident) -> str:
    """What kind of act an incident is: "a withdrawal"."""
    return phrase(Action(incident.type, incident.mode))["noun"]
