"""What a person decided, as one frozen value, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from onrecord.ledger.anchors import Anchor

DecisionKind = Literal["accept", "reject", "correct", "add", "merge", "split", "assess", "merge-parties", "scope", "withhold", "undo"]
KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)

Field = Literal[
    "action", "status", "by", "to", "at", "from", "destination", "when", "figures", "prominence", "scale", "accounts", "trigger"
]  # fmt: skip
FIELDS: tuple[Field, ...] = get_args(Field)
"""What can be corrected of an event. "mode" is taken too, as a correction of the action."""

REASONS = ("not an event", "wrong words", "duplicate in report", "background/history", "out of scope", "other")
"""Why an event is rejected; the order is that of the keys 1 to 6."""

Scope = Literal["in", "out"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Whether a report counts."""

ON_EVENTS = ("accept", "reject", "correct", "add", "merge", "split", "assess")
"""Kinds that need a trigger."""

Json = Any
"""What JSON can hold."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. Values are JSON in the form of `portable`, which holds for any record of the text.

    `before` is what was shown when it was taken, `after` what was decided (or the name that is withheld), `machine` the event as the
    machine had it then, field by field. `others` are the further anchors of a merge (one incident with all of them), a split (apart from
    each of them) or an assessment (the other events of the incident). `batch` is the first decision of the act that this one belongs to,
    None for that first one. `request` is what its sender called the act: the same name again decides nothing anew. `id` and `at` are
    given when it is recorded.
    """

    kind: DecisionKind
    coder: str
    anchor: Anchor | None = None
    field: str | None = None
    before: Json = None
    after: Json = None
    machine: Json = None
    why: str | None = None
    others: tuple[Anchor, ...] = ()
    undoes: int | None = None
    batch: int | None = None
    at: str | None = None
    id: int | None = None
    request: str | None = None

    @property
    def number(self) -> int:
        """Its id, 0 before it is recorded."""
        return self.id or 0


@dataclass(frozen=True, slots=True)
class Dispute:
    """A decision that does not stand as it did: it has no anchor in the current record, or the machine says otherwise than it did."""

    decision: int
    kind: Literal["unanchored", "machine disagrees"]
    what: str
