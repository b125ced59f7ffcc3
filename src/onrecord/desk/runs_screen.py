"""The runs: what was put in, how fast, how each input ended, why some failed, and how to try them again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from onrecord.desk.calls import Call, only
from onrecord.desk.jobs import JobView
from onrecord.desk.retrying import leaves, numbered
from onrecord.errors import UsageError
from onrecord.ledger.adding import ENDS
from onrecord.ledger.runs import Group, Line, Run, groups, latest, lines, made_by, one, told
from onrecord.ledger.store import writer

LISTED = 50
"""Runs on a page, the latest first."""
INPUTS = 100
"""Inputs of a run on a page."""
State = Literal["ended", "running", "elsewhere", "stopped", "broken off"]
WORDS: Mapping[State, str] = {
    "ended": "", "running": "running", "elsewhere": "running, as it seems, in another process",
    "stopped": "stopped by a person before its end", "broken off": "broken off before its end",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run with its counts in words. `state` is how it stands, `words` the same for people, empty where it went to its end."""

    run: Run
    inputs: int
    rate: str | None
    state: State
    words: str
    ends: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RunsPage:
    """Runs, the latest first, and what is being added. `next` is the address of the page after this one, `first` that of the first."""

    runs: tuple[RunRow, ...]
    jobs: tuple[JobView, ...]
    next: str | None
    first: str | None

    @property
    def live(self) -> bool:
        """Whether the page is to look again by itself."""
        return bool(self.jobs)


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run with a page of its inputs, all of them or those of an outcome and a cause that are asked for.

    `job` is what it does now, `groups` why inputs failed or were skipped, `versions` what read them, `settings` what it was told. `again`:
    it has no end, and its sources can be taken up once more. `token` and `key` are to come with what tries something again.
    """

    run: RunRow
    job: JobView | None
    groups: tuple[Group, ...]
    versions: Mapping[str, str]
    settings: Mapping[str, str]
    again: bool
    outcome: str | None
    cause: str | None
    inputs: tuple[Line, ...]
    next: str | None
    first: str | None
    token: str
    key: str

    @property
    def live(self) -> bool:
        """Whether the page is to look again by itself."""
        return self.job is not None and not self.job.ended

    @property
    def failing(self) -> bool:
        """Whether an input on this page can be tried again."""
        return any(line.open for line in self.inputs)

    @property
    def failed(self) -> bool:
        """Whether something failed that can be tried again."""
        return any(group.open for group in self.groups if group.outcome == "failed")


def make_runs(call: Call) -> RunsPage:
    """The last runs, or those before one."""
    asked = only(call, "before")
    before = _whole("before", asked["before"]) if "before" in asked else None
    found = latest(call.db, limit=LISTED + 1, before=before)
    more = f"/runs?before={found[LISTED - 1].id}" if len(found) > LISTED else None
    jobs = tuple(job for job in call.jobs.all() if not job.ended)[::-1] if call.jobs else ()
    return RunsPage(tuple(_row(run, call) for run in found[:LISTED]), jobs, more, "/runs" if before else None)


def make_run(call: Call) -> RunPage:
    """One run by its number. Raises UnknownError if there is none of that number."""
    asked = only(call, "outcome", "cause", "after")
    outcome, cause = asked.get("outcome"), asked.get("cause")
    if outcome is not None and outcome not in ENDS:
        raise UsageError(f'outcome "{outcome[:20]}": there is none; known are {", ".join(ENDS)}')
    run = one(call.db, numbered(call.path["number"]))
    after = _whole("after", asked["after"]) if "after" in asked else 0
    found = lines(call.db, run.id, outcome=outcome, cause=cause, after=after, limit=INPUTS + 1)
    kept = {name: value for name, value in asked.items() if name != "after"}
    row = _row(run, call)
    return RunPage(
        run=row,
        job=call.jobs.of_run(run.id) if call.jobs else None,
        groups=tuple(groups(call.db, run.id)),
        versions=made_by(call.db, run.id) or {},
        settings=told(call.db, run.id),
        again=row.state in ("stopped", "broken off") and leaves(run),
        outcome=outcome,
        cause=cause,
        inputs=tuple(found[:INPUTS]),
        next=_address(run.id, {**kept, "after": str(found[INPUTS - 1].id)}) if len(found) > INPUTS else None,
        first=_address(run.id, kept) if after else None,
        token=call.token,
        key=secrets.token_urlsafe(12),
    )


def _row(run: Run, call: Call) -> RunRow:
    state = _state(run, call)
    ends = tuple((outcome, run.ends[outcome]) for outcome in ENDS if outcome in run.ends)
    return RunRow(run, run.inputs, f"{run.rate:,.0f} words a second" if run.rate else None, state, WORDS[state], ends)


def _state(run: Run, call: Call) -> State:
    """How a run stands: what this desk adds itself it knows, of others it sees who wrote last."""
    if run.ended:
        return "ended"
    job = call.jobs.of_run(run.id) if call.jobs else None
    if job is not None and not job.ended:
        return "running"
    if run.seconds is not None:
        return "stopped"
    (last,) = call.db.execute("SELECT max(id) FROM run WHERE ended IS NULL").fetchone()
    other = writer(call.jobs.ledger) if call.jobs and run.id == last and job is None else None
    return "elsewhere" if other is not None and other[1] in (run.verb, "add") else "broken off"


def _address(run: int, asked: Mapping[str, str]) -> str:
    return f"/runs/{run}" + (f"?{urlencode(asked)}" if asked else "")


def _whole(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", value):
        raise UsageError(f'{name} "{value[:20]}": no place in the list; take the address that a page gave')
    return int(value)
