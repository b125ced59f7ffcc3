"""Which events people hold to be one incident, and which not: their merges and splits, as rows of the store.

The latest decision on a pair holds, and what it implies with those after it; an earlier one that contradicts it has no effect.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.ledger import decision_table as table
from onrecord.ledger.anchors import Anchor, find
from onrecord.ledger.decision import Decision
from onrecord.ledger.folding import shown_report
from onrecord.ledger.revisions import today
from onrecord.record import Span

Pair = tuple[int, int]
_NOUNS = {"assess": "assessment"}


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of events that belong to one incident, and pairs that do not; in each the smaller id comes first. They do not contradict."""

    must: tuple[Pair, ...] = ()
    cannot: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """An event of the store, to be found by an anchor."""

    event: int
    anchor: Anchor
    triggers: tuple[Span, ...]


def links(db: sqlite3.Connection) -> Links:
    """What people's merges and splits that hold mean for the events of today."""
    _look(db)
    query = "SELECT d.id, d.batch, d.kind, a.n, a.event FROM anchored a JOIN decision d ON d.id = a.decision "
    rows = db.execute(query + "WHERE a.event IS NOT NULL AND d.kind IN ('merge', 'split') ORDER BY a.decision, a.n").fetchall()
    gone = table.undone(db) if rows else frozenset()
    firsts = dict[int, int]()  # a merge whose first event is not there still holds for the others; a split is apart from its first
    for number, _, kind, n, event in rows:
        if n == 0 or kind == "merge":
            firsts.setdefault(number, event)
    return consistent(
        [
            (kind == "merge", (firsts[number], event))
            for number, batch, kind, n, event in rows
            if n and number in firsts and (batch or number) not in gone
        ]
    )


def consistent(decided: Sequence[tuple[bool, Pair]]) -> Links:
    """Pairs that were decided one after the other, without those that a later one contradicts; True stands for a merge.

    >>> consistent([(True, (1, 2)), (True, (2, 3)), (False, (1, 3))])
    Links(must=((2, 3),), cannot=((1, 3),))
    """
    groups = _Groups()
    must, cannot = set[Pair](), set[Pair]()
    for merge, (a, b) in reversed(decided):
        if a == b:
            continue
        pair = (min(a, b), max(a, b))
        if merge and groups.join(*pair):
            must.add(pair)
        elif not merge and groups.part(*pair):
            cannot.add(pair)
    return Links(tuple(sorted(must)), tuple(sorted(cannot)))


class _Groups:
    """Events that belong together by what was decided, and the groups from which each group is apart."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._apart: dict[int, set[int]] = {}

    def join(self, a: int, b: int) -> bool:
        """Put two events together, if nothing keeps them apart; whether they are together now."""
        first, second = self._root(a), self._root(b)
        if any(self._root(one) == second for one in self._apart.get(first, ())):
            return False
        if first != second:
            self._parent[second] = first
            if second in self._apart:
                self._apart.setdefault(first, set()).update(self._apart.pop(second))
        return True

    def part(self, a: int, b: int) -> bool:
        """Keep two events apart, if they are not together; whether they are apart now."""
        first, second = self._root(a), self._root(b)
        if first == second:
            return False
        self._apart.setdefault(first, set()).add(second)
        self._apart.setdefault(second, set()).add(first)
        return True

    def _root(self, event: int) -> int:
        root = event
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(event, event)) != root:
            self._parent[event], event = root, parent
        return root


# ---------------------------------------------------------------- anchors to rows
def enter(db: sqlite3.Connection, number: int, decision: Decision) -> None:
    """Note that the anchors of a decision are to be looked for; those of a merge of parties, as far as it has any."""
    anchors = enumerate((decision.anchor, *(decision.others or ())))
    rows = [(number, n, anchor.sha256) for n, anchor in anchors if anchor is not None and anchor.span is not None]
    db.executemany("INSERT INTO anchored (decision, n, sha256) VALUES (?, ?, ?)", rows)


def unbind(db: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Have the anchors in some texts looked for again: their rows, or those of what replaced them, are about to change."""
    statement = "UPDATE anchored SET looked = 0, event = NULL, party = NULL WHERE sha256 = ?"
    db.executemany(statement, [(sha256,) for sha256 in texts])


def bound_events(db: sqlite3.Connection, decisions: Sequence[Decision]) -> set[int]:
    """The events of today that some merges, splits and assessments are about."""
    _look(db)
    query = "SELECT event FROM anchored WHERE decision = ? AND event IS NOT NULL"
    return {event for d in decisions for (event,) in db.execute(query, (d.number,))}


def _look(db: sqlite3.Connection) -> None:
    """Find what the anchors of merges, splits and assessments mean where that is open; what is not found is a dispute."""
    query = "SELECT DISTINCT a.decision FROM anchored a JOIN decision d ON d.id = a.decision "
    query += "WHERE a.looked = 0 AND d.kind IN ('merge', 'split', 'assess')"
    for (number,) in db.execute(query).fetchall():
        (decision,) = table.select(db, "id = ?", (number,))
        anchors = _anchors(decision)
        for (n,) in db.execute("SELECT n FROM anchored WHERE decision = ? AND looked = 0", (number,)).fetchall():
            _bind(db, number, n, anchors[n])
        _note(db, decision)


def _anchors(decision: Decision) -> list[Anchor]:
    return [one for one in (decision.anchor, *decision.others) if one is not None]


def _bind(db: sqlite3.Connection, number: int, n: int, anchor: Anchor) -> None:
    """Note the event that an anchor means, or that there is none."""
    moved = today(db, anchor)
    event = event_at(db, moved) if moved else None
    db.execute("UPDATE anchored SET looked = 1, event = ? WHERE decision = ? AND n = ?", (event, number, n))


def _note(db: sqlite3.Connection, decision: Decision) -> None:
    """Keep as a dispute that events of a decision cannot be found; or forget it."""
    query = "SELECT count(*) FROM anchored WHERE decision = ? AND event IS NULL"
    (missing,) = db.execute(query, (decision.number,)).fetchone()
    db.execute("DELETE FROM dispute WHERE decision = ?", (decision.number,))
    if missing:
        noun = _NOUNS.get(decision.kind, decision.kind)
        what = f"{missing} of the {1 + len(decision.others)} events of this {noun} can no longer be found"
        db.execute("INSERT INTO dispute (decision, kind, what) VALUES (?, 'unanchored', ?)", (decision.number, what))


def event_at(db: sqlite3.Connection, anchor: Anchor) -> int | None:
    """The row of the event that an anchor means in the current record of its text, or None."""
    row = db.execute("SELECT id FROM report WHERE sha256 = ?", (anchor.sha256,)).fetchone()
    rows = dict(db.execute("SELECT name, id FROM event WHERE report = ?", row)) if row else {}
    if not rows:
        return None
    folded = shown_report(db, row[0])
    triggers = {event.id: tuple(m.trigger for m in event.mentions) for event in folded.record.events}
    among = [_Row(rows[name], one, (*triggers[name], one.span or (0, 0))) for name, one in folded.anchors.items() if name in rows]
    means = find(anchor, among, folded.record.sentences)
    return means.event if means else None
