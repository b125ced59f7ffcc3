"""Reviewing in a browser: from the keyboard alone, with what is not saved kept, and blind audits that show nothing before their time."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.desk.serving import bound, server
from onrecord.ledger.store import Store
from tests.browsers import Tab, watched
from tests.desks import Desk, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def own(examples_ledger: Path, tmp_path: Path) -> Iterator[Desk]:
    with served(Path(shutil.copy(examples_ledger, tmp_path / "own.db"))) as running:
        yield running


@pytest.fixture
def mine(browser: Browser, own: Desk) -> Iterator[Tab]:
    """A tab on a desk whose ledger the test may change."""
    with watched(browser, own) as made:
        yield made


def rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with Store.open(desk.ledger, create=False) as store:
        return store.db.execute(query).fetchall()


def told(page: Page) -> str:
    """What the last decision came to, also where it is hidden again by now; it waits until the page tells."""
    page.wait_for_selector("body[data-keys=ready]")
    page.locator("#said", has_text=re.compile(r"\S")).wait_for(state="attached")
    return page.locator("#said").text_content() or ""


def press(tab: Tab, *keys: str) -> str:
    """Press keys one after the other, as fast as they come, and wait for the page after them; what it tells."""
    tab.page.evaluate("document.getElementById('said').textContent = ''; document.body.dataset.before = 'yes'")
    for key in keys:
        tab.page.keyboard.press(key)
    tab.page.wait_for_selector("body:not([data-before])")
    return told(tab.page)


# ---------------------------------------------------------------- the queue
def test_a_report_is_reviewed_from_the_keyboard_alone(mine: Tab) -> None:
    """In, accept, fix, reject, later, undo: no pointer is used; each leads on, and nothing is decided twice."""
    page = mine.open("/review")
    assert page.locator(".scope").is_visible()
    page.keyboard.press("a")
    assert "First say whether the report counts" in told(page)
    assert press(mine, "i") == "scope: in"
    first = page.locator(".review").get_attribute("data-event")
    assert press(mine, "f", "7", "4") == "status corrected: happened → planned"
    assert page.locator(".review").get_attribute("data-event") == first
    assert page.locator(".status.planned").first.is_visible()
    assert press(mine, "a") == "accepted"
    second = page.locator(".review").get_attribute("data-event")
    assert second != first
    while page.locator(".scope").count():
        press(mine, "i")
    second = page.locator(".review").get_attribute("data-event")
    assert press(mine, "x", "4") == "rejected: background/history"
    assert page.locator(".review").get_attribute("data-event") != second
    states = dict(rows(mine.desk, "SELECT key, state FROM event"))
    assert (states[first], second in states) == ("corrected", False)
    page.keyboard.press("z")
    page.locator("#said", has_text="undone").wait_for(state="attached")
    assert dict(rows(mine.desk, "SELECT key, state FROM event"))[second] == "machine"
    here = mine.ready().locator(".review").get_attribute("data-event")
    page.keyboard.press("Space")
    page.wait_for_selector(f".review:not([data-event='{here}'])")


def test_all_of_a_report_can_be_worked_off_by_keys(mine: Tab) -> None:
    page = mine.open("/review")
    waiting = int(page.locator(".review .counts").first.inner_text().split(" that wait")[0].split()[-1])
    for _ in range(6):
        if page.locator(".scope").count():
            press(mine, "i")
        press(mine, "a")
    now = int(page.locator(".review .counts").first.inner_text().split(" that wait")[0].split()[-1])
    assert now == waiting - 6
    assert rows(mine.desk, "SELECT count(*) FROM decision WHERE kind = 'accept'") == [(6,)]


def test_the_words_of_an_event_are_moved_by_arrows(mine: Tab) -> None:
    page = mine.open("/review")
    press(mine, "i")
    before = page.locator(".around mark").first.inner_text()
    page.keyboard.press("f")
    page.wait_for_selector("#act[open] a[data-field='9']")
    page.keyboard.press("9")
    page.wait_for_selector("#act [data-tokens] .in")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    chosen = " ".join(page.locator("#act [data-tokens] .in").all_inner_texts())
    assert chosen != before
    page.locator("#act input[name=why]").focus()
    page.keyboard.press("Enter")
    page.locator("#said", has_text="words corrected").wait_for(state="attached")
    assert "".join(mine.ready().locator(".around mark").all_inner_texts()) == chosen


def test_a_report_is_taken_out_with_a_reason(mine: Tab) -> None:
    page = mine.open("/review")
    report = page.locator(".review").get_attribute("data-report")
    assert press(mine, "o", "2") == "scope: out"
    assert page.locator(".review").get_attribute("data-report") != report
    assert rows(mine.desk, "SELECT why FROM decision") == [("no report of events: opinion, advertising, a list",)]


# ---------------------------------------------------------------- what is not saved
def test_what_was_decided_while_the_desk_was_away_is_kept_and_sent_once(browser: Browser, own: Desk) -> None:
    """The server goes away during review: the decision stays in the browser, is shown, and is sent again when asked for."""
    from tests.browsers import tab_of

    at = bound(0)
    port = at.getsockname()[1]
    running = server(own.ledger, at)
    thread = Thread(target=running.run, kwargs={"sockets": [at]}, daemon=True)
    thread.start()
    tab = tab_of(browser, Desk(port, own.ledger))
    page = tab.open("/review")
    press(tab, "i")
    event = page.locator(".review").get_attribute("data-event")
    running.should_exit = True
    thread.join(10)
    at.close()
    page.keyboard.press("a")
    page.wait_for_selector("#unsaved:not([hidden])")
    assert "Not saved yet: accepted" in page.locator("#unsaved").inner_text()
    assert rows(own, "SELECT kind FROM decision") == [("scope",)]
    again = bound(port)
    later = server(own.ledger, again)
    thread = Thread(target=later.run, kwargs={"sockets": [again]}, daemon=True)
    thread.start()
    tab.open("/review")
    page.wait_for_selector("#unsaved:not([hidden])")
    page.locator("#unsaved [data-again]").click()
    page.locator("#said", has_text="accepted").wait_for(state="attached")
    tab.ready()
    assert page.locator("#unsaved").is_hidden()
    assert rows(own, f"SELECT state FROM event WHERE key = '{event}'") == [("accepted",)]
    assert rows(own, "SELECT kind FROM decision ORDER BY id") == [("scope",), ("accept",)]
    page.context.close()
    later.should_exit = True
    thread.join(10)
    again.close()


def test_a_change_by_somebody_else_is_told_in_the_form(mine: Tab) -> None:
    page = mine.open("/review")
    press(mine, "i")
    event = page.locator(".review").get_attribute("data-event")
    page.keyboard.press("f")
    page.wait_for_selector("#act[open] a[data-field='7']")
    page.keyboard.press("7")
    page.wait_for_selector("#act .choices")
    sent = {"kind": "correct", "events": [event], "field": "status", "value": "ongoing"}
    assert mine.desk.post("/api/decisions", sent).status == 200
    page.keyboard.press("4")
    page.wait_for_selector("#act .trouble:not([hidden])")
    assert "you saw happened, it is now ongoing" in page.locator("#act .trouble").inner_text()
    mine.complaints[:] = [one for one in mine.complaints if "409" not in one]  # the browser's own line on the answer
    assert rows(mine.desk, f"SELECT status FROM event WHERE key = '{event}'") == [("ongoing",)]


# ---------------------------------------------------------------- audits
def test_an_audit_shows_nothing_before_it_is_coded(mine: Tab) -> None:
    page = mine.open("/audits")
    page.locator("#draw").click()
    mine.ready()
    number, = rows(mine.desk, "SELECT id FROM audit")[0]
    assert page.locator("mark, .status").count() == 0
    assert mine.desk.ask(f"/audits/{number}.json").json["audit"]["machine"] == []
    (text,) = rows(mine.desk, "SELECT r.text FROM audit a JOIN report r ON r.sha256 = a.sha256")[0]
    assert "".join(page.locator("#text").inner_text().split()) == "".join(text.split())
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.wait_for_selector("#act[open] [data-tokens] .in")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    words = " ".join(page.locator("#act [data-tokens] .in").all_inner_texts())
    page.keyboard.press("Tab")
    page.keyboard.type("assault")
    page.keyboard.press("Enter")
    page.wait_for_selector("#coded li")
    assert words in page.locator("#coded li").inner_text()
    page.reload()
    mine.ready()
    assert page.locator("#coded li").count() == 1  # kept in the browser until it is sent
    page.keyboard.press("c")
    page.wait_for_selector("#missed-title")
    assert told(page).endswith("missed by the reader")
    coded = rows(mine.desk, "SELECT coded FROM audited")
    assert len(coded) == 1
    assert '"type": "ASSAULT"' in coded[0][0]
    mine.open("/audits")
    assert "1 drawn, 1 coded, 0 set aside" in page.locator(".decisions").inner_text()


# ---------------------------------------------------------------- the other screens
def test_a_missed_event_is_added_from_selected_words(mine: Tab) -> None:
    (report,) = rows(mine.desk, "SELECT r.key FROM report r LEFT JOIN copy c ON c.report = r.id WHERE c.report IS NULL ORDER BY r.key")[0]
    page = mine.open(f"/report/{report}")
    script = """() => {
        const walk = document.createTreeWalker(document.querySelector('#text p:nth-of-type(2)'), NodeFilter.SHOW_TEXT);
        const node = walk.nextNode(), range = document.createRange();
        range.setStart(node, 0); range.setEnd(node, Math.min(node.length, 9));
        getSelection().removeAllRanges(); getSelection().addRange(range);
        return range.toString().trim();
    }"""
    words = page.evaluate(script)
    page.keyboard.press("n")
    page.wait_for_selector("#act[open] input[name='set.action']")
    assert page.locator("#act blockquote").inner_text() == words
    page.locator("#act input[name='set.action']").fill("AID")
    page.locator("#act select[name='set.status']").select_option("planned")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="added").wait_for(state="attached")
    mine.ready()
    assert rows(mine.desk, "SELECT words, type, status FROM event WHERE state = 'added'") == [(words, "AID", "planned")]
    assert page.locator(".card .state").inner_text() == "added"


def test_incidents_are_marked_and_merged_and_split_again(mine: Tab) -> None:
    page = mine.open("/")
    count = page.locator("tr[data-key]").count()
    for key in ("j", ".", "j", "."):
        page.keyboard.press(key)
    assert page.locator("#marked-count").inner_text() == "2"
    page.keyboard.press("M")
    page.locator("#said", has_text="merged with").wait_for(state="attached")
    assert mine.ready().locator("tr[data-key]").count() == count - 1
    query = "SELECT i.key FROM incident i JOIN event e ON e.incident = i.id JOIN anchored a ON a.event = e.id LIMIT 1"
    (incident,) = rows(mine.desk, query)[0]
    mine.open(f"/incident/{incident}")
    page.locator("input[form=split]").last.check()
    page.keyboard.press("Escape")
    page.keyboard.press("U")
    page.locator("#said", has_text="split from").wait_for(state="attached")
    mine.open("/")
    assert page.locator("tr[data-key]").count() == count


def test_an_incident_is_graded_by_keys(mine: Tab) -> None:
    (incident,) = rows(mine.desk, "SELECT key FROM incident WHERE reports > 3")[0]
    page = mine.open(f"/incident/{incident}")
    page.keyboard.press("G")
    page.wait_for_selector("#act[open] .choices")
    page.keyboard.press("2")
    page.keyboard.type("two agencies")
    page.keyboard.press("Enter")
    page.wait_for_selector(".assessed")
    assert "fair. Reason: two agencies." in page.locator(".assessed").inner_text()
