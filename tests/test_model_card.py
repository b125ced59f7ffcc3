"""The model's figures on its card and on the page of benchmarks: of the file that is shipped, and in step."""

from __future__ import annotations

import pytest

from benchmarks import model_card
from onrecord.language import Engine


def test_the_figures_are_of_the_shipped_file() -> None:
    assert model_card.sha256() == Engine.load().sha256


@pytest.mark.parametrize("path", model_card.PAGES, ids=lambda path: path.name)
def test_the_pages_are_in_step(path: model_card.Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert model_card.written(text) == text, "python -m benchmarks.model_card"


def test_every_task_has_a_figure_and_is_named() -> None:
    rows = model_card.table().splitlines()
    cells = [row.split(" | ") for row in rows if row.startswith("| ")][1:]
    assert len(cells) == len(model_card.ROWS)
    assert all(cell[3] != "–" for cell in cells), "measured on the dev part"
    for task in model_card.known("shipped", "dev"):
        assert task in model_card.cost()


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the model's figures"):
        model_card.written("# Card\n")
