"""How many were killed, hurt or taken, and who they were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from onrecord.reader import Reader
    from onrecord.record import Figure, Record

CONTRAST = Path(__file__).parent / "contrast" / "figures.tsv"


def contrasts() -> list[list[str]]:
    lines = [line for line in CONTRAST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def shown(figure: Figure, record: Record) -> str:
    names = {actor.id: actor.name for actor in record.actors}
    sizes = (figure.low, figure.high, figure.best)
    size = f"{figure.low:g}.." if sizes[1:] == (None, None) else "-".join(f"{value:g}" for value in sizes if value is not None)
    return f"{figure.effect}:{size}:{names[figure.of] if figure.of else '-'}"


@pytest.mark.parametrize("row", contrasts(), ids=lambda row: row[0][-60:])
def test_figures(row: list[str], reader: Reader) -> None:
    record = reader.read(row[0], published="2025-05-08")
    violence = next(event for event in record.events if event.action.type in ("ASSAULT", "HARM"))
    found = " ".join(shown(figure, record) for figure in violence.figures)
    assert (found or "none") == row[1]


def test_who_is_sentenced_to_death_is_not_counted_as_killed(reader: Reader) -> None:
    record = reader.read("A court in Cairo sentenced two men to death on Monday.", published="2024-04-07")
    assert record.events
    assert not [figure for event in record.events for figure in event.figures]
