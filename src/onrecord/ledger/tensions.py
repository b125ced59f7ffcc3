"""Tension within a report: two of its events that pull against each other, as a conflict of both incidents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from onrecord.ledger.cases import Case, Loader, Row, Word

Links = Mapping[int, Sequence[tuple[int, int]]]
"""The pairs of events that pull against each other, the one that has the link first, by each of the two."""

_LINKS = """SELECT event, other FROM event_link WHERE kind = 'tension'
    AND (event IN (SELECT value FROM json_each(?1)) OR other IN (SELECT value FROM json_each(?1)))"""


def links(db: sqlite3.Connection, cases: Iterable[Case]) -> Links:
    """The pairs that have an event of some incidents."""
    events = json.dumps(sorted(telling.event for case in cases for telling in case.tellings))
    found: dict[int, list[tuple[int, int]]] = {}
    for one, two in sorted(db.execute(_LINKS, (events,))):
        for event in (one, two):
            found.setdefault(event, []).append((one, two))
    return found


def find(db: sqlite3.Connection, case: Case, tense: Links, loader: Loader) -> list[Row]:
    """A row for each two events of one text that pull against each other, one of them of this incident; copies are left out."""
    found: dict[tuple[int, str, str], Row] = {}
    first = {word.telling.event: word for word in reversed(case.words)}
    for telling in case.tellings:
        for one, two in tense.get(telling.event, ()):
            a, b = (first.get(event) or _word(db, event, loader) for event in (one, two))
            if a is None or b is None:
                continue
            said = _words(db, one), _words(db, two)
            why = f"“{said[0]}” against “{said[1]}”, both in {telling.masthead}"
            found.setdefault((telling.text, _kind(db, one), _kind(db, two)), Row("tension", None, a, b, said, why))
    return list(found.values())


def _word(db: sqlite3.Connection, event: int, loader: Loader) -> Word | None:
    """The first word on an event of another incident."""
    row = db.execute("SELECT incident FROM event WHERE id = ?", (event,)).fetchone()
    if row is None or row[0] is None:
        return None
    return next((word for word in loader.case(row[0]).words if word.telling.event == event), None)


def _kind(db: sqlite3.Connection, event: int) -> str:
    type_, mode, status = db.execute("SELECT type, mode, status FROM event WHERE id = ?", (event,)).fetchone()
    return f"{type_} {mode} {status}"


def _words(db: sqlite3.Connection, event: int) -> str:
    """The sentence in which an event is told, else its words."""
    row = db.execute(
        "SELECT substr(r.shown_text, s.start + 1, s.stop - s.start) FROM event e JOIN report r ON r.id = e.report "
        "JOIN sentence s ON s.report = e.report AND s.start <= e.trigger_start AND e.trigger_start < s.stop WHERE e.id = ?",
        (event,),
    ).fetchone()
    if row is None:
        row = db.execute("SELECT words FROM event WHERE id = ?", (event,)).fetchone()
    return " ".join(str(row[0]).split())
