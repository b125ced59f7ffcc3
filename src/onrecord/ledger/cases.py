"""One incident as the counts, conflicts and outcomes see it: its tellings and the word of each voice, in content order."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.compare import Range, Spot, Stretch
from onrecord.ledger import party_rows, sides
from onrecord.ledger.among import AMONG
from onrecord.record import REPORT

_PARTIES = f"SELECT id, name, kind, named, side, same_as FROM party WHERE id {AMONG}"
_TELLINGS = f"""SELECT e.incident, e.id, e.report, e.origin, r.published, r.key, e.trigger_start,
    coalesce(r.publisher, json_extract(r.agencies, '$[0]')), e.type, e.mode, e.status, e.prominence, e.scale,
    e.earliest, e.latest, e.basis, e.place, e.place_kind, e.geonames, e.country, e.lat, e.lon, e.radius_km, e.state, r.kind
    FROM event e JOIN report r ON r.id = e.report WHERE e.incident {AMONG}"""
_ROLES = f"SELECT e.id, x.part, x.party FROM event e JOIN event_party x ON x.event = e.id WHERE e.incident {AMONG}"
_WORDS = f"""SELECT e.incident, a.id, a.event, a.voice, a.party, a.side, a.status, a.says, a.statements
    FROM event e JOIN account a ON a.event = e.id WHERE e.incident {AMONG}"""
_FIGURES = f"""SELECT f.account, f.effect, f.of, f.low, f.high, f.best
    FROM event e JOIN figure f ON f.event = e.id WHERE e.incident {AMONG} AND f.account IS NOT NULL"""
Order = tuple[str, str, int]
"""Publication, key of the report, place of the trigger: the order that depends on content alone."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant, read through merges."""

    id: int
    name: str
    kind: str
    named: bool
    side: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How many, of whom."""

    effect: str
    of: Party | None
    range: Range


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of one report.

    `text` is the report whose words it tells, copies folded; `family` the first of all that have words in common with the report.
    `corrects`: the report corrects one of its outlet's.
    """

    event: int
    order: Order
    report: int
    text: int
    family: int
    masthead: str
    published: str | None
    type: str
    mode: str | None
    status: str
    prominence: str
    scale: str
    days: Stretch | None
    spots: tuple[Spot, ...]
    by: tuple[Party, ...]
    to: tuple[Party, ...]
    counts: bool
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One voice's word on one telling; what it does not give is None or empty. `stored` is the side that its row has."""

    id: int
    telling: Telling
    voice: str
    party: Party | None
    side: str | None
    stored: str | None
    status: str
    action: str | None
    by: tuple[Party, ...]
    to: tuple[Party, ...]
    spots: tuple[Spot, ...]
    days: Stretch | None
    figures: tuple[Figure, ...]
    statements: tuple[str, ...]

    @property
    def name(self) -> str:
        """Whose word it is, for people."""
        if self.party is not None:
            return self.party.name
        return self.telling.masthead if self.voice == REPORT else "an unnamed voice"

    @property
    def speaker(self) -> str:
        """Who speaks, as far as this can be told across reports: a party that reports share, else the side and the kind of body."""
        if self.party is None:
            return f"{self.voice} {self.side}"
        return f"party {self.party.id}" if self.party.named else f"{self.party.kind} {self.side}"

    @property
    def order(self) -> tuple[Order, str, str]:
        """Content order: of the tellings, then of the voices."""
        return self.telling.order, "" if self.voice == REPORT else "1", self.name


