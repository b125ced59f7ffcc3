"""ACLED's columns: political violence, demonstrations and strategic developments, a row an incident.

The columns and codes are those of the ACLED codebook (2023) with the texts of `inter` and `interaction` that it has used since
September 2024. No row of ACLED's is in this project, and a row written here is none of ACLED's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from onrecord.exports import geography
from onrecord.exports.agreed import Roles, accepted, claimed, disputed, given, roles, tolls
from onrecord.exports.csv_safe import Cell
from onrecord.exports.dates import MONTH, acled_precision, stay
from onrecord.exports.flat_incident import joined
from onrecord.exports.geography import Divisions, point, precision
from onrecord.exports.groups import CIVILIANS, UNIDENTIFIED, Part, group, interaction, tags
from onrecord.exports.incident_words import notes, publishers
from onrecord.exports.sheet import Sheet
from onrecord.exports.strict import Held, Reason, ordered, reasons
from onrecord.exports.tables import Row, table
from onrecord.ledger.views import Incident, Party

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip

MASS = 10
"""Detained people from which arrests are mass arrests: ACLED takes no others, but for those of the prominent, whom nothing here tells."""
_CROWDS = frozenset({"Rioters", "Protesters"})
_NAMELESS = frozenset({CIVILIANS, *_CROWDS})
"""Groups that ACLED names by the group and the state, with who they are beside it."""


def write(
    incidents: Iterable[Incident],
    out: TextIO | Path,
    *,
    wide: bool = False,
    raw_cells: bool = False,
    divisions: Divisions | None = None,
    held: Held | None = None,
) -> Counter[str]:
    """Write incidents in ACLED's columns; how many were held back, by their first reason.

    `wide` writes all of them, with columns of onrecord's own at the right end. `divisions` gives provinces and districts, which
    stay empty without it. `held` is told of what is held back. Empty for all: admin3, source_scale, tags, timestamp.
    """
    sheet = Sheet(COLUMNS, judge, lambda incident, strict: _cells(incident, strict, divisions))
    return sheet.write(incidents, out, wide=wide, raw_cells=raw_cells, held=held)


def judge(incident: Incident) -> tuple[Reason, ...]:
    """Why an incident is no row of the strict layout; () if it is one."""
    found = reasons(incident, longest=MONTH)
    if incident.site is not None and precision(incident.site).acled is None:
        found.add("unplaced")
    if kind(incident, claimed(incident)) is None:
        found.add("out-of-layout")
    elif kind(incident, roles(incident)) is None:
        found.add("contested" if disputed(incident) else "single-voice")
    return ordered(found)


def kind(incident: Incident, who: Roles) -> Row | None:
    """The row of `acled_events.tsv` that an incident with these parties answers to; None if it is outside of ACLED's scope."""
    country = incident.site.country if incident.site else None
    known: dict[Part, frozenset[str]] = {"by": tags(who.by, "by", country), "to": tags(who.to, "to", country)}
    return next((row for row in table("acled_events") if _answers(row, incident, known)), None)


def _answers(row: Row, incident: Incident, known: dict[Part, frozenset[str]]) -> bool:
    if row["type"] != incident.type or row["mode"] not in ("", incident.mode or "-"):
        return False
    return all(_any(row[part], known[part]) for part in known) and _needed(row["needs"], incident, known)


def _needed(needs: str, incident: Incident, known: dict[Part, frozenset[str]]) -> bool:
    if needs == "two-sided":
        return ("armed" in known["by"] and "armed" in known["to"]) or ("sides" in known["by"] and "none" in known["to"])
    if needs == "killed":
        toll = accepted(incident)
        return toll is not None and toll.low > 0
    return not needs or _mass(incident)


def _any(words: str, true: frozenset[str]) -> bool:
    return not words or not true.isdisjoint(words.split())


def _mass(incident: Incident) -> bool:
    """Whether a report itself gives so many detained that these are mass arrests."""
    figures = [f for a in incident.accounts if a.voice == "report" for f in given(incident, a)]
    return any(f.effect == "detained" and (f.low or f.best or 0) >= MASS for f in figures)


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor's name, who they are besides, and what they count as; all "" where nobody is."""

    name: str = ""
    others: str = ""
    inter: str = ""


