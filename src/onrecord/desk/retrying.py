"""Inputs of a run once more: what failed or was skipped, for one cause or all, one input, or what a run that was broken off left."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping

from onrecord.desk.jobs import Task
from onrecord.errors import UnknownError, UsageError
from onrecord.intake import PASTED, UPLOADED, Visits
from onrecord.intake.counting import expected
from onrecord.ledger import Ledger, runs
from onrecord.ledger.adding import Added

FIELDS = ("outcome", "cause", "input")
OUTCOMES = ("failed", "skipped", "rest")
"""What is tried again; the rest is what a run that was broken off has not come to."""
_LOST = (PASTED, "standard input", "taken down")
_WHOLE = re.compile(r"[0-9]{1,15}")


def numbered(number: str) -> int:
    """The number of a run. Raises UnknownError for what is none."""
    if not _WHOLE.fullmatch(number):
        raise UnknownError(f'there is no run "{number[:20]}"; the runs are numbered from 1 on')
    return int(number)


def task(db: sqlite3.Connection, number: str, sent: Mapping[str, str]) -> Task:
    """What is to be done. Raises UnknownError if there is no such run, UsageError where it makes no sense."""
    run = runs.one(db, numbered(number))
    unknown = sorted(sent.keys() - {*FIELDS, "token", "key"})
    if unknown:
        raise UsageError(f'field "{unknown[0][:40]}": there is none; known are {", ".join(FIELDS)}')
    outcome, cause, one = sent.get("outcome") or "failed", sent.get("cause") or None, sent.get("input") or None
    if outcome not in OUTCOMES:
        raise UsageError(f'outcome "{outcome[:20]}": there is none; known are {", ".join(OUTCOMES)}')
    if one is not None and not _WHOLE.fullmatch(one):
        raise UsageError(f'input "{one[:20]}": no number of an input; the page of the run has them')
    if outcome == "rest":
        return _rest(run, runs.told(db, run.id))
    line = int(one) if one else None

    def begin(ledger: Ledger, pause: Callable[[float], None]) -> Iterator[Added]:
        return ledger.retry(outcome, run=run.id, cause=cause, input=line, visits=Visits(sleep=pause))

    def count(ledger: Ledger) -> int | None:
        again = runs.to_retry(ledger.store.db, outcome, run.id, cause=cause, input=line)
        return None if None in again.values() else sum(len(lines or ()) for lines in again.values())

    what = f"what {'failed' if outcome == 'failed' else 'was skipped'} in run {run.id}"
    return Task(f"{what}: {cause}" if cause else what, begin, count)


def leaves(run: runs.Run) -> bool:
    """Whether a run that has no end can be taken up again: all its sources can be had again."""
    return run.verb in ("add", "follow") and not any(source in _LOST or source.startswith(UPLOADED) for source in run.sources)


def _rest(run: runs.Run, told: Mapping[str, str]) -> Task:
    """The sources of a run again: what it has stored already is passed over as a duplicate."""
    if not leaves(run):
        raise UsageError(f"run {run.id}: its sources cannot be had again from here; add them again")

    def begin(ledger: Ledger, pause: Callable[[float], None]) -> Iterator[Added]:
        if run.verb == "follow":
            return ledger.follow(run.sources, publisher=told.get("publisher"), visits=Visits(sleep=pause))
        return ledger.add(run.sources, published=told.get("published"), publisher=told.get("publisher"))

    return Task(f"the sources of run {run.id}", begin, lambda _: expected(run.sources) if run.verb == "add" else None)
