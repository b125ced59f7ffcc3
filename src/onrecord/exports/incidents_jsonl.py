"""Incidents as JSON Lines: one incident a line, with its tellings, accounts, figures and conflicts. Nothing is left out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from onrecord.exports.incident_json import to_json
from onrecord.exports.target import text_into
from onrecord.ledger.views import Incident


def line(incident: Incident) -> str:
    """The incident as one line, line end included; the same incident gives the same bytes."""
    return json.dumps(to_json(incident), ensure_ascii=False, separators=(", ", ": "), allow_nan=False) + "\n"


def write(incidents: Iterable[Incident], out: TextIO | Path) -> Counter[str]:
    """Write incidents one by one; none is held back."""
    with text_into(out) as opened:
        for incident in incidents:
            opened.write(line(incident))
    return Counter()
