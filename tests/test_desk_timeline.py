"""The line of time: what is on it and in which lane, when it was told, what came of it; and what a browser makes of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from onrecord.desk import timeline_screen
from onrecord.ledger import Ledger
from tests.browsers import Tab, tab_of
from tests.desks import Desk, Seen, served
from tests.test_desk_browser import CONTRAST

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = "<img src=x onerror=alert(1)> </script> \u202egnp"
LANES = ("place", "actor", "type")


@pytest.fixture
def own(examples_ledger: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose ledger a test may change."""
    path = tmp_path / "own.db"
    shutil.copy(examples_ledger, path)
    with served(path) as running:
        yield running


@pytest.fixture
def linked(own: Desk) -> tuple[Desk, str, str]:
    """A desk with a plan of one day and what may have come of it on another, by their keys."""
    first, second = (one["row"]["key"] for one in own.ask("/timeline.json").json["stages"][-2:])
    with Ledger.open(own.ledger) as ledger, ledger.store.writing() as db:
        rows = {key: db.execute("SELECT id FROM incident WHERE key = ?", (key,)).fetchone()[0] for key in (first, second)}
        db.execute("UPDATE incident SET status = 'expected', earliest = '2024-04-07', latest = '2024-04-07' WHERE key = ?", (first,))
        db.execute("UPDATE incident SET earliest = '2024-04-08', latest = '2024-04-08' WHERE key = ?", (second,))
        db.execute("INSERT INTO outcome VALUES (?, ?, 0.8, 'the same place')", (rows[first], rows[second]))
    return own, first, second


# ---------------------------------------------------------------- what is on it
def test_every_incident_is_on_the_line_or_beside_it(desk: Desk) -> None:
    data, ledger = desk.ask("/timeline.json").json, desk.ask("/ledger.json?limit=200").json
    listed = [one["row"]["key"] for one in data["stages"]] + [row["key"] for row in data["undated"]]
    assert sorted(listed) == sorted(row["key"] for row in ledger["rows"])
    assert data["overview"]["undated"] == len(data["undated"]) > 0
    assert all(one["earliest"] or one["latest"] for one in data["stages"])
    assert [row["when"] for row in data["undated"]] == [None] * len(data["undated"])


def test_it_is_in_the_order_of_time(desk: Desk) -> None:
    stages = desk.ask("/timeline.json").json["stages"]
    first = [one["earliest"] or one["latest"] for one in stages]
    assert first == sorted(first)
    opened = [a["href"] for tag, a in Seen(desk.ask("/timeline").body).elements if tag == "a" and "data-open" in a]
    assert opened[: len(stages)] == [f"/incident/{one['row']['key']}" for one in stages]


@pytest.mark.parametrize("by", LANES)
def test_each_has_its_lane(desk: Desk, by: str) -> None:
    data = desk.ask(f"/timeline.json?lanes={by}").json
    for n, lane in enumerate(data["lanes"]):
        inside = [one for one in data["stages"] if one["lane"] == n]
        assert len(inside) == lane["incidents"] > 0
        if by == "place":
            assert {one["row"]["where"] for one in inside} == {None if lane["name"] == "no place said" else lane["name"]}
        if by == "actor":
            assert {(one["row"]["who"] or ["nobody named"])[0] for one in inside} == {lane["name"]}
    assert [one["value"] for one in data["choices"] if one["chosen"]] == [by]
    assert data["overview"]["asked"] == ([] if by == "place" else [["lanes", by]])


def test_what_has_no_lane_of_its_own_shares_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.ask("/timeline.json").json["lanes"]
    monkeypatch.setattr(timeline_screen, "LANES", 2)
    data = desk.ask("/timeline.json").json
    assert [lane["name"] for lane in data["lanes"]] == [whole[0]["name"], whole[1]["name"], f"{len(whole) - 3} others", "no place said"]
    assert sum(lane["incidents"] for lane in data["lanes"]) == len(data["stages"])
    assert [sum(one["lane"] == n for one in data["stages"]) for n in range(4)] == [lane["incidents"] for lane in data["lanes"]]


def test_it_says_when_each_was_told(desk: Desk) -> None:
    data, seen = desk.ask("/timeline.json").json, Seen(desk.ask("/timeline").body)
    text = " ".join(seen.text.split())
    for one in data["stages"]:
        incident = desk.ask(f"/incident/{one['row']['key']}.json").json["incident"]
        days = [telling["published"][:10] for telling in incident["tellings"]]
        assert [(told["day"], told["reports"]) for told in one["told"]] == sorted({day: days.count(day) for day in days}.items())
        assert all(words in text for words in one["said"])
    reports = {row["report"] for row in (one["row"] for one in data["stages"])}
    assert sum(told["reports"] for told in data["reports"]) >= len(reports)


