"""Scores of clusterings against gold: MUC, B3, CEAF-e, LEA, and their CoNLL mean. Written after the papers named beside each.

A clustering is a mapping from item to the name of its cluster; both sides hold the same items.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

Clustering = Mapping[Any, Any]


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1, 0 to 100."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def conll(gold: Clustering, found: Clustering) -> float:
    """The mean F1 of MUC, B3 and CEAF-e (Pradhan et al. 2012)."""
    return float(np.mean([muc(gold, found).f1, b_cubed(gold, found).f1, ceaf_e(gold, found).f1]))


def muc(gold: Clustering, found: Clustering) -> Scores:
    """Links that are kept (Vilain et al. 1995)."""
    return Scores(_links(found, gold), _links(gold, found))


def _links(of: Clustering, within: Clustering) -> float:
    """The share of the links that hold one side's clusters together which the other side has too."""
    kept = total = 0
    for items in groups(of):
        total += len(items) - 1
        kept += len(items) - len({within[item] for item in items})
    return 100 * kept / total if total else 0.0


def b_cubed(gold: Clustering, found: Clustering) -> Scores:
    """The overlap of the two clusters of each item (Bagga and Baldwin 1998)."""
    shared = Counter((gold[item], found[item]) for item in gold)
    sizes, others = Counter(gold.values()), Counter(found.values())
    precision = sum(n * n / others[b] for (_, b), n in shared.items()) / len(gold)
    recall = sum(n * n / sizes[a] for (a, _), n in shared.items()) / len(gold)
    return Scores(100 * precision, 100 * recall)


def ceaf_e(gold: Clustering, found: Clustering) -> Scores:
    """The best one-to-one pairing of clusters by their Dice overlap (Luo 2005, phi 4)."""
    ours, theirs = sorted(map(str, set(found.values()))), sorted(map(str, set(gold.values())))
    row, column = {k: i for i, k in enumerate(theirs)}, {k: i for i, k in enumerate(ours)}
    sizes, others = Counter(str(v) for v in gold.values()), Counter(str(v) for v in found.values())
    matrix = np.zeros((len(theirs), len(ours)))
    for (a, b), n in Counter((str(gold[item]), str(found[item])) for item in gold).items():
        matrix[row[a], column[b]] = 2 * n / (sizes[a] + others[b])
    best = matrix[linear_sum_assignment(-matrix)].sum()
    return Scores(100 * best / len(ours), 100 * best / len(theirs))


def lea(gold: Clustering, found: Clustering) -> Scores:
    """Links of each cluster that are kept, weighed by its size; a single one counts if it stays single (Moosavi and Strube 2016)."""
    return Scores(_lea(found, gold), _lea(gold, found))


def _lea(of: Clustering, within: Clustering) -> float:
    total = kept = 0.0
    others = Counter(within.values())
    for items in groups(of):
        size, parts = len(items), Counter(within[item] for item in items)
        links = size * (size - 1) / 2 if size > 1 else 1
        same = sum(n * (n - 1) / 2 for n in parts.values()) if size > 1 else float(others[within[items[0]]] == 1)
        kept += size * same / links
        total += size
    return 100 * kept / total if total else 0.0


def groups(clustering: Clustering) -> list[list[Any]]:
    """The clusters as lists of their items."""
    made: dict[Any, list[Any]] = defaultdict(list)
    for item, name in clustering.items():
        made[name].append(item)
    return list(made.values())
