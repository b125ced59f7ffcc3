"""What analysts make of incidents: the latest grade holds, wherever the incident goes, and requests sent twice decide once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.errors import ChangedError, LedgerError, UsageError
from onrecord.exports.incident_account import render
from onrecord.exports.incident_json import to_json
from onrecord.ledger import deriving, purging
from onrecord.ledger.deciding import Decider
from onrecord.ledger.showing import incident
from onrecord.ledger.views import Assessment
from tests.deciders import deciding, put
from tests.rereadings import reread


@pytest.fixture
def decider(tmp_path: Path) -> Iterator[Decider]:
    with deciding(tmp_path) as opened:
        yield opened


def home(decider: Decider, name: str = "e1") -> str:
    query = "SELECT i.key FROM event e JOIN incident i ON i.id = e.incident WHERE e.name = ?"
    return str(decider.store.db.execute(query, (name,)).fetchone()[0])


def given(decider: Decider, name: str = "e1") -> Assessment | None:
    return incident(decider.store.db, home(decider, name)).assessment


def test_the_latest_grade_that_holds_is_shown(decider: Decider) -> None:
    key = home(decider)
    assert given(decider) is None
    decider.assess(key, "weak", coder="ann", why="one side alone")
    second = decider.assess(key, "fair", coder="ben", why="an agency of its own")
    found = given(decider)
    assert found is not None
    assert (found.grade, found.why, found.coder, found.decision, found.since) == ("fair", "an agency of its own", "ben", second, 0)
    decider.undo(second, coder="ben")
    assert given(decider).grade == "weak"  # type: ignore[union-attr]
    assert given(decider, "e2") is None


def test_a_grade_outlives_another_reading_and_a_merge(decider: Decider) -> None:
    decider.assess(home(decider), "contested", coder="ann")
    put(decider.store, reread())
    assert given(decider, "e5").grade == "contested"  # type: ignore[union-attr]
    decider.merge([home(decider, "e5"), home(decider, "e3")], coder="ann")
    merged = given(decider, "e3")
    assert merged is not None
    assert (merged.grade, merged.since) == ("contested", 1)


def test_a_grade_is_one_of_the_table(decider: Decider) -> None:
    with pytest.raises(UsageError, match="confirmed"):
        decider.assess(home(decider), "certain", coder="ann")
    with pytest.raises(LedgerError, match="no such incident"):
        decider.assess("i000000000000", "fair", coder="ann")


def test_it_stands_in_the_account_and_in_json(decider: Decider) -> None:
    decider.assess(home(decider), "fair", coder="ann", why="two agencies")
    found = incident(decider.store.db, home(decider))
    assert "Assessed by ann on" in render(found)
    assert "fair. Reason: two agencies." in " ".join(render(found).split())
    assert to_json(found)["assessment"]["grade"] == "fair"


def test_a_report_that_is_taken_down_takes_its_grades_with_it(decider: Decider) -> None:
    decider.assess(home(decider), "fair", coder="ann", why="the words of a witness")
    (key,) = decider.store.db.execute("SELECT key FROM report").fetchone()
    purging.purge(decider.store, key)
    assert decider.store.db.execute("SELECT kind, after, why FROM decision").fetchall() == [("assess", None, None)]


def test_a_request_that_is_sent_twice_decides_once(decider: Decider) -> None:
    again = Decider(decider.store, deriving, request="one-and-the-same")
    first = again.assess(home(decider), "fair", coder="ann")
    assert again.assess(home(decider), "fair", coder="ann") == first
    with pytest.raises(ChangedError, match="something else"):
        Decider(decider.store, deriving, request="one-and-the-same\nanother digest").reject([f"{_report(decider)}/e1"], coder="ann")
    undoing = Decider(decider.store, deriving, request="back")
    assert undoing.undo(coder="ann") == undoing.undo(coder="ann")
    assert [d.kind for d, _ in decider.history()] == ["assess", "undo"]


def _report(decider: Decider) -> str:
    return str(decider.store.db.execute("SELECT key FROM report").fetchone()[0])


def test_a_grade_stays_with_the_incident_that_it_was_given_to(decider: Decider) -> None:
    """What is split off is another happening: nobody has graded it."""
    keys = dict(decider.store.db.execute("SELECT name, key FROM event"))
    decider.merge([keys["e1"], keys["e2"]], coder="ann")
    decider.assess(home(decider), "confirmed", coder="ann")
    decider.split(home(decider), [keys["e2"]], coder="ann")
    first = given(decider)
    assert first is not None
    assert (first.grade, first.since, first.lost) == ("confirmed", 0, 1)
    assert given(decider, "e2") is None
