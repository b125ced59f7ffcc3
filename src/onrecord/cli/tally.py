"""How many reports ended how: each ends as exactly one of coded, duplicate, skipped, failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from onrecord.cli.exits import BROKEN, OK, PARTLY

End = Literal["coded", "duplicate", "skipped", "failed"]
ENDS: tuple[End, ...] = ("coded", "duplicate", "skipped", "failed")


@dataclass(slots=True)
class Tally:
    """The ends of a run's reports."""

    ends: Counter[End] = field(default_factory=Counter)

    def add(self, end: End) -> None:
        """Count one more report that ended so."""
        self.ends[end] += 1

    @property
    def read(self) -> int:
        """All reports so far."""
        return self.ends.total()

    @property
    def exit_code(self) -> int:
        """What the run's exit code says about its reports."""
        refused = self.ends["skipped"] + self.ends["failed"]
        if not refused:
            return OK if self.read else BROKEN
        return PARTLY if self.ends["coded"] else BROKEN

    def __str__(self) -> str:
        parts = [f"{self.ends[end]:,} {end}" for end in ENDS if self.ends[end] or end == "coded"]
        return f"{self.read:,} report{'' if self.read == 1 else 's'}: {', '.join(parts)}"
