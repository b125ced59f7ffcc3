"""How many reports ended how: each ends as exactly one of the ends of its verb, and the counts add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from onrecord.cli.exits import BROKEN, OK, PARTLY

READ = ("coded", "duplicate", "skipped", "failed")
ADD = ("added", "duplicate", "revision", "skipped", "failed")


@dataclass(slots=True)
class Tally:
    """The ends of a run's reports; the first of `order` is the one that a run is for."""

    order: tuple[str, ...] = READ
    ends: Counter[str] = field(default_factory=Counter)

    def add(self, end: str) -> None:
        """Count one more report that ended so."""
        self.ends[end] += 1

    @property
    def read(self) -> int:
        """All reports so far."""
        return self.ends.total()

    @property
    def exit_code(self) -> int:
        """What the run's exit code says about its reports; for a ledger, what is in it already is as good as added."""
        refused = self.ends["skipped"] + self.ends["failed"]
        if not refused:
            return OK if self.read else BROKEN
        good = self.order[:1] if self.order == READ else self.order[:3]
        return PARTLY if any(self.ends[end] for end in good) else BROKEN

    def __str__(self) -> str:
        parts = [f"{self.ends[end]:,} {end}" for end in self.order if self.ends[end] or end == self.order[0]]
        return f"{self.read:,} report{'' if self.read == 1 else 's'}: {', '.join(parts)}"
