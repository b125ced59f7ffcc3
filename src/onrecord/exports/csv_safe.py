"""Rows of comma-separated values that a spreadsheet reads as text and never as a formula.

A cell of text that begins with a sign by which spreadsheets know a formula gets an apostrophe before it (CWE-1236); numbers are
written as they are, so that a southern latitude stays one. Headers are text, too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

Cell = str | int | float | bool | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a formula; the wide forms do so where spreadsheets are set to East Asian languages."""


def safe(cell: Cell) -> Cell:
    """The cell with an apostrophe before what would be a formula.

    >>> safe("=1+1"), safe("1=1"), safe(-1.5)
    ("'=1+1", '1=1', -1.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


class Rows:
    """A writer of rows under a header; `raw` leaves cells as they are, for programs that read them."""

    def __init__(self, out: TextIO, columns: Sequence[str], *, raw: bool = False) -> None:
        self.columns, self.raw = tuple(columns), raw
        self._writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180; with "\n" a lone CR in a cell would not be quoted
        self._write(self.columns)

    def write(self, row: Mapping[str, Cell]) -> None:
        """Write one row; a column that it lacks stays empty. Raises KeyError for one that there is not."""
        if unknown := [name for name in row if name not in self.columns]:
            raise KeyError(unknown[0])
        self._write([row.get(column) for column in self.columns])

    def _write(self, cells: Iterable[Cell]) -> None:
        self._writer.writerow([_plain(cell if self.raw else safe(cell)) for cell in cells])


def _plain(cell: Cell) -> Cell:
    """Truth as "yes" and "no", whole numbers without a point."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
