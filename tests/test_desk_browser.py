"""The desk in a browser: what is drawn, keys, light between text and cards, hostile reports, and that no request leaves the machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.desk.keys import keys_of
from onrecord.ledger import Ledger
from onrecord.ledger.filters import Filter
from onrecord.reader import Reader
from tests.browsers import Tab, in_view, tab_of
from tests.desks import Desk, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def incident(examples_ledger: Path) -> str:
    with Ledger.open(examples_ledger) as ledger:
        return ledger.find(Filter(conflicting=True), order="reports").rows[0].key


@pytest.fixture(scope="module")
def copy(examples_ledger: Path) -> str:
    with Ledger.open(examples_ledger) as ledger:
        return str(ledger.store.db.execute("SELECT r.key FROM copy c JOIN report r ON r.id = c.report WHERE c.whole = 1").fetchone()[0])


# ---------------------------------------------------------------- the ledger
def test_the_ledger_is_drawn(tab: Tab) -> None:
    page = tab.open("/")
    assert page.locator("table.incidents tbody tr").count() == 41
    assert page.locator("h1").inner_text() == "41 incidents"
    assert in_view(page, "table.incidents tbody tr")
    signs = page.locator("table.incidents .status .sign").all_inner_texts()
    assert len(signs) == 41
    assert len(set(signs)) > 3
    assert {page.locator("table.incidents th[scope=col]").nth(n).inner_text() for n in range(9)} >= {"Texts", "Voices", "Differ"}


def test_j_and_k_move_and_enter_opens(tab: Tab) -> None:
    page = tab.open("/")
    links = page.locator("table.incidents a[data-open]")
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert links.nth(at).evaluate("one => one === document.activeElement")
        assert page.locator("tr.here").count() == 1
    wanted = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")
    assert page.locator("table.matrix").is_visible()


def test_pages_are_turned_by_keys(tab: Tab) -> None:
    page = tab.open("/?limit=10")
    first = page.locator("a[data-open]").first.get_attribute("href")
    page.keyboard.press("J")
    page.wait_for_url("**after=**")
    tab.ready()
    assert page.locator("a[data-open]").first.get_attribute("href") != first
    page.keyboard.press("K")
    page.wait_for_url(lambda url: "after" not in url)
    assert page.locator("a[data-open]").first.get_attribute("href") == first


def test_the_form_asks_and_the_address_holds_it(tab: Tab) -> None:
    page = tab.open("/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("j?")  # keys are letters while one types
    page.fill("#search", "troops")
    page.check("input[name=status][value=happened]")
    page.keyboard.press("Escape")
    page.locator("form.ask button.main").click()
    page.wait_for_url("**/?text=troops&status=happened")
    tab.ready()
    assert page.locator(".chips li").count() == 2
    page.locator(".chips a").first.click()
    page.wait_for_url("**/?status=happened")


def test_what_is_not_found_says_what_would_help(tab: Tab) -> None:
    page = tab.open("/?actor=Nobody+At+All&status=happened")
    assert "nobody is called so" in page.locator(".note").inner_text()
    page.locator(".nothing li a").click()
    page.wait_for_url("**/?status=happened")
    assert page.locator("table.incidents tbody tr").count() > 0


def test_the_keys_are_shown(tab: Tab) -> None:
    page = tab.open("/")
    page.keyboard.press("?")
    assert page.locator("dialog[open] tbody tr").count() == len(keys_of("ledger"))
    page.keyboard.press("j")
    assert page.locator("tr.here").count() == 0
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    page.locator("#show-keys").click()
    assert page.locator("dialog[open]").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/runs")


# ---------------------------------------------------------------- an incident
def test_the_matrix_is_drawn_and_its_words_are_one_key_away(tab: Tab, incident: str) -> None:
    page = tab.open(f"/incident/{incident}")
    data = json.loads(page.request.get(f"{tab.desk.url}/incident/{incident}.json").text())
    assert page.locator("table.matrix tbody tr").count() == len(data["matrix"]["lines"])
    assert page.locator("table.matrix th.voice").count() == len(data["matrix"]["columns"]) > 1
    assert page.locator("details.said[open]").count() == 0
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.locator("details.said[open] q").first.is_visible()
    page.keyboard.press("w")
    assert page.locator("details.said[open]").count() == page.locator("details.said").count()
    page.keyboard.press("w")
    assert page.locator("details.said[open]").count() == 0
    assert page.locator(".points li").count() == sum(len(group["points"]) for group in data["points"])
    assert page.locator(".tellings mark").count() == len(data["tellings"])


def test_a_telling_leads_to_its_words_in_the_report(tab: Tab, incident: str) -> None:
    page = tab.open(f"/incident/{incident}")
    page.locator(".tellings a[data-open]").first.click()
    page.wait_for_url("**/report/**")
    tab.ready()
    assert page.locator("#text .lit").count() > 0


# ---------------------------------------------------------------- a report
def test_a_card_lights_its_words_and_words_light_their_card(tab: Tab, copy: str) -> None:
    page = tab.open(f"/report/{copy}")
    assert page.locator("#text mark").count() > 3
    assert page.locator("#text .lit").count() == 0
    page.keyboard.press("j")
    ref = page.evaluate("document.activeElement.dataset.ref")
    assert page.locator(f"#text .lit[data-ref={ref}]").count() > 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('#text a.no')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == ref
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0
    mark = page.locator("#text mark").last
    mark.hover()
    assert page.locator(f"#beside .card.lit#{mark.get_attribute('data-ref')}").count() == 1
    card = page.locator("#beside .card.event").first
    card.hover()
    assert page.locator(f"#text .lit[data-ref={card.get_attribute('id')}]").count() > 0


def test_what_is_copied_is_grey_and_leads_to_its_origin(tab: Tab, copy: str) -> None:
    page = tab.open(f"/report/{copy}")
    colour = "one => getComputedStyle(one).color"
    own = page.locator("#text p").first.evaluate(colour)
    assert page.locator("#text .copied").first.evaluate(colour) != own
    origin = page.locator(".syndicated a").get_attribute("href")
    assert page.locator("#text a.from").first.get_attribute("href") == origin
    page.locator("#text a.from").first.click()
    page.wait_for_url(f"**{origin}")
    assert copy in str(page.locator(".lead .note a").evaluate_all("all => all.map(one => one.href)"))


def test_an_event_leads_to_its_incident(tab: Tab, copy: str) -> None:
    page = tab.open(f"/report/{copy}")
    page.locator(".card:has(.to-incident)").first.focus()
    page.keyboard.press("e")
    page.wait_for_url("**/incident/**")


# ---------------------------------------------------------------- every page, any window
@pytest.mark.parametrize(("width", "zoom", "dark"), [(360, 1, False), (360, 1, True), (1280, 2, False), (1920, 1, True)])
def test_every_page_fits_its_window(browser: Browser, desk: Desk, incident: str, copy: str, width: int, zoom: float, dark: bool) -> None:
    tab = tab_of(browser, desk, width=width, zoom=zoom, dark=dark)
    for path in ("/", "/?status=planned&text=army", f"/incident/{incident}", f"/report/{copy}", "/runs", "/runs/1", "/add", "/sources"):
        page = tab.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
    page.context.close()
    assert tab.complaints == []


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3])).concat(1);
  const behind = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const poor = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const words = [...one.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    if (!words.length || !one.checkVisibility() || one.closest(".away, .skip, [aria-hidden=true], dialog")) continue;
    const ground = behind(one);
    const [a, b] = [light(over(rgba(getComputedStyle(one).color), ground)), light(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.add(`${ratio.toFixed(2)} ${one.tagName} ${one.className}: ${words[0].data.trim().slice(0, 20)}`);
  }
  return [...poor];
}"""
"""The texts of a page that stand out too little from what is behind them (WCAG 2.2, 1.4.3), gradients left out."""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_word_can_be_read(browser: Browser, desk: Desk, incident: str, copy: str, dark: bool) -> None:
    tab = tab_of(browser, desk, dark=dark)
    for path in ("/", "/?status=planned&text=army", f"/incident/{incident}", f"/report/{copy}", "/runs/1", "/add", "/sources", "/nothing"):
        page = tab.open(path)
        page.keyboard.press("w")
        page.keyboard.press("j")
        assert page.evaluate(CONTRAST) == [], path
    page.context.close()


