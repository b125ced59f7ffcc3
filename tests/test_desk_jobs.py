"""What is added through the desk goes on behind its pages: progress, stopping, files, feeds, the same call twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from onrecord.desk import add_screen, app, job_calls, jobs, trays
from onrecord.desk.jobs import Job, Jobs, Task, remaining
from onrecord.errors import ChangedError, UnknownError, UsageError
from onrecord.intake import UPLOADED, Visits, visits
from onrecord.ledger import Ledger, adding
from onrecord.ledger.adding import Added
from onrecord.reader import Reader
from tests.desks import FORM, Desk, Seen, ended, post, served, sums, token, until, upload
from tests.gates import LONG, Gate, story
from tests.site import Site, answer, policy

FIRST = {"running", "waiting"}


@pytest.fixture
def gate(reader: Reader) -> Gate:
    return Gate(reader)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "own.db"
    Ledger.open(path).close()
    return path


@pytest.fixture
def desk(ledger: Path, reader: Reader) -> Iterator[Desk]:
    """A desk of an empty ledger."""
    with served(ledger, lambda: reader) as running:
        yield running


@pytest.fixture
def gated(ledger: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk of an empty ledger whose reader waits before each report; each report is stored by itself."""
    monkeypatch.setattr(adding, "TOGETHER", 0.0)
    with served(ledger, lambda: gate) as running:
        yield running
        gate.let(100)
    gate.finished()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three reports."""
    made = tmp_path / "news"
    made.mkdir()
    for n in range(3):
        (made / f"{n}.txt").write_text(story(n), encoding="utf-8")
    return made


# ---------------------------------------------------------------- while it goes on
def test_a_folder_is_read_behind_the_pages(gated: Desk, gate: Gate, folder: Path) -> None:
    begun = post(gated, source=str(folder))
    assert begun.status == 202
    assert begun.headers["location"] == f"/api/jobs/{begun.json['id']}"
    job = begun.json["id"]
    gate.reached()
    view = until(gated, job, lambda view: view["run"] is not None)
    assert (view["state"], view["inputs"], view["of"], view["error"]) == ("running", 0, 3, None)
    assert {gated.ask(path).status for path in ("/", "/runs", "/sources", "/add", f"/jobs/{job}", "/runs/1")} == {200}
    gate.let(1)
    gate.reached()
    view = until(gated, job, lambda view: view["inputs"] == 1)
    assert (view["state"], view["ends"], view["remaining"]) == ("running", {"added": 1}, None)
    assert view["words_a_second"] > 0
    assert gated.ask("/runs/1.json").json["run"]["state"] == "running"
    assert gated.ask("/ledger.json").json["incidents"] > 0
    assert gated.ask("/api/jobs").json["jobs"][0]["id"] == job
    page = gated.ask(f"/jobs/{job}").body
    assert "1 of about 3" in " ".join(Seen(page).text.split())
    assert f'hx-get="/jobs/{job}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    gate.let(2)
    done = ended(gated, job)
    assert (done["state"], done["ends"], len(done["added"])) == ("done", {"added": 3}, 3)
    assert gated.ask("/runs/1.json").json["run"]["state"] == "ended"
    page = gated.ask(f"/jobs/{job}").body
    assert "hx-get" not in page
    assert "refresh" not in page
    assert sums(gated.ledger) == [("added", 3)]


def test_two_that_are_sent_at_once_are_read_one_after_the_other(gated: Desk, gate: Gate, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(story(9), encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(lambda source: post(gated, source=str(source)), [folder, tmp_path / "other.txt"]))
    gate.reached()
    states = [until(gated, one.json["id"], lambda view: view["state"] in FIRST)["state"] for one in sent]
    assert sorted(states) == ["running", "waiting"]
    gate.let(4)
    assert [ended(gated, one.json["id"])["state"] for one in sent] == ["done", "done"]
    assert sorted(run["inputs"] for run in gated.ask("/runs.json").json["runs"]) == [1, 3]
    assert sums(gated.ledger) == [("added", 4)]


def test_a_text_is_waited_for_unless_others_come_before_it(gated: Desk, gate: Gate, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_calls, "WAIT", 0.01)
    first = post(gated, source=str(folder)).json["id"]
    gate.reached()
    behind = post(gated, text=story(9))
    assert (behind.status, behind.json["state"]) == (202, "waiting")
    monkeypatch.setattr(job_calls, "WAIT", LONG)
    gate.let(100)
    assert ended(gated, first)["state"] == "done"
    waited = post(gated, text=story(10))
    assert (waited.status, waited.json["state"], waited.json["ends"]) == (200, "done", {"added": 1})


def test_a_job_is_stopped_after_its_current_report(gated: Desk, gate: Gate, folder: Path) -> None:
    job = post(gated, source=str(folder)).json["id"]
    gate.reached()
    gate.let(1)
    gate.reached()
    until(gated, job, lambda view: view["inputs"] == 1)
    stopping = post(gated, f"/api/jobs/{job}/stop")
    assert (stopping.status, stopping.json["stopping"], stopping.json["state"]) == (202, True, "running")
    assert "Stopping after the current report" in gated.ask(f"/jobs/{job}").body
    gate.let(1)
    done = ended(gated, job)
    assert (done["state"], done["inputs"]) == ("stopped", 2)
    run = gated.ask("/runs/1.json").json
    assert (run["run"]["state"], run["again"], run["run"]["inputs"]) == ("stopped", True, 2)
    assert run["run"]["rate"] is not None
    assert sums(gated.ledger) == [("added", 2)]
    gate.let(1)
    again = ended(gated, post(gated, "/api/runs/1/retry", outcome="rest").json["id"])
    assert (again["state"], again["ends"]) == ("done", {"added": 1, "duplicate": 2})


def test_what_waits_and_is_stopped_never_begins(gated: Desk, gate: Gate, folder: Path) -> None:
    first = post(gated, source=str(folder)).json["id"]
    gate.reached()
    second = post(gated, source=str(folder)).json["id"]
    form = urlencode({"token": token(gated)}).encode()
    answered = gated.ask(f"/jobs/{second}/stop", "POST", form, Content_Type=FORM)
    assert (answered.status, answered.headers["location"]) == (303, f"/jobs/{second}")
    assert gated.ask(f"/api/jobs/{second}").json["state"] == "stopped"
    gate.let(3)
    assert ended(gated, first)["state"] == "done"
    assert post(gated, f"/api/jobs/{first}/stop").json["state"] == "done", "what has ended stays as it is"
    assert len(gated.ask("/runs.json").json["runs"]) == 1


def test_a_desk_that_is_stopped_meanwhile_loses_nothing(ledger: Path, gate: Gate, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that ends in the middle of its work: the ledger opens, counts add up, and work can be taken up again."""
    monkeypatch.setattr(adding, "TOGETHER", 0.0)
    monkeypatch.setattr(jobs, "PATIENCE", 0.01)
    with served(ledger, lambda: gate) as desk:
        job = post(desk, source=str(folder)).json["id"]
        gate.reached()
        gate.let(1)
        gate.reached()
        until(desk, job, lambda view: view["inputs"] == 1)
    assert sums(ledger) == [("added", 1)]
    gate.let(1)
    gate.finished()
    stored = dict(sums(ledger))["added"]
    assert stored == 2, "the report that was being read is stored whole"
    with served(ledger, lambda: gate) as desk:
        shown = desk.ask("/runs/1.json").json
        assert (shown["run"]["state"], shown["run"]["words"], shown["again"]) == ("broken off", "broken off before its end", True)
        assert "broken off" in desk.ask("/runs").body
        assert desk.ask(f"/api/jobs/{job}").status == 404
        gate.let(1)
        sent = urlencode({"token": token(desk), "outcome": "rest"}).encode()
        page = desk.ask("/runs/1/retry", "POST", sent, Content_Type=FORM).headers["location"]
        assert ended(desk, page.rpartition("/")[2])["ends"] == {"added": 1, "duplicate": 2}
    assert sums(ledger) == [("added", 3), ("duplicate", 2)]


