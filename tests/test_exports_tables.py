"""The tables of the layouts: whole, without doubles, with values that the layouts know, and no row that nothing answers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from onrecord.exports import acled, geography
from onrecord.exports.dates import acled_precision, ucdp_precision
from onrecord.exports.groups import GROUPS
from onrecord.exports.plover import types
from onrecord.exports.tables import Row, table
from onrecord.gazetteer import Gazetteer
from onrecord.knowledge import table as knowledge
from onrecord.ledger.views import Incident, Party, Said, Site
from onrecord.record import REPORT, ActionType, Kind, PlaceKind
from tests import incidents as made
from tests.test_gazetteer import TABLE

TABLES = ("acled_events", "acled_groups", "place_precision", "plover_types", "states")

EVENTS: Mapping[str, set[str]] = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions/Remote violence": {
        "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED",
        "Grenade",
    },
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
        "Looting/property destruction", "Non-violent transfer of territory", "Other",
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
}  # fmt: skip
"""ACLED's six types and 25 sub-types of events."""
DISORDER = {"Political violence", "Demonstrations", "Strategic developments", "Political violence; Demonstrations"}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_names_its_source_and_licence_and_has_examples(name: str) -> None:
    text = files("onrecord.exports").joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    assert text.startswith("# source: ")
    assert "\n# licence: " in text
    assert all(row["example"] for row in table(name))


@pytest.mark.parametrize("name", TABLES)
def test_no_row_stands_twice(name: str) -> None:
    values = {"acled_events": 5, "acled_groups": 3, "place_precision": 3, "plover_types": 1, "states": 1}
    keys = [tuple(row.values())[: values[name]] for row in table(name)]
    assert len(keys) == len(set(keys))


# ------------------------------------------------------------ ACLED
def test_acled_s_events_are_of_its_types_and_ours() -> None:
    assert sum(len(kinds) for kinds in EVENTS.values()) == 25
    for row in table("acled_events"):
        assert row["sub_event_type"] in EVENTS[row["event_type"]]
        assert row["disorder_type"] in DISORDER
        assert row["type"] in get_args(ActionType)
        assert row["needs"] in ("", "two-sided", "killed", "mass")
        assert {row["by_as"], row["to_as"]} <= {"", "Rioters", "Protesters"}
        assert {*row["by"].split(), *row["to"].split()} <= {"armed", "state", "rebel", "civil", "people", "thing", "none"}


PARTIES: Mapping[str, tuple[Party, ...]] = {
    "": (), "none": (), "armed": (made.FRONT,), "state": (made.ARMY,), "rebel": (made.FRONT,), "civil": (made.TEACHER,),
    "people": (made.RESIDENTS,), "thing": (made.MARKET,),
}  # fmt: skip
"""Parties by the words of the table; for `to`, "armed" is an army, so that the two sides are not one."""


def answering(row: Row, by: str, to: str) -> Incident:
    """An incident of which all is as a row asks."""
    did, was = PARTIES[by], (made.ARMY,) if to == "armed" else PARTIES[to]
    if row["needs"] == "two-sided":
        did, was = (made.FRONT, made.ARMY), ()
    accounts = (made.account(1, REPORT, says=Said(by=did, to=was), killed=2 if row["needs"] == "killed" else None),)
    mode = None if row["mode"] in ("", "-") else row["mode"]
    incident = made.incident("i", accounts, type=row["type"], mode=mode, by=did, to=was)
    if row["needs"] == "mass":
        return made.incident("i", (replace(accounts[0], figures=(made.figure("detained", acled.MASS),)),), type=row["type"],
                             mode=mode, by=did, to=was)  # fmt: skip
    return incident


@pytest.mark.parametrize(
    "row", table("acled_events"), ids=lambda row: f"{row['type']} {row['mode']} {row['by']} {row['to']} {row['needs']}"
)
def test_each_row_of_acled_s_events_answers_to_something(row: Row) -> None:
    for by in row["by"].split() or [""]:
        for to in row["to"].split() or [""]:
            incident = answering(row, by, to)
            assert acled.kind(incident, acled.roles(incident)) == row
            assert acled.judge(incident) == ()


