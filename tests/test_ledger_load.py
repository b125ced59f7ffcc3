"""The load of a ledger: all that is made gets in once, also where a run was stopped, and the figures are there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import floors, ledger_load, load_figures, page
from benchmarks.ledger_figures import LOAD, PARTS
from benchmarks.ledger_load import grow, top_up
from benchmarks.load_times import Block, Times, last_tenth, total
from benchmarks.made import Maker
from benchmarks.own_gold import EXAMPLES
from onrecord.intake import Incoming, open_all
from onrecord.ledger.digest import digest
from onrecord.ledger.store import Store
from onrecord.reader import Reader
from onrecord.record import Record

MADE, REAL = 30, 4


class StoppedError(Exception):
    """Somebody stopped the run."""


def stop_after(lines: int) -> Callable[[str], None]:
    """Something that is told of progress, and stops it after so many lines."""
    left = iter(range(lines - 1))

    def say(_: str) -> None:
        if next(left, None) is None:
            raise StoppedError

    return say


def quiet(_: str) -> None:
    """Nobody waits."""


@pytest.fixture(scope="module")
def examples() -> list[Incoming]:
    return [item for item in open_all([EXAMPLES]) if isinstance(item, Incoming)]


@pytest.fixture(scope="module")
def pool(examples: list[Incoming], reader: Reader) -> list[Record]:
    return [reader.read_report(item.report, item.text) for item in examples]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, examples: list[Incoming], pool: list[Record], reader: Reader) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    grow(folder, Maker(pool), MADE, quiet)
    top_up(folder, examples, reader, REAL, quiet)
    return folder


def digest_of(folder: Path) -> str:
    with Store.open(folder / "ledger.db", create=False) as store:
        return digest(store.db)


def test_all_reports_get_in_once_and_are_timed(whole: Path) -> None:
    figures, table = load_figures.figures(whole)
    assert list(figures) == [figure.name for figure in PARTS[LOAD].figures]
    assert figures["reports"] == MADE + REAL
    assert f"inputs ended: added {MADE + REAL}" in table
    with Times(whole / "times.db") as times:
        assert [total(times.blocks(kind)).reports for kind in ("made", "real")] == [MADE, REAL]
    assert figures["own work for a made report, ms of processor time"] > 0
    assert figures["file beyond raw text, kB a report"] > 0


def test_a_run_that_was_stopped_goes_on_and_ends_the_same(
    tmp_path: Path, whole: Path, examples: list[Incoming], pool: list[Record], reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_load, "MADE_BLOCK", 4)
    monkeypatch.setattr(ledger_load, "REAL_BLOCK", 1)
    with pytest.raises(StoppedError):
        grow(tmp_path, Maker(pool), MADE, stop_after(3))
    assert digest_of(tmp_path) != digest_of(whole)
    grow(tmp_path, Maker(pool), MADE, quiet)
    with pytest.raises(StoppedError):
        top_up(tmp_path, examples, reader, REAL, stop_after(2))
    top_up(tmp_path, examples, reader, REAL, quiet)
    assert load_figures.figures(tmp_path)[0]["reports"] == MADE + REAL
    assert digest_of(tmp_path) == digest_of(whole)


def test_a_record_depends_on_its_number_alone(pool: list[Record]) -> None:
    made = list(Maker(pool).records(0, MADE))
    assert [Maker(pool).record(n) for n in (17, 3, 29)] == [made[n] for n in (17, 3, 29)]
    assert len({record.text for record in made}) == len({record.report.id for record in made}) == MADE
    assert list(islice(Maker(pool, seed=2).records(0, MADE), 3)) != made[:3]


def test_the_last_tenth_is_counted_in_reports() -> None:
    blocks = [Block("made", 50, adding=1.0), Block("made", 40, adding=2.0), Block("made", 6, adding=3.0), Block("made", 4, adding=4.0)]
    assert total(last_tenth(blocks)).adding == 7.0
    assert total(blocks).reports == 100


def test_figures_of_the_ledger_are_held_where_they_do_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    size, speed = "file beyond raw text, kB a report", "own work for a made report, ms of processor time"
    last = {LOAD: {"reports": 100.0, size: 20.0, speed: 5.0}}
    monkeypatch.setattr(floors, "known", {"full": last}.__getitem__)
    assert floors.fallen({LOAD: {"reports": 100.0, size: 20.4, speed: 50.0}}) == []
    assert floors.fallen({LOAD: {"reports": 100.0, size: 20.6, speed: 5.0}}) == [f"{LOAD}, {size}: 20.6, last 20"]
    assert floors.fallen({LOAD: {"reports": 50.0, size: 30.0, speed: 5.0}}) == []


def test_the_page_says_what_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(page, "TABLES", tmp_path)
    page.keep({"kills": "the whole table"})
    lines = page.ledger({"kills": {"reports": 60.0, "kills": 50.0, "kills that hit a process at work": 48.0, "lines that differ": 0.0}})
    assert lines.count("### The ledger") == 1
    assert "| lines that differ | 0 | 0 |" in lines
    assert "the whole table" in lines