def test_what_waits_when_the_desk_is_stopped_is_let_go(ledger: Path, gate: Gate, folder: Path) -> None:
    made = Jobs(ledger, lambda: gate)
    one = made.start(lambda: Task("news", lambda opened, _: opened.add([folder])))
    gate.reached()
    two = made.start(lambda: Task("news", lambda opened, _: opened.add([folder])))
    gate.let(3)
    made.close()
    assert (one.state in {"stopped", "done"}, two.state) == (True, "stopped")
    with pytest.raises(Exception, match="is being stopped"):
        made.start(lambda: Task("news", lambda opened, _: opened.add([folder])))


def test_other_writers_wait_their_turn(gated: Desk, gate: Gate, folder: Path) -> None:
    """Two that write at once: one waits, nothing is lost."""
    job = post(gated, source=str(folder)).json["id"]
    gate.reached()
    with Ledger.open(gated.ledger, reader=lambda: gate) as opened:
        gate.let(100)
        assert opened.add_text(story(20)).end == "added"
    assert ended(gated, job)["state"] == "done"
    assert sums(gated.ledger) == [("added", 4)]


def test_too_many_may_not_wait(gated: Desk, gate: Gate, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "WAITING", 1)
    assert post(gated, source=str(folder)).status == 202
    gate.reached()
    assert post(gated, source=str(folder)).status == 202
    refused = post(gated, source=str(folder))
    assert (refused.status, refused.json["error"]["do"]) == (503, "Wait until some of them are done.")


