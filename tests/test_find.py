"""Questions: what each condition finds, what is never shown, pages that add up, and hostile input that is only text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import LedgerError, UsageError
from onrecord.ledger import conditions, facets, lookup
from onrecord.ledger import find as finding
from onrecord.ledger import names as naming
from onrecord.ledger.filters import Filter
from onrecord.ledger.find import ORDERS, Order, find
from tests import karum
from tests.karum import Ledger
from tests.ledgers import database, insert


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[sqlite3.Connection, Ledger]]:
    db = database()
    yield db, karum.write(db)
    db.close()


@pytest.fixture
def fresh() -> Iterator[tuple[sqlite3.Connection, Ledger]]:
    """A ledger of one's own, to be changed."""
    db = database()
    yield db, karum.write(db)
    db.close()


def names(made: tuple[sqlite3.Connection, Ledger], filter: Filter, order: Order = "when") -> list[str]:
    """The names of the incidents that are found, in their order."""
    db, ledger = made
    by_key = {karum.key(db, row): name for name, row in ledger.incidents.items()}
    return [by_key[found.key] for found in find(db, filter, order=order).rows]


WITHDRAWAL, STRIKE, VOW, MARCH, WAR = "withdrawal", "strike", "vow", "march", "war"
CASES: list[tuple[dict[str, object], list[str]]] = [
    ({}, [VOW, STRIKE, WITHDRAWAL, WAR, MARCH]),
    ({"text": "harbour"}, [STRIKE]),
    ({"text": "bombing"}, [STRIKE]),  # by the stem
    ({"text": '"all our troops"'}, [WITHDRAWAL]),
    ({"text": '"all troops our"'}, []),
    ({"text": "free"}, [VOW, WITHDRAWAL]),  # in a text, and in a title
    ({"text": "harbour june"}, []),
    ({"actor": "Karum army"}, [STRIKE, WITHDRAWAL, WAR]),
    ({"actor": "karum ARMY"}, [STRIKE, WITHDRAWAL, WAR]),
    ({"actor": "XKA/MIL"}, [STRIKE, WITHDRAWAL, WAR]),
    ({"actor": "front"}, [VOW, WAR]),  # a word of the name
    ({"actor": "residents"}, [STRIKE]),
    ({"by": "residents"}, []),
    ({"to": "residents"}, [STRIKE]),
    ({"by": "Free Karum Front"}, [VOW, WAR]),
    ({"by": "Karum army", "to": "residents"}, [STRIKE]),
    ({"voice": "Ada Lind"}, [WITHDRAWAL]),
    ({"voice": "Karum army"}, [STRIKE]),
    ({"voice": "report"}, [STRIKE, WITHDRAWAL, WAR, MARCH]),
    ({"action": ("RETREAT",)}, [VOW, WITHDRAWAL]),
    ({"action": ("retreat/withdraw", "PROTEST")}, [VOW, WITHDRAWAL, MARCH]),
    ({"action": ("ASSAULT",)}, [STRIKE, WAR]),
    ({"action": ("ASSAULT/aerial",)}, [STRIKE]),
    ({"action": ("ASSAULT/drone",)}, []),
    ({"status": ("happened",)}, [STRIKE, WITHDRAWAL, MARCH]),
    ({"status": ("planned", "ongoing")}, [VOW, WAR]),
    ({"status": ("planned", "happened")}, [VOW, STRIKE, WITHDRAWAL, MARCH]),
    ({"place": "Sarim"}, [STRIKE, MARCH]),
    ({"place": "sarím"}, [STRIKE, MARCH]),
    ({"place": "2.5, 2.25"}, [STRIKE, MARCH]),
    ({"place": "2.5,2.25", "radius_km": 150.0}, [VOW, STRIKE, WITHDRAWAL, WAR, MARCH]),
    ({"place": "Sarim", "radius_km": 100.0}, [STRIKE, MARCH]),
    ({"place": "Sarim", "radius_km": 112.0}, [VOW, STRIKE, WITHDRAWAL, WAR, MARCH]),
    ({"place": "0,0"}, []),
    ({"happened_from": "2024-04-07", "happened_to": "2024-04-07"}, [WITHDRAWAL, WAR]),
    ({"happened_from": "2024-05"}, [VOW, STRIKE]),
    ({"happened_from": "2024-06-10", "happened_to": "2024-06-11"}, [VOW]),
    ({"happened_to": "2024-01"}, [WAR]),
    ({"happened_to": "2023-10-31"}, []),
    ({"happened_from": "2023", "happened_to": "2023"}, [WAR]),
    ({"told_from": "2024-04-08", "told_to": "2024-04-08"}, [WITHDRAWAL]),
    ({"told_from": "2024-04-09", "told_to": "2024-04-09"}, [WITHDRAWAL]),  # by the copy
    ({"told_from": "2024-04-10"}, [VOW, STRIKE]),
    ({"told_to": "2023"}, [MARCH]),
    ({"told_from": "2024-05", "told_to": "2024-05"}, [VOW, STRIKE]),
    ({"claimed_only": True}, [VOW]),
    ({"conflicting": True}, [STRIKE]),
    ({"voices": 1}, [VOW, STRIKE, WITHDRAWAL, WAR, MARCH]),
    ({"voices": 2}, [STRIKE, WITHDRAWAL]),
    ({"voices": 3}, [STRIKE]),
    ({"voices": 9}, []),
    ({"texts": 2}, [WITHDRAWAL]),
    ({"texts": 3}, []),  # the third is a copy
    ({"scale": "campaign"}, [WAR]),
    ({"scale": "incident"}, [VOW, STRIKE, WITHDRAWAL, MARCH]),
    ({"state": "machine"}, [VOW, STRIKE, WITHDRAWAL, WAR, MARCH]),
    ({"state": "accepted"}, []),
    (
        {"actor": "Karum army", "place": "Karum", "status": ("happened",), "happened_from": "2024-04", "happened_to": "2024-04"},
        [WITHDRAWAL],
    ),
]


