"""What is marked in the text of a page: statements, who makes them, events, and lighter the actors, places and times."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from onrecord.exports.segments import Mark, Segment, paragraphs, segments
from onrecord.exports.wording import SIGNS
from onrecord.record import Event, Record, Span, Statement

_LAYERS = ("copied", "say", "source", "cue", "event", "actor", "place", "time", "words")
"""The kinds of mark, from the outermost element to the innermost."""
_TURNS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Taken:
    """Sentences that another report had first: the mark's name, their span, where that report can be read, what it is called."""

    ref: str
    span: Span
    address: str
    name: str


def text_of(record: Record, taken: Sequence[Taken] = ()) -> str:
    """The text as HTML, a paragraph a `<p>`; the text inside the elements is the report's, character for character.

    What is `taken` from other reports stands inside elements of the class "copied", with a link to its origin in front.
    """
    numbered: set[str] = set()
    origins = {one.ref: one for one in taken}
    copied = [Mark(one.span, "copied", one.ref) for one in taken]
    made: list[str] = []
    offset = 0
    spans = paragraphs(record.text, record.sentences)
    for (start, end), marks in zip(spans, _within(spans, [*copied, *_marks(record)]), strict=True):
        made.append(_gap(record.text[offset:start]))
        inner = "".join(_taken(record.text, segments((start, end), marks), numbered, origins))
        made.append(f'<p dir="auto">{inner}</p>')
        offset = end
    return "".join([*made, _gap(record.text[offset:])])


def shown(text: str) -> str:
    """Text of a report, safe inside HTML: characters that turn the direction of writing cannot reach beyond themselves."""
    return _TURNS.sub(lambda c: f'<bdi class="turn" title="U+{ord(c[0]):04X}">{c[0]}</bdi>', escape(text).replace("\r", "&#13;"))


def unturned(text: str) -> str:
    """Text for a place that has no room for elements, as a title: without the characters that turn the direction of writing."""
    return _TURNS.sub("", text)


def _gap(blank: str) -> str:
    return f'<span class="gap">{shown(blank)}</span>' if blank else ""


def _within(spans: Sequence[Span], marks: Iterable[Mark]) -> list[list[Mark]]:
    """The marks that each paragraph may hold: a book has thousands of both, and one mark may go over several."""
    starts = [start for start, _ in spans]
    made: list[list[Mark]] = [[] for _ in spans]
    for mark in marks:
        for number in range(max(bisect_right(starts, mark.span[0]) - 1, 0), bisect_left(starts, mark.span[1])):
            made[number].append(mark)
    return made


def _marks(record: Record) -> Iterator[Mark]:
    """All marks; the first of a statement or of an event's mention carries its number."""
    inner = {one.id for one in record.statements if one.inside}
    for statement in record.statements:
        yield from _statement(statement, nested=statement.id in inner)
    for event in record.events:
        yield from _event(event)
    for actor in record.actors:
        yield from (Mark(span, "actor", actor.id) for span in actor.mentions)
    for place in record.places:
        yield from (Mark(mention.span, "place", place.id, mention.use) for mention in place.mentions)
    yield from (Mark(time.span, "time", time.id) for time in record.times)


def _statement(statement: Statement, *, nested: bool) -> Iterator[Mark]:
    looks = f"{statement.form} nested" if nested else statement.form
    yield from (Mark(span, "say", statement.id, looks) for span in statement.content)
    yield from (Mark(span, "cue", statement.id) for span in statement.cue)
    yield from (Mark(span, "source", statement.id) for span in statement.source)


def _event(event: Event) -> Iterator[Mark]:
    """The triggers, each by what it presents, and the words behind the fields, which show only when the event or the field is lit."""
    yield from (Mark(mention.trigger, "event", event.id, mention.status) for mention in event.mentions)
    fields: dict[Span, list[str]] = {span: [] for span in (*event.extent, *event.instruments)}
    for field, evidence in event.evidence:
        for span in evidence.spans:
            fields.setdefault(span, []).append(f"f-{field}")
    yield from (Mark(span, "words", event.id, " ".join(names)) for span, names in sorted(fields.items()))


def _taken(text: str, pieces: Sequence[Segment], numbered: set[str], origins: Mapping[str, Taken]) -> Iterator[str]:
    """The pieces of a paragraph, those that are copied from the same report inside one element, its link in front."""
    for copied, group in groupby(pieces, lambda piece: _of("copied", piece)):
        run = list(group)
        yield from (_from(origins[mark.ref]) for mark in run[0].begins if mark.kind == "copied")
        yield _around(copied, run[0], "".join(_said(text, run, numbered)))


def _said(text: str, pieces: Sequence[Segment], numbered: set[str]) -> Iterator[str]:
    """The pieces, those of the same statements inside one element a statement, its number in front."""
    for said, group in groupby(pieces, lambda piece: _of("say", piece)):
        run = list(group)
        inner = "".join(_piece(text, piece, numbered) for piece in run)
        yield from _numbers(run[0].begins, "say", numbered)
        yield _around(said, run[0], inner)


def _piece(text: str, piece: Segment, numbered: set[str]) -> str:
    """A piece of the text inside an element for each of its other marks, and the numbers of the events that begin."""
    layers = sorted((mark for mark in piece.marks if mark.kind not in ("say", "copied")), key=lambda mark: -_LAYERS.index(mark.kind))
    return "".join(_numbers(piece.begins, "event", numbered)) + _around(layers, piece, shown(text[piece.start : piece.end]))


def _of(kind: str, piece: Segment) -> tuple[Mark, ...]:
    return tuple(mark for mark in piece.marks if mark.kind == kind)


def _around(marks: Iterable[Mark], piece: Segment, html: str) -> str:
    """HTML inside an element for each mark, the first the innermost."""
    for mark in marks:
        html = _element(mark, piece, html)
    return html


def _from(taken: Taken) -> str:
    """A link to where sentences come from, without text of its own: the style sheet writes the name."""
    name = escape(taken.name)
    where = f'href="{escape(taken.address)}" data-ref="{escape(taken.ref)}"'
    return f'<a class="no from" {where} data-no="↩ {name}" aria-label="from {name}"></a>'


def _element(mark: Mark, segment: Segment, inner: str) -> str:
    """The element of a mark around one piece of it; the classes tell whether the piece is the first and the last."""
    name = "mark" if mark.kind == "event" else "span"
    ends = ("first" if mark.span[0] == segment.start else "", "last" if mark.span[1] == segment.end else "")
    looks = " ".join(filter(None, (mark.kind, mark.looks, *(ends if name == "mark" else ()))))
    return f'<{name} class="{looks}" data-ref="{escape(mark.ref)}">{inner}</{name}>'


def _numbers(begins: Iterable[Mark], kind: str, numbered: set[str]) -> Iterator[str]:
    """Links to the cards, without text of their own: the style sheet writes the number. The first of each is the card's target."""
    for mark in begins:
        if mark.kind != kind:
            continue
        ref = escape(mark.ref)
        target = "" if mark.ref in numbered else f' id="in-text-{ref}"'
        numbered.add(mark.ref)
        said = mark.kind == "say"
        looks = "no" if said else f"no ev {mark.looks}"
        name = f"statement {ref}" if said else f"event {ref}, {mark.looks}"
        number = ref if said else f"{SIGNS.get(mark.looks, '')}{ref}"
        yield f'<a class="{looks}"{target} href="#{ref}" data-ref="{ref}" data-no="{number}" aria-label="{name}"></a>'
