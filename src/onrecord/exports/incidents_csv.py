"""Incidents as comma-separated values: one flat row an incident, whatever its status; who says so is in its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from onrecord.exports import flat_incident
from onrecord.exports.csv_safe import Rows
from onrecord.exports.target import text_into
from onrecord.ledger.views import Incident


def write(incidents: Iterable[Incident], out: TextIO | Path, *, raw_cells: bool = False) -> Counter[str]:
    """Write the columns `flat_incident.COLUMNS`; none is held back. `raw_cells` leaves out the apostrophe before formulas."""
    with text_into(out) as opened:
        rows = Rows(opened, flat_incident.COLUMNS, raw=raw_cells)
        for incident in incidents:
            rows.write(flat_incident.row(incident))
    return Counter()
