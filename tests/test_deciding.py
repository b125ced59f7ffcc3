"""Deciding by name: what follows from a decision, what survives a new model or a new text, what is left after a takedown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ChangedError, LedgerError, UsageError
from onrecord.ledger import decisions, deriving, reports
from onrecord.ledger.deciding import Decider
from onrecord.ledger.folding import shown_report
from onrecord.ledger.links import Links
from onrecord.ledger.purging import purge
from onrecord.record import Record
from tests.deciders import deciding, put, replace_text
from tests.records import TEXT, sample, span
from tests.rereadings import anchor, event, longer, reread


@pytest.fixture
def decider(tmp_path: Path) -> Iterator[Decider]:
    with deciding(tmp_path) as opened:
        yield opened


def sha() -> str:
    return anchor("e1").sha256


def key(decider: Decider, id_: str = "e1") -> str:
    found: str = decider.store.db.execute("SELECT key FROM event WHERE name = ?", (id_,)).fetchone()[0]
    return found


def shown(decider: Decider, report: int = 1) -> Record:
    return shown_report(decider.store.db, report).record


# ---------------------------------------------------------------- incidents
@pytest.fixture
def twice(tmp_path: Path) -> Iterator[Decider]:
    """Two reports that tell the same two events: two incidents of two events each."""
    with deciding(tmp_path, sample(), longer("Shells fell again. ", sample())) as opened:
        assert sorted(len(group) for group in partition(opened)) == [2, 2]
        yield opened


def incident_of(decider: Decider, event_: str) -> str:
    query = "SELECT i.key FROM incident i JOIN event e ON e.incident = i.id WHERE e.key = ?"
    found: str = decider.store.db.execute(query, (event_,)).fetchone()[0]
    return found


def test_incidents_are_merged_with_all_that_they_hold_and_split_again(twice: Decider) -> None:
    before = partition(twice)
    shelling, threat = key(twice, "e1"), key(twice, "e2")
    twice.merge([shelling, incident_of(twice, threat)], coder="ann")
    assert [len(group) for group in partition(twice)] == [4]
    (theirs,) = [group for group in before if threat in group]
    twice.split(incident_of(twice, shelling), sorted(theirs), coder="ann")
    assert partition(twice) == before
    twice.undo(coder="ann")
    assert [len(group) for group in partition(twice)] == [4]
    twice.undo(coder="ann")
    assert partition(twice) == before


def test_an_event_is_split_from_what_the_machine_put_it_with(twice: Decider) -> None:
    before, one = partition(twice), key(twice, "e1")
    twice.split(incident_of(twice, one), [one], coder="ann")
    assert frozenset({one}) in partition(twice)
    put(twice.store, reread())
    assert frozenset({key(twice, "e5")}) in partition(twice)
    twice.undo(coder="ann")
    assert {len(group) for group in partition(twice)} == {len(group) for group in before}


def test_undoing_a_wrong_merge_brings_both_incidents_back_with_their_history(twice: Decider) -> None:
    one, two = key(twice, "e1"), key(twice, "e2")
    twice.accept(one, coder="ann")
    twice.correct(two, "status", "planned", coder="ann")
    before, records = partition(twice), [shown(twice, 1), shown(twice, 2)]
    names = {event_: incident_of(twice, event_) for event_ in (one, two)}
    number = twice.merge(list(names.values()), coder="ben", why="one night")
    merged = partition(twice)
    assert len(merged) == 1
    undoing = twice.undo(number, coder="cleo", why="two nights")
    assert partition(twice) == before
    assert {event_: incident_of(twice, event_) for event_ in (one, two)} == names
    assert [shown(twice, 1), shown(twice, 2)] == records
    told = [(d.kind, d.coder, d.why, holds) for d, holds in twice.history()]
    assert told == [
        ("accept", "ann", None, True),
        ("correct", "ann", None, True),
        ("merge", "ben", "one night", False),
        ("undo", "cleo", "two nights", True),
    ]
    twice.undo(undoing, coder="ben")
    assert partition(twice) == merged


def test_merges_survive_a_new_model(tmp_path: Path) -> None:
    with deciding(tmp_path) as decider:
        decider.merge([key(decider, "e1"), key(decider, "e2")], coder="ann")
        put(decider.store, reread())
        assert len(partition(decider)) == 1
        assert decider.disputes() == []


def test_a_merge_with_an_event_that_is_gone_is_listed_and_holds_again_when_it_is_back(tmp_path: Path) -> None:
    with deciding(tmp_path) as decider:
        number = decider.merge([key(decider, "e1"), key(decider, "e2")], coder="ann")
        record = reread()
        put(decider.store, replace(record, events=record.events[1:]))
        assert [(d.id, one.kind) for d, one in decider.disputes()] == [(number, "unanchored")]
        put(decider.store, record)
        assert decider.disputes() == []
        assert len(partition(decider)) == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [(["v00", "v01"], '"v00": there is no such event'), (["i00", "v01"], '"i00": there is no such incident'), (["r0/e1"], '"r0"')],
)
def test_names_of_nothing_are_refused(decider: Decider, names: list[str], message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        decider.merge(names, coder="ann")
    assert decider.history() == []


def test_one_event_is_not_merged_with_itself(decider: Decider) -> None:
    with pytest.raises(UsageError, match="merge needs two incidents or more, or two events of one"):
        decider.merge([key(decider), "i" + key(decider)[1:]], coder="ann")


def test_a_split_names_some_of_the_incidents_events(decider: Decider) -> None:
    one, two = key(decider, "e1"), key(decider, "e2")
    with pytest.raises(UsageError, match="name some of its events, and not all"):
        decider.split("i" + one[1:], [one], coder="ann")
    with pytest.raises(UsageError, match=f"{two}: not in"):
        decider.split("i" + one[1:], [two], coder="ann")


def partition(decider: Decider) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for incident, name in decider.store.db.execute("SELECT incident, key FROM event"):
        groups.setdefault(incident, set()).add(name)
    return {frozenset(group) for group in groups.values()}


# ---------------------------------------------------------------- parties
def test_parties_are_merged_and_unmerged(decider: Decider) -> None:
    number = decider.merge_parties(party(decider, "army"), party(decider, "rebels"), coder="ann", why="mutiny")
    assert same_as(decider) == {"army": "rebels"}
    decider.undo(number, coder="ann")
    assert same_as(decider) == {}


def test_a_party_of_one_report_is_found_again_by_its_words(decider: Decider) -> None:
    decider.merge_parties(party(decider, "army"), "radio-karum", coder="ann")
    put(decider.store, reread())
    assert party(decider, "army").endswith("/a14")
    assert same_as(decider) == {"army": "Radio Karum"}
    assert decider.disputes() == []


def party(decider: Decider, name: str) -> str:
    query = "SELECT p.key FROM party p JOIN actor a ON a.party = p.id WHERE p.name = ? ORDER BY p.id DESC"
    found: str = decider.store.db.execute(query, (name,)).fetchone()[0]
    return found


def same_as(decider: Decider) -> dict[str, str]:
    query = "SELECT a.name, b.name FROM party a JOIN party b ON b.id = a.same_as JOIN actor x ON x.party = a.id"
    return dict(decider.store.db.execute(query))


# ---------------------------------------------------------------- deciding by name
def test_deciding_brings_the_rows_in_step(decider: Decider) -> None:
    name = key(decider)
    decider.correct(name, "status", "planned", coder="ann")
    query = "SELECT status, state FROM event WHERE key = ?"
    assert decider.store.db.execute(query, (name,)).fetchone() == ("planned", "corrected")
    decider.undo(coder="ann")
    assert decider.store.db.execute(query, (name,)).fetchone() == ("happened", "machine")
    decider.accept(name, coder="ann")
    assert decider.store.db.execute(query, (name,)).fetchone() == ("happened", "accepted")
    decider.reject(name, "not an event", coder="ann")
    assert decider.store.db.execute(query, (name,)).fetchone() is None


def test_a_rejected_event_is_brought_back_by_its_key_or_its_place(decider: Decider) -> None:
    name = key(decider)
    report = reports.report_key(sha())
    decider.reject(name, coder="ann")
    decider.accept(name[:8], coder="ben")
    assert [one.id for one in shown(decider).events] == ["e1", "e2"]
    decider.reject(f"{report}/e1", coder="ann")
    decider.accept(f"{report[:6]}/e1", coder="ben")
    assert [one.id for one in shown(decider).events] == ["e1", "e2"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("by", "a4", ["army"]),
        ("by", "radio-karum", ["Radio Karum"]),
        ("by", ["Army", "Northern Front"], ["army", "Northern Front"]),
        ("to", None, []),
        ("to", {"name": "Radio Karum"}, ["Radio Karum"]),
    ],
)
def test_parties_are_given_by_id_key_or_name(decider: Decider, field: str, value: Any, told: list[str]) -> None:
    decider.correct(key(decider), field, value, coder="ann")
    record = shown(decider)
    ids = getattr(event(record, "e1"), field)
    assert [next(a.name for a in record.actors if a.id == one) for one in ids] == told


@pytest.mark.parametrize(
    ("given", "party"),
    [
        ("Boko Haram", "NGA/REB/BOKO-HARAM armed-group NGA REB"),
        ("the Nigerian army", "NGA/MIL military NGA MIL"),
        ("NGA/MIL", "NGA/MIL military NGA MIL"),
        ("Nigeria", "NGA state NGA None"),
        ("the Quorl brigade", "name/body/quorl brigade unknown None None"),
    ],
)
def test_a_party_that_the_tables_know_is_the_one_that_reports_mean(decider: Decider, given: str, party: str) -> None:
    decider.correct(key(decider), "by", given, coder="ann")
    query = """SELECT p.key || ' ' || p.kind || ' ' || coalesce(p.country, 'None') || ' ' || coalesce(p.role, 'None')
        FROM event_party x JOIN party p ON p.id = x.party JOIN event e ON e.id = x.event WHERE e.key = ? AND x.part = 'by'"""
    assert decider.store.db.execute(query, (key(decider),)).fetchall() == [(party,)]


def test_a_key_that_nobody_has_is_refused(decider: Decider) -> None:
    with pytest.raises(UsageError, match='"NGA/REB/NOBODY" looks like a key, and nobody has it'):
        decider.correct(key(decider), "by", "NGA/REB/NOBODY", coder="ann")


def test_values_are_given_in_short(decider: Decider) -> None:
    name = key(decider)
    for field, value in (("mode", "aerial"), ("when", "2019-05-01..2019-05-02"), ("figures", "killed=12-20"), ("at", 1), ("from", "Tol")):
        decider.correct(name, field, value, coder="ann")
    shot = event(shown(decider), "e1")
    assert (shot.action.type, shot.action.mode) == ("ASSAULT", "aerial")
    assert shot.when is not None
    assert (shot.when.earliest, shot.when.latest) == ("2019-05-01", "2019-05-02")
    assert [(one.low, one.high) for one in shot.figures] == [(12, 20)]
    assert (shot.at, len(shot.origin)) == (("p1",), 1)


def test_an_event_is_added_by_its_words(decider: Decider) -> None:
    fields = {"action": "HARM/unknown", "status": "happened", "to": "a3", "when": "2019-05-03"}
    decider.add(reports.report_key(sha()), "killing", fields, coder="ann")
    new = event(shown(decider), "x1")
    assert (new.action.type, new.to, new.mentions[0].trigger) == ("HARM", ("a3",), span("killing"))
    assert decider.store.db.execute("SELECT state, words FROM event WHERE name = 'x1'").fetchone() == ("added", "killing")
    with pytest.raises(UsageError, match="stand in the text 2 times"):
        decider.add(reports.report_key(sha()), "army", fields, coder="ann")


def test_what_was_seen_and_is_otherwise_now_is_refused_with_both_versions(decider: Decider) -> None:
    name = key(decider)
    decider.correct(name, "status", "planned", coder="ann", seen={"status": "happened"})
    with pytest.raises(ChangedError, match="status has changed: you saw happened, it is now planned") as refused:
        decider.correct(name, "status", "denied", coder="ben", seen={"status": "happened"})
    assert (refused.value.seen, refused.value.present) == ("happened", "planned")
    assert event(shown(decider), "e1").status == "planned"
    decider.correct(name, "status", "denied", coder="ben", seen={"status": "planned"})
    assert event(shown(decider), "e1").status == "denied"


def test_accepting_what_was_seen_otherwise_is_refused(decider: Decider) -> None:
    decider.correct(key(decider), "by", "a4", coder="ann")
    with pytest.raises(ChangedError, match="you saw rebels, it is now army"):
        decider.accept(key(decider), coder="ben", seen={"by": ["a1"], "status": "happened"})
    decider.accept(key(decider), coder="ben", seen={"by": ["a4"], "status": "happened"})


def test_a_decision_on_what_was_rejected_meanwhile_says_by_whom(decider: Decider) -> None:
    name = key(decider)
    decider.reject(name, coder="ann")
    with pytest.raises(ChangedError, match=r"was rejected by ann \(decision 1\)"):
        decider.correct(name, "status", "planned", coder="ben")


def test_a_report_out_of_scope_counts_no_more(decider: Decider) -> None:
    report = reports.report_key(sha())
    number = decider.scope(report, "out", coder="ann", why="sport")
    assert decider.store.db.execute("SELECT scope FROM report").fetchone() == ("out",)
    assert decider.store.db.execute("SELECT count(*) FROM event").fetchone() == (0,)
    decider.undo(number, coder="ann")
    assert decider.store.db.execute("SELECT scope FROM report").fetchone() == (None,)
    assert decider.store.db.execute("SELECT count(*) FROM event").fetchone() == (2,)


def test_a_report_out_of_scope_stays_out_when_its_text_changes(decider: Decider) -> None:
    decider.scope(reports.report_key(sha()), "out", coder="ann")
    later = longer("The market has been closed. ", sample())
    new = replace_text(decider.store, 1, later)
    assert decider.store.db.execute("SELECT scope FROM report WHERE id = ?", (new,)).fetchone() == ("out",)
    decider.scope(reports.report_key(reports.text_sha256(later.text)), "in", coder="ben")
    assert decider.store.db.execute("SELECT count(*) FROM event").fetchone() == (2,)


def test_a_decision_that_fails_leaves_nothing(decider: Decider) -> None:
    with pytest.raises(UsageError):
        decider.correct(key(decider), "status", "sure", coder="ann")
    assert decider.history() == []
    assert not decider.store.db.in_transaction


# ---------------------------------------------------------------- what stays when the machine changes
def test_every_decision_survives_a_new_model_in_the_ledger(decider: Decider) -> None:
    one, two = key(decider, "e1"), key(decider, "e2")
    decider.correct(one, "by", "a4", coder="ann")
    decider.correct(one, "status", "planned", coder="ann")
    decider.accept(two, coder="ann")
    decider.add(reports.report_key(sha()), "killing", {"action": "HARM/unknown", "status": "happened"}, coder="ann")
    put(decider.store, reread(status="attempted"))
    record = shown(decider)
    states = dict(decider.store.db.execute("SELECT name, state FROM event"))
    assert states == {"e5": "corrected", "e3": "accepted", "x1": "added"}
    assert (event(record, "e5").status, event(record, "e5").by) == ("planned", ("a14",))
    assert [(d.field, one.kind) for d, one in decider.disputes()] == [("status", "machine disagrees")]
    decider.correct(key(decider, "e5"), "status", "planned", coder="ben")
    assert decider.disputes() == []


# ---------------------------------------------------------------- revisions
def test_decisions_go_with_their_sentence_to_the_text_that_replaces_it(decider: Decider) -> None:
    decider.correct(key(decider, "e1"), "status", "planned", coder="ann")
    decider.correct(key(decider, "e1"), "by", {"name": "the shellers", "span": list(span("Rebels"))}, coder="ann")
    decider.accept(key(decider, "e2"), coder="ann")
    later = longer("The market has been closed. ", sample())
    new = replace_text(decider.store, 1, later)
    record = shown(decider, new)
    assert event(record, "e1").status == "planned"
    assert event(record, "e1").by == ("a1",)
    assert dict(decider.store.db.execute("SELECT name, state FROM event")) == {"e1": "corrected", "e2": "accepted"}
    assert decider.disputes() == []


def test_decisions_whose_sentence_was_changed_are_listed(decider: Decider) -> None:
    status = decider.correct(key(decider, "e1"), "status", "planned", coder="ann")
    decider.accept(key(decider, "e2"), coder="ann")
    text = TEXT.replace("at least 12", "at least 21")
    new = replace_text(decider.store, 1, replace(sample(), text=text))
    record = shown(decider, new)
    assert event(record, "e1").status == "happened"
    assert dict(decider.store.db.execute("SELECT name, state FROM event")) == {"e1": "machine", "e2": "accepted"}
    ((decision, dispute),) = decider.disputes()
    assert (decision.id, dispute.kind) == (status, "unanchored")
    assert f"the sentence of “shelled” is not in {reports.report_key(record_sha(text))}" in dispute.what


def test_a_merge_goes_with_its_sentences_too(decider: Decider) -> None:
    number = decider.merge([key(decider, "e1"), key(decider, "e2")], coder="ann")
    replace_text(decider.store, 1, longer("The market has been closed. ", sample()))
    assert len(partition(decider)) == 1
    put_again = replace(sample(), text=TEXT.replace("at least 12", "at least 21"))
    replace_text(decider.store, 2, put_again)
    assert len(partition(decider)) == 2
    assert [(d.id, one.kind) for d, one in decider.disputes()] == [(number, "unanchored")]


def test_decisions_come_back_with_their_text(decider: Decider) -> None:
    decider.merge([key(decider, "e1"), key(decider, "e2")], coder="ann")
    decider.correct(key(decider, "e1"), "status", "planned", coder="ann")
    new = replace_text(decider.store, 1, replace(sample(), text=TEXT.replace("at least 12", "at least 21")))
    assert [d.kind for d, _ in decider.disputes()] == ["merge", "correct"]
    with decider.store.writing("test") as db:
        db.execute("UPDATE report SET replaced_by = CASE id WHEN 1 THEN NULL ELSE 1 END")
        deriving.refresh(db, [1, new])
    assert decider.disputes() == []
    assert len(partition(decider)) == 1
    assert event(shown(decider), "e1").status == "planned"


def test_what_is_decided_on_the_new_text_comes_after(decider: Decider) -> None:
    decider.correct(key(decider, "e1"), "status", "planned", coder="ann")
    new = replace_text(decider.store, 1, longer("The market has been closed. ", sample()))
    decider.correct(key(decider, "e1"), "status", "attempted", coder="ben", seen={"status": "planned"})
    assert event(shown(decider, new), "e1").status == "attempted"
    decider.undo(1, coder="ann")
    assert event(shown(decider, new), "e1").status == "attempted"
    decider.undo(coder="ben")
    assert event(shown(decider, new), "e1").status == "happened"


def record_sha(text: str) -> str:
    return reports.text_sha256(text)


# ---------------------------------------------------------------- forgetting
def test_a_text_that_is_taken_down_leaves_the_ids_of_its_decisions(tmp_path: Path) -> None:
    with deciding(tmp_path, sample(), longer("Shells fell again. ", sample())) as decider:
        db = decider.store.db
        mine = [name for (name,) in db.execute("SELECT key FROM event WHERE report = 1 ORDER BY name")]
        theirs = db.execute("SELECT key FROM event WHERE report = 2 AND name = 'e1'").fetchone()[0]
        decider.correct(mine[0], "by", "Northern Front", coder="ann", why="the mayor of Karum told me")
        decider.merge([theirs, mine[0]], coder="ann")
        decider.merge([mine[1], theirs], coder="ann")
        with decider.store.writing("test"):
            decisions.forget(db, sha())
        rows = db.execute("SELECT * FROM decision").fetchall()
        assert len(rows) == 3
        own = db.execute("SELECT words, before, after, machine, why, other, start FROM decision WHERE sha256 = ?", (sha(),)).fetchall()
        assert own == [(None,) * 7] * 2
        assert "shelled" not in str(db.execute("SELECT other FROM decision").fetchall())
        assert "mayor" not in str(rows)
        assert [(d.id, d.coder, d.kind) for d, _ in decider.history()] == [(1, "ann", "correct"), (2, "ann", "merge"), (3, "ann", "merge")]
        assert decisions.active(db, sha()) == []
        assert decisions.links(db) == Links()
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            db.execute("UPDATE decision SET coder = 'eve'")
        with pytest.raises(LedgerError, match="taken down"):
            decider.undo(1, coder="ann")


def test_a_report_that_is_taken_down_takes_what_people_wrote_of_it_from_the_file(decider: Decider) -> None:
    decider.correct(key(decider, "e1"), "by", "the Quorl brigade", coder="ann", why="so says Zebulon")
    decider.merge([key(decider, "e1"), key(decider, "e2")], coder="ann")
    purge(decider.store, reports.report_key(sha()))
    decider.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    left = decider.store.path.read_bytes()
    assert [word for word in (b"Quorl", b"Zebulon", b"shelled") if word in left] == []
    assert [(d.kind, d.anchor and d.anchor.words) for d, _ in decider.history()] == [("correct", None), ("merge", None)]
    with pytest.raises(LedgerError, match="it may have been taken down"):
        decider.accept(f"{reports.report_key(sha())}/e1", coder="ann")


def test_a_takedown_of_a_replaced_text_takes_what_was_decided_on_it_from_the_later_one(decider: Decider) -> None:
    decider.correct(key(decider, "e1"), "status", "denied", coder="ann")
    decider.scope(reports.report_key(sha()), "in", coder="ann")
    replace_text(decider.store, 1, longer("Shells fell again. ", sample()))
    rows = "SELECT e.state, e.status, r.scope FROM event e JOIN report r ON r.id = e.report WHERE e.name = 'e1'"
    assert decider.store.db.execute(rows).fetchall() == [("corrected", "denied", "in")]
    purge(decider.store, reports.report_key(sha()))
    assert decider.store.db.execute(rows).fetchall() == [("machine", "happened", None)]
