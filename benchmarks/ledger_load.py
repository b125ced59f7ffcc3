"""A large ledger: how fast it grows, how big it gets, how fast it answers.

`python -m benchmarks.ledger_load --data DIR [--reports N] [--real N] [--work FOLDER]` makes records from a pool of real ones (`made.py`: a
tenth are copies, a tenth tell the same incidents again), adds them to an empty ledger, adds 1,000 real reports on top with reading and all
(`load_reports.py` says which), and asks for incidents by each condition (`find_speed.py`). With `--work` a run that was stopped goes on
where it was. Times are of one thread; the ledger's own work is what adding takes beyond reading.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from benchmarks import load_figures, load_reports
from benchmarks.load_times import Block, Times
from benchmarks.made import Maker
from benchmarks.played import played
from benchmarks.speed import ONE_THREAD
from onrecord.intake import Incoming
from onrecord.ledger import adding, runs
from onrecord.ledger.reports import text_sha256
from onrecord.ledger.store import Store
from onrecord.reader import Reader

REPORTS, REAL = 100_000, 1_000
"""Made reports, and real ones on top of them."""
MADE_BLOCK, REAL_BLOCK = 500, 20
"""Reports that are timed together."""
Say = Callable[[str], None]


def told(line: str) -> None:
    """Progress, for whoever waits."""
    print(line, file=sys.stderr, flush=True)


def grow(folder: Path, maker: Maker, reports: int, say: Say = told) -> None:
    """Add made records up to so many to the ledger in a folder; those that are there already are passed over.

    Each is stored in a transaction of its own: what is read in no time would else be stored by hundreds, as no reader can.
    """
    with Store.open(folder / "ledger.db") as store, Times(folder / "times.db") as times:
        there = {given for (given,) in store.db.execute("SELECT given FROM carrier WHERE source = 'made'")}
        run, pace = _begin(store, "made"), _Pace("made reports", reports, say)
        for start in range(0, reports, MADE_BLOCK):
            numbers = [n for n in range(start, min(start + MADE_BLOCK, reports)) if f"made-{n}" not in there]
            made = [(Incoming(r.report, r.text, "made", given=r.report.id), played([r])) for r in map(maker.record, numbers)]
            block = Block("made", len(made))
            with block.timed("adding"):
                for item, known in made:
                    adding.add(store, item, lambda known=known: known, run=run)  # type: ignore[misc]
            if made:
                times.keep(block)
            pace.done(start + MADE_BLOCK, len(made))


def top_up(folder: Path, items: Iterable[Incoming], reader: Reader, reports: int, say: Say = told) -> None:
    """Add real reports up to so many, reading each once more alone; which comes first changes from block to block."""
    with Store.open(folder / "ledger.db", create=False) as store, Times(folder / "times.db") as times:
        there = {sha256 for (sha256,) in store.db.execute("SELECT sha256 FROM report")}
        (done,) = store.db.execute("SELECT count(*) FROM carrier WHERE source != 'made'").fetchone()
        run, pace = _begin(store, "real"), _Pace("real reports", reports, say)
        left = (item for item in items if text_sha256(item.text) not in there)
        while batch := list(islice(left, min(REAL_BLOCK, reports - done))):
            block = Block("real", len(batch))
            for what in ("reading", "adding") if done // REAL_BLOCK % 2 else ("adding", "reading"):
                with block.timed(what):
                    if what == "adding":
                        list(adding.add_all(store, batch, lambda: reader, run=run))
                    else:
                        list(reader.read_many((item.report, item.text) for item in batch))
            times.keep(block)
            done += len(batch)
            pace.done(done, len(batch))


def _begin(store: Store, what: str) -> int:
    with store.writing("add") as db:
        return runs.begin(db, "add", [what])


class _Pace:
    """Tells how far a run is, how fast it goes, and how long it will take."""

    def __init__(self, what: str, whole: int, say: Say) -> None:
        self.what, self.whole, self.say = what, whole, say
        self.begun, self.added = time.perf_counter(), 0

    def done(self, reached: int, added: int) -> None:
        """So many have been reached, so many of them added just now."""
        self.added += added
        if added:
            rate, reached = self.added / (time.perf_counter() - self.begun), min(reached, self.whole)
            left = (self.whole - reached) / rate / 60
            self.say(f"{reached:,} of {self.whole:,} {self.what}, {rate:.1f} a second, {left:.0f} minutes left")


def load(data: Path, folder: Path, reports: int, real: int, say: Say = told) -> tuple[dict[str, float], str]:
    """All of it in a folder: the figures, and the table of all that was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    reader = Reader.load()
    grow(folder, Maker(load_reports.pool(data, reader, folder)), reports, say)
    top_up(folder, load_reports.real(data, folder), reader, real, say)
    return load_figures.figures(folder)


def measure(data: Path, reports: int, work: Path | None) -> tuple[dict[str, float], str]:
    """The figures and the table from a process of its own, whose matrix libraries are held to one thread."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder, "results.json")
        options = {"--data": data, "--reports": reports, "--work": work or folder, "--json": results}
        command = [sys.executable, "-m", "benchmarks.ledger_load", *(str(part) for option in options.items() for part in option)]
        subprocess.run(command, check=True, stdout=sys.stderr, env=os.environ | ONE_THREAD)
        figures, table = json.loads(results.read_text(encoding="utf-8"))
    return figures, table


def main() -> None:
    """Measure here and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data")
    parser.add_argument("--reports", type=int, default=REPORTS, help="made reports, 100,000 by default")
    parser.add_argument("--real", type=int, default=REAL, help="real reports on top of them, 1,000 by default")
    parser.add_argument("--work", type=Path, help="folder that keeps the ledger; without it the ledger goes when all is measured")
    parser.add_argument("--json", type=Path, help="write figures and table to this file as well")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures, table = load(args.data, args.work or Path(folder), args.reports, args.real)
    print(*(f"{name}: {value:g}" for name, value in figures.items()), "", table, sep="\n")
    if args.json:
        args.json.write_text(json.dumps([figures, table]), encoding="utf-8")


if __name__ == "__main__":
    main()
