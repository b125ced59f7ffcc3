"""Who is meant by a key or a name that a person types: a state, one of its branches, or an organisation of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from onrecord.compare import folded
from onrecord.knowledge import table
from onrecord.ledger.decision import Json

KEY = re.compile(r"[A-Z]{3}(?:/[A-Z0-9'-]+)*")
"""What the keys of states, their branches and organisations look like."""
_BRANCHES = {"GOV": ("government", "government"), "MIL": ("military", "armed forces"), "COP": ("police", "police")}
"""The branches of a state that have a kind and a name of their own, by their role."""


def known(given: str) -> Json:
    """The party of a key ("NGA/MIL") or a name ("Boko Haram", "Nigerian army", "Nigeria"), as a value; None where it is none, or several.

    >>> known("NGA/MIL")["name"], known("Nigerian army")["key"], known("Boko Haram")["key"], known("Acme")
    ('Nigeria armed forces', 'NGA/MIL', 'NGA/REB/BOKO-HARAM', None)
    """
    if KEY.fullmatch(given):
        return _by_key().get(given) or _branch(*given.split("/")) if given.count("/") < 2 else _by_key().get(given)
    name = folded(given).removeprefix("the ")
    found = {one["key"]: one for one in _by_name().get(name, ())}
    if len(found) == 1:
        return next(iter(found.values()))
    return _people_of(name.split()) if not found else None


def _branch(country: str, role: str = "") -> Json:
    """A state, or one of its branches."""
    state = _by_key().get(country)
    if state is None or not role:
        return state
    if role not in _BRANCHES:
        return None
    kind, name = _BRANCHES[role]
    return {"key": f"{country}/{role}", "name": f"{state['name']} {name}", "kind": kind, "named": True, "country": country, "role": role}


def _people_of(words: list[str]) -> Json:
    """ "Nigerian army": a people's word and that for a branch of its state."""
    for cut in range(1, min(4, len(words))):
        country, role = _peoples().get(" ".join(words[:cut])), _branch_words().get(" ".join(words[cut:]))
        if country and role:
            return _branch(country, role)
    return None


@cache
def _by_key() -> Mapping[str, Json]:
    """Organisations and states by their keys."""
    found: dict[str, Json] = {}
    for row in table("organisations"):
        one = {name: row[name] for name in ("key", "name", "kind", "country", "role") if row[name]}
        found[row["key"]] = one | {"named": True}
    for row in table("countries"):
        found[row["iso3"]] = {"key": row["iso3"], "name": row["name"], "kind": "state", "named": True, "country": row["iso3"]}
    return found


@cache
def _by_name() -> Mapping[str, list[Json]]:
    """The same by their names and other names, folded, without the article."""
    found: dict[str, list[Json]] = {}
    for name, key in _names():
        found.setdefault(folded(name).removeprefix("the "), []).append(_by_key()[key])
    return found


def _names() -> Iterator[tuple[str, str]]:
    for row in table("organisations"):
        yield from ((name, row["key"]) for name in (row["name"], *row["aliases"].split("; ")) if name)
    for row in table("countries"):
        yield from ((name, row["iso3"]) for name in (row["name"], *row["aliases"].split("; ")) if name)


@cache
def _peoples() -> Mapping[str, str]:
    return {folded(row["demonym"]): row["iso3"] for row in table("demonyms") if row["iso3"] and not row["place"]}


@cache
def _branch_words() -> Mapping[str, str]:
    kinds = {role: kind for role, (kind, _) in _BRANCHES.items()}
    return {row["word"]: row["role"] for row in table("roles") if kinds.get(row["role"]) == row["kind"]}
