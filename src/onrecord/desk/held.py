"""What strict exports would hold back, and why."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.exports.dates import MONTH
from onrecord.exports.strict import MEANING, Reason, ordered, reasons
from onrecord.ledger.views import Incident


@dataclass(frozen=True, slots=True)
class Held:
    """A reason to hold an incident back: its name, as exports count it, and what it means."""

    reason: Reason
    meaning: str


def held_back(incident: Incident) -> tuple[Held, ...]:
    """Why layouts without room for who says so and whether it happened hold an incident back; nothing where they do not."""
    return tuple(Held(reason, MEANING[reason]) for reason in ordered(reasons(incident, longest=MONTH)))
