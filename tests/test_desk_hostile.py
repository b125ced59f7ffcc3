"""Reports, people and addresses full of script, or of signs that turn the writing, and marks that do not fit: all is shown as text."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest

from onrecord.desk import report_screen
from onrecord.desk.screens import SCREENS
from onrecord.ledger import Ledger
from onrecord.ledger.portrait import Portrait, portrait
from onrecord.ledger.store import Store
from onrecord.record import Event, Mention
from tests.browsers import tab_of
from tests.desks import Desk, served
from tests.screens import rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from onrecord.reader import Reader


MARKUP, SCRIPT, TURN = "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "\u202egnp.exe"
WRITTEN = f"{MARKUP} {SCRIPT} {TURN} {{{{ 7*7 }}}} \"'><svg onload=alert(3)>"
TURNS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass
class Turned(HTMLParser):
    """Words with characters that turn the direction of writing which stand in no element of their own."""

    source: str
    open: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    shut: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag not in ("img", "input", "meta", "link", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if TURNS & set(data):
            if "bdi" in self.open and data in TURNS:
                self.shut += 1
            elif self.open[-1:] != ["textarea"]:  # a box of its own
                self.found.append(f"{self.open[-1:]}: {data[:60]}")


@pytest.fixture(scope="module")
def hostile(reader: Reader, examples_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of a ledger in which whatever comes from outside is markup, script, and turns the direction of writing."""
    folder = tmp_path_factory.mktemp("written")
    path = Path(shutil.copy(examples_ledger, folder / "own.db"))
    story = f"Rebels shelled the market of Karum on Friday, the army said. {WRITTEN} Soldiers killed 9 rebels near Karum, {WRITTEN} said."
    report = {"text": story, "title": WRITTEN, "publisher": WRITTEN, "url": f"javascript:alert(5)//{WRITTEN}", "published": "2019-05-04"}
    (folder / "rows.jsonl").write_text(json.dumps(report), encoding="utf-8")
    with Ledger.open(path, reader=lambda: reader) as ledger:
        assert [added.end for added in ledger.add([folder / "rows.jsonl"])] == ["added"]
        with ledger.store.writing() as db:
            db.execute("UPDATE party SET name = ? || name", (WRITTEN,))
            db.execute("UPDATE incident SET place = ? WHERE place IS NOT NULL", (WRITTEN,))
            db.execute("UPDATE event SET place = ? WHERE place IS NOT NULL", (WRITTEN,))
            db.execute("UPDATE input SET reason = ?, source = ?", (WRITTEN, WRITTEN))
            db.execute("UPDATE report SET publisher = ?", (WRITTEN,))
            db.execute("UPDATE carrier SET publisher = ?, url = 'javascript:alert(6)', address = 'javascript:alert(7)'", (WRITTEN,))
            db.execute("INSERT INTO feed (url, title, trouble) VALUES ('javascript:alert(8)', ?, ?)", (WRITTEN, WRITTEN))
            db.execute("INSERT INTO search (name, asked) VALUES (?, 'text=x')", (WRITTEN,))
    with served(path) as running:
        event = written(running)
        for sent in (
            {"kind": "correct", "events": [event], "field": "by", "value": [WRITTEN], "why": WRITTEN},
            {"kind": "correct", "events": [event], "field": "at", "value": [WRITTEN], "why": WRITTEN},
        ):
            answer = running.post("/api/decisions", sent)
            assert answer.status == 200, answer.body
        with Store.open(path) as store, store.writing() as db:
            db.execute("INSERT INTO decision (at, coder, kind, why) VALUES ('2026-01-01', ?1, 'undo', ?1)", (WRITTEN,))
        assert running.post("/api/audits", {}).status == 200
        yield running


def written(desk: Desk) -> str:
    """The event of the hostile report that is decided on."""
    query = "SELECT e.key FROM event e JOIN report r ON r.id = e.report WHERE r.title = ? AND e.incident IS NOT NULL ORDER BY e.key LIMIT 1"
    return str(rows(desk, query, WRITTEN)[0][0])


def shown_by(desk: Desk) -> list[str]:
    """The pages of every screen, of the hostile report and all that hangs on it, and pages that repeat what an address says."""
    event = written(desk)
    query = "SELECT r.key, i.key FROM event e JOIN report r ON r.id = e.report JOIN incident i ON i.id = e.incident WHERE e.key = ?"
    report, incident = rows(desk, query, event)[0]
    about = {"incident": incident, "report": report, "missed": report, "event": event}
    job = desk.ask(
        f"/api/add/file?{urlencode({'name': WRITTEN, 'published': '2019-05-04'})}", "POST", b"x",
        Content_Type="application/octet-stream", X_Onrecord_Token=desk.token, Idempotency_Key="written",
    ).json["id"]  # fmt: skip
    pages = []
    for screen in SCREENS:
        asked = f"?{urlencode({'name': WRITTEN})}" if screen.name == "source" else ""
        pages.append(screen.path.format(key=about.get(screen.name, ""), number="1", id=job) + asked)
    fields = [f"/event/{event}?field={name}" for name in ("by", "at", "action", "trigger")]
    given = [
        f"/?{urlencode({'actor': WRITTEN})}", f"/?{urlencode({'text': WRITTEN})}", f"/?{urlencode({'order': WRITTEN})}",
        f"/?{urlencode({WRITTEN: 'x'})}", f"/incident/{quote(WRITTEN, safe='')}", f"/{quote(WRITTEN)}",
        f"/add?{urlencode({'title': WRITTEN, 'text': WRITTEN})}", f"/?{urlencode({'said': WRITTEN})}", f"/review?event={event}",
        f"/decisions?{urlencode({'coder': WRITTEN})}", f"/source?{urlencode({'name': WRITTEN + 'x'})}", "/runs/2",
    ]  # fmt: skip
    return [*pages, *fields, *given]


