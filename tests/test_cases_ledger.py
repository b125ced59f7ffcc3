"""Odd inputs as whoever fills a ledger meets them: what is counted, shown, flagged and left unsaid once reports are in."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord import cli
from onrecord.errors import LedgerError
from onrecord.ledger import Ledger, adding, runs
from onrecord.ledger.adding import Added
from onrecord.ledger.digest import lines
from onrecord.ledger.filters import Filter
from onrecord.ledger.views import Incident
from onrecord.reader import Reader

STORY = (
    "Government aircraft bombed the town of Sarmin on Monday, killing 12 people, the health ministry said. "
    "Rescue teams searched the ruins for survivors until dusk. "
    "The mayor said that two schools and a bakery had been hit by the bombs."
)
OTHER = (
    "Rebels attacked a police post near Goma on Tuesday and wounded four officers, the army said. "
    "A curfew was imposed in the city after nightfall."
)
BRIDGE = "Ferrymen blocked the bridge of Karum on Monday. The mayor of Karum promised them an answer by Friday."
ARABIC = "قال الجيش يوم الأحد إنه سحب لواءين من المدينة بعد شهر من القتال ونفى مسؤولون ذلك. "
GERMAN = "Das Heer teilte am Sonntag mit, es habe nach einem Monat der Kämpfe zwei Brigaden aus der Stadt abgezogen. "

Run = Callable[..., Result]


@pytest.fixture
def ledger(tmp_path: Path, reader: Reader) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "a.db", reader=lambda: reader) as opened:
        yield opened


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> Run:
    """The command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Reader, "load", classmethod(lambda _cls, **_options: reader))
    return lambda *arguments: CliRunner().invoke(cli.onrecord, arguments, standalone_mode=False)


def row(text: str, **values: str) -> dict[str, str]:
    return {"text": text, "published": "2024-03-05", **values}


def add(ledger: Ledger, rows: Iterable[dict[str, str]], name: str = "reports.jsonl") -> list[Added]:
    path = ledger.store.path.with_name(name)
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return list(ledger.add([path]))


def ends(added: Iterable[Added]) -> list[str]:
    return [one.end for one in added]


