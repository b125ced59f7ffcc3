"""Reports as they came and what was read from them: raw bytes, one row a text, its carriers, its records. Nothing is overwritten.

One text is one report, however many mastheads carry it; its particulars are those of the carrier that leads, the first in the
order of publication. A later text at the same address replaces the earlier one there.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from onrecord.errors import LedgerError, UnknownError
from onrecord.intake import Incoming
from onrecord.intake.addresses import address_key
from onrecord.intake.incoming import Kind
from onrecord.ledger import packing, searching
from onrecord.record import MadeBy, Record, Report
from onrecord.text import report_id

Order = tuple[str, str]
_LEAD = """
UPDATE report SET masked_title = CASE WHEN title IS ? THEN masked_title END, title = ?,
    masked_address = CASE WHEN address IS ? THEN masked_address END, address = ?, publisher = ?, agencies = ?, published = ? WHERE id = ?
"""
"""What is masked of another title is masked again when the report is settled."""
_KINDS: tuple[Kind, ...] = ("report", "correction", "retraction")


@dataclass(frozen=True, slots=True)
class Carrier:
    """One place where a text was found: what stands there beside it."""

    source: str
    line: int | None
    given: str | None
    title: str | None
    url: str | None
    address: str | None
    publisher: str | None
    published: str | None
    bylines: tuple[str, ...]
    agencies: tuple[str, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """The order in which carriers lead: the earliest publication, then by what is known of them, never by arrival."""
        known = (self.address, self.publisher, self.title, self.given, *self.bylines)
        return (self.published or "9999", *(part or "" for part in known))


def text_sha256(text: str) -> str:
    """The hash that a report is known by: SHA-256 of its canonical text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def report_key(sha256: str) -> str:
    """The key of a report, which is the same in every ledger."""
    return f"r{sha256[:12]}"


def carrier_of(incoming: Incoming) -> Carrier:
    """Where a report was found, as it will be stored."""
    report = incoming.report
    return Carrier(
        source=incoming.source,
        line=incoming.where,
        given=incoming.given,
        title=report.title,
        url=report.url,
        address=address_key(report.url) if report.url else None,
        publisher=report.publisher,
        published=report.published,
        bylines=report.bylines,
        agencies=report.agencies,
    )


# ---------------------------------------------------------------- looking up
def find_text(db: sqlite3.Connection, sha256: str) -> int | None:
    """The report with a text, or None."""
    row = db.execute("SELECT id FROM report WHERE sha256 = ?", (sha256,)).fetchone()
    return row[0] if row else None


def resolve(db: sqlite3.Connection, key: str) -> int:
    """The report of a key or of the beginning of one. Raises UnknownError if there is none, or several."""
    rows = db.execute("SELECT id, key FROM report WHERE key >= ? AND key < ? LIMIT 3", (key, key + "g")).fetchall()
    if len(rows) == 1:
        return int(rows[0][0])
    trouble = "several reports begin so; give more of the key" if rows else "there is no such report in the ledger"
    raise UnknownError(f'"{key[:60]}": {trouble}')


def gone(key: str) -> UnknownError:
    """The error for a report that was taken down."""
    return UnknownError(f"{key}: this report was taken down; nothing of it is kept")


def carriers(db: sqlite3.Connection, report: int) -> list[Carrier]:
    """Where a text was found, the leading carrier first."""
    columns = "source, line, given, title, url, address, publisher, published, bylines, agencies"
    rows = db.execute(f"SELECT {columns} FROM carrier WHERE report = ?", (report,)).fetchall()
    found = []
    for source, line, given, title, url, address, publisher, published, bylines, agencies in rows:
        lists = tuple(json.loads(bylines)), tuple(json.loads(agencies))
        found.append(Carrier(source, line, given, title, url, address, publisher, published, *lists))
    return sorted(found, key=lambda carrier: carrier.order)


def current(db: sqlite3.Connection, report: int) -> bool:
    """Whether a report counts: not replaced by a later text, not taken down, not out of scope, not withdrawn by its publisher."""
    row = db.execute("SELECT replaced_by, purged, scope, kind FROM report WHERE id = ?", (report,)).fetchone()
    return bool(row) and row[0] is None and not row[1] and row[2] != "out" and row[3] != "retraction"


# ---------------------------------------------------------------- storing
def put_raw(db: sqlite3.Connection, data: bytes, report: int, text: str) -> int:
    """The row of some bytes, which are kept once, packed with the text of a report that was read from them."""
    sha256 = hashlib.sha256(data).hexdigest()
    row = db.execute("SELECT id FROM raw WHERE sha256 = ?", (sha256,)).fetchone()
    if row:
        return int(row[0])
    values = (sha256, len(data), packing.pack_raw(data, text), report)
    return _added(db, "INSERT INTO raw (sha256, size, bytes, report) VALUES (?, ?, ?, ?)", values)


def put_report(db: sqlite3.Connection, text: str, incoming: Incoming) -> int:
    """A new row for a text that the store has not."""
    sha256 = text_sha256(text)
    report = incoming.report
    values = (report_key(sha256), sha256, text, report.title, report.language, incoming.kind)
    row = _added(db, "INSERT INTO report (key, sha256, text, title, language, kind) VALUES (?, ?, ?, ?, ?, ?)", values)
    db.execute("INSERT INTO report_words (rowid, title, text) VALUES (?, ?, ?)", (row, report.title or "", text))
    return row


