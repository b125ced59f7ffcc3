"""The review queue: the most useful first, no copy, nothing that was decided, no event twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.ledger import deriving, queue
from onrecord.ledger.deciding import Decider
from onrecord.ledger.store import Store
from tests.deciders import deciding, put
from tests.rereadings import reread


@pytest.fixture
def store(examples_ledger: Path, tmp_path: Path) -> Iterator[Store]:
    with Store.open(Path(shutil.copy(examples_ledger, tmp_path / "q.db"))) as opened:
        yield opened


def test_accounts_that_differ_come_first(store: Store) -> None:
    found = queue.queue(store.db)
    rounds = [item.round for item in found]
    assert rounds[0] == "differ"
    assert rounds == sorted(rounds, key=["stale", *(one.name for one in queue.ROUNDS)].index)
    assert len({item.event for item in found}) == len(found) <= queue.LENGTH
    conflicts = dict(store.db.execute("SELECT key, conflicts FROM incident"))
    assert all(conflicts[item.incident or ""] for item in found if item.round == "differ")


def test_copies_are_left_out(store: Store) -> None:
    keys = {item.event for item in queue.queue(store.db)}
    query = "SELECT key FROM event WHERE origin != report"
    copied = {key for (key,) in store.db.execute(query)}
    assert copied
    assert not keys & copied


def test_what_is_decided_leaves_the_queue_and_comes_back_with_undo(store: Store) -> None:
    decider = Decider(store, deriving)
    before = queue.queue(store.db)
    decider.accept(before[0].event, coder="ann")
    decider.reject(before[1].event, coder="ann")
    after = {item.event for item in queue.queue(store.db)}
    assert {before[0].event, before[1].event} & after == set()
    decider.undo(coder="ann")
    assert before[1].event in {item.event for item in queue.queue(store.db)}
    decider.scope(before[1].report, "out", coder="ann")
    assert before[1].report not in {item.report for item in queue.queue(store.db)}


def test_all_can_be_worked_off_however_many_are_looked_through_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "POOL", 3)
    decider, worked = Decider(store, deriving), 0
    while items := queue.queue(store.db):
        decider.accept([item.event for item in items], coder="ann")
        worked += len(items)
    query = "SELECT count(*) FROM event WHERE origin = report AND state = 'machine' AND incident IS NOT NULL"
    assert worked > 20
    assert store.db.execute(query).fetchone()[0] == 0


def test_what_the_machine_says_otherwise_comes_before_all(tmp_path: Path) -> None:
    with deciding(tmp_path) as decider:
        (key,) = decider.store.db.execute("SELECT key FROM event WHERE name = 'e1'").fetchone()
        decider.correct(key, "status", "planned", coder="ann")
        put(decider.store, reread(status="denied"))
        first = queue.queue(decider.store.db)[0]
        assert (first.event, first.round) == (key, "stale")
        assert queue.STALE in first.why


def test_the_pace_is_that_of_the_day(store: Store) -> None:
    decider = Decider(store, deriving)
    keys = [item.event for item in queue.queue(store.db)][:4]
    for key in keys:
        decider.accept(key, coder="ann")
    (day,) = store.db.execute("SELECT substr(at, 1, 10) FROM decision LIMIT 1").fetchone()
    assert queue.pace(store.db, "ann", day).acts == 4
    assert queue.pace(store.db, "ann", day).seconds is not None
    assert queue.pace(store.db, "ben", day) == queue.Pace(0, None)
