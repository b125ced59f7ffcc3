"""Arc scores to dependency trees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def best_tree(scores: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Heads [words] of the best tree with one root, and the probability of each arc.

    `scores` [dependent, head]; a word that is its own head is the root. The best head of each word is taken where that makes a
    tree with one root (about 95 % of sentences), else the maximum spanning tree (Chu-Liu/Edmonds) of the best root.
    """
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), dtype=np.float64)
    head = logs.argmax(axis=1)
    if not is_tree(head):
        head = spanning_tree(logs)
    return head, np.exp(logs[np.arange(len(head)), head]).astype(np.float32)


def is_tree(head: NDArray[np.int64]) -> bool:
    """True if exactly one word is its own head and every word leads to it."""
    here = np.arange(len(head))
    if (head == here).sum() != 1:
        return False
    reached = head.copy()
    for _ in range(max(1, len(head).bit_length())):  # doubling: 2^k steps after k rounds
        reached = reached[reached]
    return bool((head[reached] == reached).all())


def spanning_tree(logs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Heads of the maximum spanning tree with one root.

    Tries the three most likely roots and keeps the best whole tree: with a fixed root the rest is Chu-Liu/Edmonds.
    """
    roots = np.argsort(-np.diag(logs), kind="stable")[:3].tolist()
    trees = [_rooted(logs, root) for root in roots]
    totals = [sum(logs[i, h] for i, h in enumerate(tree)) for tree in trees]
    return np.array(trees[int(np.argmax(totals))], dtype=np.int64)


def _rooted(logs: NDArray[np.float64], root: int) -> list[int]:
    scores = logs.copy()
    np.fill_diagonal(scores, -np.inf)
    scores[root] = -np.inf
    heads = _edmonds(scores, root)
    heads[root] = root
    return heads


def _edmonds(scores: NDArray[np.float64], root: int) -> list[int]:
    """Best heads of all words but the root, by contracting one cycle at a time."""
    count = len(scores)
    heads = [root if i == root else int(scores[i].argmax()) for i in range(count)]
    cycle = _cycle(heads, root)
    if cycle is None:
        return heads
    inside = np.zeros(count, dtype=bool)
    inside[cycle] = True
    outside = [i for i in range(count) if not inside[i]]
    size = len(outside)
    small = np.full((size + 1, size + 1), -np.inf)
    small[:size, :size] = scores[np.ix_(outside, outside)]
    kept = np.array([scores[i, heads[i]] for i in cycle])
    entering = scores[np.ix_(cycle, outside)] - kept[:, None]  # what it costs to enter the cycle at a word
    leaving = scores[np.ix_(outside, cycle)]
    enter, leave = entering.argmax(axis=0), leaving.argmax(axis=1)
    small[size, :size] = entering[enter, np.arange(size)]
    small[:size, size] = leaving[np.arange(size), leave]
    solved = _edmonds(small, outside.index(root))
    made = list(heads)
    for i, word in enumerate(outside):
        made[word] = cycle[int(leave[i])] if solved[i] == size else outside[solved[i]]
    entry = solved[size]
    made[cycle[int(enter[entry])]] = outside[entry]
    return made


def _cycle(heads: list[int], root: int) -> list[int] | None:
    """The words of a cycle, or None."""
    state = [0] * len(heads)
    state[root] = 2
    for begin in range(len(heads)):
        path, here = [], begin
        while state[here] == 0:
            state[here] = 1
            path.append(here)
            here = heads[here]
        if state[here] == 1:
            return path[path.index(here) :]
        for word in path:
            state[word] = 2
    return None
