"""Runs and what became of their inputs: counts that add up, failures by cause, and what may be tried again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from onrecord.errors import UnknownError
from onrecord.text import canonical


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what it was asked, when, how its inputs ended, and why some failed. `ended` is None if it was stopped or still runs."""

    id: int
    verb: str
    sources: tuple[str, ...]
    started: str
    ended: str | None
    seconds: float | None
    words: int
    ends: dict[str, int]
    causes: dict[str, int]

    @property
    def inputs(self) -> int:
        """All inputs; each ended in exactly one way."""
        return sum(self.ends.values())

    @property
    def rate(self) -> float | None:
        """Words a second, or None where nothing was read or the run has not ended."""
        return self.words / self.seconds if self.words and self.seconds else None


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a run and how it ended."""

    source: str
    line: int | None
    outcome: str
    reason: str | None
    report: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs of a run that failed, or were skipped, for one cause. `open`: some of them can be tried again and were not since."""

    outcome: str
    cause: str
    count: int
    open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a run's book: an input by its number, and where it was tried again since, in which run and how that ended.

    `open`: it can be tried again and was not since.
    """

    id: int
    source: str
    line: int | None
    outcome: str
    reason: str | None
    cause: str | None
    report: str | None
    later: int | None
    later_outcome: str | None
    open: bool


def begin(db: sqlite3.Connection, verb: str, sources: Sequence[str], options: dict[str, str | None] | None = None) -> int:
    """A new run's id. Its time is for people; what came first is told by ids."""
    named = [canonical(source) for source in sources]  # a file's name need not be UTF-8
    told = {name: canonical(value) if value else value for name, value in (options or {}).items()}
    values = (verb, json.dumps(named, ensure_ascii=False), json.dumps(told, ensure_ascii=False), _now())
    row = db.execute("INSERT INTO run (verb, sources, options, started) VALUES (?, ?, ?, ?)", values).lastrowid
    assert row is not None
    return row


def end(db: sqlite3.Connection, run: int, seconds: float) -> None:
    """Mark a run as ended."""
    db.execute("UPDATE run SET ended = ?, seconds = ? WHERE id = ?", (_now(), round(seconds, 3), run))


def stop(db: sqlite3.Connection, run: int, seconds: float) -> None:
    """Mark a run as stopped by a person: it has no end, but it is known how long it took."""
    db.execute("UPDATE run SET seconds = ? WHERE id = ? AND ended IS NULL", (round(seconds, 3), run))


def latest(db: sqlite3.Connection, *, limit: int = 20, before: int | None = None) -> list[Run]:
    """The last runs, or the last ones before one, the latest first."""
    rows = db.execute("SELECT id FROM run WHERE ? IS NULL OR id < ? ORDER BY id DESC LIMIT ?", (before, before, limit)).fetchall()
    return [one(db, row[0]) for row in rows]


