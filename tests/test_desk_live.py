"""Adding, runs and sources in a browser: files that are dropped, progress that is seen, keys, pages without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.desk import jobs
from onrecord.ledger import Ledger, adding
from onrecord.reader import Reader
from tests.browsers import Tab, tab_of, watched
from tests.desks import Desk, post, served, until
from tests.gates import Gate, story
from tests.test_desk_browser import CONTRAST

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = "<img src=x onerror=alert(1)>.txt"
DROP = """files => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  const at = document.getElementById("drop");
  for (const kind of ["dragenter", "dragover", "drop"]) at.dispatchEvent(new DragEvent(kind, { bubbles: true, dataTransfer: carried }));
}"""
"""Drop some files on the page, as a hand would."""


@pytest.fixture
def gate(reader: Reader) -> Gate:
    return Gate(reader)


@pytest.fixture
def desk(tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk of an empty ledger whose reader waits before each report; each report is stored by itself."""
    monkeypatch.setattr(adding, "TOGETHER", 0.0)
    Ledger.open(tmp_path / "own.db").close()
    with served(tmp_path / "own.db", lambda: gate) as running:
        yield running
        gate.let(100)
    gate.finished()


@pytest.fixture
def tab(browser: Browser, desk: Desk) -> Iterator[Tab]:
    with watched(browser, desk) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    (made / "old").mkdir(parents=True)
    for n, name in enumerate(("a.txt", "b.txt", "old/c.txt", ".hidden")):
        (made / name).write_text(story(n), encoding="utf-8")
    return made


def waits(page: Page, selector: str, *, count: int | None = None, text: str | None = None) -> None:
    """Return when the elements are so many, or the first of them has a text."""
    from playwright.sync_api import expect

    if count is not None:
        expect(page.locator(selector)).to_have_count(count, timeout=30_000)
    if text is not None:
        expect(page.locator(selector).first).to_contain_text(text, timeout=30_000)


def shown(page: Page, selector: str = "main") -> str:
    return " ".join(page.locator(selector).inner_text().split())