def _cells(incident: Incident, strict: bool, known: Divisions | None) -> dict[str, Cell]:
    who = roles(incident) if strict else claimed(incident)
    return {**_act(incident, who, strict), **_when(incident), **_where(incident, known), **_told(incident, who)}


def _act(incident: Incident, who: Roles, strict: bool) -> dict[str, Cell]:
    row = kind(incident, who)
    if row is None:
        return {}
    one, other = _actors(incident, row, who)
    return {
        "disorder_type": row["disorder_type"], "event_type": row["event_type"], "sub_event_type": row["sub_event_type"],
        "actor1": one.name, "assoc_actor_1": one.others, "inter1": one.inter,
        "actor2": other.name, "assoc_actor_2": other.others, "inter2": other.inter,
        "interaction": interaction(one.inter, other.inter),
        "civilian_targeting": "Civilian targeting" if _targets_civilians(row, other) else "",
        "fatalities": fatalities(incident) if strict else None,
    }  # fmt: skip


def fatalities(incident: Incident) -> int | None:
    """Deaths that are agreed on, by the lowest count; 0 where nobody speaks of any; None where one party alone does."""
    toll = accepted(incident)
    if toll is not None:
        return round(toll.low)
    return None if tolls(incident) else 0


def _actors(incident: Incident, row: Row, who: Roles) -> tuple[Actor, Actor]:
    """The two actors of a row: who acts and who is acted on, a crowd first. What a protest is against is none to ACLED."""
    state = incident.site.country if incident.site else None
    if row["needs"] == "two-sided" and not who.to:
        return _actor(who.by[:1], "by", "", state), _actor(who.by[1:], "by", "", state)
    one, other = _actor(who.by, "by", row["by_as"], state), _actor(who.to, "to", row["to_as"], state)
    if row["type"] == "PROTEST":
        return one, Actor()
    if not one.inter:
        one = Actor(f"Unidentified Armed Group{_of(state)}", "", UNIDENTIFIED)
    return (other, one) if other.inter in _CROWDS else (one, other)


def _actor(members: Sequence[Party], part: Part, counted_as: str, state: str | None) -> Actor:
    """An actor of all parties on one side: the first that ACLED has a group for leads."""
    groups = [(party, group(party, part, state)) for party in members]
    first = next(((party, found) for party, found in groups if found), None)
    inter = counted_as or (first[1] if first else "") or ""
    if not inter:
        return Actor()
    names = [party.name for party, found in groups if found or counted_as]
    if inter in _NAMELESS:
        return Actor(f"{inter}{_of(state)}", joined(names), inter)
    return Actor(names[0], joined(names[1:]), inter)


def _of(state: str | None) -> str:
    return f" ({geography.state(state).name})" if state else ""


def _targets_civilians(row: Row, other: Actor) -> bool:
    if row["sub_event_type"] == "Excessive force against protesters":
        return True
    return row["event_type"] in ("Violence against civilians", "Explosions/Remote violence") and other.inter == CIVILIANS


def _when(incident: Incident) -> dict[str, Cell]:
    days = stay(incident.days)
    if days is None or days.days > MONTH:
        return {}
    return {"event_date": days.middle.isoformat(), "year": days.middle.year, "time_precision": acled_precision(days.days)}


def _where(incident: Incident, known: Divisions | None) -> dict[str, Cell]:
    site, spot = incident.site, point(incident.site)
    state = geography.state(site.country if site else None)
    province, district = geography.divisions(site, known)
    return {
        "iso": state.iso, "region": state.acled_region, "country": state.name, "admin1": province, "admin2": district,
        "location": site.name if site else None, "latitude": spot[0] if spot else None, "longitude": spot[1] if spot else None,
        "geo_precision": precision(site).acled if site and spot else None,
    }  # fmt: skip


def _told(incident: Incident, who: Roles) -> dict[str, Cell]:
    code = incident.site.country if incident.site else None
    return {"event_id_cnty": f"{code or ''}{incident.key}", "source": joined(publishers(incident)), "notes": notes(incident, who)}
