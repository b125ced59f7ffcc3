"""The one way in which decisions lose something: when their text is taken down, its words go from them too."""

from __future__ import annotations

import json
import sqlite3

from onrecord.ledger import decision_table as table
from onrecord.ledger.links import enter

_BLANK = ("start", "stop", "words", "type", "nth", "field", "before", "after", "machine", "why", "other")


def forget(db: sqlite3.Connection, sha256: str) -> None:
    """Leave of the decisions on a text no more than that they were taken: who, when, of what kind. For takedowns, in a transaction.

    The guards of the table are lifted meanwhile.
    """
    guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decision'").fetchall()
    for name, _ in guards:
        db.execute(f'DROP TRIGGER "{name}"')
    for derived in ("dispute", "anchored"):
        db.execute(
            f"DELETE FROM {derived} WHERE decision IN (SELECT id FROM decision WHERE sha256 = ? OR instr(other, ?))", (sha256, sha256)
        )
    drawn = "(SELECT id FROM audit WHERE sha256 = ?)"
    blank = "aside = CASE WHEN aside IS NOT NULL THEN 'taken down' END, coded = '[]', machine = '[]'"
    db.execute(f"UPDATE audited SET {blank} WHERE audit IN {drawn}", (sha256,))
    db.execute(f"UPDATE decision SET {', '.join(f'{name} = NULL' for name in _BLANK)} WHERE sha256 = ?", (sha256,))
    _forget_others(db, sha256)
    for _, sql in guards:
        db.execute(sql)


def _forget_others(db: sqlite3.Connection, sha256: str) -> None:
    """Take the text's words out of merges and splits that are anchored in another text."""
    for number, other in db.execute("SELECT id, other FROM decision WHERE instr(other, ?)", (sha256,)).fetchall():
        kept = [one for one in json.loads(other) if one["sha256"] != sha256]
        db.execute("UPDATE decision SET other = ? WHERE id = ?", (json.dumps(kept) if kept else None, number))
        (decision,) = table.select(db, "id = ?", (number,))
        enter(db, number, decision)
