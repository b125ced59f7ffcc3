"""Incidents as they are shown: by key, with whose words they are, and all of them one after the other."""

from __future__ import annotations

import json
import sqlite3
import tracemalloc
from collections.abc import Iterator

import pytest

from onrecord.errors import LedgerError
from onrecord.ledger import facets, showing
from onrecord.ledger.filters import Filter
from onrecord.ledger.showing import incident, incidents
from onrecord.ledger.views import Days, Incident
from onrecord.record import REPORT, Account
from tests import karum, tellings
from tests.karum import Ledger
from tests.ledgers import database, insert
from tests.tellings import UNION


@pytest.fixture
def made() -> Iterator[tuple[sqlite3.Connection, Ledger]]:
    db = database()
    yield db, karum.write(db)
    db.close()


def shown(made: tuple[sqlite3.Connection, Ledger], name: str) -> Incident:
    db, ledger = made
    return incident(db, karum.key(db, ledger.incidents[name]))


# ---------------------------------------------------------------- whole
def test_an_incident_says_what_it_is_and_how_many_tell_it(made: tuple[sqlite3.Connection, Ledger]) -> None:
    one = shown(made, "withdrawal")
    assert (one.type, one.mode, one.status, one.scale) == ("RETREAT", "withdraw", "happened", "incident")
    assert one.days == Days("2024-04-07", "2024-04-07")
    assert one.site is not None
    assert (one.site.name, one.site.country, one.site.lat) == ("Karum", "XKA", 1.5)
    assert [party.key for party in one.by] == ["XKA/MIL"]
    assert (one.reports, one.texts, one.voices, one.own_voice, one.denied) == (3, 2, 2, True, 0)


