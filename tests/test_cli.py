"""The command line: verbs, layouts, outputs, how inputs end, exit codes; a reader by hand stands in for the model."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import onrecord.cli
from onrecord.cli import exits, outputs, progress
from onrecord.cli.doctor import MAKING
from onrecord.cli.tally import Tally
from onrecord.errors import GazetteerError, ModelError
from onrecord.record import Record, Report
from onrecord.record_invariants import invariants
from onrecord.record_json import from_json
from tests.records import sample

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
STORY = "The army withdrew its troops from the town on Sunday, a spokesman told reporters in the capital of the country.\n"
Run = Callable[..., tuple[int, str, str]]


class ByHand:
    """A reader that gives every report the same record; a text that says so breaks it."""

    def read_report(self, report: Report, text: str) -> Record:
        if "break the reader" in text:
            raise ModelError("the model returned values that are no numbers for this text")
        if "fault of ours" in text:
            raise IndexError("list index out of range")
        return replace(sample(), report=report)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command line in an empty folder; exit code, standard output, standard error."""
    monkeypatch.setattr("onrecord.cli.read._reader", lambda _: ByHand())
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            onrecord.cli.main(list(arguments))
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return call


def report(name: str, extra: str = "") -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(STORY + f"Report {name}. {extra}\n", encoding="utf-8")
    return name


def test_a_report_becomes_a_line_where_nobody_looks(run: Run) -> None:
    code, out, err = run("read", report("one.txt"))
    assert (code, err) == (exits.OK, "")
    assert from_json(json.loads(out)).report.id != "karum"


def test_json_is_one_array(run: Run) -> None:
    code, out, _ = run("read", report("one.txt"), report("two.txt"), "--format", "json")
    assert code == exits.OK
    assert len(json.loads(out)) == 2


@pytest.mark.parametrize("layout", ["text", "html"])
def test_the_account_and_the_page_are_written(run: Run, layout: str) -> None:
    code, out, _ = run("read", report("one.txt"), "--format", layout)
    assert code == exits.OK
    assert "Radio Karum" in out


def test_several_accounts_stand_apart(run: Run) -> None:
    _, one, _ = run("read", report("one.txt"), "--format", "text")
    _, two, _ = run("read", report("one.txt"), report("two.txt"), "--format", "text")
    assert two.count("Radio Karum") == 2 * one.count("Radio Karum")
    assert "\n\n\n" in two


def test_each_input_ends_in_one_way_and_counts_add_up(run: Run) -> None:
    report("in/a.txt")
    report("in/c.txt", "Now break the reader.")
    report("in/d.txt", "This is a fault of ours.")
    report("in/z.txt")
    Path("in/b.txt").write_text(Path("in/a.txt").read_text())
    Path("in/e.txt").write_text("")
    Path("in/f.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    code, out, err = run("read", "in", "missing.txt")
    assert code == exits.PARTLY
    assert len(out.splitlines()) == 2
    assert "8 reports: 2 coded, 1 duplicate, " in err
    counts = [int(n) for n in re.findall(r"(\d+) (?:coded|duplicate|skipped|failed)", err.splitlines()[-1])]
    assert sum(counts) == 8
    for name in ("b.txt", "c.txt", "d.txt", "e.txt", "f.txt", "missing.txt"):
        assert len([line for line in err.splitlines() if name in line]) == 1
    assert "Traceback" not in err


def test_a_broken_line_is_named_and_the_others_are_read(run: Run) -> None:
    rows = [json.dumps({"id": f"r{n}", "text": STORY + f"Row {n}."}) for n in range(3)]
    Path("rows.jsonl").write_text("\n".join([rows[0], '{"id": "r9", "text": ', rows[1], rows[2]]) + "\n")
    code, out, err = run("read", "rows.jsonl")
    assert code == exits.PARTLY
    assert [json.loads(line)["report"]["id"] for line in out.splitlines()] == ["r0", "r1", "r2"]
    assert "rows.jsonl, line 2: failed" in err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["read", "empty.txt"], exits.BROKEN, "no content"),
        (["read", "nowhere.txt"], exits.BROKEN, "there is no such file"),
        (["read", "one.txt", "--published", "2024-02-31"], exits.USAGE, "no such date"),
        (["read", "one.txt", "--published", "2099-01-01"], exits.USAGE, 'lies in the future: "2099-01-01"'),
        (["read", "one.txt", "--format", "xml"], exits.USAGE, "'xml' is not one of"),
        (["read"], exits.USAGE, "Missing argument"),
        (["write"], exits.USAGE, "No such command"),
        (["read", "one.txt", "--output", "none/out.jsonl"], exits.BROKEN, "none/out.jsonl cannot be written"),
        (["read", "one.txt", "--output", ".", "--format", "jsonl"], exits.USAGE, "name the file"),
        (["read", "one.txt", "two.txt", "--format", "html"], exits.USAGE, "give --output a folder"),
        (["read", "http://127.0.0.1/story"], exits.BROKEN, "private address"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, arguments: list[str], code: int, message: str) -> None:
    report("one.txt")
    report("two.txt")
    Path("empty.txt").write_text("")
    ended, _, err = run(*arguments)
    assert ended == code
    assert message in err
    assert "Traceback" not in err


