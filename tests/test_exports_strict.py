"""What a strict layout has room for, and what is agreed on."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from types import ModuleType

import pytest

from onrecord.exports import acled, plover, ucdp
from onrecord.exports.agreed import accepted, roles, tolls
from onrecord.exports.groups import GROUPS, group, interaction, tags
from onrecord.exports.strict import MEANING, REASONS, Reason, contested, summary
from onrecord.ledger.views import Days, Incident, Party, Said, Site
from onrecord.record import REPORT, UNKNOWN
from tests import incidents as made


@pytest.mark.parametrize(
    ("incident", "reasons"),
    [
        (made.withdrawal(), ("single-voice",)),
        (made.strike(), ()),
        (made.denied(), ("contested", "single-voice")),
        (made.planned(), ("not-happened", "out-of-layout", "single-voice", "undated")),
        (made.threat(), ("out-of-layout",)),
        (made.campaign(), ("campaign", "background", "undated")),
        (made.undated(), ("undated",)),
        (made.unplaced(), ("unplaced",)),
        (made.protest(), ()),
        (made.clash(), ()),
        (made.accident(), ("out-of-layout",)),
        (made.somewhere(), ("unplaced",)),
    ],
    ids=lambda value: value.key if isinstance(value, Incident) else "",
)
def test_acled_says_all_that_keeps_an_incident_out(incident: Incident, reasons: tuple[Reason, ...]) -> None:
    assert acled.judge(incident) == reasons


@pytest.mark.parametrize(
    ("incident", "reasons"),
    [
        (made.strike(), ()),
        (made.clash(), ()),
        (made.somewhere(), ()),
        (made.withdrawal(), ("out-of-layout", "no-fatality", "single-voice")),
        (made.denied(), ("no-fatality", "contested", "single-voice")),
        (made.abduction(), ("no-fatality", "single-voice")),
        (made.accident(), ("out-of-layout",)),
        (made.campaign(), ("campaign", "background")),
        (made.protest(), ("out-of-layout", "no-fatality")),
    ],
    ids=lambda value: value.key if isinstance(value, Incident) else "",
)
def test_ucdp_says_all_that_keeps_an_incident_out(incident: Incident, reasons: tuple[Reason, ...]) -> None:
    assert ucdp.judge(incident) == reasons


@pytest.mark.parametrize("status", ["attempted", "planned", "threatened", "expected", "possible", "conditional", "demanded", "denied"])
def test_what_has_not_come_about_is_no_strict_row(status: str) -> None:
    incident = replace(made.strike(), status=status)
    assert acled.judge(incident)[0] == ucdp.judge(incident)[0] == "not-happened"


def test_every_reason_has_a_meaning_and_a_place_in_the_order() -> None:
    assert list(MEANING) == list(REASONS)


def test_a_series_is_no_incident() -> None:
    assert acled.judge(replace(made.strike(), scale="series")) == ("campaign",)


def test_two_voices_of_one_side_are_one() -> None:
    spokesman = Party("r1/a7", "spokesman", "unnamed-person", False, "state/ISL", "ISL", "MIL", "ISL/MIL")
    incident = made.incident("i", (made.account(1, made.ARMY, says=made.FIGHT), made.account(2, spokesman, says=made.FIGHT)),
                             mode=None, by=(made.ARMY, made.FRONT), to=())  # fmt: skip
    assert acled.judge(incident) == ("single-voice",)


def test_a_denial_by_a_voice_that_cannot_be_named_holds_back_as_well() -> None:
    incident = replace(made.strike(), accounts=(*made.strike().accounts, made.account(4, UNKNOWN, status="denied")))
    assert incident.denied == 0
    assert contested(incident)


@pytest.mark.parametrize("kind", ["status", "action"])
def test_whoever_tells_it_as_another_act_contests_it(kind: str) -> None:
    assert acled.judge(made.contradicting(made.strike(), kind)) == ("contested",)


@pytest.mark.parametrize("kind", ["agreement", "revision", "figures", "tension"])
def test_not_every_difference_contests_the_incident(kind: str) -> None:
    assert acled.judge(made.contradicting(made.strike(), kind)) == ()


@pytest.mark.parametrize("site", [None, Site("Karum", "town", lat=0.0, lon=0.0), Site("Karum", "town", lat=91.0, lon=0.0),
                                  Site("Karum", "town", lat=float("nan"), lon=1.0)])  # fmt: skip
def test_a_place_that_is_on_no_map_is_none(site: Site | None) -> None:
    assert "unplaced" in acled.judge(replace(made.strike(), site=site))


@pytest.mark.parametrize(
    ("days", "acled_holds", "ucdp_holds"),
    [
        (Days("2019-05-01", "2019-05-31"), False, False),
        (Days("2019-05-01", "2019-06-01"), True, False),
        (Days("2019-01-01", "2019-12-31"), True, False),
        (Days("2019-01-01", "2020-01-02"), True, True),
        (Days("2019-05-01", None), True, True),
        (Days("2019-05-02", "2019-05-01"), True, True),
        (Days("2019-02-30", "2019-02-30"), True, True),
        (None, True, True),
    ],
)
def test_each_layout_wants_its_dates_narrow(days: Days | None, acled_holds: bool, ucdp_holds: bool) -> None:
    incident = replace(made.strike(), days=days)
    assert ("undated" in acled.judge(incident), "undated" in ucdp.judge(incident)) == (acled_holds, ucdp_holds)


# ------------------------------------------------------------ what is agreed on
def test_an_accused_whom_only_the_accuser_names_did_not_do_it() -> None:
    assert roles(made.abduction()).by == ()
    assert roles(made.abduction()).to == (made.TEACHER,)


def test_who_did_it_is_agreed_on_by_two_sides() -> None:
    assert roles(made.clash()).by == (made.ARMY, made.FRONT)


def test_whoever_names_the_state_and_whoever_names_its_army_agree() -> None:
    state = Party("ISL", "Iceland", "state", True, "state/ISL", "ISL", "GOV")
    other = Party("FRO/GOV", "foreign ministry", "government", True, "state/FRO", "FRO", "GOV")
    accounts = (made.account(1, made.FRONT, says=made.BY_ARMY), made.account(2, other, says=Said(by=(state,), to=(made.RESIDENTS,))))
    assert roles(made.incident("i", accounts, by=(made.ARMY, state))).by == (made.ARMY, state)


@pytest.mark.parametrize("certainty", ["possible", "probable"])
def test_what_a_report_holds_for_possible_is_not_agreed_on(certainty: str) -> None:
    account = replace(made.account(1, REPORT, says=made.BY_ARMY), certainty=certainty)
    assert bool(roles(made.incident("i", (account,))).by) == (certainty == "probable")


def test_who_did_it_is_nobody_where_voices_contradict_each_other() -> None:
    blamed = made.contradicting(made.strike(), "by")
    assert roles(blamed).by == ()
    assert roles(blamed).to == (made.RESIDENTS,)
    assert acled.judge(blamed) == ()
    assert ucdp.judge(blamed) == ("contested",)


def test_a_fight_whose_sides_are_disputed_is_contested() -> None:
    assert acled.judge(made.contradicting(made.clash(), "by")) == ("contested",)


def test_a_party_s_own_paper_does_not_corroborate_it() -> None:
    paper = made.account(1, REPORT, says=made.BY_ARMY, killed=4, side="state/ISL")
    assert roles(made.incident("i", (paper,))).by == ()
    assert accepted(made.incident("i", (paper,))) is None
    assert roles(made.incident("i", (paper, made.account(2, made.FRONT, says=made.BY_ARMY)))).by == (made.ARMY,)


@pytest.mark.parametrize(("vague", "agreed"), [("state/?", False), ("armed-group/?", True), ("people/?", True)])
def test_somebody_who_may_be_another_voice_is_no_second_one(vague: str, agreed: bool) -> None:
    accounts = (made.account(1, made.ARMY, says=made.BY_ARMY, killed=4), made.account(2, UNKNOWN, says=made.BY_ARMY, killed=3, side=vague))
    incident = made.incident("i", accounts)
    assert bool(roles(incident).by) == (accepted(incident) is not None) == agreed


def toll_of(*accounts: tuple[Party | str, int]) -> Incident:
    return made.incident("i", tuple(made.account(n, who, says=made.BY_ARMY, killed=count) for n, (who, count) in enumerate(accounts, 1)))


@pytest.mark.parametrize(
    ("accounts", "number"),
    [
        (((REPORT, 12),), 12),
        (((REPORT, 12), (made.ARMY, 3), (made.FRONT, 20)), 12),
        (((made.ARMY, 3), (made.FRONT, 20)), 3),
        (((made.FRONT, 20),), None),
        (((made.FRONT, 20), (UNKNOWN, 20)), None),
        (((made.FRONT, 5), (made.FRONT, 20), (made.ARMY, 9)), 9),
    ],
)
def test_a_toll_is_agreed_on_if_a_report_or_two_sides_give_one(accounts: tuple[tuple[Party | str, int], ...], number: int | None) -> None:
    toll = accepted(toll_of(*accounts))
    assert (toll.low if toll else None) == number


def test_a_paper_of_the_party_that_acts_vouches_for_no_toll_of_that_act() -> None:
    paper = made.account(1, REPORT, killed=40, side=made.ARMY.side)  # it gives the toll, and another voice of its text who did it
    assert accepted(made.incident("i1", (paper,))) is None
    assert accepted(made.incident("i1", (replace(paper, side="media/r1"),))) is not None


def test_a_copy_with_another_toll_revises_nothing() -> None:
    agency = made.account(1, REPORT, says=made.BY_ARMY, killed=12)
    altered = made.account(2, REPORT, says=made.BY_ARMY, killed=21, event="v2", report="r2", side=agency.side)
    toll = accepted(made.incident("i1", (agency, altered), tellings=({}, {"event": "v2", "report": "r2", "copy_of": "r1"})))
    assert toll is not None
    assert toll.best == 12


def test_groups_of_dead_are_not_summed_but_bound_the_toll() -> None:
    account = made.account(1, REPORT, says=made.BY_ARMY)
    account = replace(account, figures=(made.figure("killed", 12), made.figure("killed", 3, of=made.TEACHER)))
    (toll,) = tolls(made.incident("i", (account,)))
    assert (toll.low, toll.best, toll.high, toll.figure.of) == (12, 12, 15, None)


def test_a_toll_told_by_its_words_keeps_its_open_end() -> None:
    (toll,) = tolls(made.incident("i", (made.account(1, REPORT, at_least=12),)))
    assert (toll.low, toll.high, toll.best) == (12, None, 12)
    about = replace(made.account(1, REPORT), figures=(replace(made.figure("killed", 0), low=None, high=None, best=40.0),))
    assert accepted(made.incident("i", (about,))).low == 40  # type: ignore[union-attr]  # it is there


def test_a_toll_of_a_denied_or_possible_account_counts_nothing() -> None:
    accounts = (made.account(1, REPORT, status="denied", killed=4), made.account(2, REPORT, certainty="possible", killed=4))
    assert tolls(made.incident("i", accounts)) == ()


def test_an_event_s_own_toll_counts_for_its_accounts_where_none_has_one() -> None:
    incident = replace(made.incident("i", (made.account(1, REPORT),)), figures=(made.figure("killed", 7),))
    assert accepted(incident).low == 7  # type: ignore[union-attr]  # it is there
    claimed = replace(made.incident("i", (made.account(1, made.FRONT),)), figures=(made.figure("killed", 7),))
    assert accepted(claimed) is None


def test_figures_may_stand_with_the_incident_or_with_the_account() -> None:
    incident = replace(made.incident("i", (made.account(1, REPORT),)), figures=(made.figure("killed", 7, account=1),))
    assert accepted(incident).low == 7  # type: ignore[union-attr]  # it is there


# ------------------------------------------------------------ actors
@pytest.mark.parametrize(
    ("party", "part", "country", "found"),
    [
        (made.ARMY, "by", "ISL", "State forces"),
        (made.ARMY, "to", "FRO", "External/Other forces"),
        (made.FRONT, "by", "FRO", "Rebel group"),
        (made.RESIDENTS, "to", "ISL", "Civilians"),
        (made.MINISTRY, "by", "ISL", "State forces"),
        (made.MINISTRY, "to", "ISL", "Civilians"),
        (made.MARKET, "to", "ISL", None),
        (Party("x", "somebody", "unknown", False, "x"), "by", "ISL", None),
        (Party("x", "gunmen", "armed-group", False, "x", None, "UAF"), "by", "ISL", "Political militia"),
        (Party("x", "peacekeepers", "military", False, "x", None, "UNO"), "by", "ISL", "External/Other forces"),
    ],
)
def test_what_an_actor_is_to_acled(party: Party, part: str, country: str, found: str | None) -> None:
    assert group(party, part, country) == found  # type: ignore[arg-type]  # by or to


def test_tags_tell_two_armed_sides_from_one() -> None:
    assert "sides" in tags((made.ARMY, made.FRONT), "by", "ISL")
    assert "sides" not in tags((made.ARMY, made.RESIDENTS), "by", "ISL")
    assert tags((), "by", "ISL") == {"none"}
    assert tags((made.MARKET,), "to", "ISL") == {"thing"}


def test_an_army_that_attacks_with_residents_in_by_is_no_battle() -> None:
    said = Said(by=(made.ARMY, made.RESIDENTS))
    incident = made.incident("i", (made.account(1, REPORT, says=said),), mode=None, by=said.by, to=())
    assert acled.judge(incident) == ("out-of-layout",)


@pytest.mark.parametrize("one", GROUPS)
@pytest.mark.parametrize("other", GROUPS)
def test_an_interaction_does_not_depend_on_who_comes_first(one: str, other: str) -> None:
    assert interaction(one, other) == interaction(other, one)
    assert set(interaction(one, other).split("-")) == {one, other}


# ------------------------------------------------------------ PLOVER
def test_a_threat_and_what_is_threatened_are_one_plover_record() -> None:
    dated = replace(made.planned(), days=made.FRIDAY)
    assert plover.judge(dated) == ("one-row",)
    assert plover.judge(made.threat()) == ()
    alone = replace(dated, tellings=tuple(replace(t, about_it=()) for t in dated.tellings))
    assert plover.judge(alone) == ()
    assert plover.record(alone)["event"] == ["THREATEN"]


@pytest.mark.parametrize("status", ["expected", "possible", "conditional", "demanded", "denied"])
def test_what_others_foresee_ask_for_or_deny_is_no_plover_event(status: str) -> None:
    incident = replace(made.strike(), status=status)
    assert plover.judge(incident) == ("not-happened",)
    assert plover.record(incident)["mode"][1:] in (["future"], ["hypothetical"], ["negation"])


@pytest.mark.parametrize("changed", [{"type": "HARM", "tellings": ()}, {"by": ()}, {"type": "AID", "tellings": (), "to": ()}])
def test_plover_has_no_place_for_what_has_no_type_actor_or_needed_recipient(changed: dict[str, object]) -> None:
    assert plover.judge(replace(made.strike(), **changed)) == ("out-of-layout",)


# ------------------------------------------------------------ counts
def rows(layout: ModuleType, out: io.StringIO) -> int:
    """How many rows were written; a cell may have line ends in it."""
    return len(list(csv.reader(io.StringIO(out.getvalue(), newline="")))) - 1 if layout is not plover else out.getvalue().count("\n")


def test_counts_and_rows_add_up() -> None:
    for layout in (acled, ucdp, plover):
        out, heard = io.StringIO(), list[str]()
        held = layout.write(made.samples(), out, held=lambda incident, _, heard=heard: heard.append(incident.key))  # type: ignore[misc]
        assert held.total() == len(heard)
        assert rows(layout, out) + held.total() == len(made.samples())


def test_a_wide_file_has_every_incident_and_counts_the_same() -> None:
    for layout in (acled, ucdp, plover):
        narrow, out = layout.write(made.samples(), io.StringIO()), io.StringIO()
        assert layout.write(made.samples(), out, wide=True) == narrow
        assert rows(layout, out) == len(made.samples())


def test_the_summary_is_one_sentence() -> None:
    assert summary(Counter(), 1) == "1 incident written"
    assert summary(Counter({"undated": 3}), 1000, wide=True) == (
        "1,000 incidents written; 3 of them would be held back from the strict layout: 3 undated"
    )