def peak() -> int:
    """The most bytes of memory that this process has held; nothing where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def dated(ledger: Ledger) -> Incident:
    """The one incident that has a day."""
    (found,) = [incident for incident in ledger.incidents() if incident.days is not None]
    return found


def counts(incident: Incident) -> tuple[int, int, int]:
    return incident.reports, incident.texts, incident.voices


# ---------------------------------------------------------------- rows and texts that are odd
def test_each_broken_row_is_told_with_its_line_and_the_others_are_in_the_ledger(run: Run) -> None:
    """A broken line, NaN, brackets without end and a torn last line among good rows: these are in, those are listed by line."""
    broken = ['{"text": "a', '{"text": NaN}', "[" * 100_000, '{"text": 7}', '{"text": "The army left the to']
    written = [json.dumps(row(STORY)), *broken[:4], json.dumps(row(OTHER)), broken[4]]
    Path("a.jsonl").write_text("\n".join(written), encoding="utf-8")
    added = run("add", "a.jsonl")
    assert added.return_value == 3
    assert added.stderr.endswith("7 reports: 2 added, 5 failed\n")
    assert [line.partition(": ")[0] for line in added.stderr.splitlines()[:-1]] == [f"a.jsonl, line {n}" for n in (2, 3, 4, 5, 7)]
    assert all("failed: " in line for line in added.stderr.splitlines()[:-1])
    assert "Traceback" not in added.stderr + added.stdout
    listed = run("runs", "1").stdout.splitlines()[1:]
    assert [line.split()[0] for line in listed] == ["added", *["failed"] * 4, "added", "failed"]
    assert "broken JSON: nested too deeply" in listed[3]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": ""}, "no content: there are no words in it"),
        ({"text": " \n\t\u200b\n"}, "no content: there are no words in it"),
        ({"text": "Three short words."}, "no content: only a few words"),
        ({"text": "Army leaves the port of Karum", "title": "Army leaves the port of Karum"}, "no content: nothing but the headline"),
        ({"text": GERMAN}, "not in English (it seems to be German); only English is read"),
        ({"text": ARABIC * 2}, "not in English (it seems to be Arabic); only English is read"),
        ({"text": "word " * 200_001}, "too long: 1,000,005 characters, at most 1,000,000 are read; split it into its reports"),
    ],
    ids=["empty", "white space", "three words", "only a headline", "German", "Arabic", "a text without end"],
)
def test_what_is_no_english_report_is_skipped_with_its_reason(given: dict[str, str], reason: str, ledger: Ledger) -> None:
    """Empty, a headline, another language, a file of court papers: skipped, why is said, and no record of it is in the ledger."""
    first, second = add(ledger, [given, row(OTHER)])
    assert (first.end, first.reason, first.report) == ("skipped", reason, None)
    assert second.end == "added"
    assert ledger.reports() == [second.report]


def test_a_sentence_and_a_token_without_end_are_read_in_time_and_memory(ledger: Ledger) -> None:
    """A sentence of 10,000 words, a token of 100 kB: read in windows, in some seconds, in little more memory than a plain text."""
    add(ledger, [row(OTHER)])  # the model is loaded
    endless = "The mayor said that " + "and the mayor said " * 2_500 + "so."
    began, held = time.process_time(), peak()
    assert ends(add(ledger, [row(endless), row(f"{STORY} {'QmFzZTY0' * 12_500} {OTHER}")], "odd.jsonl")) == ["added", "added"]
    assert time.process_time() - began < 30
    assert peak() - held < 400e6
    assert {found.type for found in ledger.incidents()} >= {"ASSAULT"}


@pytest.mark.parametrize(
    "odd",
    ["\0", "\ud800", "\ufeff", "\u202e", "\u200d", "e" + "\u0301" * 300, "\U0001f469\u200d\U0001f692", "\U0001d518\U0001d52b"],
    ids=["NUL", "lone surrogate", "U+FEFF", "U+202E", "joiner", "combining flood", "emoji", "beyond the first plane"],
)
def test_words_of_an_odd_text_stand_where_the_ledger_says(odd: str, ledger: Ledger) -> None:
    """Control, bidi, combining and astral characters: as long as they came, and every stored span has its words."""
    text = f"{odd} {STORY.replace('Sarmin', f'Sarmin{odd}')} {odd}{odd} {OTHER}"
    (added,) = add(ledger, [row(text)])
    assert added.report is not None
    shown = ledger.shown(added.report)
    assert len(shown.text) == len(text)
    assert [a for a, b in zip(text, shown.text, strict=True) if a != b] == ([odd] * text.count(odd) if odd in "\0\ud800" else [])
    rows = ledger.store.db.execute("SELECT trigger_start, trigger_stop, words FROM event").fetchall()
    assert rows
    assert [words for start, stop, words in rows if shown.text[start:stop] != words] == []
    for incident in ledger.incidents():
        for telling in incident.tellings:
            assert shown.text[slice(*telling.sentence_span)] == telling.sentence
            assert telling.sentence_span[0] <= telling.trigger[0] < telling.trigger[1] <= telling.sentence_span[1]
        for account in incident.accounts:
            assert all(shown.text[slice(*span)] in account.words for span in account.spans)


def test_one_text_in_two_forms_of_unicode_is_one_text_and_one_party(ledger: Ledger) -> None:
    """The same story composed and decomposed: each kept as it came, one telling, one mayor, found by either form."""
    text = (
        "José Núñez, the mayor of Karéma, said that rebels had attacked a café in Karéma on Monday and killed 12 people. "
        "The army sent two brigades to Karéma after the attack, the mayor said."
    )
    forms = {form: unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    title = unicodedata.normalize("NFD", "Café attacked")
    added = add(ledger, [row(forms["NFC"], title=title, publisher="A"), row(forms["NFD"], title=title, publisher="B")])
    assert [ledger.record(one.report or "").text for one in added] == [forms["NFC"], forms["NFD"]]
    assert [json.loads(ledger.raw(one.report or ""))["text"] for one in added] == [forms["NFC"], forms["NFD"]]
    assert counts(dated(ledger)) == (2, 1, 1)
    assert ledger.store.db.execute("SELECT count(*) FROM party WHERE key = 'name/person/jose nunez'").fetchone() == (1,)
    for form in forms:
        for asked in (Filter(text=unicodedata.normalize(form, "Karéma")), Filter(voice=unicodedata.normalize(form, "José Núñez"))):
            assert dated(ledger).key in [found.key for found in ledger.find(asked).rows], (form, asked)


def test_a_passage_in_another_language_is_not_coded_as_english(ledger: Ledger) -> None:
    """An Arabic paragraph within English: the report is coded as English, and nothing is read from that paragraph."""
    text = f"{OTHER}\n\n{ARABIC}\n\n{STORY}"
    (added,) = add(ledger, [row(text)])
    assert added.end == "added"
    assert ledger.store.db.execute("SELECT language FROM report").fetchone() == ("en",)
    first, last = text.index(ARABIC), text.index(ARABIC) + len(ARABIC)
    record = ledger.record(added.report or "")
    spans = [m.trigger for e in record.events for m in e.mentions] + [span for s in record.statements for span in s.content]
    assert spans
    assert [record.text[slice(*span)] for span in spans if span[0] < last and span[1] > first] == []


def test_markup_in_a_text_is_shown_as_text(run: Run) -> None:
    """A text with tags, a comment and entities escaped twice: stands so in the record, and is text in the page."""
    odd = "<script>alert(1)</script><!-- off --> &amp;lt;b&amp;gt; <img src=x onerror=alert(2)>"
    Path("a.jsonl").write_text(json.dumps(row(f"{odd} {STORY}", title=odd)), encoding="utf-8")
    assert run("add", "a.jsonl").return_value == 0
    with Ledger.open("onrecord.db") as opened:
        (key,) = opened.reports()
        assert opened.record(key).text == f"{odd} {STORY}"
        assert opened.record(key).report.title == odd
    page = run("show", key, "--format", "html").stdout
    assert "<script>alert" not in page
    assert "<!-- off" not in page
    assert "<img src=x" not in page
    assert "&amp;amp;lt;" in page


def test_a_retraction_never_corroborates_and_takes_the_place_of_what_it_takes_back(ledger: Ledger) -> None:
    """A notice that repeats what it withdraws: kept as a retraction, no text and no voice more; at the same address nothing is left."""
    add(ledger, [row(STORY, publisher="Daily A", url="https://a.example/1"), row(BRIDGE, publisher="Daily B")])
    before = {incident.key: counts(incident) for incident in ledger.incidents()}
    notice = "This story has been withdrawn. It said that government aircraft bombed the town of Sarmin on Monday, killing 12 people."
    elsewhere = row(notice, title="Retraction: town bombed", publisher="Daily C", published="2024-03-06", url="https://c.example/9")
    assert ends(add(ledger, [elsewhere], "notice.jsonl")) == ["added"]
    assert {incident.key: counts(incident) for incident in ledger.incidents()} == before
    assert ledger.store.db.execute("SELECT count(*) FROM report WHERE kind = 'retraction'").fetchone() == (1,)
    assert ends(add(ledger, [elsewhere | {"text": f"{notice} We regret it.", "url": "https://a.example/1"}], "own.jsonl")) == ["revision"]
    left = {incident.key for incident in ledger.incidents()}
    assert left < set(before)
    assert all("Sarmin" not in telling.sentence for incident in ledger.incidents() for telling in incident.tellings)


def test_texts_of_odd_make_are_coded(ledger: Ledger) -> None:
    """All capitals, no marks, a transcript, a live blog, a list, a correction: each is coded, the correction typed as one."""
    texts = {
        "capitals": STORY.upper(),
        "no marks": OTHER.replace(".", "").replace(",", "").lower(),
        "transcript": f"REPORTER: {STORY}\nMINISTER: We did not bomb Sarmin.\nREPORTER: Who says so?",
        "live blog": "\n".join(f"{h:02}:{m:02} GMT {OTHER.replace('Goma', f'Goma-{h}-{m}')}" for h in range(8) for m in range(10)),
        "list": "\n".join(f"{n}. {BRIDGE}" for n in range(1, 6)),
        "correction": f"Correction: An earlier version of this story misstated the number of dead. {STORY}",
    }
    added = add(ledger, [row(text, url=f"https://{name.replace(' ', '-')}.example/1") for name, text in texts.items()])
    assert ends(added) == ["added"] * len(texts)
    kinds = dict(ledger.store.db.execute("SELECT key, kind FROM report"))
    assert [kinds[one.report] for one in added] == ["report"] * 5 + ["correction"]
    assert [name for name, one in zip(texts, added, strict=True) if not ledger.record(one.report or "").events] == []


# ---------------------------------------------------------------- the same again, and nearly the same
def test_the_same_article_again_is_one_document_that_was_fetched_again(ledger: Ledger) -> None:
    """One text at one address in all its forms: one report with one carrier; each further fetch is in the book as a duplicate."""
    forms = [
        "https://news.example/a", "http://news.example/a", "https://news.example/a/", "https://m.news.example/a",
        "https://news.example/a?utm_source=x&fbclid=y", "https://news.example/a/amp", "https://news.example/a#top",
    ]  # fmt: skip
    added = add(ledger, [row(STORY, url=url) for url in forms])
    assert ends(added) == ["added"] + ["duplicate"] * (len(forms) - 1)
    assert len({one.report for one in added}) == 1
    assert ledger.store.db.execute("SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM carrier)").fetchone() == (1, 1)
    (only,) = ledger.runs()
    assert only.ends == {"added": 1, "duplicate": len(forms) - 1}
    assert counts(dated(ledger)) == (1, 1, 1)


def test_a_changed_text_is_a_revision_and_what_people_decided_is_kept_or_flagged(ledger: Ledger) -> None:
    """Another text at an address: coded anew; a decision goes with its sentence to its new place, one whose sentence changed is listed."""
    first = row(f"{STORY} {OTHER}", url="https://a.example/1")
    add(ledger, [first])
    keys = {words: key for key, words in ledger.store.db.execute("SELECT key, words FROM event")}
    stays = ledger.decide.correct(keys["attacked"], "status", "attempted", coder="ann", why="they were driven off")
    changes = ledger.decide.correct(keys["bombed"], "status", "denied", coder="ann", why="said on the phone")
    later = "Residents told of a long night. " + first["text"].replace("killing 12 people", "killing 15 people")
    (revision,) = add(ledger, [first | {"text": later}], "later.jsonl")
    assert revision.end == "revision"
    assert ledger.reports() == [revision.report]
    assert ledger.store.db.execute("SELECT count(*) FROM report").fetchone() == (2,)
    record = ledger.shown(revision.report or "")
    now = {record.text[slice(*event.mentions[0].trigger)]: event for event in record.events}
    assert now["attacked"].status == "attempted"
    assert now["bombed"].status == "happened"
    assert {figure.low for event in record.events for figure in event.figures if figure.effect == "killed"} == {15}
    states = dict(ledger.store.db.execute("SELECT words, state FROM event"))
    assert (states["attacked"], states["bombed"]) == ("corrected", "machine")
    ((decision, dispute),) = ledger.decide.disputes()
    assert (decision.id, dispute.kind) == (changes, "unanchored")
    assert "bombed" in dispute.what
    assert [(one.id, holds) for one, holds in ledger.decide.history()] == [(stays, True), (changes, True)]


@pytest.mark.parametrize("edited", [False, True], ids=["word for word", "each edited"])
def test_one_wire_text_under_forty_mastheads_is_one_text_and_one_voice(edited: bool, ledger: Ledger) -> None:
    """Forty mastheads with one agency story: forty carriers, one text, one independent voice."""
    rows = []
    for n in range(40):
        own = f"Our edition number {n}.\n\n" if edited else ""
        place = {"publisher": f"Paper {n}", "url": f"https://paper{n}.example/story", "published": f"2024-03-05T{8 + n % 12:02}:00"}
        story = STORY.replace("until dusk", "until night") if edited and n % 3 == 2 else STORY
        rows.append(row(f"{own}SARMIN (Lake Agency) — {story}", **place))
    add(ledger, rows)
    (reports,) = ledger.store.db.execute("SELECT count(*) FROM report").fetchone()
    assert reports == (40 if edited else 1)
    assert ledger.store.db.execute("SELECT count(*) FROM carrier").fetchone() == (40,)
    assert {(incident.texts, incident.voices) for incident in ledger.incidents()} == {(1, 1)}
    copied = ledger.store.db.execute("SELECT count(*), count(DISTINCT origin), min(whole) FROM copy").fetchone()
    assert copied == ((39, 1, 1) if edited else (0, 0, None))


def test_a_near_copy_with_another_toll_is_a_copy_and_a_conflict(ledger: Ledger) -> None:
    """The same text with 21 dead for 12: one text, one voice, a copy that names both figures, and a conflict between them."""
    first, second = add(
        ledger,
        [
            row(STORY, publisher="Daily A", url="https://a.example/1"),
            row(STORY.replace("12 people", "21 people"), publisher="Daily B", url="https://b.example/1", published="2024-03-06"),
        ],
    )
    (copy,) = ledger.store.db.execute("SELECT report, origin, why FROM copies").fetchall()
    assert copy[:2] == (second.report, first.report)
    assert copy[2].endswith("other figures: 12 -> 21")
    found = dated(ledger)
    assert counts(found) == (2, 1, 1)
    (conflict,) = [one for one in found.conflicts if one.kind == "figures"]
    assert "12" in conflict.why
    assert "21" in conflict.why
    assert found.key in [one.key for one in ledger.find(Filter(conflicting=True)).rows]


# ---------------------------------------------------------------- dates and clocks
@pytest.mark.parametrize(
    ("text", "published", "note"),
    [
        (STORY, None, None),
        (STORY, (datetime.now(UTC) + timedelta(days=400)).date().isoformat(), "lies in the future"),
        (STORY, "1970-01-01", "the zero of computer clocks"),
        (STORY, "2024-02-31", "there is no such date"),
        (STORY, "03/04/2024", "not a date that can mean one day only"),
        (f"SARMIN, March 5, 2024 (Lake Agency) — {STORY}", "2023-03-05", "published 2023-03-05, but the text gives 2024-03-05"),
        (f"SARMIN, March 5, 2024 (Lake Agency) — {STORY}", "2024-03-19", "published 2024-03-19, but the text gives 2024-03-05"),
    ],
    ids=["missing", "to come", "1970", "31 February", "two readings", "another year", "another week"],
)
def test_days_that_hang_on_an_unknown_date_stay_unresolved(text: str, published: str | None, note: str | None, run: Run) -> None:
    """A date that is missing, cannot be, or is given twice: a note says so, and "Monday" has no day, whatever the clock says."""
    Path("a.jsonl").write_text(json.dumps({"text": text} | ({"published": published} if published else {})), encoding="utf-8")
    added = run("add", "a.jsonl")
    assert added.return_value == 0
    assert (note or "1 report: 1 added") in added.stderr
    assert note is None or "a.jsonl, line 1: note: " in added.stderr
    with Ledger.open("onrecord.db") as opened:
        (key,) = opened.reports()
        monday = [one for one in opened.record(key).times if opened.record(key).text[slice(*one.span)] == "Monday"]
        assert [(one.earliest, one.latest) for one in monday] == [(None, None)]
        assert opened.store.db.execute("SELECT DISTINCT earliest, latest FROM event").fetchall() == [(None, None)]
        assert {incident.days for incident in opened.incidents()} == {None}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed there")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_date_without_a_time_zone_is_its_day_wherever_it_is_read(zone: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Published late in the evening, no zone given: that day, on a machine at either end of the world."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        add(ledger, [row(STORY, published="2024-03-05T23:30:00")])
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    days = dated(ledger).days
    assert days is not None
    assert (days.earliest, days.latest) == ("2024-03-04", "2024-03-04")


def test_a_clock_that_jumps_back_changes_neither_ids_nor_order(
    ledger: Ledger, tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run and decision an hour before the last one: what is derived is the same, runs and decisions stand in the order they came."""
    rows = [row(STORY, url="https://a.example/1"), row(OTHER, url="https://b.example/1"), row(STORY + " Snow fell.", url="https://a.example/1")]

    def fill(one: Ledger) -> list[str]:
        for n, given in enumerate(rows):
            add(one, [given], f"{n}.jsonl")
        (key,) = one.store.db.execute("SELECT key FROM event WHERE words = 'attacked'").fetchone()
        one.decide.correct(key, "status", "planned", coder="ann")
        one.decide.correct(key, "status", "attempted", coder="ann")
        return list(lines(one.store.db))

    kept = fill(ledger)
    hours = iter(range(1000))
    monkeypatch.setattr(runs, "_now", lambda: (datetime(2031, 1, 1, tzinfo=UTC) - timedelta(hours=next(hours))).isoformat())
    with Ledger.open(tmp_path / "back.db", reader=lambda: reader) as back:
        assert fill(back) == kept
        assert [one.id for one in back.runs()] == [3, 2, 1]
        assert [one.sources[0][-7:] for one in back.runs()] == ["2.jsonl", "1.jsonl", "0.jsonl"]
        started = [one.started for one in back.runs()]
        assert started == sorted(started)
        assert [decision.after for decision, _ in back.decide.history()] == ["planned", "attempted"]
        assert back.store.db.execute("SELECT status FROM event WHERE words = 'attacked'").fetchone() == ("attempted",)


