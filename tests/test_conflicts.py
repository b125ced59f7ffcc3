"""Conflict and agreement: which rows an incident has, between whom, and what they say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from onrecord.knowledge import table
from onrecord.ledger import figures, summaries
from onrecord.ledger.cases import Party
from onrecord.record import Account, Action, Actor, Figure, Link, Mention
from tests.ledgers import database
from tests.tellings import (
    ARMY,
    CAST,
    KARUM,
    MINISTER,
    REBEL,
    REBELS,
    RESIDENTS,
    SARIM,
    UNION,
    conflicts,
    copied,
    day,
    event,
    incident,
    killed,
    put,
    record,
    says,
    shown,
)

GUNMEN = Actor("a8", "gunmen", "armed-group", False, role="UAF")
POLICE = Actor("a9", "Karum police", "police", True, "XKA", "COP", key="XKA/COP")
SOLDIERS = Actor("b1", "12 soldiers", "population", False, role="MIL")
PEOPLE = Actor("b2", "more than 20 people", "population", False, role="CVL")
EVERYBODY = (*CAST, GUNMEN, POLICE, SOLDIERS, PEOPLE)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(database()) as made:
        yield made


def put_in(
    db: sqlite3.Connection, text: str, *accounts: Account, published: str | None = None, publisher: str | None = None, **given: object
) -> int:
    """A report of one event, with everybody in its cast."""
    told = event(*accounts, **given)  # type: ignore[arg-type]
    return put(db, record(text, told, cast=EVERYBODY, published=published, publisher=publisher))


def found(db: sqlite3.Connection, *accounts: Account, **given: object) -> list[tuple[str, str]]:
    """The rows of an incident that one report tells, agreement left out."""
    return [row for row in conflicts(db, incident(db, put_in(db, "A.", *accounts, **given))) if row[0] != "agreement"]


def kinds(db: sqlite3.Connection, row: int) -> list[str]:
    return [kind for kind, _ in conflicts(db, row)]


# ---------------------------------------------------------------- happened or not
def test_a_denial_conflicts_with_what_it_denies(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY), says(REBELS, "denied")) == [("status", "denied by Free Karum Front; happened according to Karum army")]


def test_each_side_that_denies_has_one_row(db: sqlite3.Connection) -> None:
    rows = found(db, says("report"), says(UNION), says(ARMY, "denied"), says(MINISTER, "denied"), says(REBELS, "denied"))
    assert [kind for kind, _ in rows] == ["status", "status"]


@pytest.mark.parametrize("status", ["possible", "conditional", "demanded"])
def test_who_only_holds_it_possible_is_in_no_conflict_with_a_denial(db: sqlite3.Connection, status: str) -> None:
    assert found(db, says(ARMY, status), says(REBELS, "denied")) == []  # type: ignore[arg-type]


def test_a_plan_that_is_denied_conflicts_too(db: sqlite3.Connection) -> None:
    rows = found(db, says(ARMY, "planned"), says(REBELS, "denied"), status="planned")
    assert rows == [("status", "denied by Free Karum Front; planned according to Karum army")]


def test_a_voice_that_cannot_be_named_is_in_no_conflict(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY), says("unknown", "denied")) == []


# ---------------------------------------------------------------- who
def test_another_party_blamed_is_a_conflict(db: sqlite3.Connection) -> None:
    rows = found(db, says(ARMY, by=("a3",)), says(REBELS, by=("a1",)))
    assert rows == [("by", "done by Karum army according to Free Karum Front; by Free Karum Front according to Karum army")]


def test_a_unit_and_its_army_are_no_two_parties(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY, by=("a1",)), says(REBELS, by=("a9",))) == []


def test_gunmen_may_be_anyone(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY, by=("a3",)), says(REBELS, by=("a8",))) == []


def test_that_two_name_different_parties_to_talks_is_no_conflict(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY, by=("a1",)), says(REBELS, by=("a3",)), action=Action("CONSULT")) == []


def test_officials_of_one_side_are_in_no_conflict_on_who_did_it(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY, by=("a3",)), says(MINISTER, by=("a7",))) == []


def test_another_kind_of_act_is_a_conflict(db: sqlite3.Connection) -> None:
    rows = found(db, says(ARMY, action=Action("HARM", "accident")), says(REBELS))
    assert rows == [("action", "assault according to Free Karum Front; harm according to Karum army")]


# ---------------------------------------------------------------- where and when
def test_places_apart_beyond_their_reach_are_a_conflict(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY, at=("p1",)), says(REBELS, at=("p2",))) == [
        ("place", "Sarim according to Free Karum Front; Karum according to Karum army, 101 km apart")
    ]


def test_a_town_and_its_region_are_no_conflict(db: sqlite3.Connection) -> None:
    region = replace(SARIM, id="p3", name="Coast", kind="region", geonames=3, radius_km=300)
    made = record("A.", event(says(ARMY, at=("p1",)), says(REBELS, at=("p3",))), cast=EVERYBODY)
    row = incident(db, put(db, replace(made, places=(KARUM, SARIM, region))))
    assert "place" not in kinds(db, row)


def test_days_apart_beyond_their_precision_are_a_conflict(db: sqlite3.Connection) -> None:
    rows = found(db, says(ARMY, when=day("2019-05-03")), says(REBELS, when=day("2019-05-06")))
    assert rows == [("date", "2019-05-06 according to Free Karum Front; 2019-05-03 according to Karum army")]


def test_days_that_are_open_at_one_end_are_no_conflict(db: sqlite3.Connection) -> None:
    assert found(db, says(ARMY, when=day("2019-05-03")), says(REBELS, when=day(None, "2019-05-06"))) == []


# ---------------------------------------------------------------- figures
def test_figures_of_two_voices_that_do_not_meet_are_a_conflict(db: sqlite3.Connection) -> None:
    rows = found(db, says(ARMY, figures=(killed(12),)), says(REBELS, figures=(killed(21),)))
    assert rows == [("figures", "killed: 21 according to Free Karum Front; 12 according to Karum army")]


def test_two_bodies_of_one_side_can_differ_on_a_figure(db: sqlite3.Connection) -> None:
    assert [kind for kind, _ in found(db, says(ARMY, figures=(killed(12),)), says(POLICE, figures=(killed(21),)))] == ["figures"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (Figure("killed", low=12), killed(15)),  # at least 12
        (Figure("killed", best=40), killed(43)),  # about 40
        (killed(3, 5), killed(4)),
        (killed(12), Figure("injured", None, 21, 21, 21)),
        (killed(12, of="b1"), killed(21, of="b2")),  # soldiers, and people
    ],
)
def test_figures_that_can_both_be_true_are_no_conflict(db: sqlite3.Connection, one: Figure, two: Figure) -> None:
    assert found(db, says(ARMY, figures=(one,)), says(REBELS, figures=(two,))) == []


def test_people_of_any_kind_are_the_same_people(db: sqlite3.Connection) -> None:
    assert [kind for kind, _ in found(db, says(ARMY, figures=(killed(12),)), says(REBELS, figures=(killed(21, of="b2"),)))] == ["figures"]


def two_tolls(db: sqlite3.Connection, first: str | None, second: str | None, later: Actor = ARMY) -> list[str]:
    """The rows of two reports with two figures, by the days of the reports."""
    one = put_in(db, "A.", says(ARMY, figures=(killed(12),)), published=first, publisher="Bell")
    two = put_in(db, "B.", says(later, figures=(killed(21),)), published=second, publisher="Lantern")
    return [kind for kind in kinds(db, incident(db, one, two)) if kind != "agreement"]


def test_a_later_figure_of_the_same_voice_is_a_revision_and_no_conflict(db: sqlite3.Connection) -> None:
    assert two_tolls(db, "2019-05-03", "2019-05-06") == ["revision"]
    assert db.execute("SELECT conflicts FROM incident").fetchone() == (0,)


def test_a_revision_says_which_figure_is_the_later_one(db: sqlite3.Connection) -> None:
    one = put_in(db, "B.", says(ARMY, figures=(killed(21),)), published="2019-05-06")
    two = put_in(db, "A.", says(ARMY, figures=(killed(12),)), published="2019-05-03")
    assert ("revision", "killed, according to Karum army: 12, and later 21") in conflicts(db, incident(db, one, two))


def test_two_figures_of_one_voice_on_one_day_cannot_be_told_apart(db: sqlite3.Connection) -> None:
    assert two_tolls(db, "2019-05-03", "2019-05-03") == ["figures"]


def test_hours_tell_which_figure_is_the_later_one(db: sqlite3.Connection) -> None:
    assert two_tolls(db, "2019-05-03T08:00:00+00:00", "2019-05-03T12:00:00+00:00") == ["revision"]


@pytest.mark.parametrize(
    ("second", "rows"), [("2019-05-03", ["figures"]), ("2019-05-04", ["figures"]), ("2019-05-08", []), (None, ["figures"])]
)
def test_figures_of_two_times_are_not_compared(db: sqlite3.Connection, second: str | None, rows: list[str]) -> None:
    assert two_tolls(db, "2019-05-03", second, REBELS) == rows


def test_a_near_copy_with_a_changed_number_is_a_copy_and_a_conflict(db: sqlite3.Connection) -> None:
    origin = put_in(db, "12.", says("report", figures=(killed(12),)), published="2019-05-03", publisher="Wire")
    copy = put_in(db, "21.", says("report", figures=(killed(21),)), published="2019-05-04", publisher="Bell")
    copied(db, copy, origin)
    row = incident(db, origin, copy)
    assert shown(db, row, "texts", "voices", "conflicts") == (1, 1, 1)
    assert conflicts(db, row) == [("figures", "killed: 12 in Wire, 21 in Bell, of which one is a copy of the other")]


# ---------------------------------------------------------------- agreement
def agreed(db: sqlite3.Connection, *accounts: Account, **given: object) -> list[str]:
    """The fields on which an incident's voices agree."""
    row = incident(db, put_in(db, "A.", *accounts, **given))
    return [field for (field,) in db.execute("SELECT field FROM conflict WHERE incident = ? AND kind = 'agreement' ORDER BY id", (row,))]


