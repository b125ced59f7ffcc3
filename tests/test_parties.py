"""Parties: who is who across reports, whatever order they come in, and whose word it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from onrecord.errors import LedgerError
from onrecord.knowledge import table
from onrecord.ledger import parties, sides, summaries
from onrecord.ledger.identity import identity, person_name
from onrecord.ledger.party_names import MOST
from onrecord.ledger.sides import Speaker
from onrecord.record import Actor, Record
from tests.ledgers import database
from tests.tellings import (
    ARMY,
    CAST,
    MINISTER,
    OFFICIAL,
    REBEL,
    REBELS,
    RESIDENTS,
    UNION,
    conflicts,
    event,
    incident,
    put,
    record,
    says,
    shown,
    tell,
    write,
)

HOME = "r0123456789ab"


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(database()) as made:
        yield made


def rows(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """All parties, in words that do not depend on row numbers."""
    query = (
        "SELECT p.key, p.name, p.kind, p.named, p.country, p.role, p.side, m.key, s.key FROM party p "
        "LEFT JOIN party m ON m.id = p.member_of LEFT JOIN party s ON s.id = p.same_as ORDER BY p.key"
    )
    return db.execute(query).fetchall()


def party(db: sqlite3.Connection, key: str) -> int:
    return int(db.execute("SELECT id FROM party WHERE key = ?", (key,)).fetchone()[0])


def column(db: sqlite3.Connection, key: str, name: str) -> object:
    return db.execute(f"SELECT {name} FROM party WHERE key = ?", (key,)).fetchone()[0]


def cast(text: str, *actors: Actor, **given: str | None) -> Record:
    return record(text, cast=actors, **given)


# ---------------------------------------------------------------- identity
@pytest.mark.parametrize(
    ("actor", "key"),
    [
        (ARMY, "XKA/MIL"),
        (MINISTER, "name/person/ada lind"),
        (Actor("a1", "Defence Minister Ada Lind", "person", True), "name/person/ada lind"),
        (Actor("a1", "Trump", "person", True), "name/person/trump"),
        (Actor("a1", "Donald Trump", "person", True), "name/person/donald trump"),
        (Actor("a1", "Speaker", "person", True), f"{HOME}/a1"),
        (Actor("a1", "Maria", "person", True), f"{HOME}/a1"),
        (Actor("a1", "The Dockers’ League", "organisation", True), "name/body/dockers league"),
        (Actor("a1", "Dockers’ League", "party", True), "name/body/dockers league"),
        (Actor("a1", "People's Party", "party", True), "name/body/people's party"),
        (Actor("a1", "People’s Party", "party", True), "name/body/people's party"),
        (Actor("a1", "Société Générale", "company", True), "name/body/societe generale"),
        (Actor("a1", "army official", "unnamed-person", False), f"{HOME}/a1"),
        (Actor("a1", "police", "police", False, "XKA", "COP", key="XKA/COP"), "XKA/COP"),
        (Actor("a1", "...", "organisation", True), f"{HOME}/a1"),
    ],
)
def test_a_party_is_known_by_its_key_else_its_name_else_its_report(actor: Actor, key: str) -> None:
    assert identity(actor, HOME) == key


def test_titles_are_no_part_of_a_name() -> None:
    assert person_name("Lt. Gen. Olaf Lind") == person_name("olaf  LIND") == "olaf lind"


def test_one_name_is_one_party_in_all_reports(db: sqlite3.Connection) -> None:
    one = parties.assign(db, put(db, cast("A.", MINISTER)), cast("A.", MINISTER))
    two = parties.assign(db, put(db, cast("B.", replace(MINISTER, id="a9", name="ADA LIND"))), cast("B.", replace(MINISTER, id="a9")))
    assert one["a2"] == two["a9"]


def test_unnamed_people_stay_with_their_report(db: sqlite3.Connection) -> None:
    put(db, cast("A.", RESIDENTS))
    put(db, cast("B.", RESIDENTS))
    assert db.execute("SELECT count(*) FROM party WHERE name = 'residents'").fetchone() == (2,)


def test_unnamed_people_roll_up_to_the_body_that_they_belong_to(db: sqlite3.Connection) -> None:
    put(db, cast("A.", REBELS, REBEL))
    body = db.execute("SELECT m.key FROM party p JOIN party m ON m.id = p.member_of WHERE p.name = 'rebel spokesman'").fetchone()
    assert body == ("XKA/REB/FRONT",)


# ---------------------------------------------------------------- what a row says
SEVERAL = (
    cast("One.", MINISTER, ARMY, publisher="Lantern"),
    cast("Two.", replace(MINISTER, country=None, role=None), publisher="Courier"),
    cast("Three.", replace(MINISTER, country="XKB", member_of="a1"), ARMY, publisher="Herald"),
    cast("Four.", replace(MINISTER, country="XKA", name="Ada LIND"), Actor("a8", "Lind", "person", True), publisher="Post"),
    cast("Five.", replace(MINISTER, kind="unknown", country=None, member_of="a3"), REBELS, publisher="Bell"),
)


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_the_order_of_reports_does_not_matter(order: tuple[int, ...]) -> None:
    with closing(database()) as first, closing(database()) as second:
        for made in SEVERAL:
            put(first, made)
        for n in order:
            put(second, SEVERAL[n])
        assert rows(first) == rows(second)


def test_each_field_is_what_most_reports_give(db: sqlite3.Connection) -> None:
    for made in SEVERAL:
        put(db, made)
    assert [column(db, "name/person/ada lind", name) for name in ("name", "country", "role", "kind")] == [
        "Ada Lind",
        "XKA",
        "GOV",
        "person",
    ]


def test_a_report_read_again_replaces_what_it_gave(db: sqlite3.Connection) -> None:
    report = put(db, cast("A.", replace(MINISTER, country="XKB")))
    write(db, report, cast("A.", MINISTER))
    assert column(db, "name/person/ada lind", "country") == "XKA"
    assert db.execute("SELECT max(actors) FROM party_gave").fetchone() == (1,)


def test_a_party_goes_with_the_last_report_that_names_it(db: sqlite3.Connection) -> None:
    put(db, cast("A.", ARMY))
    before = rows(db)
    gone = put(db, cast("B.", ARMY, REBELS, REBEL, RESIDENTS))
    parties.remove(db, gone)
    parties.sweep(db)
    assert rows(db) == before
    assert db.execute("SELECT count(*) FROM actor WHERE report = ?", (gone,)).fetchone() == (0,)


def test_what_goes_is_what_came(db: sqlite3.Connection) -> None:
    put(db, SEVERAL[0])
    before = rows(db)
    added = [put(db, made) for made in SEVERAL[1:]]
    for report in added:
        parties.remove(db, report)
    parties.sweep(db)
    assert rows(db) == before


# ---------------------------------------------------------------- sides
@pytest.mark.parametrize(
    ("speaker", "body", "side"),
    [
        (Speaker("XKA", "Karum", "state", True, "XKA", "GOV"), None, "state/XKA"),
        (Speaker("XKA/MIL", "army", "military", True, "XKA", "MIL"), None, "state/XKA"),
        (Speaker("r/a1", "army spokesman", "unnamed-person", False, role="MIL"), ("military", "state/XKA"), "state/XKA"),
        (Speaker("r/a1", "official", "unnamed-person", False, "XKA", "GOV"), None, "state/XKA"),
        (Speaker("r/a1", "official", "unnamed-person", False, role="GOV"), None, "state/?"),
        (Speaker("r/a1", "official", "unnamed-person", False, "XKA", "GOV"), ("military", "state/?"), "state/XKA"),
        (Speaker("r/a1", "Front official", "unnamed-person", False, role="GOV"), ("armed-group", "armed-group/F"), "armed-group/F"),
        (Speaker("r/a1", "Front member", "unnamed-person", False), ("armed-group", "armed-group/F"), "armed-group/F"),
        (Speaker("r/a1", "citizen", "unnamed-person", False, "XKA", "CVL", HOME), ("state", "state/XKA"), f"people/{HOME}"),
        (Speaker("F", "Front", "armed-group", True), None, "armed-group/F"),
        (Speaker("r/a1", "rebels", "armed-group", False, home=HOME), None, "armed-group/?"),
        (Speaker("U", "Union", "organisation", True, "XKA", "LAB"), ("state", "state/XKA"), "organisation/U"),
        (Speaker("UNO/WORLD-FOOD-PROGRAMME", "WFP", "organisation", True, role="UNO"), None, "organisation/UNO"),
        (Speaker("GBR/JRN/BBC", "BBC", "media", True, "GBR", "JRN"), ("state", "state/GBR"), "media/GBR/JRN/BBC"),
        (Speaker("name/body/the bell", "The Bell", "media", True), None, "media/bell"),
        (Speaker("r/a1", "local media", "media", False, home=HOME), ("state", "state/XKA"), "media/?"),
        (Speaker("r/a1", "Karum state television", "media", False, "XKA", "JRN", HOME), ("state", "state/XKA"), "state/XKA"),
        (Speaker("name/person/ada lind", "Ada Lind", "person", True), None, "person/lind"),
        (Speaker("name/person/ada lind", "Ada Lind", "person", True, None, "CVL"), ("organisation", "organisation/U"), "organisation/U"),
    ],
)
def test_whose_word_it_is(speaker: Speaker, body: tuple[str, str] | None, side: str) -> None:
    assert sides.side(speaker, body) == side


def test_state_media_speak_for_their_state_and_public_ones_for_themselves() -> None:
    assert sides.side(Speaker("RUS/JRN/TASS", "TASS", "media", True, "RUS", "JRN")) == "state/RUS" == sides.outlet("TASS")
    assert sides.side(Speaker("LBN/JRN/AL-MANAR", "Al-Manar", "media", True, "LBN", "JRN")) == "armed-group/LBN/REB/HEZBOLLAH"
    assert sides.outlet("BBC").startswith("media/")


def test_the_table_of_sides_knows_its_bodies() -> None:
    known = {row["key"]: row["kind"] for row in table("organisations")}
    made = {"PSE/GOV/HEALTH-MINISTRY"}  # as the reader makes it of a country and a branch
    assert not [row["key"] for row in table("sides") if row["key"] not in known.keys() | made]
    bodies = [row["side"].partition("/")[2] for row in table("sides") if not row["side"].startswith("state/")]
    assert all(key in known for key in bodies)


def test_an_outlet_is_known_by_any_of_its_names() -> None:
    assert (
        sides.outlet("Agence France-Presse")
        == sides.outlet("AFP")
        == sides.side(Speaker("FRA/JRN/AGENCE-FRANCE-PRESSE", "Agence France-Presse", "media", True))
    )
    assert sides.outlet("The Harbour Courier") == sides.outlet("harbour courier")
    assert sides.outlet("www.bbc.com") == sides.outlet("BBC")


def test_what_is_learned_of_a_party_later_reaches_its_earlier_word(db: sqlite3.Connection) -> None:
    vague = replace(MINISTER, country=None)
    told = put(db, record("A.", event(says(vague), says(REBELS)), cast=(vague, REBELS)))
    row = incident(db, told)
    assert db.execute("SELECT side FROM account WHERE voice = 'a2'").fetchone() == ("state/?",)
    other = put(db, record("B.", event(says(ARMY)), cast=(MINISTER, ARMY)))
    db.execute("UPDATE event SET incident = ? WHERE report = ?", (row, other))
    summaries.update(db, [])  # the row's new side alone makes it count anew
    assert db.execute("SELECT side FROM account WHERE voice = 'a2'").fetchone() == ("state/XKA",)
    assert shown(db, row, "voices", "reports") == (2, 2)


def test_what_is_learned_of_who_acted_reaches_the_conflicts_about_it(db: sqlite3.Connection) -> None:
    vague = Actor("a2", "Ada Lind", "person", True, role="GOV")
    accounts = (says(REBELS, by=("a2",)), says(UNION, by=("a1",)), says(RESIDENTS, by=("a3",)))
    told = put(db, record("A.", event(*accounts, by=[REBELS]), cast=(vague, ARMY, REBELS, UNION, RESIDENTS)))
    row = incident(db, told)
    assert [kind for kind, _ in conflicts(db, row)].count("by") == 1  # the official may be the army's
    put(db, cast("B.", replace(MINISTER, country="XKB")))
    summaries.update(db, [])
    assert [kind for kind, _ in conflicts(db, row)].count("by") == 3


def test_a_bare_surname_takes_the_side_of_those_who_share_it_and_stays_a_party_of_its_own(db: sqlite3.Connection) -> None:
    bare = Actor("a1", "Lind", "person", True)
    put(db, cast("A.", bare))
    assert column(db, "name/person/lind", "side") == "person/lind"
    put(db, cast("B.", MINISTER))
    assert column(db, "name/person/lind", "side") == "state/XKA"
    assert party(db, "name/person/lind") != party(db, "name/person/ada lind")
    other = put(db, cast("C.", Actor("a1", "Olaf Lind", "person", True, "XKB", "GOV")))
    assert column(db, "name/person/lind", "side") == "person/lind"
    parties.remove(db, other)
    parties.sweep(db)
    assert column(db, "name/person/lind", "side") == "state/XKA"


def test_members_of_a_ring_still_have_a_side(db: sqlite3.Connection) -> None:
    put(db, cast("A.", replace(REBELS, member_of="a7"), Actor("a7", "Council", "organisation", True, member_of="a3")))
    assert all(side for (side,) in db.execute("SELECT side FROM party"))


# ---------------------------------------------------------------- a person's merges
def test_a_merge_is_read_through_and_undone(db: sqlite3.Connection) -> None:
    report = tell(db, "A.", says(MINISTER), says(REBEL))
    row = incident(db, report)
    before = rows(db)
    minister, front = party(db, "name/person/ada lind"), party(db, "XKA/REB/FRONT")
    events = parties.merge(db, front, minister)
    summaries.update(db, [])
    assert events == {e for (e,) in db.execute("SELECT id FROM event")}
    assert parties.root(db, minister) == front == parties.merged(db)[minister]
    assert column(db, "name/person/ada lind", "side") == "armed-group/XKA/REB/FRONT"
    assert shown(db, row, "voices") == (1,)
    assert parties.unmerge(db, minister) == events
    summaries.update(db, [])
    assert rows(db) == before
    assert shown(db, row, "voices") == (2,)


def test_merging_twice_or_in_a_ring_changes_nothing_more(db: sqlite3.Connection) -> None:
    put(db, cast("A.", *CAST))
    a, b, c = (party(db, key) for key in ("XKA/MIL", "XKA/REB/FRONT", "XKA/LAB/DOCKERS"))
    parties.merge(db, a, b)
    parties.merge(db, b, c)
    assert parties.merge(db, c, a) == set()
    assert parties.merged(db) == {b: a, c: a}


# ---------------------------------------------------------------- the user's table
def names_file(folder: Path, text: str) -> Path:
    path = folder / "names.csv"
    path.write_bytes(text.encode("utf-8"))
    return path


def test_the_users_table_comes_first(db: sqlite3.Connection, tmp_path: Path) -> None:
    loaded = parties.load_names(db, names_file(tmp_path, "name,key,kind,country,role\nAda Lind,LIND,person,XKB,GOV\nKarum Army,MY/ARMY\n"))
    assert (loaded.rows, loaded.problems) == (2, ())
    put(db, cast("A.", MINISTER, ARMY))
    assert column(db, "LIND", "country") == "XKB"
    assert column(db, "LIND", "side") == "state/XKB"
    assert {key for (key,) in db.execute("SELECT key FROM party")} == {"LIND", "MY/ARMY"}


def test_loading_names_tells_which_reports_to_derive_anew(db: sqlite3.Connection, tmp_path: Path) -> None:
    named = put(db, cast("A.", MINISTER))
    put(db, cast("B.", REBELS))
    loaded = parties.load_names(db, names_file(tmp_path, "name,key\nADA LIND,LIND\n"))
    assert loaded.reports == {named}


def test_bad_rows_are_told_with_their_line_and_the_rest_is_loaded(db: sqlite3.Connection, tmp_path: Path) -> None:
    bad = (",X", "Nobody,", "One,1,robot", "Two,2,,xk", "Three,3,,,ZZZ", "Four,4,,,,,")
    text = "\r\n".join(("\ufeffname,key,kind,country,role", "Ada Lind,LIND", *bad, "", "C++,CPP", ""))
    loaded = parties.load_names(db, names_file(tmp_path, text))
    assert [problem.partition(": ")[0].rpartition(" ")[2] for problem in loaded.problems] == ["3", "4", "5", "6", "7", "8"]
    assert loaded.rows == 2
    assert db.execute("SELECT called, key FROM party_name ORDER BY key").fetchall() == [("C++", "CPP"), ("Ada Lind", "LIND")]


def test_a_name_with_two_keys_is_kept_and_not_used(db: sqlite3.Connection, tmp_path: Path) -> None:
    loaded = parties.load_names(db, names_file(tmp_path, "name,key\nAda Lind,ONE\nada lind,TWO\n"))
    assert (loaded.rows, len(loaded.problems)) == (2, 1)
    assert "several keys (ONE, TWO)" in loaded.problems[0]
    put(db, cast("A.", MINISTER))
    assert column(db, "name/person/ada lind", "name") == "Ada Lind"


def test_a_long_table_of_nonsense_is_told_in_bounds(db: sqlite3.Connection, tmp_path: Path) -> None:
    loaded = parties.load_names(db, names_file(tmp_path, "name,key\n" + "Nobody,\n" * (MOST + 5) + "Ada Lind,LIND\n"))
    assert (loaded.rows, len(loaded.problems)) == (1, MOST + 1)
    assert loaded.problems[-1].endswith("5 more lines make no sense")


def test_a_quotation_mark_that_never_closes_is_told_and_swallows_no_key(db: sqlite3.Connection, tmp_path: Path) -> None:
    loaded = parties.load_names(db, names_file(tmp_path, 'name,key\nAda Lind,LIND\n"Olaf,OLAF\n' + "Maria Holm,HOLM\n" * 200))
    assert loaded.rows == 1
    assert len(loaded.problems) == 1


@pytest.mark.parametrize("name", ["(a+)+$", "[X]", "%", "_", "a'; DROP TABLE party; --"])
def test_names_are_taken_literally(db: sqlite3.Connection, tmp_path: Path, name: str) -> None:
    parties.load_names(db, names_file(tmp_path, f'name,key\n"x {name}",KEY\n'))
    put(db, cast("A.", Actor("a1", f"x {name}", "organisation", True), Actor("a2", "xx", "organisation", True)))
    assert {key for (key,) in db.execute("SELECT key FROM party")} == {"KEY", "name/body/xx"}


def test_bytes_that_are_no_utf8_are_told(db: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("name,key\nAda Lind,LIND\nJosé,JOSE\n".encode("latin-1"))
    loaded = parties.load_names(db, path)
    assert loaded.rows == 1
    assert "line 3: these bytes are no UTF-8" in loaded.problems[0]


@pytest.mark.parametrize("text", ["", "who,what\nAda,LIND\n"])
def test_a_table_without_its_columns_is_refused(db: sqlite3.Connection, tmp_path: Path, text: str) -> None:
    with pytest.raises(LedgerError, match='no column "name"'):
        parties.load_names(db, names_file(tmp_path, text))


def test_a_missing_table_is_one_sentence(db: sqlite3.Connection, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be read"):
        parties.load_names(db, tmp_path / "none.csv")


def test_officials_without_a_country_are_somebodys(db: sqlite3.Connection) -> None:
    put(db, cast("A.", OFFICIAL))
    assert db.execute("SELECT side FROM party").fetchone() == ("state/?",)
