"""The map: what is drawn and how exactly, what stands beside it, the bars of days; and what a browser makes of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from onrecord.desk import map_screen
from onrecord.ledger import Ledger
from onrecord.ledger.filters import Filter
from onrecord.ledger.sites import puts
from onrecord.ledger.spread import spread
from onrecord.record import ActionType
from tests.browsers import Tab, tab_of
from tests.desks import Desk, Seen, served
from tests.ledgers import database, insert
from tests.test_desk_browser import CONTRAST

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = "<img src=x onerror=alert(1)> </script> \u202egnp"
CAIRO = "geonames = 360630"


@pytest.fixture
def own(examples_ledger: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose ledger a test may change."""
    path = tmp_path / "own.db"
    shutil.copy(examples_ledger, path)
    with served(path) as running:
        yield running


def change(desk: Desk, statement: str, *values: object) -> None:
    with Ledger.open(desk.ledger) as ledger, ledger.store.writing() as db:
        assert db.execute(statement, values).rowcount


def keys(rows: list[dict[str, Any]]) -> list[str]:
    return [row["key"] for row in rows]


def why(data: dict[str, Any], key: str) -> str | None:
    """Why an incident is not on the map; None where it is."""
    return next((aside["why"] for aside in data["asides"] if key in keys(aside["rows"])), None)


# ---------------------------------------------------------------- what is drawn
def test_every_incident_is_on_the_map_or_beside_it(desk: Desk) -> None:
    data, ledger = desk.ask("/map.json").json, desk.ask("/ledger.json?limit=200").json
    listed = [key for group in (*data["places"], *data["asides"]) for key in keys(group["rows"])]
    assert sorted(listed) == sorted(keys(ledger["rows"]))
    assert data["drawn"] + sum(aside["incidents"] for aside in data["asides"]) == data["counted"] == ledger["total"]
    assert data["drawn"] == sum(place["incidents"] for place in data["places"]) > 0
    assert (data["more"], data["undrawn"], data["left_out"]) == (False, 0, 0)


def test_the_list_has_all_that_is_drawn(desk: Desk) -> None:
    data, seen = desk.ask("/map.json").json, Seen(desk.ask("/map").body)
    drawn = [row for place in data["places"] for row in place["rows"]]
    opened = [a["href"] for tag, a in seen.elements if tag == "a" and "data-open" in a]
    assert opened[: len(drawn)] == [f"/incident/{row['key']}" for row in drawn]
    text = " ".join(seen.text.split())
    assert all(place["name"] in text and place["precision"] in text for place in data["places"])
    assert f"{data['drawn']} incidents on the map of {data['counted']}" in text


@pytest.mark.parametrize(
    ("kind", "radius", "drawn"),
    [("town", 12.0, "dot"), ("facility", None, "dot"), ("region", 22.0, "ring"), ("admin2", 40.0, "ring"), ("admin1", 120.0, "area"),
     ("region", 300.0, "area"), ("water", 80.0, "area"), ("route", 50.0, "area"), (None, 10.0, "ring")],
)  # fmt: skip
def test_a_place_is_drawn_no_more_exactly_than_it_is_known(own: Desk, kind: str | None, radius: float | None, drawn: str) -> None:
    change(own, f"UPDATE incident SET place_kind = ?, radius_km = ? WHERE {CAIRO}", kind, radius)
    (place,) = [one for one in own.ask("/map.json").json["places"] if one["name"] == "Cairo"]
    assert (place["drawn"], place["radius_km"]) == (drawn, radius)
    assert (place["lat"], place["lon"]) == (30.063, 31.25)


def test_several_incidents_at_one_place_are_one_sign_with_a_count(own: Desk) -> None:
    before = own.ask("/map.json").json
    change(own, "UPDATE incident SET lat = 30.063, lon = 31.25, place_kind = 'town', place = 'the old town' WHERE place = 'Rafah'")
    after = own.ask("/map.json").json
    assert len(after["places"]) == len(before["places"]) - 1
    (place,) = [one for one in after["places"] if "Cairo" in (one["name"], *one["names"])]
    assert {place["name"], *place["names"]} == {"Cairo", "the old town"}
    assert place["incidents"] == len(place["rows"]) == sum(count for _, count in place["statuses"]) > 1
    assert after["drawn"] == before["drawn"]