# ---------------------------------------------------------------- a disk that fills up
@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_a_disk_that_fills_up_loses_nothing_that_is_in(
    ledger: Ledger, tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No space amid a run: it ends with the ledger's path and what to do; what was in stays; the same command goes on to the same end."""
    import resource

    monkeypatch.setattr(adding, "TOGETHER", 0.0)  # each report in a transaction of its own
    towns = ("Karum", "Sarim", "Tol", "Mereth", "Oshan", "Velda", "Quay", "Brin", "Lorn", "Ashby", "Penn", "Dorsk")
    rows = [row(STORY.replace("Sarmin", town), url=f"https://{town.lower()}.example/1") for town in towns]
    add(ledger, rows[:3])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    files = [path.stat().st_size for path in tmp_path.glob("a.db*")]
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(files) + 400_000, hard))
    try:
        with pytest.raises(LedgerError, match=r"a\.db: no space is left on the disk, or it fails; .* free some space and run it again"):
            add(ledger, rows, "more.jsonl")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with Ledger.open(ledger.store.path, create=False) as again:
        assert again.store.check() == []
        kept = len(again.reports())
        assert 3 <= kept < len(rows)
        stopped, _ = again.runs()
        assert stopped.ended is None
        assert stopped.inputs == kept
    assert ends(add(ledger, rows, "more.jsonl"))[kept:] == ["added"] * (len(rows) - kept)
    with Ledger.open(tmp_path / "calm.db", reader=lambda: reader) as calm:
        add(calm, rows, "more.jsonl")
        assert {incident.key: counts(incident) for incident in calm.incidents()} == {one.key: counts(one) for one in ledger.incidents()}