@dataclass(frozen=True, slots=True)
class Case:
    """An incident's tellings and words, each in content order; those of a rejected event are not among them."""

    incident: int
    key: str
    tellings: tuple[Telling, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table `conflict`. `values` are the two values, as people read them."""

    kind: str
    field: str | None
    a: Word
    b: Word
    values: tuple[str, str]
    why: str


class Loader:
    """Loads incidents, many at a time; parties and reports that come up again are looked up once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._parties: dict[int, Party] = {}
        self._texts: dict[int, tuple[int, int]] = {}
        self._voices: dict[int, tuple[str, str]] = {}

    def cases(self, incidents: Collection[int]) -> list[Case]:
        """Those of some incidents of which anything is told, each with all of it."""
        among = (json.dumps(sorted(incidents)),)
        told = self._tellings(among)
        words = self._words(among, {telling.event: telling for group in told.values() for telling in group})
        keys = dict(self._db.execute(f"SELECT id, key FROM incident WHERE id {AMONG}", among))
        return [_case(incident, keys[incident], told[incident], words[incident]) for incident in sorted(told)]

    def case(self, incident: int) -> Case:
        """One incident of which something is told."""
        return self.cases((incident,))[0]

    def party(self, row: int) -> Party:
        """A party, read through merges."""
        self._look_up({row} - self._parties.keys())
        return self._parties[row]

    def _look_up(self, rows: Collection[int]) -> None:
        """Look up parties that are not known yet."""
        if rows:
            for id_, name, kind, named, side, same in self._db.execute(_PARTIES, (json.dumps(sorted(rows)),)).fetchall():
                whole = Party(id_, name, kind, bool(named), side)
                self._parties[id_] = whole if same is None else self.party(party_rows.root(self._db, id_))

    def _tellings(self, among: tuple[str]) -> dict[int, list[Telling]]:
        """What is told of each incident."""
        rows = self._db.execute(_TELLINGS, among).fetchall()
        self._copies({row[2] for row in rows} | {row[3] for row in rows})
        roles = self._roles(among)
        found: dict[int, list[Telling]] = {}
        for incident, *row in rows:
            found.setdefault(incident, []).append(self._telling(row, roles))
        return found

    def _telling(self, row: Sequence[Any], roles: Mapping[tuple[int, str], set[Party]]) -> Telling:
        event, report, origin, published, key, start, publisher, type_, mode, status, prominence, scale = row[:12]
        days, spot = Stretch(*row[12:15]), row[15:22]
        return Telling(
            event=event,
            order=(published or "9999", key, start),
            report=report,
            text=self._text(report, origin),
            family=self._copy(report)[0],
            masthead=publisher or f"report {key}",
            published=published,
            type=type_,
            mode=mode,
            status=status,
            prominence=prominence,
            scale=scale,
            days=days if days.earliest or days.latest else None,
            spots=(Spot(*spot),) if spot[0] else (),
            by=_in_order(roles.get((event, "by"), ())),
            to=_in_order(roles.get((event, "to"), ())),
            counts=row[22] != "rejected",
            corrects=row[23] == "correction",
        )

    def _roles(self, among: tuple[str]) -> dict[tuple[int, str], set[Party]]:
        """Who acts and who is acted on in each event."""
        rows = self._db.execute(_ROLES, among).fetchall()
        self._look_up({row[2] for row in rows} - self._parties.keys())
        found: dict[tuple[int, str], set[Party]] = {}
        for event, part, party in rows:
            found.setdefault((event, part), set()).add(self._parties[party])
        return found

    def _text(self, report: int, origin: int) -> int:
        """The report whose words a telling has: a whole copy's are its origin's, altered or not."""
        whole = self._copy_of(report)
        return self._copy_of(whole if whole != report else origin)

    def _copy_of(self, report: int) -> int:
        origin, whole = self._copy(report)
        return origin if whole else report

    def _copy(self, report: int) -> tuple[int, int]:
        if report not in self._texts:
            self._copies({report})
        return self._texts[report]

    def _copies(self, reports: set[int]) -> None:
        """Look up of whom some reports are copies, and whether in whole."""
        rows = self._db.execute(f"SELECT report, origin, whole FROM copy WHERE report {AMONG}", (json.dumps(sorted(reports)),))
        found = {report: (origin, whole) for report, origin, whole in rows}
        self._texts |= {report: found.get(report, (report, 0)) for report in reports}

    def _words(self, among: tuple[str], tellings: Mapping[int, Telling]) -> dict[int, list[Word]]:
        """The word of each voice, by incident."""
        rows = self._db.execute(_WORDS, among).fetchall()
        self._look_up({row[4] for row in rows if row[4] is not None} - self._parties.keys())
        figures = self._figures(among)
        found: dict[int, list[Word]] = defaultdict(list)
        for incident, *row in rows:
            found[incident].append(self._word(row, tellings[row[1]], figures.get(row[0], ())))
        return found

    def _word(self, row: Sequence[Any], telling: Telling, figures: tuple[Figure, ...]) -> Word:
        id_, _, voice, party, side, status, text, statements = row
        says = json.loads(text)
        days = Stretch(*says["days"]) if says.get("days") else None
        return Word(
            id=id_,
            telling=telling,
            voice=voice,
            party=self._parties[party] if party is not None else None,
            side=self._side(voice, side, telling),
            stored=side,
            status=status,
            action=says["action"]["type"] if says.get("action") else None,
            by=self._those(says.get("by")),
            to=self._those(says.get("to")),
            spots=tuple(Spot(*site) for site in says.get("at") or ()),
            days=days if days and (days.earliest or days.latest) else None,
            figures=figures,
            statements=tuple(json.loads(statements)),
        )

    def _those(self, rows: list[int] | None) -> tuple[Party, ...]:
        return tuple(self.party(row) for row in rows or ())

    def _side(self, voice: str, side: str | None, telling: Telling) -> str | None:
        """Whose word it is: a copy speaks with its origin's voice, also where its sentence was altered."""
        if telling.text not in self._voices:
            self._voices[telling.text] = sides.own_voice(self._db, telling.text)
        key, own = self._voices[telling.text]
        return own if voice == REPORT else None if side is None else sides.at_home(side, key)

    def _figures(self, among: tuple[str]) -> dict[int, tuple[Figure, ...]]:
        """What each account counts."""
        rows = self._db.execute(_FIGURES, among).fetchall()
        made: dict[int, list[Figure]] = {}
        for account, effect, of, low, high, best in rows:
            made.setdefault(account, []).append(Figure(effect, self.party(of) if of is not None else None, Range(low, high, best)))
        return {account: tuple(sorted(group, key=_figure_order)) for account, group in made.items()}


def _case(incident: int, key: str, told: Iterable[Telling], words: Iterable[Word]) -> Case:
    """An incident in content order. Where nothing that is told of it counts, its tellings are kept, and nobody's word is."""
    tellings = sorted(told, key=lambda telling: telling.order)
    kept = [telling for telling in tellings if telling.counts] or tellings
    heard = [word for word in words if word.telling.counts]
    return Case(incident, key, tuple(kept), tuple(sorted(heard, key=lambda word: word.order)))


def _in_order(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(sorted(parties, key=lambda p: (p.side, p.name, p.id)))


def _figure_order(figure: Figure) -> tuple[str, str, str]:
    return figure.effect, figure.of.name if figure.of else "", repr(figure.range)
