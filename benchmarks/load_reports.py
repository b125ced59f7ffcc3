"""Which reports the load of a ledger is made of: the pool that records are made from, and the real ones that are added on top.

The pool is international news of 2016-18 (GeoWebNews and TR-News, the shown halves; the reports of the `wire` set are among them) and
every tenth article of PolNeAR's training part, US politics of 2015-16: about conflict, politics, crime and all else that is news, 500
words in the mean. Those without a date are read as of one day, since nearly all news has a date. Left out are MUC-4 (upper case) and
ECB+ (text put together again from tokens). On top come PolNeAR's other articles, its dev part, and local news of March 2009 (LGL, the
shown half).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.intake import Incoming, open_all
from onrecord.reader import Reader
from onrecord.record import Record
from onrecord.record_json import from_json, to_line

UNDATED = "2017-06-01"
"""The day of a pool report that has none."""
EVERY = 10
"""One article of so many of PolNeAR's training part goes into the pool."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
Row = dict[str, Any]


def pool(data: Path, reader: Reader, folder: Path) -> list[Record]:
    """The records of the pool; they are read once and kept in the folder, for a run that goes on."""
    kept = folder / "pool.jsonl"
    if not kept.exists():
        items = incoming(_international(data) + _polnear(data, "train")[::EVERY], folder / "pool.docs.jsonl")
        unfinished = kept.with_suffix(".part")
        unfinished.write_text("".join(to_line(reader.read_report(item.report, item.text)) for item in items), encoding="utf-8")
        unfinished.replace(kept)
    return [from_json(json.loads(line)) for line in kept.read_text(encoding="utf-8").split("\n") if line]


def real(data: Path, folder: Path) -> Iterator[Incoming]:
    """The reports that are added on top, none of them in the pool."""
    rows = [row for n, row in enumerate(_polnear(data, "train")) if n % EVERY] + _polnear(data, "dev")
    rows += [_row(row, row["published"]) for row in _rows(data / "places" / "lgl.jsonl")]
    return incoming(rows, folder / "real.docs.jsonl")


def incoming(rows: list[Row], path: Path) -> Iterator[Incoming]:
    """Reports as the intake lets them through from a file of JSON Lines, each text once."""
    once = {row["text"]: row for row in reversed(rows)}
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows if once[row["text"]] is row]
    path.write_text("".join(lines), encoding="utf-8")
    return (item for item in open_all([path]) if isinstance(item, Incoming))


def _international(data: Path) -> list[Row]:
    rows = [row for name in ("gwn", "trnews") for row in _rows(data / "places" / f"{name}.jsonl")]
    return [_row(row, day if (day := row["published"]) and _DAY.match(day) else UNDATED) for row in rows]


def _polnear(data: Path, part: str) -> list[Row]:
    return [_row(row, row["date"]) for row in _rows(data / "polnear" / f"{part}.jsonl")]


def _row(row: Row, published: str) -> Row:
    return {name: row[name] for name in ("id", "title", "publisher", "text")} | {"published": published}


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
