"""Incidents that were found, as lines to read, as JSON, and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.exports.csv_safe import Cell
from onrecord.exports.sentences import phrase
from onrecord.exports.terminal import Setter
from onrecord.exports.values import day, period
from onrecord.exports.wording import quoted
from onrecord.ledger.found import Found
from onrecord.record import Action

COLUMNS = (
    "incident", "type", "mode", "status", "scale", "earliest", "latest", "place", "country", "lat", "lon", "by", "to",
    "reports", "texts", "voices", "own_voice", "denied", "conflicts", "told", "report", "line",
)  # fmt: skip
"""Names within a cell are separated by "; "."""


def lines(found: Found, setter: Setter) -> Iterator[str]:
    """One incident: what it is, how many tell it, and the sentence of the report that told it first."""
    yield from setter.headed(found.status, headline(found))
    told = f"last told {day(found.told, weekday=False)}" if found.told else ""
    yield from setter.wrap(
        " · ".join(part for part in (counts(found.reports, found.texts, found.voices), *_marks(found), told, found.key) if part)
    )
    yield from setter.dim(setter.wrap(quoted(found.line)))


def headline(found: Found) -> str:
    """What it is, who to whom, where and when, as a few words.

    Who acts is named as the tellings have it: an accused may be among them. The sentence beside it says who says so.
    """
    noun = phrase(Action(found.type, found.mode))["noun"]
    who = " → ".join(", ".join(names[:3]) + (" …" if len(names) > 3 else "") for names in (found.by, found.to) if names)
    when = period(found.days.earliest, found.days.latest) if found.days else "day not known"
    where = found.site.name if found.site else ""
    return " · ".join(
        part for part in (f"{noun[:1].upper()}{noun[1:]}", who if found.by else f"→ {who}" if who else "", where, when) if part
    )


def counts(reports: int, texts: int, voices: int) -> str:
    """Reports, texts and voices, which are never mixed up.

    >>> counts(3, 2, 1)
    '3 reports, 2 texts, 1 independent voice'
    """
    return f"{counted(reports, 'report')}, {counted(texts, 'text')}, {counted(voices, 'independent voice')}"


def counted(number: int, word: str) -> str:
    """A number of things as words: "1 text", "2 texts"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _marks(found: Found) -> Iterator[str]:
    if not found.own_voice:
        yield "only claimed"
    if found.denied:
        yield f"denied by {counted(found.denied, 'side')}"
    if found.conflicts:
        yield counted(found.conflicts, "conflict")
    if found.scale != "incident":
        yield f"a {found.scale}"


def row(found: Found) -> dict[str, Cell]:
    """The cells of an incident by column; None where nothing is known."""
    days, site = found.days, found.site
    return {
        "incident": found.key, "type": found.type, "mode": found.mode, "status": found.status, "scale": found.scale,
        "earliest": days.earliest if days else None, "latest": days.latest if days else None,
        "place": site.name if site else None, "country": site.country if site else None,
        "lat": site.lat if site else None, "lon": site.lon if site else None,
        "by": "; ".join(found.by) or None, "to": "; ".join(found.to) or None,
        "reports": found.reports, "texts": found.texts, "voices": found.voices, "own_voice": found.own_voice, "denied": found.denied,
        "conflicts": found.conflicts, "told": found.told, "report": found.report, "line": found.line,
    }  # fmt: skip


def to_json(found: Found) -> Mapping[str, Any]:
    """The same as JSON values, names as lists."""
    return {**row(found), "by": list(found.by), "to": list(found.to)}
