"""Incidents as Parquet: the fields of the JSON Lines as typed, nested columns.

Written by DuckDB, which the extra [parquet] installs: one package of 70 MB, where pyarrow has 170, and the tool that most will
open the file with. It reads the rows from a file of JSON Lines beside the target, so that memory does not grow with their number.
"""

from __future__ import annotations

import importlib
import types
import typing
from collections import Counter
from collections.abc import Iterable
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.errors import OutputError
from onrecord.exports.incident_json import names
from onrecord.exports.incidents_jsonl import line
from onrecord.exports.target import replacing
from onrecord.ledger.views import Incident

GROUP = 16_384
"""Rows that are held in memory until they are written together."""
REMEDY = "pip install 'onrecord[parquet]'"
_SIMPLE = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}
_SETTINGS = {"threads": 1, "memory_limit": "1GB", "autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""One thread keeps rows in their order and memory small; nothing is looked for on the network."""


def write(incidents: Iterable[Incident], out: Path) -> Counter[str]:
    """Write incidents into a Parquet file; none is held back. Raises OutputError if DuckDB is not installed or cannot write."""
    duckdb = _duckdb()
    with replacing(out) as part:
        rows = part.with_suffix(".jsonl")
        try:
            longest = _lines(incidents, rows)
            with duckdb.connect(":memory:", config=_SETTINGS) as db:
                db.execute(_copy(rows, part, longest))
        except duckdb.Error as error:
            raise OutputError(f"{out}: DuckDB cannot write the file ({error})") from error
        finally:
            rows.unlink(missing_ok=True)
    return Counter()


def _duckdb() -> Any:
    try:
        return importlib.import_module("duckdb")
    except ImportError as error:
        raise OutputError(f"Parquet files are written by DuckDB, which is not installed; type: {REMEDY}") from error


def _lines(incidents: Iterable[Incident], rows: Path) -> int:
    """Write the incidents as JSON Lines; how many bytes the longest line has."""
    longest = 0
    with rows.open("wb") as opened:
        for incident in incidents:
            encoded = line(incident).encode()
            longest = max(longest, len(encoded))
            opened.write(encoded)
    return longest


def _copy(rows: Path, part: Path, longest: int) -> str:
    columns = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in schema().items())
    options = f"format = 'newline_delimited', maximum_object_size = {max(longest + 1, 1 << 20)}, columns = {{{columns}}}"
    made = f"format parquet, compression zstd, row_group_size {GROUP}"
    return f"COPY (SELECT * FROM read_json({_text(str(rows))}, {options})) TO {_text(str(part))} ({made})"


def _text(value: str) -> str:
    """A string of SQL."""
    return "'" + value.replace("'", "''") + "'"


@cache
def schema() -> dict[str, str]:
    """The columns and their types as DuckDB writes them, from the annotations of the views."""
    hints = typing.get_type_hints(Incident)
    return {name: _type(hints[field]) for name, field in names(Incident).items()}


def _type(kind: Any) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _type(next(a for a in arguments if a is not type(None)))
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return "STRUCT(" + ", ".join(f'"{name}" {_type(hints[field])}' for name, field in names(typing.cast(type, kind)).items()) + ")"
    if origin is tuple:  # pairs, too: both halves are of one type
        return f"{_type(arguments[0])}[]"
    return "VARCHAR" if origin is typing.Literal else _SIMPLE[kind]
