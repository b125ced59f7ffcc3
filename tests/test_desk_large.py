"""The desk with much of everything: many incidents, one of very many tellings, a title without end, and clients that go away."""

from __future__ import annotations

import shutil
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import ledger_synthetic
from onrecord.desk import incident_screen
from onrecord.ledger import Ledger, facets
from onrecord.ledger.store import Store
from tests.browsers import tab_of
from tests.desks import Desk, Seen, served
from tests.desks import token as token_of
from tests.gates import LONG
from tests.screens import rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from onrecord.reader import Reader


MANY, REPORTS = 3_000, 1_500


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of a made ledger: some fourteen thousand incidents, one of them told three thousand times."""
    path = tmp_path_factory.mktemp("large") / "large-ledger.db"
    with Store.open(path) as store:
        db = store.db
        ledger_synthetic.write(db, REPORTS)
        db.execute("BEGIN")
        db.execute("UPDATE event SET incident = 1 WHERE name IN ('e0', 'e1')")
        db.execute("DELETE FROM incident WHERE id NOT IN (SELECT incident FROM event)")
        db.execute("UPDATE incident SET reports = ?1, texts = ?1, voices = 900 WHERE id = 1", (MANY,))
        facets.rebuild(db)
        db.execute("COMMIT")
    with served(path) as running:
        yield running


def told_most(desk: Desk) -> str:
    return str(rows(desk, "SELECT key FROM incident ORDER BY reports DESC LIMIT 1")[0][0])


def test_a_ledger_of_tens_of_thousands_is_shown_page_by_page(browser: Browser, large: Desk) -> None:
    """Tens of thousands of incidents: a page has some of them, in every order, and keys go through them."""
    data = large.ask("/ledger.json").json
    assert data["incidents"] > 10_000
    for order in ("when", "oldest", "told", "voices", "reports"):
        page = large.ask(f"/ledger.json?order={order}&limit=200").json
        assert len(page["rows"]) == 200
        assert page["next"]
    tab = tab_of(browser, large)
    page = tab.open("/?order=reports")
    assert page.locator("tr[data-item]").count() == 50
    first = page.locator("a[data-open]").first.get_attribute("href")
    assert first == f"/incident/{told_most(large)}"
    page.keyboard.press("J")
    page.wait_for_url("**after=**")
    tab.ready()
    assert page.locator("a[data-open]").first.get_attribute("href") != first
    page.keyboard.press("K")
    page.wait_for_url(lambda url: "after" not in url)
    tab.ready()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")
    page.context.close()
    assert tab.complaints == []


def test_an_incident_of_three_thousand_tellings_is_paged(browser: Browser, large: Desk) -> None:
    """All tellings and all voices can be reached, some at a time, with the count said; by keys, and in processor time that is bounded."""
    key, begun = told_most(large), time.process_time()
    answer = large.ask(f"/incident/{key}")
    assert time.process_time() - begun < 15  # it was minutes where each telling is compared with each other; under one on an idle machine
    assert len(answer.body) < 1_000_000
    data = large.ask(f"/incident/{key}.json").json
    assert (len(data["tellings"]), len(data["matrix"]["columns"])) == (incident_screen.TELLINGS, incident_screen.VOICES)
    assert data["told"]["all"] == len(data["incident"]["tellings"]) >= MANY
    said = " ".join(Seen(answer.body).text.split())
    assert f"Tellings 1 to {incident_screen.TELLINGS} of {data['told']['all']:,}" in said
    assert f"Voices 1 to {incident_screen.VOICES} of {data['voices']['all']:,}" in said
    last = (data["told"]["all"] - 1) // incident_screen.TELLINGS * incident_screen.TELLINGS
    ends = large.ask(f"/incident/{key}.json?after={last}&voices={data['voices']['all'] - 1}").json
    assert ends["tellings"][-1]["event"] == data["incident"]["tellings"][-1]["name"]
    assert (ends["told"]["next"], ends["voices"]["next"], len(ends["matrix"]["columns"])) == (None, None, 1)
    assert all(len(line["cells"]) == 1 for line in ends["matrix"]["lines"])
    tab = tab_of(browser, large)
    page = tab.open(f"/incident/{key}")
    shown = page.locator(".tellings [data-open]").first.get_attribute("href")
    page.keyboard.press("J")
    page.wait_for_url("**after=50**")
    tab.ready()
    assert page.locator(".tellings [data-open]").first.get_attribute("href") != shown
    page.locator(".tellings [data-item]").first.get_by_role("link").first.focus()
    page.keyboard.press("j")
    assert page.locator(".tellings [data-item].here").count() == 1
    page.keyboard.press("K")
    page.wait_for_url(lambda url: "after" not in url)
    page.context.close()
    assert tab.complaints == []


def test_every_telling_is_on_one_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page after page has all tellings and all voices, each once."""
    (key,) = rows(desk, "SELECT key FROM incident ORDER BY reports DESC, key LIMIT 1")[0]
    whole = desk.ask(f"/incident/{key}.json").json
    assert whole["told"]["next"] is whole["voices"]["next"] is None
    monkeypatch.setattr(incident_screen, "TELLINGS", 1)
    monkeypatch.setattr(incident_screen, "VOICES", 1)
    found: dict[str, Callable[[Any], list[Any]]] = {"told": lambda data: data["tellings"], "voices": lambda data: data["matrix"]["columns"]}
    for name, those in found.items():
        made: list[Any] = []
        path: str | None = f"/incident/{key}"
        while path:
            data = desk.ask(path.partition("#")[0].replace(key, f"{key}.json")).json
            made += those(data)
            path = data[name]["next"]
        assert made == those(whole)
        assert len(made) > 2


