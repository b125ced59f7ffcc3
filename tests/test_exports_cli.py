"""`onrecord export`: options, what is said, what is held back, where it goes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from onrecord import cli, ledger
from onrecord.cli import exits, export
from onrecord.errors import GazetteerError, LedgerError, OutputError, UsageError
from onrecord.exports.layouts import LAYOUTS
from onrecord.ledger.filters import Filter
from onrecord.ledger.views import Incident
from tests import incidents as made

Run = Callable[..., tuple[int, str, str]]


class Opened:
    """A ledger that holds the samples and knows one condition."""

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None: ...

    def incidents(self, filter: Filter) -> Iterator[Incident]:
        yield from (i for i in made.samples() if not filter.action or i.type in filter.action)


class Ledgers:
    """In the place of the ledger's class: it opens what is there, and nothing else."""

    @staticmethod
    def open(path: Path, *, create: bool) -> Opened:
        assert not create
        if not path.exists():
            raise LedgerError(f"{path}: there is no ledger")
        return Opened()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    Path("onrecord.db").touch()
    monkeypatch.setitem(vars(ledger), "Ledger", Ledgers)
    monkeypatch.setattr("onrecord.gazetteer.Gazetteer.open", lambda: Places())

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.onrecord.main(["export", *arguments], standalone_mode=False)
        captured = capsys.readouterr()
        return int(code), captured.out, captured.err

    return call


class Places:
    """A gazetteer of one town."""

    def divisions(self, geonames: int) -> tuple[str | None, str | None]:
        return ("West", None) if geonames == 9_000_001 else (None, None)


def test_the_names_of_the_layouts_are_those_of_the_registry() -> None:
    assert tuple(LAYOUTS) == export.LAYOUTS


def test_incidents_go_to_standard_output_and_the_counts_beside(run: Run) -> None:
    code, out, err = run("jsonl")
    assert code == exits.OK
    assert [json.loads(line)["key"] for line in out.splitlines()] == [i.key for i in made.samples()]
    assert err == "13 incidents written\n"


def test_what_is_held_back_is_counted_by_its_first_reason(run: Run) -> None:
    _, out, err = run("acled")
    assert len(list(csv.reader(out.splitlines()))) == 5
    by_reason = "1 not-happened, 2 out-of-layout, 1 campaign, 1 contested, 1 single-voice, 1 undated, 2 unplaced"
    assert err == f"4 incidents written; 9 held back: {by_reason}\n"


def test_the_wide_form_has_all_and_says_how_many_are_not_strict(run: Run) -> None:
    _, out, err = run("ucdp", "--wide")
    assert "onrecord_held_back" in out
    assert err.startswith("13 incidents written; 10 of them would be held back from the strict layout: ")


def test_what_is_held_back_is_listed_in_a_file_and_on_standard_error(run: Run) -> None:
    _, _, err = run("acled", "--output", "acled.csv", "--held-back", "held.csv", "--list-held-back")
    rows = list(csv.DictReader(Path("held.csv").read_text(encoding="utf-8").splitlines()))
    assert tuple(rows[0]) == export.HELD_COLUMNS
    assert {row["incident"]: row["reasons"] for row in rows}["i03denied"] == "contested; single-voice"
    assert len(rows) == 9
    assert "i03denied  contested, single-voice: The Northern Army bombarded residents" in err
    assert len(err.splitlines()) == 10


def test_conditions_are_handed_to_the_ledger(run: Run) -> None:
    _, out, _ = run("jsonl", "--action", "PROTEST", "--action", "HARM")
    assert [json.loads(line)["key"] for line in out.splitlines()] == ["i09protest", "i12accident"]
    with pytest.raises(UsageError, match="known are"):
        run("jsonl", "--action", "SHOUT")


def test_every_condition_is_one_of_the_filter_s() -> None:
    given = {p.name for p in export.command.params} & {f.name for f in fields(Filter)}
    assert {f.name for f in fields(Filter)} - given <= {"text"}


def test_provinces_come_from_the_gazetteer(run: Run) -> None:
    _, out, _ = run("acled")
    assert {row["admin1"] for row in csv.DictReader(out.splitlines())} == {"West", ""}


