"""Figures that may not fall: on our own gold everywhere, on a fixed sample of the benchmark folder where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import floors, own_gold
from benchmarks.__main__ import SAMPLE, sample_figures
from onrecord.reader import Reader

BENCH = os.environ.get("ONRECORD_BENCH")
WITHOUT_BENCH = "set ONRECORD_BENCH to the folder of the scorers to run the benchmark sample"


def test_own_gold_does_not_fall(reader: Reader) -> None:
    assert floors.known("own").keys() == set(own_gold.SETS)
    assert floors.fallen(own_gold.measure(reader), "own") == []


@pytest.mark.skipif(BENCH is None and not os.environ.get("CI"), reason=WITHOUT_BENCH)
def test_benchmark_sample_does_not_fall(reader: Reader) -> None:
    assert BENCH, "ONRECORD_BENCH is not set: continuous integration must check the benchmark sample"
    assert Path(BENCH).is_dir(), f"ONRECORD_BENCH names {BENCH}, which is no folder"
    assert SAMPLE.keys() <= floors.known("sample").keys()
    assert floors.fallen(sample_figures(Path(BENCH), reader), "sample") == []


def test_a_fall_is_told_with_both_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    last = {"wire": {"statements F": 75.0, "told as real though not, %": 3.0}}
    monkeypatch.setattr(floors, "known", {"full": last}.__getitem__)
    assert floors.fallen({"wire": {"statements F": 74.6, "told as real though not, %": 3.4}}) == []
    assert floors.fallen({"wire": {"statements F": 74.6}}) == ["wire, told as real though not, %: not measured, last 3"]
    assert floors.fallen({}) == []
    assert floors.fallen({"wire": {"statements F": 74.4, "told as real though not, %": 2.0}}) == ["wire, statements F: 74.4, last 75"]
    assert floors.fallen({"wire": {"statements F": 99.0, "told as real though not, %": 3.6}}) == [
        "wire, told as real though not, %: 3.6, last 3"
    ]
