"""Figures that may not fall: the last ones written down, less half a point."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.own_gold import TOLD_AS_REAL
from benchmarks.scorers import SCORERS

FILE = Path(__file__).with_name("results.json")
MARGIN = 0.5
"""Points that a figure may fall below the last one written down: small sets move by that much for no reason."""

LESS_IS_BETTER = frozenset([TOLD_AS_REAL, *(f.name for figures in SCORERS.values() for f in figures if f.less_is_better)])

Results = dict[str, dict[str, float]]


def known(part: str = "full") -> Results:
    """The figures written down for the "full" sets, the fixed "sample", or our "own" gold; empty if there are none yet."""
    if not FILE.exists():
        return {}
    stored: dict[str, Results] = json.loads(FILE.read_text(encoding="utf-8"))
    return stored.get(part, {})


def fallen(results: Results, part: str = "full") -> list[str]:
    """One line for each figure of the sets that ran which is worse than its floor, or is not there any more."""
    lines = []
    for name, figures in known(part).items():
        if name == "speed" or name not in results:
            continue
        for figure, floor in figures.items():
            now = results[name].get(figure)
            if now is None:
                lines.append(f"{name}, {figure}: not measured, last {floor:g}")
            elif (now - floor if figure in LESS_IS_BETTER else floor - now) > MARGIN:
                lines.append(f"{name}, {figure}: {now:g}, last {floor:g}")
    return lines


def raise_to(results: Results, part: str = "full") -> None:
    """Write the figures down as the last ones; scorers that did not run keep theirs."""
    stored = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    stored[part] = stored.get(part, {}) | results
    FILE.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