NOT_PLACED = [
    ("country", {"place_kind": "country"}), ("wide", {"place_kind": "region", "radius_km": 4000.0}), ("nowhere", {"place": None}),
    ("unknown", {"lat": None, "lon": None}), ("unknown", {"lon": None}), ("wrong", {"lat": 0.0, "lon": 0.0}), ("wrong", {"lat": 91.0}),
    ("wrong", {"lon": -180.5}), ("wrong", {"lat": float("inf")}), ("wrong", {"lat": -30.06}), ("wrong", {"lon": -31.25}),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "values"), NOT_PLACED, ids=[f"{n}-{one[0]}" for n, one in enumerate(NOT_PLACED)])
def test_what_has_no_place_on_earth_is_never_drawn(own: Desk, reason: str, values: dict[str, object]) -> None:
    before = own.ask("/map.json").json
    (cairo,) = [one for one in before["places"] if one["name"] == "Cairo"]
    change(own, f"UPDATE incident SET {', '.join(f'{name} = ?' for name in values)} WHERE {CAIRO}", *values.values())
    after = own.ask("/map.json").json
    assert all((place["lat"], place["lon"]) != (0, 0) for place in after["places"])
    assert {why(after, key) for key in keys(cairo["rows"])} == {reason}
    assert after["drawn"] == before["drawn"] - cairo["incidents"]
    assert after["counted"] == before["counted"]


def test_what_is_known_to_the_country_only_is_counted_by_country(desk: Desk) -> None:
    (aside,) = [one for one in desk.ask("/map.json").json["asides"] if one["why"] == "country"]
    assert aside["incidents"] == sum(count for _, count, _ in aside["parts"]) == 3
    seen = Seen(desk.ask("/map").body)
    assert {address for _, _, address in aside["parts"]} <= set(seen.values("href"))


# ---------------------------------------------------------------- the same question
ASKED = ("status=happened", "action=RETREAT&status=planned", "place=Cairo", "text=troops", "from=2024-04-07", "voices=2")


@pytest.mark.parametrize("query", ASKED)
def test_it_asks_what_the_ledger_asks(desk: Desk, query: str) -> None:
    data, ledger = desk.ask(f"/map.json?{query}").json, desk.ask(f"/ledger.json?{query}").json
    assert data["counted"] == ledger["total"]
    view = data["overview"]
    assert dict(view["shares"])["ledger"] == f"/?{query}"
    assert view["asked"] == ledger["asked"]
    assert [one["without"].replace("/map", "/", 1) for one in view["conditions"]] == [one["without"] for one in ledger["conditions"]]


def test_the_ledger_leads_to_the_map_with_its_question(desk: Desk) -> None:
    links = Seen(desk.ask("/?status=happened&order=told&limit=20&text=troops").body).values("href")
    assert {"/map?text=troops&status=happened", "/timeline?text=troops&status=happened"} <= set(links)


def test_conditions_that_the_form_does_not_show_are_kept(desk: Desk) -> None:
    seen = Seen(desk.ask("/map?status=happened&status=planned&text=troops").body)
    hidden = [(a["name"], a["value"]) for tag, a in seen.elements if tag == "input" and a.get("type") == "hidden"]
    assert hidden == [("status", "happened"), ("status", "planned")]


SENSELESS = ("from=yesterday", "order=told", "limit=5", "after=when:1:1", "lanes=place", "place=95,200", "status=maybe")


@pytest.mark.parametrize("query", SENSELESS)
def test_what_makes_no_sense_is_said_on_the_map(desk: Desk, query: str) -> None:
    data, page = desk.ask(f"/map.json?{query}&actor=Israel"), desk.ask(f"/map?{query}&actor=Israel")
    assert (data.status, page.status) == (400, 400)
    assert set(data.json["error"]) == {"what", "where", "do"}
    seen = Seen(page.body)
    filled = {a["name"]: a.get("value") for tag, a in seen.elements if tag == "input" and a.get("name")}
    assert filled["actor"] == "Israel"
    assert data.json["error"]["what"].split(":")[0].lower() in seen.text.lower()


def test_names_are_words(own: Desk) -> None:
    change(own, "UPDATE incident SET place = ? WHERE place IS NOT NULL", HOSTILE)
    body = own.ask(f"/map?{urlencode({'actor': HOSTILE})}").body + own.ask("/map").body
    assert "<img" not in body
    assert body.count("</script>") == 2
    assert own.ask("/map.json").json["places"][0]["name"] == HOSTILE