# ---------------------------------------------------------------- files
def test_files_are_dropped_and_read(tab: Tab, gate: Gate) -> None:
    gate.let(100)
    page = tab.open("/add")
    assert page.locator("#drop").is_visible()
    page.fill("#files input[name=publisher]", "The Lantern")
    page.evaluate(DROP, [["a.txt", story(1)], ["b.txt", story(2)], [HOSTILE, "Hi."]])
    page.wait_for_url("**/jobs/*")
    tab.ready()
    page.wait_for_selector(".progress[data-state=done]")
    assert "3 inputs: 2 added, 1 skipped" in shown(page)
    assert "3 files" in page.title()
    assert page.locator(".result").count() == 3
    assert f"uploaded: {HOSTILE}" in shown(page)
    assert page.locator("main img").count() == 0
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/*")
    assert "The Lantern" in shown(page)
    page.goto(f"{tab.desk.url}/runs/1")
    assert f"uploaded: {HOSTILE}" in shown(page)
    assert page.locator("main img").count() == 0


def test_files_are_chosen_one_by_one_or_by_folder(tab: Tab, gate: Gate, folder: Path) -> None:
    gate.let(100)
    page = tab.open("/add")
    page.set_input_files("#chosen", [folder / "a.txt", folder / "b.txt"])
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector(".progress[data-state=done]")
    assert "2 inputs: 2 added" in shown(page)
    page = tab.open("/add")
    page.set_input_files("#folder", folder)
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector(".progress[data-state=done]")
    assert "uploaded: news/old/c.txt" in shown(page)
    assert "3 inputs" in shown(page), "names that begin with a point are left alone"


def test_files_that_are_too_large_are_named_and_the_others_go_on(tab: Tab, gate: Gate, tmp_path: Path) -> None:
    gate.let(100)
    page = tab.open("/add")
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden/.a.txt").write_text(story(1), encoding="utf-8")
    page.set_input_files("#folder", tmp_path / "hidden")
    waits(page, "#handing", text="There are no files in it.")
    page.evaluate(f"({DROP})([['big.txt', 'x'.repeat(21 * 1024 * 1024)], ['a.txt', 'x']])".replace("'x']", f"{json.dumps(story(1))}]"))
    page.wait_for_selector("#go-on:visible")
    assert shown(page, "#refused") == "big.txt: larger than 20 MB; name its path below"
    assert shown(page, "#handing") == "1 file can be added, 1 cannot:"
    assert page.evaluate("document.activeElement.id") == "go-on"
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector(".progress[data-state=done]")
    assert "1 input: 1 added" in shown(page)


def test_a_date_that_is_none_can_be_mended_without_dropping_again(tab: Tab, gate: Gate) -> None:
    gate.let(100)
    page = tab.open("/add")
    page.fill("#files input[name=published]", "soon")
    page.evaluate(DROP, [["a.txt", story(1)]])
    page.wait_for_selector("#go-on:visible")
    assert "soon" in shown(page, "#handing")
    assert [line for line in tab.complaints if "400" not in line] == []
    tab.complaints.clear()  # the browser tells of the answer
    page.fill("#files input[name=published]", "2019-05-04")
    page.locator("#go-on").click()
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector(".progress[data-state=done]")
    assert "1 input: 1 added" in shown(page)


def test_a_desk_that_went_away_is_said_and_nothing_is_lost(browser: Browser, tmp_path: Path) -> None:
    """The server goes away while something is added: the page says so, and what was filled in stays."""
    Ledger.open(tmp_path / "gone.db").close()
    with served(tmp_path / "gone.db") as desk:
        tab = tab_of(browser, desk)
        page = tab.open("/add")
        page.fill("textarea", story(1))
    page.evaluate(DROP, [["a.txt", story(1)]])
    waits(page, "#handing", text="None of them can be added.")
    assert "the desk does not answer" in shown(page, "#refused")
    assert page.input_value("textarea") == story(1)
    page.context.close()


def test_a_desk_that_went_away_while_it_reads_is_said(
    browser: Browser, tmp_path: Path, gate: Gate, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PATIENCE", 0.01)
    Ledger.open(tmp_path / "gone.db").close()
    with served(tmp_path / "gone.db", lambda: gate) as desk:
        job = post(desk, source=str(folder)).json["id"]
        gate.reached()
        tab = tab_of(browser, desk)
        page = tab.open(f"/jobs/{job}")
        assert not page.locator("#told:not(.away)").count()
    waits(page, "#told:not(.away)", text="The desk does not answer. What was stored stays")
    page.context.close()
    gate.let(100)
    gate.finished()


# ---------------------------------------------------------------- progress
def test_progress_is_seen_while_it_goes_on(tab: Tab, gate: Gate, folder: Path) -> None:
    page = tab.open("/add")
    page.fill("input[name=source]", str(folder))
    page.get_by_role("button", name="Add what is there").click()
    page.wait_for_url("**/jobs/*")
    tab.ready()
    page.wait_for_selector(".progress[data-state=running]")
    gate.reached()
    assert page.locator(".result").count() == 0
    for n in (1, 2):
        gate.let(1)
        waits(page, ".result", count=n)
        assert f"{n} of about" in shown(page, ".said")
        assert page.locator("progress").get_attribute("value") == str(n)
    # A page that came while the job still waited has said that reading began.
    assert page.locator("#told").text_content() in {"", "Reading"}, "what only counts up is not read out"
    gate.let(1)
    page.wait_for_selector(".progress[data-state=done]")
    waits(page, "#told", text="Done")
    assert page.locator("#stop").count() == 0
    asked = len(tab.asked)
    page.wait_for_timeout(1500)
    assert len(tab.asked) == asked, "a page that has ended asks no more"
    page.get_by_role("link", name="run 1").click()
    page.wait_for_url("**/runs/1")
    assert page.locator("table.inputs tbody tr").count() == 3


def test_a_run_is_stopped_and_tried_again_by_keys(tab: Tab, gate: Gate, folder: Path) -> None:
    job = post(tab.desk, source=str(folder)).json["id"]
    gate.reached()
    until(tab.desk, job, lambda view: view["run"] is not None)
    page = tab.open("/runs/1")
    assert "running" in shown(page)
    gate.let(1)
    gate.reached()
    waits(page, "#live .said", text="1 of about")
    page.keyboard.press("S")
    page.wait_for_url("**/jobs/*")
    tab.ready()
    assert "Stopping after the current report" in shown(page)
    gate.let(1)
    page.wait_for_selector(".progress[data-state=stopped]")
    assert "2 added" in shown(page)
    gate.let(1)
    page = tab.open("/runs/1")
    assert "stopped by a person" in shown(page)
    page.get_by_role("button", name="Take it up again").click()
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector(".progress[data-state=done]")
    assert "1 added" in shown(page)
    assert "2 duplicate" in shown(page)


