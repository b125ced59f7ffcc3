"""By what a party is known across reports: its key, made from what one report says of an actor."""

from __future__ import annotations

import re
from functools import cache

from onrecord.compare import folded
from onrecord.knowledge import table
from onrecord.ledger import sides
from onrecord.record import Actor

_HOME = re.compile(r"^(r[0-9a-f]{12})/")


def identity(actor: Actor, report: str) -> str:
    """The key of an actor's party, apart from the user's table. `report` is the report's key.

    Whoever has no name, or one that names nobody for sure, stays with the report.

    >>> identity(Actor("a1", "President Ada Lind", "person", True), "r0"), identity(Actor("a2", "Maria", "person", True), "r0")
    ('name/person/ada lind', 'r0/a2')
    """
    if actor.key:
        return actor.key
    if not actor.named:
        return f"{report}/{actor.id}"
    kind = actor.kind if actor.kind in ("person", "population", "thing") else "body"  # reports differ on what kind of body one is
    name = person_name(actor.name) if kind == "person" else sides.normal(actor.name)
    return f"name/{kind}/{name}" if name else f"{report}/{actor.id}"


def home(key: str) -> str | None:
    """The key of the report that a party stays with, read from the party's key; None for one that reports share.

    >>> home("r0123456789ab/a2"), home("ISR/MIL")
    ('r0123456789ab', None)
    """
    found = _HOME.match(key)
    return found.group(1) if found else None


def surname(key: str) -> str | None:
    """The surname in the key of a person who is known by a name; None for all others.

    >>> surname("name/person/ada lind"), surname("name/person/lind"), surname("ISR/MIL")
    ('lind', 'lind', None)
    """
    name = key.removeprefix("name/person/")
    return name.split()[-1] if name != key else None


def person_name(name: str) -> str:
    """A person's name as parties are known by it: folded, without titles; "" for what is only a title or a first name.

    >>> person_name("Lt. Gen. Olaf Lind"), person_name("Trump"), person_name("Speaker"), person_name("Maria")
    ('olaf lind', 'trump', '', '')
    """
    words = folded(name).split()
    while size := next((n for n in (3, 2, 1) if " ".join(words[:n]) in _titles()), 0):
        words = words[size:]
    if all(word in _titles() or word in _offices() for word in words) or (len(words) == 1 and words[0] in _first_names()):
        return ""
    return " ".join(words)


@cache
def _titles() -> frozenset[str]:
    return frozenset(folded(row["title"]) for row in table("titles"))


@cache
def _offices() -> frozenset[str]:
    return frozenset(folded(row["word"]) for row in table("roles"))


@cache
def _first_names() -> frozenset[str]:
    return frozenset(folded(row["name"]) for row in table("first_names"))
