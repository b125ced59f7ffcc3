"""What a screen is given to make its page from, and what it may give instead of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.desk.asking import Pairs
from onrecord.errors import UsageError


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the open ledger, the parts of the path, the parameters of the address in their order, the token of the desk, and who
    sits at it."""

    db: sqlite3.Connection
    path: Mapping[str, str] = field(default_factory=dict)
    query: Pairs = ()
    token: str = ""
    coder: str = ""

    def only(self, *known: str) -> Pairs:
        """The parameters. Raises UsageError for one that is not known here, or that is given twice."""
        for n, (name, _) in enumerate(self.query):
            if name not in known:
                raise UsageError(f'parameter "{name[:40]}": there is none; known are {", ".join(known) or "none here"}')
            if name in [other for other, _ in self.query[:n]]:
                raise UsageError(f"{name}: given twice; give it once")
        return self.query


@dataclass(frozen=True, slots=True)
class Moved:
    """The page is at another address: its path, without an ending."""

    path: str
