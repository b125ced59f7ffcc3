"""docs/images: the desk's screens as they are, of the example reports with some decisions on them.

`python -m tools.screenshots` makes them anew in headless Chromium, each screen light; some dark and narrow too. `--all FOLDER` makes every
screen light, dark and narrow, to be looked at.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from onrecord.desk.serving import bound, server
from onrecord.ledger import Ledger
from onrecord.ledger.filters import Filter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
WIDE, NARROW = (1280, 860), (390, 844)
FLAGS = ["--no-sandbox", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
LOOKS = {"light": (WIDE, False), "dark": (WIDE, True), "narrow": (NARROW, False)}


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page, the keys that are pressed there, and in which looks it is in the docs."""

    name: str
    path: str
    keys: tuple[str, ...] = ()
    looks: tuple[str, ...] = ("light",)


def shots(ledger: Ledger) -> tuple[Shot, ...]:
    """All pictures. Decides what they show."""
    db = ledger.store.db
    incident = ledger.find(Filter(action=("RETREAT/withdraw",)), order="reports", limit=1).rows[0].key
    query = "SELECT r.key FROM report r JOIN copy c ON c.origin = r.id GROUP BY r.id ORDER BY count(*) DESC LIMIT 1"
    (report,) = db.execute(query).fetchone()
    query = "SELECT e.key FROM event e JOIN report r ON r.id = e.report WHERE r.key = ? AND e.name = 'e1'"
    (event,) = db.execute(query, (report,)).fetchone()
    decide = ledger.decide
    decide.scope(report, "in", coder="ada", why="it tells of the withdrawal")
    decide.accept([event], coder="ada")
    decide.assess(incident, "confirmed", coder="ada", why="the army says so, and two papers of their own")
    return (
        Shot("ledger", "/?order=reports", looks=("light", "narrow")),
        Shot("incident", f"/incident/{incident}", looks=("light", "dark")),
        Shot("report", f"/report/{report}", ("j", "j"), looks=("light", "narrow")),
        Shot("map", "/map"),
        Shot("timeline", "/timeline"),
        Shot("review", "/review", ("i", "f")),
        Shot("event", f"/event/{event}"),
        Shot("audits", "/audits"),
        Shot("decisions", "/decisions"),
        Shot("runs", "/runs"),
        Shot("run", "/runs/1"),
        Shot("sources", "/sources"),
        Shot("add", "/add"),
    )


@contextmanager
def served(path: Path) -> Iterator[str]:
    """A desk for a ledger, until the block ends; its address."""
    at = bound(0)
    running = server(path, at, "ada")
    thread = Thread(target=running.run, kwargs={"sockets": [at]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{at.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(10)
        at.close()


def taken(browser: Browser, address: str, shot: Shot, look: str, target: Path) -> None:
    """Take one picture."""
    (width, height), dark = LOOKS[look]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.goto(address + shot.path)
    page.wait_for_selector("body[data-keys=ready]")
    for key in shot.keys:
        page.keyboard.press(key)
        settled(page)
    settled(page)
    page.screenshot(path=target)
    context.close()


def settled(page: Page) -> None:
    """Wait until a page has all that it asks for, and has drawn it."""
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("body[data-keys=ready]")
    if page.locator(".overview").count():
        page.wait_for_selector(".overview:is([data-map], [data-drawn])")
    page.wait_for_timeout(700)


def main() -> None:
    """Make the pictures."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every screen light, dark and narrow, into this folder")
    folder: Path | None = parser.parse_args().all
    target = folder or IMAGES
    target.mkdir(parents=True, exist_ok=True)
    browser_path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        path = Path(temporary) / "examples.db"
        with Ledger.open(path) as ledger:
            for _ in ledger.add([ROOT / "examples"]):
                pass
            made = shots(ledger)
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        with served(path) as address:
            for shot in made:
                for look in LOOKS if folder else shot.looks:
                    name = shot.name if look == "light" else f"{shot.name}-{look}"
                    taken(browser, address, shot, look, target / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
