"""The verbs of the ledger as people type them, and feeds that are followed into it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord import cli
from onrecord.errors import LedgerError, OutputError, UsageError
from onrecord.intake import Visits
from onrecord.intake.sources import drafts
from onrecord.ledger import Ledger
from onrecord.reader import Reader
from onrecord.record_json import from_json
from tests.site import Site, answer, policy

STRIKE = "Government aircraft bombed the town of Sarmin on Monday, killing 12 people, the health ministry said. Crews searched the ruins."
OTHER = "Rebels attacked a police post near Goma on Tuesday and wounded four officers, the army said. A curfew was imposed in the city."

Run = Callable[..., Result]


def page(text: str) -> bytes:
    body = "".join(f"<p>{sentence.strip()}.</p>" for sentence in text.split(". "))
    return answer(f"<html><head><title>News</title></head><body><article>{body}</article></body></html>")


def feed(*paths: str) -> bytes:
    items = "".join(f"<item><title>Story</title><guid>{path}</guid><link>{path}</link></item>" for path in paths)
    channel = f"<channel><title>Example Wire</title>{items}</channel>"
    return answer(f'<rss version="2.0">{channel}</rss>', 'ETag: "1"', kind="application/rss+xml")


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    stop = made.start()
    yield made
    stop()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Reader, "load", classmethod(lambda _cls, **_options: reader))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli.onrecord, arguments, standalone_mode=False)

    return invoke


def written(name: str, *texts: str) -> str:
    rows = [json.dumps({"text": text, "published": "2024-03-05", "url": f"https://a.example/{n}"}) + "\n" for n, text in enumerate(texts)]
    Path(name).write_text("".join(rows), encoding="utf-8")
    return name


def test_adding_is_counted_and_kept_in_the_book(run: Run) -> None:
    added = run("add", written("a.jsonl", STRIKE, OTHER, "Too short."))
    assert added.return_value == 3
    assert "3 reports: 2 added, 1 skipped" in added.stderr
    listed = run("runs")
    assert "3 inputs: 2 added, 1 skipped" in listed.stdout
    assert "1 x no content" in listed.stdout
    assert "a.jsonl, line 3: no content" in run("runs", "1").stdout
    assert run("add", written("a.jsonl", STRIKE, OTHER)).return_value == 0


def test_a_report_is_shown_and_its_bytes_come_back(run: Run) -> None:
    run("add", written("a.jsonl", STRIKE))
    with Ledger.open("onrecord.db") as ledger:
        (key,) = ledger.reports()
    record = from_json(json.loads(run("show", key[:6], "--format", "jsonl").stdout))
    assert record.text == STRIKE
    raw = run("show", key, "--raw").stdout_bytes
    assert json.loads(raw)["text"] == STRIKE


def test_what_failed_is_tried_again(run: Run) -> None:
    assert run("add", "missing.txt").return_value == 1
    Path("missing.txt").write_text(STRIKE, encoding="utf-8")
    again = run("runs", "--retry", "failed")
    assert again.return_value == 0
    assert "missing.txt: added" in again.stderr
    assert "nothing that failed is left" in run("runs", "--retry", "failed").stderr


def test_a_takedown_is_asked_about_first(run: Run) -> None:
    run("add", written("a.jsonl", STRIKE))
    with Ledger.open("onrecord.db") as ledger:
        (key,) = ledger.reports()
        assert run("purge", key[:8], "--yes").return_value == 0
        assert ledger.reports() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "r", "--format", "json", "-o", "onrecord.db"),
        ("show", "r", "--raw", "-o", "onrecord.db"),
        ("show", "r", "--raw", "-o", "other.db"),
        ("export", "jsonl", "-o", "other.db"),
        ("export", "parquet", "-o", "onrecord.db"),
        ("export", "acled", "-o", "a.csv", "--held-back", "other.db"),
        ("doctor", "--ledger", "onrecord.db", "--salvage", "onrecord.db"),
        ("read", "a.jsonl", "--format", "json", "-o", "onrecord.db"),
    ],
    ids=" ".join,
)
def test_no_output_takes_the_place_of_a_ledger(run: Run, arguments: tuple[str, ...]) -> None:
    """A ledger named as the output by mistake: refused in a sentence, and every byte of it stays."""
    run("add", written("a.jsonl", STRIKE))
    Path("other.db").write_bytes(Path("onrecord.db").read_bytes())
    before = Path("other.db").read_bytes()
    refused = run(*arguments)
    assert isinstance(refused.exception, UsageError)
    assert "is a database, as a ledger is, and would be lost: name another file" in str(refused.exception)
    assert Path("onrecord.db").read_bytes() == Path("other.db").read_bytes() == before


def test_bytes_appear_whole_or_not_at_all(run: Run) -> None:
    run("add", written("a.jsonl", STRIKE))
    Path("folder").mkdir()
    for target, trouble in (("folder", "folder cannot be written: Is a directory"), ("nowhere/a", "nowhere/a cannot be written: No such")):
        refused = run("show", "r", "--raw", "-o", target)
        assert isinstance(refused.exception, OutputError)
        assert str(refused.exception).startswith(trouble)
    assert run("show", "r", "--raw", "-o", "raw").return_value == 0
    assert json.loads(Path("raw").read_bytes())["text"] == STRIKE


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_whose_name_is_no_utf8_is_added_and_listed(run: Run) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    Path(name).write_text(STRIKE, encoding="utf-8")
    assert run("add", name).return_value == 0
    assert "add caf\ufffd.txt: 1 inputs: 1 added" in run("runs").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "\udcff"), r"Error: '\udcff' in what was typed is no UTF-8: type it anew"),
        (("find", "--report", "\udcff"), "is no UTF-8"),
        (("decide", "scope", "r", "out", "--why", "\udcff"), "is no UTF-8"),
        (("runs", "9" * 20), "is not in the range"),
        (("decide", "undo", "9" * 20), "is not in the range"),
        (("decide", "correct", "v", "by", "[" * 50_000), "this looks like JSON and is none (nested too deeply)"),
    ],
    ids=lambda given: " ".join(given)[:30] if isinstance(given, tuple) else "",
)
def test_what_cannot_be_meant_is_one_sentence_and_no_fault(
    run: Run, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("add", written("a.jsonl", STRIKE))
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert "fault of onrecord" not in error
    assert "Traceback" not in error


def test_a_whole_ledger_is_said_to_be_whole_and_salvaged(run: Run) -> None:
    run("add", written("a.jsonl", STRIKE, OTHER))
    checked = run("doctor", "--ledger", "onrecord.db", "--salvage", "out.jsonl")
    assert checked.return_value == 0
    assert "onrecord.db: whole" in checked.stdout
    assert {from_json(json.loads(line)).text for line in Path("out.jsonl").read_text("utf-8").splitlines()} == {STRIKE, OTHER}


def test_56_of_a_damaged_ledger_the_readable_part_is_salvaged(run: Run) -> None:
    texts = [STRIKE.replace("Sarmin", f"Sarmin-{n}") for n in range(12)]
    run("add", written("a.jsonl", *texts))
    with Ledger.open("onrecord.db") as ledger:
        ledger.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page_number,) = ledger.store.db.execute("SELECT pageno FROM dbstat WHERE name = 'report' AND pagetype = 'leaf' LIMIT 1").fetchone()
        (size,) = ledger.store.db.execute("PRAGMA page_size").fetchone()
    with Path("onrecord.db").open("r+b") as file:
        file.seek((page_number - 1) * size)
        file.write(b"\xff" * size)
    checked = run("doctor", "--ledger", "onrecord.db", "--salvage", "out.jsonl")
    assert checked.return_value == 1
    assert "damaged" in checked.stdout
    assert "lost" in checked.stderr
    saved = {from_json(json.loads(line)).text for line in Path("out.jsonl").read_text("utf-8").splitlines()}
    assert saved < set(texts)
    assert saved


@pytest.mark.parametrize("damage", ["cut", "schema"])
def test_56_of_a_ledger_that_no_longer_opens_the_readable_part_is_salvaged(run: Run, damage: str) -> None:
    """A file that was cut in the middle, or whose list of tables has a fault: the check says so, and what can be read is written."""
    texts = [STRIKE.replace("Sarmin", f"Sarmin-{n}") for n in range(40)]
    run("add", written("a.jsonl", *texts))
    with Ledger.open("onrecord.db") as ledger:
        db = ledger.store.db
        if damage == "schema":
            db.execute("PRAGMA writable_schema = ON")
            db.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE broken (' WHERE name = 'outcome'")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size, count = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count"))
    if damage == "cut":
        with Path("onrecord.db").open("r+b") as file:
            file.truncate((count - 3) * size)
    before = Path("onrecord.db").read_bytes()
    assert isinstance(run("find").exception, LedgerError)
    checked = run("doctor", "--ledger", "onrecord.db", "--salvage", "out.jsonl")
    assert checked.return_value == 1
    assert "damaged" in checked.stdout
    saved = {from_json(json.loads(line)).text for line in Path("out.jsonl").read_text("utf-8").splitlines()}
    assert saved <= set(texts)
    assert len(saved) >= 20
    assert Path("onrecord.db").read_bytes() == before


@pytest.mark.parametrize("name", ["nonsense", "", "file:///etc/passwd", "news.example/rss"])
def test_what_is_no_address_is_not_followed(run: Run, name: str) -> None:
    assert isinstance(run("follow", name).exception, UsageError)
    assert "no feed is followed yet" in str(run("follow").exception)


def test_a_standard_input_that_is_closed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.intake.sources.sys.stdin", None)
    (refusal,) = drafts("-")
    assert str(refusal) == "standard input: failed: it is closed; give it something, or name a file"


def test_a_feed_is_followed_and_nothing_is_fetched_twice(tmp_path: Path, reader: Reader, site: Site) -> None:
    site.pages = {"/feed": feed(site.url("/1"), site.url("/2")), "/1": page(STRIKE), "/2": page(OTHER)}
    visits = Visits(policy(), sleep=lambda _seconds: None)
    with Ledger.open(tmp_path / "a.db", reader=lambda: reader) as ledger:
        assert [added.end for added in ledger.follow([site.url("/feed")], visits=visits)] == ["added", "added"]
        site.asked.clear()
        assert list(ledger.follow(visits=visits)) == []
        assert [path for path, _ in site.asked] == ["/feed"]
        assert ledger.feeds() == [site.url("/feed")]
        assert ledger.store.db.execute("SELECT count(*), min(title) FROM feed").fetchone() == (1, "Example Wire")


def test_a_feed_that_could_not_be_had_is_tried_again(tmp_path: Path, reader: Reader, site: Site) -> None:
    site.pages = {"/feed": answer("", status="404 Not Found")}
    visits = Visits(policy(), sleep=lambda _seconds: None)
    with Ledger.open(tmp_path / "a.db", reader=lambda: reader) as ledger:
        assert [added.end for added in ledger.follow([site.url("/feed")], visits=visits)] == ["failed"]
        site.pages = {"/feed": feed(site.url("/1")), "/1": page(STRIKE)}
        assert [added.end for added in ledger.retry("failed", policy=policy())] == ["added"]


def test_following_nothing_is_no_question(tmp_path: Path, reader: Reader) -> None:
    with Ledger.open(tmp_path / "a.db", reader=lambda: reader) as ledger, pytest.raises(UsageError, match="no feed is followed yet"):
        list(ledger.follow())


def test_a_key_that_nobody_has_is_said(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.db") as ledger, pytest.raises(LedgerError, match="no such report"):
        ledger.record("r000000000000")