def test_runs_and_additions(browser: Browser, examples_ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    shutil.copy(examples_ledger, path)
    with served(path) as desk:
        tab = tab_of(browser, desk)
        page = tab.open("/add")
        page.fill("textarea", "KARUM, May 3, 2019 - Rebels shelled the market of Karum on Friday and killed 12 people, the army said.")
        page.get_by_role("button", name="Add the text").click()
        page.wait_for_selector(".result")
        tab.ready()
        assert "added" in page.locator(".result").inner_text()
        page.keyboard.press("g")
        page.keyboard.press("u")
        page.wait_for_url("**/runs")
        tab.ready()
        assert page.locator("table.list tbody tr").count() == 2
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/runs/2")
        assert "pasted text" in page.locator("table.list").inner_text()
        page.context.close()
        assert tab.complaints == []


# ---------------------------------------------------------------- hostile reports
@pytest.fixture(scope="module")
def hostile(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of reports whose titles, texts, publishers, addresses and actors are markup and script."""
    folder = tmp_path_factory.mktemp("hostile")
    said = f"Rebels shelled the market of Karum on Friday, the army said. {HOSTILE} </script><script>alert(2)</script> {{{{ 7*7 }}}}"
    addresses = ("javascript:alert(5)", 'https://news.example/"onmouseover="alert(6)', "data:text/html,<script>alert(7)</script>")
    rows = [
        {
            "text": f"{said} \u202egnp.exe\u202c Number {n}: soldiers killed {n} rebels near Karum, {HOSTILE} said.",
            "title": f"{HOSTILE} </title><script>alert(3)</script>",
            "publisher": f'"><svg onload=alert(4)> \u202e{n}',
            "url": address,
            "published": "2019-05-04",
        }
        for n, address in enumerate(addresses, 3)
    ]
    source = folder / "rows.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    path = folder / "hostile.db"
    with Ledger.open(path, reader=lambda: reader) as ledger:
        assert all(added.report for added in ledger.add([source]))
        with ledger.store.writing() as db:
            db.execute("UPDATE party SET name = ? || name", (HOSTILE,))
            db.execute("UPDATE incident SET place = ? WHERE place IS NOT NULL", (HOSTILE,))
            db.execute("UPDATE input SET reason = ?", (HOSTILE,))
    with served(path) as running:
        yield running


def test_a_hostile_report_is_shown_as_text(browser: Browser, hostile: Desk) -> None:
    tab = tab_of(browser, hostile)
    page = tab.open("/")
    incidents = page.locator("a[data-open]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert incidents
    assert HOSTILE in page.locator("table.incidents").inner_text()
    with Ledger.open(hostile.ledger) as ledger:
        reports = [f"/report/{key}" for key in ledger.reports()]
    sources = [row["address"] for row in hostile.ask("/sources.json").json["rows"]]
    given = (f"/?actor={HOSTILE}&text=%22{HOSTILE}%22", f"/add?text={HOSTILE}&title=%22>{HOSTILE}")
    for path in (*incidents, *reports, "/runs", "/runs/1", "/sources", *sources, *given):
        page = tab.open(path)
        page.keyboard.press("w")
        assert page.evaluate("[...document.images].length + document.querySelectorAll('svg, script:not([src])').length") == 0, path
        links = page.evaluate("[...document.links].map(one => one.protocol)")
        assert set(links) <= {"http:", "https:"}, path
        handlers = "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes]).filter(a => a.name.startsWith('on')).length"
        assert page.evaluate(handlers) == 0, path
    page = tab.open(reports[0])
    assert HOSTILE in page.locator("#text").inner_text()
    assert page.locator("#text bdi.turn").count() >= 2
    assert HOSTILE in page.title()
    page.context.close()
    assert tab.dialogs == []
    assert tab.complaints == []
    assert [url for url in tab.asked if not url.startswith(f"{hostile.url}/")] == []


def test_a_field_lights_its_words_and_words_their_field(tab: Tab, copy: str) -> None:
    page = tab.open(f"/report/{copy}")
    card = page.locator(".card.event:has(th[data-field=by])").first
    ref = card.get_attribute("data-ref")
    card.locator("summary").click()
    card.locator("th[data-field=by]").focus()
    lit = page.locator("#text .lit")
    assert lit.count() > 0
    assert page.locator(f"#text .words.f-by.lit[data-ref={ref}]").count() == lit.count()
    assert card.locator("tr.lit th").get_attribute("data-field") == "by"
    page.locator(f"#text .words.f-by[data-ref={ref}]").first.hover()
    assert "by" in [row.get_attribute("data-field") for row in card.locator("tr.lit th").all()]


def test_pages_answer_to_head_and_the_description_is_at_api(desk: Desk) -> None:
    answer = desk.ask("/", "HEAD")
    assert (answer.status, answer.body) == (200, "")
    assert desk.ask("/api").headers["location"] == "/api/openapi.json"
