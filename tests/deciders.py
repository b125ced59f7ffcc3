"""A ledger on which people decide: the sample report in a file, all that is derived kept in step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.ledger import deriving, reports
from onrecord.ledger.deciding import Decider
from onrecord.ledger.store import Store
from onrecord.record import Record
from tests.ledgers import put_text
from tests.records import sample


@contextmanager
def deciding(path: Path, *records: Record) -> Iterator[Decider]:
    """A ledger with the records of some texts, the sample if none is given."""
    with Store.open(path / "test.db") as store:
        for record in records or (sample(),):
            put(store, record)
        yield Decider(store, deriving)


def put(store: Store, record: Record, *, published: str | None = "2019-05-03") -> int:
    """Store a record: of a new text, or a later one of a text that is there."""
    with store.writing("test") as db:
        known = reports.find_text(db, reports.text_sha256(record.text))
        report = known if known is not None else put_text(db, record.text, published=published)
        reports.put_record(db, report, record)
        deriving.refresh(db, [report])
    return report


def replace_text(store: Store, old: int, record: Record) -> int:
    """Store the record of a text that replaces another one at its address."""
    new = put(store, record)
    with store.writing("test") as db:
        db.execute("UPDATE report SET replaced_by = ? WHERE id = ?", (new, old))
        deriving.refresh(db, [old, new])
    return new