def test_it_joins_what_was_expected_to_what_came_of_it(linked: tuple[Desk, str, str]) -> None:
    desk, first, second = linked
    data = desk.ask("/timeline.json").json
    assert [(one["expected"], one["incident"], one["status"]) for one in data["links"]] == [(first, second, "expected")]
    said = {one["row"]["key"]: " ".join(one["said"]) for one in data["stages"]}
    assert "may have come of it: " in said[first]
    assert "had been expected: " in said[second]
    alone = desk.ask("/timeline.json?status=happened&status=ongoing").json
    assert alone["links"] == []
    assert "had been expected: " in " ".join(words for one in alone["stages"] for words in one["said"])


# ---------------------------------------------------------------- the same question
@pytest.mark.parametrize("query", ["status=happened", "place=Cairo", "text=troops", "from=2024-04-07&until=2024-04-07"])
def test_it_asks_what_the_ledger_asks_too(desk: Desk, query: str) -> None:
    data, ledger = desk.ask(f"/timeline.json?{query}").json, desk.ask(f"/ledger.json?{query}").json
    assert len(data["stages"]) + len(data["undated"]) == ledger["total"]
    shares = dict(data["overview"]["shares"])
    assert (shares["ledger"], shares["map"]) == (f"/?{query}", f"/map?{query}")


def test_lanes_stay_when_a_condition_is_taken_away(desk: Desk) -> None:
    view = desk.ask("/timeline.json?told_until=2024-04-09&lanes=actor").json["overview"]
    assert [one["without"] for one in view["conditions"]] == ["/timeline?lanes=actor"]
    assert view["kept"] == [["told_until", "2024-04-09"], ["lanes", "actor"]]
    assert view["brush"]["rest"] == [["told_until", "2024-04-09"], ["lanes", "actor"]]


SENSELESS = ("lanes=colour", "lanes=place&lanes=type", "from=yesterday", "order=told", "radius=5")


@pytest.mark.parametrize("query", SENSELESS)
def test_what_makes_no_sense_is_said_on_the_line(desk: Desk, query: str) -> None:
    data, page = desk.ask(f"/timeline.json?{query}&actor=Israel"), desk.ask(f"/timeline?{query}&actor=Israel")
    assert (data.status, page.status) == (400, 400)
    assert set(data.json["error"]) == {"what", "where", "do"}
    seen = Seen(page.body)
    assert {a["name"]: a.get("value") for tag, a in seen.elements if tag == "input" and a.get("name")}["actor"] == "Israel"
    assert data.json["error"]["what"].split(":")[0].lower() in seen.text.lower()


def test_what_is_left_out_is_said_here_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.ask("/timeline.json").json
    monkeypatch.setattr(timeline_screen, "DRAWN", 4)
    monkeypatch.setattr(timeline_screen, "UNDATED", 3)
    data, text = desk.ask("/timeline.json").json, " ".join(Seen(desk.ask("/timeline").body).text.split())
    assert [one["row"]["key"] for one in data["stages"]] == [one["row"]["key"] for one in whole["stages"][-4:]]
    assert data["more"]
    assert "Only the newest 4 are shown" in text
    assert f"and {len(whole['undated']) - 3} more" in text


# ---------------------------------------------------------------- in a browser
def drawn(tab: Tab, path: str = "/timeline") -> Page:
    page = tab.open(path)
    page.wait_for_selector(".overview[data-drawn]")
    return page


