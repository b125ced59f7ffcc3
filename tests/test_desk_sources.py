"""The sources on the desk: who reports, how much of it is their own, when they were silent; in any order, page by page; and feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from onrecord.desk import sources_screen
from onrecord.ledger import Ledger
from onrecord.ledger.sources import ORDERS
from onrecord.reader import Reader
from tests.desks import Desk, Seen, served
from tests.gates import story

LONGER = " Shops were closed for three days afterwards, and the road to the harbour was blocked by carts and by police."
OTHER = " The mayor of the town asked for tents, for water and for a doctor, and thanked those who had come to help."


def told(n: int) -> str:
    """A report that does not say of which day it is."""
    return story(n).partition(" - ")[2]


REPORTS = (
    ("The Lantern", "2019-05-01", told(1) + LONGER),
    ("The Lantern", "2019-05-02", told(2)),
    ("The Lantern", "2019-05-06T10:00:00Z", told(3)),
    ("The Lantern", "2019-05-07", told(3)),  # the same text once more
    ("Harbour Courier", "2019-05-02", told(1) + LONGER + OTHER),  # the most of it copied
    ("Harbour Courier", "2019-05-20", told(4)),
    ("Evening Post", "2019-05-03", told(1) + LONGER),  # all of it
    ('<img src=x onerror="alert(1)">', "2019-05", told(5)),
    (None, None, told(6)),
)


@pytest.fixture(scope="module")
def desk(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of a few outlets that copy each other."""
    folder = tmp_path_factory.mktemp("sources")
    rows = [{"publisher": who, "published": when, "text": text, "title": f"Number {n}"} for n, (who, when, text) in enumerate(REPORTS)]
    source = folder / "rows.jsonl"
    source.write_text("\n".join(json.dumps({k: v for k, v in row.items() if v}) for row in rows), encoding="utf-8")
    with Ledger.open(folder / "own.db", reader=lambda: reader) as ledger:
        assert {added.end for added in ledger.add([source])} == {"added", "duplicate"}
        with ledger.store.writing() as db:
            for url, checked, trouble, etag in (("https://a.example/feed", "2024-04-07T10:00:00+00:00", None, '"1"'),
                                                ("https://b.example/feed", None, "it did not answer", None)):  # fmt: skip
                db.execute("INSERT INTO feed (url, checked, trouble, etag) VALUES (?, ?, ?, ?)", (url, checked, trouble, etag))
            db.execute("INSERT INTO feed_item (feed, item, report) VALUES ('https://a.example/feed', 'n-1', 1)")
            db.execute("INSERT INTO feed_item (feed, item, report) VALUES ('https://a.example/feed', 'n-2', NULL)")
    with served(folder / "own.db", lambda: reader) as running:
        yield running


def named(desk: Desk, query: str = "") -> dict[str | None, Any]:
    return {row["source"]["name"]: row["source"] for row in desk.ask(f"/sources.json{query}").json["rows"]}


def test_every_outlet_is_there_with_its_days(desk: Desk) -> None:
    found = named(desk)
    assert set(found) == {who for who, _, _ in REPORTS}
    lantern = found["The Lantern"]
    assert (lantern["reports"], lantern["first"], lantern["last"]) == (3, "2019-05-01", "2019-05-07")
    assert lantern["silent"] == 3, "three of seven days have none"
    assert (found[None]["first"], found[None]["undated"], found[None]["silent"]) == (None, 1, 0)
    assert found['<img src=x onerror="alert(1)">']["undated"] == 1, "a month is no day"
    assert all(one["added"] for one in found.values())


def test_what_is_an_outlets_own_is_what_no_other_had_first(desk: Desk) -> None:
    found = named(desk)
    assert found["The Lantern"]["own"] == 1, "who repeats itself copies nobody"
    assert found["Evening Post"]["own"] == 0, "the same text under another masthead is not its own"
    assert found["Evening Post"]["copies"] == [["The Lantern", 1]]
    assert 0.5 < found["Harbour Courier"]["own"] < 0.9
    assert found["Harbour Courier"]["copies"] == [["The Lantern", 1]]
    assert sorted(found["The Lantern"]["copied_by"]) == [["Evening Post", 1], ["Harbour Courier", 1]]


def test_an_outlet_has_a_page_of_its_reports(desk: Desk) -> None:
    for row in desk.ask("/sources.json").json["rows"]:
        page = desk.ask(row["address"])
        data = desk.ask(row["address"].replace("/source?", "/source.json?")).json
        assert page.status == 200
        assert data["source"] == row["source"]
        assert {f"/report/{one['key']}" for one in data["reports"]} <= set(Seen(page.body).values("href"))
        assert len({one["key"] for one in data["reports"]}) == row["source"]["reports"]
    lantern = desk.ask("/source.json?name=The+Lantern").json
    assert [(gap["first"], gap["last"], gap["days"]) for gap in lantern["gaps"]] == [("2019-05-03", "2019-05-05", 3)]
    assert lantern["months"] == [{"month": "2019-05", "reports": 4, "days": 4}]
    post = desk.ask("/source.json?name=Evening+Post").json["reports"]
    assert [(one["share"], one["whole"]) for one in post] == [(1, True)]
    assert "the same text as another outlet" in desk.ask("/source?name=Evening+Post").body
    courier = desk.ask("/source.json?name=Harbour+Courier").json["reports"]
    assert [one["published"] for one in courier] == ["2019-05-20", "2019-05-02"]
    assert courier[0]["origin"] is None
    assert courier[1]["origin"]


def test_silence_is_said_to_be_no_peace(desk: Desk) -> None:
    assert "not one on which nothing happened" in Seen(desk.ask("/sources").body).text
    assert "not that nothing happened" in Seen(desk.ask("/source?name=The+Lantern").body).text


