"""What the reader knows, as tables: one tab-separated file a subject, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

Row = Mapping[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of `knowledge/NAME.tsv` as dicts of column to text; "" where a cell is empty.

    Lines that begin with "#" name the table's source and licence; the first other line holds the column names.
    Raises ValueError for a row with too many cells, naming file and line.
    """
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    columns = lines[0][1].split("\t")
    rows = []
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > len(columns):
            raise ValueError(f"knowledge/{name}.tsv, line {number}: {len(cells)} cells for {len(columns)} columns")
        rows.append(dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True)))
    return tuple(rows)


def names() -> tuple[str, ...]:
    """The names of all tables, sorted."""
    return tuple(sorted(file.name.removesuffix(".tsv") for file in files(__package__).iterdir() if file.name.endswith(".tsv")))
