"""What was decided on an earlier text of the same address, carried to the text that replaced it.

A decision goes with its sentence: where the new text has the same sentence, white space apart, it holds there as it did; where not, it
is listed, and the new text is shown as the machine reads it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.ledger import decision_table as table
from onrecord.ledger import reports
from onrecord.ledger.anchors import Anchor, sentence_at
from onrecord.ledger.decision import Decision, Dispute, Json
from onrecord.record import Span

_HELD = "sha256 = ? AND start IS NOT NULL AND kind IN ('accept', 'reject', 'correct', 'add')"


@dataclass(frozen=True)
class Passage:
    """The way from an old text to the new one at its address, by the sentences that both have."""

    old: str
    new: str
    old_sentences: tuple[Span, ...]
    new_sentences: tuple[Span, ...]

    @cached_property
    def kept(self) -> Mapping[Span, Span]:
        """The sentence of the new text for each of the old that stayed; of equal ones, the first goes to the first."""
        places: dict[str, list[Span]] = {}
        for sentence in self.new_sentences:
            places.setdefault(_words(self.new, sentence), []).append(sentence)
        found = {}
        for sentence in self.old_sentences:
            there = places.get(_words(self.old, sentence))
            if there:
                found[sentence] = there.pop(0) if len(there) > 1 else there[0]
        return found

    def span(self, span: Span) -> Span | None:
        """Where the words of a span stand in the new text, or None where their sentence did not stay."""
        home = sentence_at(self.old_sentences, span)
        there = self.kept.get(home) if home else None
        if home is None or there is None or span[1] > home[1]:
            return None
        old, new = (_inked(text, sentence) for text, sentence in ((self.old, home), (self.new, there)))
        inside = [n for n, place in enumerate(old) if span[0] <= place < span[1]]
        return (new[inside[0]], new[inside[-1]] + 1) if inside else None

    def value(self, value: Json) -> Json:
        """A value with its words where they stand now; words that did not stay are left out, and what they meant is kept."""
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if not isinstance(value, dict):
            return value
        moved = {name: self.value(one) for name, one in value.items() if name != "span"}
        span = self.span((value["span"][0], value["span"][1])) if value.get("span") else None
        return moved | ({"span": list(span)} if span else {})

    def anchor(self, anchor: Anchor, sha256: str) -> Anchor | None:
        """An anchor in the new text, or None."""
        span = self.span(anchor.span) if anchor.span else None
        return None if span is None else replace(anchor, sha256=sha256, start=span[0], stop=span[1], words=self.new[slice(*span)])

    def decision(self, decision: Decision, sha256: str) -> Decision | None:
        """A decision as it holds in the new text, or None."""
        anchor = self.anchor(decision.anchor, sha256) if decision.anchor else None
        after = self.value(decision.after)
        if decision.field == "trigger":
            moved = self.span((decision.after[0], decision.after[1]))
            after = list(moved) if moved else None
        if anchor is None or (decision.field == "trigger" and after is None):
            return None
        return replace(decision, anchor=anchor, before=self.value(decision.before), after=after, machine=self.value(decision.machine))


def carried(db: sqlite3.Connection, sha256: str) -> tuple[list[Decision], list[Dispute]]:
    """The decisions on replaced texts as they hold in the text that replaced them, and those that do not hold there."""
    kept: list[Decision] = []
    lost: list[Dispute] = []
    for old in replaced(db, sha256):
        held = table.holding(db, _HELD, (old,))
        passage = _passage(db, old, sha256) if held else None
        for decision in held:
            moved = passage.decision(decision, sha256) if passage else None
            if moved is not None:
                kept.append(moved)
            else:
                lost.append(Dispute(decision.number, "unanchored", _lost(decision, sha256)))
    return kept, lost


def replaced(db: sqlite3.Connection, sha256: str) -> list[str]:
    """The hashes of the texts that a text replaced at their addresses, and of those that these had replaced."""
    found: list[str] = []
    todo = [sha256]
    while todo:
        query = "SELECT sha256 FROM report WHERE replaced_by = (SELECT id FROM report WHERE sha256 = ?) AND purged = 0 ORDER BY key"
        new = [row[0] for row in db.execute(query, (todo.pop(),)) if row[0] not in found and row[0] != sha256]
        found += new
        todo += new
    return found


def today(db: sqlite3.Connection, anchor: Anchor) -> Anchor | None:
    """An anchor in the text that counts today at its address: itself, or where its sentence stands there; None if it does not."""
    for _ in range(100):
        query = "SELECT n.sha256 FROM report o LEFT JOIN report n ON n.id = o.replaced_by WHERE o.sha256 = ? AND o.purged = 0"
        row = db.execute(query, (anchor.sha256,)).fetchone()
        if row is None or row[0] is None:
            return None if row is None else anchor
        passage = _passage(db, anchor.sha256, row[0])
        moved = passage.anchor(anchor, row[0]) if passage else None
        if moved is None:
            return None
        anchor = moved
    return None


def _passage(db: sqlite3.Connection, old: str, new: str) -> Passage | None:
    """The way between two texts; None where one of them has no record, as after a takedown."""
    rows = [db.execute("SELECT id FROM report WHERE sha256 = ? AND purged = 0", (one,)).fetchone() for one in (old, new)]
    if not all(rows):
        return None
    before, after = (reports.load_record(db, row[0]) for row in rows)
    return Passage(before.text, after.text, before.sentences, after.sentences)


def _lost(decision: Decision, sha256: str) -> str:
    words = decision.anchor.words if decision.anchor else ""
    return f"the sentence of “{words}” is not in {reports.report_key(sha256)}, which replaced its report"


def _words(text: str, span: Span) -> str:
    return " ".join(text[slice(*span)].split())


def _inked(text: str, span: Span) -> list[int]:
    """The places of the characters of a span that are no white space."""
    return [n for n in range(*span) if not text[n].isspace()]
