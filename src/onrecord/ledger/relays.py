"""Who only passes on another's word: "the newspaper reported the official as saying" is one voice, the official's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from onrecord.ledger.cases import Word


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement: where its content stands, who speaks, through whom."""

    start: int
    stop: int
    speakers: frozenset[int]
    relays: frozenset[int]


def first_speakers(db: sqlite3.Connection, words: Iterable[Word], party: Callable[[int], int]) -> list[Word]:
    """The words of those who speak for themselves. `party` reads a party's row through merges.

    Left out is whoever stands in a chain between the report and another one who has a word on the same event, and says no more than that.
    """
    found = list(words)
    tellings: dict[int, list[Word]] = {}
    for word in found:
        if word.party is not None:
            tellings.setdefault(word.telling.event, []).append(word)
    passing = set[int]()
    for group in tellings.values():
        if len({word.party.id for word in group if word.party is not None}) > 1:
            said = _statements(db, group[0].telling.report, party)
            passing |= {word.id for word in group if any(one.relays for one in said.values()) and _passes_on(word, group, said)}
    return [word for word in found if word.id not in passing]


def _passes_on(word: Word, group: list[Word], said: dict[str, _Said]) -> bool:
    """Whether all that somebody states of an event is what another one told him."""
    own = [said[name] for name in word.statements if name in said]
    others = {other.party.id for other in group if other.party is not None and other.party != word.party}
    passed = [one for one in said.values() if word.party is not None and word.party.id in one.relays and one.speakers & others]
    return bool(own) and all(any(one.start < other.stop and other.start < one.stop for other in passed) for one in own)


def _statements(db: sqlite3.Connection, report: int, party: Callable[[int], int]) -> dict[str, _Said]:
    """The statements of a report by their ids in the record."""
    found: dict[str, tuple[int, int, dict[str, set[int]]]] = {}
    rows = db.execute(
        "SELECT s.name, s.start, s.stop, x.part, x.party FROM statement s JOIN statement_party x ON x.statement = s.id "
        "WHERE s.report = ? AND x.part IN ('speaker', 'relay')",
        (report,),
    ).fetchall()
    for name, start, stop, part, row in rows:
        found.setdefault(name, (start, stop, {"speaker": set(), "relay": set()}))[2][part].add(party(row))
    return {name: _Said(start, stop, frozenset(who["speaker"]), frozenset(who["relay"])) for name, (start, stop, who) in found.items()}
