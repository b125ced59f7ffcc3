"""Parties that people hold to be one, brought into the table of parties. Those of one report are found again by their words there."""

from __future__ import annotations

import sqlite3

from onrecord.ledger import decision_table as table
from onrecord.ledger import parties, reports
from onrecord.ledger.anchors import Anchor, overlap
from onrecord.ledger.decision import Decision
from onrecord.ledger.folding import shown_report
from onrecord.ledger.masking import Mask
from onrecord.ledger.named import LOCAL
from onrecord.ledger.revisions import today
from onrecord.ledger.withholding import names


def local_anchor(db: sqlite3.Connection, key: str) -> Anchor | None:
    """The words of a party that stays with its report; None for one that is known beyond it."""
    found = LOCAL.fullmatch(key)
    row = db.execute("SELECT id, sha256 FROM report WHERE key = ?", (found[1],)).fetchone() if found else None
    if found is None or row is None:
        return None
    record = shown_report(db, row[0]).record
    actor = next((a for a in record.actors if a.id == found[2] and a.mentions), None)
    return Anchor(row[1], *actor.mentions[0], record.text[slice(*actor.mentions[0])]) if actor else None


def same_parties(db: sqlite3.Connection) -> dict[str, str]:
    """The parties that people merged: the key of each that is read through another, and the key of that one, which is none of them."""
    return together([keys for _, keys in _held(db) if keys is not None])


def _held(db: sqlite3.Connection) -> list[tuple[Decision, tuple[str, str] | None]]:
    held = table.holding(db, "kind = 'merge-parties'")
    mask = names(db) if held else Mask()
    return [(decision, keys and (mask.key(keys[0]), mask.key(keys[1]))) for decision in held for keys in (_keys(db, decision),)]


def together(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """What each key is read as after some merges, one after the other. There are no chains and no circles.

    >>> together([("a", "b"), ("b", "c")]), together([("a", "b"), ("b", "a")])
    ({'a': 'c', 'b': 'c'}, {'b': 'a'})
    """
    lead: dict[str, str] = {}
    for before, after in pairs:
        source, target = lead.get(before, before), lead.get(after, after)
        if source == target:  # one group already: it goes by the name that was decided last
            target = after
        members = [key for key, into in lead.items() if into in (source, target)]
        lead |= dict.fromkeys([*members, source, before], target)
        lead.pop(target, None)
    return dict(sorted(lead.items()))


def settle_parties(db: sqlite3.Connection) -> set[int]:
    """Bring the table of parties in step with what people merged; the events that this bears on."""
    held = _held(db)
    _note(db, held)
    wanted = _rows(db, together([keys for _, keys in held if keys is not None]))
    have = dict(db.execute("SELECT id, same_as FROM party WHERE same_as IS NOT NULL"))
    if wanted == have:
        return set()
    touched: set[int] = set()
    for party in sorted(party for party, into in have.items() if wanted.get(party) != into):
        touched |= parties.unmerge(db, party)
    for party, into in sorted(wanted.items()):
        if have.get(party) != into:
            touched |= parties.merge(db, into, party)
    return touched


def _note(db: sqlite3.Connection, held: list[tuple[Decision, tuple[str, str] | None]]) -> None:
    """Keep as disputes the merges of which a party cannot be found."""
    for decision, keys in held:
        db.execute("DELETE FROM dispute WHERE decision = ?", (decision.number,))
        if keys is None and decision.before is not None:
            what = f"one of the parties {decision.before} and {decision.after} can no longer be found"
            db.execute("INSERT INTO dispute (decision, kind, what) VALUES (?, 'unanchored', ?)", (decision.number, what))


def _rows(db: sqlite3.Connection, same: dict[str, str]) -> dict[int, int]:
    """The same by rows; parties that no report names any more are left out."""
    found = {}
    for key, into in same.items():
        rows = [db.execute("SELECT id FROM party WHERE key = ?", (one,)).fetchone() for one in (key, into)]
        if all(rows):
            found[rows[0][0]] = rows[1][0]
    return found


def _keys(db: sqlite3.Connection, decision: Decision) -> tuple[str, str] | None:
    """The keys that a merge means today, or None where one of its parties cannot be found."""
    if decision.before is None or decision.after is None:
        return None  # forgotten
    first = _today(db, decision, 0, decision.before, decision.anchor)
    second = _today(db, decision, 1, decision.after, decision.others[0] if decision.others else None)
    return (first, second) if first and second and first != second else None


def _today(db: sqlite3.Connection, decision: Decision, n: int, key: str, anchor: Anchor | None) -> str | None:
    """The key today of a party: of one that stays with its report, by the words that it was anchored in."""
    if anchor is None or not LOCAL.fullmatch(key):
        return None if LOCAL.fullmatch(key) else key
    where = (decision.number, n)
    row = db.execute("SELECT looked, party FROM anchored WHERE decision = ? AND n = ?", where).fetchone()
    if row is None or row[0]:
        return None if row is None or row[1] is None else str(row[1])
    moved = today(db, anchor)
    found = _local(db, moved) if moved else None
    db.execute("UPDATE anchored SET looked = 1, party = ? WHERE decision = ? AND n = ?", (found, *where))
    return found


def _local(db: sqlite3.Connection, anchor: Anchor) -> str | None:
    """The key today of whoever is meant by some words of a report."""
    row, span = reports.find_text(db, anchor.sha256), anchor.span
    if span is None or row is None or not reports.current(db, row):
        return None
    near = [(overlap(span, m), a.id) for a in shown_report(db, row).record.actors for m in a.mentions if overlap(span, m)]
    return f"{reports.report_key(anchor.sha256)}/{max(near)[1]}" if near else None
