"""How an act was done, where and by whom: small scenes, each beside one that differs in little."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from onrecord.reader import Reader

CONTRAST = Path(__file__).parent / "contrast" / "scenes.tsv"


def contrasts() -> list[list[str]]:
    lines = [line for line in CONTRAST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


@pytest.mark.parametrize("row", contrasts(), ids=lambda row: row[0][:60])
def test_scene(row: list[str], reader: Reader) -> None:
    text, kind, *expected = row
    record = reader.read(text, published="2025-05-08")
    event = next(event for event in record.events if event.action.type == kind)
    names = {place.id: place.name for place in record.places} | {actor.id: actor.name for actor in record.actors}
    found = (event.action.mode, ", ".join(names[id_] for id_ in event.at), ", ".join(names[id_] for id_ in event.by))
    assert [value or "-" for value in found] == expected


def test_medics_are_a_voice(reader: Reader) -> None:
    record = reader.read("Shells killed four people in Bama on Monday, two medics at the town's hospital said.", published="2025-05-08")
    by_id = {actor.id: actor for actor in record.actors}
    assert [by_id[account.voice].kind for account in record.events[0].accounts] == ["unnamed-person"]