def test_what_somebody_wrote_is_text_on_every_screen(browser: Browser, hostile: Desk) -> None:
    """Headlines, outlets, addresses, actors, places, coders, names of searches and files, and the address itself, full of script: nothing
    runs, no dialog opens, the policy is not even called upon, and no link leads to a script."""
    pages = shown_by(hostile)
    tab = tab_of(browser, hostile)
    seen = set()
    for path in pages:
        page = tab.open(path)
        page.keyboard.press("w")
        foreign = ":is(img, svg, script:not([src]), iframe, style):not(.overview *)"  # map and timeline are drawn by their own modules
        assert page.locator(foreign).count() == 0, path
        assert set(page.evaluate("[...document.links].map(one => one.protocol)")) <= {"http:"}, path
        handlers = "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes]).filter(a => a.name.startsWith('on')).length"
        assert page.evaluate(handlers) == 0, path
        if MARKUP in (page.locator("main").text_content() or ""):
            seen.add(path.partition("?")[0].split("/")[1])
    page.context.close()
    assert tab.dialogs == []
    assert [one for one in tab.complaints if "Failed to load resource" not in one] == []  # the browser's own line on 400 and 404
    assert [url for url in tab.asked if not url.startswith(f"{hostile.url}/")] == []
    assert seen >= {"", "incident", "report", "event", "review", "decisions", "runs", "sources", "source", "jobs"}


def test_data_are_data(hostile: Desk) -> None:
    """The same as JSON: the words as they are, of a kind that no browser takes for a page."""
    for path in shown_by(hostile)[: len(SCREENS)]:
        head, _, asked = path.partition("?")
        answer = hostile.ask(f"{'/ledger' if head == '/' else head}.json{'?' if asked else ''}{asked}")
        assert answer.status == 200, path
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json


def test_what_turns_the_writing_is_shut_in_on_every_screen(hostile: Desk) -> None:
    """A sign that turns the direction of writing, in any name or text, stands in an element of its own, or where none can, is left out."""
    shut = {}
    for path in shown_by(hostile):
        found = Turned(hostile.ask(path).body)
        assert found.found == [], path
        shut[path.partition("?")[0].split("/")[1]] = found.shut
    assert all(shut[name] for name in ("", "incident", "report", "event", "review", "decisions", "runs", "sources", "jobs")), shut


# ---------------------------------------------------------------- marks that do not fit
def test_marks_that_do_not_fit_leave_the_text_as_it_is(browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans that overlap, nest, are empty, or end past the text: the reading view has every character of the report once, in its order."""
    key = str(rows(desk, "SELECT key FROM report WHERE record IS NOT NULL ORDER BY length(text), key LIMIT 1")[0][0])

    def odd(db: sqlite3.Connection, asked: str) -> Portrait:
        found = portrait(db, asked)
        record, size = found.record, len(found.record.text)
        spans = ((3, 30), (20, 60), (25, 28), (25, 25), (40, 40), (size - 5, size + 50), (size + 10, size + 20), (0, size), (50, 10))
        first = record.statements[0]
        statements = tuple(replace(first, id=f"s{n}", content=(span,), cue=(span,), source=(spans[n - 1],)) for n, span in enumerate(spans))
        told: Event = record.events[0]
        events = tuple(replace(told, id=f"e{n}", mentions=(replace(told.mentions[0], trigger=span),)) for n, span in enumerate(spans))
        assert isinstance(told.mentions[0], Mention)
        return replace(found, record=replace(record, statements=statements, events=events))

    monkeypatch.setattr(report_screen, "portrait", odd)
    tab = tab_of(browser, desk)
    page = tab.open(f"/report/{key}")
    (text,) = rows(desk, "SELECT text FROM report WHERE key = ?", key)[0]
    assert page.locator("#text").evaluate("one => one.textContent") == text
    assert page.locator("#text mark").count() > 5
    assert page.locator("main").count() == page.locator("footer.foot").count() == 1
    page.keyboard.press("j")
    assert page.locator(".card:focus").count() == 1
    page.context.close()
    assert (tab.complaints, tab.dialogs) == ([], [])
