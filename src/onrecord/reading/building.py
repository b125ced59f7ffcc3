"""An event of the record from its tellings: the fields that they agree on, each with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from onrecord.reading import accounts, evidence, plover, prominence
from onrecord.reading.accounts import Voices
from onrecord.reading.clauses import Clauses
from onrecord.reading.status import SPEECH
from onrecord.reading.tellings import Draft, affirming, speaking
from onrecord.reading.where_when import Maps, date_nearby, last_day, nearby, until
from onrecord.record import REPORT, Action, Event, Figure, Link, Mention, Report, Status, When

_SPECIFIC = ("facility", "town", "admin2", "route", "water", "region", "admin1", "country")
_WIDE = 99999  # days: wider than any closed date


def event(
    id_: str, drafts: Sequence[Draft], links: tuple[Link, ...], clauses: Clauses, voices: Voices, maps: Maps, report: Report
) -> Event:
    """The event that some tellings make."""
    whole, drafts = drafts, speaking(drafts)
    told = accounts.find(drafts, voices)
    status = accounts.event_status(told)
    lead = _lead(drafts, status)
    sure = affirming(drafts)
    when = _when(sure, status, clauses, maps, report)
    action = _action(drafts, lead)
    at = _at(sure, maps)
    return Event(
        id=id_,
        action=action,
        status=status,
        contexts=plover.contexts(action),
        prominence=prominence.prominence(drafts, when, report.published, prominence.lead_of(clauses)),
        scale=prominence.scale(drafts, clauses),
        by=_parties(sure, "by"),
        to=_parties(sure, "to"),
        at=at,
        origin=_first(drafts, "origin"),
        destination=_first(drafts, "destination"),
        instruments=tuple(sorted({s for d in drafts for s in d.instruments})),
        extent=tuple(sorted({s for d in drafts for s in d.extent})),
        when=when,
        figures=_figures(drafts),
        mentions=tuple(_mention(d, clauses) for d in whole),
        accounts=told,
        claimed_only=all(account.voice != REPORT for account in told),
        links=links,
        evidence=evidence.of(drafts, lead, at, when, clauses, maps),
        plover=plover.of(action, status),
        score=_score(drafts),
    )


def _lead(drafts: Sequence[Draft], status: Status) -> Draft:
    """The telling that an event is coded from: the first with its status, else the first."""
    return next((d for d in drafts if d.telling.status == status), drafts[0])


def _action(drafts: Sequence[Draft], lead: Draft) -> Action:
    """The action of the leading telling; its type with the most telling mode."""
    kinds = [d.kind for d in drafts]
    kind = "ASSAULT" if "ASSAULT" in kinds and "HARM" in kinds else lead.kind
    modes = [d.trigger.entry.action.mode for d in drafts if d.kind == kind and d.trigger.entry.action.mode]
    return Action(kind, modes[0] if modes else None)  # type: ignore[arg-type]  # kinds come from actions


def _parties(drafts: Sequence[Draft], field: str) -> tuple[str, ...]:
    """The parties of the first telling that names any; both sides of a fight are gathered."""
    found: list[tuple[str, ...]] = [getattr(d, field) for d in drafts if getattr(d, field)]
    if field == "by":
        found = [d.by for d in drafts if d.by and d.known_by] + found
    if not found:
        return ()
    if "both" in drafts[0].trigger.entry.by and field == "by":
        return tuple(dict.fromkeys(one for group in found for one in group))
    if field == "to" and drafts[0].kind in ("ASSAULT", "HARM"):
        return _victims(drafts)
    return found[0]


def _victims(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """All that one sentence says were hit: "two were killed and nine injured"; later sentences repeat them in other words."""
    first = next(d.sentence for d in drafts if d.to)
    acting = {one for d in drafts for one in d.by}
    return tuple(dict.fromkeys(one for d in drafts if d.sentence == first for one in d.to if one not in acting))


def _first(drafts: Sequence[Draft], field: str) -> tuple[str, ...]:
    return next((getattr(d, field) for d in drafts if getattr(d, field)), ())


def _at(drafts: Sequence[Draft], maps: Maps) -> tuple[str, ...]:
    """The most specific place that a telling names."""
    found = [d.at for d in drafts if d.at]
    if not found and any(d.to or d.by or d.instruments for d in drafts):
        found = [near for d in drafts if (near := nearby(d.trigger, maps))]
    if not found:
        return ()
    rank = {kind: n for n, kind in enumerate(_SPECIFIC)}
    return min(found, key=lambda ids: rank.get(maps.kinds.get(ids[0], "country"), 9))


def _when(drafts: Sequence[Draft], status: Status, clauses: Clauses, maps: Maps, report: Report) -> When | None:
    """The narrowest date that a telling gives; what the report tells as done without one is open towards the past."""
    last = last_day(report.published)
    dated = [when for d in drafts if (when := until(d.when, status, last)) is not None]
    known = [when for when in dated if when.earliest or when.latest]
    if not dated and status in ("happened", "ongoing") and drafts[0].kind in ("ASSAULT", "HARM", "COERCE", "SANCTION", "DISPLACE"):
        known = dated = [near for d in drafts if (near := until(date_nearby(d.trigger, maps), status, last)) is not None]
    if dated and (known or not _news(drafts, status, clauses, report)):
        return min(known or dated, key=_width)
    return When(None, None, last, "inferred") if _news(drafts, status, clauses, report) else None


def _news(drafts: Sequence[Draft], status: Status, clauses: Clauses, report: Report) -> bool:
    """Whether the report tells an act as done, so that it lies before the report's date."""
    told = any(_perfect(d, clauses) or (not d.statements and d.kind not in SPEECH) for d in drafts)
    return status == "happened" and last_day(report.published) is not None and told


def _perfect(draft: Draft, clauses: Clauses) -> bool:
    """Whether a telling is in the present perfect: "has withdrawn"."""
    helpers = {clauses.lower[c] for c in clauses.children[draft.word] if clauses.rel[c] == "aux"}
    return bool(helpers & {"has", "have", "'ve", "'s"}) and clauses.xpos[draft.word] == "VBN" and not draft.trigger.noun


def _width(when: When) -> tuple[int, str]:
    """How many days a date leaves open, for choosing the narrowest; the earlier of two as narrow."""
    if not when.earliest or not when.latest:
        return _WIDE, when.earliest or when.latest or ""
    return (date.fromisoformat(when.latest[:10]) - date.fromisoformat(when.earliest[:10])).days, when.earliest


def _figures(drafts: Sequence[Draft]) -> tuple[Figure, ...]:
    """Each effect on each group once, the first telling's figure kept."""
    found: dict[tuple[str, str | None], Figure] = {}
    for draft in drafts:
        for figure in draft.figures:
            found.setdefault((figure.effect, figure.of), figure)
    return tuple(found.values())


def _mention(draft: Draft, clauses: Clauses) -> Mention:
    return Mention(clauses.analysis.span(draft.trigger.first, draft.trigger.last), draft.telling.status, draft.statements)


def _score(drafts: Sequence[Draft]) -> float:
    """How sure the event is: the mean probability of the arcs its triggers hang on."""
    return round(sum(d.score for d in drafts) / len(drafts), 3)
