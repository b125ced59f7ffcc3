"""Texts and independent voices of an incident: who counts, who counts once, and who does not count."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import permutations

import pytest

from onrecord.ledger import summaries
from onrecord.record import Account, Actor, Record, Statement, Status
from tests.ledgers import database, insert
from tests.tellings import (
    ARMY,
    CAST,
    KARUM,
    MINISTER,
    OFFICIAL,
    REBEL,
    REBELS,
    RESIDENTS,
    SARIM,
    UNION,
    copied,
    day,
    event,
    incident,
    put,
    record,
    says,
    shown,
    tell,
)

COUNTS = ("reports", "texts", "voices", "own_voice", "denied")


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(database()) as made:
        yield made


def voices(db: sqlite3.Connection, *accounts: Account, **given: object) -> int:
    """The voices of an incident that one report tells."""
    return int(str(shown(db, incident(db, tell(db, "A.", *accounts, **given)), "voices")[0]))  # type: ignore[arg-type]


# ---------------------------------------------------------------- one side, one voice
@pytest.mark.parametrize(
    ("accounts", "count"),
    [
        ((says(ARMY),), 1),
        ((says(ARMY), says(MINISTER)), 1),  # officials of one state
        ((says(ARMY), says(OFFICIAL)), 1),  # an official who may be one of them
        ((says(OFFICIAL),), 1),
        ((says(REBELS), says(REBEL)), 1),  # a body and its unnamed spokesman
        ((says(ARMY), says(REBEL)), 2),
        ((says(ARMY), says(UNION)), 2),
        ((says(RESIDENTS), says(ARMY)), 2),
        ((says("report"), says(ARMY)), 2),
        ((says("unknown"),), 0),  # nobody's word
        ((says("unknown"), says(ARMY)), 1),
        ((says(ARMY), says(REBELS, "denied")), 1),
        ((says(ARMY), says(REBELS, "possible")), 1),  # may have happened: does not affirm that it did
    ],
)
def test_a_side_is_one_voice(db: sqlite3.Connection, accounts: tuple[Account, ...], count: int) -> None:
    assert voices(db, *accounts) == count


def test_unnamed_people_of_one_report_are_one_voice_and_of_two_reports_two(db: sqlite3.Connection) -> None:
    witness = Actor("a8", "witness", "unnamed-person", False)
    one = put(db, record("A.", event(says(RESIDENTS), says(witness)), cast=(*CAST, witness)))
    assert shown(db, incident(db, one), "voices") == (1,)
    db.execute("UPDATE event SET incident = NULL")
    assert shown(db, incident(db, one, tell(db, "B.", says(RESIDENTS))), "voices") == (2,)


def test_the_reports_own_voice_is_its_mastheads(db: sqlite3.Connection) -> None:
    reports = [tell(db, text, says("report"), publisher=name) for text, name in (("A.", "The Bell"), ("B.", "Bell"), ("C.", "Lantern"))]
    assert shown(db, incident(db, *reports), *COUNTS) == (3, 3, 2, 1, 0)


def test_a_credited_agency_is_the_reports_voice(db: sqlite3.Connection) -> None:
    one = put(db, record("A.", event(says("report")), publisher="Bell"), agencies=["AFP"])
    two = put(db, record("B.", event(says("report")), publisher="Lantern"), agencies=["Agence France-Presse"])
    assert shown(db, incident(db, one, two), *COUNTS) == (2, 2, 1, 1, 0)


def test_an_outlet_that_is_quoted_and_its_own_report_are_one_voice(db: sqlite3.Connection) -> None:
    haaretz = Actor("a8", "Haaretz", "media", True, "ISR", "JRN", key="ISR/JRN/HAARETZ")
    quoted = put(db, record("A.", event(says(haaretz)), cast=(haaretz,), publisher="Bell"))
    own = tell(db, "B.", says("report"), publisher="Haaretz")
    assert shown(db, incident(db, quoted, own), "voices") == (1,)


def test_reports_that_only_pass_on_a_word_are_no_voices(db: sqlite3.Connection) -> None:
    reports = [tell(db, f"{n}.", says(ARMY), publisher=f"Paper {n}") for n in range(5)]
    assert shown(db, incident(db, *reports), *COUNTS) == (5, 5, 1, 0, 0)


def test_local_media_may_be_any_outlet_but_the_one_that_quotes_them(db: sqlite3.Connection) -> None:
    media = Actor("a8", "local media", "media", False, "XKA", "JRN")
    quoting = put(db, record("A.", event(says(media), says("report")), cast=(media,), publisher="Bell"))
    assert shown(db, incident(db, quoting), "voices") == (2,)
    db.execute("UPDATE event SET incident = NULL")
    assert shown(db, incident(db, quoting, tell(db, "B.", says("report"), publisher="Lantern")), "voices") == (2,)


HERALD = Actor("a8", "Herald", "media", True, "XKA", "JRN")
REPORTED = Statement("s1", ((0, 9),), speakers=("a8",))


def chain(*accounts: Account, inner: Statement) -> Record:
    """A report in which the Herald reports something, and somebody says something."""
    made = record("He said that it happened.", event(*accounts), cast=(*CAST, HERALD))
    return replace(made, statements=(REPORTED, inner))


def test_who_passes_on_anothers_word_is_no_voice_beside_it(db: sqlite3.Connection) -> None:
    passed = Statement("s2", ((0, 9),), speakers=("a1",), relays=("a8",), inside="s1")
    accounts = (replace(says(HERALD), statements=("s1",)), replace(says(ARMY), statements=("s1", "s2")))
    row = incident(db, put(db, chain(*accounts, inner=passed)))
    assert shown(db, row, "voices") == (1,)
    assert not db.execute("SELECT 1 FROM conflict").fetchall()
    assert db.execute("SELECT count(side) FROM account").fetchone() == (2,)


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        (Statement("s2", ((10, 25),), speakers=("a1",), relays=("a8",)), 2),  # passes on something else, and says this itself
        (Statement("s2", ((0, 9),), speakers=("a1",)), 2),  # both say it
        (Statement("s2", ((0, 9),), speakers=("a3",), relays=("a8",)), 2),  # passes on the word of one who has none on this
    ],
)
def test_who_says_it_as_well_is_a_voice(db: sqlite3.Connection, inner: Statement, count: int) -> None:
    accounts = (replace(says(HERALD), statements=("s1",)), replace(says(ARMY), statements=("s2",)))
    assert shown(db, incident(db, put(db, chain(*accounts, inner=inner))), "voices") == (count,)


# ---------------------------------------------------------------- copies
def test_copies_are_folded_and_speak_with_their_origins_voice(db: sqlite3.Connection) -> None:
    origin = tell(db, "A.", says("report"), says(RESIDENTS), publisher="Wire")
    reports = [origin]
    for n in range(40):
        made = record(f"A {n}.", event(says("report"), says(RESIDENTS)), publisher=f"Paper {n}")
        reports.append(put(db, made, origin=origin))
        copied(db, reports[-1], origin)
    assert shown(db, incident(db, *reports), *COUNTS) == (41, 1, 2, 1, 0)


def test_a_whole_copy_with_an_altered_sentence_is_no_second_text_or_voice(db: sqlite3.Connection) -> None:
    origin = tell(db, "12.", says("report"), publisher="Wire")
    copy = tell(db, "21.", says("report"), publisher="Bell")  # its sentence is its own, so far as hashes tell
    copied(db, copy, origin)
    row = incident(db, origin, copy)
    assert shown(db, row, *COUNTS) == (2, 1, 1, 1, 0)
    assert {side for (side,) in db.execute("SELECT side FROM account")} == {"media/wire"}


def test_a_part_copy_counts_only_for_its_own_sentences(db: sqlite3.Connection) -> None:
    origin = tell(db, "A.", says("report"), publisher="Wire")
    taken = put(db, record("A. B.", event(says("report")), publisher="Bell"), origin=origin)
    own = tell(db, "A. C.", says("report"), publisher="Lantern")
    for report in (taken, own):
        copied(db, report, origin, whole=False)
    assert shown(db, incident(db, origin, taken, own), *COUNTS) == (3, 2, 2, 1, 0)


# ---------------------------------------------------------------- a party about itself
def test_a_partys_word_about_itself_is_one_voice_and_no_more(db: sqlite3.Connection) -> None:
    row = incident(db, tell(db, "A.", says(ARMY, by=("a1",)), says(MINISTER, by=("a1",)), by=[ARMY]))
    assert shown(db, row, *COUNTS) == (1, 1, 1, 0, 0)
    assert not db.execute("SELECT 1 FROM conflict WHERE kind = 'agreement'").fetchall()


def test_the_other_side_corroborates_it(db: sqlite3.Connection) -> None:
    row = incident(db, tell(db, "A.", says(ARMY, by=("a1",)), says(REBELS, by=("a1",)), by=[ARMY], to=[REBELS]))
    assert shown(db, row, "voices") == (2,)


def test_an_outlet_of_the_state_that_acted_is_not_an_own_voice(db: sqlite3.Connection) -> None:
    russia = Actor("a8", "Russia", "state", True, "RUS", "GOV", key="RUS")
    made = record("A.", event(says("report", by=("a8",)), says(russia, by=("a8",)), by=[russia]), cast=(russia,), publisher="TASS")
    assert shown(db, incident(db, put(db, made)), "voices", "own_voice") == (1, 0)


# ---------------------------------------------------------------- how it stands
@pytest.mark.parametrize(
    ("accounts", "status"),
    [
        ((says("report"), says(ARMY, "denied")), "happened"),
        ((says("report", "denied"), says(ARMY)), "denied"),  # the report's own voice first
        ((says(ARMY), says(REBELS, "denied")), "happened"),  # denied only where no voice affirms it
        ((says(ARMY, "denied"), says("unknown", "denied")), "denied"),
        ((says(ARMY, "planned"), says(REBELS, "expected")), "expected"),  # of equals, the one that claims less
        ((says(ARMY, "possible"), says(REBELS), says(UNION)), "happened"),
        ((says(ARMY, "ongoing"), says(REBELS), says(UNION, "planned")), "ongoing"),
        ((says(ARMY, "threatened"),), "threatened"),
    ],
)
def test_how_an_incident_stands(db: sqlite3.Connection, accounts: tuple[Account, ...], status: str) -> None:
    assert shown(db, incident(db, tell(db, "A.", *accounts)), "status") == (status,)


UNREAL: tuple[Status, ...] = ("attempted", "planned", "threatened", "expected", "possible", "conditional", "demanded", "denied")


@pytest.mark.parametrize("first", UNREAL)
@pytest.mark.parametrize("second", UNREAL)
@pytest.mark.parametrize("event_status", ["happened", "ongoing"])
def test_what_nobody_says_happened_never_happened(db: sqlite3.Connection, first: Status, second: Status, event_status: Status) -> None:
    reports = (tell(db, "A.", says("report", first), status=event_status), tell(db, "B.", says(ARMY, second), status=event_status))
    assert shown(db, incident(db, *reports), "status")[0] not in ("happened", "ongoing")


def test_the_later_own_voice_decides_between_equals(db: sqlite3.Connection) -> None:
    one = tell(db, "A.", says("report", "attempted"), published="2019-05-03", publisher="Bell")
    two = tell(db, "B.", says("report"), published="2019-05-05", publisher="Lantern")
    assert shown(db, incident(db, one, two), "status") == ("happened",)


@pytest.mark.parametrize(
    ("status", "accounts", "count"),
    [
        ("threatened", (says(ARMY, "threatened"), says(REBELS, "possible")), 1),
        ("threatened", (says(ARMY, "threatened"), says(REBELS, "threatened")), 2),
        ("planned", (says(ARMY, "planned"), says("report", "planned"), says(REBELS, "denied")), 2),
        ("demanded", (says(REBELS, "demanded"), says(UNION, "demanded")), 2),
    ],
)
def test_voices_of_what_is_only_ahead_say_so(db: sqlite3.Connection, status: Status, accounts: tuple[Account, ...], count: int) -> None:
    row = incident(db, tell(db, "A.", *accounts, status=status))
    assert shown(db, row, "status", "voices") == (status, count)


def test_sides_that_deny_are_counted_apart(db: sqlite3.Connection) -> None:
    row = incident(db, tell(db, "A.", says("report"), says(ARMY, "denied"), says(MINISTER, "denied"), says(REBEL, "denied")))
    assert shown(db, row, "voices", "denied") == (1, 2)


# ---------------------------------------------------------------- the row
def test_days_are_the_narrowest_on_which_most_agree(db: sqlite3.Connection) -> None:
    reports = [
        tell(db, "A.", says("report"), when=day("2019-05-01", "2019-05-31")),
        tell(db, "B.", says("report"), when=day("2019-05-03")),
        tell(db, "C.", says("report"), when=day(None, "2019-05-04")),
        tell(db, "D.", says("report"), when=day("2019-06-20")),
    ]
    assert shown(db, incident(db, *reports), "earliest", "latest") == ("2019-05-03", "2019-05-03")


def test_the_place_is_the_most_precise_on_which_most_agree(db: sqlite3.Connection) -> None:
    reports = [tell(db, f"{n}.", says("report"), at=[place]) for n, place in enumerate((KARUM, KARUM, SARIM))]
    assert shown(db, incident(db, *reports), "place", "geonames") == ("Karum", 1)


def test_an_incident_without_events_keeps_only_its_key(db: sqlite3.Connection) -> None:
    report = tell(db, "A.", says("report"), says(ARMY, "denied"))
    row = incident(db, report)
    db.execute("UPDATE event SET incident = NULL")
    summaries.update(db, {row})
    assert shown(db, row, "type", "status", "place", *COUNTS, "conflicts", "told") == (None, None, None, 0, 0, 0, 0, 0, 0, None)
    assert not db.execute("SELECT 1 FROM conflict").fetchall()


def test_a_rejected_event_counts_for_nothing(db: sqlite3.Connection) -> None:
    one, two = tell(db, "A.", says("report"), publisher="Bell"), tell(db, "B.", says("report"), says(ARMY), publisher="Lantern")
    db.execute("UPDATE event SET state = 'rejected' WHERE report = ?", (two,))
    assert shown(db, incident(db, one, two), *COUNTS) == (1, 1, 1, 1, 0)


TOLD = (
    ("One.", (says("report", at=("p1",)), says(ARMY)), "Bell", "2019-05-04", day("2019-05-03")),
    ("Two.", (says(REBELS, "denied"), says(OFFICIAL)), "Lantern", "2019-05-04", day("2019-05-02", "2019-05-04")),
    ("Three.", (says("report", "ongoing"), says(RESIDENTS, at=("p2",))), "Courier", None, day(None, "2019-05-05")),
    ("Four.", (says("unknown"),), None, "2019-05-06", None),
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_arrival_does_not_matter(order: tuple[int, ...]) -> None:
    def made(order: tuple[int, ...]) -> list[tuple[object, ...]]:
        with closing(database()) as db:
            reports = []
            for n in order:
                text, accounts, publisher, published, when = TOLD[n]
                reports.append(tell(db, text, *accounts, publisher=publisher, published=published, when=when))
            incident(db, *reports)
            columns = (
                "type, mode, status, scale, prominence, earliest, latest, place, reports, texts, voices, own_voice, denied, conflicts, told"
            )
            rows = db.execute(f"SELECT {columns} FROM incident").fetchall()
            return rows + db.execute("SELECT kind, field, what FROM conflict ORDER BY id").fetchall()

    assert made(order) == made((0, 1, 2, 3))


def test_updating_again_changes_nothing(db: sqlite3.Connection) -> None:
    row = incident(db, *(tell(db, text, *accounts, publisher=publisher, published=when) for text, accounts, publisher, when, _ in TOLD))
    before = db.execute("SELECT * FROM incident").fetchall(), db.execute("SELECT kind, a, b, what FROM conflict ORDER BY id").fetchall()
    summaries.update(db, {row})
    assert before == (
        db.execute("SELECT * FROM incident").fetchall(),
        db.execute("SELECT kind, a, b, what FROM conflict ORDER BY id").fetchall(),
    )


def test_a_retracted_report_has_no_events_and_counts_for_nothing(db: sqlite3.Connection) -> None:
    kept = tell(db, "A.", says("report"), publisher="Bell")
    insert(db, "report", key="r1", sha256="1", text="We withdraw our report.", kind="retraction", publisher="Lantern")
    assert shown(db, incident(db, kept), *COUNTS) == (1, 1, 1, 1, 0)


def test_a_correction_is_no_voice_of_its_own(db: sqlite3.Connection) -> None:
    """An outlet passes on what the army says, and corrects it later in its own words: one voice, and the report vouches for nothing."""
    first = tell(db, "A.", says(ARMY), publisher="Harbour Post", published="2019-05-04")
    later = tell(db, "B.", says("report"), publisher="Harbour Post", published="2019-05-06")
    assert shown(db, incident(db, first, later), "voices", "own_voice") == (2, 1)
    db.execute("UPDATE report SET kind = 'correction' WHERE id = ?", (later,))
    summaries.update(db, {1})
    assert shown(db, 1, "voices", "own_voice") == (1, 0)
