"""UCDP GED's columns: organised violence with deaths, a row an incident.

The columns and codes are those of the UCDP GED codebook (version 26). Ids and names of conflicts, dyads and sides are UCDP's own
and stay empty, and so do `relid`, `active_year`, `code_status`, `conflict_name` and `dyad_name`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from onrecord.exports import geography
from onrecord.exports.agreed import Roles, Toll, accepted, claimed, disputed, roles, tolls
from onrecord.exports.csv_safe import Cell
from onrecord.exports.dates import YEAR, stay, ucdp_precision
from onrecord.exports.flat_incident import joined
from onrecord.exports.geography import Divisions, point, precision
from onrecord.exports.groups import CIVILIANS, EXTERNAL, STATE, group
from onrecord.exports.incident_words import publishers, speakers
from onrecord.exports.sheet import Sheet
from onrecord.exports.strict import Held, Reason, ordered, reasons
from onrecord.ledger.views import Incident, Party, Telling

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence",
    "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original",
    "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid",
    "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip

STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
_STATES = frozenset({STATE, EXTERNAL})


def write(
    incidents: Iterable[Incident],
    out: TextIO | Path,
    *,
    wide: bool = False,
    raw_cells: bool = False,
    divisions: Divisions | None = None,
    held: Held | None = None,
) -> Counter[str]:
    """Write incidents in UCDP GED's columns; how many were held back, by their first reason.

    `wide` writes all of them, with columns of onrecord's own at the right end. `divisions` gives provinces and districts, which
    stay empty without it. `held` is told of what is held back.
    """
    sheet = Sheet(COLUMNS, judge, lambda incident, strict: _cells(incident, strict, divisions))
    return sheet.write(incidents, out, wide=wide, raw_cells=raw_cells, held=held)


def judge(incident: Incident) -> tuple[Reason, ...]:
    """Why an incident is no row of the strict layout; () if it is one."""
    found = reasons(incident, longest=YEAR)
    toll = accepted(incident)
    if toll is None or max(toll.low, toll.best) < 1:
        found.add("no-fatality")
    if incident.type != "ASSAULT" or violence(claimed(incident)) is None:
        found.add("out-of-layout")
    elif violence(roles(incident)) is None:
        found.add("contested" if disputed(incident) else "single-voice")
    return ordered(found)


def violence(who: Roles) -> int | None:
    """UCDP's type_of_violence by the two sides: 1 a state against organised others, 2 such among each other, 3 against civilians.

    None where one side is unknown, or no organised actor is among them.
    """
    one, other = sides(who)
    if one is None or other is None:
        return None
    groups = [group(party, "by" if party in who.by else "to", None) for party in (one, other)]
    if groups[0] in (None, CIVILIANS) or groups[1] is None:
        return None
    if groups[1] == CIVILIANS:
        return ONE_SIDED
    return STATE_BASED if _STATES & set(groups) else NON_STATE


def sides(who: Roles) -> tuple[Party | None, Party | None]:
    """The two sides: who acts and who is acted on, or the two who fight each other; None for one that is not known."""
    to = who.to or who.by[1:]
    return (who.by[0] if who.by else None), (to[0] if to else None)


def _cells(incident: Incident, strict: bool, known: Divisions | None) -> dict[str, Cell]:
    deaths = _deaths(incident) if strict else {}
    return {**_sides(incident, strict), **_sources(incident), **_where(incident, known), **_when(incident), **deaths}


def _sides(incident: Incident, strict: bool) -> dict[str, Cell]:
    who = roles(incident) if strict else claimed(incident)
    kind = violence(who) if incident.type == "ASSAULT" else None
    if kind is None:
        return {}
    one, other = sides(who)
    return {
        "type_of_violence": kind, "side_a": one.name if one else None,
        "side_b": "Civilians" if kind == ONE_SIDED else other.name if other else None,
        "gwnoa": _number(one), "gwnob": _number(other) if kind != ONE_SIDED else None,
    }  # fmt: skip


def _number(party: Party | None) -> int | None:
    """The Gleditsch and Ward number of a party that is a state or a state's."""
    if party is None or group(party, "by", None) != STATE:
        return None
    return geography.state(party.country).gw


def _sources(incident: Incident) -> dict[str, Cell]:
    own = [t for t in incident.tellings if t.copy_of is None]
    return {
        "number_of_sources": incident.voices,
        "source_article": joined(_article(t) for t in own),
        "source_office": joined(publishers(incident)),
        "source_date": joined(t.published[:10] if t.published else None for t in own),
        "source_headline": joined(t.title for t in own),
        "source_original": joined(speakers(incident)),
    }


def _article(telling: Telling) -> str:
    """A telling as UCDP cites one: "publisher,date,title"."""
    return ",".join(part for part in (telling.publisher, (telling.published or "")[:10], telling.title) if part)


def _where(incident: Incident, known: Divisions | None) -> dict[str, Cell]:
    site, spot = incident.site, point(incident.site)
    state = geography.state(site.country if site else None)
    named: dict[str, Cell] = {"country": state.name, "country_id": state.gw, "region": state.ucdp_region}
    named["where_coordinates"] = site.name if site else None
    province, district = geography.divisions(site, known)
    if site is None or spot is None:
        return named
    exact = precision(site)
    return {
        **named, "where_prec": exact.ucdp, "where_description": f"{site.name} ({exact.name})", "adm_1": province, "adm_2": district,
        "latitude": spot[0], "longitude": spot[1], "geom_wkt": f"POINT ({spot[1]} {spot[0]})", "priogrid_gid": geography.grid_cell(*spot),
    }  # fmt: skip


def _when(incident: Incident) -> dict[str, Cell]:
    days = stay(incident.days)
    if days is None or days.days > YEAR:
        return {}
    return {
        "year": days.first.year, "event_clarity": 1 if incident.scale == "incident" else 2, "date_prec": ucdp_precision(days.days),
        "date_start": days.first.isoformat(), "date_end": days.last.isoformat(),
    }  # fmt: skip


def _deaths(incident: Incident) -> dict[str, Cell]:
    """What is agreed on as best, between the lowest and the highest count of any voice; and who died."""
    toll, counted = accepted(incident), tolls(incident)
    if toll is None:
        return {}
    best, high = round(toll.best), max(round(t.high if t.high is not None else t.best) for t in counted)
    low = min(round(t.low) for t in counted)
    return {"low": min(low, best), "best": best, "high": max(high, best), **_whose(toll, best, roles(incident))}


def _whose(toll: Toll, best: int, who: Roles) -> dict[str, Cell]:
    """The best count under the group that it is about; the others 0, as UCDP's four add up to the best."""
    dead = toll.figure.of
    one, other = sides(who)
    column = "deaths_unknown"
    if dead is not None:
        if group(dead, "to", None) == CIVILIANS:
            column = "deaths_civilians"
        elif one is not None and _belongs(dead, one):
            column = "deaths_a"
        elif other is not None and _belongs(dead, other):
            column = "deaths_b"
    return {name: best if name == column else 0 for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")}


def _belongs(party: Party, side: Party) -> bool:
    """Whether a party is of a side: itself, one of its members, or one whose word is that side's."""
    return party.key == side.key or party.member_of == side.key or party.side == side.side
