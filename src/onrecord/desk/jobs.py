"""What is added goes on behind the pages: one job at a time, in a thread with a connection of its own, so that a page answers at once.

A job goes through Ledger, report by report: what it stored stays, whatever happens to it afterwards.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Event, Thread
from typing import Any, Literal

from onrecord.desk.faults import of_error
from onrecord.errors import ChangedError, LedgerError, OnrecordError, UnknownError
from onrecord.ledger import Ledger, runs
from onrecord.ledger.adding import ENDS, Added

State = Literal["waiting", "running", "done", "stopped", "failed"]
ENDED = ("done", "stopped", "failed")
SHOWN = 50
"""Last inputs of a job that are kept with how they ended; the run has all of them."""
KEPT = 200
"""Jobs that are remembered after their end, with the keys that they were asked for by."""
WAITING = 100
"""Jobs that may wait for their turn."""
SOON = 5
"""Inputs that have to have ended before the time that is left is told."""
PATIENCE = 5.0
"""Seconds that the end of the server waits for the report that is being read."""
_LOG = logging.getLogger("onrecord.desk")


class StoppedError(Exception):
    """Somebody stopped a job while it waited for a host's pause to pass."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a job does: a line for people, how it begins, about how many inputs there will be, and what is to be cleared away afterwards.

    `begin` is given the ledger and a way to wait that ends early where the job is stopped.
    """

    what: str
    begin: Callable[[Ledger, Callable[[float], None]], Iterator[Added]]
    expected: Callable[[Ledger], int | None] = lambda _: None
    clear: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a job failed, in the shape of all errors."""

    what: str
    where: str
    do: str


@dataclass(frozen=True, slots=True)
class JobView:
    """A job at one moment.

    `inputs` ended, of about `of`, where that is known; `ends` counts them by how they ended. The rates are those of this job up to now;
    `remaining` says how long it takes still, where that can be told. `added` are the last inputs, the last one first. `run` is the run that
    keeps all of them, once it has begun.
    """

    id: str
    state: State
    what: str
    stopping: bool
    run: int | None
    inputs: int
    of: int | None
    ends: dict[str, int]
    words: int
    seconds: float
    reports_a_second: float | None
    words_a_second: float | None
    remaining: str | None
    added: tuple[Added, ...]
    error: Trouble | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self.state in ENDED


@dataclass(eq=False, slots=True)
class Job:
    """One job; `Jobs` alone changes it, under its lock."""

    id: str
    task: Task
    state: State = "waiting"
    run: int | None = None
    of: int | None = None
    ends: dict[str, int] = field(default_factory=dict)
    words: int = 0
    began: float | None = None
    seconds: float = 0.0
    added: deque[Added] = field(default_factory=lambda: deque(maxlen=SHOWN))
    error: Trouble | None = None
    status: int = 200
    stop: Event = field(default_factory=Event)
    done: Event = field(default_factory=Event)

    def pause(self, seconds: float) -> None:
        """Wait. Raises StoppedError where the job is stopped meanwhile."""
        if self.stop.wait(seconds):
            raise StoppedError


