"""Outcomes: what may have come of what was planned, threatened, expected or demanded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import permutations

import pytest

from onrecord.ledger import summaries
from onrecord.ledger.outcomes import MOST
from onrecord.record import Action, Status
from tests.ledgers import database
from tests.tellings import ARMY, KARUM, REBELS, RESIDENTS, SARIM, UNION, day, incident, says, tell

RAID = Action("ASSAULT", "heavy-weapons")


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(database()) as made:
        yield made


def meant(db: sqlite3.Connection, told: str | None = "2019-05-01", status: Status = "threatened", text: str = "A.", **given: object) -> int:
    """An incident that is only meant."""
    values = {"action": RAID, "by": [ARMY], "at": [KARUM], **given}
    return incident(db, tell(db, text, says(ARMY, status), published=told, status=status, **values))


def done(db: sqlite3.Connection, told: str | None = "2019-05-10", status: Status = "happened", text: str = "B.", **given: object) -> int:
    """An incident that happened, or was tried."""
    values = {"action": RAID, "by": [ARMY], "at": [KARUM], "when": day(told), **given}
    return incident(db, tell(db, text, says("report", status), published=told, status=status, **values))


def suggested(db: sqlite3.Connection) -> list[tuple[int, int]]:
    return db.execute("SELECT expected, incident FROM outcome ORDER BY expected, incident").fetchall()


def test_what_was_threatened_and_then_happened_is_suggested_with_why(db: sqlite3.Connection) -> None:
    pair = meant(db), done(db)
    assert suggested(db) == [pair]
    why = "threatened on 2019-05-01, happened as told on 2019-05-10: the same actor, the same place, the same kind of act, soon after"
    assert db.execute("SELECT score, why FROM outcome").fetchone() == (0.9, why)


@pytest.mark.parametrize("status", ["planned", "threatened", "expected", "demanded"])
def test_what_is_ahead_has_outcomes(db: sqlite3.Connection, status: Status) -> None:
    pair = meant(db, status=status), done(db)
    assert suggested(db) == [pair]


@pytest.mark.parametrize("status", ["possible", "conditional", "denied"])
def test_what_is_only_possible_has_none(db: sqlite3.Connection, status: Status) -> None:
    meant(db, status=status)
    done(db)
    assert suggested(db) == []


@pytest.mark.parametrize("status", ["happened", "ongoing", "attempted"])
def test_what_was_done_or_tried_may_be_an_outcome(db: sqlite3.Connection, status: Status) -> None:
    meant(db)
    done(db, status=status)
    assert len(suggested(db)) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"action": Action("PROTEST")},
        {"by": [REBELS]},  # another actor
        {"by": [], "to": []},  # a place alone is not enough
        {"at": [SARIM]},
        {"told": "2019-04-30"},  # told before it was said
        {"told": "2019-05-10", "when": day("2019-04-20")},  # happened before it was said
        {"told": "2019-09-01"},  # long after
        {"told": None},
        {"status": "denied"},
    ],
)
def test_what_cannot_have_come_of_it_is_not_suggested(db: sqlite3.Connection, given: dict[str, object]) -> None:
    meant(db)
    done(db, **given)  # type: ignore[arg-type]
    assert suggested(db) == []


def test_a_day_that_was_named_must_fit(db: sqlite3.Connection) -> None:
    meant(db, when=day("2019-05-20"))
    done(db, when=day("2019-05-10"))
    assert suggested(db) == []
    late = done(db, told="2019-05-20", text="C.")
    assert [row[1] for row in suggested(db)] == [late]


def test_without_a_place_both_parties_must_be_the_same(db: sqlite3.Connection) -> None:
    meant(db, at=[], to=[REBELS])
    done(db, at=[], to=[UNION])
    assert suggested(db) == []
    done(db, at=[SARIM], to=[REBELS], text="C.")
    assert len(suggested(db)) == 1


def test_unnamed_people_prove_nothing(db: sqlite3.Connection) -> None:
    meant(db, by=[], to=[RESIDENTS])
    done(db, by=[], to=[RESIDENTS])
    assert suggested(db) == []


def test_the_order_of_arrival_does_not_matter() -> None:
    def rows(order: tuple[int, ...]) -> list[tuple[object, ...]]:
        with closing(database()) as db:
            for n in order:
                if n < 2:
                    meant(db, told=f"2019-05-0{n + 1}", text=f"M{n}.")
                else:
                    done(db, told=f"2019-05-{n + 10}", text=f"D{n}.")
            query = "SELECT e.key, i.key, score FROM outcome o JOIN incident e ON e.id = expected JOIN incident i ON i.id = o.incident"
            return sorted(db.execute(query).fetchall())

    orders = list(permutations(range(5)))
    assert len(rows(orders[0])) == 6
    assert all(rows(order) == rows(orders[0]) for order in orders[::9])


@pytest.mark.parametrize("latest_first", [False, True])
def test_of_many_the_first_that_were_told_are_kept(db: sqlite3.Connection, latest_first: bool) -> None:
    plan = meant(db)
    days = [f"2019-05-{n:02}" for n in range(2, 2 + MOST + 5)]
    made = {told: done(db, told=told, text=told) for told in (reversed(days) if latest_first else days)}
    assert suggested(db) == sorted((plan, made[told]) for told in days[:MOST])


def test_when_an_outcome_goes_the_next_one_takes_its_place(db: sqlite3.Connection) -> None:
    meant(db)
    made = [done(db, told=f"2019-05-{n:02}", text=str(n)) for n in range(2, 2 + MOST + 1)]
    db.execute("UPDATE event SET incident = NULL WHERE incident = ?", (made[0],))
    summaries.update(db, {made[0]})
    assert {row[1] for row in suggested(db)} == set(made[1:])


def test_what_no_longer_stands_is_no_outcome(db: sqlite3.Connection) -> None:
    meant(db)
    row = done(db)
    db.execute("UPDATE account SET status = 'denied' WHERE event IN (SELECT id FROM event WHERE incident = ?)", (row,))
    summaries.update(db, {row})
    assert suggested(db) == []
