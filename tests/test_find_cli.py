"""`onrecord find` and `onrecord incident`: what they print, say and refuse."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord import cli
from onrecord.cli import filtering, ledgers
from onrecord.cli import find as verb
from onrecord.ledger import facets
from onrecord.ledger.filters import Filter
from onrecord.ledger.find import ORDERS
from onrecord.ledger.store import Store
from tests import karum
from tests.karum import Ledger

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Ledger]]:
    """A ledger where the command line looks for one."""
    monkeypatch.chdir(tmp_path)
    with Store.open(ledgers.DEFAULT) as store:
        yield store, karum.write(store.db)


@pytest.fixture
def run(made: tuple[Store, Ledger], capsys: pytest.CaptureFixture[str]) -> Run:
    assert made

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return call


def key(made: tuple[Store, Ledger], name: str) -> str:
    return karum.key(made[0].db, made[1].incidents[name])


# ---------------------------------------------------------------- find
def test_find_prints_what_it_is_how_many_tell_it_and_a_sentence(run: Run, made: tuple[Store, Ledger]) -> None:
    code, out, err = run("find", "--texts", "2")
    assert code == 0
    assert out.splitlines()[0] == "● happened     A withdrawal · Karum army · Karum · on Sunday 7 April 2024"
    assert "3 reports, 2 texts, 2 independent voices" in out
    assert key(made, "withdrawal") in out
    assert "“The Karum army has left Karum, the minister Ada Lind told Radio North.”" in out
    assert err == "1 incident\n"


def test_find_marks_what_is_only_claimed_conflicting_or_no_single_act(run: Run) -> None:
    assert "only claimed" in run("find", "--status", "planned")[1]
    assert "1 conflict" in run("find", "--conflicting")[1]
    assert "a campaign" in run("find", "--scale", "campaign")[1]
    assert "Karum army → residents" in run("find", "--to", "residents")[1]
    assert "day not known" in run("find", "--action", "PROTEST")[1]


OPTIONS = [
    (("all our troops",), "withdrawal"),
    (('"all our troops"',), "withdrawal"),
    (("harbour", "plane"), "strike"),
    (("--actor", "front", "--status", "planned"), "vow"),
    (("--by", "Dockers' Union"), "march"),
    (("--to", "residents"), "strike"),
    (("--voice", "Ada Lind"), "withdrawal"),
    (("--action", "ASSAULT/aerial"), "strike"),
    (("--place", "2.5,2.25", "--radius", "5", "--from", "2024"), "strike"),
    (("--from", "2024-06-15", "--until", "2024-06-15"), "vow"),
    (("--until", "2023"), "war"),
    (("--told-from", "2024-05", "--told-until", "2024-05-03"), "strike"),
    (("--claimed-only",), "vow"),
    (("--conflicting",), "strike"),
    (("--voices", "3"), "strike"),
    (("--texts", "2"), "withdrawal"),
    (("--scale", "campaign"), "war"),
    (("--state", "machine", "--status", "ongoing"), "war"),
]


@pytest.mark.parametrize(("options", "name"), OPTIONS, ids=str)
def test_each_option_asks_its_question(run: Run, made: tuple[Store, Ledger], options: tuple[str, ...], name: str) -> None:
    code, out, _ = run("find", *options, "--format", "jsonl")
    assert code == 0
    assert [json.loads(line)["incident"] for line in out.splitlines()] == [key(made, name)]


def test_every_condition_has_an_option() -> None:
    fields = set(Filter.__dataclass_fields__)
    assert {parameter.name for parameter in verb.command.params} >= fields
    assert set(filtering.OPTIONS) | {"happened_to", "told_to"} == fields
    assert verb.ORDERS == ORDERS


def test_find_as_json_gives_the_count_and_the_next(run: Run) -> None:
    _, out, err = run("find", "--limit", "2", "--format", "json")
    page = json.loads(out)
    assert (len(page["incidents"]), page["total"]) == (2, 5)
    assert err == f"2 of 5 incidents; more with: --after {page['next']}\n"
    _, out, err = run("find", "--limit", "5", "--after", page["next"], "--format", "jsonl")
    assert len(out.splitlines()) == 3
    assert err == "3 incidents\n"


def test_find_as_csv_is_safe_in_a_spreadsheet(run: Run, made: tuple[Store, Ledger]) -> None:
    made[0].db.execute("UPDATE party SET name = '=HYPERLINK(1)' WHERE key = 'XKA/LAB/DOCKERS'")
    _, out, _ = run("find", "--action", "PROTEST", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["by"], row["lat"], row["reports"], row["own_voice"], row["earliest"]) == ("'=HYPERLINK(1)", "2.5", "1", "yes", "")


def test_find_in_another_order(run: Run, made: tuple[Store, Ledger]) -> None:
    _, out, _ = run("find", "--order", "reports", "--limit", "1", "--format", "jsonl")
    assert json.loads(out)["incident"] == key(made, "withdrawal")


def test_nothing_found_says_which_condition_stands_in_the_way(run: Run) -> None:
    code, out, err = run("find", "--actor", "Karum army", "--place", "Sarim", "--until", "2024-04")
    assert (code, out) == (0, "")
    assert err == "nothing was found; there would be something without: --place (2), --from and --until (1)\n"


def test_nothing_found_where_nothing_would_help(run: Run) -> None:
    assert run("find", "--voice", "Ada Lind", "--action", "PROTEST", "--place", "Sarim")[2].startswith(
        "nothing was found; there would be something without: --voice (1)"
    )
    assert run("find", "--voices", "9", "--texts", "9")[2] == "nothing was found, and leaving out one of the conditions would not help\n"


def test_nothing_in_the_ledger_says_how_to_fill_it(run: Run, made: tuple[Store, Ledger]) -> None:
    made[0].db.execute("UPDATE event SET incident = NULL")
    facets.rebuild(made[0].db)
    assert run("find") == (0, "", "nothing was found: the ledger has no incidents; add reports with: onrecord add\n")


def test_find_says_for_whom_a_name_was_taken(run: Run) -> None:
    assert 'by "front": taken as Free Karum Front' in run("find", "--by", "front")[2]
    assert 'actor "Karum Armee": nobody is called so; near: Karum army' in run("find", "--actor", "Karum Armee")[2]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("find", "--place", "91,0"), 2, "latitude is from -90 to 90"),
        (("find", "--radius", "5"), 2, "a radius needs a place"),
        (("find", "--from", "tomorrow"), 2, "no date"),
        (("find", "--action", "BLESS"), 2, "there is none"),
        (("find", "--limit", "0"), 2, "limit 0"),
        (("find", "--after", "x"), 2, "not what a page"),
        (("find", "--status", "done"), 2, "Invalid value"),
        (("find", "***"), 2, "no word in it"),
        (("find", "--report", "rffff"), 1, "no such report"),
        (("find", "--ledger", "nowhere.db"), 1, "there is no ledger"),
        (("incident", "i123", "--ledger", "nowhere.db"), 1, "there is no ledger"),
        (("incident", "i123"), 1, "no such incident in the ledger; near"),
        (("incident", "r5432ab1a9626"), 1, "onrecord find --report"),
        (("incident",), 2, "Missing argument"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(run: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert message in err
    assert "Traceback" not in err
    assert not Path("nowhere.db").exists()


# ---------------------------------------------------------------- incident
def test_incident_tells_who_says_so_in_which_words_and_who_copied(run: Run, made: tuple[Store, Ledger]) -> None:
    code, out, err = run("incident", key(made, "withdrawal"))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "● happened     The Karum army withdrew in Karum on Sunday 7 April 2024."
    assert "               3 reports, 2 texts, 2 independent voices" in lines
    said = out[out.index("WHO SAYS SO") : out.index("WHERE THEY AGREE")]
    assert said.count("Ada Lind") == 1  # the copy adds no voice
    assert "“The Karum army has left Karum … ‘We pulled out all our troops on Sunday,’”" in said
    assert "through Radio North · copied by The Herald" in said
    assert "The Courier itself" in said
    assert f"copy of {karum.report_key(made[0].db, made[1].reports['tribune'])}" in out


def test_incident_gives_figures_by_voice_and_says_where_they_differ(run: Run, made: tuple[Store, Ledger]) -> None:
    _, out, _ = run("incident", key(made, "strike"))
    figures = out[out.index("HOW MANY") : out.index("WHERE THEY DIFFER")]
    assert "  killed       12 · Dockers' Union" in figures.splitlines()
    assert "  killed       3 · Karum army" in figures.splitlines()
    assert "killed: 12 according to Dockers' Union; 3 according to Karum army" in out


def test_incident_says_what_has_not_happened(run: Run, made: tuple[Store, Ledger]) -> None:
    _, out, _ = run("incident", key(made, "vow"))
    assert out.startswith("○ planned      The Free Karum Front plans to withdraw")
    assert "no report vouches for it itself" in out


def test_incident_shows_denials_tensions_and_outcomes(run: Run, made: tuple[Store, Ledger]) -> None:
    db, ledger = made[0].db, made[1]
    db.execute("UPDATE account SET status = 'denied', certainty = 'probable' WHERE voice = 'a1'")
    vow, strike = ledger.incidents["vow"], ledger.incidents["strike"]
    db.execute("INSERT INTO outcome VALUES (?, ?, 0.7, 'the same place')", (vow, strike))
    db.execute("INSERT INTO conflict (incident, kind, what) VALUES (?, 'tension', '{\"why\": \"two ways\"}')", (strike,))
    _, out, _ = run("incident", key(made, "strike"))
    denial = out[out.index("WHO DENIES IT") : out.index("HOW MANY")]
    assert "Karum army · denied · probable, not certain · side state/XKA" in denial
    assert "WHERE A REPORT PULLS TWO WAYS\n\n  · two ways" in out
    assert f"WHAT HAD BEEN SAID BEFORE\n\n  · {key(made, 'vow')}: the same place (70%)" in out
    assert f"WHAT MAY HAVE COME OF IT\n\n  · {key(made, 'strike')}: the same place (70%)" in run("incident", key(made, "vow"))[1]


def test_an_incident_with_very_many_tellings_is_cut(run: Run, made: tuple[Store, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.exports.incident_account._TELLINGS", 1)
    _, out, _ = run("incident", key(made, "withdrawal"))
    assert "… and 2 more tellings: --format json has all" in out


def test_incident_as_json_has_everything(run: Run, made: tuple[Store, Ledger]) -> None:
    _, out, _ = run("incident", key(made, "withdrawal"), "--format", "json")
    found = json.loads(out)
    assert (found["key"], found["texts"], found["voices"], len(found["tellings"])) == (key(made, "withdrawal"), 2, 2, 3)
    assert found["accounts"][0]["words"].startswith("The Karum army has left Karum")


def test_a_key_that_moved_says_where_it_is_now(run: Run, made: tuple[Store, Ledger]) -> None:
    db, ledger = made[0].db, made[1]
    old, now = ledger.incidents["vow"], ledger.incidents["war"]
    db.execute("UPDATE event SET incident = ? WHERE incident = ?", (now, old))
    db.execute("UPDATE incident SET moved_to = ? WHERE id = ?", (now, old))
    code, out, err = run("incident", key(made, "vow"))
    assert (code, err) == (0, f"{key(made, 'vow')} is now part of {key(made, 'war')}\n")
    assert key(made, "war") in out


def test_words_of_reports_cannot_steer_the_terminal(run: Run, made: tuple[Store, Ledger]) -> None:
    db = made[0].db
    db.execute("UPDATE party SET name = 'Karum \x1b[2Jarmy\u202e' WHERE key = 'XKA/MIL'")
    for arguments in (("find",), ("incident", key(made, "withdrawal"))):
        out = run(*arguments)[1]
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "Karum [2Jarmy" in out
