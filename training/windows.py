"""Documents to batches of windows: several consecutive sentences, their pieces, and their labels as arrays."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from onrecord.language import pairs
from onrecord.language.pieces import Pieces
from onrecord.language.tokens import shape
from training.augment import Names, begun, reshape, rewrite
from training.corpora import Document, Sentence

LIMITS = (1, 30, 60, 100, 130)  # words; one is drawn for each window, so that the model knows short texts as well
MAX_PIECES = 400
TAGS = ("upos", "xpos", "feats", "entity", "names", "military", "attribution", "gum_names")
CHAINED = ("names", "attribution")
"""Tags whose sequence is learned too: a table of steps from one tag to the next (a linear-chain CRF)."""
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
    speeches: list[tuple[int, list[int]]]  # the last word of a cue and the tags of all words in its statement
    mentions: list[tuple[int, str]]  # head and cluster
    run: list[Sentence]


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

    def __init__(self, pieces: Pieces, labels: dict[str, list[str]], names: Names) -> None:
        self.pieces, self.names = pieces, names
        self.index = {task: {name: i for i, name in enumerate(names)} for task, names in labels.items()}

    def window(self, run: list[Sentence], draw: random.Random | None) -> Window | None:
        """The window of a run of sentences, or None if it has too many pieces; `draw` allows it to be rewritten."""
        if draw is not None:
            run = reshape(run, draw, self.names)
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
        return Window(
            words, ids, piece_shapes, first, last, sentence, labels, self._heads(run), self._occurrence(run),
            self._speeches(run), _mentions(run), run,
        )  # fmt: skip

    def _speeches(self, run: list[Sentence]) -> list[tuple[int, list[int]]]:
        """The statements whose cues lie in the run; cut at a paragraph that was left out, they count as far as they go."""
        made = []
        for n in sorted({n for s in run for n in s.speeches or ()}):
            tags = [tag for s in run for tag in (s.speeches or {}).get(n) or ["O"] * len(s.words)]
            cues = [i for i, tag in enumerate(tags) if tag.endswith("-cue")]
            if cues:
                made.append((anchor(tags, cues[0]), [self.index["attribution"][tag] for tag in tags]))
        return made

    def _tags(self, task: str, run: list[Sentence]) -> list[int]:
        made: list[int] = []
        for s in run:
            values = getattr(s, task)
            made += (
                [self.index[task].get(v, IGNORE) for v in (begun(values) if task in CHAINED else values)]
                if values
                else [IGNORE] * len(s.words)
            )
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


def anchor(tags: list[str], first: int) -> int:
    """The last word of the run of tags that begins at `first`."""
    last = first
    while last + 1 < len(tags) and tags[last + 1] == "I" + tags[first][1:]:
        last += 1
    return last


def _mentions(run: list[Sentence]) -> list[tuple[int, str]]:
    """(head, cluster) of the mentions of a run, one a head: of several the one whose cluster is met first wins only if it is wider."""
    made: dict[int, tuple[int, str]] = {}
    offset = 0
    for s in run:
        for m in s.mentions or ():
            width, old = m.last - m.first, made.get(m.head + offset)
            if old is None or width > old[0]:
                made[m.head + offset] = (width, m.cluster)
        offset += len(s.words)
    return [(head, cluster) for head, (_, cluster) in sorted(made.items())]


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
    speeches: tuple[Tensor, Tensor, Tensor]  # window, last word of the cue, tags of the window's words; one row a statement
    mentions: Mentions | None

    @property
    def inputs(self) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        return self.pieces, self.shapes, self.mask, self.first, self.last


def collate(windows: list[Window], *, linked: bool = False) -> Batch:
    """The padded batch of some windows; with `linked`, they follow each other in one document and their mentions are compared."""

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
        _speech_tensors(windows, words), Mentions.of(windows) if linked else None,
    )  # fmt: skip


def _speech_tensors(windows: list[Window], words: int) -> tuple[Tensor, Tensor, Tensor]:
    rows = [(n, last, tags + [IGNORE] * (words - len(tags))) for n, w in enumerate(windows) for last, tags in w.speeches]
    window, last, tags = zip(*rows, strict=True) if rows else ((), (), ())
    return torch.tensor(window, dtype=torch.long), torch.tensor(last, dtype=torch.long), torch.tensor(tags, dtype=torch.long)


@dataclass
class Mentions:
    """The mentions of consecutive windows of one document: where they stand, their pairs' features, who is whom."""

    window: Tensor
    word: Tensor
    features: Tensor
    same: Tensor  # [n, n], true where an earlier mention speaks of the same thing

    @classmethod
    def of(cls, windows: list[Window]) -> Mentions | None:
        """Those of the windows, which follow each other, or None if there are fewer than two."""
        layers: dict[str, list[str]] = {name: [] for name in ("upos", "feats", "entity", "deprel")}
        lower: list[str] = []
        head: list[int] = []
        sentence: list[int] = []
        found: list[tuple[int, int, int, str]] = []
        for n, w in enumerate(windows):
            offset, past = len(lower), (sentence[-1] + 1 if sentence else 0)
            found += [(n, word, word + offset, cluster) for word, cluster in w.mentions]
            lower += [word.lower().replace("’", "'") for word in w.words]
            head += [h + offset for h in w.head]
            sentence += [s + past for s in w.sentence]
            for name, layer in layers.items():
                layer += [value for s in w.run for value in getattr(s, name)]
        if len(found) < 2:
            return None
        heads = pairs.heads([f[2] for f in found], lower=lower, head=head, sentence=sentence, **layers)
        clusters = np.array([f[3] for f in found])
        same = np.tril(clusters[:, None] == clusters[None, :], -1)
        return cls(
            torch.tensor([f[0] for f in found]), torch.tensor([f[1] for f in found]),
            torch.from_numpy(pairs.features(heads)), torch.from_numpy(same),
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


def in_order(windows: list[Window], size: int) -> list[list[Window]]:
    """Consecutive windows of one document grouped so that a padded batch holds about `size` pieces."""
    made: list[list[Window]] = []
    group: list[Window] = []
    for window in windows:
        if group and (len(group) + 1) * max(len(w.pieces) for w in [*group, window]) > size:
            made.append(group)
            group = []
        group.append(window)
    if group:
        made.append(group)
    return made