def test_a_title_of_ten_thousand_characters_is_whole_and_cut(browser: Browser, desk: Desk, reader: Reader, tmp_path: Path) -> None:
    """A title without end: no page breaks out of its window, and keys go on past it."""
    path = Path(shutil.copy(desk.ledger, tmp_path / "own.db"))
    title = "Market of Karum shelled " + "x" * 9_000 + " word" * 200
    with Ledger.open(path, reader=lambda: reader) as ledger:
        text = "KARUM, May 3, 2019 - Rebels shelled the market of Karum on Friday and killed 12 people, the army said."
        added = ledger.add_text(text, title=title, publisher="The Lantern", published="2019-05-04")
        assert added.report
    with served(path) as own:
        query = "SELECT i.key, e.key FROM incident i JOIN event e ON e.incident = i.id JOIN report r ON r.id = e.report WHERE r.key = ?"
        incident, event = rows(own, query, added.report)[0]
        tab = tab_of(browser, own, width=700)
        for page_of in (f"/report/{added.report}", f"/incident/{incident}", f"/event/{event}", "/source?name=The+Lantern", "/", "/runs/2"):
            page = tab.open(page_of)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page_of
            assert page.evaluate("document.title.length") < 20_000
            page.keyboard.press("j")
            page.keyboard.press("j")
            assert page_of.startswith("/event/") or page.evaluate(
                "(r => r.bottom > 0 && r.top < innerHeight)(document.activeElement.getBoundingClientRect())"
            ), page_of
        page.context.close()
    assert tab.complaints == []


# ---------------------------------------------------------------- clients that go away
def reset(desk: Desk, sent: bytes, read: int) -> None:
    """Send something, read a little of the answer, and tear the connection down at once."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=LONG) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.sendall(sent)
        if read:
            wire.recv(read)


def held(desk: Desk) -> list[str]:
    """The open files of this process, of the server too, that are the ledger's."""
    found = []
    for one in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(str(one.readlink()))
    return [path for path in found if path.startswith(str(desk.ledger))]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the open files of a process are looked up in /proc")
def test_clients_that_go_away_leave_nothing_open(large: Desk) -> None:
    """In the middle of a large answer, before it, or in the middle of an upload: no file stays open, nobody is locked out."""
    key, token = told_most(large), token_of(large)
    host = f"Host: 127.0.0.1:{large.port}\r\n"
    upload = f"POST /api/add/file?name=a.txt HTTP/1.1\r\n{host}X-Onrecord-Token: {token}\r\nContent-Type: application/octet-stream\r\n"
    decide = f"POST /api/decisions HTTP/1.1\r\n{host}X-Onrecord-Token: {token}\r\nContent-Type: application/json\r\n"
    reset(large, f"GET /incident/{key}.json HTTP/1.1\r\n{host}\r\n".encode(), 2048)
    reset(large, f"GET /incident/{key}.json HTTP/1.1\r\n{host}\r\n".encode(), 0)
    reset(large, f"{upload}Content-Length: 1000000\r\n\r\n".encode() + b"x" * 1000, 0)
    reset(large, f'{decide}Content-Length: 1000\r\n\r\n{{"kind": "undo"'.encode(), 0)
    end = time.monotonic() + LONG
    while (left := held(large)) and time.monotonic() < end:
        time.sleep(0.01)
    assert left == []
    assert large.ask("/ledger.json").status == 200
    with Store.open(large.ledger, create=False, patience=0.0) as store, store.writing("test"):
        pass  # nobody else holds it