def test_a_missing_model_is_said_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object) -> Any:
        raise ModelError("model file model.onnx is missing: install onrecord again")

    monkeypatch.setattr("onrecord.cli.read._reader", missing)
    code, out, err = run("read", report("one.txt"))
    assert (code, out) == (exits.BROKEN, "")
    assert err == "Error: model file model.onnx is missing: install onrecord again\n"


def test_places_that_cannot_be_looked_up_are_said_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Damaged(ByHand):
        def read_report(self, report: Report, text: str) -> Record:
            raise GazetteerError(f"the index of places is damaged at {report.id} {len(text)}")

    monkeypatch.setattr("onrecord.cli.read._reader", lambda _: Damaged())
    code, _, err = run("read", report("one.txt"), report("two.txt"))
    assert code == exits.BROKEN
    assert err.startswith("Error: the index of places is damaged at")
    assert len(err.splitlines()) == 1


def test_the_doctor_says_that_the_index_was_damaged(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("onrecord.gazetteer.shipped.location", lambda: EXAMPLES.parent / "tests/places.tsv.xz")
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("onrecord.cli.doctor._model", lambda: "works")
    assert run("doctor")[2] == f"{MAKING}\n"
    assert run("doctor")[2] == ""
    next(Path("cache").glob("*.sqlite")).write_bytes(b"")
    code, out, err = run("doctor")
    assert (code, err) == (exits.OK, f"the index of places was damaged (empty); {MAKING}\n")
    assert "; the index was damaged (empty) and was made again\n" in out


@pytest.mark.parametrize(("name", "starts"), [("out.jsonl", '{"schema"'), ("out.json", "["), ("out.html", "<!doctype html>"), ("out", "{")])
def test_the_name_of_the_output_says_its_layout(run: Run, name: str, starts: str) -> None:
    code, out, _ = run("read", report("one.txt"), "--output", name)
    assert (code, out) == (exits.OK, "")
    assert Path(name).read_text(encoding="utf-8").lower().startswith(starts)


def test_a_folder_takes_one_page_a_report(run: Run) -> None:
    rows = [json.dumps({"id": name, "text": STORY + name}) for name in ("Story", "story", "../up/../../x", "...")]
    Path("rows.jsonl").write_text("\n".join(rows) + "\n")
    code, _, err = run("read", "rows.jsonl", "--format", "html", "--output", "pages")
    assert code == exits.OK, err
    assert sorted(p.name for p in Path("pages").iterdir()) == ["Story.html", "report.html", "story-2.html", "up_.._.._x.html"]
    assert {p.name for p in Path().iterdir()} == {"rows.jsonl", "pages"}


def test_an_output_appears_whole_or_not_at_all(run: Run) -> None:
    Path("out.jsonl").write_text("old\n")
    report("one.txt")
    report("two.txt")
    run("read", "one.txt", "two.txt", "--format", "html", "--output", "out.html")
    run("read", "nowhere.txt", "--output", "out.jsonl")
    assert sorted(p.name for p in Path().iterdir()) == ["one.txt", "out.jsonl", "two.txt"]
    assert Path("out.jsonl").read_text() == "old\n"


@pytest.mark.parametrize("output", ["one.txt", "./one.txt", "in/../one.txt", "hard.txt", "soft.txt"])
def test_an_output_that_is_an_input_is_refused(run: Run, output: str) -> None:
    report("one.txt")
    Path("in").mkdir()
    Path("hard.txt").hardlink_to("one.txt")
    Path("soft.txt").symlink_to("one.txt")
    before = Path("one.txt").read_text()
    code, out, err = run("read", "one.txt", "--output", output)
    assert (code, out) == (exits.USAGE, "")
    assert err == f"Error: --output {Path(output)} is one of the inputs (one.txt): name another file\n"
    assert Path("one.txt").read_text() == before


def test_a_report_in_a_folder_that_is_read_is_not_replaced_an_earlier_output_is(run: Run) -> None:
    report("in/one.txt")
    before = Path("in/one.txt").read_text()
    code, _, err = run("read", "in", "--output", "in/one.txt")
    assert (code, len(err.splitlines())) == (exits.USAGE, 1)
    assert Path("in/one.txt").read_text() == before
    Path("rows.jsonl").write_text(json.dumps({"id": "one", "text": STORY}) + "\n")
    Path("in/one.html").write_text(f"<html><p>{STORY}</p></html>")
    assert run("read", "rows.jsonl", "in", "--format", "html", "--output", "in")[0] == exits.USAGE
    assert STORY in Path("in/one.html").read_text()
    for _ in range(2):
        assert run("read", "in", "--output", "in/out.jsonl")[0] in (exits.OK, exits.PARTLY)


@pytest.mark.parametrize(("name", "layout"), [("a.jsonl", "jsonl"), ("a.json", "json"), ("a.html", "html"), ("a", "jsonl")])
def test_earlier_outputs_are_no_reports(run: Run, name: str, layout: str) -> None:
    report("in/one.txt")
    assert run("read", "in/one.txt", "--format", layout, "--output", f"in/{name}")[0] == exits.OK
    for source in ("in", f"in/{name}"):
        _, _, err = run("read", source)
        assert f"in/{name}: skipped: a record of onrecord, no report\n" in err
        assert "1 skipped" in err


def test_a_link_stays_and_what_it_leads_to_is_written(run: Run) -> None:
    Path("there.jsonl").write_text("old\n")
    Path("out.jsonl").symlink_to("there.jsonl")
    Path("new.jsonl").symlink_to("not-yet.jsonl")
    run("read", "nowhere.txt", "--output", "out.jsonl")
    assert Path("there.jsonl").read_text() == "old\n"
    for name in ("out.jsonl", "new.jsonl"):
        assert run("read", report("one.txt"), "--output", name)[0] == exits.OK
        assert Path(name).is_symlink()
        assert Path(name).read_text().startswith('{"schema"')
    assert sorted(p.name for p in Path().iterdir()) == ["new.jsonl", "not-yet.jsonl", "one.txt", "out.jsonl", "there.jsonl"]


@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_into(run: Run, linked: bool) -> None:
    os.mkfifo("pipe.jsonl")
    Path("link.jsonl").symlink_to("pipe.jsonl")
    got: list[str] = []
    taker = threading.Thread(target=lambda: got.append(Path("pipe.jsonl").read_text()), daemon=True)
    taker.start()
    assert run("read", report("one.txt"), "--output", "link.jsonl" if linked else "pipe.jsonl")[0] == exits.OK
    taker.join(10)
    assert got[0].startswith('{"schema"')
    assert Path("pipe.jsonl").is_fifo()


def test_a_suffix_that_says_no_format_is_refused(run: Run) -> None:
    code, _, err = run("read", report("one.txt"), "--output", "out.pdf")
    assert code == exits.USAGE
    assert ".pdf says no format; use .txt, .json, .jsonl" in err
    assert run("read", "one.txt", "--output", "out.pdf", "--format", "text")[0] == exits.OK
    assert Path("out.pdf").exists()


SLOW = (
    "import time; from tests.test_cli import ByHand; from onrecord.cli import read as verb\n"
    "class Slow(ByHand):\n"
    "    def read_report(self, report, text):\n"
    "        if 'one.txt' not in text: print('waiting', flush=True); time.sleep(60)\n"
    "        return super().read_report(report, text)\n"
    "verb._reader = lambda _: Slow()\n"
)


@pytest.mark.usefixtures("run")
def test_a_program_that_is_told_to_end_leaves_nothing_unfinished() -> None:
    code = f"{SLOW}import sys; from onrecord.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "read", report("one.txt"), report("two.txt"), "--output", "out.jsonl"]
    where = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=where) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (exits.TERMINATED, "stopped by the system\n")
    assert sorted(p.name for p in Path().iterdir()) == ["one.txt", "two.txt"]


