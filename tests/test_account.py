"""The readable account, and the sentences that the account and the page are made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.exports import account
from onrecord.exports.sentences import differing, phrases, sentence, vouching
from onrecord.exports.wording import SIGNS, View, plain
from onrecord.knowledge import table
from onrecord.record import Account, Action, ActionType, Actor, Event, Figure, Place, Says, Status, When
from tests.records import sample

GOLDEN = Path(__file__).parent / "golden" / "account.txt"
CAST = (
    Actor("a1", "Israel", "state", True),
    Actor("a2", "army", "military", False),
    Actor("a3", "gunmen", "armed-group", False),
    Actor("a4", "Hamas", "armed-group", True),
    Actor("a5", "official", "unnamed-person", False, member_of="a2"),
)
TOWN = Place("p1", "Karum", "town")


def told(event: Event) -> str:
    """The sentence of an event among a small cast."""
    return plain(sentence(view(event), event))


def view(event: Event) -> View:
    return View(replace(sample(), actors=CAST, places=(TOWN,), times=(), events=(event,), statements=()))


def attack(status: Status = "happened", **fields: object) -> Event:
    return replace(Event("e1", Action("ASSAULT"), status), **fields)  # type: ignore[arg-type]  # any field of an event


def test_the_account_of_the_sample_is_as_filed() -> None:
    assert account.render(sample()) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("happened", "Gunmen attacked Israel"),
        ("ongoing", "Gunmen are attacking Israel"),
        ("attempted", "Gunmen tried to attack Israel"),
        ("planned", "Gunmen plan to attack Israel"),
        ("threatened", "Gunmen threaten to attack Israel"),
        ("expected", "Gunmen are expected to attack Israel"),
        ("possible", "Gunmen may attack Israel"),
        ("conditional", "Gunmen would attack Israel, on a condition"),
        ("demanded", "Gunmen are called on to attack Israel"),
        ("denied", "It is denied that gunmen attacked Israel"),
    ],
)
def test_a_sentence_says_whether_it_happened(status: Status, expected: str) -> None:
    assert told(attack(status, by=("a3",), to=("a1",))) == expected


@pytest.mark.parametrize("status", get_args(Status))
@pytest.mark.parametrize("roles", [{}, {"to": ("a1",)}, {"by": ("a1",)}], ids=["nobody", "acted on", "acting"])
def test_only_what_happened_is_told_as_happened(status: Status, roles: dict[str, tuple[str, ...]]) -> None:
    happened = told(attack("happened", **roles))
    assert (told(attack(status, **roles)) == happened) == (status == "happened")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"to": ("a1",)}, "Israel was attacked"),
        ({}, "There was an attack"),
        ({"by": ("a1", "a4")}, "Israel and Hamas fought each other"),
        ({"by": ("a4",), "at": ("p1",)}, "Hamas attacked in Karum"),
        ({"by": ("a4",), "when": When(None, "2024-04-01", "2024-04-30", "stated")}, "Hamas attacked in April 2024"),
        ({"by": ("a4",), "when": When(None, None, "2024-04-07", "inferred")}, "Hamas attacked by Sunday 7 April 2024 (inferred)"),
        ({"by": ("a4",), "figures": (Figure("killed", "a2", 2, 2, 2),)}, "Hamas attacked: 2 killed (the army)"),
        ({"by": ("a5",)}, "An official of the army attacked"),
    ],
)
def test_a_sentence_is_built_from_the_fields(fields: dict[str, object], expected: str) -> None:
    assert told(attack(**fields)) == expected  # type: ignore[arg-type]  # any field of an event


def test_what_only_voices_say_is_not_vouched_for() -> None:
    event = attack(accounts=(Account("a2", "happened"), Account("unknown", "happened")), claimed_only=True)
    assert plain(vouching(view(event), event)) == "Said by the army and a voice that is not named; the report itself does not vouch for it."


def test_accounts_that_part_are_told_apart() -> None:
    twelve, three = (Figure("killed", None, n, n, n) for n in (12, 3))
    event = attack(
        figures=(twelve,),
        accounts=(
            Account("report", "happened"),
            Account("a1", "denied"),
            Account("a2", "happened", certainty="possible", says=Says(figures=(three,), by=("a4",))),
        ),
    )
    assert [plain(one) for one in differing(view(event), event)] == [
        "Israel denies it.",
        "The army holds it to be possible, no more.",
        "The army: it was done by Hamas; 3 killed.",
    ]


def test_every_action_of_the_knowledge_has_words() -> None:
    known = set(phrases())
    assert {(row["type"], row["mode"]) for row in table("actions") if row["type"]} <= known
    assert {(type_, "") for type_ in get_args(ActionType)} <= known
    assert set(SIGNS) == set(get_args(Status))
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_no_report_steers_the_terminal() -> None:
    nasty = replace(sample(), report=replace(sample().report, title="\x1b[31mred\x07 \u202egnp.exe"))
    assert account.render(nasty).splitlines()[0] == "[31mred gnp.exe"
    assert "\x1b" in account.render(nasty, colour=True)


@given(st.integers(1, 200))
def test_no_line_is_wider_than_asked(width: int) -> None:
    assert max(map(len, account.render(sample(), width=width).splitlines())) <= max(width, 40)
