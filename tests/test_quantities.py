"""Quantities: a table of contrasts read with the shipped model, numerals, and the bounds of the search."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.knowledge import table
from onrecord.reading import quantities
from onrecord.reading.numerals import figure, numeral_at
from tests.conllu import analysis
from tests.test_times import flat, span_of

if TYPE_CHECKING:
    from onrecord.reader import Reader

CONTRAST = Path(__file__).parent / "contrast" / "quantities.tsv"


def contrasts() -> list[list[str]]:
    lines = [line for line in CONTRAST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def number(text: str) -> float | None:
    return None if text == "-" else float(text)


@pytest.mark.parametrize("row", contrasts(), ids=lambda row: row[0][:60])
def test_contrast(row: list[str], reader: Reader) -> None:
    sentence, low, high, best, wording, unit, counted = row
    if "[" not in sentence:
        assert quantities.find(reader.engine.analyse(sentence)) == ()
        return
    text, span = span_of(sentence)
    read = reader.engine.analyse(text)
    (found,) = quantities.find(read)
    assert text[slice(*found.span)] == text[slice(*span)]
    assert (found.low, found.high, found.best) == (number(low), number(high), number(best))
    assert (found.wording or "-") == wording
    assert unit in ("-", found.unit)
    if counted != "-":
        word = quantities.counted(read, found)
        assert word is not None
        assert read.words[word] == counted


@pytest.mark.parametrize(
    ("words", "value", "length"),
    [
        ("two hundred and fifty thousand people", 250_000, 5),
        ("one hundred and one", 101, 4),
        ("twenty - five men", 25, 3),
        ("three million two hundred thousand", 3_200_000, 5),
        ("ten thousand", 10_000, 2),
        ("five and six", 5, 1),
        ("two three", 2, 1),
        ("half a million", 500_000, 3),
        ("a hundred", 100, 2),
        ("1.5 - million", 1_500_000, 3),
        ("3bn", 3e9, 1),
        ("dozens of thousands", 24_000, 3),
    ],
)
def test_numeral(words: str, value: float, length: int) -> None:
    found = numeral_at(words.split(), 0)
    assert found is not None
    assert (found.value, found.last) == (value, length)


@pytest.mark.parametrize("words", ["a man", "half the men", "few men", "many men", "tens", "98th", "1st", "12a", "1,2", "the"])
def test_no_numeral(words: str) -> None:
    assert numeral_at(words.split(), 0) is None


def test_a_figure_of_any_length_is_read_or_left() -> None:
    assert figure("1" * 15) == 111_111_111_111_111
    assert figure("1" * 5000) is None


def test_ids_follow_the_text(reader: Reader) -> None:
    found = quantities.find(reader.engine.analyse("No injuries were reported, but two men and three women fled."))
    assert [(q.id, q.low) for q in found] == [("q1", 0), ("q2", 2), ("q3", 3)]


@pytest.mark.parametrize("word", ["1", "9" * 5000, "two", "hundred", "dozens", "of", "more", "to", "-", "no", "a"])
def test_search_is_linear(word: str) -> None:
    many = analysis(flat(*[word] * (200 if len(word) > 100 else 20_000)))
    assert many.lower[0] == word
    began = time.process_time()
    quantities.find(many)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("name", ["numbers", "number_bounds", "units", "nothing_words", "designations"])
def test_tables_hold_no_duplicates(name: str) -> None:
    words = [next(iter(row.values())) for row in table(name)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("row", table("number_bounds"), ids=lambda row: row["words"])
def test_every_bound_fires_on_its_example(row: dict[str, str], reader: Reader) -> None:
    found = quantities.find(reader.engine.analyse(f"They saw {row['example']} ."))
    assert [q.wording for q in found] == [row["words"]]


@pytest.mark.parametrize("row", table("units"), ids=lambda row: row["word"])
def test_every_unit_is_known_in_its_example(row: dict[str, str], reader: Reader) -> None:
    assert [q.unit for q in quantities.find(reader.engine.analyse(f"They saw {row['example']} ."))] == [row["unit"]]


def test_every_number_word_is_read_in_its_example(reader: Reader) -> None:
    for row in table("numbers"):
        text = f"They saw {row['example']} ."
        (found,) = quantities.find(reader.engine.analyse(text))
        assert row["word"] in text[slice(*found.span)], row


def test_every_designation_keeps_its_number_from_counting(reader: Reader) -> None:
    for row in table("designations"):
        assert quantities.find(reader.engine.analyse(f"They saw {row['example']} .")) == (), row


def test_every_word_of_nothing_is_a_figure_in_its_example(reader: Reader) -> None:
    for row in table("nothing_words"):
        assert [q.best for q in quantities.find(reader.engine.analyse(f"{row['example'].capitalize()} ."))] == [0], row
