"""The keys of all screens: one table, which the screens' modules and the list that `?` shows both read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ALL = "all"
"""The screen of keys that every screen has."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a screen: as a browser names it, the name of what it does, and that for people."""

    screen: str
    key: str
    action: str
    what: str


@cache
def table() -> tuple[Key, ...]:
    """All keys, in the order of the table."""
    lines = files(__package__).joinpath("keys.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(Key(*row) for row in rows[1:])


def keys_of(screen: str) -> tuple[Key, ...]:
    """The keys that work on a screen, its own first.

    >>> [key.what for key in keys_of("ledger") if key.key == "Enter"]
    ['open the incident']
    """
    return tuple(sorted((key for key in table() if key.screen in (screen, ALL)), key=lambda key: key.screen == ALL))