def test_what_failed_is_tried_again_by_a_key(tab: Tab, gate: Gate, tmp_path: Path) -> None:
    gate.let(100)
    post(tab.desk, source=str(tmp_path / "late.txt"))
    page = tab.open("/runs")
    page.wait_for_selector("table.list tbody tr")
    (tmp_path / "late.txt").write_text(story(1), encoding="utf-8")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/1")
    tab.ready()
    assert "there is no such file or folder" in shown(page, "table.causes")
    page.keyboard.press("R")
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector(".progress[data-state=done]")
    assert "1 added" in shown(page)
    page = tab.open("/runs/1")
    assert "tried again in run 2: added" in shown(page)
    assert page.locator("#retry").count() == 0
    page.keyboard.press("R")
    page.keyboard.press("S")
    assert page.url.endswith("/runs/1"), "there is nothing to try or to stop"


def test_the_runs_show_what_is_being_added(tab: Tab, gate: Gate, folder: Path) -> None:
    post(tab.desk, source=str(folder))
    gate.reached()
    post(tab.desk, source=str(folder / "a.txt"))
    page = tab.open("/runs")
    assert "reading" in shown(page, "#live")
    assert "waiting for what is being added before it" in shown(page, "#live")
    gate.let(3)
    waits(page, "table.list tbody tr", count=2)
    waits(page, "#live .progress", count=0)
    assert shown(page).count("3 added") == 1


def test_sources_are_reached_by_keys(tab: Tab, gate: Gate) -> None:
    gate.let(100)
    for n in range(3):
        assert post(tab.desk, text=story(n), publisher=f"Paper {n}").status == 200
    page = tab.open("/runs")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/sources")
    tab.ready()
    assert page.locator("table.sources tbody tr").count() == 3
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/source?name=Paper+0")
    tab.ready()
    assert page.locator("h1").inner_text() == "Paper 0"
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/*")


# ---------------------------------------------------------------- without scripts, in any window
def test_everything_can_be_added_without_scripts(browser: Browser, desk: Desk, gate: Gate, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{desk.url}/add")
    assert not page.locator("#drop").is_visible()
    page.fill("input[name=source]", str(folder))
    page.get_by_role("button", name="Add what is there").click()
    page.wait_for_url("**/jobs/*")
    gate.reached()
    assert page.locator(".progress[data-state=done]").count() == 0
    gate.let(100)
    page.wait_for_selector(".progress[data-state=done]", timeout=30_000)  # it loads itself again
    assert "3 inputs: 3 added" in shown(page)
    page.goto(f"{desk.url}/add")
    page.fill("textarea", story(5))
    page.get_by_role("button", name="Add the text").click()
    page.wait_for_selector(".result")
    assert "added · read it" in shown(page)
    context.close()


@pytest.mark.parametrize(("width", "zoom", "dark"), [(360, 1, False), (360, 1, True), (1280, 2, False), (1280, 1, True)])
def test_pages_fit_their_window_and_can_be_read(
    browser: Browser, desk: Desk, gate: Gate, folder: Path, tmp_path: Path, width: int, zoom: float, dark: bool
) -> None:
    long = tmp_path / ("x" * 200)
    post(desk, source=str(long))
    job = post(desk, source=str(folder)).json["id"]
    gate.reached()
    gate.let(1)
    until(desk, job, lambda view: view["inputs"] == 1)
    with Ledger.open(desk.ledger) as ledger, ledger.store.writing() as db:
        db.execute("UPDATE report SET publisher = ?", ("Publisher" * 30,))
        db.execute("UPDATE carrier SET publisher = ?", ("Publisher" * 30,))
        db.execute("INSERT INTO feed (url, trouble) VALUES (?, ?)", ("https://news.example/" + "x" * 300, "y" * 300))
        db.execute("UPDATE run SET ended = NULL, seconds = NULL WHERE id = 1")
    name = desk.ask("/sources.json").json["rows"][0]["address"]
    tab = tab_of(browser, desk, width=width, zoom=zoom, dark=dark)
    for path in ("/add", "/runs", "/runs/1", "/runs/2", f"/jobs/{job}", "/sources", name):
        page = tab.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(CONTRAST) == [], path
    page.context.close()
    assert tab.complaints == []
