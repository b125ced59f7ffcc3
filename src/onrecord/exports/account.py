"""The readable account of a report: what is said to have happened, who says so, and what is left open."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from onrecord.exports.sentences import differing, left_open, links, sentence, vouching, words_of
from onrecord.exports.terminal import BOLD, DIM, Setter, cut, safe
from onrecord.exports.values import day, located, period, timex
from onrecord.exports.wording import PROMINENCE, Parts, View, manner, plain, quoted
from onrecord.record import Event, Place, Record, Span, Statement

_QUOTE = 220
"""Characters of a sentence that are quoted before and after the trigger is given, at most."""


def render(record: Record, *, width: int | None = None, colour: bool = False) -> str:
    """The account as text of `width` columns (88 where None), line end included; with ANSI colours if asked.

    Control characters of the report are left out, so that no report can steer the terminal.
    """
    page = _Page(View(record), Setter.of(width, colour))
    return "\n".join(line.rstrip() for line in page.lines()) + "\n"


class _Page:
    """One account, set to a width."""

    def __init__(self, view: View, setter: Setter) -> None:
        self.view, self.setter, self.width = view, setter, setter.width
        self.quoted: Span | None = None

    def lines(self) -> Iterator[str]:
        """All lines: heading, events, statements, places and times, what is open."""
        record = self.view.record
        yield from self._heading()
        for prominence, title in PROMINENCE.items():
            events = [event for event in record.events if event.prominence == prominence]
            yield from self.setter.section(title, (self._event(event) for event in events))
        yield from self.setter.section("Who says what", (self._statement(one) for one in record.statements))
        yield from self.setter.section("Places", [self._table(map(self._place, record.places))] if record.places else [])
        yield from self.setter.section("Times", [self._table(self._times())] if record.times else [])
        yield from self.setter.section("Left open", map(self._item, left_open(self.view)), apart=False)

    def _heading(self) -> Iterator[str]:
        report = self.view.record.report
        for line in textwrap.wrap(safe(self.view.title(self.width)), self.width):
            yield self.setter.styled(line, BOLD)
        known = [
            report.publisher or ", ".join(report.agencies),
            day(report.published) if report.published else "date unknown",
            ", ".join(report.bylines),
        ]
        for text in (" · ".join(filter(None, known)), report.url or ""):
            yield from textwrap.wrap(safe(text), self.width, break_on_hyphens=False)
        for text in (self.view.counts(), self.view.statuses()):
            yield from (self.setter.styled(line, DIM) for line in textwrap.wrap(text, self.width))

    def _event(self, event: Event) -> Iterator[str]:
        """The event's sentence beside its status, then who says so, where they part, and the report's words."""
        yield from self.setter.headed(event.status, f"{plain(sentence(self.view, event))}. [{event.id}]")
        said = [vouching(self.view, event), *differing(self.view, event), *links(self.view, event)]
        yield from self.setter.wrap(" ".join(map(plain, said)))
        yield from self._evidence(event)

    def _evidence(self, event: Event) -> Iterator[str]:
        """The report's words for the event: the sentence that tells it first, and a few words of the others."""
        told = words_of(self.view, event)
        if not told:
            return
        same = told[0][0] == self.quoted
        self.quoted = told[0][0]
        lines = self.setter.wrap(f"same sentence: {quoted(self._near(*told[0]))}" if same else quoted(self._around(*told[0])))
        if len(told) > 1:
            again = ", ".join(quoted(self._near(*one)) for one in told[1:])
            lines += self.setter.wrap(f"told again: {again}")
        yield from (self.setter.styled(line, DIM) for line in lines)

    def _statement(self, statement: Statement) -> Iterator[str]:
        """The chain, how it is said, and the words."""
        yield from self.setter.wrap(f"{plain(self.view.chain(statement))} · {manner(statement)}", f"  {statement.id}")
        words = " … ".join(self.view.words(span) for span in statement.content)
        said = words if words[:1] in "“\"'‘«" else quoted(words)
        for line in self.setter.wrap(cut(said, 400)):
            yield self.setter.styled(line, DIM)

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
        made = [(safe(name), text) for name, text in rows]
        left = min(max(len(name) for name, _ in made), self.width // 2) + 2
        for name, text in made:
            row = f"  {cut(name, left - 2):<{left}}{text}"
            yield from textwrap.wrap(row, self.width, subsequent_indent=" " * (left + 2), drop_whitespace=True)

    def _item(self, parts: Parts) -> list[str]:
        """One point of a list."""
        return self.setter.item(plain(parts))

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
