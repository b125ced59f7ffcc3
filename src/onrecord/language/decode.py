"""Scores of the network to labels: sentences, tags, trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.language.analysis import Speech, WordSpan
from onrecord.language.speeches import speech, tag_scores
from onrecord.language.tables import Tables, extended
from onrecord.language.tags import Floats, log_softmax, runs, softmax, viterbi
from onrecord.language.trees import best_tree
from onrecord.language.windows import Window

START = 0.7
"""Probability from which a word begins a sentence: on dev parts +0.3 (GUM) and +2.8 (EWT) F1 over one half, LAS from raw text -0.03."""
CHOICES = ("upos", "xpos", "feats", "entity")
SPANS = ("names", "attribution")
"""Tags that are read as runs of words."""
PAIR = ("later", "earlier")
Arrays = dict[str, NDArray[Any]]


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
    windows: list[Window], outs: list[Arrays], labels: dict[str, list[str]], tables: Tables, starts: frozenset[int] | None
) -> list[Decoded]:
    """The labels of each of some windows by what the network says of them."""
    tags = {name: viterbi([log_softmax(out[name]) for out in outs], labels[name], tables.steps.get(name)) for name in SPANS}
    made = [
        _window(window, out, {name: tags[name][n] for name in SPANS}, labels, tables, starts)
        for n, (window, out) in enumerate(zip(windows, outs, strict=True))
    ]
    if tables.link is not None:
        _speak(windows, outs, made, labels["attribution"], tables)
    return made


def _window(
    window: Window,
    out: Arrays,
    tags: dict[str, tuple[NDArray[np.int64], Floats]],
    labels: dict[str, list[str]],
    tables: Tables,
    starts: frozenset[int] | None,
) -> Decoded:
    own = _own(window)
    sentences = _sentences(softmax(out["start"][own])[:, 1], window, starts)
    made = Decoded.empty()
    made.sentences = sentences
    made.choices = {name: [labels[name][i] for i in out[name][own].tolist()] for name in CHOICES}
    made.occurrence = np.clip(out["occurrence"][own], -3, 3).tolist()
    for name in SPANS:
        indices, sure = tags[name]
        breaks = frozenset() if name == "attribution" else frozenset(first - window.owned_first for first, _ in sentences)
        made.spans[name] = runs([labels[name][i] for i in indices[own].tolist()], sure[own], window.owned_first, breaks)
    arcs = out["arc"][own, own]
    for first, last in sentences:
        here = slice(first - window.owned_first, last - window.owned_first)
        head, score = best_tree(arcs[here, here])
        made.head += (head + first).tolist()
        made.head_score += score.tolist()
    heads = np.array(made.head, dtype=np.int64) - window.owned_first
    made.deprel = _relations(out["label_dependent"][own], out["label_head"][own][heads], heads, labels["deprel"], tables.label)
    if tables.pair is not None:
        found = [i for i, kind in enumerate(made.choices["entity"]) if kind]
        made.mentions = [i + window.owned_first for i in found]
        made.pair = {name: [out[name][own][found]] for name in PAIR}
    return made


def _own(window: Window) -> slice:
    """The words of a window that take its answers, counted within it."""
    return slice(window.owned_first - window.first_word, window.owned_last - window.first_word)


def _speak(windows: list[Window], outs: list[Arrays], made: list[Decoded], labels: list[str], tables: Tables) -> None:
    """Add the statements of the windows' cues."""
    cues = [[span for span in one.spans["attribution"] if span.label == "cue"] for one in made]
    scores = [
        tag_scores(said, window.owned_first, out["link_cue"][_own(window)], out["link_word"][_own(window)], labels, tables)
        for said, window, out in zip(cues, windows, outs, strict=True)
    ]
    best = iter(viterbi([row for rows in scores for row in rows], labels))
    for said, window, one in zip(cues, windows, made, strict=True):
        one.speeches = [speech(cue, *next(best), window.owned_first, labels) for cue in said]


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