@pytest.mark.usefixtures("run")
def test_a_program_that_nobody_listens_to_ends_quietly() -> None:
    report("one.txt")
    code = f"{SLOW.split('class')[0]}verb._reader = lambda _: ByHand()\nimport sys; from onrecord.cli import main; main(sys.argv[1:])"
    where = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent)}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", code, "read", "one.txt"], stdout=writing, stderr=subprocess.PIPE, env=where, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (exits.UNHEARD, b"")


def test_options_hold_for_all_sources(run: Run) -> None:
    _, out, _ = run("read", report("one.txt"), "--published", "2019-05", "--publisher", "The Lantern")
    given = json.loads(out)["report"]
    assert (given["published"], given["publisher"]) == ("2019-05", "The Lantern")


def test_standard_input_is_a_source() -> None:
    done = _process("read", "-", stdin="only three words")
    assert done.returncode == exits.BROKEN
    assert "standard input: skipped: no content" in done.stderr


def test_the_real_program_ends_without_a_traceback() -> None:
    for arguments in (["read", "/no/such/file"], ["--nonsense"], ["read", "file:///etc/passwd"]):
        done = _process(*arguments)
        assert done.returncode in (exits.BROKEN, exits.USAGE)
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()


def test_the_examples_are_read_without_network() -> None:
    done = _process("read", str(EXAMPLES), before="import socket; socket.socket.connect = None; socket.getaddrinfo = None; ")
    assert (done.returncode, done.stderr.removeprefix(f"{MAKING}\n")) == (exits.OK, "6 reports: 6 coded\n")
    records = [from_json(json.loads(line)) for line in done.stdout.splitlines()]
    assert [fault for record in records for fault in invariants(record)] == []
    assert all(any(event.action.type == "RETREAT" for event in record.events) for record in records)