def test_two_sides_agree_field_by_field(db: sqlite3.Connection) -> None:
    given = {"by": ("a7",), "at": ("p1",), "when": day("2019-05-03")}
    assert agreed(db, says(ARMY, **given), says(REBELS, **given), by=[UNION]) == ["at", "by", "status", "when"]


@pytest.mark.parametrize(
    "accounts",
    [
        (says(ARMY), says(MINISTER)),  # one side
        (says(REBELS), says(REBEL)),
        (says(ARMY), says("unknown")),
        (says(ARMY), says(REBELS, "denied")),
        (says(ARMY, "planned"), says(REBELS)),
    ],
)
def test_what_is_no_agreement(db: sqlite3.Connection, accounts: tuple[Account, ...]) -> None:
    assert agreed(db, *accounts) == []


def test_what_a_side_says_of_its_own_act_agrees_with_nobody_on_who_did_it(db: sqlite3.Connection) -> None:
    claim = (says(REBELS, by=("a3",)), says("report", by=("a3",)))
    assert agreed(db, *claim, by=[REBELS]) == ["status"]


def test_the_same_figure_in_two_texts_is_agreement_and_in_a_copy_is_not(db: sqlite3.Connection) -> None:
    one = put_in(db, "A.", says("report", figures=(killed(12),)), published="2019-05-03", publisher="Bell")
    two = put_in(db, "B.", says("report", figures=(killed(12, of="b2"),)), published="2019-05-04", publisher="Lantern")
    assert ("agreement", "Bell and Lantern agree: 12 killed") in conflicts(db, incident(db, one, two))
    copied(db, two, one)
    summaries.update(db, {1})
    assert conflicts(db, 1) == []


