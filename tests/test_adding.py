"""Reports into the ledger: each input ends in one way, a text is kept once, the order of arrival changes nothing."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import LedgerError
from onrecord.ledger import Ledger
from onrecord.ledger.adding import Added
from onrecord.ledger.digest import digest, lines
from onrecord.ledger.purging import purge
from onrecord.ledger.reports import put_record, resolve
from onrecord.reader import Reader

STRIKE = (
    "Government aircraft bombed the town of Sarmin on Monday, killing 12 people, the health ministry said. "
    "Rescue teams searched the ruins for survivors until dusk."
)
OTHER = (
    "Rebels attacked a police post near Goma on Tuesday and wounded four officers, the army said. "
    "A curfew was imposed in the city after nightfall."
)
LATER = STRIKE.replace("killing 12 people", "killing 15 people") + " Three schools in the town were closed on Tuesday."

Open = Callable[[str], Ledger]


@pytest.fixture
def opened(tmp_path: Path, reader: Reader) -> Iterator[Open]:
    """Ledgers by name, which close when the test is over."""
    ledgers: list[Ledger] = []

    def make(name: str = "a") -> Ledger:
        ledgers.append(Ledger.open(tmp_path / f"{name}.db", reader=lambda: reader))
        return ledgers[-1]

    yield make
    for ledger in ledgers:
        ledger.close()


def row(text: str, **values: str) -> dict[str, str]:
    return {"text": text, "published": "2024-03-05", **values}


def add(ledger: Ledger, folder: Path, rows: Iterable[dict[str, str]], name: str = "reports.jsonl") -> list[Added]:
    path = folder / name
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return list(ledger.add([path]))


def ends(added: Iterable[Added]) -> list[str]:
    return [one.end for one in added]


def count(ledger: Ledger, table: str) -> int:
    found: int = ledger.store.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def test_every_input_ends_in_one_way_and_the_counts_add_up(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    rows = [row(STRIKE, url="https://a.example/1"), row(STRIKE, url="https://a.example/1"), row("Too short."), row(OTHER), {"nothing": "x"}]
    added = add(ledger, tmp_path, rows)
    assert ends(added) == ["added", "duplicate", "skipped", "added", "failed"]
    assert all(one.reason for one in added if one.end != "added")
    (run,) = ledger.runs()
    assert run.inputs == 5
    assert run.ends == {"added": 2, "duplicate": 1, "failed": 1, "skipped": 1}
    assert run.ended is not None
    assert sum(run.causes.values()) == 2


def test_the_same_file_again_changes_nothing(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    add(ledger, tmp_path, [row(STRIKE, url="https://a.example/1"), row(OTHER)])
    before = digest(ledger.store.db)
    assert ends(add(ledger, tmp_path, [row(STRIKE, url="https://a.example/1"), row(OTHER)])) == ["duplicate", "duplicate"]
    assert digest(ledger.store.db) == before


def test_one_text_under_forty_mastheads_is_one_report(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    rows = [row(STRIKE, url=f"https://paper{n}.example/story", publisher=f"Paper {n}") for n in range(40)]
    assert ends(add(ledger, tmp_path, rows)) == ["added"] + ["duplicate"] * 39
    assert (count(ledger, "report"), count(ledger, "carrier"), count(ledger, "earlier")) == (1, 40, 0)
    assert {found.texts for found in ledger.incidents()} == {1}
    assert {found.voices for found in ledger.incidents()} == {1}


def test_the_earliest_publication_leads_whatever_came_first(opened: Open, tmp_path: Path) -> None:
    first = row(STRIKE, url="https://a.example/1", publisher="Daily A", published="2024-03-12")
    second = row(STRIKE, url="https://b.example/2", publisher="Daily B", published="2024-03-05")
    for name, rows in (("a", [first, second]), ("b", [second, first])):
        ledger = opened(name)
        add(ledger, tmp_path, rows, f"{name}.jsonl")
        assert ledger.store.db.execute("SELECT publisher, published FROM report").fetchall() == [("Daily B", "2024-03-05")]
        assert ledger.store.db.execute("SELECT DISTINCT earliest FROM event WHERE type = 'ASSAULT'").fetchall() == [("2024-03-04",)]


@pytest.mark.parametrize(
    "again",
    ["https://www.a.example/1?utm_source=x", "http://a.example/1", "https://m.a.example/1/", "https://a.example/1#comments", "https://a.example/1?amp=1"],
)
def test_one_article_under_many_addresses_is_one_carrier(again: str, opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    assert ends(add(ledger, tmp_path, [row(STRIKE, url="https://a.example/1"), row(STRIKE, url=again)])) == ["added", "duplicate"]
    assert count(ledger, "carrier") == 1


def test_another_text_at_the_same_address_is_a_revision_and_no_second_voice(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    add(ledger, tmp_path, [row(STRIKE, url="https://a.example/1")])
    (before,) = [found for found in ledger.incidents() if found.type == "ASSAULT"]
    (revision,) = add(ledger, tmp_path, [row(LATER, url="https://a.example/1")])
    assert revision.end == "revision"
    assert "replaces" in str(revision)
    assert count(ledger, "report") == 2
    (after,) = [found for found in ledger.incidents() if found.type == "ASSAULT"]
    assert (after.reports, after.texts, after.voices) == (before.reports, before.texts, before.voices) == (1, 1, 1)
    assert {figure.low for figure in after.figures if figure.effect == "killed"} == {15}


def test_a_text_that_its_publisher_withdrew_counts_no_more_whatever_came_first(opened: Open, tmp_path: Path) -> None:
    told = row(STRIKE, url="https://a.example/1", title="Town bombed")
    withdrawn = row(STRIKE, url="https://a.example/1", title="RETRACTED: Town bombed", published="2024-03-09")
    for name, rows in (("a", [told, withdrawn]), ("b", [withdrawn, told])):
        ledger = opened(name)
        for one in rows:
            add(ledger, tmp_path, [one], f"{name}.jsonl")
        assert ledger.store.db.execute("SELECT kind FROM report").fetchall() == [("retraction",)]
        assert list(ledger.incidents()) == []


def test_an_earlier_text_that_comes_late_does_not_replace_the_later_one(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    add(ledger, tmp_path, [row(LATER, url="https://a.example/1", published="2024-03-06")])
    (late,) = add(ledger, tmp_path, [row(STRIKE, url="https://a.example/1", published="2024-03-05")])
    assert late.end == "revision"
    assert {figure.low for found in ledger.incidents() for figure in found.figures if figure.effect == "killed"} == {15}


def test_the_order_of_arrival_changes_nothing(opened: Open, tmp_path: Path) -> None:
    rows = [
        row(STRIKE, url="https://a.example/1", publisher="Daily A"),
        row(LATER, url="https://b.example/2", publisher="Daily B", published="2024-03-06"),
        row(OTHER, url="https://c.example/3", publisher="Daily C", published="2024-03-06"),
        row(
            "The army denied that its aircraft had bombed Sarmin on Monday. A rebel spokesman said that 20 people were killed there.",
            url="https://d.example/4",
            publisher="Daily D",
            published="2024-03-06",
        ),
    ]
    held = set()
    for n, order in enumerate(itertools.permutations(rows)):
        ledger = opened(str(n))
        for position, one in enumerate(order):
            add(ledger, tmp_path, [one], f"{rows.index(one)}.jsonl")
            assert position < len(rows)
        held.add("\n".join(lines(ledger.store.db)))
    assert len(held) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [
            row(STRIKE, url="https://a.example/1"),
            row(STRIKE, publisher="Daily B"),
            row(LATER, url="https://a.example/1", published="2024-03-06"),
        ],
        [
            row(STRIKE, url="https://a.example/1"),
            row(STRIKE, url="https://b.example/2"),
            row(LATER, url="https://a.example/1", published="2024-03-06"),
            row(OTHER, url="https://b.example/2", published="2024-03-07"),
        ],
    ],
    ids=["found without an address too", "replaced at two addresses"],
)
def test_what_a_later_text_replaces_does_not_depend_on_arrival(rows: list[dict[str, str]], opened: Open, tmp_path: Path) -> None:
    held = set()
    for n, order in enumerate(itertools.permutations(rows)):
        ledger = opened(str(n))
        for one in order:
            add(ledger, tmp_path, [one], f"{rows.index(one)}.jsonl")
        held.add("\n".join(lines(ledger.store.db)))
    assert len(held) == 1


def test_what_is_derived_can_be_made_again(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    add(ledger, tmp_path, [row(STRIKE), row(LATER, published="2024-03-06"), row(OTHER)])
    before = list(lines(ledger.store.db))
    ledger.rebuild()
    assert list(lines(ledger.store.db)) == before


def test_a_report_that_breaks_the_reader_fails_alone(tmp_path: Path, reader: Reader) -> None:
    class Broken:
        made_by = reader.made_by

        def read_report(self, report: object, text: str) -> object:
            if text == OTHER:
                raise ValueError("no numbers")
            return reader.read_report(report, text)  # type: ignore[arg-type]

    with Ledger.open(tmp_path / "a.db", reader=lambda: Broken()) as ledger:  # type: ignore[arg-type, return-value]
        assert ends(add(ledger, tmp_path, [row(STRIKE), row(OTHER), row(LATER)])) == ["added", "failed", "added"]
        (run,) = ledger.runs()
        assert run.causes == {"reading failed": 1}
    with Ledger.open(tmp_path / "a.db", reader=lambda: reader) as ledger:
        assert ends(ledger.retry("failed")) == ["added"]
        assert list(ledger.retry("failed")) == []
        assert ledger.runs()[0].verb == "retry"


def test_what_older_versions_read_is_read_again_and_kept(opened: Open, tmp_path: Path, reader: Reader) -> None:
    ledger = opened("a")
    (added, other) = add(ledger, tmp_path, [row(STRIKE), row(OTHER)])
    assert added.report is not None
    record = ledger.record(added.report)
    older = replace(record, events=(), made_by=replace(record.made_by, onrecord="0.0.9"))
    with ledger.store.writing("test") as db:
        put_record(db, resolve(db, added.report), older)
    assert ledger.read_again() == 1
    assert ledger.read_again() == 0
    assert ledger.record(added.report) == record
    assert record.made_by == reader.made_by
    assert count(ledger, "earlier") == 2
    assert len(list(ledger.incidents())) == len(record.events) + len(ledger.record(str(other.report)).events)


def test_raw_bytes_are_kept(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    path = tmp_path / "report.txt"
    path.write_bytes(STRIKE.encode("utf-8").replace(b" on", b"\r\non"))
    (added,) = ledger.add([path])
    assert added.report is not None
    assert ledger.raw(added.report) == path.read_bytes()
    (size,) = ledger.store.db.execute("SELECT size FROM raw").fetchone()
    assert size == path.stat().st_size


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_texts_of_one_day_the_later_hour_counts_whichever_came_first(order: tuple[int, int], opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    texts = ((STRIKE, "2024-04-08T09:00"), (STRIKE.replace("Sarmin", "Taftan"), "2024-04-08T12:00"))
    rows = [row(text, url="https://a.example/1") | {"published": published} for text, published in texts]
    add(ledger, tmp_path, [rows[n] for n in order])
    assert {one.line.find("Taftan") > 0 for one in ledger.find().rows if one.type == "ASSAULT"} == {True}


def test_what_a_report_replaced_does_not_come_back_when_it_is_taken_down(opened: Open, tmp_path: Path) -> None:
    """A toll that was corrected at its address, then taken down: the first toll is not told again."""
    ledger = opened("a")
    add(ledger, tmp_path, [row(STRIKE, url="https://a.example/1", published="2024-04-08")])
    later = row(STRIKE.replace("Sarmin", "Taftan"), url="https://a.example/1", published="2024-04-09")
    (second,) = add(ledger, tmp_path, [later], "b.jsonl")
    assert second.end == "revision"
    assert second.report is not None
    ledger.purge(second.report)
    assert list(ledger.incidents()) == []


def test_a_takedown_while_another_reads_says_that_the_words_are_still_there(tmp_path: Path, reader: Reader) -> None:
    """Another process in the middle of reading: taken down, and said that it has to be done again; then no word is left."""
    secret = STRIKE.replace("Sarmin", "Quorvatham")
    path = tmp_path / "a.db"
    with Ledger.open(path, reader=lambda: reader, patience=0.05) as ledger:
        (added,) = add(ledger, tmp_path, [row(secret)])
        assert added.report is not None
        with Ledger.open(path, create=False) as other:
            other.store.db.execute("BEGIN")
            other.store.db.execute("SELECT count(*) FROM report").fetchone()
            with pytest.raises(LedgerError, match=f"{added.report} is taken down, but another process is reading .*: run this again"):
                ledger.purge(added.report)
            other.store.db.execute("ROLLBACK")
        assert ledger.reports() == []
        assert ledger.purge(added.report) == added.report
        ledger.store.db.execute("INSERT INTO report_words (report_words) VALUES ('integrity-check')")
        assert b"uorvatham" not in b"".join(file.read_bytes() for file in tmp_path.glob("a.db*"))


def test_a_report_that_is_taken_down_leaves_no_word(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    secret = STRIKE.replace("Sarmin", "Quorvatham")
    (added,) = add(ledger, tmp_path, [row(secret, url="https://a.example/quorvatham", title="Quorvatham bombed")])
    add(ledger, tmp_path, [row(OTHER)], "other.jsonl")
    assert added.report is not None
    key = purge(ledger.store, added.report)
    assert key == added.report
    with pytest.raises(LedgerError, match="taken down"):
        ledger.record(key)
    (again,) = add(ledger, tmp_path, [row(secret, url="https://a.example/quorvatham", title="Quorvatham bombed")], "q.jsonl")
    assert (again.end, again.cause) == ("skipped", "taken down")
    assert {report for found in ledger.incidents() for report in (telling.report for telling in found.tellings)} == {ledger.reports()[0]}
    ledger.store.db.execute("VACUUM")
    ledger.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("a.db*"))
    assert b"uorvatham" not in stored.lower().replace(b"q.jsonl", b"")


def test_a_report_that_two_entries_of_a_feed_led_to_can_be_taken_down(opened: Open, tmp_path: Path) -> None:
    ledger = opened("a")
    (added,) = add(ledger, tmp_path, [row(STRIKE)])
    db = ledger.store.db
    assert added.report is not None
    db.execute("INSERT INTO feed (url) VALUES ('https://a.example/feed')")
    db.executemany("INSERT INTO feed_item SELECT 'https://a.example/feed', ?, id FROM report", [("strike",), ("strike-again",)])
    assert [ledger.purge(added.report) for _ in range(2)] == [added.report] * 2
    assert count(ledger, "feed_item") == 0
