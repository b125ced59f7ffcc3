"""What people decided, in the store: recorded once, never changed, undone by a further decision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from onrecord.errors import ChangedError, LedgerError
from onrecord.ledger import decision_table as table
from onrecord.ledger.anchors import Anchor
from onrecord.ledger.decision import Decision, Dispute
from onrecord.ledger.decision_checks import check, check_words
from onrecord.ledger.folding import FOLDED, active
from onrecord.ledger.forgetting import forget
from onrecord.ledger.links import enter, links, unbind
from onrecord.ledger.party_merges import same_parties, settle_parties
from onrecord.ledger.revisions import carried, replaced
from onrecord.ledger.value_checks import check_spans

__all__ = [
    "Decision", "Dispute", "active", "disputes", "forget", "history", "links", "put_disputes", "record", "record_all", "redo",
    "requested",    "same_parties", "scope", "settle_parties", "settle_scopes", "undo", "undo_one",
]  # fmt: skip


# ---------------------------------------------------------------- taking
def record(db: sqlite3.Connection, decision: Decision) -> int:
    """Add a decision; its number. What it means must make sense, and its words must stand in the text.

    Raises UsageError where it makes no sense, LedgerError where there is no such text, or where a decision is to be undone that is
    not there or is undone already.
    """
    check(decision)
    if decision.kind == "undo":
        return _undo(db, decision)
    for anchor in (decision.anchor, *decision.others):
        if anchor is not None:
            _checked(db, anchor, decision if anchor is decision.anchor else None)
    if decision.kind == "merge-parties":
        for key in (decision.before, decision.after):
            if db.execute("SELECT 1 FROM party WHERE key = ?", (key,)).fetchone() is None:
                raise LedgerError(f'"{key}": there is no such party in the ledger')
    number = table.insert(db, decision)
    if decision.kind in ("merge", "split", "assess", "merge-parties"):
        enter(db, number, decision)
    return number


def record_all(db: sqlite3.Connection, decisions: Iterable[Decision]) -> list[int]:
    """Add the decisions of one act, which are undone together; their numbers."""
    numbers: list[int] = []
    for decision in decisions:
        numbers.append(record(db, replace(decision, batch=numbers[0] if numbers else None)))
    return numbers


def _checked(db: sqlite3.Connection, anchor: Anchor, decision: Decision | None) -> None:
    """Raise unless a text is in the ledger and the words of an anchor, and those of a decision on it, stand there."""
    row = db.execute("SELECT text, purged FROM report WHERE sha256 = ?", (anchor.sha256,)).fetchone()
    if row is None:
        raise LedgerError(f"there is no report with the text {anchor.sha256[:12]}… in the ledger")
    if row[1]:
        raise LedgerError(f"the report with the text {anchor.sha256[:12]}… was taken down; nothing can be decided on it")
    check_words(anchor, row[0])
    if decision is not None:
        values = [decision.after] if decision.field != "trigger" else [{"span": decision.after}]
        check_spans(values, len(row[0]))


def requested(db: sqlite3.Connection, request: str) -> int | None:
    """The number of the decision that a request came to, None if it was not heard before.

    After a line break a request may have a digest of what it asks for. Raises ChangedError where its name stands for something else.
    """
    name, _, digest = request.partition("\n")
    named = "request = ?1 OR (request > ?1 || char(10) AND request < ?1 || char(11))"
    row = db.execute(f"SELECT id, request FROM decision WHERE {named}", (name,)).fetchone()
    if row is None:
        return None
    if row[1].partition("\n")[2] != digest:
        trouble = f'request "{name[:40]}": something else was decided under this name (decision {row[0]}); name it anew'
        raise ChangedError(trouble, digest or None, row[1].partition("\n")[2] or None)
    return int(row[0])


# ---------------------------------------------------------------- undoing
def undo_one(db: sqlite3.Connection, number: int, coder: str, *, why: str | None = None, request: str | None = None) -> int:
    """Undo one decision, and all that belong to the same act; undoing an undoing brings back what it undid. Its number.

    Raises LedgerError if there is no such decision, or it is undone already, or its text was taken down.
    """
    return record(db, Decision("undo", coder, undoes=number, why=why, request=request))


def undo(db: sqlite3.Connection, coder: str, *, why: str | None = None, request: str | None = None) -> int:
    """Undo the last act of a coder that still holds; the number of the undoing. Raises LedgerError if there is none."""
    gone = table.undone(db)
    query = "SELECT id FROM decision WHERE coder = ? AND kind <> 'undo' AND batch IS NULL ORDER BY id DESC"
    last = next((number for (number,) in db.execute(query, (coder,)) if number not in gone), None)
    if last is None:
        raise LedgerError(f"{coder} has decided nothing that could be undone")
    return undo_one(db, last, coder, why=why, request=request)


def redo(db: sqlite3.Connection, coder: str, *, request: str | None = None) -> int:
    """Bring back what a coder undid last, if nothing was decided since; the number of the undoing of the undoing.

    Raises LedgerError if there is nothing to bring back.
    """
    gone = table.undone(db)
    mine = table.select(db, "coder = ?", (coder,))
    latest = next((d.number for d in reversed(mine) if d.kind != "undo"), 0)
    kinds = {d.number: d.kind for d in mine}
    undoings = [d for d in mine if d.kind == "undo" and d.id not in gone and d.number > latest and kinds.get(d.undoes or 0) != "undo"]
    if not undoings:
        raise LedgerError(f"{coder} has undone nothing that could be brought back")
    return undo_one(db, undoings[-1].number, coder, request=request)


def _undo(db: sqlite3.Connection, decision: Decision) -> int:
    found = table.select(db, "id = ?", (decision.undoes,))
    if not found:
        raise LedgerError(f"there is no decision {decision.undoes} in the ledger")
    one = found[0]
    head = one.batch or one.number
    if head in table.undone(db):
        raise LedgerError(f"decision {decision.undoes} is undone already")
    touched = _acts(db, head)
    if any(d.anchor is not None and d.anchor.span is None and d.kind not in ("scope", "undo") for d in touched):
        raise LedgerError(f"decision {decision.undoes} was on a text that was taken down; there is nothing left to undo")
    return table.insert(db, replace(decision, undoes=head))


def _acts(db: sqlite3.Connection, head: int) -> list[Decision]:
    """The decisions that an act takes or brings back: its own, or, of an undoing, those that were undone."""
    found = table.select(db, "id = ? OR batch = ?", (head, head))
    return [one for d in found for one in ([d] if d.undoes is None else _acts(db, d.undoes))]


def affected(db: sqlite3.Connection, number: int) -> list[Decision]:
    """The decisions whose effect a decision changes: itself and those of its act; of an undoing, what it undoes."""
    return _acts(db, number)


# ---------------------------------------------------------------- reading
def history(
    db: sqlite3.Connection, *, sha256: str | None = None, coder: str | None = None, kind: str | None = None
) -> list[tuple[Decision, bool]]:
    """All decisions in order and whether each holds; those about one text, by one coder, of one kind."""
    asked = (("sha256 = ? OR instr(other, ?)", sha256), ("coder = ?", coder), ("kind = ?", kind))
    given = [(condition, value) for condition, value in asked if value is not None]
    values = [value for condition, value in given for _ in range(condition.count("?"))]
    found = table.select(db, " AND ".join(f"({condition})" for condition, _ in given) or "1", values)
    gone = table.undone(db)
    return [(d, (d.batch or d.id) not in gone) for d in found]


def scope(db: sqlite3.Connection, sha256: str) -> Literal["in", "out"] | None:
    """Whether a person took a report, or a text that it replaced, in or out; None if nobody decided."""
    texts = [sha256, *replaced(db, sha256)]
    held = [d for one in texts for d in table.holding(db, "sha256 = ? AND kind = 'scope' AND after IS NOT NULL", (one,))]
    return max(held, key=lambda d: d.number).after if held else None


def settle_scopes(db: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Bring the column of some reports in step with what was decided on them, or on texts that they replaced."""
    for row in rows:
        sha256, before = db.execute("SELECT sha256, scope FROM report WHERE id = ?", (row,)).fetchone()
        now = scope(db, sha256)
        if now != before:
            db.execute("UPDATE report SET scope = ? WHERE id = ?", (now, row))


