"""Names that people withhold: which hold, what of each report is masked for them, and the search without them.

What is stored of a report stays. Its masked words stand beside it, in `report.masked_text` and the like; all that is derived from it, and
all that is shown of it, is made from them. `report.shown_text` is what may be shown: the masked words where there are any.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import unquote

from onrecord.ledger import decision_table as table
from onrecord.ledger import folding, searching
from onrecord.ledger.fold import Shown
from onrecord.ledger.masking import Mask, alone, parts
from onrecord.record import Record

T = TypeVar("T")
_COLUMNS = "title, text, address, withheld, purged, record IS NOT NULL"
_PUT = "UPDATE report SET withheld = ?, masked_title = ?, masked_text = ?, masked_address = ? WHERE id = ?"


def names(db: sqlite3.Connection) -> Mask:
    """All names that are withheld now; of one that is withheld twice the first decision counts."""
    found: dict[tuple[str, ...], tuple[int, str]] = {}
    for one in table.holding(db, "kind = 'withhold'"):
        if isinstance(one.after, str):
            found.setdefault(tuple(parts(one.after)), (one.number, one.after))
    return Mask(tuple(found.values()))


def of_report(db: sqlite3.Connection, report: int) -> Mask:
    """What is masked in a report, as it was settled last; nothing for most."""
    row = db.execute("SELECT withheld FROM report WHERE id = ?", (report,)).fetchone()
    return _opened(row[0]) if row and row[0] else Mask()


def given_out(db: sqlite3.Connection, report: int) -> Shown:
    """A report as it is shown, without the names that are withheld. Raises LedgerError if no record of it is stored."""
    folded = folding.shown_report(db, report)
    mask = of_report(db, report)
    return replace(folded, record=mask.record(folded.record)) if mask else folded


def teller(db: sqlite3.Connection) -> Callable[[str | None, T], T]:
    """What gives a value as people may see it: without the names that are withheld, and the parts of them that stand alone in its report.

    The report is named by its key, or by the hash of its text; None for a value that is of no report.
    """
    held = names(db)
    query = "SELECT withheld FROM report WHERE sha256 = ?1 OR key = ?1"

    def tell(report: str | None, value: T) -> T:
        row = db.execute(query, (report,)).fetchone() if held and report else None
        return held.all(_opened(row[0]).all(value) if row and row[0] else value)

    return tell


# ---------------------------------------------------------------- settling
def settle(db: sqlite3.Connection, report: int, record: Callable[[], Record]) -> Mask:
    """Bring what is masked in a report in step with the names that are withheld, in its rows and in the search; the mask.

    `record` gives its shown record, if it is needed. One that was taken down has nothing left to mask.
    """
    title, text, address, before, purged, has_record = db.execute(f"SELECT {_COLUMNS} FROM report WHERE id = ?", (report,)).fetchone()
    held = names(db)
    if purged or (not held and before is None):
        return Mask()
    mask = _mask(held, record() if has_record and held else None, (title, text, address, unquote(address or ""))) if held else Mask()
    packed = json.dumps({"names": mask.names, "alone": mask.alone}, ensure_ascii=False) if mask else None
    masked = (mask.text(title) if title else None, mask.text(text), mask.address(address)) if mask else (None, None, None)
    searching.change(db, report, lambda: db.execute(_PUT, (packed, *masked, report)))
    return mask


def _mask(held: Mask, record: Record | None, words: tuple[str | None, ...]) -> Mask:
    """What is masked in one report: the names that stand in it, and the parts of each that stand alone there."""
    named = [one for actor in record.actors for one in (actor.name, actor.key)] if record else []
    told = [one for one in (*words, *named) if one]
    if not any(map(held.finds, told)):
        return Mask()
    there = tuple(one for one in held.names if any(map(Mask((one,)).finds, told)))
    lone = {part for _, name in there for part in (alone(name, record) if record else ())}
    return Mask(there, tuple(sorted(lone)))


def bearing(db: sqlite3.Connection, name: str) -> set[int]:
    """The reports that a name may stand in, and those in which something is masked already: what is to be settled anew."""
    found = {row for (row,) in db.execute("SELECT id FROM report WHERE withheld IS NOT NULL AND purged = 0")}
    words = parts(name)
    query = " ".join(f'"{word}"' for word in words)
    found |= {row for (row,) in db.execute("SELECT rowid FROM report_words WHERE report_words MATCH ?", (query,))}
    like = "%" + "%".join(words) + "%"
    spelt = "SELECT id FROM report WHERE (address LIKE ? OR instr(address, '%')) AND purged = 0"
    found |= {row for (row,) in db.execute(spelt, (like,))}
    called = "SELECT a.report FROM actor a JOIN party p ON p.id = a.party WHERE p.name LIKE ?1 OR p.key LIKE ?1"
    return found | {row for (row,) in db.execute(called, (like,))}


def _opened(packed: str) -> Mask:
    kept = json.loads(packed)
    return Mask(tuple((number, name) for number, name in kept["names"]), tuple(kept["alone"]))
