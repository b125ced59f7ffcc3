"""Reports into the ledger: read outside of the store, stored in one transaction with all that follows from them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.errors import GazetteerError
from onrecord.intake import Incoming, Refusal
from onrecord.ledger import deriving, reports
from onrecord.ledger.reports import Carrier
from onrecord.ledger.store import Store
from onrecord.reader import Reader
from onrecord.record import Record

End = Literal["added", "duplicate", "revision", "skipped", "failed"]
ENDS: tuple[End, ...] = ("added", "duplicate", "revision", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class Added:
    """How one input ended. `report` is the key of the report that it is or repeats; `cause` a word or two to count failures by.

    `notes` are warnings for people about a text that is new: a date that was not used, an encoding that was guessed.
    """

    end: End
    source: str
    line: int | None = None
    reason: str | None = None
    cause: str | None = None
    report: str | None = None
    words: int = 0
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.end}" + (f": {self.reason}" if self.reason else "")

    @property
    def place(self) -> str:
        """Where it was found, for people."""
        return self.source if self.line is None else f"{self.source}, line {self.line}"


Also = Callable[[sqlite3.Connection, int | None], None]
"""What is to be noted with a report, in the same transaction; it gets the report's row, None where there is none."""


LONG = 20_000
"""Characters of a text from which on it takes a second and more to be read."""
TOGETHER = 1.0
"""Seconds of reading after which what was read is stored, in one transaction: a kill loses no more than that, to be read again."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One input, and what the reader made of it: a record, None for a text that is there or a refusal, or why it could not be read."""

    item: Incoming | Refusal
    record: Record | None = None
    trouble: Added | None = None


def add_all(
    store: Store, items: Iterable[Incoming | Refusal], reader: Callable[[], Reader], *, run: int | None = None
) -> Iterator[Added]:
    """Store inputs, and how each ended; yields those that are stored for good.

    What one report does to the reader, the next one is still added. Raises LedgerError where the store itself cannot be written, and
    GazetteerError where the index of places is damaged.
    """
    waiting, begun = list[_Read](), time.monotonic()
    for item in items:
        if waiting and _long(item):  # what is read already does not wait for it
            yield from _store(store, waiting, reader, run)
            waiting, begun = [], time.monotonic()
        waiting.append(_read(store, item, reader))
        if time.monotonic() - begun >= TOGETHER:
            yield from _store(store, waiting, reader, run)
            waiting, begun = [], time.monotonic()
    yield from _store(store, waiting, reader, run)


def _long(item: Incoming | Refusal) -> bool:
    """Whether a report takes so long to be read that those before it are stored first."""
    return isinstance(item, Incoming) and len(item.text) > LONG


def add(
    store: Store, item: Incoming | Refusal, reader: Callable[[], Reader], *, run: int | None = None, also: Also | None = None
) -> Added:
    """As `add_all`, for one input."""
    (end,) = _store(store, [_read(store, item, reader)], reader, run, also)
    return end


def _read(store: Store, item: Incoming | Refusal, reader: Callable[[], Reader]) -> _Read:
    """Read a report outside of any transaction."""
    if isinstance(item, Refusal):
        return _Read(item)
    try:
        return _Read(item, _record(store, item, reader))
    except GazetteerError:
        raise
    except Exception as error:
        reason = f"it could not be read ({type(error).__name__}: {error})"
        return _Read(item, None, Added("failed", item.source, item.where, reason, "reading failed"))


def _store(store: Store, group: list[_Read], reader: Callable[[], Reader], run: int | None, also: Also | None = None) -> list[Added]:
    """Store what was read, all in one transaction."""
    if not group:
        return []
    ends = []
    with store.writing("add") as db:
        for read in group:
            if isinstance(read.item, Refusal):
                end, report = _refused(read.item), None
            elif read.trouble is not None:
                end, report = read.trouble, None
            else:
                end, report = _stored(db, read.item, read.record, reader, run)
            _note(db, end, run, report)
            if also is not None:
                also(db, report)
            ends.append(end)
    return ends


def _refused(refusal: Refusal) -> Added:
    reason = refusal.reason + (f"; {refusal.remedy}" if refusal.remedy else "")
    return Added(refusal.status, refusal.source, refusal.where, reason, refusal.reason.partition(":")[0].partition(" (")[0][:60])


def _record(store: Store, item: Incoming, reader: Callable[[], Reader]) -> Record | None:
    """The record of a report that the store has not yet; None for a text that it has."""
    if reports.find_text(store.db, reports.text_sha256(item.text)) is not None:
        return None
    return reader().read_report(item.report, item.text)


