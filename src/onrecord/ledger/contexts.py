"""The words by which events are compared, taken from the reports' texts once and kept as numbers."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from onrecord.ledger.among import AMONG_FIRST
from onrecord.ledger.words import bag, name_tokens, salient, tokens

_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])|\n\s*\n")
_EVENTS = f"SELECT report, id, trigger_start, trigger_stop FROM event WHERE id {AMONG_FIRST} ORDER BY report, id"
_NAMES = f"""SELECT x.event,
    coalesce((SELECT json_extract(min(gave), '$[0]') FROM actor WHERE actor.party = p.id AND actor.report = e.report), p.name)
    FROM event_party x JOIN party p ON p.id = x.party JOIN event e ON e.id = x.event WHERE x.event {AMONG_FIRST}
    UNION ALL SELECT id, place FROM event WHERE id {AMONG_FIRST} AND place IS NOT NULL
    UNION ALL SELECT event, place FROM event_place WHERE event {AMONG_FIRST}"""
_PUT = """INSERT INTO context (event, sentence, words) VALUES (?, ?, ?)
    ON CONFLICT (event) DO UPDATE SET sentence = excluded.sentence, words = excluded.words"""
_WINDOW = 300
"""Characters to each side that are searched for the ends of a sentence."""


def write(db: sqlite3.Connection, events: Iterable[int]) -> None:
    """Make the words of some events anew, and those of their reports where there are none yet.

    An event's words are those of its sentence, without the trigger, and the names of its parties and places, which the sentence may
    only take up ("the priests").
    """
    among = (json.dumps(sorted(events)),)
    by_report: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for report, *told in db.execute(_EVENTS, among):
        by_report[report].append((*told,))
    names: dict[int, list[str]] = defaultdict(list)
    for event, name in db.execute(_NAMES, among):
        names[event].append(name)
    for report, group in by_report.items():
        (text,) = db.execute("SELECT text FROM report WHERE id = ?", (report,)).fetchone()
        if db.execute("SELECT 1 FROM sketch WHERE report = ?", (report,)).fetchone() is None:
            db.execute("INSERT INTO sketch (report, words) VALUES (?, ?)", (report, salient(tokens(text)).pack()))
        spans = db.execute("SELECT start, stop, hash FROM sentence WHERE report = ? ORDER BY start", (report,)).fetchall()
        rows = []
        for event, start, stop in group:
            first, last = sentence_around(text, start, stop)
            hashed = next((h for low, high, h in spans if low <= start < high), None)
            said = (*tokens(text[first:start]), *tokens(text[stop:last]), *(word for name in names[event] for word in name_tokens(name)))
            rows.append((event, hashed, bag(said).pack()))
        db.executemany(_PUT, rows)


def forget(db: sqlite3.Connection, events: Iterable[int]) -> None:
    """Delete the words of some events and of their reports."""
    for event in events:
        db.execute("DELETE FROM sketch WHERE report = (SELECT report FROM event WHERE id = ?)", (event,))
        db.execute("DELETE FROM context WHERE event = ?", (event,))


def sentence_around(text: str, start: int, stop: int) -> tuple[int, int]:
    """Where the sentence that holds some characters begins and ends, by its marks.

    >>> sentence_around("It rained. Rebels shelled the market. Ten died.", 18, 25)
    (11, 38)
    """
    low, high = max(0, start - _WINDOW), min(len(text), stop + _WINDOW)
    before = [match.end() for match in _END.finditer(text, low, start + 1)]
    after = _END.search(text, stop, high)
    return (before[-1] if before else low), (after.end() if after else high)
