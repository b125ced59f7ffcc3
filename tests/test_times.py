"""Times: a table of contrasts read with the shipped model, the calendar, and the bounds of the search."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.knowledge import table
from onrecord.language.tokens import words as split
from onrecord.reading import days, quantities, time_grammar, times
from onrecord.reading.mending import mended
from onrecord.record import Time
from tests.conllu import analysis

if TYPE_CHECKING:
    from onrecord.reader import Reader

CONTRAST = Path(__file__).parent / "contrast" / "times.tsv"


def contrasts() -> list[list[str]]:
    lines = [line for line in CONTRAST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def flat(*words: str) -> str:
    """CoNLL-U of words that all hang on the first."""
    return "\n".join(
        f"{n} {word} {word.lower()} X X _ {0 if n == 1 else 1} {'root' if n == 1 else 'dep'} _ _" for n, word in enumerate(words, 1)
    )


def span_of(sentence: str) -> tuple[str, tuple[int, int]]:
    start = sentence.rindex("[")
    return sentence.replace("[", "").replace("]", ""), (start, sentence.rindex("]") - 1)


@pytest.mark.parametrize("row", contrasts(), ids=lambda row: row[0][:60])
def test_contrast(row: list[str], reader: Reader) -> None:
    sentence, published, kind, value, covered, mod, basis = row
    dated = None if published == "-" else published
    if "[" not in sentence:
        assert times.find(mended(reader.engine.analyse(sentence)), dated) == ()
        return
    text, span = span_of(sentence)
    found = times.find(mended(reader.engine.analyse(text)), dated)[-1]
    assert (text[slice(*found.span)], found.type, found.value or "-") == (text[slice(*span)], kind, value)
    assert shown(found) == covered
    assert (found.mod or "-") == mod
    assert basis in ("-", found.basis)


def shown(found: Time) -> str:
    return f"{found.earliest or ''}..{found.latest or ''}" if found.earliest or found.latest else "-"


@pytest.mark.parametrize("published", [None, "", "2024", "2024-04", "soon", "31.12.2024", "2024-13-45"])
def test_what_hangs_on_an_unknown_day_has_no_days(published: str | None) -> None:
    words = ("Today", "and", "last", "Friday", "and", "two", "days", "ago", "and", "overnight")
    found = times.find(analysis(flat(*words)), published)
    assert len(found) == 4
    assert all(t.earliest is None and t.latest is None for t in found)


def test_a_datetime_is_its_day() -> None:
    (found,) = times.find(analysis(flat("Today")), "2024-04-07T23:30:00+02:00")
    assert found.value == "2024-04-07"


VOCABULARY = sorted({row["word"][s:e] for row in table("time_words") for s, e in split(row["word"])})
FIGURES = [
    "21st",
    "2011",
    "31",
    "2",
    "1,200",
    "999999999",
    "18:21",
    "6pm",
    "7/4/2024",
    "2024/13/45",
    "1990s",
    "99",
    "0000",
    "mid-March",
    "mid-week",
]
MARKS = ["'", ",", "-", "(", "of", "the", "a", "and", "to", "in", "at", "on", "between", "$", "%"]
WORDS = st.sampled_from(VOCABULARY + [word.capitalize() for word in VOCABULARY] + 9 * FIGURES + 9 * MARKS)
DATES = st.sampled_from([None, "2024-04-07", "2024-02-29", "2024", "2024-01", "9999-12-31", "0001-01-01", "1000-01-01"])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(words=st.lists(WORDS, min_size=1, max_size=12), published=DATES)
def test_any_words_make_times_within_the_text_and_days_in_order(words: list[str], published: str | None) -> None:
    read = analysis(flat(*words))
    found = times.find(read, published)
    assert [t.span for t in found] == sorted(t.span for t in found)
    for t in found:
        assert 0 <= t.span[0] < t.span[1] <= len(read.text)
        assert not (t.earliest and t.latest) or t.earliest <= t.latest
    for q in quantities.find(read):
        assert q.low is None or q.high is None or q.low <= q.high


def test_ids_follow_the_text() -> None:
    found = times.find(analysis(flat("In", "2011", "and", "2012")), None)
    assert [(t.id, t.value) for t in found] == [("t1", "2011"), ("t2", "2012")]


def test_capitals_do_not_hide_a_date() -> None:
    (found,) = times.find(analysis(flat("ON", "12", "MARCH", "1989")), None)
    assert found.value == "1989-03-12"


def test_a_date_that_does_not_exist_is_none() -> None:
    assert times.find(analysis(flat("On", "February", "31", ",", "2011")), None) == ()


def test_a_headline_does_not_join_its_dateline() -> None:
    text = "1 Closed X X X _ 0 root _ _\n2 until X X X _ 1 dep _ _\n3 Friday X X X _ 1 dep _ _\n\n# newpar\n" + flat(
        "September", "18", ",", "2008"
    )
    assert [t.value for t in times.find(analysis(text), "2008-09-18")] == ["2008-09-19", "2008-09-18"]


@pytest.mark.parametrize("word", ["1", "9" * 5000, "May", "the", "'", "-", "two", "last", ",", "of", "days", "Friday", "Easter"])
def test_search_is_linear(word: str) -> None:
    many = analysis(flat(*[word] * (200 if len(word) > 100 else 20_000)))
    assert many.lower[0] == word.lower()
    began = time.process_time()
    times.find(many, "2024-04-07")
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2024-W14-WE", date(2024, 4, 6), date(2024, 4, 7)),
        ("2009-Q4", date(2009, 10, 1), date(2009, 12, 31)),
        ("2010-H2", date(2010, 7, 1), date(2010, 12, 31)),
        ("2009-WI", date(2009, 12, 1), date(2010, 2, 28)),
        ("199", date(1990, 1, 1), date(1999, 12, 31)),
        ("19", date(1900, 1, 1), date(1999, 12, 31)),
        ("2024-04-07TNI", date(2024, 4, 7), date(2024, 4, 7)),
    ],
)
def test_interval_of_a_value(value: str, first: date, last: date) -> None:
    assert days.interval(value) == (first, last)


@pytest.mark.parametrize("value", [None, "", "P3D", "PAST_REF", "XXXX-10-07", "2024-02-30", "2024-XX-XX", "2021-W60"])
def test_no_interval(value: str | None) -> None:
    assert days.interval(value) is None


@pytest.mark.parametrize(
    ("year", "day"), [(2000, date(2000, 4, 23)), (2019, date(2019, 4, 21)), (2024, date(2024, 3, 31)), (2038, date(2038, 4, 25))]
)
def test_easter(year: int, day: date) -> None:
    assert days.easter(year) == day


@pytest.mark.parametrize(
    ("rule", "day"), [("nth-4-3-11", date(2023, 11, 23)), ("nth--1-0-5", date(2023, 5, 29)), ("easter-2", date(2023, 4, 7))]
)
def test_holiday(rule: str, day: date) -> None:
    assert days.holiday(rule, 2023) == day


def test_tables_hold_no_duplicates() -> None:
    words = [row["word"] for row in table("time_words")]
    assert len(words) == len(set(words))
    leads = [(row["word"], row["kind"]) for row in table("time_context")]
    assert len(leads) == len(set(leads))
    dates = [(row["date"], row["word"]) for row in table("anchor_dates")]
    assert len(dates) == len(set(dates))


def test_every_word_of_the_table_is_known_in_its_example(reader: Reader) -> None:
    read = reader.engine.analyse("\n\n".join(f"It was so {row['example']} , they said ." for row in table("time_words")))
    marks = time_grammar.mark(read)
    known = set(zip(read.lower, marks.letters, marks.values, strict=True))
    for row in table("time_words"):
        start, end = split(row["word"])[0]
        assert (row["word"][start:end], time_grammar.LETTERS[row["class"]], row["value"]) in known, row


@pytest.mark.parametrize("row", table("anchor_dates"), ids=lambda row: row["example"])
def test_every_famous_date_is_known_in_its_example(row: dict[str, str], reader: Reader) -> None:
    read = reader.engine.analyse(f"He spoke of {row['example']} .")
    assert [t.value for t in times.find(read, "2026-01-01")] == [row["value"]]
    assert [t.value for t in times.find(read, "1999-12-31")] != [row["value"]]


@pytest.mark.parametrize("published", ["2024-04-06", "2024-04-07"])
@pytest.mark.parametrize("row", table("time_context"), ids=lambda row: f"{row['kind']} {row['word']}")
def test_every_word_beside_a_time_decides_in_its_example(row: dict[str, str], published: str, reader: Reader) -> None:
    subject = "They are" if row["kind"] in ("ahead", "wish", "asking") else "It"
    found = times.find(reader.engine.analyse(f"{subject} {row['example']} ."), published)
    value = (found[-1].value or "") if found else ""
    if row["kind"] in ("ahead", "wish", "asking", "will", "until"):
        assert value >= published
    elif row["kind"] in ("had", "since"):
        assert "2023" < value <= published or value == "2023-10-07"
    elif row["kind"] == "often":
        assert found[-1].type == "SET"
    else:
        assert value == ("1982" if row["kind"] == "year-lead" else "")


@pytest.mark.parametrize("row", [row for row in table("time_patterns") if not row["name"].startswith("_")], ids=lambda row: row["name"])
def test_every_pattern_fires_on_its_example(row: dict[str, str], reader: Reader) -> None:
    read = reader.engine.analyse(f"It was so {row['example']} , they said .")
    assert row["name"] in {found.rule for found in time_grammar.matches(time_grammar.mark(read))}