# ---------------------------------------------------------------- the same call twice
def test_a_call_with_the_same_key_is_done_once(desk: Desk) -> None:
    """A repeated call with the same idempotency key has one effect, and the same answer."""
    first, second = (post(desk, key="k1", text=story(1)) for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert first.json == second.json
    assert post(desk, key="k2", text=story(1)).json["ends"] == {"duplicate": 1}
    assert len(desk.ask("/runs.json").json["runs"]) == 2
    other = post(desk, key="k1", text=story(2))
    assert other.status == 409
    assert other.json["error"]["do"] == "Take a new Idempotency-Key for each addition."
    assert post(desk, key="k" * 300, text=story(2)).status == 400
    assert sums(desk.ledger) == [("added", 1), ("duplicate", 1)]


def test_a_form_that_is_sent_twice_is_added_once(desk: Desk) -> None:
    """A form that is sent twice, by two clicks or by loading it again."""
    fields = {a["name"]: a.get("value") for tag, a in Seen(desk.ask("/add").body).elements if tag == "input" and a.get("type") == "hidden"}
    assert set(fields) == {"token", "key"}
    sent = urlencode({**fields, "text": story(1)}).encode()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: desk.ask("/add", "POST", sent, Content_Type=FORM), range(4)))
    assert {one.status for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    assert "added · read it" in " ".join(Seen(desk.ask(answers[0].headers["location"]).body).text.split())
    assert len(desk.ask("/runs.json").json["runs"]) == 1


def test_a_call_that_made_no_sense_may_be_mended_under_its_key(desk: Desk) -> None:
    assert post(desk, key="k", text=story(1), published="soon").status == 400
    assert post(desk, key="k", text=story(1), published="2019-05-04").status == 200


# ---------------------------------------------------------------- files
def test_a_file_is_added_under_its_name(desk: Desk) -> None:
    done = ended(desk, upload(desk, "news/karum.txt", story(1).encode(), publisher="The Lantern").json["id"])
    (added,) = done["added"]
    assert (added["end"], added["source"], done["what"]) == ("added", "uploaded: news/karum.txt", "news/karum.txt")
    report = desk.ask(f"/report/{added['report']}.json").json
    assert report["record"]["report"]["publisher"] == "The Lantern"
    assert desk.ask("/runs/1.json").json["run"]["run"]["sources"] == ["uploaded: news/karum.txt"]
    with Ledger.open(desk.ledger) as ledger:
        assert ledger.raw(added["report"]) == story(1).encode()


def test_many_files_are_one_run(desk: Desk) -> None:
    rows = "\n".join(json.dumps({"text": story(n)}) for n in range(2)).encode() + b"\n{broken"
    tray = upload(desk, "rows.jsonl", rows, tray="new")
    assert (tray.status, tray.json["files"]) == (201, 1)
    named = tray.json["tray"]
    for name, data in (("a.html", b"<p>short"), ("b.pdf", b"%PDF-1.4\n\xe2\xe3"), ("c.txt", story(5).encode())):
        last = upload(desk, name, data, tray=named)
    assert last.json == {"tray": named, "files": 4}
    done = ended(desk, post(desk, tray=named, published="2019-05-04").json["id"])
    assert (done["of"], done["inputs"], done["ends"]) == (5, 6, {"added": 3, "failed": 2, "skipped": 1})
    assert [run["inputs"] for run in desk.ask("/runs.json").json["runs"]] == [6]
    lines = desk.ask("/runs/1.json").json["inputs"]
    assert [(line["source"].removeprefix(UPLOADED), line["line"]) for line in lines] == [
        ("rows.jsonl", 1), ("rows.jsonl", 2), ("rows.jsonl", 3), ("a.html", None), ("b.pdf", None), ("c.txt", None),
    ]  # fmt: skip
    assert not any(line["open"] for line in lines), "a file that was handed over cannot be had again"
    assert ended(desk, post(desk, "/api/runs/1/retry").json["id"])["inputs"] == 0
    assert post(desk, tray=named).status == 404, "a tray is added once"
    assert upload(desk, "d.txt", b"x", tray=named).status == 404


def test_a_name_is_no_path(desk: Desk, tmp_path: Path) -> None:
    """A name that leads elsewhere is a name: nothing is read or written there."""
    secret = tmp_path / "secret.txt"
    secret.write_text(story(7), encoding="utf-8")
    for name in (str(secret), f"../../../..{secret}", "..", "a\x00b\n<b>.txt"):
        (added,) = ended(desk, upload(desk, name, b"Hi.").json["id"])["added"]
        assert added["end"] == "skipped"
    assert secret.read_text(encoding="utf-8") == story(7)
    assert sums(desk.ledger) == [("skipped", 4)]
    assert desk.ask("/runs/4.json").json["inputs"][0]["source"] == "uploaded: a\ufffdb <b>.txt"
    assert [upload(desk, name, b"x").status for name in ("", " ", "x" * 301)] == [400] * 3


def test_files_have_a_limit_that_is_said(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "FILE", 1000)
    monkeypatch.setattr(trays, "FILES", 2)
    with served(ledger) as desk:
        refused = upload(desk, "a.txt", b"x" * 1001)
        assert (refused.status, refused.json["error"]["do"]) == (413, "Add it on the command line: onrecord add")
        tray = upload(desk, "a.txt", b"x" * 1000, tray="new").json["tray"]
        assert [upload(desk, "b.txt", b"x", tray=tray).status for _ in range(2)] == [201, 413]
        assert desk.ask("/runs.json").json["runs"] == []


def test_trays_are_cleared_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trays, "TRAYS", 2)
    monkeypatch.setattr(trays, "ALL", 100)
    kept = trays.Trays()
    first, _ = kept.put("new", "a", b"x" * 60)
    with pytest.raises(Exception, match="413"):
        kept.put(first, "b", b"x" * 60)
    for _ in range(2):
        last, _ = kept.put("new", "a", b"x")
    with pytest.raises(UnknownError):
        kept.take(first)
    (file,) = kept.take(last)
    assert file[1].read_bytes() == b"x"
    kept.clear((file,))
    assert not file[1].exists()
    kept.put("new", "c", b"x" * 90)
    kept.close()
    assert not file[1].parent.parent.exists()


