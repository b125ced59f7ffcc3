"""Browsers for tests: a headless Chromium, and a tab with all that its page asked for and complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.desks import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOW = "no Chromium for the tests of the desk: install chromium, or run: python -m playwright install chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS += ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]  # maps are drawn without a graphics card


def missing(how: str) -> None:
    if os.environ.get("ONRECORD_BROWSER") == "required":
        pytest.fail(how)
    pytest.skip(how)


@dataclass
class Tab:
    """A page of the browser with all that it asked for and complained about."""

    page: Page
    desk: Desk
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page and wait until its keys work."""
        self.page.goto(self.desk.url + path)
        return self.ready()

    def ready(self) -> Page:
        """The page, once its keys work."""
        self.page.wait_for_selector("body[data-keys=ready]")
        return self.page


def tab_of(browser: Browser, desk: Desk, *, width: int = 1360, height: int = 900, dark: bool = False, zoom: float = 1) -> Tab:
    context = browser.new_context(
        viewport={"width": int(width / zoom), "height": int(height / zoom)}, color_scheme="dark" if dark else "light"
    )
    context.set_default_timeout(10_000)
    made = Tab(context.new_page(), desk)
    made.page.on("request", lambda request: made.asked.append(request.url))
    made.page.on("console", lambda message: made.complaints.append(message.text) if message.type in ("error", "warning") else None)
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))

    def dismissed(dialog: object) -> None:
        made.dialogs.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]

    made.page.on("dialog", dismissed)
    return made


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the test is skipped where there is none, but not where ONRECORD_BROWSER says that it is required."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError:
        missing("playwright is not installed: pip install playwright")
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        except Error:
            missing(HOW)
        yield started
        started.close()


@contextmanager
def watched(browser: Browser, desk: Desk) -> Iterator[Tab]:
    """A tab for a test: at its end nothing was asked of another server, the page did not complain, and no dialog came up."""
    made = tab_of(browser, desk)
    yield made
    made.page.context.close()
    assert [url for url in made.asked if not url.startswith((f"{desk.url}/", "blob:", "data:"))] == []
    assert made.complaints == []
    assert made.dialogs == []


def in_view(page: Page, selector: str) -> bool:
    script = "one => { const r = one.getBoundingClientRect(); return r.width > 0 && r.bottom > 0 && r.top < innerHeight; }"
    return bool(page.locator(selector).first.evaluate(script))
