"""Kill a process that adds reports, again and again at random moments: in the end the ledger equals that of a run nobody disturbed.

`python -m benchmarks.kills DOCS.jsonl RECORDS.jsonl [KILLS]`: the reports, and what the reader made of them (`onrecord read DOCS.jsonl
-o RECORDS.jsonl`), so that each start costs no model. As a script without kills it is the child that adds.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from onrecord.ledger import Ledger
from onrecord.ledger.digest import lines
from onrecord.ledger.store import Store
from onrecord.reader import Reader
from onrecord.record import MadeBy, Record, Report
from onrecord.record_json import from_json

ROOT = Path(__file__).resolve().parent.parent


class Played:
    """A reader that plays back what was read before, slowly enough to be killed in between."""

    def __init__(self, records: Path, pause: float) -> None:
        found = [from_json(json.loads(line)) for line in records.read_text(encoding="utf-8").splitlines()]
        self.records = {record.text: record for record in found}
        self.pause = pause

    @property
    def made_by(self) -> MadeBy:
        """The versions that made the records."""
        return next(iter(self.records.values())).made_by

    def read_report(self, report: Report, text: str) -> Record:  # noqa: ARG002
        """The record that was read from this text."""
        time.sleep(self.pause)
        return self.records[text]


def child(ledger: Path, docs: Path, records: Path, pause: float) -> None:
    """Add all reports to a ledger."""
    played = Played(records, pause)

    def reader() -> Reader:
        return played  # type: ignore[return-value]

    with Ledger.open(ledger, reader=reader) as opened:
        for added in opened.add([docs]):
            print(added.end, flush=True)


def command(ledger: Path, docs: Path, records: Path, pause: float) -> list[str]:
    """The command line of a child."""
    return [sys.executable, "-m", "benchmarks.kills", "--child", *map(str, (ledger, docs, records, pause))]


def survives(docs: Path, records: Path, kills: int, *, seed: int = 1, pause: float = 0.0) -> tuple[int, list[str]]:
    """How many of the kills hit a process at work, and the lines in which the ledgers differ afterwards: none, if all is well."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        whole, torn = Path(folder, "whole.db"), Path(folder, "torn.db")
        subprocess.run(command(whole, docs, records, pause), check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        count = len(docs.read_text(encoding="utf-8").splitlines())
        hits = 0
        for kill in range(kills):
            hits += killed(command(torn, docs, records, pause), rng.randrange(count), rng.uniform(0, 2 * pause))
            if kill % 10 == 9:  # a new start, as after some kills all reports are in
                for file in Path(folder).glob("torn.db*"):
                    file.unlink()
        subprocess.run(command(torn, docs, records, pause), check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        return hits, difference(whole, torn)


def killed(arguments: list[str], after: int, wait: float) -> bool:
    """Start a process and kill it some moments after it has said that so many reports are in; whether it was still at work."""
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        time.sleep(wait)
        at_work = process.poll() is None
        process.kill()
    return at_work


def difference(one: Path, other: Path) -> list[str]:
    """Lines of what is derived that only one of two ledgers has, and what SQLite finds wrong with the second."""
    with Store.open(one, create=False) as first, Store.open(other, create=False) as second:
        return [*sorted(set(lines(first.db)) ^ set(lines(second.db))), *second.check()]


def main() -> int:
    """Run as a script; 1 if the ledgers differ."""
    if sys.argv[1] == "--child":
        ledger, docs, records = map(Path, sys.argv[2:5])
        child(ledger, docs, records, float(sys.argv[5]))
        return 0
    hits, differing = survives(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 50)
    print(f"{hits} kills hit a process at work; {len(differing)} lines differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
