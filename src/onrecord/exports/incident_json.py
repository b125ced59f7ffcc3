"""An incident as plain JSON values: every field of the ledger's views, named as records name theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, cast

from onrecord.ledger.views import AccountRow, Conflict, FigureRow, Incident, Telling

RENAMED: Mapping[type, Mapping[str, str]] = {Telling: {"origin": "from"}}
"""Fields whose name in JSON is none in Python, as in records."""


def to_json(incident: Incident) -> dict[str, Any]:
    """The incident as dicts and lists. Accounts are numbered from 1 within it: the store's numbers tell of the order of arrival."""
    numbers: dict[int, int] = {}
    for account in incident.accounts:
        numbers.setdefault(account.id, len(numbers) + 1)
    return cast(dict[str, Any], _plain(incident, numbers))


def names(kind: type) -> dict[str, str]:
    """The fields of a view by their names in JSON."""
    renamed = RENAMED.get(kind, {})
    return {renamed.get(field.name, field.name): field.name for field in fields(kind)}


_ACCOUNTS: Mapping[type, tuple[str, ...]] = {AccountRow: ("id",), FigureRow: ("account",), Conflict: ("a", "b")}
"""Where a view points to an account by its number."""


def _plain(value: Any, numbers: Mapping[int, int]) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        made = {name: _plain(getattr(value, field), numbers) for name, field in names(kind).items()}
        for name in _ACCOUNTS.get(kind, ()):
            made[name] = numbers.get(made[name])
        return made
    if isinstance(value, tuple):
        return [_plain(item, numbers) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