def one(db: sqlite3.Connection, run: int) -> Run:
    """One run. Raises UnknownError if there is none of that number."""
    row = db.execute("SELECT id, verb, sources, started, ended, seconds, words FROM run WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise UnknownError(f"there is no run {run}; onrecord runs lists them")
    ends = dict(db.execute("SELECT outcome, count(*) FROM input WHERE run = ? GROUP BY outcome ORDER BY outcome", (run,)))
    causes = dict(
        db.execute(
            "SELECT coalesce(cause, 'unknown'), count(*) AS n FROM input WHERE run = ? AND outcome IN ('failed', 'skipped') "
            "GROUP BY 1 ORDER BY n DESC, 1",
            (run,),
        )
    )
    number, verb, sources, started, ended, seconds, words = row
    return Run(number, verb, tuple(json.loads(sources)), started, ended, seconds, words, ends, causes)


def inputs(db: sqlite3.Connection, run: int, outcomes: Sequence[str] = ()) -> list[Input]:
    """The inputs of a run in order, of all outcomes or of some."""
    chosen = f" AND outcome IN ({', '.join('?' * len(outcomes))})" if outcomes else ""
    rows = db.execute(
        "SELECT source, line, outcome, reason, report.key FROM input LEFT JOIN report ON report.id = input.report "
        f"WHERE run = ?{chosen} ORDER BY input.id",
        (run, *outcomes),
    )
    return [Input(*row) for row in rows]


_LAST = """
source NOT IN ('', 'standard input', 'pasted text') AND source NOT LIKE 'uploaded: %' AND NOT EXISTS
(SELECT 1 FROM input later WHERE later.source = input.source AND later.line IS input.line AND later.id > input.id)
"""
"""Inputs that can be had again, and were not met since."""


def to_retry(
    db: sqlite3.Connection, outcome: str, run: int | None = None, *, cause: str | None = None, input: int | None = None
) -> dict[str, set[int] | None]:
    """Sources whose last attempt ended so, each with its lines; None for a source that is one input.

    All of them, or those of one run, of one cause, or one input by its number. What came from standard input, was pasted or uploaded
    cannot be had again and is left out.
    """
    asked = {"run = ?": run, "coalesce(cause, 'unknown') = ?": cause, "id = ?": input}
    given = {condition: value for condition, value in asked.items() if value is not None}
    rows = db.execute(
        f"SELECT source, line FROM input WHERE {' AND '.join(['outcome = ?', *given])} AND {_LAST} ORDER BY source, line",
        (outcome, *given.values()),
    ).fetchall()
    grouped = {source: [line for _, line in group] for source, group in groupby(rows, key=lambda row: row[0])}
    return {source: None if None in lines else set(lines) for source, lines in grouped.items()}


def groups(db: sqlite3.Connection, run: int) -> list[Group]:
    """What failed in a run and what was skipped, by cause, the most frequent first."""
    rows = db.execute(
        "SELECT outcome, coalesce(cause, 'unknown') AS why, count(*) AS n, EXISTS (SELECT 1 FROM input WHERE run = told.run "
        f"AND outcome = told.outcome AND coalesce(cause, 'unknown') = coalesce(told.cause, 'unknown') AND {_LAST}) "
        "FROM input told WHERE run = ? AND outcome IN ('failed', 'skipped') GROUP BY outcome, why ORDER BY outcome, n DESC, why",
        (run,),
    )
    return [Group(outcome, cause, count, bool(open_)) for outcome, cause, count, open_ in rows]


def lines(
    db: sqlite3.Connection, run: int, *, outcome: str | None = None, cause: str | None = None, after: int = 0, limit: int = 100
) -> list[Line]:
    """Lines of a run's book in their order, from after one on; all of them, or those of an outcome and of a cause."""
    asked = {"outcome = ?": outcome, "coalesce(cause, 'unknown') = ?": cause}
    given = {condition: value for condition, value in asked.items() if value is not None}
    later = "SELECT {} FROM input later WHERE later.source = input.source AND later.line IS input.line AND later.id > input.id"
    rows = db.execute(
        "SELECT input.id, source, line, outcome, reason, cause, report.key, "
        f"CASE WHEN outcome IN ('failed', 'skipped') THEN ({later.format('run')} ORDER BY later.id DESC LIMIT 1) END, "
        f"CASE WHEN outcome IN ('failed', 'skipped') THEN ({later.format('outcome')} ORDER BY later.id DESC LIMIT 1) END, "
        f"outcome IN ('failed', 'skipped') AND {_LAST} "
        f"FROM input LEFT JOIN report ON report.id = input.report WHERE {' AND '.join(['run = ?', 'input.id > ?', *given])} "
        "ORDER BY input.id LIMIT ?",
        (run, after, *given.values(), limit),
    )
    return [Line(*(*row[:-1], bool(row[-1]))) for row in rows]


def told(db: sqlite3.Connection, run: int) -> dict[str, str]:
    """What a run was told beside its sources: date of publication, publisher."""
    (written,) = db.execute("SELECT options FROM run WHERE id = ?", (run,)).fetchone()
    return {name: value for name, value in json.loads(written).items() if value}


def made_by(db: sqlite3.Connection, run: int) -> dict[str, str] | None:
    """The versions that read what a run added: of the program, the model, the tables and the places. None where nothing was read."""
    row = db.execute(
        "SELECT made_by FROM version WHERE id = coalesce((SELECT version FROM run WHERE id = :run), (SELECT version FROM input "
        "JOIN report ON report.id = input.report WHERE run = :run AND outcome = 'added' LIMIT 1))",
        {"run": run},
    ).fetchone()
    return dict(json.loads(row[0])) if row else None


def options(db: sqlite3.Connection, source: str) -> dict[str, str | None]:
    """What the last run that met a source was told beside it: date of publication, publisher."""
    row = db.execute(
        "SELECT options FROM run JOIN input ON input.run = run.id WHERE input.source = ? AND run.verb = 'add' "
        "ORDER BY run.id DESC LIMIT 1",
        (source,),
    ).fetchone()
    return dict(json.loads(row[0])) if row else {}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
