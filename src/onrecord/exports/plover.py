"""PLOVER records as JSON Lines: the fields of the PLOVER manual (draft 2.0), and what it has none for under "onrecord".

PLOVER knows no status: what is announced is an event of another type (a threat of an assault is THREATEN), and a threat and what is
threatened are one event. What is only expected, possible, conditional, demanded or denied is no event; the auxiliary modes that
the manual defines for it are written in the wide form.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from onrecord.exports import geography
from onrecord.exports.agreed import accepted
from onrecord.exports.dates import stay
from onrecord.exports.geography import Divisions, point
from onrecord.exports.incident_words import affirm, deny, figures, lead, sentence
from onrecord.exports.quoting import trigger
from onrecord.exports.strict import Held, Reason, ordered
from onrecord.exports.tables import Row, table
from onrecord.exports.target import text_into
from onrecord.ledger.views import Incident, Party, Site, Telling
from onrecord.record import Effect, Status

INTERNATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
"""Codes that stand in the place of a state's."""
_DONE = frozenset({"happened", "ongoing", "attempted"})
_ANNOUNCED = frozenset({"planned", "threatened"})
"""Statuses by which whoever acts says that they will: the saying is the event, and theirs."""
_AUXILIARY: Mapping[Status, str] = {
    "planned": "future", "threatened": "future", "expected": "future", "demanded": "hypothetical", "possible": "hypothetical",
    "conditional": "hypothetical", "denied": "negation",
}  # fmt: skip
_SIZES: Mapping[Effect, str] = {"killed": "dead", "injured": "injured", "detained": "arrested"}


@cache
def types() -> Mapping[str, Row]:
    """PLOVER's types of events."""
    return {row["type"]: row for row in table("plover_types")}


def action(incident: Incident) -> tuple[str, str | None]:
    """PLOVER's type and mode, as the reader derived them from action and status."""
    shown = lead(incident)
    return (shown.plover if shown else None) or (incident.type, incident.mode)


def judge(incident: Incident) -> tuple[Reason, ...]:
    """Why an incident is no PLOVER record; () if it is one. Who says so and where it was play no part: the format asks for neither."""
    name, _ = action(incident)
    row = types().get(name)
    announced = incident.status in _ANNOUNCED and name != incident.type
    found: dict[Reason, bool] = {
        "not-happened": incident.status not in _DONE and not announced,
        "out-of-layout": row is None or not incident.by or (row["recipient"] == "yes" and not incident.to),
        "undated": stay(incident.days) is None,
        "one-row": incident.status not in _DONE and all(t.about_it for t in incident.tellings) and bool(incident.tellings),
    }
    return ordered({reason for reason, holds in found.items() if holds})


def record(incident: Incident, known: Divisions | None = None) -> dict[str, Any]:
    """The incident as a PLOVER record; fields without a value are left out."""
    name, mode = action(incident)
    shown, row, days = lead(incident), types().get(name), stay(incident.days)
    made: dict[str, Any] = {
        "id": incident.key,
        "date": days.first.isoformat() if days else None,
        "enddate": days.last.isoformat() if days and days.last != days.first else None,
        "actor": [_entity(party) for party in incident.by],
        "recipient": [_entity(party) for party in incident.to],
        "event": [name] if row else [],
        "mode": [*([mode] if mode else []), *_auxiliary(incident, name)],
        "quad_code": int(row["quad"]) if row else None,
        "event_scale": float(row["score"]) if row and row["score"] else None,
        "event_loc": _location(incident.site, known) if incident.site else None,
        "size": _size(incident),
        "link": list(dict.fromkeys(key for t in incident.tellings for key in t.about)),
        "coder": "onrecord",
        "comment": sentence(incident),
        **(_cited(shown) if shown else {}),
        "onrecord": _own(incident),
    }
    return {field: value for field, value in made.items() if value not in (None, [], {})}


def write(
    incidents: Iterable[Incident],
    out: TextIO | Path,
    *,
    wide: bool = False,
    divisions: Divisions | None = None,
    held: Held | None = None,
) -> Counter[str]:
    """Write records one by one; how many incidents were held back, by their first reason. `wide` writes those, too."""
    counts = Counter[str]()
    with text_into(out) as opened:
        for incident in incidents:
            against = judge(incident)
            if against:
                counts[against[0]] += 1
                if held is not None:
                    held(incident, against)
            if wide or not against:
                opened.write(json.dumps(record(incident, divisions), ensure_ascii=False, allow_nan=False) + "\n")
    return counts


def _auxiliary(incident: Incident, name: str) -> list[str]:
    """The manual's modes for what is recalled, and for what has not come about and is not told as another type."""
    found = ["historical"] if incident.prominence == "background" else []
    if incident.status not in _DONE and name == incident.type:
        found.append(_AUXILIARY[incident.status])
    return found


def _entity(party: Party) -> dict[str, Any]:
    international = party.role if party.role in INTERNATIONAL else None
    sector = party.role if international is None else None
    entity = {"code": party.country or international, "sector": sector, "entity_text": party.name, "identifier_text": party.key}
    return {field: value for field, value in entity.items() if value}


def _location(site: Site, known: Divisions | None) -> dict[str, Any]:
    row, spot = geography.row(site), point(site)
    province, district = geography.divisions(site, known)
    place = {
        "extracted_place": site.name, "resolved_place": site.name if spot else None, "geonameid": site.geonames,
        "lat": spot[0] if spot else None, "lon": spot[1] if spot else None,
        "city": site.name if site.kind == "town" else None, "district": district, "province": province,
        "country": geography.state(site.country).name, "country_code": site.country,
        "feature_class": row["feature_class"], "feature_code": row["feature_code"],
        "resolution": int(row["resolution"]) if row["resolution"] else None,
    }  # fmt: skip
    return {field: value for field, value in place.items() if value not in (None, "")}


def _size(incident: Incident) -> dict[str, int]:
    """Counts that are agreed on, at their lowest."""
    agreed = {name: accepted(incident, effect) for effect, name in _SIZES.items()}
    return {name: round(toll.low) for name, toll in agreed.items() if toll is not None}


def _cited(telling: Telling) -> dict[str, Any]:
    """Where the telling that shows the incident best stands, and the words that tell it; the text itself is somebody else's."""
    cited = {"citation": telling.report, "url": telling.address, "title": telling.title, "publication": telling.publisher, "language": "en"}
    return {
        "event_text": [trigger(telling)] if trigger(telling) else None,
        "text_info": {"start": telling.trigger[0], "end": telling.trigger[1]},
        "cite_info": {field: value for field, value in cited.items() if value},
    }


def _own(incident: Incident) -> dict[str, Any]:
    """What PLOVER has no field for: whether it happened, according to whom, on how many voices, and where each telling stands."""
    return {
        "action": {"type": incident.type, "mode": incident.mode},
        "status": incident.status, "scale": incident.scale, "prominence": incident.prominence,
        "reports": incident.reports, "texts": incident.texts, "voices": incident.voices, "own_voice": incident.own_voice,
        "denied": incident.denied, "said_by": list(affirm(incident)), "denied_by": list(deny(incident)), "figures": figures(incident),
        "held_back": list(judge(incident)),
        "tellings": [
            {"event": t.event, "report": t.report, "address": t.address, "start": t.trigger[0], "end": t.trigger[1]}
            for t in incident.tellings
        ],
    }  # fmt: skip
