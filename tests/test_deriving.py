"""What is derived after a change is what would be made from the same records and decisions anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.ledger import deriving, reports, showing
from onrecord.ledger.deciding import Decider
from onrecord.ledger.digest import lines
from onrecord.ledger.purging import purge
from onrecord.ledger.store import Store
from onrecord.record import Account, Action, Actor, Record
from tests.deciders import put
from tests.tellings import day, event, record, says

FRONT = Actor("a1", "Free Karum Front", "armed-group", True, "XKA", "REB", key="XKA/REB/FRONT")
GUARD = Actor("a1", "Hill Guard", "armed-group", True, "XKB", "REB", key="XKB/REB/GUARD")
BERG = Actor("a2", "Olaf Berg", "person", True, member_of="a1")
MOE = Actor("a2", "Ida Moe", "person", True, member_of="a1")
FELL = "Karum had fallen on Wednesday evening, said Olaf Berg of the Front to a newspaper."
TAKEN = "Ida Moe of the Hill Guard told Radio North that the town was taken that day."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "test.db") as opened:
        yield opened


def told(text: str, *accounts: Account, cast: tuple[Actor, ...], **given: object) -> Record:
    """A report of one event in January, told by some of a cast."""
    return record(text, event(*accounts, **{"when": day("2024-01-03"), **given}), cast=cast)  # type: ignore[arg-type]


def event_key(db: sqlite3.Connection, report: int) -> str:
    return str(db.execute("SELECT key FROM event WHERE report = ?", (report,)).fetchone()[0])


def one_incident(store: Store, *records: Record) -> list[int]:
    """Reports whose events a person holds to be one happening; their rows."""
    rows = [put(store, one) for one in records]
    Decider(store, deriving).merge([event_key(store.db, row) for row in rows], coder="ann")
    return rows


def derived_anew(store: Store) -> bool:
    """Whether making everything again changes nothing."""
    before = list(lines(store.db))
    with store.writing("rebuild") as db:
        deriving.refresh(db, [row[0] for row in db.execute("SELECT id FROM report WHERE purged = 0")])
    return list(lines(store.db)) == before


def voices(store: Store) -> list[int]:
    """The voices of the incidents of which anything is told."""
    return [row[0] for row in store.db.execute("SELECT voices FROM incident WHERE moved_to IS NULL AND reports > 0 ORDER BY key")]


def scope(store: Store, report: int, where: str) -> None:
    (sha256,) = store.db.execute("SELECT sha256 FROM report WHERE id = ?", (report,)).fetchone()
    Decider(store, deriving).scope(reports.report_key(sha256), where, coder="ann")  # type: ignore[arg-type]


def test_undoing_a_merge_of_bodies_makes_their_members_two_voices_again(store: Store) -> None:
    one_incident(store, told(FELL, says(BERG), cast=(FRONT, BERG)), told(TAKEN, says(MOE), cast=(GUARD, MOE)))
    assert voices(store) == [2]
    decider = Decider(store, deriving)
    number = decider.merge_parties("XKA/REB/FRONT", "XKB/REB/GUARD", coder="ann")
    assert voices(store) == [1]
    decider.undo(number, coder="ann")
    assert voices(store) == [2]
    assert derived_anew(store)


def test_a_bare_surname_is_another_voice_once_the_report_with_the_whole_name_is_gone(store: Store) -> None:
    general = Actor("a1", "Ada Lind", "person", True, "XKA", "MIL")
    lind, army = Actor("a1", "Lind", "person", True), Actor("a1", "Karum army", "military", True, "XKA", "MIL", key="XKA/MIL")
    visit = told("General Ada Lind came to the harbour with guests.", says(general), cast=(general,), action=Action("CONSULT", "visit"))
    whole = put(store, visit)
    one_incident(store, told(FELL, says(lind), cast=(lind,)), told(TAKEN, says(army), cast=(army,)))
    assert sorted(voices(store)) == [1, 1]
    scope(store, whole, "out")
    assert voices(store) == [2]
    assert derived_anew(store)


def test_parties_merged_into_one_that_is_gone_are_two_again(store: Store) -> None:
    miners, pit, whole = (Actor("a1", name, "organisation", True, "XKA", "LAB", key=f"XKA/LAB/{name}") for name in ("M", "N", "P"))
    one_incident(store, told(FELL, says(miners), cast=(miners,), by=(miners,)), told(TAKEN, says(pit), cast=(pit,), by=(pit,)))
    other = put(store, told("P praised it in a letter.", says(whole), cast=(whole,), action=Action("SUPPORT")))
    for name in ("M", "N"):
        Decider(store, deriving).merge_parties(f"XKA/LAB/{name}", "XKA/LAB/P", coder="ann")
    assert sorted(voices(store)) == [1, 1]
    scope(store, other, "out")
    assert voices(store) == [2]
    assert derived_anew(store)


def three_acts(store: Store) -> list[int]:
    """Reports of three acts that have nothing in common, one incident by a person's word; their rows."""
    texts = ("The depot burned all night.", "Dockers marched through Karum for bread.", "A convoy brought flour to the hills.")
    acts = (Action("ASSAULT"), Action("PROTEST", "demo"), Action("AID"))
    return one_incident(store, *(told(text, says("report"), cast=(), action=act) for text, act in zip(texts, acts, strict=True)))


