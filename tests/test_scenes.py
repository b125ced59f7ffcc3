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


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [
        (
            "The shelling killed 14 people, including five children, two medics at the town's hospital said.",
            "two medics at the town's hospital",
        ),
        ("Shells killed four people in Bama on Monday, two medics at the town's hospital said.", "two medics at the town's hospital"),
        ("The strike killed nine people, including three children, Governor Oleh Syniehubov said.", "Oleh Syniehubov"),
        ("The minister, a former general, said troops had attacked the town.", "minister, a former general"),
        ("The army, in a statement on Monday, said rebels had attacked the town.", "army"),
    ],
)
def test_who_stands_before_the_cue_speaks_and_is_no_victim(reader: Reader, sentence: str, voice: str) -> None:
    record = reader.read(sentence, published="2025-05-08")
    names = {actor.id: actor.name for actor in record.actors}
    attack = next(event for event in record.events if event.action.type == "ASSAULT")
    assert [names[account.voice] for account in attack.accounts] == [voice]
    assert voice not in {names[id_] for id_ in (*attack.by, *attack.to, *(f.of for f in attack.figures if f.of))}
    assert voice not in record.text[slice(*record.statements[0].content[0])]
