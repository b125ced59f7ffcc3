"""Documents to batches of windows: several consecutive sentences, their pieces, and their labels as arrays."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from onrecord.language.pieces import Pieces
from onrecord.language.tokens import shape
from training.corpora import Document, Sentence

LIMITS = (1, 30, 60, 100, 130)  # words; one is drawn for each window, so that the model knows short texts as well
MAX_PIECES = 400
TAGS = ("upos", "xpos", "feats", "entity", "names", "military", "attribution")
UPPER, TITLE, LOWER, QUOTES = 0.06, 0.05, 0.03, 0.4  # how often a window is written another way
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
IGNORE = -100


@dataclass
class Window:
    """One training example: piece ids, and by word its first and last piece, shape and labels."""

    words: list[str]
    pieces: list[int]
    piece_shapes: list[int]
    first: list[int]
    last: list[int]
    sentence: list[int]
    labels: dict[str, list[int]]
    head: list[int]
    occurrence: list[float]


def rewrite(words: list[str], draw: random.Random) -> list[str]:
    """The words in capitals, title case or lower case, or with other quotation marks, now and then."""
    roll = draw.random()
    if roll < UPPER:
        words = [w.upper() for w in words]
    elif roll < UPPER + TITLE:
        words = [w.capitalize() if len(w) > 3 and w.islower() else w for w in words]
    elif roll < UPPER + TITLE + LOWER:
        words = [w.lower() for w in words]
    if draw.random() < QUOTES:
        if any(w in ("“", "”") for w in words):
            return [w.translate(STRAIGHT) for w in words]
        return _curly(words)
    return words


def _curly(words: list[str]) -> list[str]:
    """Straight double quotation marks and apostrophes made typographic."""
    made, inside = [], False
    for word in words:
        if word in ('"', "``", "''"):
            made.append("”" if inside else "“")
            inside = not inside
        else:
            made.append(word.replace("'", "’"))
    return made


def cut(document: Document, draw: random.Random, limits: tuple[int, ...] = LIMITS) -> Iterator[list[Sentence]]:
    """Runs of consecutive sentences that hold up to a drawn number of words, at least one sentence."""
    run: list[Sentence] = []
    limit = draw.choice(limits)
    for sentence in document:
        if run and sum(len(s.words) for s in run) + len(sentence.words) > limit:
            yield run
            run, limit = [], draw.choice(limits)
        run.append(sentence)
    if run:
        yield run


class Builder:
    """Sentences to windows, given the label inventories and the word pieces."""

    def __init__(self, pieces: Pieces, labels: dict[str, list[str]]) -> None:
        self.pieces = pieces
        self.index = {task: {name: i for i, name in enumerate(names)} for task, names in labels.items()}

    def window(self, run: list[Sentence], draw: random.Random | None) -> Window | None:
        """The window of a run of sentences, or None if it has too many pieces; `draw` allows it to be rewritten."""
        words = [w for s in run for w in s.words]
        if draw is not None:
            words = rewrite(words, draw)
        ids, piece_shapes, first, last = [self.pieces.start], [0], [], []
        for word in words:
            parts = self.pieces.of(word)
            first.append(len(ids))
            ids += parts
            last.append(len(ids) - 1)
            piece_shapes += [shape(word)] * len(parts)
        ids.append(self.pieces.end)
        piece_shapes.append(0)
        if len(ids) > MAX_PIECES:
            return None
        sentence = [n for n, s in enumerate(run) for _ in s.words]
        labels = {task: self._tags(task, run) for task in TAGS}
        labels["deprel"] = self._tags("deprel", run)
        labels["start"] = self._starts(run)
        return Window(words, ids, piece_shapes, first, last, sentence, labels, self._heads(run), self._occurrence(run))

    def _tags(self, task: str, run: list[Sentence]) -> list[int]:
        made: list[int] = []
        for s in run:
            values = getattr(s, task)
            made += [self.index[task].get(v, IGNORE) for v in values] if values else [IGNORE] * len(s.words)
        return made

    @staticmethod
    def _starts(run: list[Sentence]) -> list[int]:
        made: list[int] = []
        for n, s in enumerate(run):
            known = s.upos is not None and n > 0  # the first word of a window begins a sentence in any case
            made += ([1] if known else [IGNORE]) + [0 if s.upos is not None else IGNORE] * (len(s.words) - 1)
        return made

    @staticmethod
    def _heads(run: list[Sentence]) -> list[int]:
        made: list[int] = []
        for s in run:
            offset = len(made)
            made += [h + offset for h in s.head] if s.head else [IGNORE] * len(s.words)
        return made

    @staticmethod
    def _occurrence(run: list[Sentence]) -> list[float]:
        return [float("nan") if v is None else v for s in run for v in (s.occurrence or [None] * len(s.words))]


@dataclass
class Batch:
    """Windows padded to one size, as tensors."""

    pieces: Tensor
    shapes: Tensor
    mask: Tensor
    first: Tensor
    last: Tensor
    sentence: Tensor
    labels: dict[str, Tensor]
    head: Tensor
    occurrence: Tensor

    @property
    def inputs(self) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        return self.pieces, self.shapes, self.mask, self.first, self.last


def collate(windows: list[Window]) -> Batch:
    """The padded batch of some windows."""

    def pad(rows: list[list[int]], fill: int) -> Tensor:
        width = max(map(len, rows))
        return torch.tensor([row + [fill] * (width - len(row)) for row in rows])

    lengths = [len(w.pieces) for w in windows]
    mask = pad([[1] * n for n in lengths], 0).float()
    words = max(len(w.words) for w in windows)
    occurrence = np.full((len(windows), words), np.nan, dtype=np.float32)
    for i, w in enumerate(windows):
        occurrence[i, : len(w.words)] = w.occurrence
    return Batch(
        pad([w.pieces for w in windows], 0), pad([w.piece_shapes for w in windows], 0), mask,
        pad([w.first for w in windows], 0), pad([w.last for w in windows], 0), pad([w.sentence for w in windows], -1),
        {task: pad([w.labels[task] for w in windows], IGNORE) for task in windows[0].labels},
        pad([w.head for w in windows], IGNORE), torch.from_numpy(occurrence),
    )  # fmt: skip


def batches(windows: list[Window], size: int, draw: random.Random) -> list[list[Window]]:
    """Windows of like length grouped so that a padded batch holds about `size` pieces, in random order."""
    order = sorted(windows, key=lambda w: (len(w.pieces), draw.random()))
    made: list[list[Window]] = []
    group: list[Window] = []
    for window in order:
        if group and (len(group) + 1) * len(window.pieces) > size:
            made.append(group)
            group = []
        group.append(window)
    if group:
        made.append(group)
    draw.shuffle(made)
    return made
