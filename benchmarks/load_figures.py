"""The figures of a ledger that `ledger_load.py` has filled: speed, size, and the time that questions take."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks import find_speed
from benchmarks.load_times import Block, Times, last_tenth, total
from onrecord.ledger.store import Store

SLOW = 50.0
"""Milliseconds that the median of a condition stays under."""
LARGE = 100
"""Bytes a report from which a table is listed by itself."""
COUNTS = {
    "reports": "SELECT count(*) FROM report",
    "copies told whole": "SELECT count(*) FROM copy WHERE whole",
    "part copies": "SELECT count(*) FROM copy WHERE NOT whole",
    "events": "SELECT count(*) FROM event",
    "incidents": "SELECT count(*) FROM incident WHERE type IS NOT NULL AND moved_to IS NULL",
    "incidents told by several reports": "SELECT count(*) FROM incident WHERE type IS NOT NULL AND moved_to IS NULL AND reports > 1",
}


def figures(folder: Path) -> tuple[dict[str, float], str]:
    """The figures that are kept, and the table of all that was measured."""
    path = folder / "ledger.db"
    with Times(folder / "times.db") as times:
        made, real = times.blocks("made"), times.blocks("real")
    with Store.open(path, create=False) as store:
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        counts = {name: int(store.db.execute(query).fetchone()[0]) for name, query in COUNTS.items()}
        size, raw = path.stat().st_size, store.db.execute("SELECT sum(length(CAST(text AS BLOB))) FROM report").fetchone()[0]
        asked = find_speed.medians(store.db)
        table = [*_contents(store.db, counts), "", *_times(made, real), "", *_questions(asked), "", *_tables(store.db, counts["reports"])]
    own = total(made)
    return {
        "reports": float(counts["reports"]),
        **_speed(total(real)),
        "own work for a made report, ms of processor time": _ms(own.adding, own),
        "own work for a made report, ms by the clock": _ms(own.adding_clock, own),
        "own work in the last tenth, ms of processor time": _ms((last := total(last_tenth(made))).adding, last),
        "file beyond raw text, kB a report": round((size - raw) / counts["reports"] / 1000, 1),
        "find, slowest median of a condition, ms": round(max(median for median, _ in asked.values()), 1),
        "find, conditions with a median of 50 ms or more": float(sum(median >= SLOW for median, _ in asked.values())),
    }, "\n".join(table)


def _speed(real: Block) -> dict[str, float]:
    """How fast real reports are added, reading included, beside reading alone."""
    return {
        "adding's speed, % of the reader's own": round(100 * real.reading / real.adding, 1),
        "adding's speed by the clock, % of the reader's own": round(100 * real.reading_clock / real.adding_clock, 1),
        "own work for a real report, ms of processor time": _ms(real.adding - real.reading, real),
    }


def _ms(seconds: float, block: Block) -> float:
    return round(1000 * seconds / block.reports, 1)


def _contents(db: sqlite3.Connection, counts: dict[str, int]) -> Iterator[str]:
    yield from _columns(("in the ledger", "count"), ((name, f"{count:,}") for name, count in counts.items()))
    yield ""
    ended = db.execute("SELECT outcome, count(*) FROM input GROUP BY outcome ORDER BY 2 DESC")
    yield "inputs ended: " + ", ".join(f"{outcome} {count:,}" for outcome, count in ended)


def _times(made: Sequence[Block], real: Sequence[Block]) -> Iterator[str]:
    """Milliseconds a report, for each tenth of the made ones and for the real ones."""
    tenth = max(1, -(-len(made) // 10))
    parts = [made[n : n + tenth] for n in range(0, len(made), tenth)]
    done, rows = 0, []
    for part in map(total, parts):
        rows.append((f"made, {done + 1:,} to {done + part.reports:,}", *_both(part, part.adding, part.adding_clock)))
        done += part.reports
    whole = total(real)
    rows.append((f"real, {whole.reports:,}, reading and adding", *_both(whole, whole.adding, whole.adding_clock)))
    rows.append(("real, reading alone", *_both(whole, whole.reading, whole.reading_clock)))
    yield from _columns(("ms a report, of reports timed", "processor", "clock"), rows)


def _both(block: Block, processor: float, clock: float) -> tuple[str, str]:
    return f"{_ms(processor, block):.1f}", f"{_ms(clock, block):.1f}"


def _questions(asked: dict[str, tuple[float, float]]) -> Iterator[str]:
    """The conditions, the slowest first."""
    rows = sorted(((median, longest, name) for name, (median, longest) in asked.items()), reverse=True)
    yield from _columns(("find by, ms", "median", "longest"), ((name, f"{median:.1f}", f"{longest:.1f}") for median, longest, name in rows))


def _tables(db: sqlite3.Connection, reports: int) -> list[str]:
    """Bytes of each table and index a report, the largest first; a line that says so where SQLite was built without `dbstat`."""
    try:
        rows = db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").fetchall()
    except sqlite3.OperationalError as error:
        return [f"size of each table: not measured ({error})"]
    large = [(name, size) for name, size in rows if size >= LARGE * reports]
    rest = sum(size for _, size in rows) - sum(size for _, size in large)
    cells = ((name, f"{size / reports:,.0f}") for name, size in [*large, (f"{len(rows) - len(large)} others", rest)])
    return list(_columns(("table or index", "bytes a report"), cells))


def _columns(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in which all columns but the first stand to the right."""
    lines = [head, *rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    for first, *others in lines:
        yield "  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))])
