"""A layout of rows and columns whose strict form holds incidents back: what ACLED's and UCDP's have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from onrecord.exports import flat_incident
from onrecord.exports.csv_safe import Cell, Rows
from onrecord.exports.strict import Held, Reason
from onrecord.exports.target import text_into
from onrecord.ledger.views import Incident

OWN = ("onrecord_strict", "onrecord_held_back", *flat_incident.WIDE)
"""The columns that the wide form adds at the right end: whether the strict form has the row, all reasons against it, the incident."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A layout: its columns, why it holds an incident back (nothing: it has it), and the cells of an incident in its own columns.

    `cells` is told whether the row is a strict one: an incident that is held back gives away no deaths in the layout's own columns,
    so that whoever sums a wide file counts nothing that the strict one has not.
    """

    columns: Sequence[str]
    judge: Callable[[Incident], tuple[Reason, ...]]
    cells: Callable[[Incident, bool], Mapping[str, Cell]]

    def write(self, incidents: Iterable[Incident], out: TextIO | Path, *, wide: bool, raw_cells: bool, held: Held | None) -> Counter[str]:
        """Write the rows one by one; how many were held back from the strict form, by their first reason."""
        counts = Counter[str]()
        with text_into(out) as opened:
            rows = Rows(opened, (*self.columns, *(OWN if wide else ())), raw=raw_cells)
            for incident in incidents:
                against = self.judge(incident)
                if against:
                    counts[against[0]] += 1
                    if held is not None:
                        held(incident, against)
                if wide:
                    rows.write({**self.cells(incident, not against), **_own(incident, against)})
                elif not against:
                    rows.write(self.cells(incident, True))
        return counts


def _own(incident: Incident, against: tuple[Reason, ...]) -> dict[str, Cell]:
    return {"onrecord_strict": not against, "onrecord_held_back": "; ".join(against), **flat_incident.wide(incident)}
