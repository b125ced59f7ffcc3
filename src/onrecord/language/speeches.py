"""Which source and which content belong to a cue: the tags of the words as each cue sees them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.language.analysis import Speech, WordSpan
from onrecord.language.tables import Floats, Tables, extended
from onrecord.language.tags import log_softmax, runs

DISTANCES = (1, 2, 4, 8, 16, 32, 64)
"""Upper ends of the buckets of how many words lie between a cue and another word, on either side, as in training."""


def tag_scores(cues: Sequence[WordSpan], offset: int, link_cue: Floats, link_word: Floats, labels: list[str], tables: Tables) -> Floats:
    """Log-probabilities [cues, words, tags] of the words of a window, which begin at `offset`, in the statement of each of its cues.

    `link_cue`, `link_word` [words, n]: the words as cues and as parts of statements. A cue stands for itself by its last word.
    """
    if not cues or tables.link is None or tables.link_distance is None:
        return np.zeros((0, len(link_word), len(labels)), dtype=np.float32)
    anchors = np.array([cue.last - 1 - offset for cue in cues])
    scores = log_softmax(link_scores(link_cue[anchors], link_word, anchors, tables.link, tables.link_distance))
    for n, cue in enumerate(cues):
        _keep(scores[n], labels, cue.first - offset, cue.last - offset)
    return scores


def speech(cue: WordSpan, tags: NDArray[np.int64], certain: Floats, offset: int, labels: list[str]) -> Speech:
    """The statement of a cue by the best tags of the words of its window, and their probabilities."""
    spans = runs([labels[i] for i in tags.tolist()], certain, offset)
    return Speech(cue, *(tuple(s for s in spans if s.label == role) for role in ("source", "content")))


def link_scores(cues: Floats, words: Floats, anchors: NDArray[np.int64], weight: Floats, distance: Floats) -> Floats:
    """Scores [cues, words, tags] of words to play a part in the statement of a cue."""
    right = extended(words)
    mixed = (extended(cues) @ weight).reshape(len(cues), -1, right.shape[1])
    return np.asarray(np.matmul(mixed, right.T).transpose(0, 2, 1) + distance[far(len(words), anchors)], dtype=np.float32)


def far(words: int, anchors: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where words lie from cues, [cues, words]: 0 the cue itself, then the buckets before it, then those after it."""
    apart = np.arange(words)[None, :] - anchors[:, None]
    bucket = 1 + np.searchsorted(DISTANCES, np.abs(apart))
    return np.where(apart == 0, 0, np.where(apart < 0, bucket, bucket + len(DISTANCES) + 1))


def _keep(scores: Floats, labels: list[str], first: int, last: int) -> None:
    """Let the words of the cue be the cue, and no others."""
    begin, inside = labels.index("B-cue"), labels.index("I-cue") if "I-cue" in labels else labels.index("B-cue")
    scores[:, [begin, inside]] = -1e4
    scores[first:last] = -1e4
    scores[first, begin] = 0.0
    scores[first + 1 : last, inside] = 0.0
