"""Cut the shipped table of places down to the small one that the tests use.

    python tools/cut_gazetteer.py tests/places.tsv.xz

It keeps every place that bears one of the names below, in any country, then the largest towns up to 500 rows, in the table's order.
"""

from __future__ import annotations

import lzma
import sys
from pathlib import Path

from onrecord.gazetteer import shipped
from onrecord.gazetteer.names import key

ROWS = 500
NAMES = (
    "Gaza", "Gaza Strip", "West Bank", "Rafah", "Khan Yunis", "Jenin", "Cairo", "Paris", "Tripoli", "Homs", "Idlib", "Hodeidah",
    "Al Hudaydah", "Deir al Balah", "Georgia", "Texas", "Ontario", "Alabama", "Fulton County", "Sinai", "Middle East", "Bucha",
    "Washington", "London", "Kyiv", "Odessa", "Avdiivka", "Beirut", "Goma", "Dublin", "Ohio", "North Darfur", "El Fasher", "Atlanta",
)  # fmt: skip
"""Names that tell a right rule from a wrong one."""


def main() -> None:
    """Write the small table."""
    wanted = {key(name) for name in NAMES}
    head, rows = [], []
    for line in lzma.decompress(shipped.location().read_bytes()).decode("utf-8").splitlines():
        (head if line.startswith("#") else rows).append(line)
    cells = [row.split("\t") for row in rows]
    named = {n for n, c in enumerate(cells) if key(c[2]) in wanted or wanted & set(c[10].split("|"))}
    large = sorted((n for n, c in enumerate(cells) if c[0] == "P" and n not in named), key=lambda n: -int(cells[n][8]))
    kept = sorted(named | set(large[: max(0, ROWS - len(named))]))
    text = "\n".join([*head, *(rows[n] for n in kept)]) + "\n"
    Path(sys.argv[1]).write_bytes(lzma.compress(text.encode("utf-8"), preset=9))


if __name__ == "__main__":
    main()
