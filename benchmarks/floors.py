"""Figures that may not fall: the last ones written down, less half a point."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.ledger_figures import PARTS
from benchmarks.own_gold import TOLD_AS_REAL
from benchmarks.scorers import SCORERS

FILE = Path(__file__).with_name("results.json")
MARGIN = 0.5
"""Points that a figure may fall below the last one written down: small sets move by that much for no reason."""

_LEDGER = [figure for part in PARTS.values() for figure in part.figures]
LESS_IS_BETTER = frozenset(
    [
        TOLD_AS_REAL,
        *(figure.name for figures in SCORERS.values() for figure in figures if figure.less_is_better),
        *(figure.name for figure in _LEDGER if figure.less_is_better),
    ]
)
NOT_HELD = frozenset(figure.name for figure in _LEDGER if not figure.held)
"""Figures that say how much was measured, or how fast this machine is."""

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
        if name == "speed" or name not in results or figures.get("reports") != results[name].get("reports"):
            continue  # a ledger of another size has other figures
        for figure, floor in figures.items():
            if figure in NOT_HELD:
                continue
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
