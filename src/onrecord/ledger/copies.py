"""Which reports are copies of one another, in whole or in part, sentence by sentence.

A sentence that was taken from another report (see `lineage`) belongs to the report at the end of that chain, its origin. Of the rest,
those that share half of their runs of words with the main origin are its sentences, edited. A report whose own words are next to
nothing is a copy as a whole. All of it follows from the texts and their dates alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.ledger import lineage, sentences

EDITED = 0.5
"""Share of a sentence's runs of five words that the main origin has too, at which it is that one's sentence, edited."""
OWN = 0.2
"""Share of its words that may be a copy's own: a local paragraph."""

Whole = tuple[int, float, int, str]
"""A row of `copy`: origin, share, whole, why."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A row of `sentence`."""

    n: int
    start: int
    stop: int
    words: int
    hash: int | None
    source: int | None
    origin: int


def update(db: sqlite3.Connection, report: int) -> set[int]:
    """Bring the sentences and copies that a report bears on up to date; the reports whose origins or copy changed, itself included."""
    changed = lineage.replace(db, report, sentences.pieces(_text(db, report)))
    return _settle(db, changed) | {report}


def remove(db: sqlite3.Connection, report: int) -> set[int]:
    """Let go of a report that counts no more; its sentences pass to whoever had them next. The reports that this changes."""
    changed = lineage.replace(db, report, ()) | _below(db, report)
    db.execute("DELETE FROM copy WHERE report = ?", (report,))
    return _settle(db, changed - {report})


# ---------------------------------------------------------------- in the order of publication
def _settle(db: sqlite3.Connection, reports: Iterable[int]) -> set[int]:
    """Look again at origins and the whole of some reports, earlier ones first, and of those that follow from them; all that changed."""
    changed: set[int] = set()
    waiting = {report: lineage.order_of(db, report) for report in reports}
    while waiting:
        report = min(waiting, key=lambda one: waiting[one])
        del waiting[report]
        moved, turned = _look(db, report)
        if moved or turned:
            changed.add(report)
        for other in _below(db, report) if turned else _next(db, report) if moved else ():
            waiting[other] = lineage.order_of(db, other)
    return changed


def _next(db: sqlite3.Connection, report: int) -> set[int]:
    """The reports that have sentences directly from one."""
    return {row[0] for row in db.execute("SELECT DISTINCT report FROM sentence WHERE source = ?", (report,))}


def _below(db: sqlite3.Connection, report: int) -> set[int]:
    """The reports that have sentences from one, directly or by way of others."""
    rows = db.execute(
        "WITH RECURSIVE below (id) AS (SELECT report FROM sentence WHERE source = ? "
        "UNION SELECT sentence.report FROM sentence JOIN below ON sentence.source = below.id) SELECT id FROM below",
        (report,),
    )
    return {row[0] for row in rows} - {report}


def _look(db: sqlite3.Connection, report: int) -> tuple[bool, bool]:
    """Write the origins of a report's sentences, and what it is as a whole; whether the first are others now, and the second."""
    rows = [_Sentence(*row) for row in db.execute(_ROWS, (report,))]
    before = db.execute("SELECT origin, share, whole, why FROM copy WHERE report = ?", (report,)).fetchone()
    origins, row = _judge(db, report, rows) if any(s.source is not None for s in rows) else ({}, None)
    moved = [(origins.get(s.n, report), report, s.n) for s in rows if origins.get(s.n, report) != s.origin]
    db.executemany("UPDATE sentence SET origin = ? WHERE report = ? AND n = ?", moved)
    if row != before:
        db.execute("DELETE FROM copy WHERE report = ?", (report,))
        if row is not None:
            db.execute("INSERT INTO copy (report, origin, share, whole, why) VALUES (?, ?, ?, ?, ?)", (report, *row))
    return bool(moved), row != before


_ROWS = "SELECT n, start, stop, words, hash, source, origin FROM sentence WHERE report = ? ORDER BY n"


