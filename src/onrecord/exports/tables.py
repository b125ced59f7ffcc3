"""The tables of the layouts: their codes, and what of ours answers to them.

They lie beside the layouts and not in `knowledge`: the hash of that room is part of every record, and how a layout is written
changes nothing that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

Row = Mapping[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of `exports/NAME.tsv` as dicts of column to text; "" where a cell is empty.

    Lines that begin with "#" name the source and the licence; the first other line holds the column names. Raises ValueError for a
    row with another number of cells.
    """
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(dict(zip(lines[0], cells, strict=True)) for cells in lines[1:])


def fits(row: Row, **asked: str | None) -> bool:
    """Whether each cell asked for is empty or is the value; None fits only an empty cell."""
    return all(row[column] in ("", value) for column, value in asked.items())