def test_fewer_arrests_are_none_of_acled_s() -> None:
    row = next(row for row in table("acled_events") if row["needs"] == "mass")
    incident = answering(row, "state", "")
    few = replace(incident, accounts=(replace(incident.accounts[0], figures=(made.figure("detained", acled.MASS - 1),)),))
    assert acled.judge(few) == ("out-of-layout",)


def test_groups_are_acled_s_and_kinds_ours() -> None:
    for row in table("acled_groups"):
        assert row["group"] in ("", *GROUPS)
        assert row["kind"] in ("", *get_args(Kind))
        assert row["part"] in ("", "by", "to")
        assert row["role"] in {"", "IGO", "IMG", *(sector["code"] for sector in knowledge("sectors"))}
    assert not any(table("acled_groups")[-1][name] for name in ("part", "kind", "role")), "whoever is in no row is in the last"


# ------------------------------------------------------------ places and days
def test_every_place_has_a_precision() -> None:
    for kind in (None, *get_args(PlaceKind)):
        for radius in (None, 1.0, 25.0, 300.0):
            for country in (None, "ISL"):
                found = geography.precision(Site("Karum", kind, None, country, 1.0, 1.0, radius))
                assert found.ucdp in range(1, 8)
                assert found.acled in (None, 1, 2, 3)


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (Site("x", "facility"), ("site", 1, 1)),
        (Site("x", "region", radius_km=25.0), ("near", 2, 2)),
        (Site("x", "region", radius_km=26.0), ("area", 5, 3)),
        (Site("x", "admin2"), ("district", 3, 2)),
        (Site("x", "admin1"), ("province", 4, 3)),
        (Site("x", "country", country="ISL"), ("country", 6, None)),
        (Site("x", "water", country="ISL"), ("area", 5, 3)),
        (Site("x", "water"), ("water", 7, None)),
        (Site("x", radius_km=3.0), ("near", 2, 2)),
        (Site("x"), ("area", 5, 3)),
    ],
)
def test_precision_follows_kind_and_reach(site: Site, expected: tuple[str, int, int | None]) -> None:
    found = geography.precision(site)
    assert (found.name, found.ucdp, found.acled) == expected


@pytest.mark.parametrize(
    ("days", "acled_s", "ucdp_s"), [(1, 1, 1), (2, 2, 2), (6, 2, 2), (7, 2, 3), (8, 3, 4), (31, 3, 4), (32, 3, 5), (366, 3, 5)]
)
def test_days_have_each_layout_s_precision(days: int, acled_s: int, ucdp_s: int) -> None:
    assert (acled_precision(days), ucdp_precision(days)) == (acled_s, ucdp_s)


def test_states_are_those_that_the_reader_knows() -> None:
    assert {row["iso3"] for row in table("states")} == {row["iso3"] for row in knowledge("countries")}
    for column in ("iso", "gw"):
        numbers = [row[column] for row in table("states") if row[column]]
        assert len(numbers) == len(set(numbers))
        assert all(number.isdigit() for number in numbers)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("PSE", geography.State("Palestine", 275, None, "Middle East", "Middle East")),
        ("YEM", geography.State("Yemen", 887, 678, "Middle East", "Middle East")),
        ("SDN", geography.State("Sudan", 729, 625, "Northern Africa", "Africa")),
        ("AFG", geography.State("Afghanistan", 4, 700, "Caucasus and Central Asia", "Asia")),
        ("XYZ", geography.State("XYZ")),
        (None, geography.State("")),
    ],
)
def test_a_state_has_its_numbers_and_regions(code: str | None, state: geography.State) -> None:
    assert geography.state(code) == state


def test_plover_s_types_are_all_but_three_of_ours() -> None:
    assert set(get_args(ActionType)) - set(types()) == {"DISPLACE", "HARM", "DECIDE"}
    assert all(row["quad"] in "1234" and (not row["score"] or -10 <= float(row["score"]) <= 10) for row in table("plover_types"))


def test_the_gazetteer_tells_province_and_district_of_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path))
    gazetteer = Gazetteer.open(TABLE)
    (town,) = (c for c in gazetteer.candidates("Khan Younes") if c.kind == "town")
    assert gazetteer.divisions(town.geonames or 0)[0] == "Gaza Strip"
    assert gazetteer.divisions(1) == (None, None)
