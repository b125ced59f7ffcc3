"""The accounts of tellings, with the words that they are read from and the figures that they give, read for many at a time."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.ledger.among import AMONG
from onrecord.ledger.telling_rows import Told, parties, those, words
from onrecord.ledger.views import AccountRow, Days, FigureRow, Party, Said, Site
from onrecord.record import REPORT, Action, Span

UNNAMED = "an unnamed voice"
_ACCOUNTS = f"SELECT id, event, voice, party, side, status, certainty, says, statements FROM account WHERE event {AMONG}"
_FIGURES = f"SELECT event, account, effect, of, low, high, best FROM figure WHERE event {AMONG} ORDER BY effect, low, high, best, id"
_STATEMENTS = f"""
SELECT a.id, s.id, s.start, s.stop FROM account a JOIN json_each(a.statements) j JOIN event e ON e.id = a.event
JOIN statement s ON s.report = e.report AND s.name = j.value WHERE a.event {AMONG} ORDER BY a.id, s.start, s.stop
"""
_RELAYS = f"SELECT statement, party FROM statement_party WHERE part = 'relay' AND statement {AMONG} ORDER BY statement, n"


@dataclass(frozen=True, slots=True)
class Accounts:
    """All accounts and figures of some incidents, by incident, in content order; `numbers` are those of accounts by their rows."""

    accounts: Mapping[int, tuple[AccountRow, ...]]
    figures: Mapping[int, tuple[FigureRow, ...]]
    numbers: Mapping[int, int]


def accounts(db: sqlite3.Connection, told: Sequence[Told]) -> Accounts:
    """The accounts of some tellings. Those of one incident are numbered from 1, so that they have the same number in every ledger."""
    chosen = those(one.event for one in told)
    rows = db.execute(_ACCOUNTS, chosen).fetchall()
    given = db.execute(_FIGURES, chosen).fetchall()
    said = _Said(db, chosen)
    says = {row[0]: json.loads(row[7]) for row in rows}
    named = {row[3] for row in rows} | {row[3] for row in given} | {one for says_ in says.values() for one in _meant(says_)}
    known = parties(db, (named | said.relaying) - {None})
    made = _Maker(known, said, says, _by(given, 1))
    return made.all(told, _by(rows, 1), _by(given, 0))


def _by(rows: Sequence[tuple[Any, ...]], column: int) -> Mapping[Any, list[tuple[Any, ...]]]:
    found: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _meant(says: Mapping[str, Any]) -> Iterator[int]:
    """The parties of what a voice itself gives."""
    for part in ("by", "to"):
        yield from says.get(part) or ()


class _Said:
    """The statements of accounts: where their words stand, and through whom they came."""

    def __init__(self, db: sqlite3.Connection, chosen: tuple[str]) -> None:
        self.spans: dict[int, list[Span]] = defaultdict(list)
        self.statements: dict[int, list[int]] = defaultdict(list)
        for account, statement, start, stop in db.execute(_STATEMENTS, chosen):
            self.spans[account].append((start, stop))
            self.statements[account].append(statement)
        self.relays: dict[int, list[int]] = defaultdict(list)
        relays = db.execute(_RELAYS, those(one for group in self.statements.values() for one in group)).fetchall()
        for statement, party in relays:
            self.relays[statement].append(party)
        self.relaying = {party for _, party in relays}


@dataclass(slots=True)
class _Maker:
    """Puts accounts together from the rows that were read."""

    known: Mapping[int, Party]
    said: _Said
    says: Mapping[int, Mapping[str, Any]]
    given: Mapping[Any, list[tuple[Any, ...]]]

    def all(
        self, told: Sequence[Told], rows: Mapping[Any, list[tuple[Any, ...]]], figures: Mapping[Any, list[tuple[Any, ...]]]
    ) -> Accounts:
        """The accounts of some tellings, which are in content order."""
        found: dict[int, tuple[AccountRow, ...]] = defaultdict(tuple)
        counted: dict[int, tuple[FigureRow, ...]] = defaultdict(tuple)
        numbers = {}
        for one in told:
            for row in sorted(rows[one.event], key=self._order):
                numbers[row[0]] = len(found[one.incident]) + 1
                found[one.incident] += (self._account(one, row, numbers[row[0]]),)
            counted[one.incident] += tuple(self._figure(one, figure, numbers.get(figure[1])) for figure in figures[one.event])
        return Accounts(found, counted, numbers)

    def _order(self, row: tuple[Any, ...]) -> tuple[bool, str, str]:
        """A report's own voice first, then by name."""
        return row[2] != REPORT, self.known[row[3]].name if row[3] is not None else "", row[2]

    def _account(self, one: Told, row: tuple[Any, ...], number: int) -> AccountRow:
        id_, _, voice, party, side, status, certainty, _, _ = row
        spans = tuple(self.said.spans.get(id_, ())) or ((one.telling.sentence_span,) if voice == REPORT else ())
        name = self.known[party].name if party is not None else one.source.masthead if voice == REPORT else UNNAMED
        return AccountRow(
            id=number, event=one.telling.event, report=one.source.key, voice=voice, name=name,
            party=self.known[party] if party is not None else None, side=side, status=status, certainty=certainty,
            says=self._says(self.says[id_]), figures=tuple(self._figure(one, figure, number) for figure in self.given.get(id_, ())),
            relays=self._relays(id_), words=" … ".join(words(one.source.text, *span) for span in spans), spans=spans,
        )  # fmt: skip

    def _relays(self, account: int) -> tuple[str, ...]:
        """Through whom the words came, nearest the speaker first, each once."""
        relays = [party for statement in self.said.statements.get(account, ()) for party in self.said.relays.get(statement, ())]
        return tuple(dict.fromkeys(self.known[party].name for party in relays))

    def _says(self, says: Mapping[str, Any]) -> Said:
        action, at, days = says.get("action"), says.get("at"), says.get("days")
        by, to = (tuple(self.known[party] for party in says[part]) if part in says else None for part in ("by", "to"))
        return Said(
            action=Action(**action) if action else None, by=by, to=to,
            at=tuple(Site(*site) for site in at) if at is not None else None,
            days=Days(*days) if days else None,
        )  # fmt: skip

    def _figure(self, one: Told, row: tuple[Any, ...], number: int | None) -> FigureRow:
        _, _, effect, of, low, high, best = row
        return FigureRow(one.telling.event, effect, self.known[of] if of is not None else None, low, high, best, number)