# ---------------------------------------------------------------- taking back
def test_undoing_a_wrong_merge_restores_both_incidents_as_they_were(ledger: Ledger) -> None:
    """A merge and its undoing: tellings, accounts, evidence and decisions of both are as before, and all that was done is told."""
    add(ledger, [row(STORY, publisher="Daily A"), row(OTHER, publisher="Daily B", published="2024-03-06")])
    one, two = sorted(incident.key for incident in ledger.incidents() if incident.days is not None)
    ledger.decide.accept(ledger.incident(one).tellings[0].event, coder="ann")
    ledger.decide.correct(ledger.incident(two).tellings[0].event, "prominence", "background", coder="ben", why="years ago")
    before, derived = {key: ledger.incident(key) for key in (one, two)}, list(lines(ledger.store.db))
    records = [ledger.shown(key) for key in ledger.reports()]
    merging = ledger.decide.merge([one, two], coder="ben", why="one night")
    assert ledger.incident(one) == ledger.incident(two)
    assert ledger.incident(one) not in before.values()
    ledger.decide.undo(merging, coder="ann", why="two towns")
    assert {key: ledger.incident(key) for key in (one, two)} == before
    assert list(lines(ledger.store.db)) == derived
    assert [ledger.shown(key) for key in ledger.reports()] == records
    assert [(decision.kind, decision.coder, decision.why, holds) for decision, holds in ledger.decide.history()] == [
        ("accept", "ann", None, True),
        ("correct", "ben", "years ago", True),
        ("merge", "ben", "one night", False),
        ("undo", "ann", "two towns", True),
    ]


