"""What several tests share: one reader with the shipped model and gazetteer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from onrecord.reader import Reader
    from tests.browsers import Tab
    from tests.desks import Desk

settings.register_profile("steady", deadline=None)  # how long an example takes says more about the machine than about the program
settings.load_profile("steady")


@pytest.fixture(scope="session")
def reader() -> Reader:
    from onrecord.reader import Reader

    return Reader.load()


@pytest.fixture(scope="session")
def examples_ledger(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the reports in examples/. Copy it to change it."""
    from pathlib import Path

    from onrecord.ledger import Ledger

    path = tmp_path_factory.mktemp("examples") / "examples.db"
    with Ledger.open(path, reader=lambda: reader) as ledger:
        ends = [added.end for added in ledger.add([Path(__file__).parent.parent / "examples"])]
    assert set(ends) == {"added"}
    return path


@pytest.fixture(scope="session")
def desk(examples_ledger: Path) -> Iterator[Desk]:
    """A desk that shows the examples. What a test adds to it, the others see: those that add take a desk of their own."""
    from tests.desks import served

    with served(examples_ledger) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the tests of one module."""
    from tests.browsers import chromium

    with chromium() as started:
        yield started


@pytest.fixture
def tab(browser: Browser, desk: Desk) -> Iterator[Tab]:
    """A tab on the desk of the examples that is watched: nothing foreign asked, no complaint, no dialog."""
    from tests.browsers import watched

    with watched(browser, desk) as made:
        yield made
