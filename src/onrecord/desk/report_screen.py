"""One report to be read: its text with what is marked in it, and beside it who says what and what happened, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from markupsafe import Markup
from pydantic import WithJsonSchema

from onrecord.desk.calls import Call, Moved
from onrecord.desk.ledger_screen import Row, row
from onrecord.exports import cards, html, marks
from onrecord.exports.listing import counts
from onrecord.exports.wording import View
from onrecord.ledger.portrait import Copied, Place, Portrait, Source, portrait
from onrecord.ledger.views import State
from onrecord.record import Event, Record, Span, Statement

_ACTS = (("accept", "#accept"), ("reject", "#reject"), ("fix", "#fields"))
"""What can be decided on an event, and where on its own page."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A report that sentences of this one come from, how many of them, and where they stand, those that follow each other as one."""

    number: int
    source: Source
    sentences: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report as it is read today and as people corrected it. `incidents`, `keys` and `states` are those of its events, by
    the events' names.
    """

    key: str
    title: str
    counts: str
    copy: bool
    why: str | None
    origins: tuple[Origin, ...]
    copiers: tuple[Source, ...]
    sentences: int
    found: tuple[Place, ...]
    kind: str
    out_of_scope: bool
    replaced_by: str | None
    incidents: Mapping[str, Row]
    keys: Mapping[str, str]
    states: Mapping[str, State]
    stamps: Mapping[str, str]
    record: Annotated[Record, WithJsonSchema({"type": "object", "description": "the record, as docs/record.md says"})]

    @property
    def text(self) -> Markup:
        """The text with its marks as HTML; every piece of it is escaped."""
        return Markup(
            marks.text_of(
                self.record,
                [
                    marks.Taken(f"o{one.number}", span, f"/report/{one.source.key}", one.source.publisher or f"report {one.source.key}")
                    for one in self.origins
                    for span in one.spans
                ],
            )
        )

    @property
    def cards(self) -> Markup:
        """The cards of statements and events as HTML, in the order of the text; every piece of them is escaped."""
        view = View(self.record)
        made = []
        for one in in_order(self.record):
            if isinstance(one, Statement):
                made.append(cards.statement_card(view, one))
            else:
                made.append(cards.event_card(view, one, foot=self._foot(one.id)))
        return Markup("".join(made) or '<p class="none">Nothing was found that happened or was said.</p>')

    def _foot(self, name: str) -> str:
        """The way from an event to its incident, what people decided on it, and what can be decided."""
        incident, key, state = self.incidents.get(name), self.keys.get(name), self.states.get(name, "machine")
        made = _to_incident(incident) if incident else ""
        if key:
            decided = f'<span class="state">{state}</span>' if state != "machine" else ""
            acts = " ".join(f'<a href="/event/{key}{where}" data-act="{act}">{act}</a>' for act, where in _ACTS)
            made += f'<p class="foot acts" data-event="{key}" data-stamp="{self.stamps.get(name, "")}">{decided}{acts}</p>'
        return made

    @property
    def rejected(self) -> list[tuple[str, str]]:
        """The keys and names of the events that people rejected."""
        return sorted((self.keys[name], name) for name, state in self.states.items() if state == "rejected" and name in self.keys)

    @property
    def about(self) -> Markup:
        """Outlet, day and authors as HTML."""
        return Markup(html.about(View(self.record)))


def make(call: Call) -> ReportPage | Moved:
    """The report of a key; the beginning of one leads to the whole. Raises UnknownError if there is none, or if it was taken down."""
    asked = call.path["key"]
    found = portrait(call.db, asked)
    if found.key != asked:
        return Moved(f"/report/{found.key}")
    view = View(found.record)
    return ReportPage(
        key=found.key,
        title=view.title(),
        counts=view.counts(),
        copy=found.copy,
        why=found.why,
        origins=tuple(_origins(found.copied, found.record.text)),
        copiers=found.copiers,
        sentences=len(found.record.sentences),
        found=found.found,
        kind=found.kind,
        out_of_scope=found.out_of_scope,
        replaced_by=found.replaced_by,
        incidents=_rows(found),
        keys=found.keys,
        states=found.states,
        stamps=found.stamps,
        record=found.record,
    )


def in_order(record: Record) -> list[Statement | Event]:
    """Statements and events by where they begin in the text, a statement before what happens in it."""
    both: list[Statement | Event] = [*record.statements, *record.events]
    return sorted(both, key=lambda one: (_begins(one), isinstance(one, Event), one.id))


def _begins(one: Statement | Event) -> int:
    if isinstance(one, Statement):
        return min((start for start, _ in (*one.content, *one.cue, *one.source)), default=1 << 60)
    return min((mention.trigger[0] for mention in one.mentions), default=1 << 60)


def _rows(found: Portrait) -> dict[str, Row]:
    return {event: row(incident) for event, incident in found.incidents.items()}


def _origins(copied: tuple[Copied, ...], text: str) -> Iterator[Origin]:
    """The reports that sentences come from, those of most sentences first."""
    groups: dict[str, list[Copied]] = {}
    for one in copied:
        groups.setdefault(one.origin.key, []).append(one)
    for number, group in enumerate(sorted(groups.values(), key=lambda group: (-len(group), group[0].span)), 1):
        yield Origin(number, group[0].origin, len(group), _runs([one.span for one in group], text))


def _runs(spans: list[Span], text: str) -> tuple[Span, ...]:
    """Stretches of text, those with nothing but blanks between them drawn together.

    >>> _runs([(0, 4), (5, 9), (12, 14)], "One. Two. X. Four")
    ((0, 9), (12, 14))
    """
    made: list[Span] = []
    for start, end in sorted(spans):
        if made and not text[made[-1][1] : start].strip():
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return tuple(made)


def _to_incident(incident: Row) -> str:
    """The way from an event to its incident, with the two counts."""
    said, sign = counts(incident.reports, incident.texts, incident.voices), '<span aria-hidden="true">≠</span>'
    differ = f' · <span class="differs">{sign} {incident.conflicts} differ</span>' if incident.conflicts else ""
    return f'<p class="foot"><a class="to-incident" href="/incident/{incident.key}">incident</a> {said}{differ}</p>'
