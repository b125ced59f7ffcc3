"""Killed at any moment, the ledger opens whole again, and going on makes it equal to one that nobody disturbed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.kills import ROOT, command, difference, killed, survives
from onrecord.ledger import Ledger
from onrecord.ledger.digest import lines
from onrecord.reader import Reader
from onrecord.record_json import to_line

TOWNS = ("Sarmin", "Idlib", "Goma", "Bukavu", "Kandahar", "Mosul", "Kirkuk", "Aleppo", "Maiduguri", "Bamako", "Gao", "Tripoli")
DECIDING = """
import sys
from onrecord.ledger import Ledger

with Ledger.open(sys.argv[1], create=False) as ledger:
    decide = ledger.decide
    for n in range(1000):
        one, two, *_ = [row.key for row in ledger.find(limit=20).rows]
        event = ledger.incident(two).tellings[0].event
        acts = (
            lambda: decide.merge([one, two], coder="ann"),
            lambda: decide.undo(coder="ann"),
            lambda: decide.correct(event, "status", ("planned", "attempted")[n % 2], coder="ann"),
            lambda: decide.reject(event, coder="ann"),
            lambda: decide.accept(event, coder="ann"),
        )
        for act in acts:
            print(act(), flush=True)
"""
"""A person at work: merges two incidents, takes it back, corrects, rejects and accepts an event, and begins again; says each number."""


def reports(folder: Path, reader: Reader, count: int) -> tuple[Path, Path]:
    """Files of some reports and of what is read in them."""
    docs, records = folder / "docs.jsonl", folder / "records.jsonl"
    with docs.open("w", encoding="utf-8") as rows, records.open("w", encoding="utf-8") as read:
        for n in range(count):
            town, more = TOWNS[n % len(TOWNS)], "" if n < len(TOWNS) else " The mayor said that two schools were hit as well."
            told = f"Gunmen attacked a market in {town} on Monday and killed {n % 5 + 2} people, the police said."
            text = f"{told}{more} The town was quiet at night."
            published = f"2024-03-{5 + n % 3:02}"
            rows.write(json.dumps({"text": text, "published": published, "url": f"https://paper.example/{n}"}) + "\n")
            read.write(to_line(reader.read(text, published=published, url=f"https://paper.example/{n}")))
    return docs, records


def added(ledger: Path, docs: Path, records: Path, times: int = 1) -> None:
    """Some processes, all at once, add the same reports to one ledger."""
    started = [subprocess.Popen(command(ledger, docs, records, 0.0), cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(times)]
    assert [process.wait() for process in started] == [0] * times


def test_a_run_that_is_killed_goes_on_as_if_nothing_had_been(tmp_path: Path, reader: Reader) -> None:
    hits, differing = survives(*reports(tmp_path, reader, 2 * len(TOWNS)), 8, pause=0.03)
    assert hits >= 4
    assert differing == []


def test_a_review_that_is_killed_leaves_each_decision_whole_or_not_at_all(tmp_path: Path, reader: Reader) -> None:
    """Killed amid merging, correcting and undoing: all that was said to be decided is there once, with all that follows from it."""
    path = tmp_path / "a.db"
    added(path, *reports(tmp_path, reader, 6))
    rng, hits = random.Random(1), 0
    for _ in range(6):
        before = decided(path)
        said = rng.randrange(1, 12)
        hits += killed([sys.executable, "-c", DECIDING, str(path)], said, rng.uniform(0, 0.05))
        after = decided(path)
        assert len(after) >= len(before) + said
        assert after[: len(before)] == before
        assert after == list(range(1, len(after) + 1))
        with Ledger.open(path, create=False) as ledger:
            assert ledger.store.check() == []
            derived = list(lines(ledger.store.db))
            ledger.rebuild()
            assert list(lines(ledger.store.db)) == derived
    assert hits == 6


def decided(path: Path) -> Sequence[int]:
    """The numbers of all decisions."""
    with Ledger.open(path, create=False) as ledger:
        return [decision.number for decision, _ in ledger.decide.history()]


def test_two_runs_at_once_add_each_report_once(tmp_path: Path, reader: Reader) -> None:
    """Two processes add the same reports to one new ledger at the same time: none fails, nothing is doubled, the counts add up."""
    docs, records = reports(tmp_path, reader, 2 * len(TOWNS))
    added(tmp_path / "one.db", docs, records)
    added(tmp_path / "two.db", docs, records, times=2)
    assert difference(tmp_path / "one.db", tmp_path / "two.db") == []
    with Ledger.open(tmp_path / "two.db", create=False) as ledger:
        ends = sum((Counter(run.ends) for run in ledger.runs()), Counter[str]())
        assert ends == {"added": 2 * len(TOWNS), "duplicate": 2 * len(TOWNS)}
        assert [run.inputs for run in ledger.runs()] == [2 * len(TOWNS)] * 2