def test_tellings_come_in_the_order_of_publication_and_copies_name_their_origin(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    tribune, courier, herald = shown(made, "withdrawal").tellings
    assert [t.publisher for t in (tribune, courier, herald)] == ["The Tribune", "The Courier", "The Herald"]
    assert (tribune.copy_of, courier.copy_of, herald.copy_of) == (None, None, karum.report_key(db, ledger.reports["tribune"]))
    assert tribune.title == "Army out of Karum"
    assert courier.address == "https://courier.example/1"


def test_a_telling_quotes_its_sentence(made: tuple[sqlite3.Connection, Ledger]) -> None:
    for one in shown(made, "withdrawal").tellings:
        text = karum.COURIER if one.publisher == "The Courier" else karum.TRIBUNE
        assert text[slice(*one.trigger)] == "left"
        assert text[slice(*one.sentence_span)] == one.sentence


def test_a_part_copy_names_the_report_whose_sentence_it_has(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    db.execute("UPDATE event SET origin = ? WHERE report = ?", (ledger.reports["herald"], ledger.reports["courier"]))
    assert shown(made, "withdrawal").tellings[1].copy_of == karum.report_key(
        db, ledger.reports["tribune"]
    )  # the herald's text is the tribune's


def test_accounts_have_the_words_of_their_statements(made: tuple[sqlite3.Connection, Ledger]) -> None:
    minister, courier, again = shown(made, "withdrawal").accounts
    assert (minister.name, minister.words) == ("Ada Lind", "The Karum army has left Karum … “We pulled out all our troops on Sunday,”")
    assert [karum.TRIBUNE[slice(*span)] for span in minister.spans] == minister.words.split(" … ")
    assert minister.relays == ("Radio North",)
    assert (courier.voice, courier.name, courier.words) == ("report", "The Courier", "The last soldiers left Karum on Sunday.")
    assert (again.name, again.report) == ("Ada Lind", shown(made, "withdrawal").tellings[2].report)


def test_accounts_say_what_each_voice_gives(made: tuple[sqlite3.Connection, Ledger]) -> None:
    minister, courier, _ = shown(made, "withdrawal").accounts
    assert minister.says.by is not None
    assert [party.name for party in minister.says.by] == ["Karum army"]
    assert minister.says.days == Days("2024-04-07", "2024-04-07", "stated")
    assert minister.says.at is None
    assert courier.says.at is not None
    assert [site.name for site in courier.says.at] == ["Karum"]


def test_figures_belong_to_their_voices(made: tuple[sqlite3.Connection, Ledger]) -> None:
    one = shown(made, "strike")
    by_number = {account.id: account.name for account in one.accounts}
    assert [(by_number[f.account or 0], f.effect, f.low) for f in one.figures] == [
        ("Karum army", "killed", 3),
        ("Dockers' Union", "killed", 12),
    ]
    assert {account.name: [f.low for f in account.figures] for account in one.accounts} == {
        "The Tribune": [], "Dockers' Union": [12], "Karum army": [3],
    }  # fmt: skip


def test_conflicts_name_accounts_of_the_incident(made: tuple[sqlite3.Connection, Ledger]) -> None:
    one = shown(made, "strike")
    by_number = {account.id: account.name for account in one.accounts}
    conflict = next(c for c in one.conflicts if c.kind == "figures")
    assert {by_number[conflict.a or 0], by_number[conflict.b or 0]} == {"Dockers' Union", "Karum army"}
    assert "12" in conflict.why
    assert [c.kind for c in one.conflicts] == ["figures", "agreement"]  # what matters first


def test_a_tension_with_another_incident_has_one_account_here(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    here, there = (
        db.execute(
            "SELECT a.id FROM account a JOIN event e ON e.id = a.event WHERE e.incident = ? LIMIT 1", (ledger.incidents[name],)
        ).fetchone()[0]
        for name in ("vow", "war")
    )
    insert(db, "conflict", incident=ledger.incidents["vow"], kind="tension", a=here, b=there, what=json.dumps({"why": "they pull apart"}))
    (found,) = shown(made, "vow").conflicts
    assert (found.a, found.b, found.why) == (1, None, "they pull apart")


def test_outcomes_are_shown_on_both_sides(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    vow, left = ledger.incidents["vow"], ledger.incidents["withdrawal"]
    insert(db, "outcome", expected=vow, incident=left, score=0.7, why="the same act, some weeks later")
    assert [o.incident for o in shown(made, "vow").outcomes] == [karum.key(db, left)]
    assert [o.expected for o in shown(made, "withdrawal").expected] == [karum.key(db, vow)]
    assert shown(made, "vow").expected == shown(made, "withdrawal").outcomes == ()


def test_what_an_event_is_about(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    threat, war = (db.execute("SELECT id, key FROM event WHERE report = ?", (ledger.reports[name],)).fetchone() for name in ("vow", "war"))
    insert(db, "event_link", event=threat[0], kind="about", other=war[0])
    assert shown(made, "vow").tellings[0].about == (war[1],)
    assert shown(made, "war").tellings[0].about_it == (threat[1],)


def test_further_places_have_their_parts(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    (event,) = db.execute("SELECT id FROM event WHERE report = ?", (ledger.reports["vow"],)).fetchone()
    for part, place in (("at", "Sarim"), ("from", "the hills"), ("destination", "the coast")):
        insert(db, "event_place", event=event, part=part, place=place)
    one = shown(made, "vow").tellings[0]
    assert [[site.name for site in sites] for sites in (one.at, one.origin, one.destination)] == [
        ["Karum", "Sarim"],
        ["the hills"],
        ["the coast"],
    ]


def test_merged_parties_are_read_as_one(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = made
    front, army = (db.execute("SELECT id FROM party WHERE key = ?", (key,)).fetchone()[0] for key in ("XKA/REB/FRONT", "XKA/MIL"))
    db.execute("UPDATE party SET same_as = ? WHERE id = ?", (army, front))
    assert [party.key for party in shown(made, "war").by] == ["XKA/MIL"]
    assert shown(made, "vow").accounts[0].name == "Karum army"


def test_a_party_names_its_body(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = made
    minister, army = (db.execute("SELECT id FROM party WHERE key = ?", (key,)).fetchone()[0] for key in ("name/person/ada lind", "XKA/MIL"))
    db.execute("UPDATE party SET member_of = ? WHERE id = ?", (army, minister))
    party = shown(made, "withdrawal").accounts[0].party
    assert party is not None
    assert party.member_of == "XKA/MIL"


def test_what_does_not_count_is_not_among_the_tellings(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    db.execute("UPDATE event SET state = 'rejected' WHERE report = ?", (ledger.reports["tribune"],))
    db.execute("UPDATE report SET replaced_by = 1 WHERE id = ?", (ledger.reports["herald"],))
    one = shown(made, "withdrawal")
    assert [t.publisher for t in one.tellings] == ["The Courier"]
    assert [a.name for a in one.accounts] == ["The Courier"]


# ---------------------------------------------------------------- keys
def test_an_incident_is_found_by_the_key_of_an_event_and_by_a_beginning(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    key = karum.key(db, ledger.incidents["strike"])
    (event,) = db.execute("SELECT key FROM event WHERE report = ?", (ledger.reports["strike"],)).fetchone()
    assert incident(db, event).key == incident(db, key[:6]).key == incident(db, f" {key.upper()} ").key == key


def test_a_key_that_moved_leads_on(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    old, now = ledger.incidents["vow"], ledger.incidents["withdrawal"]
    key = karum.key(db, old)
    db.execute("UPDATE event SET incident = ? WHERE incident = ?", (now, old))
    db.execute("UPDATE incident SET moved_to = ? WHERE id = ?", (now, old))
    assert incident(db, key).key == karum.key(db, now)
    assert len(incident(db, key).tellings) == 4


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("i00000", "no such incident in the ledger; near: iv1749"),
        ("vffffffffffff", "no such incident in the ledger; near: vd2a0"),
        ("i", "no such incident"),
        ("iv", "several begin so"),
        ("", "no such incident"),
        ("%", "no such incident"),
        ("i'; DROP TABLE event;--", "no such incident"),
        ("r5432ab1a9626", "the key of a report; its incidents: onrecord find --report r5432ab1a9626"),
    ],
)
def test_a_key_that_is_not_known_is_said(made: tuple[sqlite3.Connection, Ledger], key: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        incident(made[0], key)


def test_a_beginning_of_several_keys_is_said(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    db.execute("UPDATE incident SET key = 'iabc1' WHERE id = ?", (ledger.incidents["vow"],))
    db.execute("UPDATE incident SET key = 'iabc12' WHERE id = ?", (ledger.incidents["war"],))
    assert incident(db, "iabc1").key == "iabc1"
    with pytest.raises(LedgerError, match="several begin so: iabc1, iabc12; give more"):
        incident(db, "iabc")


def test_an_incident_of_which_nothing_is_left_is_said(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, ledger = made
    db.execute("UPDATE event SET state = 'rejected' WHERE report = ?", (ledger.reports["strike"],))
    with pytest.raises(LedgerError, match="nothing of it is shown any more"):
        shown(made, "strike")
    (event,) = db.execute("SELECT key FROM event WHERE report = ?", (ledger.reports["strike"],)).fetchone()
    db.execute("UPDATE event SET incident = NULL WHERE key = ?", (event,))
    with pytest.raises(LedgerError, match="is of no incident"):
        incident(db, event)


# ---------------------------------------------------------------- all of them
def test_all_incidents_come_oldest_first_and_those_without_a_day_last(
    made: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "_BATCH", 2)
    db, ledger = made
    expected = [karum.key(db, ledger.incidents[name]) for name in ("war", "withdrawal", "strike", "vow", "march")]
    assert [one.key for one in incidents(db)] == expected
    assert [one.key for one in incidents(db, Filter(actor="Karum army"))] == expected[:3]


def test_an_incident_is_the_same_alone_and_among_others(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = made
    assert all(one == incident(db, one.key) for one in incidents(db))


def test_row_numbers_change_nothing(made: tuple[sqlite3.Connection, Ledger]) -> None:
    """Another ledger, in which a report came before, so that all rows have other numbers."""
    db, _ = made
    other = database()
    text = "Nobody marched."
    karum.put(other, text, karum.event(text, "marched", karum.DEMO, Account(REPORT, "denied"), by=(UNION,)))
    karum.write(other)
    assert other.execute("SELECT min(id) FROM account WHERE event > 1").fetchone()[0] > 1
    assert list(incidents(other)) == list(incidents(db))
    other.close()


def test_few_queries_read_many(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = made
    counted: list[str] = []
    db.set_trace_callback(lambda statement: counted.append(statement) if statement.lstrip().startswith(("SELECT", "WITH")) else None)
    assert len(list(incidents(db))) == 5
    db.set_trace_callback(None)
    assert len(counted) <= 25


def test_however_many_incidents_there_are_few_are_held(made: tuple[sqlite3.Connection, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    """120 incidents with sentences of 30,000 characters, as an export takes them: a batch of them is in memory, and never all."""
    db, _ = made
    for n in range(120):
        text = f"Dockers marched in Sarim, {n} of them, " + "and sang " * 3_300
        report = karum.put(db, text, karum.event(text, "marched", karum.DEMO, Account(REPORT, "happened"), by=(UNION,), at=("p2",)))
        facets.update(db, [tellings.incident(db, report)])
    monkeypatch.setattr(showing, "_BATCH", 10)
    assert len(next(incidents(db)).tellings[0].sentence) < 30_000  # what is loaded once is loaded
    tracemalloc.start()
    try:
        length = sum(len(telling.sentence) for one in incidents(db) for telling in one.tellings)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length > 120 * 29_000
    assert peak < 2_000_000


def test_incidents_of_a_ledger_without_any(made: tuple[sqlite3.Connection, Ledger]) -> None:
    db, _ = made
    db.execute("UPDATE event SET incident = NULL")
    facets.rebuild(db)
    assert list(incidents(db)) == []