def _process(*arguments: str, stdin: str = "", before: str = "") -> subprocess.CompletedProcess[str]:
    code = f"{before}import sys; from onrecord.cli import main; main(sys.argv[1:])"
    return subprocess.run([sys.executable, "-c", code, *arguments], input=stdin, capture_output=True, text=True, check=False)


def test_the_package_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "onrecord", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == "onrecord 0.1.0\n"


def test_version_and_help(run: Run) -> None:
    assert run("--version")[:2] == (0, "onrecord 0.1.0\n")
    code, out, _ = run("read", "--help")
    assert code == 0
    assert "--published" in out


@pytest.mark.parametrize(
    ("ends", "code", "text"),
    [
        (["coded"], exits.OK, "1 report: 1 coded"),
        (["coded", "duplicate"], exits.OK, "2 reports: 1 coded, 1 duplicate"),
        (["coded", "skipped"], exits.PARTLY, "2 reports: 1 coded, 1 skipped"),
        (["failed"], exits.BROKEN, "1 report: 0 coded, 1 failed"),
        ([], exits.BROKEN, "0 reports: 0 coded"),
    ],
)
def test_the_tally_and_its_exit_code(ends: list[Any], code: int, text: str) -> None:
    tally = Tally()
    for end in ends:
        tally.add(end)
    assert (tally.exit_code, str(tally)) == (code, text)