# ---------------------------------------------------------------- tension
def test_tension_within_a_report_is_a_row_of_both_incidents(db: sqlite3.Connection) -> None:
    text = "The army left Karum. It will go on operating there."
    left = replace(
        event(says(ARMY), action=Action("RETREAT", "withdraw"), by=[ARMY], trigger=(9, 13)), links=(Link("tension", "e2", (24, 51)),)
    )
    stays = event(says(ARMY, "ongoing"), action=Action("MOBILIZE", "troops"), status="ongoing", by=[ARMY], id_="e2", trigger=(35, 44))
    made = record(text, left, stays, publisher="Bell")
    report = put(db, replace(made, sentences=((0, 20), (21, len(text)))))
    db.execute("UPDATE sentence SET stop = 20 WHERE report = ?", (report,))
    db.execute(
        "INSERT INTO sentence (report, n, start, stop, words, own, origin) VALUES (?, 1, 21, ?, 9, 9, ?)", (report, len(text), report)
    )
    one, two = incident(db, report), incident(db, report, name="e2")
    summaries.update(db, {one})
    why = "“The army left Karum.” against “It will go on operating there.”, both in Bell"
    assert conflicts(db, one) == conflicts(db, two) == [("tension", why)]
    assert shown(db, one, "conflicts") == shown(db, two, "conflicts") == (1,)


