"""Whose word it is: the side of a party, of a report's own voice, of people without a name. Voices of one side are one voice.

A side is written "kind/who". "kind/?" is somebody of that kind who cannot be told apart from the others ("an official", "the rebels"):
`voices.independent` counts such a side only where no other of its kind has spoken.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.compare import folded
from onrecord.knowledge import table
from onrecord.record import REPORT, UNKNOWN

STATE = frozenset(("state", "government", "military", "police"))
_BODIES = frozenset(("armed-group", "party", "organisation", "company", "media", "unknown"))
_OFFICIAL = frozenset(("GOV", "MIL", "COP", "JUD", "LEG", "SPY"))
"""Roles in which somebody speaks for a state; courts and parliaments too, so that one state's bodies never make two voices."""
_MASTERS = STATE | {"armed-group", "party", "company"}
"""Kinds of bodies whose officials speak for them whatever state they are of."""
_UNIONS = ("UNO", "EUR")
"""Bodies of states with many bodies of their own: one side each, as a state is."""
_ANYBODY = "?"
_PEOPLE = "people/"
_DOMAIN = re.compile(r"^(?:www\.)?([\w-]+)(?:\.[a-z]{2,})+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """What tells whose word a party's is. `home` is the key of the report that an unnamed one stays with."""

    key: str
    name: str
    kind: str
    named: bool
    country: str | None = None
    role: str | None = None
    home: str | None = None


def side(speaker: Speaker, body: tuple[str, str] | None = None) -> str:
    """The side of a party. `body` is the (kind, side) of the one that it is a member of, if any.

    >>> side(Speaker("KEN/COP", "police", "police", False, "KEN", "COP"))
    'state/KEN'
    >>> side(Speaker("r1/a2", "official", "unnamed-person", False, role="GOV", home="r1"))
    'state/?'
    >>> side(Speaker("r1/a3", "residents", "population", False, home="r1"))
    'people/r1'
    """
    known = _known_sides().get(speaker.key)
    if known is not None:
        return known
    if speaker.kind in STATE or (speaker.role in _OFFICIAL and speaker.kind not in _BODIES):
        return _official(speaker, body)
    if speaker.kind in _BODIES:
        return _of_body(speaker, body)
    return _of_person(speaker, body)


def outlet(name: str) -> str:
    """The side of an outlet or agency by its name, as bylines and mastheads write it: that of the same name in the table of organisations.

    >>> outlet("AFP") == outlet("Agence France-Presse"), outlet("The Harbour Courier"), outlet("bbc.com") == outlet("BBC")
    (True, 'media/harbour courier', True)
    """
    domain = _DOMAIN.match(name.strip())
    plain = normal(domain.group(1) if domain else name)
    key = _outlets().get(plain)
    return _known_sides().get(key, f"media/{key}") if key else f"media/{plain}"


def normal(name: str) -> str:
    """A body's name as it is compared: folded, without its article."""
    plain = folded(name.replace("’", "'"))
    return plain.removeprefix("the ") or plain


def vague(side_: str) -> bool:
    """Whether a side is somebody of a kind who cannot be told apart from others of it."""
    return side_.endswith("/" + _ANYBODY)


def kind_of(side_: str) -> str:
    """The kind of a side: "state", "media", "people"."""
    return side_.partition("/")[0]


# ---------------------------------------------------------------- in the ledger
def teller(db: sqlite3.Connection, report: int, names: Mapping[str, int]) -> Callable[[str, int], str | None]:
    """The side of a voice ("report", "unknown" or an actor's id of `report`) in a telling whose words come from some report.

    A copy speaks with its origin's voice: its report's own word, and that of the people whom it does not name, are the origin's.
    """
    found = db.execute("SELECT a.name, p.side FROM actor a JOIN party p ON p.id = a.party WHERE a.report = ?", (report,))
    stored: dict[str, str] = dict(found.fetchall())
    for actor in names.keys() - stored.keys():
        (stored[actor],) = db.execute("SELECT side FROM party WHERE id = ?", (names[actor],)).fetchone()
    origins: dict[int, tuple[str, str]] = {}

    def tell(voice: str, origin: int) -> str | None:
        if voice == UNKNOWN:
            return None
        if origin not in origins:
            origins[origin] = own_voice(db, origin)
        key, own = origins[origin]
        return own if voice == REPORT else at_home(stored[voice], key)

    return tell


def at_home(side_: str, origin: str) -> str:
    """The side of a party in a telling that has its words from a report: people without a name are that report's."""
    return _PEOPLE + origin if side_.startswith(_PEOPLE) else side_


def own_voice(db: sqlite3.Connection, report: int) -> tuple[str, str]:
    """A report's key and the side of its own voice: the agency that it credits, else its publisher, else itself."""
    key, publisher, agencies = db.execute("SELECT key, publisher, agencies FROM report WHERE id = ?", (report,)).fetchone()
    name = next(iter(json.loads(agencies)), None) or publisher
    return key, outlet(name) if name and normal(name) else f"media/{key}"


# ---------------------------------------------------------------- the rules
def _official(speaker: Speaker, body: tuple[str, str] | None) -> str:
    """A state's own: by the body that they belong to, else by their country, else somebody's official."""
    if body is not None and not vague(body[1]) and body[0] in _MASTERS:
        return body[1]
    if speaker.country:
        return f"state/{speaker.country}"
    return body[1] if body is not None and body[0] in _BODIES - {"media"} else f"state/{_ANYBODY}"


def _of_body(speaker: Speaker, body: tuple[str, str] | None) -> str:
    """An organisation's, a company's, a group's own: that of the larger body, where it has one that is no state."""
    if speaker.kind == "media":
        return _of_media(speaker, body)
    union = next((u for u in _UNIONS if speaker.key.partition("/")[0] == u or speaker.role == u), None)
    if union:
        return f"organisation/{union}"
    if body is not None and body[0] not in STATE:
        return body[1]
    return f"{speaker.kind}/{_name(speaker)}" if speaker.named else f"{speaker.kind}/{_ANYBODY}"


def _of_media(speaker: Speaker, body: tuple[str, str] | None) -> str:
    """An outlet's own; "state television" is its state's."""
    if speaker.named:
        return f"media/{speaker.key}" if speaker.key in _outlets().values() else outlet(speaker.name)
    if _state_words() & set(speaker.name.casefold().split()):
        return f"state/{speaker.country or _ANYBODY}"
    return body[1] if body is not None and body[0] not in STATE else f"media/{_ANYBODY}"


def _of_person(speaker: Speaker, body: tuple[str, str] | None) -> str:
    """A person's: of the body that they belong to. To be of a state speaks for it in office only, or where the office is not known."""
    if body is not None and (body[0] not in STATE or (speaker.role is None and speaker.kind != "population")):
        return body[1]
    if body is not None and body[0] in STATE - {"state"}:
        return body[1]
    if speaker.role in _UNIONS:
        return f"organisation/{speaker.role}"
    if speaker.kind == "person" and normal(speaker.name):
        return f"person/{normal(speaker.name).split()[-1]}"
    return _PEOPLE + (speaker.home or speaker.key)


def _name(speaker: Speaker) -> str:
    return normal(speaker.name) if speaker.key.startswith("name/") or speaker.home else speaker.key


@cache
def _known_sides() -> Mapping[str, str]:
    return {row["key"]: row["side"] for row in table("sides")}


@cache
def _outlets() -> Mapping[str, str]:
    """Keys of the outlets by their names, as far as a name is one outlet's."""
    found: dict[str, set[str]] = {}
    for row in table("organisations"):
        if row["kind"] == "media":
            for name in (row["name"], *row["aliases"].split("; ")):
                found.setdefault(normal(name), set()).add(row["key"])
    return {name: min(keys) for name, keys in found.items() if name and len(keys) == 1}


@cache
def _state_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("state_media_words"))
