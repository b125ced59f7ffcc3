"""Scores of groups: coreference chains (MUC, B-cubed, CEAF-e and their mean) and statements in one-to-one pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

Chain = frozenset[Hashable]


class ChainScores:
    """Counts over documents; `conll` is the mean of the three F1 in per cent (Pradhan et al. 2014)."""

    def __init__(self) -> None:
        self.sums: Counter[str] = Counter()

    def add(self, gold: Sequence[Chain], said: Sequence[Chain]) -> None:
        """Take in the chains of one document; those of one mention do not count."""
        gold, said = [c for c in gold if len(c) > 1], [c for c in said if len(c) > 1]
        for side, mine, theirs in (("r", gold, said), ("p", said, gold)):
            place = {m: n for n, chain in enumerate(theirs) for m in chain}
            for chain in mine:
                parts = Counter(place.get(m, ("alone", m)) for m in chain)
                self.sums[f"muc {side}"] += len(chain) - len(parts)
                self.sums[f"muc {side} of"] += len(chain) - 1
                self.sums[f"b3 {side}"] += sum(n * n for part, n in parts.items() if isinstance(part, int)) / len(chain)
                self.sums[f"b3 {side} of"] += len(chain)
                self.sums[f"mentions {side}"] += sum(n for part, n in parts.items() if isinstance(part, int))
                self.sums[f"mentions {side} of"] += len(chain)
            self.sums[f"ceafe {side} of"] += len(mine)
        if gold and said:
            alike = np.array([[2 * len(g & s) / (len(g) + len(s)) for s in said] for g in gold])
            best = float(alike[linear_sum_assignment(-alike)].sum())
            self.sums["ceafe r"] += best
            self.sums["ceafe p"] += best

    def f1(self, name: str) -> float:
        """F1 in per cent of `muc`, `b3`, `ceafe` or `mentions`."""
        p, r = (self.sums[f"{name} {side}"] / max(1e-9, self.sums[f"{name} {side} of"]) for side in "pr")
        return 200 * p * r / max(1e-9, p + r)

    def figures(self) -> dict[str, float]:
        """All of them, rounded."""
        made = {name: self.f1(name) for name in ("muc", "b3", "ceafe")}
        return {name: round(value, 2) for name, value in {"conll": sum(made.values()) / 3, **made, "mentions": self.f1("mentions")}.items()}


def paired(gold: Sequence[Any], said: Sequence[Any], alike: Callable[[Any, Any], bool]) -> int:
    """How many of both can be paired one to one so that all pairs are alike."""
    if not gold or not said:
        return 0
    fits = np.array([[float(alike(g, s)) for s in said] for g in gold])
    return int(fits[linear_sum_assignment(-fits)].sum())


def covered(spans: Iterable[tuple[int, int]]) -> set[int]:
    """The characters of some spans."""
    return {i for start, end in spans for i in range(start, end)}


def same_statement(gold: dict[str, set[int]], said: dict[str, set[int]]) -> bool:
    """Cues overlap, sources overlap or neither has one, and F1 of the characters of the contents is at least 0.8."""
    if not gold["cue"] & said["cue"] or bool(gold["source"]) != bool(said["source"]):
        return False
    if gold["source"] and not gold["source"] & said["source"]:
        return False
    return 2 * len(gold["content"] & said["content"]) >= 0.8 * (len(gold["content"]) + len(said["content"])) > 0
