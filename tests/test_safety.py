"""What has not happened is never recorded as happened: contrasts of status, read with the shipped model from text to record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from onrecord.reader import Reader

CONTRAST = Path(__file__).parent / "contrast" / "status.tsv"
REAL = {"happened", "ongoing"}
TOLD = 0.78  # share of the acts in the table that are on the record at all; the others name nobody


def contrasts() -> list[list[str]]:
    lines = [line for line in CONTRAST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def told(reader: Reader, marked: str) -> tuple[set[str], set[str]]:
    """The statuses of the tellings that hold the word in brackets, and those of their events."""
    start, end = marked.index("["), marked.index("]") - 1
    record = reader.read(marked.replace("[", "").replace("]", ""), published="2024-04-07")
    met = [(m, event) for event in record.events for m in event.mentions if m.trigger[0] < end and m.trigger[1] > start]
    return {m.status for m, _ in met}, {event.status for _, event in met}


@pytest.mark.parametrize("row", contrasts(), ids=lambda row: row[0][:60])
def test_contrast(row: list[str], reader: Reader) -> None:
    """No telling and no event has a status that the table does not allow; what did happen is told."""
    marked, allowed = row[0], set(row[1].split())
    tellings, events = told(reader, marked)
    assert tellings | events <= allowed
    assert tellings or not allowed <= REAL


def test_acts_are_told(reader: Reader) -> None:
    """The record is not kept safe by leaving acts out."""
    acts = [row[0] for row in contrasts() if "none" not in row[1].split()]
    assert sum(bool(told(reader, marked)[0]) for marked in acts) >= TOLD * len(acts)
