"""How long questions to a ledger take: for each condition the median over values drawn from the ledger itself, as often as they occur.

`python -m benchmarks.find_speed ledger.db` prints the milliseconds that the first page takes, count and details included.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from onrecord.ledger.filters import Filter
from onrecord.ledger.find import ORDERS, Order, find
from onrecord.ledger.store import Store

DRAWS = 25
"""Values of each condition."""


def questions(db: sqlite3.Connection, rng: random.Random) -> Iterator[tuple[str, list[Filter]]]:
    """Filters of one condition each, by its name."""
    events = [row[0] for row in db.execute("SELECT id FROM event WHERE incident IS NOT NULL")]
    chosen = [rng.choice(events) for _ in range(DRAWS * 8)]

    def drawn(query: str) -> list[str]:
        """Values of events that were drawn at random, so that what occurs often is asked for often."""
        rows = (db.execute(query, (event,)).fetchone() for event in chosen)
        return [str(row[0]) for row in rows if row and row[0] is not None][:DRAWS]

    party = "SELECT p.name FROM {} x JOIN party p ON p.id = x.party WHERE x.event = ? AND p.named = 1 LIMIT 1"
    actors, voices = drawn(party.format("event_party")), drawn(party.format("account"))
    days, told = (
        drawn("SELECT earliest FROM event WHERE id = ?"),
        drawn("SELECT r.published FROM event e JOIN report r ON r.id = e.report WHERE e.id = ?"),
    )
    words = [
        text.split()[rng.randrange(len(text.split()))].strip(".,")
        for text in drawn("SELECT r.text FROM event e JOIN report r ON r.id = e.report WHERE e.id = ?")
    ]
    yield "nothing", [Filter()]
    yield "text", [Filter(text=word) for word in words if any(c.isalnum() for c in word)]
    yield "actor", [Filter(actor=name) for name in actors]
    yield "by", [Filter(by=name) for name in actors]
    yield "to", [Filter(to=name) for name in actors]
    yield "voice", [Filter(voice=name) for name in voices]
    yield "action", [Filter(action=(one,)) for one in drawn("SELECT type || coalesce('/' || mode, '') FROM event WHERE id = ?")]
    yield "status", [Filter(status=(one,)) for one in drawn("SELECT status FROM event WHERE id = ?")]  # type: ignore[arg-type]
    yield "place", [Filter(place=one) for one in drawn("SELECT place FROM event WHERE id = ?")]
    points = drawn("SELECT lat || ',' || lon FROM event WHERE id = ? AND lat IS NOT NULL AND place_kind != 'country'")
    yield "radius", [Filter(place=one, radius_km=km) for n, one in enumerate(points) for km in ((10.0, 100.0, 500.0)[n % 3],)]
    yield "happened on a day", [Filter(happened_from=day, happened_to=day) for day in days]
    yield "happened in a year", [Filter(happened_from=day[:4], happened_to=day[:4]) for day in days]
    yield "happened since", [Filter(happened_from=day) for day in days]
    yield "told on a day", [Filter(told_from=day[:10], told_to=day[:10]) for day in told]
    yield "told in a month", [Filter(told_from=day[:7], told_to=day[:7]) for day in told]
    yield "told since", [Filter(told_from=day[:10]) for day in told]
    yield "claimed only", [Filter(claimed_only=True)]
    yield "conflicting", [Filter(conflicting=True)]
    yield "voices", [Filter(voices=n) for n in (1, 2, 3, 4, 6)]
    yield "texts", [Filter(texts=n) for n in (1, 2, 3, 4, 6)]
    yield "scale", [Filter(scale="incident"), Filter(scale="series"), Filter(scale="campaign")]
    yield "state", [Filter(state="machine"), Filter(state="accepted")]
    yield "report", [Filter(report=one) for one in drawn("SELECT r.key FROM event e JOIN report r ON r.id = e.report WHERE e.id = ?")]


def medians(db: sqlite3.Connection, *, order: Order = "when", seed: int = 1) -> dict[str, tuple[float, float]]:
    """Median and longest time of a first page in milliseconds, by condition."""
    found = {}
    for name, filters in questions(db, random.Random(seed)):
        times = [_timed(db, one, order) for one in filters for _ in range(max(1, 5 // len(filters)))]
        if times:
            found[name] = (statistics.median(times), max(times))
    return found


def _timed(db: sqlite3.Connection, asked: Filter, order: Order) -> float:
    start = time.perf_counter()
    find(db, asked, order=order)
    return (time.perf_counter() - start) * 1000


def main(path: Path) -> None:
    """Print the medians of all orders."""
    with Store.open(path, create=False) as store:
        taken = {order: medians(store.db, order=order) for order in ORDERS}
    print(f"{'condition':<20}" + "".join(f"{order:>16}" for order in ORDERS) + "   ms, median (longest)")
    for name in taken["when"]:
        print(f"{name:<20}" + "".join(f"{taken[order][name][0]:>8.1f} ({taken[order][name][1]:5.0f})" for order in ORDERS))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