@pytest.mark.parametrize(
    ("sources", "number"), [(["one.txt"], 1), (["rows.jsonl"], 3), (["."], 4), (["-"], None), (["one.txt", "http://x/"], 2)]
)
def test_how_many_reports_to_expect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str], number: int | None) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.txt").write_text("x")
    Path("rows.jsonl").write_text("{}\n{}\n{}\n")
    assert progress.expected(sources) == number


def test_a_bar_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    tally = Tally()
    with progress.shown(["-"], tally) as shown:
        tally.add("coded")
        shown.step()
        shown.say("a [bold]sentence[/bold]")
    assert "a [bold]sentence[/bold]" in capsys.readouterr().err


def test_plain_lines_come_now_and_then(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    tally = Tally()
    with progress.shown(["-"], tally) as shown:
        tally.add("coded")
        shown.step()
    assert re.fullmatch(r"1 report: 1 coded; [\d.,]+ a second\n", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("reports", "seconds", "words"),
    [(68, 20.0, "3.4 a second"), (1, 25.0, "25 seconds a report"), (15, 20.0, "1.3 seconds a report"), (0, 20.0, "20 seconds so far")],
)
def test_the_pace_is_said_in_a_unit_that_people_can_use(reports: int, seconds: float, words: str) -> None:
    assert progress._pace(reports, seconds) == words


def test_the_doctor_finds_all_that_is_needed(run: Run) -> None:
    code, out, _ = run("doctor")
    assert code == exits.OK
    assert re.search(r"^ok +model +works .* sha256 \w{12}", out, re.MULTILINE)
    assert re.search(r"^ok +gazetteer +[\d,]+ towns", out, re.MULTILINE)
    assert out.endswith("ready\n")


@pytest.mark.parametrize(
    ("function", "error", "line"),
    [
        ("_model", ModelError("model.onnx is missing: install onrecord again"), "missing   model         model.onnx is missing"),
        ("_gazetteer", GazetteerError("places.tsv.xz: damaged"), "missing   gazetteer     places.tsv.xz: damaged"),
        ("_knowledge", ImportError("no numpy"), "missing   knowledge     no numpy; install onrecord again"),
    ],
)
def test_the_doctor_says_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch, function: str, error: Exception, line: str) -> None:
    def fail() -> str:
        raise error

    monkeypatch.setattr(f"onrecord.cli.doctor.{function}", fail)
    code, out, _ = run("doctor")
    assert code == exits.BROKEN
    assert line in out
    assert f"not ready, see {function.strip('_')}" in out


def test_the_doctor_knows_extras_from_needs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.cli.doctor.NEEDED", ("no-such-package",))
    monkeypatch.setattr("onrecord.cli.doctor.OPTIONAL", {"another-one": "something"})
    code, out, _ = run("doctor")
    assert code == exits.BROKEN
    assert "missing   no-such-package  install it: " in out
    assert "optional  another-one   not installed; for something" in out


def test_layouts_are_all_offered() -> None:
    assert outputs.LAYOUTS == ("text", "json", "jsonl", "html")