# ---------------------------------------------------------------- rows
def test_rows_hold_both_values_and_both_accounts(db: sqlite3.Connection) -> None:
    incident(db, put_in(db, "A.", says(ARMY, figures=(killed(12),)), says(REBELS, figures=(killed(21),))))
    what, a, b = db.execute(
        "SELECT what, x.voice, y.voice FROM conflict JOIN account x ON x.id = a JOIN account y ON y.id = b WHERE kind = 'figures'"
    ).fetchone()
    assert (json.loads(what)["a"], json.loads(what)["b"], a, b) == ("21", "12", "a3", "a1")


def test_many_who_say_the_same_make_few_rows(db: sqlite3.Connection) -> None:
    reports = [put_in(db, f"{n}.", says("report", figures=(killed(12),)), publisher=f"Paper {n}") for n in range(30)]
    reports.append(put_in(db, "No.", says(REBELS, "denied"), says(ARMY, figures=(killed(21),)), publisher="Bell"))
    row = incident(db, *reports)
    assert kinds(db, row).count("status") == 1
    assert kinds(db, row).count("figures") == 1


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("more than 135 thousand civilians besieged in the east", "civilian"),
        ("12 people", ""),
        ("four members of the security forces", "member"),
        ("residents", "resident"),
        ("bodies", ""),
    ],
)
def test_who_is_counted(name: str, who: str) -> None:
    assert figures.people(Party(1, name, "population", False, "")) == who


def test_words_for_people_of_any_kind_are_listed_once() -> None:
    words = [row["word"] for row in table("people_words")]
    assert len(words) == len(set(words))


def test_a_residents_word_and_the_armys_may_differ_on_the_day(db: sqlite3.Connection) -> None:
    rows = found(db, says(RESIDENTS, when=day("2019-05-01")), says(ARMY, when=day("2019-05-03")))
    assert [kind for kind, _ in rows] == ["date"]


def test_a_denied_mention_within_an_event_is_told_by_its_account(db: sqlite3.Connection) -> None:
    told = replace(event(says(ARMY), says(REBEL, "denied")), mentions=(Mention((0, 1), "happened"), Mention((1, 2), "denied")))
    row = incident(db, put(db, record("A.", told)))
    assert shown(db, row, "status", "voices", "denied", "conflicts") == ("happened", 1, 1, 1)
