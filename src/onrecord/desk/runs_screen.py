"""The runs: what was put in, how each input ended, and why some failed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.desk.calls import Call
from onrecord.errors import UnknownError, UsageError
from onrecord.ledger.runs import Input, Run, inputs, latest, one

LISTED = 100
"""Runs that are listed, the latest first."""
MOST = 5_000
"""Inputs of a run that are listed."""
OUTCOMES = ("added", "duplicate", "revision", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run with its counts in words; `state` is empty where it went to its end."""

    run: Run
    inputs: int
    rate: str | None
    state: str
    ends: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The last runs."""

    runs: tuple[RunRow, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run with its inputs; `more` are those that are not listed. `outcome` is the one that is asked for."""

    run: RunRow
    outcome: str | None
    inputs: tuple[Input, ...]
    more: int


def make_runs(call: Call) -> RunsPage:
    """The last runs."""
    _only(call, ())
    return RunsPage(tuple(map(_row, latest(call.db, limit=LISTED))))


def make_run(call: Call) -> RunPage:
    """One run by its number, all its inputs or those that ended in one way. Raises UnknownError if there is none of that number."""
    asked = dict(_only(call, ("outcome",)))
    outcome = asked.get("outcome") or None
    if outcome is not None and outcome not in OUTCOMES:
        raise UsageError(f'outcome "{outcome[:20]}": there is none; known are {", ".join(OUTCOMES)}')
    number = call.path["number"]
    if not re.fullmatch(r"[0-9]{1,15}", number):
        raise UnknownError(f'there is no run "{number[:20]}"; the runs are numbered from 1 on')
    run = one(call.db, int(number))
    found = inputs(call.db, run.id, (outcome,) if outcome else ())
    return RunPage(_row(run), outcome, tuple(found[:MOST]), max(0, len(found) - MOST))


def _row(run: Run) -> RunRow:
    state = "" if run.ended else "stopped before its end, or still running"
    ends = tuple((outcome, run.ends[outcome]) for outcome in OUTCOMES if outcome in run.ends)
    return RunRow(run, run.inputs, f"{run.rate:,.0f} words a second" if run.rate else None, state, ends)


def _only(call: Call, known: tuple[str, ...]) -> list[tuple[str, str]]:
    """The parameters, where all of them are known."""
    for name, _ in call.query:
        if name not in known:
            raise UsageError(f'parameter "{name[:40]}": there is none; known are {", ".join(known) or "none here"}')
    return list(call.query)
