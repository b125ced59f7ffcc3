"""A statement in the making, in words instead of characters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from onrecord.reading.cues import Cue
from onrecord.reading.quotes import Range

Origin = Literal["syntax", "model", "both", "quotation"]


@dataclass(eq=False)
class Draft:
    """One statement before its speakers are known. Ranges are of words.

    `head`: the word that carries the cue, -1 without one. `speakers`: head words of the sources, or, where the source is
    silent, of whoever is meant. `frame`: the form of the content, as in the table of cues. `continues`, `inside`: other drafts.
    `score`: mean probability of the model's cue and content, 0 where it has none.
    `silent`: a passive, whose subject is not who speaks.
    """

    head: int
    cue: list[Range]
    content: list[Range]
    source: list[Range] = field(default_factory=list)
    speakers: list[int] = field(default_factory=list)
    entry: Cue | None = None
    frame: str = ""
    addressee: int | None = None
    vehicle: int | None = None
    through: list[int] = field(default_factory=list)
    continues: Draft | None = None
    inside: Draft | None = None
    origin: Origin = "syntax"
    score: float = 0.0
    silent: bool = False

    @property
    def first(self) -> int:
        """The first word of the statement."""
        return min(r[0] for r in [*self.content, *self.cue, *self.source])

    def tidy(self) -> None:
        """Leave out ranges without a word, sources with their speakers."""
        self.content = [part for part in self.content if part[1] > part[0]]
        self.cue = [part for part in self.cue if part[1] > part[0]]
        whole = [(part, head) for part, head in zip(self.source, self.speakers, strict=True) if part[1] > part[0]]
        self.source, self.speakers = [part for part, _ in whole], [head for _, head in whole]

    def covers(self, word: int) -> bool:
        """Whether a word stands in the content."""
        return any(first <= word < last for first, last in self.content)


def overlap(left: list[Range], right: list[Range]) -> int:
    """How many words two lists of ranges share."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in left for c, d in right)


def size(ranges: list[Range]) -> int:
    """How many words a list of ranges holds."""
    return sum(last - first for first, last in ranges)


def dice(left: list[Range], right: list[Range]) -> float:
    """Twice the shared words over the sum of both: 0 to 1."""
    total = size(left) + size(right)
    return 2 * overlap(left, right) / total if total else 0.0