def _stored(
    db: sqlite3.Connection, item: Incoming, record: Record | None, reader: Callable[[], Reader], run: int | None
) -> tuple[Added, int | None]:
    """Put one report in its place: a new one, a further carrier of one that is there, a revision."""
    sha256, carrier = reports.text_sha256(item.text), reports.carrier_of(item)
    known = reports.find_text(db, sha256)
    if known is not None and db.execute("SELECT purged FROM report WHERE id = ?", (known,)).fetchone()[0]:
        return Added("skipped", item.source, item.where, "this text was taken down", "taken down", reports.report_key(sha256)), known
    if known is not None and _there(db, known, carrier):
        return _again(db, item, known, "it is in the ledger"), known
    report = reports.put_report(db, item.text, item) if known is None else known
    raw = reports.put_raw(db, item.raw, report, item.text) if item.raw is not None else None
    before = None if known is None else reports.carriers(db, known)[0]
    reports.put_carrier(db, report, carrier, raw, run)
    led = _lead(db, report, record, before, reader)
    revised = reports.settle(db, carrier.address) if carrier.address else reports.stand(db, report)
    revised |= reports.mark(db, report, item.kind)
    if led or revised:
        deriving.refresh(db, {*revised, report}, {report: led} if led else None)
    if known is not None:
        return _again(db, item, known, "the same text, found here as well"), known
    return _new(db, item, report), report


def _lead(
    db: sqlite3.Connection, report: int, record: Record | None, before: Carrier | None, reader: Callable[[], Reader]
) -> Record | None:
    """Store the record that the leading carrier asks for, where there is none or another one leads now; None where the stored one stays."""
    lead = reports.carriers(db, report)[0]
    if lead == before:
        return None
    if record is None:
        stored = reports.load_record(db, report)
        asked = reports.particulars(stored.report, lead, stored.text)
        record = reader().read_report(asked, stored.text) if asked.published != stored.report.published else replace(stored, report=asked)
    reports.put_record(db, report, record)
    return record


def _there(db: sqlite3.Connection, report: int, carrier: Carrier) -> bool:
    """Whether a report has been found at this place before, and nothing else has been there since."""
    rows = db.execute("SELECT source, line, address, publisher, published, title, replaced_by FROM carrier WHERE report = ?", (report,))
    for source, line, address, publisher, published, title, replaced_by in rows:
        place = (address,) == (carrier.address,) if carrier.address else (source, line, address) == (carrier.source, carrier.line, None)
        if place and replaced_by is None and (publisher, published, title) == (carrier.publisher, carrier.published, carrier.title):
            return True
    return False


def _again(db: sqlite3.Connection, item: Incoming, report: int, why: str) -> Added:
    (key,) = db.execute("SELECT key FROM report WHERE id = ?", (report,)).fetchone()
    return Added("duplicate", item.source, item.where, f"{why} as {key}", "the same text", key)


def _new(db: sqlite3.Connection, item: Incoming, report: int) -> Added:
    key, replaced_by = db.execute("SELECT key, replaced_by FROM report WHERE id = ?", (report,)).fetchone()
    words = len(item.text.split())
    older = db.execute("SELECT key FROM report WHERE replaced_by = ? ORDER BY key", (report,)).fetchall()
    if replaced_by is not None:
        (newer,) = db.execute("SELECT key FROM report WHERE id = ?", (replaced_by,)).fetchone()
        reason = f"an earlier text of the same address than {newer}"
        return Added("revision", item.source, item.where, reason, None, key, words, item.notes)
    if older:
        names = ", ".join(name for (name,) in older)
        reason = f"another text at the address of {names}, which it replaces"
        return Added("revision", item.source, item.where, reason, None, key, words, item.notes)
    return Added("added", item.source, item.where, None, None, key, words, item.notes)


def _note(db: sqlite3.Connection, end: Added, run: int | None, report: int | None) -> None:
    """The line of the run's book for one input."""
    if run is None:
        return
    values = (run, end.source, end.line, end.end, end.reason, end.cause, report)
    db.execute("INSERT INTO input (run, source, line, outcome, reason, cause, report) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    if end.words:
        read_by = "coalesce(version, (SELECT version FROM report WHERE id = ?))"
        db.execute(f"UPDATE run SET words = words + ?, version = {read_by} WHERE id = ?", (end.words, report, run))


def read_again(store: Store, keys: Iterable[int], reader: Callable[[], Reader]) -> int:
    """Read reports again with the reader's versions, each in a transaction; those that these versions made stay. How many were read."""
    count = 0
    for report in keys:
        stored = reports.load_record(store.db, report)
        if stored.made_by == reader().made_by:
            continue
        record = reader().read_report(stored.report, stored.text)
        with store.writing("read again") as db:
            reports.put_record(db, report, record)
            deriving.refresh(db, {report}, {report: record})
        count += 1
    return count
