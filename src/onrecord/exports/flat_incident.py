"""An incident as one flat row: what `incidents_csv` writes, and what the wide layouts add at their right end."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.exports.agreed import accepted, least, roles, tolls
from onrecord.exports.csv_safe import Cell
from onrecord.exports.geography import precision
from onrecord.exports.incident_words import affirm, deny, figures, lead, publishers, sentence, speakers
from onrecord.ledger.views import Incident, Party

COLUMNS = (
    "incident", "sentence", "type", "mode", "plover_type", "plover_mode", "status", "scale", "prominence",
    "earliest", "latest", "date_basis",
    "place", "place_kind", "precision", "radius_km", "geonames", "country", "lat", "lon",
    "by", "by_keys", "by_agreed", "to", "to_keys", "to_agreed",
    "reports", "texts", "voices", "own_voice", "denied", "conflicts", "said_by", "denied_by", "speakers",
    "killed_low", "killed_best", "killed_high", "killed_agreed", "figures",
    "publishers", "addresses", "first_published", "states",
)  # fmt: skip
"""Lists within a cell are separated by "; ". `killed_low` to `killed_high` are over all voices; `by_agreed`, `to_agreed` and
`killed_agreed` are what is more than one party's word (`agreed`)."""

PREFIX = "onrecord_"
WIDE = tuple(PREFIX + column for column in COLUMNS)


def row(incident: Incident) -> dict[str, Cell]:
    """The cells of an incident by column; None where nothing is known."""
    return {**_what(incident), **_where_when(incident), **_who(incident), **_how_many(incident), **_sources(incident)}


def wide(incident: Incident) -> dict[str, Cell]:
    """The same with the prefix of the wide layouts."""
    return {PREFIX + column: cell for column, cell in row(incident).items()}


def joined(values: Iterable[str | None]) -> str:
    """Values as one cell, each once."""
    return "; ".join(dict.fromkeys(value for value in values if value))


def _what(incident: Incident) -> dict[str, Cell]:
    shown = lead(incident)
    plover = (shown.plover if shown else None) or (None, None)
    return {
        "incident": incident.key, "sentence": sentence(incident), "type": incident.type, "mode": incident.mode,
        "plover_type": plover[0], "plover_mode": plover[1],
        "status": incident.status, "scale": incident.scale, "prominence": incident.prominence,
    }  # fmt: skip


def _where_when(incident: Incident) -> dict[str, Cell]:
    days, site = incident.days, incident.site
    when = {"earliest": days.earliest, "latest": days.latest, "date_basis": days.basis} if days else {}
    if site is None:
        return {**when}
    return {
        **when, "place": site.name, "place_kind": site.kind, "precision": precision(site).name, "radius_km": site.radius_km,
        "geonames": site.geonames, "country": site.country, "lat": site.lat, "lon": site.lon,
    }  # fmt: skip


def _who(incident: Incident) -> dict[str, Cell]:
    def names(parties: tuple[Party, ...]) -> str:
        return joined(party.name for party in parties)

    def keys(parties: tuple[Party, ...]) -> str:
        return joined(party.key for party in parties)

    agreed = roles(incident)
    return {
        "by": names(incident.by), "by_keys": keys(incident.by), "by_agreed": names(agreed.by),
        "to": names(incident.to), "to_keys": keys(incident.to), "to_agreed": names(agreed.to),
        "reports": incident.reports, "texts": incident.texts, "voices": incident.voices, "own_voice": incident.own_voice,
        "denied": incident.denied, "conflicts": sum(c.kind not in ("agreement", "revision") for c in incident.conflicts),
        "said_by": joined(affirm(incident)), "denied_by": joined(deny(incident)),
        "speakers": joined(speakers(incident)),
    }  # fmt: skip


def _how_many(incident: Incident) -> dict[str, Cell]:
    given, agreed = tolls(incident), accepted(incident)
    tops = [toll.high if toll.high is not None else toll.best for toll in given]
    return {
        "killed_low": min((toll.low for toll in given), default=None),
        "killed_best": agreed.best if agreed else min((toll.best for toll in given), default=None),
        "killed_high": max(tops, default=None),
        "killed_agreed": least(agreed.figure) if agreed else None,
        "figures": figures(incident),
    }


def _sources(incident: Incident) -> dict[str, Cell]:
    published = [t.published for t in incident.tellings if t.published]
    return {
        "publishers": joined(publishers(incident)),
        "addresses": joined(t.address for t in incident.tellings),
        "first_published": min(published, default=None),
        "states": joined(t.state for t in incident.tellings),
    }