def put_carrier(db: sqlite3.Connection, report: int, carrier: Carrier, raw: int | None, run: int | None) -> None:
    """One more place where a text was found; the report takes its particulars from the carrier that leads."""
    lists = {"bylines": _list(carrier.bylines), "agencies": _list(carrier.agencies)}
    values = {**asdict(carrier), **lists, "report": report, "raw": raw, "run": run}
    names = ", ".join(values)
    db.execute(f"INSERT INTO carrier ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values()))
    _lead(db, report, carriers(db, report)[0])


def _lead(db: sqlite3.Connection, report: int, carrier: Carrier) -> None:
    """Give a report the particulars of a carrier, and its title to the search."""
    title, address = carrier.title, carrier.address or carrier.url
    values = (title, title, address, address, carrier.publisher, _list(carrier.agencies), carrier.published, report)
    searching.change(db, report, lambda: db.execute(_LEAD, values))


def particulars(report: Report, carrier: Carrier, text: str) -> Report:
    """A report's particulars as its leading carrier gives them; what was read in the text itself stays."""
    return replace(
        report,
        id=carrier.given or report_id(text, carrier.url or carrier.publisher or ""),
        title=carrier.title,
        url=carrier.url,
        publisher=carrier.publisher,
        bylines=carrier.bylines,
        agencies=carrier.agencies,
        published=carrier.published,
    )


def settle(db: sqlite3.Connection, address: str) -> set[int]:
    """Of the texts at one address, the latest counts there; returns the reports that this bears on, as `stand` does.

    Latest by day of publication, of one day by the hour where all of them have one, then by arrival, which is all that is known of
    texts without a date.
    """
    rows = db.execute("SELECT id, report, coalesce(published, ''), replaced_by FROM carrier WHERE address = ?", (address,)).fetchall()
    if not rows:
        return set()
    day = max(row[2][:10] for row in rows)
    ours = [row for row in rows if row[2][:10] == day]
    timed = all(len(row[2]) > len("2024-04-07") for row in ours)
    last = max(ours, key=lambda row: (_moment(row[2]) if timed else 0.0, row[0]))[1]
    for carrier, report, _, before in rows:
        now = None if report == last else last
        if before != now:
            db.execute("UPDATE carrier SET replaced_by = ? WHERE id = ?", (now, carrier))
    return {other for report in sorted({row[1] for row in rows}) for other in stand(db, report)}


def _moment(published: str) -> float:
    """Seconds that count up with time; without a zone, a time is taken as UTC."""
    told = datetime.fromisoformat(published)
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


def mark(db: sqlite3.Connection, report: int, kind: Kind) -> set[int]:
    """Note as what a carrier has a text: withdrawn, if any has it so; the report, if it is of another kind now."""
    (before,) = db.execute("SELECT kind FROM report WHERE id = ?", (report,)).fetchone()
    if _KINDS.index(kind) <= _KINDS.index(before):
        return set()
    db.execute("UPDATE report SET kind = ? WHERE id = ?", (kind, report))
    return {report}


def stand(db: sqlite3.Connection, report: int) -> set[int]:
    """Mark a report as replaced where all its carriers are, by the text at the first of their addresses.

    Returns the report, what replaced it and what does now, where that is another; else nothing.
    """
    query = "SELECT replaced_by FROM carrier WHERE report = ? ORDER BY replaced_by IS NOT NULL, address LIMIT 1"
    now = (db.execute(query, (report,)).fetchone() or (None,))[0]
    (before,) = db.execute("SELECT replaced_by FROM report WHERE id = ?", (report,)).fetchone()
    if before == now:
        return set()
    db.execute("UPDATE report SET replaced_by = ? WHERE id = ?", (now, report))
    return {one for one in (report, before, now) if one is not None}


# ---------------------------------------------------------------- records
def put_record(db: sqlite3.Connection, report: int, record: Record) -> None:
    """Store a record; it is the report's current one from now on, and earlier ones stay."""
    kept = "INSERT INTO earlier (report, version, record) SELECT id, version, record FROM report WHERE id = ? AND record IS NOT NULL"
    db.execute(kept, (report,))
    values = (version_row(db, record.made_by), packing.pack_record(record), report)
    db.execute("UPDATE report SET version = ?, record = ? WHERE id = ?", values)


def load_record(db: sqlite3.Connection, report: int) -> Record:
    """The current record of a report, as the machine made it. Raises LedgerError if there is none, as after a takedown."""
    row = db.execute("SELECT record, text FROM report WHERE id = ?", (report,)).fetchone()
    if row is None or row[0] is None:
        raise LedgerError(f"report {report}: no record is stored; it may have been taken down")
    return packing.unpack_record(row[0], row[1])


def load_raw(db: sqlite3.Connection, report: int) -> bytes:
    """The bytes that a report was read from, those of its first carrier. Raises LedgerError if none are kept."""
    row = db.execute(
        "SELECT raw.bytes, report.text FROM carrier JOIN raw ON raw.id = carrier.raw JOIN report ON report.id = raw.report "
        "WHERE carrier.report = ? AND raw.bytes IS NOT NULL ORDER BY carrier.id",
        (report,),
    ).fetchone()
    if row is None:
        raise LedgerError(f"report {report}: its bytes are not kept; it may have been taken down")
    return packing.unpack_raw(row[0], row[1])


def version_row(db: sqlite3.Connection, made_by: MadeBy) -> int:
    """The row of a version of program, model, tables and gazetteer."""
    text = json.dumps(asdict(made_by), sort_keys=True)
    row = db.execute("SELECT id FROM version WHERE made_by = ?", (text,)).fetchone()
    return int(row[0]) if row else _added(db, "INSERT INTO version (made_by) VALUES (?)", (text,))


def _added(db: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> int:
    row = db.execute(statement, values).lastrowid
    assert row is not None
    return row


def _list(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
