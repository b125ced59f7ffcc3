"""Scores of the network to labels: sentences, tags, trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.language.analysis import WordSpan
from onrecord.language.trees import best_tree
from onrecord.language.windows import Window

Floats = NDArray[np.float32]
START = 0.5
"""Probability from which a word begins a sentence."""
CHOICES = ("upos", "xpos", "feats", "entity")
SPANS = ("names", "attribution")
"""Tags that are read; what re3d taught ("military") helps in training only."""


@dataclass
class Decoded:
    """The labels of one window, or of a whole text; word indices are those of the text."""

    sentences: list[tuple[int, int]]
    head: list[int]
    head_score: list[float]
    deprel: list[str]
    occurrence: list[float]
    choices: dict[str, list[str]]
    spans: dict[str, list[WordSpan]]

    @classmethod
    def empty(cls) -> Decoded:
        """No words at all."""
        return cls([], [], [], [], [], {name: [] for name in CHOICES}, {name: [] for name in SPANS})

    @property
    def upos(self) -> list[str]:
        return self.choices["upos"]

    @property
    def xpos(self) -> list[str]:
        return self.choices["xpos"]

    def fields(self) -> dict[str, Any]:
        """The fields of `Analysis` that decoding fills."""
        sizes = [last - first for first, last in self.sentences]
        return {
            "sentence": np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            "sentences": tuple(self.sentences),
            "head": np.array(self.head, dtype=np.int32),
            "head_score": np.array(self.head_score, dtype=np.float32),
            "deprel": tuple(self.deprel),
            "occurrence": np.array(self.occurrence, dtype=np.float32),
            **{name: tuple(values) for name, values in self.choices.items()},
            **{name: tuple(values) for name, values in self.spans.items()},
        }


def join(parts: list[Decoded]) -> Decoded:
    """The labels of consecutive windows as one."""
    whole = Decoded.empty()
    for part in parts:
        whole.sentences += part.sentences
        whole.head += part.head
        whole.head_score += part.head_score
        whole.deprel += part.deprel
        whole.occurrence += part.occurrence
        for name in CHOICES:
            whole.choices[name] += part.choices[name]
        for name in SPANS:
            whole.spans[name] += part.spans[name]
    return whole


def decode(
    batch: list[Window], out: dict[str, NDArray[Any]], labels: dict[str, list[str]], label_weight: Floats, starts: frozenset[int] | None
) -> list[Decoded]:
    """The labels of each window of a batch."""
    tags = {name: viterbi(log_softmax(out[name]), labels[name]) for name in SPANS}
    return [_window(n, window, out, tags, labels, label_weight, starts) for n, window in enumerate(batch)]


def _window(
    n: int,
    window: Window,
    out: dict[str, NDArray[Any]],
    tags: dict[str, tuple[NDArray[np.int64], Floats]],
    labels: dict[str, list[str]],
    label_weight: Floats,
    starts: frozenset[int] | None,
) -> Decoded:
    own = slice(window.owned_first - window.first_word, window.owned_last - window.first_word)
    sentences = _sentences(softmax(out["start"][n, own])[:, 1], window, starts)
    made = Decoded.empty()
    made.sentences = sentences
    made.choices = {name: [labels[name][i] for i in out[name][n, own].tolist()] for name in CHOICES}
    made.occurrence = np.clip(out["occurrence"][n, own], -3, 3).tolist()
    for name in SPANS:
        indices, scores = tags[name][0][n, own], tags[name][1][n, own]
        made.spans[name] = _runs(
            [labels[name][i] for i in indices.tolist()], scores, window.owned_first, sentences, across=name == "attribution"
        )
    arcs = out["arc"][n, own, own]
    for first, last in sentences:
        here = slice(first - window.owned_first, last - window.owned_first)
        head, score = best_tree(arcs[here, here])
        made.head += (head + first).tolist()
        made.head_score += score.tolist()
    heads = np.array(made.head, dtype=np.int64) - window.owned_first
    made.deprel = _relations(out["label_dependent"][n, own], out["label_head"][n, own][heads], heads, labels["deprel"], label_weight)
    return made


def _sentences(probability: Floats, window: Window, starts: frozenset[int] | None) -> list[tuple[int, int]]:
    """Word ranges of the sentences of a window's own words."""
    if starts is not None:
        found = [i for i in range(window.owned_first, window.owned_last) if i in starts or i == window.owned_first]
    else:
        likely = (np.flatnonzero(probability > START) + window.owned_first).tolist()
        found = sorted({*likely, *window.forced})
    return list(zip(found, [*found[1:], window.owned_last], strict=True))


def _runs(tags: list[str], scores: Floats, offset: int, sentences: list[tuple[int, int]], *, across: bool) -> list[WordSpan]:
    """Labelled runs of BIO tags; only with `across` may one go on over the end of a sentence."""
    breaks = frozenset() if across else frozenset(first - offset for first, _ in sentences)
    found: list[WordSpan] = []
    begun: int | None = None
    for i in range(len(tags) + 1):
        goes_on = i < len(tags) and tags[i].startswith("I-") and i not in breaks
        if begun is not None and not goes_on:
            score = round(float(scores[begun:i].mean()), 4)
            found.append(WordSpan(begun + offset, i + offset, tags[begun][2:], score))
            begun = None
        if i < len(tags) and begun is None and tags[i] != "O":
            begun = i
    return found


def flattened(weight: Floats) -> Floats:
    """The label weights [labels, n, n] as a matrix [n, labels * n], made once: a copy for each sentence took a tenth of the time."""
    return np.ascontiguousarray(weight.transpose(1, 0, 2).reshape(weight.shape[1], -1))


def _relations(dependent: Floats, head: Floats, heads: NDArray[np.int64], names: list[str], weight: Floats) -> list[str]:
    """The relation of each word to its head: "root" for the root and for nothing else. `weight` is that of `flattened`."""
    one = np.ones((len(dependent), 1), dtype=np.float32)
    left, right = np.hstack([dependent, one]), np.hstack([head, one])
    mixed = (left @ weight).reshape(len(left), len(names), weight.shape[0])
    scores = np.einsum("nle,ne->nl", mixed, right)
    root = names.index("root")
    scores[:, root] = -np.inf
    chosen = scores.argmax(axis=1)
    chosen[heads == np.arange(len(heads))] = root
    return [names[i] for i in chosen.tolist()]


# ---------------------------------------------------------------- tags
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


def viterbi(scores: Floats, labels: list[str]) -> tuple[NDArray[np.int64], Floats]:
    """The best legal BIO tags [batch, words] and their probabilities.

    Hard constraints only; on PolNeAR they bring ten points of exact content F1 over the best tag of each word.
    """
    batch, length, _ = scores.shape
    step = allowed(labels)
    begin = np.array([-1e4 if name.startswith("I-") else 0.0 for name in labels], dtype=np.float32)
    back = np.zeros((length, batch, len(labels)), dtype=np.int64)
    best = scores[:, 0] + begin
    for t in range(1, length):
        paths = best[:, :, None] + step
        back[t] = paths.argmax(axis=1)
        best = np.take_along_axis(paths, back[t][:, None, :], axis=1)[:, 0] + scores[:, t]
    chosen = np.zeros((batch, length), dtype=np.int64)
    chosen[:, -1] = best.argmax(axis=1)
    for t in range(length - 1, 0, -1):
        chosen[:, t - 1] = back[t][np.arange(batch), chosen[:, t]]
    return chosen, np.exp(np.take_along_axis(scores, chosen[:, :, None], axis=2)[:, :, 0])
