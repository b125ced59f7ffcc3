"""What a screen is given to make its page from, and what it may give instead of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.desk.asking import Pairs


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the open ledger, the parts of the path, the parameters of the address in their order, the token of the desk."""

    db: sqlite3.Connection
    path: Mapping[str, str] = field(default_factory=dict)
    query: Pairs = ()
    token: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The page is at another address: its path, without an ending."""

    path: str
