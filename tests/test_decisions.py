"""Decisions in the ledger: recorded once, never changed, undone by further ones, their words as long-lived as their text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import LedgerError, UsageError
from onrecord.ledger import decisions
from onrecord.ledger.anchors import Anchor
from onrecord.ledger.decision import Decision
from onrecord.ledger.decision_table import select
from onrecord.ledger.links import Links, consistent
from onrecord.ledger.party_merges import together
from onrecord.ledger.value_checks import modes
from tests.ledgers import database, put_text
from tests.records import TEXT
from tests.rereadings import accept, add, anchor, correct, reject

WHEN = {"earliest": "2019-05-01", "latest": "2019-05-02", "basis": "stated"}
NO_SUCH = "f" * 64


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(database()) as opened:
        put_text(opened, TEXT)
        yield opened


def unrecorded(decision: Decision) -> Decision:
    return replace(decision, id=None)


def take(db: sqlite3.Connection, *given: Decision) -> list[int]:
    return [decisions.record(db, unrecorded(one)) for one in given]


def numbers(held: list[Decision]) -> list[int]:
    return [one.number for one in held]


def sha() -> str:
    return anchor("e1").sha256


# ---------------------------------------------------------------- the table
def test_a_decision_comes_back_as_it_was_taken(db: sqlite3.Connection) -> None:
    for one in (accept("e1"), correct("e2", "when", WHEN), reject("e2"), add("killing")):
        (number,) = take(db, one)
        (back,) = select(db, "id = ?", (number,))
        assert back.at
        assert replace(back, id=None, at=None) == unrecorded(one)


def test_rows_are_neither_changed_nor_deleted(db: sqlite3.Connection) -> None:
    take(db, accept("e1"))
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        db.execute("UPDATE decision SET coder = 'eve'")
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        db.execute("DELETE FROM decision")


def test_undoing_takes_away_and_undoing_that_brings_back(db: sqlite3.Connection) -> None:
    first, second = take(db, correct("e1", "status", "planned"), accept("e2"))
    undoing = decisions.undo_one(db, first, "ben")
    assert numbers(decisions.active(db, sha())) == [second]
    decisions.undo_one(db, undoing, "cleo")
    assert numbers(decisions.active(db, sha())) == [first, second]
    assert len(select(db)) == 4


def test_undo_takes_the_coders_own_decisions_from_the_last_to_the_first(db: sqlite3.Connection) -> None:
    mine, second = take(db, accept("e1"), correct("e1", "status", "planned"))
    (theirs,) = take(db, replace(accept("e2"), coder="ben"))
    decisions.undo(db, "ann")
    assert numbers(decisions.active(db, sha())) == [mine, theirs]
    decisions.undo(db, "ann")
    assert numbers(decisions.active(db, sha())) == [theirs]
    with pytest.raises(LedgerError, match="nothing that could be undone"):
        decisions.undo(db, "ann")
    decisions.redo(db, "ann")
    decisions.redo(db, "ann")
    assert numbers(decisions.active(db, sha())) == [mine, second, theirs]
    with pytest.raises(LedgerError, match="nothing that could be brought back"):
        decisions.redo(db, "ann")


def test_nothing_is_brought_back_once_something_else_was_decided(db: sqlite3.Connection) -> None:
    take(db, accept("e1"))
    decisions.undo(db, "ann")
    take(db, accept("e2"))
    with pytest.raises(LedgerError, match="nothing that could be brought back"):
        decisions.redo(db, "ann")


def test_the_decisions_of_one_act_are_undone_together(db: sqlite3.Connection) -> None:
    first, second = decisions.record_all(db, [unrecorded(accept("e1")), unrecorded(accept("e2"))])
    decisions.undo_one(db, second, "ann")
    assert decisions.active(db, sha()) == []
    with pytest.raises(LedgerError, match=f"decision {first} is undone already"):
        decisions.undo_one(db, first, "ann")


def test_the_clock_says_nothing_about_the_order(db: sqlite3.Connection) -> None:
    first = replace(correct("e1", "status", "planned"), at="2031-01-01T00:00:00+00:00")
    second = replace(correct("e1", "status", "denied"), at="1999-01-01T00:00:00+00:00")
    assert take(db, first, second) == numbers(decisions.active(db, sha()))
    assert [d.after for d in decisions.active(db, sha())] == ["planned", "denied"]


def test_what_is_not_there_is_not_undone(db: sqlite3.Connection) -> None:
    with pytest.raises(LedgerError, match="there is no decision 7"):
        decisions.undo_one(db, 7, "ann")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["take", "undo", "redo"]), st.sampled_from(["ann", "ben"])), max_size=12))
def test_undo_is_identity(steps: list[tuple[str, str]]) -> None:
    """Whatever was done before: a decision that is undone leaves no trace in what holds."""
    with closing(database()) as db:
        put_text(db, TEXT)
        for step, coder in steps:
            if step == "take":
                take(db, replace(correct("e1", "status", "planned"), coder=coder))
            elif step == "undo" and any(d.coder == coder for d in decisions.active(db, sha())):
                decisions.undo(db, coder)
            elif step == "redo":
                before = decisions.active(db, sha())
                try:
                    decisions.redo(db, coder)
                except LedgerError:
                    assert decisions.active(db, sha()) == before
        before = decisions.active(db, sha())
        (number,) = take(db, accept("e2"))
        decisions.undo_one(db, number, "ann")
        assert decisions.active(db, sha()) == before


# ---------------------------------------------------------------- what makes sense
NORTH = {"name": "Northern Front"}


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (replace(accept("e1"), kind="approve"), '"approve" is no kind of decision; known: accept, reject'),  # type: ignore[arg-type]
        (replace(accept("e1"), coder=" "), "the coder is empty"),
        (replace(accept("e1"), anchor=None), "accept needs an event"),
        (replace(accept("e1"), anchor=Anchor(sha())), "accept needs an event"),
        (replace(accept("e1"), why="x" * 5000), "the reason has 5000 characters"),
        (reject("e1", reason="boring"), '"boring" is no reason to reject an event; known: not an event, wrong words'),
        (correct("e1", "status", "invented"), '"invented" is no status; known: happened, ongoing'),
        (replace(correct("e1", "status", "planned"), field="mood"), '"mood" is no field'),
        (correct("e1", "action", {"type": "WALK", "mode": None}), '"WALK" is no type of action'),
        (correct("e1", "action", {"type": "ASSAULT", "mode": "phone"}), 'ASSAULT has no mode "phone"; known: abduct, aerial'),
        (correct("e1", "action", "ASSAULT"), "action: 'ASSAULT' is not given by the names of its parts"),
        (correct("e1", "by", [{"kind": "state"}]), "party: lacks name"),
        (correct("e1", "by", [{"name": "X", "kind": "ghost"}]), '"ghost" is no kind'),
        (correct("e1", "by", [{"name": ""}]), "the name of a party is empty"),
        (correct("e1", "by", [{"name": "X", "age": 3}]), "party: has no age"),
        (correct("e1", "by", "X"), "parties: 'X' is no list"),
        (correct("e1", "by", [{"name": "X", "country": "xka"}]), "'xka' is no country"),
        (correct("e1", "at", [{"name": "X", "lat": 91, "lon": 0}]), "91 is no latitude between -90 and 90"),
        (correct("e1", "at", [{"name": "X", "lat": 9}]), "latitude and longitude go together"),
        (correct("e1", "at", [{"name": "X", "lat": float("nan"), "lon": 0.0}]), "nan is no latitude"),
        (correct("e1", "at", [{"name": "X", "geonames": "12"}]), "'12' is no number of GeoNames"),
        (correct("e1", "when", {"earliest": "2019-02-31"}), "'2019-02-31' is no day"),
        (correct("e1", "when", {"earliest": "2019-05-02", "latest": "2019-05-01"}), "is later than the last"),
        (correct("e1", "when", {}), "days need a first or a last one"),
        (correct("e1", "figures", [{"effect": "killed"}]), "a figure needs a number"),
        (correct("e1", "figures", [{"effect": "killed", "low": 9, "high": 3}]), "low, best and high are not in order"),
        (correct("e1", "figures", [{"effect": "bored", "low": 9}]), '"bored" is no effect'),
        (correct("e1", "accounts", []), "an event needs at least one voice"),
        (correct("e1", "accounts", [{"voice": "report", "status": "happened"}] * 2), "a voice is given two accounts"),
        (correct("e1", "accounts", [{"voice": NORTH, "status": "sure"}]), '"sure" is no status'),
        (correct("e1", "by", [{"name": "X", "span": [5, 9999]}]), "lie outside of the text of"),
        (correct("e1", "trigger", [5, 9999]), "lie outside of the text of"),
        (correct("e1", "trigger", [5, 5]), "5 to 5 are no words"),
        (correct("e1", "trigger", "5"), "a trigger is given by"),
        (add("killing", status="sure"), '"sure" is no status'),
        (replace(add("killing"), after={"status": "happened"}), "an event that is added needs its action"),
        (Decision("merge", "ann", anchor("e1")), "merge needs two events or more"),
        (Decision("split", "ann", anchor("e1"), others=(anchor("e1"),)), "an event is named twice"),
        (Decision("scope", "ann", Anchor("0" * 64), after="maybe"), '"maybe" is no scope'),
        (Decision("scope", "ann", after="out"), "scope needs a report"),
        (Decision("merge-parties", "ann", before="a", after="a"), "a cannot be merged with itself"),
        (Decision("undo", "ann"), "undo needs the number"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_sentence(db: sqlite3.Connection, decision: Decision, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        take(db, decision)
    assert message in str(refused.value)
    assert select(db) == []


def test_words_must_stand_where_a_decision_says(db: sqlite3.Connection) -> None:
    with pytest.raises(UsageError, match="are “shelled” and not “bombed”"):
        take(db, replace(accept("e1"), anchor=replace(anchor("e1"), words="bombed")))
    with pytest.raises(LedgerError, match="there is no report with the text"):
        take(db, replace(accept("e1"), anchor=replace(anchor("e1"), sha256=NO_SUCH)))
    with pytest.raises(LedgerError, match='"front/north": there is no such party'):
        take(db, Decision("merge-parties", "ann", before="front/north", after="front/south"))


def test_every_mode_that_the_reader_gives_is_known() -> None:
    from onrecord.knowledge import table

    given_ = {(row["type"], row["mode"]) for name in ("actions", "event_words", "light_verbs") for row in table(name) if row.get("mode")}
    assert [one for one in sorted(given_) if one[1] not in modes().get(one[0], ())] == []
    assert all(row["example"] for row in table("modes"))


# ---------------------------------------------------------------- merges and splits
def test_the_latest_decision_on_a_pair_holds_with_what_it_implies() -> None:
    assert consistent([(True, (2, 1)), (False, (1, 2))]) == Links((), ((1, 2),))
    assert consistent([(False, (1, 2)), (True, (1, 2))]) == Links(((1, 2),), ())
    assert consistent([(False, (1, 3)), (True, (1, 2)), (True, (2, 3))]) == Links(((1, 2), (2, 3)), ())
    assert consistent([(True, (1, 2)), (True, (3, 4)), (False, (1, 4)), (True, (2, 3))]) == Links(((2, 3), (3, 4)), ((1, 4),))


PAIRS = st.tuples(st.booleans(), st.tuples(st.integers(1, 6), st.integers(1, 6)))


@settings(max_examples=200, deadline=None)
@given(st.lists(PAIRS, max_size=12))
def test_links_never_contradict_each_other(decided: list[tuple[bool, tuple[int, int]]]) -> None:
    links = consistent(decided)
    group = {n: n for n in range(1, 7)}
    for a, b in links.must:
        group = {n: group[a] if into == group[b] else into for n, into in group.items()}
    assert all(group[a] != group[b] for a, b in links.cannot)
    told = [(merge, pair) for merge, pair in decided if pair[0] != pair[1]]
    if told:
        merge, (a, b) = told[-1]
        assert (group[a] == group[b]) == merge


# ---------------------------------------------------------------- parties
def test_merged_parties_go_by_the_name_that_was_decided_last() -> None:
    assert together([("a", "b"), ("c", "d"), ("b", "d")]) == {"a": "d", "b": "d", "c": "d"}
    assert together([("a", "b"), ("b", "a")]) == {"b": "a"}
    assert together([("a", "b"), ("a", "c")]) == {"a": "c", "b": "c"}
    assert together([]) == {}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] != p[1]), max_size=10))
def test_merged_parties_make_neither_chains_nor_circles(pairs: list[tuple[str, str]]) -> None:
    lead = together(pairs)
    assert not set(lead) & set(lead.values())
    assert all(lead.get(a, a) == lead.get(b, b) for a, b in pairs)
