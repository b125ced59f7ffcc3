"""Who says that an event happened, and who denies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.test_events import the_event

if TYPE_CHECKING:
    from onrecord.reader import Reader
    from onrecord.record import Event, Record


def told(record: Record, event: Event) -> list[tuple[str, str]]:
    """The accounts of an event: each voice's name and the status that it gives."""
    by_id = {actor.id: actor.name for actor in record.actors}
    return [(by_id.get(account.voice, account.voice), account.status) for account in event.accounts]


@pytest.mark.parametrize(
    "denial",
    [
        "The army denied it.",
        "The army denied the claim.",
        "The army rejected the accusation.",
        "The army called the report false.",
        "The army said no such attack took place.",
        "The army denied that its planes had carried out the attack.",
    ],
)
def test_a_denial_is_an_account_of_what_it_denies(reader: Reader, denial: str) -> None:
    record = reader.read(f"Rebels said an airstrike killed 31 people on Monday. {denial}", published="2024-04-10")
    strike = the_event(record, "ASSAULT")
    assert (strike.status, told(record, strike)) == ("happened", [("Rebels", "happened"), ("army", "denied")])


def test_who_denies_reports_does_not_say_it(reader: Reader) -> None:
    record = reader.read("Police chief Sam Odu denied reports that one of the teachers had been killed.", published="2024-04-10")
    killing = the_event(record, "ASSAULT")
    assert (killing.status, told(record, killing)) == ("denied", [("Sam Odu", "denied")])


def test_a_claim_of_something_else_is_no_denial_of_what_was_told(reader: Reader) -> None:
    text = "Rebels said an airstrike killed 31 people on Monday. The army denied the claim that soldiers had looted shops."
    record = reader.read(text, published="2024-04-10")
    assert told(record, the_event(record, "ASSAULT")) == [("Rebels", "happened")]


def test_an_attempt_has_two_accounts(reader: Reader) -> None:
    record = reader.read("The army said rebels tried to storm the base. The rebels denied it.", published="2024-04-10")
    storming = the_event(record, "ASSAULT")
    assert (storming.status, told(record, storming)) == ("attempted", [("army", "attempted"), ("rebels", "denied")])