# ---------------------------------------------------------------- much of it
def test_what_is_left_out_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.ask("/map.json").json
    monkeypatch.setattr(map_screen, "PLACES", 1)
    data, text = desk.ask("/map.json").json, " ".join(Seen(desk.ask("/map").body).text.split())
    assert (data["undrawn"], data["left_out"]) == (len(whole["places"]) - 1, whole["drawn"] - whole["places"][0]["incidents"])
    assert f"{data['undrawn']} more places with {data['left_out']} incidents are left out" in text
    monkeypatch.setattr(map_screen, "puts", partial(puts, most=5))
    data, text = desk.ask("/map.json").json, " ".join(Seen(desk.ask("/map").body).text.split())
    assert (data["counted"], data["more"]) == (5, True)
    assert "Only the newest 5 of them are looked at" in text


def test_a_long_list_says_how_much_more_there_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_screen, "LISTED", 12)
    monkeypatch.setattr(map_screen, "EACH", 2)
    data, seen = desk.ask("/map.json").json, Seen(desk.ask("/map").body)
    groups = [*data["places"], *data["asides"]]
    assert sum(len(group["rows"]) for group in groups) <= 12
    assert all(len(group["rows"]) + group["more"] == group["incidents"] for group in groups)
    assert {place["all_at"] for place in data["places"] if place["more"]} <= set(seen.values("href"))


# ---------------------------------------------------------------- bars of days
def test_bars_count_all_that_has_a_day(examples_ledger: Path) -> None:
    with Ledger.open(examples_ledger) as ledger:
        db = ledger.store.db
        whole = spread(db, Filter())
        assert spread(db, Filter(action=tuple(ActionType.__args__))) == whole  # type: ignore[attr-defined]
        assert whole == spread(db, Filter(happened_from="2024-04-08"))
        counted = sum(bar.count for bar in whole.bars) + whole.before + whole.after + whole.undated
        assert counted == ledger.find(Filter()).total
        assert spread(db, Filter(status=("happened",)), most=3).more


@pytest.mark.parametrize(
    ("days", "unit", "bars", "before", "after"),
    [(["2024-04-07", "2024-04-09"], "day", 3, 0, 0), (["2024-01-01", "2025-06-30"], "week", 79, 0, 0),
     (["2012-03-31", "2024-12-01"], "month", 154, 0, 0), (["1948-05-14", "2024-04-07"], "year", 77, 0, 0),
     (["1528-01-01", *(f"2024-04-{n:02}" for n in range(1, 21)), "2090-01-01"], "day", 20, 1, 1), ([], "day", 0, 0, 0)],
)  # fmt: skip
def test_bars_are_as_long_as_their_time_asks_for(days: list[str], unit: str, bars: int, before: int, after: int) -> None:
    from onrecord.ledger.ranks import day_number, rank_of

    db = database()
    for n, day in enumerate(days):
        insert(db, "faceted", rank=rank_of(f"i{n}", day_number(day), 0), incident=n + 1, told=0, voices=1, reports=1, held=b"")
    found = spread(db, Filter())
    assert (found.unit, len(found.bars), found.before, found.after) == (unit, bars, before, after)
    assert all(a.last < b.first for a, b in zip(found.bars, found.bars[1:], strict=False))
    assert sum(bar.count for bar in found.bars) == len(days) - before - after
    db.close()


def test_bars_are_the_same_on_both_pages(desk: Desk) -> None:
    for query in ("", "?status=happened", "?action=RETREAT", "?from=2024-04-08"):
        on_map, over_time = (desk.ask(f"/{page}.json{query}").json["overview"]["brush"] for page in ("map", "timeline"))
        assert on_map == over_time


def test_bars_are_counted_anew_when_the_ledger_changes(own: Desk) -> None:
    before = own.ask("/map.json").json["overview"]["brush"]["spread"]
    change(own, "DELETE FROM faceted WHERE rank = (SELECT min(rank) FROM faceted)")
    after = own.ask("/map.json").json["overview"]["brush"]["spread"]
    assert before["undated"] - after["undated"] == 1
    assert own.ask("/map.json").json["overview"]["brush"]["spread"] == after


def test_the_handles_stand_where_the_question_asks(desk: Desk) -> None:
    bars = desk.ask("/map.json").json["overview"]["brush"]["spread"]["bars"]
    brush = desk.ask(f"/map.json?from={bars[1]['first']}&told_until=2024-04-09").json["overview"]["brush"]
    assert brush["rest"] == [["told_until", "2024-04-09"]]
    assert (brush["low"], brush["high"]) == (1, len(brush["spread"]["bars"]))
    assert desk.ask("/map.json?until=2024-04").json["overview"]["brush"]["high"] == len(bars)