@pytest.mark.parametrize(("given", "expected"), CASES, ids=str)
def test_find_by(made: tuple[sqlite3.Connection, Ledger], given: dict[str, object], expected: list[str]) -> None:
    assert names(made, Filter(**given)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("given", "expected"), CASES, ids=str)
def test_the_order_and_the_way_taken_change_nothing_in_what_is_found(
    made: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch, order: Order, given: dict[str, object], expected: list[str]
) -> None:
    """With lists as long as a hundred thousand reports make them, other ways are taken; all lead to the same incidents."""
    monkeypatch.setattr(finding, "_SORTED", 1)
    monkeypatch.setattr(finding, "_WALK", 0)
    monkeypatch.setattr(finding, "_FIRST_BATCH", 1)
    monkeypatch.setattr(conditions, "_APART", 0)
    monkeypatch.setattr(lookup, "_FEW_REPORTS", 0)
    monkeypatch.setattr(lookup, "_MOST_REPORTS", 1)
    assert sorted(names(made, Filter(**given), order)) == sorted(expected)  # type: ignore[arg-type]


def test_a_name_that_many_go_by_is_tested_for(made: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "MOST_PARTIES", 0)
    assert (
        names(made, Filter(actor="residents")) == names(made, Filter(to="Residents")) == names(made, Filter(voice="karum army")) == [STRIKE]
    )
    assert names(made, Filter(by="residents")) == []


def test_orders(made: tuple[sqlite3.Connection, Ledger]) -> None:
    assert names(made, Filter(), "when") == [VOW, STRIKE, WITHDRAWAL, WAR, MARCH]
    assert names(made, Filter(), "oldest") == [WAR, WITHDRAWAL, STRIKE, VOW, MARCH]
    assert names(made, Filter(), "told") == [VOW, STRIKE, WITHDRAWAL, MARCH, WAR]
    assert names(made, Filter(), "voices") == [STRIKE, WITHDRAWAL, VOW, WAR, MARCH]
    assert names(made, Filter(), "reports") == [WITHDRAWAL, VOW, STRIKE, WAR, MARCH]


