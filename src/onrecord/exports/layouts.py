"""The layouts that a ledger is exported in, by name: how each is written, and what it can be asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from onrecord.exports import acled, annotation, geojson, incidents_csv, incidents_jsonl, parquet, plover, ucdp


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of incidents. `write` takes incidents, a stream or a path, and the options that it is said to take.

    A `binary` layout takes only a path.
    """

    what: str
    write: Callable[..., Counter[str]]
    takes: frozenset[str] = frozenset()
    binary: bool = False


_STRICT = frozenset({"wide", "divisions", "held"})

LAYOUTS: Mapping[str, Layout] = {
    "jsonl": Layout("JSON Lines, one incident a line, everything", incidents_jsonl.write),
    "csv": Layout("comma-separated values, one incident a row", incidents_csv.write, frozenset({"raw_cells"})),
    "parquet": Layout("Parquet, nested and typed; needs the extra [parquet]", parquet.write, binary=True),
    "acled": Layout("ACLED's columns", acled.write, _STRICT | {"raw_cells"}),
    "ucdp": Layout("UCDP GED's columns, fatal incidents only", ucdp.write, _STRICT | {"raw_cells"}),
    "plover": Layout("PLOVER records as JSON Lines", plover.write, _STRICT),
    "geojson": Layout("GeoJSON, a feature an incident", geojson.write),
    "annotation": Layout("W3C Web Annotations of the words it is read from", annotation.write),
}
"""`takes` is of wide, raw_cells (no apostrophe before formulas), divisions (provinces and districts), held (what is held back)."""
