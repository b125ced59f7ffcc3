"""The runs on the desk: why inputs failed, another try for all, for one cause or for one, runs that were broken off, pages."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from onrecord.desk import runs_screen
from onrecord.ledger import Ledger, runs
from onrecord.reader import Reader
from tests.desks import FORM, Desk, Seen, ended, post, served, token
from tests.gates import story

NONE = "there is no such file or folder"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of one report, one that is no report, one that is missing yet, and rows of which some are broken."""
    made = tmp_path / "news"
    made.mkdir()
    (made / "a.txt").write_text(story(1), encoding="utf-8")
    (made / "b.txt").write_text("Hi.", encoding="utf-8")
    rows = [json.dumps({"text": story(2)}), "{broken", json.dumps({"text": ""}), "{broken too"]
    (made / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return made


@pytest.fixture
def desk(tmp_path: Path, news: Path, reader: Reader) -> Iterator[Desk]:
    """A desk of a ledger with one run: what is in the folder, and two files that are missing."""
    path = tmp_path / "own.db"
    with Ledger.open(path, reader=lambda: reader) as ledger:
        sources = [news, news / "missing.txt", news / "gone.txt"]
        ends = [added.end for added in ledger.add(sources, publisher="The Lantern", published="2019-05-04")]
    assert sorted(set(ends)) == ["added", "failed", "skipped"]
    with served(path, lambda: reader) as running:
        yield running


def causes(desk: Desk, run: int = 1) -> dict[str, tuple[str, int, bool]]:
    return {one["cause"]: (one["outcome"], one["count"], one["open"]) for one in desk.ask(f"/runs/{run}.json").json["groups"]}


def retried(desk: Desk, run: int = 1, **sent: str) -> dict[str, int]:
    return dict(ended(desk, post(desk, f"/api/runs/{run}/retry", **sent).json["id"])["ends"])


# ---------------------------------------------------------------- another try
def test_what_failed_is_grouped_by_cause(desk: Desk) -> None:
    found = causes(desk)
    assert found[NONE] == ("failed", 2, True)
    assert sum(count for _, count, _ in found.values()) == sum(
        count for end, count in desk.ask("/runs/1.json").json["run"]["ends"] if end in ("failed", "skipped")
    )
    seen = Seen(desk.ask("/runs/1").body)
    assert all(cause in seen.text for cause in found)
    for cause, (outcome, count, _) in found.items():
        listed = desk.ask(f"/runs/1.json?outcome={outcome}&cause={quote(cause)}").json["inputs"]
        assert [line["cause"] for line in listed] == [cause] * count


def test_all_that_failed_is_tried_again(desk: Desk, news: Path) -> None:
    (news / "missing.txt").write_text(story(3), encoding="utf-8")
    before = sum(count for outcome, count, _ in causes(desk).values() if outcome == "failed")
    ends = retried(desk)
    assert ends["added"] == 1
    assert sum(ends.values()) == before
    lines = {line["source"]: line for line in desk.ask("/runs/1.json?outcome=failed").json["inputs"]}
    missing = lines[str(news / "missing.txt")]
    assert (missing["later"], missing["later_outcome"], missing["open"]) == (2, "added", False)
    assert not any(open_ for outcome, _, open_ in causes(desk).values() if outcome == "failed")
    assert "tried again in run 2: added" in " ".join(Seen(desk.ask("/runs/1").body).text.split())
    assert retried(desk) == {}, "it was tried again since"
    (key,) = [line["report"] for line in desk.ask("/runs/2.json").json["inputs"] if line["report"]]
    assert desk.ask(f"/report/{key}.json").json["record"]["report"]["publisher"] == "The Lantern", "as it was told then"


def test_one_cause_or_one_input_is_tried_again(desk: Desk, news: Path) -> None:
    (news / "gone.txt").write_text(story(4), encoding="utf-8")
    lines = desk.ask(f"/runs/1.json?outcome=failed&cause={quote(NONE)}").json["inputs"]
    gone = next(line for line in lines if line["source"].endswith("gone.txt"))
    assert retried(desk, input=str(gone["id"])) == {"added": 1}
    assert causes(desk)[NONE] == ("failed", 2, True)
    assert retried(desk, cause=NONE) == {"failed": 1}
    assert retried(desk, outcome="skipped", cause="no such cause") == {}
    assert retried(desk, outcome="skipped")["skipped"] >= 1


def test_a_form_tries_again_once(desk: Desk) -> None:
    """A button that is pressed twice tries once."""
    seen = Seen(desk.ask("/runs/1").body)
    assert "retry" in seen.values("id")
    keys = [a["value"] for tag, a in seen.elements if tag == "input" and a.get("name") == "key"]
    assert len(keys) == len(set(keys)) > 3
    sent = urlencode({"token": token(desk), "outcome": "failed", "cause": NONE, "key": str(keys[0])}).encode()
    pages = [desk.ask("/runs/1/retry", "POST", sent, Content_Type=FORM).headers["location"] for _ in range(2)]
    assert pages[0] == pages[1]
    assert ended(desk, pages[0].rpartition("/")[2])["ends"] == {"failed": 2}
    assert len(desk.ask("/runs.json").json["runs"]) == 2


@pytest.mark.parametrize(
    ("run", "sent", "status"),
    [("1", {"outcome": "added"}, 400), ("1", {"input": "x"}, 400), ("1", {"colour": "red"}, 400), ("99", {}, 404), ("x", {}, 404),
     ("1", {"input": "-1"}, 400), ("9" * 30, {}, 404)],
)  # fmt: skip
def test_a_try_that_makes_no_sense_is_said(desk: Desk, run: str, sent: dict[str, str], status: int) -> None:
    answered = post(desk, f"/api/runs/{run}/retry", **sent)
    assert (answered.status, set(answered.json["error"])) == (status, {"what", "where", "do"})
    assert len(desk.ask("/runs.json").json["runs"]) == 1


def test_what_was_pasted_cannot_be_had_again(desk: Desk) -> None:
    assert post(desk, text="Hi.").json["ends"] == {"skipped": 1}
    assert [open_ for _, _, open_ in causes(desk, 2).values()] == [False]
    assert retried(desk, 2, outcome="skipped") == {}
    with Ledger.open(desk.ledger) as ledger, ledger.store.writing() as db:
        db.execute("UPDATE run SET ended = NULL WHERE id = 2")
    assert desk.ask("/runs/2.json").json["again"] is False
    assert post(desk, "/api/runs/2/retry", outcome="rest").status == 400


# ---------------------------------------------------------------- how a run stands
def test_what_a_run_ran_with_is_shown(desk: Desk, news: Path, reader: Reader) -> None:
    page = desk.ask("/runs/1.json").json
    assert page["settings"] == {"publisher": "The Lantern", "published": "2019-05-04"}
    assert page["versions"]["model"] == reader.made_by.model
    assert page["versions"]["onrecord"] == reader.made_by.onrecord
    text = Seen(desk.ask("/runs/1").body).text
    assert reader.made_by.model in text
    assert str(news) in text
    assert retried(desk, outcome="skipped")["skipped"] >= 1
    assert desk.ask("/runs/2.json").json["versions"] == {}, "nothing was read in it"


def test_the_versions_of_a_run_from_before_they_were_noted(desk: Desk) -> None:
    with Ledger.open(desk.ledger) as ledger, ledger.store.writing() as db:
        known = runs.made_by(db, 1)
        db.execute("UPDATE run SET version = NULL")
        assert known
        assert runs.made_by(db, 1) == known


def test_a_run_without_an_end_was_broken_off_or_goes_on_elsewhere(desk: Desk) -> None:
    with Ledger.open(desk.ledger) as ledger, ledger.store.writing() as db:
        db.execute("UPDATE run SET ended = NULL, seconds = NULL")
    beside = desk.ledger.with_name(desk.ledger.name + "-writer")
    for said, state in (
        (f"{os.getppid()} add", "elsewhere"), (f"{os.getppid()} decide", "broken off"), (f"{os.getpid()} add", "broken off"),
        ("999999999 add", "broken off"), ("", "broken off"),
    ):  # fmt: skip
        beside.write_text(said, encoding="utf-8")
        shown = desk.ask("/runs/1.json").json
        assert (shown["run"]["state"], shown["again"]) == (state, state == "broken off"), said
    assert "broken off before its end" in Seen(desk.ask("/runs/1").body).text
    with Ledger.open(desk.ledger) as ledger, ledger.store.writing() as db:
        runs.stop(db, 1, 3.0)
    assert desk.ask("/runs/1.json").json["run"]["state"] == "stopped"
    assert "Somebody stopped it" in Seen(desk.ask("/runs/1").body).text


# ---------------------------------------------------------------- pages
def test_inputs_are_paged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of any length are cut into pages that lead from one to the next."""
    everything = [line["id"] for line in desk.ask("/runs/1.json").json["inputs"]]
    monkeypatch.setattr(runs_screen, "INPUTS", 2)
    for query in ("", "?outcome=failed", f"?outcome=failed&cause={quote(NONE)}"):
        found, path = [], f"/runs/1{query}"
        while path:
            data = desk.ask(path.replace("/runs/1", "/runs/1.json")).json
            assert len(data["inputs"]) <= 2
            found += [line["id"] for line in data["inputs"]]
            seen = Seen(desk.ask(path).body)
            assert (data["next"] is None) == ("next" not in seen.values("id"))
            path = data["next"]
        assert found == sorted(set(found))
        assert len(found) == (len(everything) if not query else len([one for one in everything if one in found]))
    assert len(everything) == 8


def test_runs_are_paged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(desk.ledger) as ledger, ledger.store.writing() as db:
        for _ in range(6):
            runs.begin(db, "add", ["x"] * 5)
    monkeypatch.setattr(runs_screen, "LISTED", 3)
    found, path = [], "/runs"
    while path:
        data = desk.ask(path.replace("/runs", "/runs.json")).json
        found += [row["run"]["id"] for row in data["runs"]]
        path = data["next"]
    assert found == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("query", ["outcome=maybe", "after=x", "after=-1", "limit=3", "outcome=failed&outcome=added", "after=1e9"])
def test_what_makes_no_sense_is_said(desk: Desk, query: str) -> None:
    assert [desk.ask(f"/runs/1{twin}?{query}").status for twin in ("", ".json")] == [400, 400]
    assert desk.ask("/runs?before=x").status == 400


@pytest.mark.parametrize("cause", ["'; DROP TABLE input;--", "%", "_", '"', "\x00", "\u202e"])
def test_signs_of_other_languages_mean_nothing(desk: Desk, cause: str) -> None:
    """Signs that mean something to a database are words here."""
    assert desk.ask(f"/runs/1.json?outcome=failed&cause={quote(cause)}").json["inputs"] == []
    assert retried(desk, cause=cause) == {}
    assert len(desk.ask("/runs/1.json").json["inputs"]) == 8
