"""Tension within a report: what is told as gone from a place, and as going on there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from onrecord.reader import Reader

LEFT = "Russia withdrew its troops from Kherson on Sunday."


def tensions(reader: Reader, text: str) -> list[tuple[str, str]]:
    """The words of the events that pull against each other."""
    record = reader.read(text, published="2024-04-07")
    words = {event.id: " ".join(record.text[start:stop] for start, stop in (event.mentions[0].trigger,)) for event in record.events}
    return [(words[event.id], words[link.event]) for event in record.events for link in event.links if link.kind == "tension"]


@pytest.mark.parametrize(
    "text",
    [
        f"{LEFT} Russia continues to shell Kherson.",
        f"{LEFT} The Russian army will continue to operate in Kherson, the defence ministry said.",
        f"{LEFT} But the army would go on operating there, an official said.",
        f"{LEFT} The move is tactical. It does not end the war. The army would keep operating in the area, an official said.",
        "Russia withdrew its last brigades from Kherson on Sunday. But the army would go on operating in the city, an official said.",
        f"A sizeable force keeps operating in Kherson, the army said. {LEFT}",
    ],
)
def test_force_that_goes_on_where_all_of_it_left_is_a_tension(reader: Reader, text: str) -> None:
    assert len(tensions(reader, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        LEFT,
        f"{LEFT} Russia continues to shell Kharkiv.",  # elsewhere
        f"{LEFT} Ukraine continues to shell Kherson.",  # somebody else
        f"{LEFT} The Ukrainian army would go on operating there, an official said.",
        "Russia withdrew one division from Kherson on Sunday. The army would go on operating there, an official said.",  # a part
        "Russia withdrew its troops from the south of Ukraine on Sunday. The army continues to operate in the rest of Ukraine.",
        "Russia will withdraw its troops from Kherson. Russia continues to shell Kherson.",  # has not left
        f"{LEFT} Talks continue in Kherson.",
    ],
)
def test_what_pulls_against_nothing(reader: Reader, text: str) -> None:
    assert tensions(reader, text) == []
