"""The table of decisions: rows are added and read, never changed. What is undone is told from the rows alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from onrecord.ledger.anchors import Anchor
from onrecord.ledger.decision import Decision, Json

_COLUMNS = (
    "id", "at", "coder", "kind", "sha256", "start", "stop", "words", "type", "nth", "field", "before", "after", "machine", "why", "other",
    "undoes", "batch", "request",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM decision"


def insert(db: sqlite3.Connection, decision: Decision) -> int:
    """Add a decision as it is; its id."""
    anchor = decision.anchor
    values = {
        "at": decision.at or datetime.now(UTC).isoformat(timespec="seconds"),
        "coder": decision.coder,
        "kind": decision.kind,
        **({} if anchor is None else asdict(anchor)),
        "field": decision.field,
        "before": _packed(decision.before),
        "after": _packed(decision.after),
        "machine": _packed(decision.machine),
        "why": decision.why,
        "other": _packed([asdict(one) for one in decision.others] or None),
        "undoes": decision.undoes,
        "batch": decision.batch,
        "request": decision.request,
    }
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    row = db.execute(f"INSERT INTO decision ({names}) VALUES ({marks})", tuple(values.values())).lastrowid
    assert row is not None
    return row


def select(db: sqlite3.Connection, where: str = "1", values: Iterable[object] = ()) -> list[Decision]:
    """The decisions of a condition, in the order in which they were taken, undone ones too."""
    return [_decision(row) for row in db.execute(f"{_SELECT} WHERE {where} ORDER BY id", tuple(values)).fetchall()]


def undone(db: sqlite3.Connection) -> frozenset[int]:
    """The first decisions of all acts that are undone: by an act of undoing that is not undone itself."""
    found: set[int] = set()
    rows = db.execute("SELECT id, undoes FROM decision INDEXED BY decision_undoes WHERE undoes IS NOT NULL").fetchall()
    for id_, undoes in sorted(rows, reverse=True):
        if id_ not in found:
            found.add(undoes)
    return frozenset(found)


def holding(db: sqlite3.Connection, where: str = "1", values: Iterable[object] = ()) -> list[Decision]:
    """The decisions of a condition that hold: neither undone nor forgotten, in order."""
    found = select(db, where, values)
    gone = undone(db) if found else frozenset()
    return [d for d in found if (d.batch or d.id) not in gone]


def _decision(row: tuple[object, ...]) -> Decision:
    one = dict(zip(_COLUMNS, row, strict=True))
    names = ("sha256", "start", "stop", "words", "type")
    anchor = None if one["sha256"] is None else Anchor(**{name: one.pop(name) for name in names}, nth=one.pop("nth") or 0)  # type: ignore[arg-type]
    others = tuple(Anchor(**other) for other in _opened(one.pop("other")) or ())
    for name in (*names, "nth"):
        one.pop(name, None)
    for name in ("before", "after", "machine"):
        one[name] = _opened(one[name])
    return Decision(**one, anchor=anchor, others=others)  # type: ignore[arg-type]  # the columns are the fields


def _packed(value: Json) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _opened(value: object) -> Json:
    return None if value is None else json.loads(str(value))
