"""What tests ask of every screen of the desk: addresses of something that there is, and what the ledger holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from onrecord.desk.screens import SCREENS, Screen
from onrecord.ledger.store import Store
from tests.desks import Answer, Desk

TABLES = ("report", "event", "incident", "decision", "run", "input", "search", "audit", "feed")


def rows(desk: Desk, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What the ledger of a desk answers to a query."""
    with Store.open(desk.ledger, create=False) as store:
        return store.db.execute(query, values).fetchall()


def counted(desk: Desk) -> dict[str, int]:
    """How many rows the tables have: what nobody may change is compared by it."""
    return {table: rows(desk, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


def parts(desk: Desk, screen: Screen) -> dict[str, str]:
    """What stands in the address of a screen, for something that there is."""
    tables = {"incident": "SELECT key FROM incident ORDER BY reports DESC, key", "event": "SELECT min(key) FROM event"}
    found = {"number": "1"}
    if "{key}" in screen.path:
        found["key"] = str(rows(desk, tables.get(screen.name, "SELECT min(key) FROM report"))[0][0])
    if "{id}" in screen.path:
        found["id"] = str(desk.post("/api/runs/1/retry", {}, Idempotency_Key="faults").json["id"])
    return found


def address(desk: Desk, screen: Screen) -> str:
    """The page of a screen, for something that there is."""
    asked = desk.ask("/sources.json").json["rows"][0]["address"].removeprefix("/source") if screen.name == "source" else ""
    return screen.path.format(**parts(desk, screen)) + asked


def twin(desk: Desk, screen: Screen, **asked: str) -> str:
    """The data of a screen, asked for with some parameters."""
    return screen.twin.format(**parts(desk, screen)) + (f"?{urlencode(asked)}" if asked else "")


def is_fault(answer: Answer) -> bool:
    """Whether data are refused in the one shape of all errors."""
    return set(answer.json["error"]) >= {"what", "where", "do"}


def asked_of(kinds: tuple[str, ...]) -> list[tuple[Screen, str]]:
    """The parameters of some kinds, of all screens."""
    return [(screen, one.name) for screen in SCREENS for one in screen.parameters if one.kind in kinds]


def named(pair: tuple[Screen, str]) -> str:
    """The name of a case that is about a parameter of a screen."""
    return f"{pair[0].name}-{pair[1]}"