def test_a_report_leads_to_its_incidents(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    assert names(made, Filter(report=karum.report_key(db, ledger.reports["herald"]))) == [WITHDRAWAL]
    with pytest.raises(LedgerError, match="no such report"):
        find(db, Filter(report="r000000000000"))


def test_what_is_found_says_what_it_is(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    (found,) = find(db, Filter(texts=2)).rows
    assert (found.key, found.type, found.mode, found.status) == (
        karum.key(db, ledger.incidents[WITHDRAWAL]),
        "RETREAT",
        "withdraw",
        "happened",
    )
    assert found.days is not None
    assert (found.days.earliest, found.days.latest) == ("2024-04-07", "2024-04-07")
    assert found.site is not None
    assert (found.site.name, found.by, found.to) == ("Karum", ("Karum army",), ())
    assert (found.reports, found.texts, found.voices, found.conflicts, found.own_voice) == (3, 2, 2, 0, True)
    assert found.told == "2024-04-09"
    assert found.report == karum.report_key(db, ledger.reports["tribune"])
    assert found.line == "The Karum army has left Karum, the minister Ada Lind told Radio North."


# ---------------------------------------------------------------- roll-up and merges
def test_members_count_for_their_body(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = fresh
    union, army = (db.execute("SELECT id FROM party WHERE key = ?", (key,)).fetchone()[0] for key in ("XKA/LAB/DOCKERS", "XKA/MIL"))
    db.execute("UPDATE party SET member_of = ? WHERE id = ?", (army, union))
    facets.update(db, ())
    assert names(fresh, Filter(by="Karum army")) == [STRIKE, WITHDRAWAL, WAR, MARCH]
    assert names(fresh, Filter(voice="Karum army")) == [STRIKE]
    db.execute("UPDATE party SET member_of = NULL WHERE id = ?", (union,))
    facets.update(db, ())
    assert names(fresh, Filter(by="Karum army")) == [STRIKE, WITHDRAWAL, WAR]
    assert ledger.incidents


def test_a_merged_party_is_found_under_both_names(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = fresh
    front, army = (db.execute("SELECT id FROM party WHERE key = ?", (key,)).fetchone()[0] for key in ("XKA/REB/FRONT", "XKA/MIL"))
    db.execute("UPDATE party SET same_as = ? WHERE id = ?", (army, front))
    facets.update(db, ())
    both = [VOW, STRIKE, WITHDRAWAL, WAR]
    assert names(fresh, Filter(actor="Karum army")) == names(fresh, Filter(actor="Free Karum Front")) == both


def test_the_users_own_name_for_a_party_is_known(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = fresh
    insert(db, "party_name", name="the generals", key="XKA/MIL")
    assert names(fresh, Filter(actor="The  Generals")) == [STRIKE, WITHDRAWAL, WAR]


# ---------------------------------------------------------------- what is never shown
def gone(db: sqlite3.Connection, ledger: Ledger, change: str, row: int) -> None:
    db.execute(change, (row,))
    facets.update(db, ledger.incidents.values())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET state = 'rejected' WHERE report = ?",
        "UPDATE report SET purged = 1 WHERE id = ?",
        "UPDATE report SET scope = 'out' WHERE id = ?",
        "UPDATE report SET kind = 'retraction' WHERE id = ?",
        "UPDATE report SET replaced_by = 1 WHERE id = ?",
    ],
)
def test_what_does_not_count_never_shows(fresh: tuple[sqlite3.Connection, Ledger], change: str) -> None:
    db, ledger = fresh
    gone(db, ledger, change, ledger.reports["strike"])
    assert names(fresh, Filter()) == [VOW, WITHDRAWAL, WAR, MARCH]
    assert names(fresh, Filter(text="harbour")) == []
    assert names(fresh, Filter(told_from="2024-05-03", told_to="2024-05-03")) == []


def test_of_an_incident_only_what_counts_is_found(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = fresh
    for name in ("tribune", "herald"):
        gone(db, ledger, "UPDATE event SET state = 'rejected', incident = NULL WHERE report = ?", ledger.reports[name])
    assert names(fresh, Filter(voice="Ada Lind")) == []
    assert names(fresh, Filter(text="minister")) == []
    (found,) = find(db, Filter(text="soldiers")).rows
    assert (found.told, found.line) == ("2024-04-08", "The last soldiers left Karum on Sunday.")


def test_of_a_place_at_which_nothing_is_any_more_no_name_is_left(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = fresh
    gone(
        db,
        ledger,
        "UPDATE event SET place = 'the Lind farm', geonames = NULL, lat = NULL, lon = NULL WHERE report = ?",
        ledger.reports["vow"],
    )
    assert names(fresh, Filter(place="lind farm")) == [VOW]
    gone(db, ledger, "UPDATE report SET purged = 1 WHERE id = ?", ledger.reports["vow"])
    assert db.execute("SELECT folded FROM site ORDER BY folded").fetchall() == [("karum",), ("sarim",)]
    assert names(fresh, Filter(place="Karum")) == [WITHDRAWAL, WAR]


def test_an_incident_that_moved_is_not_listed(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = fresh
    change = f"UPDATE incident SET moved_to = {ledger.incidents[WAR]} WHERE id = ?"
    gone(db, ledger, change, ledger.incidents[STRIKE])
    assert STRIKE not in names(fresh, Filter())
    assert db.execute("SELECT count(*) FROM faceted").fetchone()[0] == 4


def test_a_new_day_moves_an_incident_in_all_lists(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = fresh
    gone(db, ledger, "UPDATE incident SET earliest = '2025-01-01', latest = '2025-01-01' WHERE id = ?", ledger.incidents[WAR])
    assert names(fresh, Filter(actor="Karum army")) == [WAR, STRIKE, WITHDRAWAL]
    assert db.execute("SELECT count(*) FROM facet WHERE rank NOT IN (SELECT rank FROM faceted)").fetchone() == (0,)


def test_lists_made_step_by_step_are_those_made_at_once(fresh: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = fresh
    before = [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in ("facet", "faceted")]
    facets.rebuild(db)
    assert [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in ("facet", "faceted")] == before
    db.execute("DELETE FROM facet")
    db.execute("DELETE FROM faceted")
    facets.rebuild(db)
    assert [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in ("facet", "faceted")] == before


def test_two_incidents_of_one_rank_are_both_found(fresh: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    db, ledger = fresh
    monkeypatch.setattr(facets, "rank_of", lambda *_: 7)
    facets.update(db, ledger.incidents.values())
    assert sorted(names(fresh, Filter())) == sorted(ledger.incidents)
    assert names(fresh, Filter(text="harbour")) == [STRIKE]
    before = db.execute("SELECT * FROM faceted").fetchall()
    facets.update(db, ledger.incidents.values())
    assert db.execute("SELECT * FROM faceted").fetchall() == before


# ---------------------------------------------------------------- pages
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "given", [{}, {"actor": "Karum army"}, {"text": "karum"}, {"happened_from": "2023"}, {"claimed_only": False, "voices": 1}]
)
def test_pages_add_up(made: tuple[sqlite3.Connection, Ledger], order: Order, given: dict[str, object]) -> None:
    db, _ = made
    asked = Filter(**given)  # type: ignore[arg-type]
    whole = [row.key for row in find(db, asked, order=order).rows]
    paged, after = [], None
    for _ in range(len(whole)):
        page = find(db, asked, order=order, limit=1, after=after)
        paged += [row.key for row in page.rows]
        after = page.next
    assert (paged, after) == (whole, None)


def test_a_page_counts_what_there_is(made: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    db, _ = made
    assert [find(db, Filter(**given), limit=1).total for given in ({}, {"actor": "Karum army"}, {"conflicting": True})] == [5, 3, 1]  # type: ignore[arg-type]
    monkeypatch.setattr(finding, "MOST", 2)
    page = find(db, Filter(), limit=1)
    assert page.total is None
    assert page.next is not None


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"order": "key; DROP TABLE event"}, "order"),
        ({"limit": 0}, "limit 0"),
        ({"limit": -5}, "limit -5"),
        ({"after": "nonsense"}, "not what a page"),
        ({"after": "told:1:2"}, "not what a page"),
        ({"after": "when:0:99999999999999999999999"}, "not what a page"),
    ],
)
def test_odd_questions_are_refused(made: tuple[sqlite3.Connection, Ledger], asked: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        find(made[0], Filter(), **asked)  # type: ignore[arg-type]


def test_a_limit_beyond_all_measure_is_cut(made: tuple[sqlite3.Connection, Ledger]) -> None:
    assert len(find(made[0], Filter(), limit=10**9).rows) == 5


def test_a_question_that_takes_too_long_is_ended(made: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PATIENCE", -1.0)
    with pytest.raises(LedgerError, match="takes too long; narrow it"):
        find(made[0], Filter(claimed_only=True))


# ---------------------------------------------------------------- what makes no sense
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": "***"}, "no word in it"),
        ({"text": " "}, "nothing is asked for"),
        ({"text": "x " * 40}, "too many"),
        ({"actor": "x" * 2000}, "characters are too many"),
        ({"action": ("AID",) * 10_000}, "values are too many"),
        ({"action": ("BLESS",)}, 'action "BLESS"'),
        ({"status": ("done",)}, 'status "done"'),
        ({"scale": "war"}, 'scale "war"'),
        ({"state": "new"}, 'state "new"'),
        ({"radius_km": 5.0}, "needs a place"),
        ({"place": "Karum", "radius_km": -1.0}, "radius -1"),
        ({"place": "Karum", "radius_km": float("nan")}, "radius nan"),
        ({"place": "91,0"}, "latitude"),
        ({"voices": -1}, "voices -1"),
        ({"happened_from": "2024-02-31"}, "no date"),
        ({"told_to": "yesterday"}, "no date"),
        ({"told_to": "2024-13"}, "no date"),
        ({"happened_from": "2024-05", "happened_to": "2024-04"}, "end comes before"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Filter(**given)  # type: ignore[arg-type]


def test_a_filter_says_what_is_set() -> None:
    assert Filter(actor="Karum army", voices=2, status=("denied",)).given() == {"actor": "Karum army", "voices": 2, "status": ("denied",)}


# ---------------------------------------------------------------- names
def test_unknown_names_are_said_with_what_comes_near(made: tuple[sqlite3.Connection, Ledger]) -> None:
    page = find(made[0], Filter(actor="Karum Armee"))
    assert (page.rows, page.notes) == ((), ('actor "Karum Armee": nobody is called so; near: Karum army',))
    assert find(made[0], Filter(place="Sarym")).notes == ('place "Sarym": no incident is placed there; near: sarim',)


def test_a_part_of_a_name_says_for_whom_it_was_taken(made: tuple[sqlite3.Connection, Ledger]) -> None:
    assert find(made[0], Filter(by="front")).notes == ('by "front": taken as Free Karum Front',)


def test_a_part_of_too_many_names_is_said(made: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "MOST_NAMES", 0)
    page = find(made[0], Filter(by="front"))
    assert (page.rows, page.notes) == ((), ('by "front": a part of too many names; give more of the name',))


HOSTILE = [
    "'; DROP TABLE event;--", "%", "_", '"', '""', "AND", "NEAR(", "*", "a*", "title:x", "^karum", "karum -army", "(", "{title}",
    "\x00karum", "“left", "𝕜arum", "karum\nOR\nleft", "+karum", "1,2,3", "\\", "NOT karum",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_only_text(made: tuple[sqlite3.Connection, Ledger], value: str) -> None:
    db, ledger = made
    for field in ("text", "actor", "by", "to", "voice", "place"):
        found = 0
        with suppress(UsageError):  # a search without a word
            found = len(find(db, Filter(**{field: value})).rows)  # type: ignore[arg-type]
        assert found < len(ledger.incidents)
    assert len(find(db, Filter()).rows) == len(ledger.incidents)


def test_operators_of_the_search_are_words(made: tuple[sqlite3.Connection, Ledger]) -> None:
    assert names(made, Filter(text="harbour OR june")) == []
    assert names(made, Filter(text="harb*")) == []
    assert names(made, Filter(text="NOT harbour")) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_text_is_searched_for_or_refused(made: tuple[sqlite3.Connection, Ledger], text: str) -> None:
    try:
        asked = Filter(text=text)
    except UsageError:
        return
    assert len(find(made[0], asked).rows) <= 5
