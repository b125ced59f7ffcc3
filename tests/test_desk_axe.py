"""The pages are looked through by axe-core, filled as they are in use, with what opens over them open: no serious violation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.desk.screens import SCREENS
from onrecord.ledger.store import Store
from tests.browsers import Tab, tab_of
from tests.desks import Desk, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

GRAVE = ("serious", "critical")
OPENED = {"event": "f", "review": "o", "incident": "G", "report": "n", "ledger": "\\"}
"""A key that opens something over the page, by screen."""


@pytest.fixture(scope="module")
def own(examples_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on which something is decided, drawn, saved and graded."""
    with served(Path(shutil.copy(examples_ledger, tmp_path_factory.mktemp("axe") / "own.db"))) as running:
        event = first(running, "event")
        running.post("/api/decisions", {"kind": "accept", "events": [event], "why": "as told"})
        running.post("/api/decisions", {"kind": "assess", "incident": first(running, "incident"), "grade": "fair", "why": "two agencies"})
        running.post("/api/audits", {})
        yield running


def first(desk: Desk, table: str) -> str:
    with Store.open(desk.ledger, create=False) as store:
        order = "reports DESC, key" if table == "incident" else "key"
        return str(store.db.execute(f"SELECT key FROM {table} ORDER BY {order} LIMIT 1").fetchone()[0])


def grave(page: Page) -> list[tuple[str, str, list[Any]]]:
    """Serious and critical violations: the rule, what it asks for, and the elements."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert len(found["passes"]) > 15, "axe has not looked at the page"
    return [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found["violations"] if v["impact"] in GRAVE]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("screen", [screen.name for screen in SCREENS])
def test_no_serious_violation(browser: Browser, own: Desk, screen: str, dark: bool) -> None:
    path = next(one for one in SCREENS if one.name == screen).path
    key = first(own, {"event": "event", "incident": "incident"}.get(screen, "report"))
    tab: Tab = tab_of(browser, own, dark=dark)
    query = own.ask("/sources.json").json["rows"][0]["address"].removeprefix("/source") if screen == "source" else ""
    job = own.post("/api/runs/1/retry", {}).json["id"] if screen == "job" else ""
    page = tab.open(path.format(key=key, number=1, id=job) + query)
    assert page.locator("main").inner_text().strip()
    assert grave(page) == []
    if (opens := OPENED.get(screen)) is not None:
        if screen == "report":
            page.keyboard.press("j")
        page.keyboard.press(opens)
        page.wait_for_selector("#act[open] .form > *, details[open] form")
        assert grave(page) == []
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    assert grave(page) == []
    page.context.close()