@pytest.mark.parametrize("order", ORDERS)
def test_pages_go_on_to_the_end_in_every_order(desk: Desk, order: str) -> None:
    everything = list(named(desk, f"?order={order}"))
    found, path = [], f"/sources.json?order={order}&limit=2"
    while path:
        data = desk.ask(path).json
        found += [row["source"]["name"] for row in data["rows"]]
        path = (data["next"] or "").replace("/sources?", "/sources.json?")
    assert found == everything
    chosen = [way["value"] for way in desk.ask(f"/sources.json?order={order}").json["orders"] if way["chosen"]]
    assert chosen == [order]


def test_the_orders_are_what_they_say(desk: Desk) -> None:
    assert next(iter(named(desk))) == "The Lantern"
    assert next(iter(named(desk, "?order=own"))) == "Evening Post"
    assert next(iter(named(desk, "?order=silent"))) == "Harbour Courier"
    assert next(iter(named(desk, "?order=last"))) == "Harbour Courier"
    assert next(iter(named(desk, "?order=first"))) == "The Lantern"
    assert list(named(desk, "?order=name"))[-1] is None


def test_reports_of_an_outlet_are_paged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources_screen, "LIMIT", 1)
    found, path = [], "/source.json?name=The+Lantern"
    while path:
        data = desk.ask(path).json
        found += [one["id"] for one in data["reports"]]
        path = (data["next"] or "").replace("/source?", "/source.json?")
    assert len(found) == len(set(found)) == 4


def test_what_is_taken_down_is_counted_no_more(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources_screen, "SLOW", 1e9)
    with Ledger.open(tmp_path / "own.db", reader=lambda: reader) as ledger:
        key = ledger.add_text(told(1), publisher="The Lantern", published="2019-05-01").report
        ledger.add_text(told(2), publisher="The Lantern", published="2019-05-02")
        ledger.add_text(told(3), publisher="Harbour Courier", published="2019-05-02", url="https://h.example/1")
        ledger.add_text(told(4), publisher="Harbour Courier", published="2019-05-03", url="https://h.example/1")
    with served(tmp_path / "own.db", lambda: reader) as desk:
        before = named(desk)
        assert (before["The Lantern"]["reports"], before["Harbour Courier"]["reports"]) == (2, 1), "an earlier text counts no more"
        with Ledger.open(tmp_path / "own.db") as ledger:
            assert key is not None
            ledger.purge(key)
        after = named(desk)
        assert (after["The Lantern"]["reports"], after["The Lantern"]["first"]) == (1, "2019-05-02")
        assert None not in after
        assert named(desk) == after


def test_a_count_that_takes_long_serves_for_a_while_and_says_so(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(tmp_path / "own.db", reader=lambda: reader) as ledger, served(tmp_path / "own.db") as desk:
        ledger.add_text(told(1), publisher="The Lantern")
        assert set(named(desk)) == {"The Lantern"}
        monkeypatch.setattr(sources_screen, "SLOW", -1.0)
        monkeypatch.setattr(sources_screen, "WHILE", 1e12)
        ledger.add_text(told(2), publisher="Harbour Courier")
        assert set(named(desk)) == {"The Lantern"}
        assert desk.ask("/sources.json").json["counted"] is not None
        assert "reports have come in since" in desk.ask("/sources").body
        monkeypatch.setattr(sources_screen, "WHILE", 0)
        assert set(named(desk)) == {"The Lantern", "Harbour Courier"}
        assert desk.ask("/sources.json").json["counted"] is None


def test_feeds_say_how_they_are(desk: Desk) -> None:
    a, b = desk.ask("/sources.json").json["feeds"]
    assert (a["entries"], a["reports"], a["whole"], a["checked"][:10]) == (2, 1, True, "2024-04-07")
    assert (b["trouble"], b["checked"], b["whole"]) == ("it did not answer", None, False)
    text = " ".join(Seen(desk.ask("/sources").body).text.split())
    assert "looks whether it has changed" in text
    assert "failed: it did not answer" in text


def test_an_empty_ledger_has_no_sources(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "own.db").close()
    with served(tmp_path / "own.db") as desk:
        assert desk.ask("/sources.json").json["rows"] == []
        assert "Nothing was put in yet" in desk.ask("/sources").body
        assert desk.ask("/source?name=").status == 404


@pytest.mark.parametrize("query", ["order=key;DROP", "limit=0", "limit=1000000000", "limit=-1", "limit=NaN", "after=%3Dnobody", "x=1",
                                   "order=own&order=name"])  # fmt: skip
def test_what_makes_no_sense_is_said(desk: Desk, query: str) -> None:
    """Orders that are none, numbers beyond all measure: a sentence, and 400."""
    answers = [desk.ask(f"/sources{twin}?{query}") for twin in ("", ".json")]
    assert [one.status for one in answers] == [400, 400]
    assert set(answers[1].json["error"]) == {"what", "where", "do"}


@pytest.mark.parametrize("name", ["'; DROP TABLE report;--", "%", "../../etc/passwd", "\x00", "x" * 900, "the lantern"])
def test_a_source_that_is_none_is_not_found(desk: Desk, name: str) -> None:
    assert desk.ask(f"/source?name={quote(name)}").status == 404
    assert desk.ask("/source?name=The+Lantern&after=x").status == 400
    assert len(named(desk)) == 5


def test_names_are_words(desk: Desk) -> None:
    """The name of an outlet is shown as it is, never as markup."""
    for path in ("/sources", f"/source?name={quote(REPORTS[7][0] or '')}"):
        seen = Seen(desk.ask(path).body)
        assert "img" not in {tag for tag, _ in seen.elements}
        assert REPORTS[7][0] in seen.text