# ---------------------------------------------------------------- what a report is as a whole
def _judge(db: sqlite3.Connection, report: int, rows: list[_Sentence]) -> tuple[dict[int, int], Whole]:
    """The origins of the sentences that are not a report's own, and its row of `copy`."""
    text = _text(db, report)
    origins = _chained(db, rows)
    weights: dict[int, int] = {}
    for s in rows:
        if s.n in origins:
            weights[origins[s.n]] = weights.get(origins[s.n], 0) + s.words
    main = min(weights, key=lambda one: (-weights[one], lineage.order_of(db, one)))
    theirs = _text(db, main)
    rest = [s for s in rows if s.n not in origins and s.words >= sentences.LEAST]
    runs = _runs_of(theirs) if rest else set()
    origins.update({s.n: main for s in rest if _alike(text[s.start : s.stop], runs)})
    told = {s.n: s.words for s in rows if not sentences.is_credit(text[s.start : s.stop])}
    share = sum(words for n, words in told.items() if n in origins) / max(1, sum(told.values()))
    above = db.execute("SELECT origin, whole FROM copy WHERE report = ?", (main,)).fetchone()
    root = above[0] if above and above[1] else main
    why = _why(db, main, root, (len(rows), sorted(n + 1 for n in origins), share), _changes(db, main, rows, text, theirs))
    return origins, (root, round(share, 3), int(share >= 1 - OWN), why)


def _chained(db: sqlite3.Connection, rows: Iterable[_Sentence]) -> dict[int, int]:
    """The origins of the sentences that have a source: those that it has them from."""
    found: dict[int, dict[int, int]] = {}
    for source in {s.source for s in rows if s.source is not None}:
        above = db.execute("SELECT hash, origin FROM sentence WHERE report = ? AND hash IS NOT NULL ORDER BY n DESC", (source,))
        found[source] = dict(above.fetchall())
    return {s.n: found[s.source][s.hash] for s in rows if s.source is not None and s.hash is not None}


def _runs_of(text: str) -> set[str]:
    """The runs of five words of a text."""
    flat = sentences.unwrapped(text)
    return sentences.shingles([word for start, stop in sentences.spans(flat) for word in sentences.normal(flat[start:stop])])


def _alike(sentence: str, theirs: set[str]) -> bool:
    mine = sentences.shingles(sentences.normal(sentence))
    return len(mine & theirs) >= EDITED * len(mine)


def _why(db: sqlite3.Connection, main: int, root: int, what: tuple[int, list[int], float], changes: list[str]) -> str:
    """The decision in a sentence for people: which sentences, whose, and which figures differ."""
    (_, key), (_, first) = lineage.order_of(db, main), lineage.order_of(db, root)
    named = key if main == root else f"{key}, itself a copy of {first}"
    count, copied, share = what
    said = f"{_runs(copied)} of {count} sentences ({share:.0%} of the words) as in {named}"
    return said + (f"; other figures: {', '.join(changes)}" if changes else "")


def _changes(db: sqlite3.Connection, main: int, rows: Iterable[_Sentence], text: str, theirs: str) -> list[str]:
    """Figures that a copied sentence gives otherwise than its origin does, as "12 -> 21"."""
    rows_of_main = db.execute("SELECT hash, start, stop FROM sentence WHERE report = ?", (main,))
    spans = {hash_: (start, stop) for hash_, start, stop in rows_of_main}
    found = []
    for s in rows:
        if s.hash is not None and s.hash in spans:
            start, stop = spans[s.hash]
            numbers = sentences.figures(theirs[start:stop]), sentences.figures(text[s.start : s.stop])
            if len(numbers[0]) == len(numbers[1]):
                found += [f"{a} -> {b}" for a, b in zip(*numbers, strict=True) if a != b]
    return list(dict.fromkeys(found))[:5]


def _runs(numbers: list[int]) -> str:
    """Numbers with their runs drawn together.

    >>> _runs([1, 2, 3, 5])
    '1-3, 5'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _text(db: sqlite3.Connection, report: int) -> str:
    text: str = db.execute("SELECT text FROM report WHERE id = ?", (report,)).fetchone()[0]
    return text
