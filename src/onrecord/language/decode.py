"""Scores of the network to labels: sentences, tags, trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.language.analysis import Speech, WordSpan
from onrecord.language.speeches import speeches
from onrecord.language.tables import Tables, extended
from onrecord.language.tags import Floats, log_softmax, runs, softmax, viterbi
from onrecord.language.trees import best_tree
from onrecord.language.windows import Window

START = 0.5
"""Probability from which a word begins a sentence."""
CHOICES = ("upos", "xpos", "feats", "entity")
SPANS = ("names", "attribution")
"""Tags that are read; what re3d taught ("military") helps in training only."""
PAIR = ("later", "earlier")


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
    speeches: list[Speech]
    mentions: list[int]
    pair: dict[str, list[Floats]]

    @classmethod
    def empty(cls) -> Decoded:
        """No words at all."""
        return cls([], [], [], [], [], {name: [] for name in CHOICES}, {name: [] for name in SPANS}, [], [], {name: [] for name in PAIR})

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
            "speeches": tuple(self.speeches),
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
        whole.speeches += part.speeches
        whole.mentions += part.mentions
        for name in PAIR:
            whole.pair[name] += part.pair[name]
    return whole


def decode(
    batch: list[Window], out: dict[str, NDArray[Any]], labels: dict[str, list[str]], tables: Tables, starts: frozenset[int] | None
) -> list[Decoded]:
    """The labels of each window of a batch."""
    logs = {name: log_softmax(out[name]) for name in SPANS}
    tags = {name: viterbi(logs[name], labels[name], tables.steps.get(name)) for name in SPANS}
    return [_window(n, window, out | logs, tags, labels, tables, starts) for n, window in enumerate(batch)]


def _window(
    n: int,
    window: Window,
    out: dict[str, NDArray[Any]],
    tags: dict[str, tuple[NDArray[np.int64], Floats]],
    labels: dict[str, list[str]],
    tables: Tables,
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
        breaks = frozenset() if name == "attribution" else frozenset(first - window.owned_first for first, _ in sentences)
        made.spans[name] = runs([labels[name][i] for i in indices.tolist()], scores, window.owned_first, breaks)
    arcs = out["arc"][n, own, own]
    for first, last in sentences:
        here = slice(first - window.owned_first, last - window.owned_first)
        head, score = best_tree(arcs[here, here])
        made.head += (head + first).tolist()
        made.head_score += score.tolist()
    heads = np.array(made.head, dtype=np.int64) - window.owned_first
    made.deprel = _relations(out["label_dependent"][n, own], out["label_head"][n, own][heads], heads, labels["deprel"], tables.label)
    _link(n, window, own, out, labels, tables, made)
    return made


def _link(
    n: int, window: Window, own: slice, out: dict[str, NDArray[Any]], labels: dict[str, list[str]], tables: Tables, made: Decoded
) -> None:
    """Add the statements of the window's cues, and what its mentions bring to the comparison over the whole text."""
    if tables.link is not None:
        cues = [span for span in made.spans["attribution"] if span.label == "cue"]
        link_cue, link_word = out["link_cue"][n, own], out["link_word"][n, own]
        made.speeches = speeches(cues, window.owned_first, link_cue, link_word, labels["attribution"], tables)
    if tables.pair is not None:
        found = [i for i, kind in enumerate(made.choices["entity"]) if kind]
        made.mentions = [i + window.owned_first for i in found]
        made.pair = {name: [out[name][n, own][found]] for name in PAIR}


def _sentences(probability: Floats, window: Window, starts: frozenset[int] | None) -> list[tuple[int, int]]:
    """Word ranges of the sentences of a window's own words."""
    if starts is not None:
        found = [i for i in range(window.owned_first, window.owned_last) if i in starts or i == window.owned_first]
    else:
        likely = (np.flatnonzero(probability > START) + window.owned_first).tolist()
        found = sorted({*likely, *window.forced})
    return list(zip(found, [*found[1:], window.owned_last], strict=True))


def _relations(dependent: Floats, head: Floats, heads: NDArray[np.int64], names: list[str], weight: Floats) -> list[str]:
    """The relation of each word to its head: "root" for the root and for nothing else. `weight` is that of `Tables`."""
    left, right = extended(dependent), extended(head)
    mixed = (left @ weight).reshape(len(left), len(names), weight.shape[0])
    scores = np.einsum("nle,ne->nl", mixed, right)
    root = names.index("root")
    scores[:, root] = -np.inf
    chosen = scores.argmax(axis=1)
    chosen[heads == np.arange(len(heads))] = root
    return [names[i] for i in chosen.tolist()]