def data_of(page: Page, tab: Tab, path: str = "/timeline.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.request.get(tab.desk.url + path).text())
    return found


def days_of(page: Page) -> list[str]:
    return str(page.evaluate("location.hash")).removeprefix("#").split("..")


def test_what_is_on_the_line_is_what_the_ledger_has(tab: Tab) -> None:
    page = drawn(tab)
    data = data_of(page, tab)
    page.keyboard.press("0")
    keys = page.locator("#timeline .stage").evaluate_all("all => all.map(one => one.dataset.key)")
    assert sorted(keys) == sorted(one["row"]["key"] for one in data["stages"])
    assert page.locator("#timeline text.lane").count() == len(data["lanes"]) + 1
    assert page.locator("#timeline .told rect").count() == len(data["reports"])
    open_ended = [one for one in data["stages"] if not (one["earliest"] and one["latest"])]
    assert page.locator("#timeline .stretch[mask='url(#before)']").count() == sum(one["earliest"] is None for one in open_ended)
    signs = page.locator("#timeline .sign").all_text_contents()
    assert len(set(signs)) == len({one["row"]["status"] for one in data["stages"]})


def test_the_days_run_from_left_to_right(tab: Tab) -> None:
    page = drawn(tab)
    data = data_of(page, tab)
    page.keyboard.press("0")
    at = "all => all.map(one => [one.dataset.key, Number(one.querySelector('.sign').getAttribute('x'))])"
    places = dict(page.locator("#timeline .stage").evaluate_all(at))
    exact = [(one["earliest"], places[one["row"]["key"]]) for one in data["stages"] if one["earliest"] and one["earliest"] == one["latest"]]
    assert len({day for day, _ in exact}) > 1
    assert [day for day, _ in sorted(exact, key=lambda one: one[1])] == sorted(day for day, _ in exact)


def test_the_list_and_the_line_are_in_step(tab: Tab) -> None:
    page = drawn(tab, "/timeline#2024-04-05..2024-04-09")
    stages = data_of(page, tab)["stages"]
    page.keyboard.press("j")
    assert page.locator(".overview").get_attribute("data-lit") == stages[0]["row"]["key"]
    assert stages[0]["earliest"] < "2024"
    assert page.locator("#timeline .stage.lit").count() == 1, "what lay outside has come into view"
    first, told = days_of(page)[0], stages[0]["told"][-1]["day"]
    assert first <= stages[0]["earliest"] < told <= days_of(page)[1], "with the days of its telling"
    lean = "one => Number(one.getAttribute('x2')) - Number(one.getAttribute('x1'))"
    assert page.locator("#timeline .focus line").first.evaluate(lean) < -100, "what is told of the past leans to the left"
    for _ in stages[1:5]:
        page.keyboard.press("j")
    lit = stages[4]
    assert page.locator("#timeline .stage.lit").get_attribute("data-key") == lit["row"]["key"]
    assert page.locator("#timeline .focus line").count() == len(lit["told"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incident/{lit['row']['key']}")


def test_a_sign_leads_to_its_incident_in_the_list(tab: Tab) -> None:
    page = drawn(tab)
    one = page.locator("#timeline .stage").nth(3)
    key = one.get_attribute("data-key")
    one.locator(".sign").click()
    assert page.evaluate("document.activeElement.closest('[data-item]').dataset.key") == key


def test_keys_move_the_days_and_the_address_holds_them(tab: Tab) -> None:
    page = drawn(tab)
    page.keyboard.press("0")
    whole = days_of(page)
    assert whole[0] < "2023-10-08"
    page.keyboard.press("+")
    near = days_of(page)
    assert whole[0] < near[0] < near[1] < whole[1]
    page.keyboard.press("ArrowLeft")
    assert days_of(page)[0] < near[0]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("-")
    assert days_of(page)[0] <= whole[0]
    page.keyboard.press("+")
    kept = days_of(page)
    page.reload()
    page.wait_for_selector(".overview[data-drawn]")
    page.keyboard.press("l")
    page.wait_for_url(lambda url: "lanes=actor" in url)
    assert days_of(page) == kept
    page.wait_for_selector(".overview[data-drawn]")
    tab.ready()
    page.keyboard.press("l")
    page.wait_for_url(lambda url: "lanes=type" in url)


def test_what_came_of_it_is_joined(browser: Browser, linked: tuple[Desk, str, str]) -> None:
    desk, first, second = linked
    tab = tab_of(browser, desk)
    page = drawn(tab)
    path = page.locator("#timeline .links path")
    assert (path.get_attribute("data-from"), path.get_attribute("data-to")) == (first, second)
    page.locator(f"#timeline .stage[data-key={second}] .sign").hover()
    assert page.locator("#timeline .links path.lit").count() == 1
    page.context.close()
    assert tab.complaints == []


def test_the_stretch_is_moved_by_keys(tab: Tab) -> None:
    page = drawn(tab)
    page.keyboard.press("[")
    page.wait_for_url(lambda url: "until=" in url and "from=" not in url)
    tab.ready()
    assert page.locator("li[data-item]").count() < len(data_of(page, tab)["stages"])


@pytest.mark.parametrize(("width", "zoom", "dark"), [(360, 1, False), (1280, 2, True), (1920, 1, True)])
def test_the_line_fits_its_window(browser: Browser, desk: Desk, width: int, zoom: float, dark: bool) -> None:
    tab = tab_of(browser, desk, width=width, zoom=zoom, dark=dark)
    for path in ("/timeline", "/timeline?lanes=actor&status=happened", "/timeline?from=2030", "/timeline?lanes=colour"):
        page = tab.open(path)
        if "colour" not in path:
            page.wait_for_selector(".overview[data-drawn]")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.keyboard.press("j")
        assert page.evaluate(CONTRAST) == [], path
    page.context.close()
    assert [one for one in tab.complaints if "400" not in one] == []


def test_hostile_names_are_words_on_the_line(browser: Browser, own: Desk) -> None:
    with Ledger.open(own.ledger) as ledger, ledger.store.writing() as db:
        db.execute("UPDATE incident SET place = ? WHERE place IS NOT NULL", (HOSTILE,))
        db.execute("UPDATE party SET name = ? || name", (HOSTILE,))
    tab = tab_of(browser, own)
    for path in ("/timeline", "/timeline?lanes=actor", f"/timeline?{urlencode({'actor': HOSTILE})}"):
        page = drawn(tab, path)
        assert page.evaluate("[...document.images].length + document.querySelectorAll('script:not([src]), foreignObject').length") == 0
    page = drawn(tab)
    assert HOSTILE[:20] in page.locator("#timeline text.lane").first.text_content()  # type: ignore[operator]
    page.context.close()
    assert (tab.dialogs, tab.complaints) == ([], [])
