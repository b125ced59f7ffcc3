"""One time expression with all that its meaning depends on, and the meaning itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from onrecord.language.analysis import Analysis
from onrecord.reading import days as cal
from onrecord.reading.time_anchor import Anchor, lean
from onrecord.reading.time_grammar import Found, Marks, rules
from onrecord.record import Basis, TimeType


@dataclass(frozen=True, slots=True)
class Meaning:
    """A TIMEX3 reading; `days` is a closed stretch, either end open."""

    type: TimeType
    value: str | None = None
    mod: str | None = None
    days: tuple[date | None, date | None] | None = None
    basis: Basis = "stated"


@dataclass(frozen=True, slots=True)
class Scene:
    """One expression with all that its meaning depends on."""

    analysis: Analysis
    marks: Marks
    found: Found
    anchor: Anchor

    def at(self, letters: str) -> int | None:
        """The first word of the expression with one of these letters."""
        run = self.marks.letters[self.found.first : self.found.last]
        return next((self.found.first + n for n, letter in enumerate(run) if letter in letters), None)

    def value(self, letters: str) -> str:
        """The table value of that word, or ""."""
        word = self.at(letters)
        return "" if word is None else self.marks.values[word]

    def part(self, first: int) -> Scene | None:
        """The expression that the words from `first` on make by themselves, or None."""
        match = rules().fullmatch(self.marks.letters, first, self.found.last)
        return replace(self, found=Found(match.lastgroup or "", *match.span())) if match else None

    def following(self, first: int) -> Scene | None:
        """The expression that begins with a word, or None."""
        match = rules().match(self.marks.letters, first)
        return replace(self, found=Found(match.lastgroup or "", *match.span())) if match else None

    def lean(self) -> int:
        """BACK, OPEN or AHEAD, as the words around point."""
        return lean(self.analysis, self.found.first, self.found.last)

    @property
    def report(self) -> date | None:
        """The report's day, where it is known to the day."""
        return self.anchor.day if self.anchor.precision == "D" else None

    def sign(self) -> int:
        """-1, 0 or 1 for last, this, next."""
        value = self.value("lxi").removeprefix("R")
        return int(value) if value else 0


def calendar(value: str | None, basis: Basis, mod: str | None = None) -> Meaning:
    """A date whose days follow from its value."""
    return Meaning("DATE", value, mod, cal.interval(value), basis)
