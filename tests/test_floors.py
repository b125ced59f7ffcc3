"""Figures that may not fall: on our own gold everywhere, on a fixed sample of the benchmark folder where there is one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from benchmarks import floors
from benchmarks.__main__ import SAMPLE, sample_figures
from onrecord.reader import Reader
from tests.gold_score import GOLD, figures, rows

LESS_IS_BETTER = {"told as real though not"}
BENCH = os.environ.get("ONRECORD_BENCH")


@pytest.mark.parametrize("name", ["sentences", "reports"])
def test_own_gold_does_not_fall(reader: Reader, name: str) -> None:
    floor = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))[name]
    now = figures(reader, rows(name))
    fallen = [
        f"{figure}: {now[figure]}, floor {least}"
        for figure, least in floor.items()
        if (now[figure] - least if figure in LESS_IS_BETTER else least - now[figure]) > floors.MARGIN
    ]
    assert not fallen


@pytest.mark.skipif(
    BENCH is None and not os.environ.get("CI"), reason="set ONRECORD_BENCH to the folder of the scorers to run the benchmark sample"
)
def test_benchmark_sample_does_not_fall(reader: Reader) -> None:
    assert BENCH, "ONRECORD_BENCH is not set: continuous integration must check the benchmark sample"
    assert Path(BENCH).is_dir(), f"ONRECORD_BENCH names {BENCH}, which is no folder"
    assert SAMPLE.keys() <= floors.known("sample").keys()
    assert floors.fallen(sample_figures(Path(BENCH), reader), "sample") == []
