"""The events of a report: triggers, their status, parties, places, days, figures and voices, joined into one event an act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.language.analysis import Analysis
from onrecord.reading import (
    accounts,
    allegations,
    arguments,
    denials,
    figures,
    links,
    merging,
    scope,
    senses,
    speech,
    status,
    stopping,
    triggers,
    where_when,
    wholes,
)
from onrecord.reading.building import event
from onrecord.reading.clauses import Clauses
from onrecord.reading.parties import Parties, Who
from onrecord.reading.tellings import Draft
from onrecord.record import Event, Place, Quantity, Report, Statement, Time

__all__ = ["find"]


def find(
    analysis: Analysis,
    cast: Who,
    places: Sequence[Place],
    times: Sequence[Time],
    quantities: Sequence[Quantity],
    statements: Sequence[Statement],
    report: Report,
) -> tuple[Event, ...]:
    """The events of a report, in the order of their first mention, with ids e1, e2, ...

    Source of the method: the project's codebook, section 2; action types after PLOVER 2.0.
    """
    clauses = Clauses(analysis, frozenset(w for s in statements for span in s.source for w in analysis.words_in(*span)))
    parties = Parties(clauses, cast)
    maps = where_when.Maps(clauses, places, times, report.dateline.span if report.dateline else None)
    counts = figures.Counts(clauses, quantities)
    voices = accounts.Voices(statements, clauses, frozenset(a.id for a in cast.actors if a.kind == "media"))
    found = (_draft(group, parties, maps, counts, voices, report.published) for group in triggers.candidates(clauses))
    drafts = [draft for draft in found if draft is not None]
    drafts += speech.spoken(statements, drafts, parties, voices)
    drafts.sort(key=lambda draft: (draft.trigger.first, draft.word))
    drafts = allegations.told(scope.keep(speech.addressed(drafts, clauses, voices), clauses), clauses)
    groups = denials.add(merging.join(denials.under(drafts, voices, clauses), clauses), voices, clauses)
    ids = tuple(f"e{number}" for number in range(1, len(groups) + 1))
    bound = links.find(groups, ids, parties, maps)
    larger = wholes.find(groups, ids, clauses)
    built = (event(id_, group, bound.get(id_, ()), clauses, voices, maps, report) for id_, group in zip(ids, groups, strict=True))
    return tuple(replace(one, part_of=larger[one.id]) if one.id in larger else one for one in built)


def _draft(
    group: tuple[triggers.Trigger, ...],
    parties: Parties,
    maps: where_when.Maps,
    counts: figures.Counts,
    voices: accounts.Voices,
    published: str | None,
) -> Draft | None:
    """The telling of the first entry whose conditions hold, or None."""
    clauses = parties.clauses
    trigger = next((t for t in group if senses.meant(t, parties)), None)
    if trigger is None:
        return None
    trigger = arguments.from_the_air(trigger, parties)
    roles = arguments.of(trigger, parties)
    others = stopping.others(trigger, roles.by, clauses)
    where = where_when.where(trigger, maps)
    when = where_when.when(trigger, maps)
    telling = status.ahead(status.of(trigger, clauses), trigger, when.earliest if when else None, published, bool(roles.by))
    start = int(clauses.analysis.starts[trigger.word])
    by = tuple(word for word in roles.by if word not in others)
    return Draft(
        trigger=trigger,
        telling=telling,
        by=parties.ids(by),
        to=parties.ids(roles.to),
        by_words=by,
        to_words=roles.to,
        at=where.at,
        origin=where.origin,
        destination=where.destination,
        place_words=where.words,
        when=where_when.until(when, telling.status, where_when.last_day(published)),
        instruments=roles.instruments,
        extent=roles.extent,
        figures=figures.of(trigger.word, counts, parties) if telling.status in ("happened", "ongoing") else (),
        statements=voices.around(start),
        sentence=int(clauses.analysis.sentence[trigger.word]),
        vague_by=bool(by) and all(_taken_up(word, parties) for word in by),
        known_by=any(parties.named(word) or parties.belongs(word) for word in by),
        towns=tuple(place for place in where.at if maps.kinds[place] in ("town", "facility")),
        countries=tuple(dict.fromkeys(maps.country[place] for place in where.at if place in maps.country)),
        vague=bool(roles.to) and all(_taken_up(word, parties) for word in roles.to),
        score=float(clauses.analysis.head_score[trigger.word]),
        not_by=(*parties.ids(others), *voices.speakers(start)) if stopping.stopped(trigger, clauses) else (),
        speakers=voices.speakers(start),
    )


def _taken_up(word: int, parties: Parties) -> bool:
    """Whether a party is nobody by name, and told as known: "the victims", "both men", "them"."""
    clauses = parties.clauses
    if parties.named(word):
        return False
    definite = {clauses.lower[c] for c in clauses.children[word] if clauses.rel[c] == "det" or clauses.deprel[c] == "nmod:poss"}
    return bool(definite & {"the", "both", "these", "those", "this", "that"}) or clauses.upos[word] == "PRON"
