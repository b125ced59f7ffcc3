"""The data of a page as plain JSON values: what its `.json` twin gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from onrecord.exports import incident_json
from onrecord.ledger.views import Incident
from onrecord.record import Record
from onrecord.record_json import to_json


def plain(value: Any) -> Any:
    """Dataclasses as objects by their fields' names, records and incidents as their own layouts have them, whole numbers as such.

    >>> plain((1.0, {"a": None}))
    [1, {'a': None}]
    """
    if isinstance(value, Record):
        return to_json(value)
    if isinstance(value, Incident):
        return incident_json.to_json(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else value if math.isfinite(value) else None
    return value
