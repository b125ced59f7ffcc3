"""Copies: what is one, in whole or in part, and what is none; and that nothing of it depends on the order of arrival."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import permutations

import pytest

from onrecord.ledger import copies, lineage, sentences
from onrecord.ledger.reports import report_key, text_sha256
from tests.ledgers import database, put_text

STORY = (
    "Gunmen held up a bus near the market town of Karum before dawn and robbed everyone on board.",
    "The driver was shot in the shoulder when he refused to hand over the keys of the vehicle.",
    "At least 12 passengers were killed, according to two nurses at the district hospital.",
    '"We counted the wounded until noon," said Ada Lind, who runs the clinic beside the bus station.',
    "Nobody has said who the attackers were, and the road to the border stayed closed until evening.",
    "It was the third such robbery on the northern road since the rains began in March.",
)
OWN = (
    "Our town's fire brigade sent its only pump north as soon as the first calls for help came in.",
    "Mayor Bo Ekdal opened the school gymnasium to families who could not go back to their farms.",
    "Shops along the main street took their shutters down again only in the middle of the afternoon.",
    "A neighbour of the bus driver said that he had worked this route for eleven years without trouble.",
)
STATEMENT = "We condemn this cowardly act. Those who ordered it will be found and tried. No road of this country belongs to robbers."


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    opened = database()
    yield opened
    opened.close()


def story(*parts: str) -> str:
    return "\n".join(parts)


def put(db: sqlite3.Connection, text: str, day: int = 1) -> int:
    """A report of a day in May, its copies found; its id."""
    report = put_text(db, text, published=f"2019-05-{day:02}")
    copies.update(db, report)
    return report


def whole(db: sqlite3.Connection, report: int) -> tuple[int, bool] | None:
    """Whose copy a report is, and whether as a whole; None for a text of its own."""
    row = db.execute("SELECT origin, whole FROM copy WHERE report = ?", (report,)).fetchone()
    return row and (row[0], bool(row[1]))


def why(db: sqlite3.Connection, report: int) -> str:
    return str(db.execute("SELECT why FROM copy WHERE report = ?", (report,)).fetchone()[0])


def origins(db: sqlite3.Connection, report: int) -> list[int]:
    return [row[0] for row in db.execute("SELECT origin FROM sentence WHERE report = ? ORDER BY n", (report,))]


def content(db: sqlite3.Connection) -> list[str]:
    """All rows that copy detection writes, in words that do not depend on row numbers."""
    rows = db.execute(
        "SELECT r.key, s.n, s.start, s.stop, s.words, s.own, s.hash, f.key, o.key FROM sentence s JOIN report r ON r.id = s.report "
        "LEFT JOIN report f ON f.id = s.source JOIN report o ON o.id = s.origin"
    ).fetchall()
    rows += db.execute(
        "SELECT r.key, o.key, c.share, c.whole, c.why FROM copy c JOIN report r ON r.id = c.report JOIN report o ON o.id = c.origin"
    ).fetchall()
    rows += db.execute("SELECT c.hash, r.key FROM common c JOIN report r ON r.id = c.report").fetchall()
    return sorted(map(repr, rows))


# ---------------------------------------------------------------- copies
def test_a_story_cut_from_the_end_is_a_copy(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    assert whole(db, put(db, story(*STORY[:3]), 2)) == (first, True)


def test_a_longer_telling_of_a_later_day_is_partly_the_shorter_one(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY[:3]))
    later = put(db, story(*STORY), 2)
    assert whole(db, later) == (first, False)
    assert origins(db, later) == [first] * 3 + [later] * 3


def test_numbers_in_another_style_leave_a_copy_a_copy(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    edited = story(*STORY).replace("12 passengers", "twelve passengers").replace("two nurses", "2 nurses")
    assert whole(db, put(db, edited, 2)) == (first, True)


def test_a_near_copy_with_another_toll_is_a_copy_and_its_reason_names_the_figures(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    second = put(db, story(*STORY).replace("12 passengers", "21 passengers"), 2)
    assert whole(db, second) == (first, True)
    assert "other figures: 12 -> 21" in why(db, second)


def test_the_same_figures_are_no_other_figures(db: sqlite3.Connection) -> None:
    put(db, story(*STORY))
    assert "figures" not in why(db, put(db, story("Bus robbed", *STORY), 2))


def test_a_new_headline_and_dateline_leave_a_copy_a_copy(db: sqlite3.Connection) -> None:
    first = put(db, story("Bus robbed near Karum", "KARUM (Reuters) - " + STORY[0], *STORY[1:]))
    second = put(db, story("Northern road closed after dawn attack", "SOLBERG, May 2 -- " + STORY[0], *STORY[1:]), 2)
    assert whole(db, second) == (first, True)
    assert origins(db, second) == [second] + [first] * 6


def test_a_local_paragraph_in_a_copy_is_its_own(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    second = put(db, story(*STORY[:4], OWN[0], *STORY[4:]), 2)
    assert whole(db, second) == (first, True)
    assert origins(db, second) == [first] * 4 + [second] + [first] * 2


def test_three_sentences_of_an_agency_and_four_of_its_own_are_both(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    second = put(db, story(*OWN[:2], *STORY[:3], *OWN[2:]), 2)
    assert whole(db, second) == (first, False)
    assert origins(db, second) == [second] * 2 + [first] * 3 + [second] * 2
    assert "3-5 of 7 sentences" in why(db, second)


def test_an_edited_sentence_belongs_to_where_the_rest_comes_from(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    edited = STORY[1].replace("in the shoulder ", "")
    assert origins(db, put(db, story(STORY[0], edited, *STORY[2:]), 2)) == [first] * 6


def test_house_style_is_no_difference(db: sqlite3.Connection) -> None:
    first = put(
        db,
        "The labour union criticised the programme of the defence ministry on Monday: it cost 40 per cent more than was planned last year.",
    )
    second = put(
        db, "The labor union criticized the program of the defense ministry Monday: it cost 40 percent more than was planned last year.", 2
    )
    assert whole(db, second) == (first, True)


def test_lines_broken_by_a_page_are_no_difference(db: sqlite3.Connection) -> None:
    words = " ".join(STORY).split()
    page = "\n".join(" ".join(words[n : n + 10]) for n in range(0, len(words), 10))
    first = put(db, " ".join(STORY))
    assert whole(db, put(db, page, 2)) == (first, True)


def test_a_copy_of_a_copy_leads_to_the_first_telling(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    second = put(db, story(*STORY, OWN[0]), 2)
    third = put(db, story(*STORY[:5], OWN[0]), 3)
    assert [whole(db, report) for report in (second, third)] == [(first, True), (first, True)]
    assert origins(db, third) == [first] * 5 + [second]


def test_a_copy_that_leans_on_a_copy_more_than_on_the_first_telling_leads_to_the_first(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    second = put(db, story(*STORY, OWN[0]), 2)
    third = put(db, story(STORY[0], OWN[0]), 3)  # the longer sentence is the local one
    assert whole(db, second) == (first, True)
    assert whole(db, third) == (first, True)
    assert origins(db, third) == [first, second]
    assert "itself a copy of" in why(db, third)


def test_an_edited_sentence_that_is_copied_again_belongs_to_the_first_telling(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    edited = STORY[1].replace("in the shoulder ", "")
    put(db, story(STORY[0], edited, *STORY[2:]), 2)
    assert origins(db, put(db, story(STORY[0], edited, *STORY[2:], OWN[0]), 3))[:6] == [first] * 6


def test_forty_mastheads_with_one_story_slightly_edited_have_one_origin(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY))
    others = [put(db, story(f"Headline number {n} of our paper", *STORY[: 3 + n % 4], f"The Courier, edition {n}."), 2) for n in range(39)]
    assert {whole(db, report) for report in others} == {(first, True)}


# ---------------------------------------------------------------- no copies
def test_two_reports_of_one_robbery_in_their_own_words_are_no_copies(db: sqlite3.Connection) -> None:
    put(db, story(*STORY))
    other = "Robbers stopped a bus outside Karum early in the morning. Twelve people died, nurses of the hospital told us. " + OWN[3]
    assert whole(db, put(db, other, 2)) is None


@pytest.mark.parametrize(
    ("opening", "closing"),
    [('"', '"'), ("“", "”"), ("'", "'"), ('"', "")],
    ids=["straight", "curly", "single", "never closed"],
)
def test_a_statement_that_both_quote_makes_no_copy(db: sqlite3.Connection, opening: str, closing: str) -> None:
    quoted = opening + STATEMENT + closing
    put(db, story(*STORY[:2], f"The interior ministry said: {quoted}", *STORY[2:4]))
    assert whole(db, put(db, story(*OWN[:2], f"In the capital, a spokesman read out: {quoted}", *OWN[2:]), 2)) is None


def test_a_statement_that_one_of_them_gives_without_marks_makes_no_copy(db: sqlite3.Connection) -> None:
    put(db, story(*STORY[:2], f'The interior ministry said: "{STATEMENT}"', *STORY[2:4]))
    assert whole(db, put(db, story(*OWN[:2], STATEMENT, *OWN[2:]), 2)) is None


def test_who_is_quoted_alike_in_a_copy_is_copied_too(db: sqlite3.Connection) -> None:
    first = put(db, story(*STORY, f'The interior ministry said: "{STATEMENT}"'))
    second = put(db, story(*STORY[:2], f'The interior ministry said: "{STATEMENT}"', *OWN[:2]), 2)
    assert origins(db, second) == [first] * 5 + [second] * 2


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by Ada Lind in Karum and Bo Ekdal in Solberg; editing by the night desk of the Meridian news agency.",
        "Copyright 2019 The Harbour Courier, a paper of the Lind family. All rights reserved by it and its partners everywhere.",
        "Sign up for our newsletter to get the five most important stories from the harbour towns every single morning at six.",
        "Anyone with information about what happened is asked to call the police at Karum or to write to them in confidence.",
    ],
)
def test_lines_about_the_paper_are_no_evidence(db: sqlite3.Connection, line: str) -> None:
    put(db, story(*STORY, line))
    assert whole(db, put(db, story(*OWN, line), 2)) is None


def test_short_phrases_of_the_trade_are_no_evidence(db: sqlite3.Connection) -> None:
    stock = ["No group has claimed responsibility so far.", "The police have opened an inquiry.", "The cause is not yet known."]
    put(db, story(*STORY[:2], *stock))
    assert whole(db, put(db, story(*OWN[:2], *stock), 2)) is None


# ---------------------------------------------------------------- comings and goings
def test_an_earlier_telling_that_comes_late_becomes_the_origin(db: sqlite3.Connection) -> None:
    second = put(db, story(*STORY[:5]), 2)
    third = put(db, story(*STORY[:4]), 3)
    first = put_text(db, story(*STORY), published="2019-05-01")
    assert copies.update(db, first) == {first, second, third}
    assert [whole(db, report) for report in (first, second, third)] == [None, (first, True), (first, True)]


def test_a_report_that_goes_hands_on_what_it_began(db: sqlite3.Connection) -> None:
    first, second, third = put(db, story(*STORY)), put(db, story(*STORY[:5]), 2), put(db, story(*STORY[:4]), 3)
    assert copies.remove(db, first) == {second, third}
    assert [whole(db, report) for report in (first, second, third)] == [None, None, (second, True)]
    assert origins(db, first) == []


def test_a_report_that_shares_nothing_changes_nothing_else(db: sqlite3.Connection) -> None:
    put(db, story(*STORY))
    put(db, story(*STORY[:4]), 2)
    other = put_text(db, story(*OWN), published="2019-05-03")
    assert copies.update(db, other) == {other}


def test_the_same_again_changes_nothing(db: sqlite3.Connection) -> None:
    reports = [put(db, story(*STORY[:n]), n) for n in (6, 5, 4)]
    before = content(db)
    assert [copies.update(db, report) for report in reports] == [{report} for report in reports]
    assert content(db) == before


TELLINGS = (
    (story(*STORY), 1),
    (story(*STORY[:4], OWN[0]), 2),
    (story(STORY[0], STORY[1].replace("in the shoulder ", ""), *OWN[:3]), 3),
    (story(*OWN, STORY[2].replace("12", "15"), STORY[4]), 3),
)


def told(tellings: Sequence[tuple[str, int]], *, gone: str | None = None, moved: bool = False) -> list[str]:
    """What a ledger holds of some reports that came in this order; of one that went again, or came under a later date first."""
    with closing(database()) as db:
        for text, day in tellings:
            report = put_text(db, text, published="2019-06-01" if moved else f"2019-05-{day:02}")
            copies.update(db, report)
            if moved:
                db.execute("UPDATE report SET published = ? WHERE id = ?", (f"2019-05-{day:02}", report))
                copies.update(db, report)
        if gone is not None:
            copies.remove(db, db.execute("SELECT id FROM report WHERE key = ?", (report_key(text_sha256(gone)),)).fetchone()[0])
        return content(db)


@pytest.mark.parametrize("first", [1, 2, 50])
def test_the_order_of_arrival_changes_nothing(monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    monkeypatch.setattr(lineage, "FIRST", first)
    expected = told(TELLINGS)
    assert all(told(order) == expected for order in permutations(TELLINGS))
    assert told(TELLINGS[::-1], moved=True) == expected


@pytest.mark.parametrize("first", [1, 2, 50])
def test_a_report_that_came_and_went_leaves_no_trace(monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    monkeypatch.setattr(lineage, "FIRST", first)
    for n, (text, _) in enumerate(TELLINGS):
        without = told([*TELLINGS[:n], *TELLINGS[n + 1 :]])
        assert all(told(order, gone=text) == without for order in (TELLINGS, TELLINGS[::-1], TELLINGS[2:] + TELLINGS[:2]))


def test_a_sentence_that_very_many_have_leads_to_the_first_of_them_only(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lineage, "FIRST", 3)
    footer = "The Harbour Courier has told the towns of this coast what happens in them since the old lighthouse was built there."
    reports = [put(db, story(" ".join(OWN[0].split()[n:]), footer), n + 1) for n in range(8)]
    assert {origins(db, report)[1] for report in reports} == {reports[0]}
    assert [row[0] for row in db.execute("SELECT report FROM common ORDER BY report")] == reports[:3]
    late = put(db, story(*STORY, footer), 20)
    copy = put(db, story(*STORY[:4], footer), 21)
    assert whole(db, copy) == (late, True)
    assert origins(db, copy) == [late] * 4 + [reports[0]]


# ---------------------------------------------------------------- sentences
def test_the_same_words_have_the_same_hash_in_every_ledger() -> None:
    assert sentences.pieces("Gunmen held up a bus near Karum.")[0].hash == sentences.pieces("GUNMEN HELD UP A BUS NEAR KARUM!")[0].hash
    assert sentences.hash_of(["they", "left"]) == -683010660661592235


def test_spans_of_sentences_are_those_of_the_text() -> None:
    text = "Dr. Lind left at 5 p.m. on Monday.  She said\nnothing.\n\n“It is over. Go home.”"
    found = [text[p.start : p.stop] for p in sentences.pieces(text)]
    assert found == ["Dr. Lind left at 5 p.m. on Monday.", "She said\nnothing.", "“It is over.", "Go home.”"]
