"""One change at a time, and no endless waiting for one's turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from onrecord.errors import LedgerError

TURN = 20.0
"""Seconds that a change waits for those before it."""


@contextmanager
def held(lock: Lock) -> Iterator[None]:
    """A lock, held until the block ends. Raises LedgerError where others do not let go of it in time."""
    if not lock.acquire(timeout=TURN):
        raise LedgerError("too many changes wait for their turn; try again in a while")
    try:
        yield
    finally:
        lock.release()
