"""What a screen is given to make its page from, and what it may give instead of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.desk.asking import Pairs
from onrecord.desk.jobs import Jobs
from onrecord.errors import UsageError


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the open ledger, the parts of the path, the parameters of the address in their order; the desk's token, who sits at it,
    and its jobs."""

    db: sqlite3.Connection
    path: Mapping[str, str] = field(default_factory=dict)
    query: Pairs = ()
    token: str = ""
    coder: str = ""
    jobs: Jobs | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The page is at another address: its path, without an ending."""

    path: str


def only(call: Call, *known: str) -> dict[str, str]:
    """The parameters that have a value. Raises UsageError where one is not known, or given twice."""
    found: dict[str, str] = {}
    for name, value in call.query:
        if name not in known:
            raise UsageError(f'parameter "{name[:40]}": there is none; known are {", ".join(known) or "none here"}')
        if name in found:
            raise UsageError(f"{name}: given twice; give it once")
        found[name] = value
    return {name: value for name, value in found.items() if value.strip()}
