"""What the desk's pages are made of: the claims matrix, questions as addresses, the table of keys, words as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.desk import keys
from onrecord.desk.asking import PAGING, PARAMETERS, asking
from onrecord.desk.incident_screen import tellings
from onrecord.desk.matrix import Line, Matrix, count_words, matrix
from onrecord.desk.screens import SCREENS
from onrecord.desk.templating import environment, outside, text
from onrecord.errors import UsageError
from onrecord.ledger.views import Conflict, FigureRow, Incident, Party, Said
from onrecord.record import REPORT, Action
from tests import incidents

STATIC = Path(keys.__file__).parent / "static"


# ---------------------------------------------------------------- the claims matrix
def line(made: Matrix, kind: str) -> Line:
    return next(one for one in made.lines if one.kind == kind)


def said(made: Matrix, kind: str) -> dict[str, list[str]]:
    cells = zip(made.columns, line(made, kind).cells, strict=True)
    return {column.name: [value.text for value in cell] for column, cell in cells if cell}


def test_a_row_for_each_question_a_column_for_each_voice() -> None:
    made = matrix(incidents.strike())
    assert [one.question for one in made.lines] == [
        "Did it happen?", "Who did it?", "To whom?", "Where?", "When?", "How many?",
    ]  # fmt: skip
    assert [column.name for column in made.columns] == ["The Lantern itself", "Northern Army", "River Front"]
    assert all(len(one.cells) == len(made.columns) for one in made.lines)
    assert [(group.words, group.columns) for group in made.groups] == [
        ("reports themselves", 1), ("the state of Iceland", 1), ("an armed group", 1),
    ]  # fmt: skip
    assert said(made, "figures") == {"Northern Army": ["3 residents killed"], "River Front": ["at least 12 residents killed"]}
    assert said(made, "by") == {column.name: ["Northern Army"] for column in made.columns}


def test_the_words_behind_a_cell_name_their_report() -> None:
    (value,) = line(matrix(incidents.strike()), "figures").cells[1]
    (quote,) = value.quotes
    assert (quote.words, quote.report, quote.outlet, quote.told) == ("army", "r1", "The Lantern", "4 May 2019")


def test_a_denial_stands_beside_what_it_denies_and_both_differ() -> None:
    incident = incidents.contradicting(incidents.denied(), "status")
    row = line(matrix(incident), "status")
    assert row.differs
    assert [[(value.status, value.differs) for value in cell] for cell in row.cells] == [[("happened", True)], [("denied", True)]]
    assert not line(matrix(incident), "by").differs


def test_who_says_the_same_as_one_in_conflict_differs_too() -> None:
    accounts = (*incidents.denied().accounts, incidents.account(3, incidents.UNION))
    row = line(matrix(incidents.contradicting(incidents.incident("i", accounts), "status")), "status")
    assert [[(value.status, value.differs) for value in cell] for cell in row.cells] == [
        [("happened", True)], [("denied", True)], [("happened", True)],
    ]  # fmt: skip


def test_what_a_voice_holds_less_than_certain_is_said() -> None:
    unsure = incidents.incident("i", (incidents.account(1, incidents.FRONT, certainty="possible"),))
    assert said(matrix(unsure), "status") == {"River Front": ["happened, possible, no more"]}


def test_copies_are_folded_into_the_report_that_they_repeat() -> None:
    one = incidents.copied(incidents.incident("i", (incidents.account(1, incidents.ARMY, words="we fired"),)), 3)
    again = tuple(replace(one.accounts[0], id=2 + n, event=f"c{n}", report=f"rc{n}") for n in range(3))
    made = matrix(replace(one, accounts=(*again, *one.accounts)))
    assert [(column.name, column.reports, column.copies) for column in made.columns] == [("Northern Army", 1, 3)]
    (value,) = line(made, "status").cells[0]
    assert [(quote.report, quote.copies) for quote in value.quotes] == [("r1", ("Paper 0", "Paper 1", "Paper 2"))]
    (told,) = tellings(one.tellings)
    assert [copy.outlet for copy in told.copies] == ["Paper 0", "Paper 1", "Paper 2"]


def test_a_copy_whose_origin_tells_another_incident_stands_for_itself() -> None:
    one = incidents.copied(incidents.strike(), 1)
    alone = tellings(one.tellings[-1:])
    assert [(told.report, told.copy_of, told.copies) for told in alone] == [("rc0", "r1", ())]


def test_two_reports_of_one_outlet_are_one_voice() -> None:
    accounts = (
        incidents.account(1, REPORT, side="media/lantern"),
        incidents.account(2, REPORT, side="media/lantern", event="v2", report="r2"),
    )
    twice = incidents.incident("i", accounts, tellings=({}, {"event": "v2", "report": "r2"}))
    assert [(column.own, column.reports) for column in matrix(twice).columns] == [(True, 2)]


def test_an_incident_without_voices_has_an_empty_matrix() -> None:
    made = matrix(incidents.incident("i", ()))
    assert made.columns == made.groups == ()
    assert all(one.cells == () for one in made.lines)


TOLD = [one for one in incidents.samples() if {a.event for a in one.accounts} <= {t.event for t in one.tellings}]


@pytest.mark.parametrize("incident", TOLD, ids=lambda one: one.key)
def test_every_account_stands_in_the_matrix_once(incident: Incident) -> None:
    made = matrix(incident)
    quoted = [quote for cell in line(made, "status").cells for value in cell for quote in value.quotes]
    assert len(quoted) == len(incident.accounts)


def test_a_conflict_over_the_kind_of_act_has_a_row_of_its_own() -> None:
    accounts = (incidents.account(1, REPORT), incidents.account(2, incidents.ARMY, says=Said(action=Action("CONSULT", "meet"))))
    made = matrix(replace(incidents.incident("i", accounts), conflicts=(Conflict("action", None, 1, 2, "another act"),)))
    assert line(made, "action").differs
    assert list(said(made, "action")) == ["Northern Army"]


# ---------------------------------------------------------------- questions
def test_an_address_holds_the_whole_question() -> None:
    pairs = [
        ("limit", "20"), ("status", "planned"), ("status", "threatened"), ("place", "31.3,34.3"), ("radius", "2.5"), ("conflicting", "1"),
        ("voices", "2"), ("text", '"all its" troops'), ("order", "voices"),
    ]  # fmt: skip
    asked = asking(pairs)
    assert asking(asked.pairs()) == asked
    assert sorted(asked.pairs()) == sorted(pairs)
    assert asked.filter.status == ("planned", "threatened")
    assert [one.value for one in asked.conditions() if one.name == "status"] == ["planned", "threatened"]
    assert "status=planned" not in next(one.without for one in asked.conditions() if one.value == "planned")
    assert "radius" not in next(one.without for one in asked.conditions() if one.name == "place")


def test_what_has_no_value_asks_nothing() -> None:
    assert asking([(parameter.name, " ") for parameter in (*PARAMETERS, *PAGING)]) == asking([])
    assert asking([]).address() == "/"


NAMES = st.sampled_from([one.name for one in (*PARAMETERS, *PAGING)]) | st.text(max_size=5)


@given(st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=6))
def test_any_address_is_understood_or_refused_in_a_sentence(pairs: list[tuple[str, str]]) -> None:
    try:
        asked = asking(pairs)
    except UsageError:
        return
    assert asking(asked.pairs()).filter == asked.filter


# ---------------------------------------------------------------- keys
SCREEN_NAMES = sorted({screen.name for screen in SCREENS})


@pytest.mark.parametrize("screen", SCREEN_NAMES)
def test_a_key_means_one_thing_on_a_screen(screen: str) -> None:
    pressed = [key.key for key in keys.keys_of(screen)]
    assert len(pressed) == len(set(pressed))
    firsts = {key.split(" ")[0] for key in pressed if " " in key}
    assert not firsts & set(pressed), "the first of two keys does nothing alone"


LAW = {"x": "reject", "a": "accept", "f": "fix", "j": "next", "k": "previous", "?": "keys"}


def test_the_law_of_the_keys_holds_everywhere() -> None:
    for key in keys.table():
        assert LAW.get(key.key, key.action) == key.action
        assert key.action not in LAW.values() or LAW[key.key] == key.action
        assert key.screen in {keys.ALL, *SCREEN_NAMES}
    assert {"j", "k", "?"} <= {key.key for key in keys.table() if key.screen == keys.ALL}


def test_every_key_is_done_by_a_module() -> None:
    shared, deciding = ((STATIC / name).read_text(encoding="utf-8") for name in ("desk.js", "decide.js"))
    for key in keys.table():
        own = STATIC / f"{key.screen}.js"
        text = own.read_text(encoding="utf-8") if own.exists() else ""
        module = shared + text + (deciding if "deciding(" in text else "")
        assert re.search(rf"\b{key.action}\b[:,( ]", module), key


def test_every_template_is_one_of_a_screen() -> None:
    templates = {one for one in environment().list_templates() if not one.startswith("_")}
    assert templates == {*(screen.template for screen in SCREENS), "base.html", "fault.html"}


# ---------------------------------------------------------------- words as HTML
@pytest.mark.parametrize("words", ["<img src=x onerror=alert(1)>", "</script>", '"\'&', "a\u202eb\u2066c", "{{ 7 * 7 }}"])
def test_words_are_words(words: str) -> None:
    made = str(text(words))
    assert made.startswith("<bdi>")
    inner = made.removeprefix("<bdi>").removesuffix("</bdi>")
    assert "<img" not in inner
    assert "</script" not in inner
    assert re.search(r"(?<!>)[\u202e\u2066]", inner) is None, "a sign that turns the direction stands in an element of its own"


NO_LINKS = ("javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:x", "data:text/html,x", "//evil.example", "", None)


@pytest.mark.parametrize("address", NO_LINKS)
def test_only_addresses_of_the_web_become_links(address: str | None) -> None:
    assert outside(address) is None
    assert outside("https://news.example/a") == "https://news.example/a"


@pytest.mark.parametrize(
    ("name", "said"),
    [("at least 14 people", "14 people killed"), ("five farmers", "14 farmers killed"), ("12", "14 killed")],
)
def test_a_figure_is_counted_once(name: str, said: str) -> None:
    party = Party("name/people/x", name, "population", False, "")
    assert count_words(FigureRow("v1", "killed", party, 14, 14, 14)) == said
