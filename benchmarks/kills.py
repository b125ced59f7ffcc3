"""Kill a process that adds reports, again and again at random moments: in the end the ledger equals that of a run nobody disturbed.

The reports are of ECB+ dev, where many tell of one incident, so that adding one changes what stands there already. They are read once,
and each start plays that back, so that it costs no model. Run as a script it is the child that adds.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import ecb
from benchmarks.played import played
from onrecord.intake import Incoming, open_all
from onrecord.ledger import Ledger, adding
from onrecord.ledger.digest import lines
from onrecord.ledger.store import Store
from onrecord.reader import Reader
from onrecord.record_json import from_json, to_line

ROOT = Path(__file__).resolve().parent.parent
REPORTS, KILLS, ROUND, PAUSE, GROUP = 60, 50, 5, 0.02, 3
"""How many reports, how many kills, how many of them hit one ledger, the seconds that the reader takes over each report, and how many
reports it reads before they are stored: few, so that kills hit the storing as well as the reading."""


def child(ledger: Path, docs: Path, records: Path, pause: float) -> None:
    """Add all reports to a ledger."""
    adding.TOGETHER = GROUP * pause
    known = played((from_json(json.loads(line)) for line in records.read_text(encoding="utf-8").splitlines()), pause)
    with Ledger.open(ledger, reader=lambda: known) as opened:
        for added in opened.add([docs]):
            print(added.end, flush=True)


def command(ledger: Path, docs: Path, records: Path, pause: float) -> list[str]:
    """The command line of a child."""
    return [sys.executable, "-m", "benchmarks.kills", *map(str, (ledger, docs, records, pause))]


def survives(docs: Path, records: Path, kills: int, *, seed: int = 1, pause: float = 0.0) -> tuple[int, list[str]]:
    """How many of the kills hit a process that had reports left to add, and the lines in which the ledgers differ in the end.

    Each ledger is killed some times on its way, then gets the rest of its reports and is compared; none may differ.
    """
    rng = random.Random(seed)
    hits, differing = 0, list[str]()
    count = len(docs.read_text(encoding="utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.db")
        subprocess.run(command(whole, docs, records, pause), check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        for start in range(0, kills, ROUND):
            torn = Path(folder, f"torn-{start}.db")
            for _ in range(start, min(start + ROUND, kills)):
                after, wait = rng.randrange(1, max(2, count // ROUND)), rng.uniform(0, 2 * GROUP * pause)
                hits += killed(command(torn, docs, records, pause), after, wait)
            subprocess.run(command(torn, docs, records, pause), check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
            differing += difference(whole, torn)
    return hits, differing


def killed(arguments: list[str], after: int, wait: float) -> bool:
    """Start a process, kill it some moments after it has said that so many new reports are in; whether it was still at work."""
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        added = 0
        while added < after and (said := process.stdout.readline()):
            added += said.strip() != b"duplicate"
        time.sleep(wait)
        at_work = added == after and process.poll() is None
        process.kill()
    return at_work


def difference(one: Path, other: Path) -> list[str]:
    """Lines of what is derived that only one of two ledgers has, and what SQLite finds wrong with the second."""
    with Store.open(one, create=False) as first, Store.open(other, create=False) as second:
        return [*sorted(set(lines(first.db)) ^ set(lines(second.db))), *second.check()]


def measure(data: Path, reader: Reader, *, reports: int = REPORTS, kills: int = KILLS) -> dict[str, float]:
    """How many kills there were, how many hit a process at work, and in how many lines the ledgers differ."""
    texts = {document.name: document.text for document in ecb.load(data / "ecbplus" / "dev.jsonl")[:reports]}
    with tempfile.TemporaryDirectory() as folder:
        docs, records = Path(folder, "docs.jsonl"), Path(folder, "records.jsonl")
        docs.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()), encoding="utf-8")
        read = (reader.read_report(item.report, item.text) for item in open_all([docs]) if isinstance(item, Incoming))
        records.write_text("".join(map(to_line, read)), encoding="utf-8")
        hits, differing = survives(docs, records, kills, pause=PAUSE)
    print(*differing[:20], sep="\n", end="\n" if differing else "")
    return {"reports": reports, "kills": kills, "kills that hit a process at work": hits, "lines that differ": len(differing)}


if __name__ == "__main__":
    ledger, docs, records, pause = sys.argv[1:]
    child(Path(ledger), Path(docs), Path(records), float(pause))