def test_of_a_report_that_is_taken_down_nothing_is_found_exported_or_listed(run: Run) -> None:
    """A takedown: no word of it in the file, the search, any export or the list of runs, of which only the line with its key stays."""
    secret = STORY.replace("Sarmin", "Quorvatham")
    Path("quorvatham-bombed.txt").write_text(secret, encoding="utf-8")
    Path("b.jsonl").write_text(json.dumps(row(OTHER)), encoding="utf-8")
    run("add", "missing-quorvatham.txt", "quorvatham-bombed.txt", "b.jsonl", "--published", "2024-03-05")
    with Ledger.open("onrecord.db") as opened:
        key = next(one for one in opened.reports() if "Quorvatham" in opened.record(one).text)
        opened.decide.correct(f"{key}/e1", "by", "the Quorvatham brigade", coder="ann", why="so says Quorvatham radio")
    assert "Quorvatham" in run("export", "jsonl").stdout
    assert run("purge", key, "--yes").return_value == 0
    Path("quorvatham-bombed.txt").unlink()
    for layout in ("jsonl", "csv", "plover", "geojson", "annotation"):
        exported = run("export", layout).stdout
        assert "uorvatham" not in exported
        assert key not in exported
    assert "nothing was found" in run("find", "Quorvatham").stderr
    assert "Error" not in run("find").stderr
    listed = run("runs", "1").stdout
    assert key in listed
    assert "quorvatham-bombed" not in listed
    assert listed.count("taken down") == 2
    assert "uorvatham" not in run("decide", "list").stdout
    stored = b"".join(path.read_bytes() for path in Path().glob("onrecord.db*")).lower()
    assert b"uorvatham" not in stored.replace(b"missing-quorvatham", b"")