# ---------------------------------------------------------------- in a browser
def drawn(tab: Tab, path: str = "/map") -> Page:
    page = tab.open(path)
    page.wait_for_selector(".overview[data-map]", timeout=30_000)
    return page


def at(page: Page, *layers: str) -> list[dict[str, Any]]:
    """The features that are drawn by some layers, each once."""
    script = """names => {
      const map = document.getElementById("map").map;
      const all = map.queryRenderedFeatures({ layers: names });
      return [...new Map(all.map(one => [one.id ?? JSON.stringify(one.properties), one.properties])).values()];
    }"""
    found: list[dict[str, Any]] = page.evaluate(script, list(layers))
    return found


def until(page: Page, script: str) -> None:
    """Wait until something holds; the pages' policy lets the browser itself not wait for it."""
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    pytest.fail(script)


def look(page: Page, script: str) -> None:
    """Move the map, and wait until it is drawn."""
    page.evaluate(f"new Promise(done => {{ const map = document.getElementById('map').map; map.once('idle', done); {script} }})")


def test_what_is_drawn_is_what_the_ledger_has(tab: Tab) -> None:
    page = drawn(tab)
    data = json.loads(page.request.get(f"{tab.desk.url}/map.json").text())
    assert sum(one["incidents"] for one in at(page, "clusters", "places")) == data["drawn"] > 0
    look(page, "map.jumpTo({ zoom: 12.5, center: [31.25, 30.063] });")
    (cairo,) = at(page, "places")
    (place,) = [one for one in data["places"] if one["id"] == cairo["id"]]
    assert (cairo["name"], cairo["incidents"], cairo["drawn"]) == ("Cairo", place["incidents"], "dot")
    assert at(page, "clusters") == []


def test_rings_are_those_of_the_places(tab: Tab) -> None:
    page = drawn(tab)
    data = json.loads(page.request.get(f"{tab.desk.url}/map.json").text())
    for layer, kinds in (("reach", {"dot"}), ("edges", {"ring", "area"}), ("hatched", {"area"})):
        wanted = {place["id"] for place in data["places"] if place["radius_km"] and place["drawn"] in kinds}
        assert {one["id"] for one in at(page, layer)} == wanted, layer
    reach = page.evaluate(
        """async () => { const { features } = await document.getElementById("map").map.getSource("rings").getData();
        const points = features.find(one => one.properties.name === "Cairo").geometry.coordinates[0].map(([, y]) => y);
        return (Math.max(...points) - Math.min(...points)) * 111.2 / 2; }"""
    )
    (cairo,) = [place for place in data["places"] if place["name"] == "Cairo"]
    assert reach == pytest.approx(cairo["radius_km"], rel=0.01)


def test_the_list_and_the_map_are_in_step(tab: Tab) -> None:
    page = drawn(tab, "/map#10/45/10")
    places = page.locator("section.spot[data-place] li[data-item]").evaluate_all("all => all.map(one => one.dataset.place)")
    page.keyboard.press("j")
    assert page.locator(".overview").get_attribute("data-lit") == places[0]
    until(page, "document.getElementById('map').map.queryRenderedFeatures({ layers: ['lit'] }).length === 1")
    for _ in places[1:]:
        page.keyboard.press("j")
    assert page.locator(".overview").get_attribute("data-lit") == places[-1] != places[0]
    assert page.locator("section.spot.lit").count() == 1
    page.keyboard.press("k")
    wanted = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")


def test_a_place_on_the_map_leads_to_its_incidents(tab: Tab) -> None:
    page = drawn(tab, "/map#12.5/30.063/31.25")
    box = page.locator("#map").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.wait_for_selector("section.spot.lit")
    page.mouse.click(*middle)
    assert page.evaluate("document.activeElement.closest('section').querySelector('h2').innerText").startswith("Cairo")


def test_where_one_looks_stands_in_the_address(tab: Tab) -> None:
    page = drawn(tab, "/map?status=happened#6.00/30.000/31.000")
    view = "(({ lng, lat }) => [lng, lat].map(Math.round))(document.getElementById('map').map.getCenter())"
    assert page.evaluate(view) == [31, 30]
    for key, test in (("+", "z > 6.9"), ("-", "z < 6.1"), ("0", "z !== 6")):
        page.keyboard.press(key)
        until(page, f"(z => {test})(Number(location.hash.slice(1).split('/')[0]))")
    look(page, "map.jumpTo({ zoom: 5, center: [10, 50] });")
    page.keyboard.press("ArrowRight")
    until(page, "Number(location.hash.split('/')[2]) > 10.5")
    page.reload()
    page.wait_for_selector(".overview[data-map]", timeout=30_000)
    assert page.evaluate(view)[1] == 50


