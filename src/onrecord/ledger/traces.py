"""What the comparison of events sees of one event: action, days, places, parties, figures, the words around it and of its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onrecord.compare import Range, Spot, Stretch
from onrecord.ledger.words import Bag
from onrecord.record import Action, Effect, Kind, Scale, Status

Standing = Literal["done", "tried", "ahead", "denied"]

STANDING: Mapping[Status, Standing] = {
    "happened": "done", "ongoing": "done", "attempted": "tried", "denied": "denied", "planned": "ahead", "threatened": "ahead",
    "expected": "ahead", "possible": "ahead", "conditional": "ahead", "demanded": "ahead",
}  # fmt: skip
"""What happened and what is only meant or foreseen are two happenings; a denial is about either."""

STANDINGS: tuple[Standing, ...] = ("done", "tried", "ahead", "denied")

Order = tuple[str, str, int]
"""A place in content order: when the report was published, its key, where the trigger stands."""


@dataclass(frozen=True, slots=True)
class Who:
    """A party of an event. `party` is its row, read through merges; `body` that of the body it belongs to."""

    party: int
    name: str
    kind: Kind
    named: bool
    country: str | None = None
    role: str | None = None
    body: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One event for comparison. `actions` are its own and those that its voices give; `published` is a day's number.

    `root` and `families` stand for the trigger's word; `context` for the other words of its sentence, `sketch` for the report's;
    `sentence` is the hash of the sentence's normal form.
    """

    event: int
    report: int
    order: Order
    actions: tuple[Action, ...]
    root: str
    families: frozenset[str]
    status: Status = "happened"
    scale: Scale = "incident"
    published: int | None = None
    days: Stretch | None = None
    at: tuple[Spot, ...] = ()
    by: tuple[Who, ...] = ()
    to: tuple[Who, ...] = ()
    figures: Mapping[Effect, Range] = field(default_factory=dict)
    context: Bag = field(default_factory=Bag)
    sketch: Bag = field(default_factory=Bag)
    sentence: int | None = None
    key: str = ""

    @property
    def standing(self) -> Standing:
        """Whether it is told as done, tried, ahead or denied."""
        return STANDING[self.status]


def agree(a: Standing, b: Standing) -> bool:
    """Whether events that stand so can be one: they stand alike, or one of them is denied."""
    return a == b or "denied" in (a, b)
