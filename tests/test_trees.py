"""The best tree of a matrix of arc scores, against every tree there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from onrecord.language.trees import best_tree, is_tree, spanning_tree


def log_probabilities(size: int, seed: int) -> np.ndarray:
    scores = np.random.default_rng(seed).normal(size=(size, size)) * 3
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def best_by_trial(scores: np.ndarray) -> float:
    size = len(scores)
    trees = (np.array(h) for h in product(range(size), repeat=size))
    return max(float(scores[np.arange(size), h].sum()) for h in trees if is_tree(h))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_spanning_tree_is_the_best_of_the_three_likeliest_roots(size: int, seed: int) -> None:
    scores = log_probabilities(size, seed)
    head = spanning_tree(scores)
    assert is_tree(head)
    total = float(scores[np.arange(size), head].sum())
    best = best_by_trial(scores)
    assert total <= best + 1e-9
    if size <= 3:
        assert total == pytest.approx(best)


@pytest.mark.parametrize("seed", range(20))
def test_best_tree_has_one_root_and_no_cycle(seed: int) -> None:
    head, score = best_tree(log_probabilities(12, seed).astype(np.float32))
    assert is_tree(head)
    assert ((score >= 0) & (score <= 1)).all()


@pytest.mark.parametrize(
    ("head", "expected"), [([0], True), ([1, 1], True), ([0, 1], False), ([1, 2, 0], False), ([1, 0, 2], False), ([1, 2, 3, 3], True)]
)
def test_is_tree(head: list[int], expected: bool) -> None:
    assert is_tree(np.array(head)) is expected