def test_a_merge_of_three_holds_for_two_whichever_is_gone(store: Store) -> None:
    rows = three_acts(store)
    for gone in rows:
        scope(store, gone, "out")
        assert len(store.db.execute("SELECT DISTINCT incident FROM event").fetchall()) == 1
        assert derived_anew(store)
        scope(store, gone, "in")


def test_a_merge_of_three_holds_for_two_when_one_is_rejected(store: Store) -> None:
    rows = three_acts(store)
    for gone in rows:
        number = Decider(store, deriving).reject(event_key(store.db, gone), coder="ann")
        kept = "SELECT DISTINCT incident FROM event WHERE incident IS NOT NULL"
        assert len(store.db.execute(kept).fetchall()) == 1
        assert derived_anew(store)
        Decider(store, deriving).undo(number, coder="ann")


def test_what_is_taken_down_binds_nothing_any_more(store: Store) -> None:
    rows = three_acts(store)
    (key,) = store.db.execute("SELECT key FROM report WHERE id = ?", (rows[0],)).fetchone()
    purge(store, key)
    assert len(store.db.execute("SELECT DISTINCT incident FROM event").fetchall()) == 2
    assert derived_anew(store)


def test_what_is_said_of_two_accounts_has_the_names_that_parties_have_now(store: Store) -> None:
    short, long = (Actor("a1", name, "armed-group", True, "XKA", "REB", key="XKA/REB/FRONT") for name in ("Front", "Free Karum Front"))
    one_incident(store, told(FELL, says(short, "denied"), cast=(short,)), told(TAKEN, says(MOE), cast=(GUARD, MOE)))
    said = "SELECT json_extract(what, '$.why') FROM conflict WHERE kind = 'status'"
    assert [why for (why,) in store.db.execute(said) if "denied by Front" in why]
    for text in ("Dockers marched.", "A convoy brought flour."):
        put(store, told(text, says(long), cast=(long,), action=Action("AID")))
    assert [why for (why,) in store.db.execute(said) if "denied by Free Karum Front" in why]


def test_incidents_are_read_as_of_one_moment(store: Store) -> None:
    report = put(store, told(FELL, says(BERG), cast=(FRONT, BERG), by=(BERG,)))
    with Store.open(store.path) as other:
        store.db.set_trace_callback(lambda asked: scope(other, report, "out") if "FROM party p LEFT JOIN party b" in asked else None)
        assert [one.by[0].name for one in showing.incidents(store.db)] == ["Olaf Berg"]
        assert list(showing.incidents(store.db)) == []
