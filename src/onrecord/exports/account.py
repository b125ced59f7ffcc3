"""The readable account of a report: what is said to have happened, who says so, and what is left open."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from onrecord.exports.sentences import differing, left_open, links, sentence, vouching, words_of
from onrecord.exports.values import day, located, period, timex
from onrecord.exports.wording import PROMINENCE, SIGNS, Parts, View, manner, plain, quoted
from onrecord.record import Event, Place, Record, Span, Statement, Status

WIDTH = 88
"""Columns where no width is given: a measure that is easy to read."""
_NARROWEST, _WIDEST = 40, 100
_LEFT = 15
"""Columns of the margin, which holds the status: its sign, a space, and the longest of the words, "conditional"."""
_QUOTE = 220
"""Characters of a sentence that are quoted before and after the trigger is given, at most."""
_BOLD, _DIM, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_COLOURS: dict[Status, str] = {
    "happened": "\x1b[32m", "ongoing": "\x1b[36m", "threatened": "\x1b[33m", "denied": "\x1b[31m", "attempted": "\x1b[33m",
}  # fmt: skip
_OTHER_COLOUR = "\x1b[34m"


def render(record: Record, *, width: int | None = None, colour: bool = False) -> str:
    """The account as text of `width` columns (88 where None), line end included; with ANSI colours if asked.

    Control characters of the report are left out, so that no report can steer the terminal.
    """
    page = _Page(View(record), min(max(width or WIDTH, _NARROWEST), _WIDEST), colour)
    return "\n".join(line.rstrip() for line in page.lines()) + "\n"


class _Page:
    """One account, set to a width."""

    def __init__(self, view: View, width: int, colour: bool) -> None:
        self.view, self.width, self.colour = view, width, colour
        self.quoted: Span | None = None

    def lines(self) -> Iterator[str]:
        """All lines: heading, events, statements, places and times, what is open."""
        record = self.view.record
        yield from self._heading()
        for prominence, title in PROMINENCE.items():
            events = [event for event in record.events if event.prominence == prominence]
            yield from self._section(title, (self._event(event) for event in events))
        yield from self._section("Who says what", (self._statement(one) for one in record.statements))
        yield from self._section("Places", [self._table(map(self._place, record.places))] if record.places else [])
        yield from self._section("Times", [self._table(self._times())] if record.times else [])
        yield from self._section("Left open", map(self._item, left_open(self.view)), apart=False)

    def _heading(self) -> Iterator[str]:
        report = self.view.record.report
        for line in textwrap.wrap(_safe(self.view.title(self.width)), self.width):
            yield self._styled(line, _BOLD)
        known = [
            report.publisher or ", ".join(report.agencies),
            day(report.published) if report.published else "date unknown",
            ", ".join(report.bylines),
        ]
        for text in (" · ".join(filter(None, known)), report.url or ""):
            yield from textwrap.wrap(_safe(text), self.width, break_on_hyphens=False)
        for text in (self.view.counts(), self.view.statuses()):
            yield from (self._styled(line, _DIM) for line in textwrap.wrap(text, self.width))

    def _section(self, title: str, blocks: Iterable[Iterable[str]], *, apart: bool = True) -> Iterator[str]:
        """A title with its blocks, a blank line between them; nothing if there are none."""
        for n, block in enumerate(blocks):
            if not n:
                yield ""
                yield self._styled(title.upper(), _BOLD)
                yield ""
            elif apart:
                yield ""
            yield from block

    def _event(self, event: Event) -> Iterator[str]:
        """The event's sentence beside its status, then who says so, where they part, and the report's words."""
        colour = _COLOURS.get(event.status, _OTHER_COLOUR)
        margin = f"{SIGNS[event.status]} {event.status}"
        lines = self._wrap(f"{plain(sentence(self.view, event))}. [{event.id}]", margin)
        yield self._styled(lines[0][:_LEFT], colour) + self._styled(lines[0][_LEFT:], _BOLD)
        for line in lines[1:]:
            yield " " * _LEFT + self._styled(line[_LEFT:], _BOLD)
        said = [vouching(self.view, event), *differing(self.view, event), *links(self.view, event)]
        yield from self._wrap(" ".join(map(plain, said)))
        yield from self._evidence(event)

    def _evidence(self, event: Event) -> Iterator[str]:
        """The report's words for the event: the sentence that tells it first, and a few words of the others."""
        told = words_of(self.view, event)
        if not told:
            return
        same = told[0][0] == self.quoted
        self.quoted = told[0][0]
        lines = self._wrap(f"same sentence: {quoted(self._near(*told[0]))}" if same else quoted(self._around(*told[0])))
        if len(told) > 1:
            again = ", ".join(quoted(self._near(*one)) for one in told[1:])
            lines += self._wrap(f"told again: {again}")
        yield from (self._styled(line, _DIM) for line in lines)

    def _statement(self, statement: Statement) -> Iterator[str]:
        """The chain, how it is said, and the words."""
        yield from self._wrap(f"{plain(self.view.chain(statement))} · {manner(statement)}", f"  {statement.id}")
        words = " … ".join(self.view.words(span) for span in statement.content)
        said = words if words[:1] in "“\"'‘«" else quoted(words)
        for line in self._wrap(self._cut(said, 400)):
            yield self._styled(line, _DIM)

    def _place(self, place: Place) -> tuple[str, str]:
        unsure = f", not sure ({place.score:.0%})" if place.lat is not None and place.score < 0.5 else ""
        return place.name, f"{located(place)}{unsure}"

    def _times(self) -> Iterator[tuple[str, str]]:
        """Each expression once, with the days that it covers."""
        seen = set()
        for time in self.view.record.times:
            days = period(time.earliest, time.latest) or timex(time.value or "not known")
            row = self.view.words(time.span), days if time.basis == "stated" else f"{days} ({time.basis})"
            if row not in seen:
                seen.add(row)
                yield row

    def _table(self, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Rows of two columns, the first as wide as it needs to be."""
        made = [(_safe(name), text) for name, text in rows]
        left = min(max(len(name) for name, _ in made), self.width // 2) + 2
        for name, text in made:
            row = f"  {self._cut(name, left - 2):<{left}}{text}"
            yield from textwrap.wrap(row, self.width, subsequent_indent=" " * (left + 2), drop_whitespace=True)

    def _item(self, parts: Parts) -> list[str]:
        """One point of a list."""
        return textwrap.wrap(_safe(plain(parts)), self.width, initial_indent="  · ", subsequent_indent="    ")

    def _wrap(self, text: str, margin: str = "") -> list[str]:
        """The text beside a margin, wrapped."""
        indent = " " * _LEFT
        return textwrap.wrap(
            _safe(text), self.width, initial_indent=f"{margin:<{_LEFT}}", subsequent_indent=indent, break_on_hyphens=False
        ) or [margin]

    def _around(self, sentence: Span, trigger: Span) -> str:
        """The sentence, or as much of it around the trigger as is to be quoted."""
        words = self.view.words(sentence)
        if len(words) <= _QUOTE:
            return words
        start, end = max(sentence[0], trigger[0] - _QUOTE // 2), min(sentence[1], trigger[1] + _QUOTE // 2)
        return self._trimmed((start, end), sentence)

    def _near(self, sentence: Span, trigger: Span) -> str:
        """The trigger with a few words on either side."""
        return self._trimmed((max(sentence[0], trigger[0] - 30), min(sentence[1], trigger[1] + 30)), sentence)

    def _trimmed(self, span: Span, whole: Span) -> str:
        """The words of a span without those that it cuts, and an ellipsis where something is left out."""
        text, (start, end) = self.view.record.text, span
        while start > whole[0] and start < end and not text[start - 1].isspace():
            start += 1
        while end < whole[1] and end > start and not text[end].isspace():
            end -= 1
        return ("… " if start > whole[0] else "") + self.view.words((start, end)) + (" …" if end < whole[1] else "")

    @staticmethod
    def _cut(text: str, most: int) -> str:
        """The text, or its first words and an ellipsis."""
        return text if len(text) <= most else textwrap.shorten(text, most, placeholder=" …") or text[: most - 1] + "…"

    def _styled(self, text: str, style: str) -> str:
        return f"{style}{text}{_OFF}" if self.colour and text.strip() else text


def _safe(text: str) -> str:
    """The text without control characters and without those that turn the direction of writing."""
    return "".join(c for c in text if (c.isprintable() and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") or c == " ")
