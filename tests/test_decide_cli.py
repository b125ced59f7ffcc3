"""onrecord decide: the same decisions as from Python, in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from onrecord import cli
from onrecord.cli import decide
from onrecord.errors import ChangedError, LedgerError, OnrecordError, UsageError
from onrecord.ledger import decision, reports
from onrecord.ledger.deciding import Decider
from onrecord.ledger.folding import shown_report
from onrecord.record import Record
from tests.deciders import deciding, put
from tests.rereadings import anchor, event, reread

REPORT = reports.report_key(anchor("e1").sha256)
E1 = f"{REPORT}/e1"
TOL = {"name": "Tol", "kind": "town", "geonames": 77, "country": "XKA", "lat": 3.5, "lon": 4.5, "radius_km": 2.0}
OTHER_TOL = {**TOL, "geonames": 78, "country": "XKB"}


@pytest.fixture
def decider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Decider]:
    monkeypatch.setattr(decide, "_places", lambda name: [TOL, OTHER_TOL] if name == "Tol" else [])
    with deciding(tmp_path) as opened:
        yield opened


def run(decider: Decider, *arguments: str) -> Result:
    verb, *rest = arguments
    return CliRunner().invoke(cli.onrecord, ["decide", verb, "--ledger", str(decider.store.path), *rest])


def done(decider: Decider, *arguments: str) -> str:
    result = run(decider, *arguments)
    assert result.exit_code == 0, result.output or result.exception
    return result.output


def refused(decider: Decider, kind: type[OnrecordError], *arguments: str) -> str:
    result = run(decider, *arguments)
    assert isinstance(result.exception, kind), result.output or result.exception
    return str(result.exception)


def shown(decider: Decider) -> Record:
    return shown_report(decider.store.db, 1).record


def test_every_kind_is_taken_by_a_verb(decider: Decider) -> None:
    two = f"{REPORT}/e2"
    db = decider.store.db
    home = "SELECT e.key || ' is part of ' || i.key FROM event e JOIN incident i ON i.id = e.incident WHERE e.name = ?"
    part = db.execute(home, ("e1",)).fetchone()[0]
    assert done(decider, "accept", E1, "--coder", "ann") == f"decision 1: accepted: {E1}\n  {part}\n"
    said = done(decider, "correct", E1, "status", "planned", "--coder", "ann", "--why", "he only said so")
    assert said == f"decision 2: corrected: status of {E1}\n  status: happened -> planned\n  {part}\n"
    done(decider, "reject", two, "--reason", "wrong words", "--coder", "ann")
    done(decider, "accept", two, "--coder", "ann")
    done(decider, "add", REPORT, "killing", "--action", "HARM/unknown", "--status", "happened", "--to", "a3", "--figures", "killed=12-")
    done(decider, "merge", E1, two, "--coder", "ann")
    incident, key = decider.store.db.execute(
        "SELECT i.key, e.key FROM incident i JOIN event e ON e.incident = i.id WHERE e.name = 'e1'"
    ).fetchone()
    said = done(decider, "assess", incident, "fair", "--coder", "ann", "--why", "two of their own")
    assert said == f"decision 7: assessed: {incident} as fair\n"
    split = done(decider, "split", incident, key, "--coder", "ann")
    assert split.endswith(f"  {db.execute(home, ('e1',)).fetchone()[0]}\n")
    done(decider, "merge-parties", f"{REPORT}/a4", "radio-karum", "--coder", "ann")
    done(decider, "scope", REPORT, "out", "--coder", "ann")
    assert done(decider, "withhold", "Jane Roe", "--coder", "ann").endswith("withheld: ████ ███, in 0 reports\n")
    done(decider, "undo", "--coder", "ann")
    kinds = [d.kind for d, _ in decider.history()]
    assert set(kinds) == set(decision.KINDS)
    record = shown(decider)
    assert (event(record, "e1").status, event(record, "x1").to, event(record, "x1").figures[0].low) == ("planned", ("a3",), 12)


def test_values_are_typed_as_words_or_json(decider: Decider) -> None:
    done(decider, "correct", E1, "by", "a4", "Northern Front")
    done(decider, "correct", E1, "to", "null")
    done(decider, "correct", E1, "when", '{"earliest": "2019-05-01"}')
    done(decider, "correct", E1, "at", "Tol#78")
    done(decider, "correct", E1, "mode", "aerial")
    done(decider, "correct", E1, "accounts", "report=happened", "a4=happened,probable")
    record = shown(decider)
    shot = event(record, "e1")
    assert [next(a.name for a in record.actors if a.id == one) for one in shot.by] == ["army", "Northern Front"]
    assert (shot.to, shot.action.mode) == ((), "aerial")
    assert shot.when is not None
    assert (shot.when.earliest, shot.when.latest) == ("2019-05-01", None)
    assert [p.country for p in record.places if p.id in shot.at] == ["XKB"]
    assert [(one.voice, one.certainty) for one in shot.accounts] == [("report", "certain"), ("a4", "probable")]


def test_a_name_of_several_places_is_not_guessed(decider: Decider) -> None:
    said = refused(decider, UsageError, "correct", E1, "at", "Tol")
    assert said == "2 places are called Tol; say which: Tol#77 (XKA); Tol#78 (XKB)"
    assert refused(decider, UsageError, "correct", E1, "at", "99").startswith("no place of this report has the number 99")
    done(decider, "correct", E1, "at", "2")  # a runner-up of the record
    assert [p.geonames for p in shown(decider).places if p.id in event(shown(decider), "e1").at] == [2]


def test_several_events_are_decided_and_undone_as_one_act(decider: Decider) -> None:
    done(decider, "reject", E1, f"{REPORT}/e2", "--coder", "ann")
    assert shown(decider).events == ()
    assert done(decider, "undo", "--coder", "ann") == "decision 3: undone: decision 1\n"
    assert len(shown(decider).events) == 2


def test_what_was_seen_is_compared(decider: Decider) -> None:
    done(decider, "correct", E1, "status", "planned", "--coder", "ann")
    said = refused(decider, ChangedError, "correct", E1, "status", "denied", "--seen", "status=happened", "--coder", "ben")
    assert said == f"{E1}: status has changed: you saw happened, it is now planned; look at it again"
    assert "write FIELD=VALUE" in run(decider, "accept", E1, "--seen", "status").output


def test_the_list_tells_all_decisions_and_which_hold(decider: Decider) -> None:
    done(decider, "correct", E1, "by", "a4", "--coder", "ann", "--why", "see page 2")
    done(decider, "undo", "1", "--coder", "ben")
    first, second = done(decider, "list").splitlines()
    assert first.endswith(f"ann  correct  {REPORT} “shelled”  by: rebels -> army  (undone)  (see page 2)")
    assert second.endswith("ben  undo 1")
    assert done(decider, "list", "--by", "ben").count("\n") == 1
    assert done(decider, "list", REPORT[:8], "--kind", "accept") == ""
    told = [json.loads(line) for line in done(decider, "list", "--json").splitlines()]
    assert [(one["id"], one["kind"], one["holds"]) for one in told] == [(1, "correct", False), (2, "undo", True)]
    assert told[0]["after"][0]["name"] == "army"


def test_disputes_are_listed(decider: Decider) -> None:
    assert "every decision stands" in run(decider, "disputes").output
    done(decider, "correct", E1, "status", "planned", "--coder", "ann")
    put(decider.store, reread(status="attempted"))
    told = done(decider, "disputes").splitlines()
    assert told[0].endswith("status: happened -> planned")
    assert told[1] == "      machine disagrees: the machine now reads otherwise of e5: status"
    (one,) = [json.loads(line) for line in done(decider, "disputes", "--json").splitlines()]
    assert one["dispute"]["kind"] == "machine disagrees"


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (LedgerError, ["accept", "v0000"], '"v0000": there is no such event in the ledger'),
        (LedgerError, ["accept", f"{REPORT}/e9"], f"{REPORT} has no event e9; it has e1, e2"),
        (LedgerError, ["undo", "5"], "there is no decision 5 in the ledger"),
        (LedgerError, ["split", "i0000", E1], '"i0000": there is no such incident in the ledger'),
        (UsageError, ["correct", E1, "mood", "glad"], '"mood" is no field; known: action, status'),
        (UsageError, ["correct", E1, "status", "[1"], "[1: this looks like JSON and is none"),
        (UsageError, ["correct", E1, "when", "soon"], "'soon' is no day and no range of days"),
        (UsageError, ["correct", E1, "figures", "many"], "'many' is no figure; use killed=12"),
        (UsageError, ["correct", E1, "trigger", "bombed"], "the words “bombed” do not stand in the text"),
        (UsageError, ["merge", E1], "merge needs two incidents or more, or two events of one"),
        (UsageError, ["add", REPORT, "killing", "--action", "WALK", "--status", "happened"], '"WALK" is no type of action'),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_in_a_sentence(decider: Decider, kind: type[OnrecordError], arguments: list[str], message: str) -> None:
    assert message in refused(decider, kind, *arguments)
    assert decider.history() == []


def test_there_must_be_a_ledger(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.onrecord, ["decide", "list", "--ledger", str(tmp_path / "none.db")])
    assert isinstance(result.exception, LedgerError)
    assert not (tmp_path / "none.db").exists()


def test_the_verbs_know_the_kinds_and_reasons() -> None:
    assert decide.KINDS == decision.KINDS
    assert decide.REASONS == decision.REASONS
    for verb in decide.command.commands.values():
        assert verb.help
        assert all(option.help for option in verb.params if isinstance(option, click.Option))
