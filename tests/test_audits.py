"""Blind audits: the draw is fair and kept, coding is compared with what the machine had, the figures are shares with intervals."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.errors import ChangedError, UnknownError, UsageError
from onrecord.ledger import purging
from onrecord.ledger.audits import Audit, Coded, Share, audit, audits, draw, matched, set_aside, submit, summary
from onrecord.ledger.deciding import Decider
from onrecord.ledger.reports import load_record
from tests.deciders import deciding
from tests.ledgers import put_text
from tests.records import sample, span


@pytest.fixture
def decider(tmp_path: Path) -> Iterator[Decider]:
    with deciding(tmp_path) as opened:
        yield opened


@pytest.fixture
def db(decider: Decider) -> Iterator[sqlite3.Connection]:
    with decider.store.writing("test") as opened:
        yield opened


def event(words: str, type_: str = "ASSAULT", status: str = "happened") -> tuple[tuple[int, int], str, str]:
    return span(words), type_, status


def test_a_draw_is_kept_until_it_is_closed(db: sqlite3.Connection) -> None:
    first = draw(db, "ann")
    assert (first.id, first.coder, first.coded, first.aside) == (1, "ann", None, None)
    assert draw(db, "ann") == first
    with pytest.raises(UnknownError, match="no report left"):
        draw(db, "ben")


def test_each_report_is_as_likely(db: sqlite3.Connection) -> None:
    for n in range(3):
        report = put_text(db, f"{sample().text} {n}")
        db.execute("UPDATE report SET record = (SELECT record FROM report LIMIT 1) WHERE id = ?", (report,))
    drawn = Counter[str]()
    for seed in range(60):
        db.execute("SAVEPOINT draw")
        drawn[draw(db, "ann", seed).report] += 1
        db.execute("ROLLBACK TO draw")
    assert len(drawn) == 4
    assert min(drawn.values()) > 5


def test_what_somebody_decided_on_is_not_blind_any_more(decider: Decider) -> None:
    (key,) = decider.store.db.execute("SELECT key FROM event WHERE name = 'e1'").fetchone()
    decider.accept([key], coder="ann")
    with decider.store.writing("test") as db, pytest.raises(UnknownError):
        draw(db, "ann")


def test_coding_is_compared_with_the_machine(db: sqlite3.Connection) -> None:
    machine = load_record(db, 1).events
    first = machine[0]
    words = first.mentions[0].trigger
    draw(db, "ann")
    closed = submit(db, 1, [(words, first.action.type, "denied"), event("market", "AID")])
    assert [one.words for one in closed.missed] == ["market"]
    assert len(closed.pairs) == 1
    assert len(closed.extra) == len([e for e in machine if e.mentions]) - 1
    figures = summary(audits(db))
    assert (figures.drawn, figures.coded, figures.aside) == (1, 1, 0)
    assert (figures.found, figures.typed, figures.stated) == (Share(1, 2), Share(1, 1), Share(0, 1))
    with pytest.raises(ChangedError, match="closed already"):
        submit(db, 1, [])


def test_what_makes_no_sense_is_refused(db: sqlite3.Connection) -> None:
    draw(db, "ann")
    nowhere = [((start, stop), "ASSAULT", "happened") for start, stop in ((0, 0), (-1, 3), (5, 10**9))]
    for odd in (*nowhere, event("market", "PARTY"), event("market", status="maybe")):
        with pytest.raises(UsageError):
            submit(db, 1, [odd])
    with pytest.raises(UsageError, match="say why"):
        set_aside(db, 1, " ")
    with pytest.raises(UnknownError):
        audit(db, 7)
    assert set_aside(db, 1, "no English").aside == "no English"
    assert summary(audits(db)).aside == 1


def test_a_report_that_is_taken_down_leaves_no_words(decider: Decider) -> None:
    with decider.store.writing("test") as db:
        draw(db, "ann")
        submit(db, 1, [event("market", "AID")])
    (key,) = decider.store.db.execute("SELECT key FROM report").fetchone()
    purging.purge(decider.store, key)
    assert decider.store.db.execute("SELECT coded, machine FROM audited").fetchall() == [("[]", "[]")]


def test_events_are_matched_one_with_one() -> None:
    def one(start: int, type_: str) -> Coded:
        return Coded((start, start + 4), "word", type_, "happened")

    assert matched([one(0, "AID"), one(2, "AID")], [one(1, "AID")]) == ((one(0, "AID"), one(1, "AID")),)
    assert matched([one(0, "AID")], [one(0, "SEIZE"), one(3, "AID")]) == ((one(0, "AID"), one(3, "AID")),)
    assert matched([one(0, "AID")], [one(4, "AID")]) == ()


def test_shares_have_intervals() -> None:
    assert Share(0, 0).interval is None
    low, high = Share(0, 10).interval or (1, 0)
    assert low == 0
    assert 0.2 < high < 0.35
    assert summary([Audit(1, "", "ann", "r")]).found.share is None
    assert sample().text


def test_an_audit_is_its_coders_and_ends_with_its_report(decider: Decider) -> None:
    with decider.store.writing("test") as db:
        draw(db, "ann")
        with pytest.raises(UsageError, match="ann's"):
            submit(db, 1, [], "ben")
    (key,) = decider.store.db.execute("SELECT key FROM report").fetchone()
    purging.purge(decider.store, key)
    with decider.store.writing("test") as db:
        with pytest.raises(UnknownError, match="taken down"):
            set_aside(db, 1, "gone", "ann")
        with pytest.raises(UnknownError, match="no report left"):
            draw(db, "ann")