# ---------------------------------------------------------------- disputes
def put_disputes(db: sqlite3.Connection, sha256: str, found: Sequence[Dispute]) -> None:
    """Keep the disputes of a text that was folded, and of the decisions carried to it, in place of those that it had."""
    unbind(db, [sha256, *replaced(db, sha256)])
    kept, lost = carried(db, sha256)
    own = [row[0] for row in db.execute(f"SELECT id FROM decision WHERE sha256 = ? AND {FOLDED}", (sha256,))]
    concerned = {*own, *(d.number for d in kept), *(d.decision for d in lost)}
    if not concerned and not found:
        return
    db.executemany("DELETE FROM dispute WHERE decision = ?", [(number,) for number in sorted(concerned)])
    rows = [(d.decision, d.kind, d.what) for d in (*found, *lost)]
    db.executemany("INSERT OR REPLACE INTO dispute (decision, kind, what) VALUES (?, ?, ?)", rows)


def disputes(db: sqlite3.Connection) -> list[tuple[Decision, Dispute]]:
    """The decisions that hold and yet do not stand as they did, and why, in order."""
    rows = [Dispute(*row) for row in db.execute("SELECT decision, kind, what FROM dispute ORDER BY decision, kind")]
    known = {d.number: d for d in table.holding(db, "id IN (SELECT decision FROM dispute)")}
    return [(known[one.decision], one) for one in rows if one.decision in known]
