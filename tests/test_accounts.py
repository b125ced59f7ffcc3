"""Who says that an event happened, and who denies it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.test_events import the_event

if TYPE_CHECKING:
    from onrecord.reader import Reader
    from onrecord.record import Event, Record


CONTRAST = Path(__file__).parent / "contrast" / "accounts.tsv"


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
        "The army said the attack never happened.",
        '"This is a lie," the army said.',
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


def test_the_attacks_that_one_side_wants_stopped_are_not_its_own(reader: Reader) -> None:
    text = "Hamas shelled Ashkelon on Sunday. Hamas said it would not negotiate unless the raids stopped."
    events = [e for e in reader.read(text, published="2024-04-10").events if e.action.type == "ASSAULT"]
    assert [len(event.by) for event in events] == [1, 0]


def test_who_promises_an_end_to_crimes_does_not_commit_them(reader: Reader) -> None:
    record = reader.read("The governor promised to end the kidnappings in the state.", published="2024-04-10")
    assert all(not event.by for event in record.events if event.action.type == "ASSAULT")


@pytest.mark.parametrize(
    ("sentence", "day"),
    [("The union called a strike for Monday.", "2024-04-15"), ("The opposition announced a march planned for Saturday.", "2024-04-13")],
)
def test_what_is_set_for_a_day_is_yet_to_come(reader: Reader, sentence: str, day: str) -> None:
    protest = the_event(reader.read(sentence, published="2024-04-10"), "PROTEST")
    assert protest.when is not None
    assert (protest.status, protest.when.earliest) == ("threatened", day)


@pytest.mark.parametrize(
    ("published", "last"), [("2024-04-10", "2024-04-10"), ("2024-04-10T08:00:00Z", "2024-04-10"), ("2024", "2024-12-31")]
)
def test_news_ends_with_the_last_day_that_the_report_can_be_of(reader: Reader, published: str, last: str) -> None:
    killing = the_event(reader.read("Rebels killed 5 soldiers in Mali.", published=published), "ASSAULT")
    assert killing.when is not None
    assert (killing.when.earliest, killing.when.latest) == (None, last)


def test_what_happened_this_week_happened_before_the_report(reader: Reader) -> None:
    killing = the_event(reader.read("Rebels killed 5 soldiers this week in Mali.", published="2024-04-10"), "ASSAULT")
    assert killing.when is not None
    assert (killing.when.earliest, killing.when.latest) == ("2024-04-08", "2024-04-10")


def test_a_war_that_broke_out_is_not_the_attack_that_is_meant(reader: Reader) -> None:
    text = "The army said it would attack Nyala. The war broke out in April 2023."
    events = [e for e in reader.read(text, published="2024-04-10").events if e.action.type == "ASSAULT"]
    assert [event.status for event in events] == ["threatened", "happened"]


def test_a_denial_of_another_act_is_another_event(reader: Reader) -> None:
    text = "Rebels burned a school in Yola on Monday. The governor denied that soldiers had burned a clinic in Jos."
    burnt, denied = reader.read(text, published="2024-04-10").events
    assert (burnt.status, denied.status) == ("happened", "denied")


def test_where_a_report_was_sent_from_is_not_where_it_happened(reader: Reader) -> None:
    record = reader.read("BAGHDAD, Iraq - A blast killed five in Mosul on Sunday, police said.", published="2024-04-10")
    blast = the_event(record, "ASSAULT")
    assert [place.name for place in record.places if place.id in blast.at] == ["Mosul"]


def test_a_denial_beside_a_statement_is_not_its_speakers(reader: Reader) -> None:
    text = "The army denied any role in the bombing of the market, which witnesses said killed nine people."
    record = reader.read(text, published="2024-04-10")
    assert not any(account.status == "denied" for event in record.events for account in event.accounts)


def test_where_one_acts_is_not_where_another_asks(reader: Reader) -> None:
    text = "Israel carried out strikes in Syria, and Iran called for an end to the attacks."
    assert the_event(reader.read(text, published="2024-04-10"), "REQUEST").at == ()


@pytest.mark.parametrize(("verb", "vouched"), [("discovered", True), ("revealed", True), ("said", False), ("claimed", False)])
def test_what_is_made_known_is_vouched_for_by_the_report_too(reader: Reader, verb: str, vouched: bool) -> None:
    record = reader.read(f"Investigators {verb} that soldiers had killed 12 villagers.", published="2024-04-10")
    killing = the_event(record, "ASSAULT")
    assert ("report" in [account.voice for account in killing.accounts], not killing.claimed_only) == (vouched, vouched)


@pytest.mark.parametrize(
    ("sentence", "accounts"),
    [
        ("A colonel accused of murdering a judge fled the country.", [("unknown", "happened")]),
        ("The court freed a colonel accused of killing four students.", [("unknown", "happened")]),
        ("Prosecutors charged the mayor with the murder of a judge.", [("Prosecutors", "happened")]),
        ("The rebels were blamed for the bombing of the bridge.", [("unknown", "happened")]),
        ("The colonel was cleared of killing four students.", [("unknown", "denied")]),
        ("The army cleared the square, killing two protesters.", [("report", "happened")]),
        ("The colonel was convicted of killing four students.", [("report", "happened")]),
    ],
)
def test_the_report_does_not_vouch_for_what_somebody_is_accused_of(reader: Reader, sentence: str, accounts: list[tuple[str, str]]) -> None:
    record = reader.read(sentence, published="2024-06-12")
    assert told(record, the_event(record, "ASSAULT")) == accounts


def test_the_accused_is_not_who_says_so(reader: Reader) -> None:
    record = reader.read(
        "A court on Friday acquitted a former police chief accused of ordering the beating of migrants, saying prosecutors had failed "
        "to prove that he knew of it.",
        published="2024-06-12",
    )
    chief = {actor.id for actor in record.actors if "chief" in actor.name}
    assert chief
    assert not any(chief & set(statement.speakers) for statement in record.statements)
    assert not any(account.voice in chief | {"report"} for e in record.events if e.action.type == "ASSAULT" for account in e.accounts)


def accounts_told() -> list[list[str]]:
    lines = [line for line in CONTRAST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


@pytest.mark.parametrize("row", accounts_told(), ids=lambda row: row[0][-60:])
def test_who_tells_it_who_denies_it_who_is_silent(row: list[str], reader: Reader) -> None:
    text, kind, status, accounts = row
    record = reader.read(text, published="2025-05-08")
    first = next((event for event in record.events if event.action.type == kind), None)
    found = " ".join(f"{voice}:{given}" for voice, given in told(record, first)) if first else "none"
    assert (first.status if first else "none", found) == (status, accounts)


def test_a_denial_beside_a_telling_of_ones_own_stays(reader: Reader) -> None:
    text = "A rocket of Islamic Jihad hit a hospital in Gaza City on Monday, the army said. It denied that it had carried out a raid there."
    events = [e for e in reader.read(text, published="2025-05-08").events if e.action.type == "ASSAULT"]
    assert [event.status for event in events] == ["happened", "denied"]
