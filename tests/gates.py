"""A reader that reads when a test lets it: what goes on while something is added can be looked at without watching a clock."""

from __future__ import annotations

from threading import Semaphore, Thread, current_thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.reader import Reader
    from onrecord.record import Record, Report

LONG = 60.0
"""Seconds after which a test that waits for nothing fails instead of hanging."""
PLACES = ("Karum", "Selby", "Tarn", "Velm", "Orsk", "Dorn", "Halden", "Mirna")


def story(n: int) -> str:
    """A short report; each number gives another."""
    place = PLACES[n % len(PLACES)]
    hit = f"Rebels shelled the market of {place} on Friday and killed {n + 2} people, the army said."
    return f"{place.upper()}, May {1 + n % 28}, 2019 - {hit}"


class Gate:
    """A reader that waits before each report until it is let through."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._pass, self._come = Semaphore(0), Semaphore(0)
        self._threads: set[Thread] = set()

    def read_report(self, report: Report, text: str) -> Record:
        """The record of a report, once it is let through."""
        self._threads.add(current_thread())
        self._come.release()
        assert self._pass.acquire(timeout=LONG), "nobody let the report through"
        return self._reader.read_report(report, text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def reached(self) -> None:
        """Return when the next report stands before the gate."""
        assert self._come.acquire(timeout=LONG), "no report came to be read"

    def finished(self) -> None:
        """Return when those who read here, and have been told to end, have ended."""
        for thread in self._threads - {current_thread()}:
            thread.join(LONG)

    def let(self, reports: int = 1) -> None:
        """Let some reports through."""
        self._pass.release(reports)