def test_the_handles_set_the_days_in_the_address(tab: Tab) -> None:
    page = drawn(tab, "/map?told_until=2024-04-09#6.00/30.000/31.000")
    day = page.locator("#low").get_attribute("data-days")
    assert day is not None
    page.locator("#low").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/map?told_until=2024-04-09&from={day.split()[1]}#6.00/**")
    until(page, "document.activeElement.id === 'low'")
    tab.ready()
    page.keyboard.press("Escape")
    page.keyboard.press("[")
    page.wait_for_url(lambda url: "&until=" in url and "&from=" not in url)
    tab.ready()
    page.keyboard.press("]")
    page.wait_for_url(lambda url: "&from=" in url and "&until=" not in url)


def test_the_map_is_light_or_dark_as_the_system_is(tab: Tab) -> None:
    page = drawn(tab)
    before = at(page, "clusters", "places")
    sea = "document.getElementById('map').map.getPaintProperty('sea', 'background-color')"
    light = page.evaluate(sea)
    page.emulate_media(color_scheme="dark")
    until(page, f"{sea} !== '{light}'")
    look(page, "map.triggerRepaint();")
    assert at(page, "clusters", "places") == before


def test_two_places_with_one_middle_are_two_signs(browser: Browser, own: Desk) -> None:
    change(own, "UPDATE incident SET lat = 30.063, lon = 31.25, place_kind = 'admin1', radius_km = 60 WHERE place = 'Rafah'")
    tab = tab_of(browser, own)
    page = drawn(tab, "/map#12.5/30.063/31.25")
    assert {one["drawn"] for one in at(page, "places")} == {"dot", "area"}
    box = page.locator("#map").bounding_box()
    assert box is not None
    there = "([x, y]) => document.getElementById('map').map.queryRenderedFeatures([x, y], { layers: ['places'] })"
    for up, sign in ((0, 0), (28, 1)):
        assert page.evaluate(f"{there}.map(one => one.properties.beside)", [box["width"] / 2, box["height"] / 2 - up]) == [sign]
    page.context.close()
    assert tab.complaints == []


def test_without_webgl_the_list_is_enough(browser: Browser, desk: Desk) -> None:
    tab = tab_of(browser, desk)
    tab.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = drawn(tab)
    assert page.locator("#no-map").is_visible()
    assert not page.locator("#map").is_visible()
    page.keyboard.press("j")
    assert page.locator("li.here").count() == 1
    page.keyboard.press("0")
    page.keyboard.press("+")
    page.context.close()
    assert tab.complaints == []


@pytest.mark.parametrize(("width", "zoom", "dark"), [(360, 1, False), (1280, 2, True), (1920, 1, True)])
def test_the_map_fits_its_window(browser: Browser, desk: Desk, width: int, zoom: float, dark: bool) -> None:
    tab = tab_of(browser, desk, width=width, zoom=zoom, dark=dark)
    for path in ("/map", "/map?status=happened&place=Cairo", "/map?from=yesterday"):
        page = tab.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.keyboard.press("j")
        assert page.evaluate(CONTRAST) == [], path
    page.context.close()
    assert [one for one in tab.complaints if "400" not in one] == []
    assert sum("400" in one for one in tab.complaints) == 1, "the page itself, and nothing that it asks for"


def test_data_that_cannot_be_had_is_said(browser: Browser, desk: Desk) -> None:
    tab = tab_of(browser, desk)
    tab.page.route("**/map.json*", lambda route: route.fulfill(status=503, body="{}"))
    page = drawn(tab)
    assert "could not be loaded" in page.locator("#no-map").inner_text()
    page.context.close()


def test_a_hostile_place_is_drawn_as_words(browser: Browser, own: Desk) -> None:
    change(own, "UPDATE incident SET place = ? WHERE place IS NOT NULL", HOSTILE)
    change(own, "UPDATE party SET name = ? || name", HOSTILE)
    tab = tab_of(browser, own)
    page = drawn(tab, f"/map?{urlencode({'text': HOSTILE[:4] + ' army'})}")
    page = drawn(tab)
    assert page.evaluate("[...document.images].length + document.querySelectorAll('script:not([src])').length") == 0
    assert HOSTILE.split(" \u202e")[0] in page.locator(".listed").inner_text()
    page.context.close()
    assert (tab.dialogs, tab.complaints) == ([], [])
    assert [url for url in tab.asked if not url.startswith((f"{own.url}/", "blob:", "data:"))] == []
