"""The table of places that the package ships: where it is, its hash, its rows."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from onrecord.errors import GazetteerError

HEAD = "# onrecord places 1"
_REMEDY = "install onrecord again, or make the table with tools/build_gazetteer.py"


class Row(NamedTuple):
    """One place: kind P (town), A (province) or B (district); codes as in GeoNames; keys as `names.key` makes them."""

    kind: str
    geonames: int
    name: str
    country: str
    province: str
    district: str
    lat: float
    lon: float
    people: int
    radius: int
    keys: tuple[str, ...]


def location() -> Path:
    """The file in the package."""
    return Path(str(files(__package__).joinpath("places.tsv.xz")))


def sha256(table: Path) -> str:
    """The hash of the file. Raises GazetteerError if it is not there."""
    try:
        return hashlib.sha256(table.read_bytes()).hexdigest()
    except OSError as error:
        raise GazetteerError(f"{table}: the table of places cannot be read ({error.strerror}); {_REMEDY}") from error


def rows(table: Path) -> Iterator[Row]:
    """All rows, in the order of the file. Raises GazetteerError if the file is damaged or of another format."""
    number = 1
    try:
        with lzma.open(table, "rt", encoding="utf-8") as lines:
            if next(lines, "").rstrip("\n") != HEAD:
                raise GazetteerError(f"{table}: not a table of places, its first line must be {HEAD!r}; {_REMEDY}")
            for line in lines:
                number += 1
                if not line.startswith("#"):
                    yield _row(line.rstrip("\n").split("\t"))
    except (lzma.LZMAError, EOFError, ValueError) as error:
        raise GazetteerError(f"{table}, after line {number}: the table of places is damaged ({error}); {_REMEDY}") from error


def _row(cells: list[str]) -> Row:
    kind, number, name, country, province, district, lat, lon, people, radius, keys = cells
    return Row(kind, int(number), name, country, province, district, float(lat), float(lon), int(people), int(radius or 0),
               tuple(keys.split("|")) if keys else ())  # fmt: skip