class Jobs:
    """The jobs of a desk. `reader` makes the reader when the first report needs it; it is kept for the following ones."""

    def __init__(self, ledger: Path, reader: Callable[[], Any] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.ledger = ledger
        self._clock = clock
        self._reader = reader
        self._lock = Condition()
        self._jobs: dict[str, Job] = {}
        self._keys: dict[str, tuple[str, Job]] = {}
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._closing = False

    # ------------------------------------------------------------ asked for
    def start(self, task: Callable[[], Task], key: str | None = None, sent: str = "") -> Job:
        """A job for a task. The same key again gives the job that is there; `sent` is what was asked for with it.

        Raises ChangedError where the key was used for something else, LedgerError where too many wait or the desk is being stopped.
        """
        mark = hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()
        with self._lock:
            if key is not None and key in self._keys:
                before, known = self._keys[key]
                if before != mark:
                    raise ChangedError("this key was sent before with something else; take a new Idempotency-Key for each addition")
                return known
            if self._closing:
                raise LedgerError("the desk is being stopped; start it again")
            if sum(job.state == "waiting" for job in self._jobs.values()) >= WAITING:
                raise LedgerError(f"{WAITING} additions wait already; wait until some of them are done")
            job = Job("j" + secrets.token_hex(6), task())
            self._jobs[job.id] = job
            if key is not None:
                self._keys[key] = (mark, job)
            self._forget()
            self._queue.put(job)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="onrecord-jobs", daemon=True)
                self._thread.start()
            return job

    def all(self) -> tuple[JobView, ...]:
        """All jobs that are remembered, the last one first."""
        with self._lock:
            return tuple(self._view(job) for job in reversed(self._jobs.values()))

    def get(self, id: str) -> JobView:
        """One job. Raises UnknownError if there is none."""
        with self._lock:
            return self._view(self._job(id))

    def of_run(self, run: int) -> JobView | None:
        """The job that made a run, or makes it now."""
        with self._lock:
            return next((self._view(job) for job in self._jobs.values() if job.run == run), None)

    def stop(self, id: str) -> JobView:
        """Stop a job after the report that is being read; one that waits does not begin. Raises UnknownError if there is none."""
        with self._lock:
            job = self._job(id)
            job.stop.set()
            if job.state == "waiting":
                self._end(job, "stopped")
            return self._view(job)

    def wait(self, id: str, seconds: float) -> tuple[JobView, int]:
        """A job at its end, or as it is after some seconds, and the status that its trouble comes to."""
        with self._lock:
            job = self._job(id)
        job.done.wait(seconds)
        with self._lock:
            return self._view(job), job.status

    def close(self) -> None:
        """Stop what runs after the report that is being read, let go of what waits, and wait for that."""
        with self._lock:
            self._closing = True
            for job in self._jobs.values():
                job.stop.set()
                if job.state == "waiting":
                    self._end(job, "stopped")
            self._queue.put(None)
            thread = self._thread
        if thread is not None:
            thread.join(PATIENCE)

    # ------------------------------------------------------------ done, in the thread
    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            with self._lock:
                if job.state != "waiting":
                    continue
                job.state, job.began = "running", self._clock()
            try:
                self._run(job)
            except StoppedError:
                self._ended(job, "stopped")
            except OnrecordError as error:
                fault = of_error(error, "/api/jobs", str(self.ledger))
                self._failed(job, Trouble(fault.what, fault.where, fault.do), fault.status)
            except Exception as error:
                _LOG.error("a job: a fault of onrecord (%s: %s); please report it", type(error).__name__, error)
                said = Trouble(f"A fault of onrecord ({type(error).__name__}).", "/api/jobs", "Please report it with what was added.")
                self._failed(job, said, 500)

    def _run(self, job: Job) -> None:
        """Go through the inputs of a job; what was stored before it is stopped or fails stays."""
        with Ledger.open(self.ledger, create=False, reader=self._reader) as opened:
            of = job.task.expected(opened)
            with self._lock:
                job.of = of
            opened.on_begin = lambda run: self._begun(job, run)
            try:
                for added in job.task.begin(opened, job.pause):
                    self._note(job, added)
                    if job.stop.is_set():
                        raise StoppedError
            except StoppedError:
                self._stopped(job, opened)
                raise
            finally:
                self._keep(opened)
        self._ended(job, "done")

    def _stopped(self, job: Job, opened: Ledger) -> None:
        """Say in the book of the run that somebody stopped it; a run that ends with the desk was broken off."""
        if not self._closing and job.run is not None:
            with opened.store.writing("stop") as db:
                runs.stop(db, job.run, self._clock() - (job.began or 0.0))

    def _keep(self, opened: Ledger) -> None:
        """Keep the reader for the next job, where one was needed."""
        if "reader" in vars(opened):
            reader = opened.reader
            self._reader = lambda: reader

    def _begun(self, job: Job, run: int) -> None:
        with self._lock:
            job.run = run

    def _note(self, job: Job, added: Added) -> None:
        with self._lock:
            job.ends[added.end] = job.ends.get(added.end, 0) + 1
            job.words += added.words
            job.added.appendleft(added)

    def _failed(self, job: Job, trouble: Trouble, status: int) -> None:
        with self._lock:
            job.error, job.status = trouble, status
        self._ended(job, "failed")

    def _ended(self, job: Job, state: State) -> None:
        with self._lock:
            self._end(job, state)

    # ------------------------------------------------------------ under the lock
    def _end(self, job: Job, state: State) -> None:
        job.seconds = self._clock() - job.began if job.began is not None else 0.0
        job.state = state
        job.task.clear()
        job.done.set()

    def _job(self, id: str) -> Job:
        if id not in self._jobs:
            raise UnknownError(f'"{id[:40]}": there is no such addition since the desk was started; the runs have the earlier ones')
        return self._jobs[id]

    def _forget(self) -> None:
        ended = [name for name, job in self._jobs.items() if job.state in ENDED]
        for name in ended[: max(0, len(ended) - KEPT)]:
            del self._jobs[name]
        self._keys = {key: known for key, known in self._keys.items() if known[1].id in self._jobs}

    def _view(self, job: Job) -> JobView:
        seconds = self._clock() - job.began if job.state == "running" and job.began is not None else job.seconds
        ends: dict[str, int] = {end: job.ends[end] for end in ENDS if end in job.ends}
        inputs = sum(ends.values())
        return JobView(
            job.id, job.state, job.task.what, job.stop.is_set() and job.state == "running", job.run, inputs, job.of, ends,
            job.words, round(seconds, 1), _rate(inputs, seconds), _rate(job.words, seconds),
            remaining(inputs, job.of, seconds) if job.state == "running" and not job.stop.is_set() else None, tuple(job.added), job.error,
        )  # fmt: skip


def _rate(count: int, seconds: float) -> float | None:
    return round(count / seconds, 2) if count and seconds > 0 else None


def remaining(done: int, of: int | None, seconds: float) -> str | None:
    """How long it takes still, in words; None where that cannot be told: too little is done, or more than was expected.

    >>> remaining(10, 100, 20.0), remaining(10, 100, 4.0), remaining(10, None, 20.0), remaining(2, 100, 9.0)
    ('about 3 minutes', 'less than a minute', None, None)
    """
    if of is None or done < SOON or done >= of:
        return None
    left = (of - done) * seconds / done
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if left >= length * 1.5 or (left >= length and unit == "minute"):
            return f"about {round(left / length)} {unit}{'' if round(left / length) == 1 else 's'}"
    return "less than a minute"
