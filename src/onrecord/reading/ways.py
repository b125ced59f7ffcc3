"""Labels gathered on the way up the tree from a word that tells an event, and the ladder of statuses that they decide."""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.record import Status

LADDER: tuple[Status, ...] = (
    "happened", "ongoing", "attempted", "planned", "threatened", "expected", "possible", "conditional", "demanded", "denied",
)  # fmt: skip


class Way:
    """Labels gathered on the way up from one word."""

    def __init__(self, clauses: Clauses) -> None:
        self.c = clauses
        self.labels: set[str] = set()
        self.why: list[int] = []
        self.affirmed = False  # below "managed to", "was forced to": a bare infinitive that did happen
        self.presupposed = False  # a noun told as known ("the attack"): denying its order does not deny it
        self.refused = False  # negated, or "no": what an "until" depends on

    def add(self, label: str, word: int) -> None:
        self.labels.add(label)
        self.why.append(word)
