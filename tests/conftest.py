"""What several tests share: one reader with the shipped model and gazetteer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from onrecord.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    from onrecord.reader import Reader

    return Reader.load()
