"""Documents to batches of windows: several consecutive sentences, their pieces, and their labels as arrays."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
    outside: int  # the tag of words that are part of no statement


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
            self._speeches(run), _mentions(run), run, self.index["attribution"]["O"],
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
            made += [h + offset if h >= 0 else IGNORE for h in s.head] if s.head else [IGNORE] * len(s.words)
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


Index = tuple[Tensor, ...]


@dataclass
class Batch:
    """Windows padded to one size, as tensors. Where something is known is counted out here, so that a GPU need not be asked for it."""

    pieces: Tensor
    shapes: Tensor
    mask: Tensor
    first: Tensor
    last: Tensor
    sentence: Tensor  # of each word, -1 beyond the end
    words: Index  # window and place of each word
    labels: dict[str, Tensor]  # of the tasks that have any here
    arcs: Index  # window, dependent and head of each word whose head is known
    occurrence: Index  # window, word and score
    speeches: Index  # window, last word of the cue, tags of the window's words; one row a statement, and as many of words without one
    chains: dict[str, Index]  # of CHAINED, the windows in which every word has a tag, and their lengths
    mentions: list[Mentions]
    size: int

    @property
    def inputs(self) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        return self.pieces, self.shapes, self.mask, self.first, self.last

    def moved(self, convert: Callable[[Any], Any], kind: type) -> Batch:
        """The same with everything of a kind converted: its tensors, or what stands for them on the way to a device."""

        def all_of(value: Any) -> Any:
            if isinstance(value, kind):
                return convert(value)
            if isinstance(value, dict):
                return {name: all_of(v) for name, v in value.items()}
            if isinstance(value, (tuple, list)):
                return type(value)(map(all_of, value))
            return Mentions(*map(all_of, vars(value).values())) if isinstance(value, Mentions) else value

        return Batch(*map(all_of, vars(self).values()))


def collate(groups: Sequence[tuple[list[Window], bool]], draw: random.Random) -> Batch:
    """The padded batch of groups of windows; those of a linked group follow each other in one document: their mentions are compared."""
    windows = [w for group, _ in groups for w in group]
    words = max(len(w.words) for w in windows)
    columns = max(len(w.pieces) for w in windows)

    def pad(rows: Iterable[list[int]], width: int, fill: int) -> Tensor:
        made = np.full((len(windows), width), fill, dtype=np.int64)
        for n, row in enumerate(rows):
            made[n, : len(row)] = row
        return torch.from_numpy(made)

    labels = {task: pad((w.labels[task] for w in windows), words, IGNORE) for task in windows[0].labels}
    labels = {task: gold for task, gold in labels.items() if bool((gold != IGNORE).any())}
    head = pad((w.head for w in windows), words, IGNORE)
    sentence = pad((w.sentence for w in windows), words, -1)
    window, dependent = torch.nonzero(head != IGNORE, as_tuple=True)
    occurrence = torch.from_numpy(_padded_scores(windows, words))
    events = torch.nonzero(~torch.isnan(occurrence), as_tuple=True)
    mentions, at = [], 0
    for group, linked in groups:
        found = Mentions.of(group, at) if linked else None
        mentions += [found] if found is not None else []
        at += len(group)
    return Batch(
        pad((w.pieces for w in windows), columns, 0), pad((w.piece_shapes for w in windows), columns, 0),
        pad(([1] * len(w.pieces) for w in windows), columns, 0).float(),
        pad((w.first for w in windows), words, 0), pad((w.last for w in windows), words, 0),
        sentence, torch.nonzero(sentence >= 0, as_tuple=True), labels, (window, dependent, head[window, dependent]),
        (*events, occurrence[events]), _speech_tensors(windows, words, draw),
        {task: _whole(windows, task) for task in CHAINED if task in labels}, mentions, sum(len(w.pieces) for w in windows),
    )  # fmt: skip


def _padded_scores(windows: list[Window], words: int) -> np.ndarray:
    made = np.full((len(windows), words), np.nan, dtype=np.float32)
    for n, w in enumerate(windows):
        made[n, : len(w.words)] = w.occurrence
    return made


def _whole(windows: list[Window], task: str) -> Index:
    rows = [(n, len(w.words)) for n, w in enumerate(windows) if IGNORE not in w.labels[task]]
    return torch.tensor([n for n, _ in rows], dtype=torch.long), torch.tensor([length for _, length in rows], dtype=torch.long)


def _speech_tensors(windows: list[Window], words: int, draw: random.Random) -> Index:
    """The statements' tags by cue, and for each a word that is no cue and has no statement."""
    rows: list[tuple[int, int, list[int]]] = []
    for n, w in enumerate(windows):
        cues = {last for last, _ in w.speeches}
        others = [i for i, tag in enumerate(w.labels["attribution"]) if tag != IGNORE and i not in cues]
        rows += [(n, last, tags) for last, tags in w.speeches]
        if others:
            none = [IGNORE if tag == IGNORE else w.outside for tag in w.labels["attribution"]]
            rows += [(n, draw.choice(others), none) for _ in w.speeches]
    made = np.full((len(rows), words), IGNORE, dtype=np.int64)
    for k, (_, _, tags) in enumerate(rows):
        made[k, : len(tags)] = tags
    at = torch.tensor([(n, last) for n, last, _ in rows], dtype=torch.long).reshape(-1, 2)
    return at[:, 0], at[:, 1], torch.from_numpy(made)


@dataclass
class Mentions:
    """The mentions of consecutive windows of one document: where they stand, their pairs' features, who is whom."""

    window: Tensor
    word: Tensor
    features: Tensor
    same: Tensor  # [n, n], true where an earlier mention speaks of the same thing

    @classmethod
    def of(cls, windows: list[Window], at: int = 0) -> Mentions | None:
        """Those of the windows, which follow each other from the batch's window `at` on, or None if there are fewer than two."""
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
            torch.tensor([f[0] + at for f in found]), torch.tensor([f[1] for f in found]),
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