# ---------------------------------------------------------------- feeds
FEED = """<rss version="2.0"><channel><title>The Example</title>{}</channel></rss>"""


def entry(site: Site, n: int) -> str:
    site.pages[f"/{n}"] = answer(f"<html><body><article><p>{story(n)} {story(n + 8)}</p><p>{story(n + 16)}</p></article></body></html>")
    return f"<item><title>Number {n}</title><link>{site.url(f'/{n}')}</link><guid>n-{n}</guid></item>"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with a feed of two articles, which may be fetched."""
    made = Site()
    stop = made.start()
    made.pages["/feed"] = answer(FEED.format(entry(made, 1) + entry(made, 2)), kind="application/rss+xml")
    monkeypatch.setattr(add_screen, "Visits", partial(Visits, policy()))
    yield made
    stop()


def test_a_feed_is_followed_and_asked_again(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "PAUSE", 0.0)
    done = ended(desk, post(desk, feed=site.url("/feed")).json["id"])
    assert (done["state"], done["ends"]) == ("done", {"added": 2})
    (feed,) = desk.ask("/sources.json").json["feeds"]
    assert (feed["title"], feed["entries"], feed["reports"], feed["trouble"]) == ("The Example", 2, 2, None)
    site.pages["/feed"] = answer(FEED.format("".join(entry(site, n) for n in (1, 2, 3))), kind="application/rss+xml")
    assert "Fetch what is new" in desk.ask("/add").body
    assert ended(desk, post(desk, feed="all").json["id"])["ends"] == {"added": 1}


def test_a_pause_between_two_pages_of_a_host_does_not_hold_up_a_stop(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "PAUSE", 3600.0)
    job = post(desk, feed=site.url("/feed")).json["id"]
    until(desk, job, lambda view: view["run"] is not None)
    post(desk, f"/api/jobs/{job}/stop")
    assert ended(desk, job)["state"] == "stopped"
    assert desk.ask("/runs/1.json").json["run"]["state"] == "stopped"


def test_feeds_that_cannot_be_followed_say_why(desk: Desk) -> None:
    """An address of this machine is refused as that of a feed too."""
    assert post(desk, feed="ftp://news.example/feed").status == 400
    refused = ended(desk, post(desk, feed="http://127.0.0.1:9/feed").json["id"])
    assert refused["ends"] == {"failed": 1}
    assert "private" in refused["added"][0]["reason"]
    assert "private" in desk.ask("/sources.json").json["feeds"][0]["trouble"]


def test_nothing_is_fetched_where_no_feed_is_followed(desk: Desk) -> None:
    failed = ended(desk, post(desk, feed="all").json["id"])
    assert (failed["state"], failed["run"]) == ("failed", None)
    assert set(failed["error"]) == {"what", "where", "do"}
    assert "No feed is followed" in failed["error"]["what"]
    assert "No feed is followed" in desk.ask(f"/jobs/{failed['id']}").body


# ---------------------------------------------------------------- what fails
def test_a_job_that_fails_says_why_without_paths(gated: Desk, gate: Gate, folder: Path) -> None:
    """A ledger that is damaged meanwhile: a sentence, no trace of the program, no path of the file."""
    first = post(gated, source=str(folder)).json["id"]
    gate.reached()
    with closing(sqlite3.connect(gated.ledger)) as db:
        db.execute("ALTER TABLE input RENAME TO other")
    gate.let(3)
    failed = ended(gated, first)
    assert failed["state"] == "failed"
    assert set(failed["error"]) == {"what", "where", "do"}
    assert str(gated.ledger.parent) not in json.dumps(failed["error"])
    page = gated.ask(f"/jobs/{first}")
    assert (page.status, "Traceback" in page.body) == (200, False)
    answered = post(gated, text=story(5))
    assert (answered.status, set(answered.json["error"])) == (503, {"what", "where", "do"})


def test_a_fault_of_the_program_is_a_sentence(ledger: Path) -> None:
    def broken(*_: object) -> Iterator[Added]:
        raise RuntimeError("/secret/path")

    made = Jobs(ledger)
    job = made.start(lambda: Task("news", broken))
    view, status = made.wait(job.id, LONG)
    assert view.error is not None
    assert (status, view.state, view.error.what) == (500, "failed", "A fault of onrecord (RuntimeError).")
    made.close()


# ---------------------------------------------------------------- parts
def test_a_key_belongs_to_one_thing(ledger: Path) -> None:
    made = Jobs(ledger)
    task = Task("nothing", lambda *_: iter(()))
    one = made.start(lambda: task, "k", "a")
    assert made.start(lambda: pytest.fail("a second task"), "k", "a") is one
    with pytest.raises(ChangedError):
        made.start(lambda: task, "k", "b")

    def senseless() -> Task:
        raise UsageError("no sense")

    with pytest.raises(UsageError):
        made.start(senseless, "l", "a")
    assert made.start(lambda: task, "l", "c") is not one
    made.close()


def test_ended_jobs_are_forgotten_in_their_order(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEPT", 2)
    made = Jobs(ledger)

    def done() -> Job:
        job = made.start(lambda: Task("nothing", lambda *_: iter(())), f"k{len(names)}")
        job.done.wait(LONG)
        return job

    names: list[str] = []
    for _ in range(5):
        names.append(done().id)
    assert [view.id for view in made.all()] == names[:1:-1]
    made.close()


def test_rates_are_those_of_the_job(ledger: Path) -> None:
    """Rates and the time that is left follow from what is done; nothing is told from too little."""
    now = [0.0]
    seen = []

    def begin(*_: object) -> Iterator[Added]:
        for n in range(10):
            now[0] += 6.0
            yield Added("added", f"{n}", words=300)
            seen.append(made.all()[0])

    made = Jobs(ledger, clock=lambda: now[0])
    job = made.start(lambda: Task("news", begin, lambda _: 10))
    view, _ = made.wait(job.id, LONG)
    assert (view.words_a_second, view.reports_a_second, view.seconds, view.remaining) == (50.0, 0.17, 60.0, None)
    assert [one.remaining for one in seen] == [None] * 4 + ["less than a minute"] * 5 + [None]
    made.close()


@pytest.mark.parametrize(
    ("done", "of", "seconds", "words"),
    [(5, 10, 60, "about 1 minute"), (5, 500, 60, "about 2 hours"), (5, 50_000, 60, "about 7 days"), (5, 20, 600, "about 30 minutes"),
     (4, 10, 60, None), (5, None, 60, None), (10, 10, 60, None), (12, 10, 60, None), (5, 10, 1, "less than a minute")],
)  # fmt: skip
def test_the_time_that_is_left_in_words(done: int, of: int | None, seconds: float, words: str | None) -> None:
    assert remaining(done, of, seconds) == words


def test_names_of_files_come_in_one_line() -> None:
    assert trays.named(quote("ä b.txt")) == "%C3%A4%20b.txt"
    with pytest.raises(UsageError):
        trays.named("\n")
