"""Text for a terminal: set to a width beside a margin, styled if asked, and without characters that could steer it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.exports.wording import SIGNS
from onrecord.record import Status

WIDTH = 88
"""Columns where no width is given: a measure that is easy to read."""
LEFT = 15
"""Columns of the margin, which holds the status: its sign, a space, and the longest of the words, "conditional"."""
BOLD, DIM = "\x1b[1m", "\x1b[2m"
_OFF = "\x1b[0m"
_NARROWEST, _WIDEST = 40, 100
_COLOURS: dict[Status, str] = {
    "happened": "\x1b[32m", "ongoing": "\x1b[36m", "threatened": "\x1b[33m", "denied": "\x1b[31m", "attempted": "\x1b[33m",
}  # fmt: skip
_OTHER_COLOUR = "\x1b[34m"


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets text to `width` columns, with ANSI colours if `colour`."""

    width: int
    colour: bool

    @classmethod
    def of(cls, width: int | None, colour: bool) -> Setter:
        """A setter for a width that can be read; 88 columns where none is given."""
        return cls(min(max(width or WIDTH, _NARROWEST), _WIDEST), colour)

    def wrap(self, text: str, margin: str = "", left: int = LEFT) -> list[str]:
        """The text beside a margin of `left` columns."""
        lines = textwrap.wrap(
            safe(text), self.width, initial_indent=f"{margin:<{left}}", subsequent_indent=" " * left, break_on_hyphens=False
        )
        return lines or [margin]

    def item(self, text: str) -> list[str]:
        """One point of a list."""
        return textwrap.wrap(safe(text), self.width, initial_indent="  · ", subsequent_indent="    ")

    def styled(self, text: str, style: str) -> str:
        """The text in a style, if there are colours."""
        return f"{style}{text}{_OFF}" if self.colour and text.strip() else text

    def dim(self, lines: Iterable[str]) -> Iterator[str]:
        """Lines that stand back."""
        return (self.styled(line, DIM) for line in lines)

    def headed(self, status: Status, text: str) -> Iterator[str]:
        """The text in bold beside a status, which has a sign and a colour of its own."""
        first, *others = self.wrap(text, f"{SIGNS[status]} {status}")
        yield self.styled(first[:LEFT], _COLOURS.get(status, _OTHER_COLOUR)) + self.styled(first[LEFT:], BOLD)
        for line in others:
            yield " " * LEFT + self.styled(line[LEFT:], BOLD)

    def section(self, title: str, blocks: Iterable[Iterable[str]], *, apart: bool = True) -> Iterator[str]:
        """A title with its blocks, a blank line between them; nothing if there are none."""
        for n, block in enumerate(blocks):
            if not n:
                yield ""
                yield self.styled(title.upper(), BOLD)
                yield ""
            elif apart:
                yield ""
            yield from block


def cut(text: str, most: int) -> str:
    """The text, or its first words and an ellipsis."""
    return text if len(text) <= most else textwrap.shorten(text, most, placeholder=" …") or text[: most - 1] + "…"


def safe(text: str) -> str:
    """The text without control characters and without those that turn the direction of writing."""
    return "".join(c for c in text if (c.isprintable() and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") or c == " ")
