"""The words behind each field of an event, how sure they are, and how they were had."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.reading.clauses import Clauses
from onrecord.reading.tellings import Draft, affirming
from onrecord.reading.where_when import Maps
from onrecord.record import Evidence, HowHad, Span, When

_PARTIES = ("by", "to")


def of(
    drafts: Sequence[Draft], lead: Draft, at: tuple[str, ...], when: When | None, clauses: Clauses, maps: Maps
) -> tuple[tuple[str, Evidence], ...]:
    """Evidence for every field that has a value; what no word of its own gives is grounded in the trigger, as inferred."""
    triggers = tuple(clauses.analysis.span(d.trigger.first, d.trigger.last) for d in drafts)
    why = tuple(word for d in drafts for word in d.telling.words)
    found = {"action": Evidence(triggers, lead.score, "table"), "status": _read(why, lead, triggers, clauses)}
    for field in _PARTIES:
        draft = next((d for d in affirming(drafts) if getattr(d, field)), None)
        if draft is not None:
            found[field] = _read(getattr(draft, f"{field}_words"), draft, triggers, clauses)
    for name, field in (("from", "origin"), ("destination", "destination")):
        draft = next((d for d in drafts if getattr(d, field)), None)
        if draft is not None:
            found[name] = _read(draft.place_words, draft, triggers, clauses)
    if at:
        found["at"] = _place(drafts, lead, at, triggers, clauses, maps)
    if when is not None:
        words = tuple(word for word, time in maps.time.items() if time.id == when.time)
        found["when"] = _read(words, lead, triggers, clauses)
    counted = tuple(span for span, draft in zip(triggers, drafts, strict=True) if draft.figures)
    if counted:
        found["figures"] = Evidence(counted, lead.score, "syntax")
    return tuple(found.items())


def _place(drafts: Sequence[Draft], lead: Draft, at: tuple[str, ...], triggers: tuple[Span, ...], clauses: Clauses, maps: Maps) -> Evidence:
    """The phrase that places the event, else the place's mentions, as inferred."""
    placed = next((d for d in drafts if d.at == at), None)
    if placed is not None:
        return _read(placed.place_words, placed, triggers, clauses)
    return Evidence(_spans(tuple(w for w, place in maps.place.items() if place in at), clauses), _half(lead.score), "inferred")


def _read(words: tuple[int, ...], draft: Draft, triggers: tuple[Span, ...], clauses: Clauses) -> Evidence:
    basis: HowHad = "syntax" if words else "inferred"
    return Evidence(_spans(words, clauses) or triggers[:1], draft.score if words else _half(draft.score), basis)


def _half(score: float) -> float:
    return round(score / 2, 3)


def _spans(words: tuple[int, ...], clauses: Clauses) -> tuple[Span, ...]:
    return tuple(sorted({clauses.analysis.span(word, word + 1) for word in words}))
