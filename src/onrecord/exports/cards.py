"""What stands beside the text of a page: a card for each event and each statement, tables of places and times."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from onrecord.exports.marks import shown
from onrecord.exports.sentences import differing, left_open, links, sentence, vouching
from onrecord.exports.values import located, period, timex
from onrecord.exports.wording import PROMINENCE, SIGNS, Part, Parts, View, manner, quoted
from onrecord.record import Event, Evidence, Statement

_FIELDS = {"by": "who", "to": "whom", "at": "where", "when": "when", "action": "act"}
_HAD = {"syntax": "grammar", "model": "model", "table": "table", "carried": "carried over", "inferred": "inferred"}


def events(view: View) -> str:
    """The cards of the events, the main ones first, each group under its heading."""
    made: list[str] = []
    for prominence, title in PROMINENCE.items():
        if cards := [event_card(view, event) for event in view.record.events if event.prominence == prominence]:
            made += [f'<section class="group"><h2>{title}</h2>', *cards, "</section>"]
    return "".join(made) or '<p class="none">No events were found.</p>'


def statements(view: View) -> str:
    """The cards of the statements, in text order."""
    return "".join(statement_card(view, one) for one in view.record.statements) or '<p class="none">No statements were found.</p>'


def places(view: View) -> str:
    """The places with what is known of where they are."""
    return _table(
        (f'<th scope="row" data-ref="{escape(p.id)}">{_bdi(p.name)}</th>', f"<td>{_bdi(located(p))}</td>") for p in view.record.places
    )


def times(view: View) -> str:
    """The time expressions with the days that they cover."""
    rows = []
    for time in view.record.times:
        days = period(time.earliest, time.latest) or timex(time.value or "not known")
        basis = "" if time.basis == "stated" else f" <small>{time.basis}</small>"
        name = f'<th scope="row" data-ref="{escape(time.id)}">{_bdi(view.words(time.span))}</th>'
        rows.append((name, f"<td>{_bdi(days)}{basis}</td>"))
    return _table(rows)


def open_questions(view: View) -> str:
    """What was left open, as a list."""
    return "".join(f"<li>{parts(one)}</li>" for one in left_open(view))


def parts(pieces: Parts) -> str:
    """A sentence's parts as HTML: names light up where they stand in the text, events are links to their cards."""
    return "".join(map(_part, pieces))


def _part(part: Part) -> str:
    if part.ref is None:
        return f"<q>{shown(part.text)}</q>" if part.kind == "quote" else shown(part.text)
    if part.kind == "event":
        return f'<a class="id" href="#{escape(part.ref)}">{shown(part.text)}</a>'
    return f'<span class="name" data-ref="{escape(part.ref)}">{_bdi(part.text)}</span>'


def event_card(view: View, event: Event, *, foot: str = "") -> str:
    """A card: status by sign and word, the sentence, who says so, the words behind each field, and HTML that is to stand below."""
    told = "claimed" if event.claimed_only else "vouched"
    mode = f" · {event.action.mode}" if event.action.mode else ""
    notes = [*differing(view, event), *links(view, event)]
    return (
        f'<article class="card event {event.status} {told}" id="{escape(event.id)}" data-ref="{escape(event.id)}" tabindex="0">'
        f'<header><span class="status"><span aria-hidden="true">{SIGNS[event.status]}</span> {event.status}</span>'
        f'<span class="type">{event.action.type.lower()}{escape(mode)}</span>{_to_text(event.id, bool(event.mentions))}</header>'
        f'<p class="sentence">{parts(sentence(view, event))}.</p>'
        f'<p class="who">{parts(vouching(view, event))}</p>'
        + "".join(f'<p class="note">{parts(note)}</p>' for note in notes)
        + _evidence(view, event)
        + foot
        + "</article>"
    )


def _to_text(ref: str, told: bool) -> str:
    """The number, a link to the first words if there are any."""
    if not told:
        return f'<span class="id">{escape(ref)}</span>'
    return f'<a class="id" href="#in-text-{escape(ref)}" title="show it in the text">{escape(ref)}</a>'


def _evidence(view: View, event: Event) -> str:
    """The words behind each field, how they were had and how sure they are, folded away."""
    rows = [
        (
            f'<th scope="row" data-field="{escape(field)}" tabindex="0">{_FIELDS.get(field, escape(field))}</th>',
            f"<td>{_words(view, shown_)}</td>",
        )
        for field, shown_ in event.evidence
    ]
    return f"<details><summary>words and certainty</summary>{_table(rows)}</details>" if rows else ""


def _words(view: View, evidence: Evidence) -> str:
    said = " … ".join(quoted(view.words(span)) for span in evidence.spans)
    return f"{_bdi(said)} <small>{_HAD[evidence.basis]}, {evidence.score:.2f}</small>"


def statement_card(view: View, statement: Statement) -> str:
    """A card: the chain from the speaker to this report, how it is said, and the words."""
    words = " … ".join(view.words(span) for span in statement.content)
    return (
        f'<article class="card say {statement.form}" id="{escape(statement.id)}" data-ref="{escape(statement.id)}" tabindex="0">'
        f'<header><span class="chain">{parts(view.chain(statement))}</span>{_to_text(statement.id, bool(statement.content))}</header>'
        f'<p class="words"><span class="{statement.form}">{_bdi(words)}</span></p><p class="who">{escape(manner(statement))}</p></article>'
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr>{name}{value}</tr>" for name, value in rows) + "</table>"


def _bdi(text: str) -> str:
    """Text that may run in another direction than what is around it."""
    return f"<bdi>{shown(text)}</bdi>"
