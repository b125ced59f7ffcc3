"""How the ledger's statements are carried out: none goes through a table that grows with the reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.ledger import Ledger, sites, spread, told
from onrecord.ledger.filters import Filter
from onrecord.reader import Reader
from tests.test_adding import OTHER, STRIKE, add, row

SMALL = {"unsorted", "relisted", "gone", "stale", "below", "party_name", "feed"}
"""Tables that hold what one change leaves to be done, or what a user has put in by hand."""
DECIDED = "JOIN decision "
"""In statements about what people decided: as long as their decisions, not as the reports."""
_SCAN = re.compile(r"^SCAN (\w+)")


def scanned(ledger: Ledger, act: Callable[[], object]) -> set[tuple[str, str]]:
    """The tables that are gone through from end to end while something is done, each with the statement that does so."""
    db, said = ledger.store.db, set[str]()
    db.set_trace_callback(said.add)
    act()
    db.set_trace_callback(None)
    found = set()
    for statement in said:
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
            for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall():
                table = _SCAN.match(detail)
                if table and table[1] not in SMALL and DECIDED not in statement and "VIRTUAL TABLE" not in detail:
                    found.add((table[1], statement))
    return found


@pytest.fixture
def ledger(tmp_path: Path, reader: Reader) -> Ledger:
    """A ledger with a copy, a revision and two tellings of one strike."""
    opened = Ledger.open(tmp_path / "a.db", reader=lambda: reader)
    add(opened, tmp_path, [row(STRIKE, url="https://a.example/1"), row(OTHER, url="https://a.example/2"), row(f"{STRIKE} It rained.")])
    return opened


def test_adding_goes_through_no_table_that_grows(ledger: Ledger, tmp_path: Path) -> None:
    new = [row(STRIKE.replace("Sarmin", "Taftan"), url="https://a.example/3"), row(f"{OTHER} It rained.", url="https://a.example/2")]
    assert scanned(ledger, lambda: add(ledger, tmp_path, new, "b.jsonl")) == set()


def test_a_table_that_is_gone_through_is_found(ledger: Ledger) -> None:
    query = "SELECT key FROM event WHERE words = 'bombed'"
    assert scanned(ledger, lambda: ledger.store.db.execute(query).fetchall()) == {("event", query)}


def test_looking_at_one_incident_goes_through_no_table_that_grows(ledger: Ledger) -> None:
    one = next(iter(ledger.incidents())).key
    assert scanned(ledger, lambda: (ledger.incident(one), ledger.ties(one))) == set()


def test_looking_at_places_and_days_goes_through_no_table_that_grows(ledger: Ledger) -> None:
    db = ledger.store.db
    rows = [put.row for put in sites.puts(db, Filter()).found]
    assert rows
    asked = (Filter(), Filter(action=("ASSAULT",)), Filter(happened_from="2019"))
    assert scanned(ledger, lambda: [sites.puts(db, one) for one in asked]) == set()
    assert scanned(ledger, lambda: [spread.spread(db, one) for one in asked[1:2]]) == set()
    assert scanned(ledger, lambda: (told.by_incident(db, rows), told.by_day(db, rows), told.outcomes(db, rows))) == set()