def test_the_gazetteer_is_left_alone_by_layouts_without_provinces(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise GazetteerError("the table is damaged")

    monkeypatch.setattr("onrecord.gazetteer.Gazetteer.open", broken)
    assert run("geojson")[0] == exits.OK
    with pytest.raises(GazetteerError):
        run("acled")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_appears_whole_and_alone(run: Run, layout: str) -> None:
    assert run(layout, "--output", "out")[1] == ""
    assert sorted(path.name for path in Path().iterdir()) == ["onrecord.db", "out"]


def test_a_file_that_was_there_stays_if_the_export_breaks_off(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*_: Any) -> Iterator[Incident]:
        yield made.strike()
        raise LedgerError("the disk is gone")

    monkeypatch.setattr(Opened, "incidents", breaking)
    Path("acled.csv").write_text("as it was", encoding="utf-8")
    with pytest.raises(LedgerError):
        run("acled", "--output", "acled.csv", "--held-back", "held.csv")
    assert Path("acled.csv").read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in Path().iterdir()) == ["acled.csv", "onrecord.db"]


@pytest.mark.skipif(os.name != "posix", reason="processes cannot be asked for elsewhere")
@pytest.mark.parametrize("layout", ["jsonl", "parquet"])
def test_what_a_killed_export_left_is_removed_by_the_next_one(run: Run, layout: str) -> None:
    """Unfinished files of a process that is gone: not taken for an export, and cleaned; those of one that still writes stay."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    stay = [f".other.{gone.pid}.part", f".out.{os.getppid()}.part", ".out.x.part", f"out.{gone.pid}.part"]
    for name in (f".out.{gone.pid}.part", f".out.{gone.pid}.jsonl", *stay):
        Path(name).write_text("torn", encoding="utf-8")
    run(layout, "--output", "out")
    assert sorted(path.name for path in Path().iterdir()) == sorted([*stay, "onrecord.db", "out"])


def test_an_export_without_rows_takes_the_place_of_an_older_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Opened, "incidents", lambda *_: iter(()))
    Path("all.jsonl").write_text("older", encoding="utf-8")
    run("jsonl", "--output", "all.jsonl")
    assert Path("all.jsonl").read_text(encoding="utf-8") == ""


def test_parquet_goes_through_a_link_to_where_it_leads(run: Run) -> None:
    Path("link").symlink_to("real.parquet")
    run("parquet", "--output", "link")
    assert Path("link").is_symlink()
    assert Path("real.parquet").read_bytes()[:4] == b"PAR1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("jsonl", "--wide"), "jsonl takes no --wide"),
        (("geojson", "--raw-cells"), "geojson takes no --raw-cells"),
        (("csv", "--held-back", "x"), "csv takes no --held-back"),
        (("annotation", "--list-held-back"), "annotation takes no --held-back"),
        (("parquet",), "parquet goes into a file: give --output FILE.parquet"),
        (("parquet", "--output", "/dev/null"), "parquet goes into a file"),
        (("acled", "--output", "onrecord.db"), "is one of the inputs"),
        (("acled", "--held-back", "onrecord.db"), "is one of the inputs"),
        (("acled", "--output", "x", "--held-back", "x"), "a file of its own"),
        (("acled", "--held-back", "-"), "a file of its own"),
    ],
)
def test_what_makes_no_sense_is_said(run: Run, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run(*arguments)
    assert [path.name for path in Path().iterdir()] == ["onrecord.db"]


@pytest.mark.parametrize("layout", ["jsonl", "parquet"])
def test_a_file_that_cannot_be_written_is_said_in_one_sentence(run: Run, layout: str) -> None:
    with pytest.raises(OutputError, match="nowhere/out cannot be written: No such file or directory"):
        run(layout, "--output", "nowhere/out")


def test_a_ledger_that_is_not_there_is_not_made(run: Run) -> None:
    with pytest.raises(LedgerError):
        run("jsonl", "--ledger", "other.db")
    assert not Path("other.db").exists()


def test_raw_cells_are_left_as_they_are(run: Run) -> None:
    assert "'-Harbour Union" in run("csv")[1]
    assert "'-Harbour Union" not in run("csv", "--raw-cells")[1]
