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


def latest(db: sqlite3.Connection, *, limit: int = 20) -> list[Run]:
    """The last runs, the latest first."""
    rows = db.execute("SELECT id FROM run ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
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


def to_retry(db: sqlite3.Connection, outcome: str, run: int | None = None) -> dict[str, set[int] | None]:
    """Sources whose last attempt ended so, each with its lines; None for a source that is one input.

    What came from standard input, or was pasted, cannot be had again and is left out.
    """
    only = "" if run is None else " AND input.run = ?"
    rows = db.execute(
        "SELECT source, line FROM input WHERE outcome = ? AND source NOT IN ('standard input', 'pasted text') AND NOT EXISTS "
        "(SELECT 1 FROM input later WHERE later.source = input.source AND later.line IS input.line AND later.id > input.id)"
        f"{only} ORDER BY source, line",
        (outcome, *(() if run is None else (run,))),
    ).fetchall()
    grouped = {source: [line for _, line in group] for source, group in groupby(rows, key=lambda row: row[0])}
    return {source: None if None in lines else set(lines) for source, lines in grouped.items()}


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
