"""What one pass over a text yields: words, sentences, syntax, names, attribution, as plain typed arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.language import interchange

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float32]


class WordSpan(NamedTuple):
    """A labelled run of words [first, last), with the mean probability of its tags."""

    first: int
    last: int
    label: str
    score: float


class Speech(NamedTuple):
    """What belongs to one cue, as the cue alone sees it; the scores are those of its own tags."""

    cue: WordSpan
    sources: tuple[WordSpan, ...]
    contents: tuple[WordSpan, ...]


@dataclass(frozen=True)
class Analysis:
    """One text as the encoder sees it. All arrays have one entry a word, in text order.

    `starts`, `ends`: character span of the word in `text` (code points, half open).
    `sentence`: index into `sentences`, which holds word ranges [first, last).
    `head`: index of the governing word in the same text; a root points at itself.
    `upos`, `xpos`, `feats`, `lemma`, `deprel`: Universal Dependencies v2, subtypes kept ("nsubj:pass").
    `head_score`: probability of the arc, 0 to 1.
    `entity`: type of the mention that this word heads (person place organization object event time
    abstract substance animal plant), or "" where it heads none.
    `occurrence`: did the event of this word happen, -3 (no) to 3 (yes), after UDS-IH2; means something on event words only.
    `names`: PER LOC ORG OTH (nationalities and the like).
    `attribution`: source, cue and content spans after PolNeAR; `speeches`: which of them belong together, one for each cue.
    `chains`: words that head mentions of the same thing, in text order, two or more a chain; empty unless they were asked for.
    """

    text: str
    starts: IntArray
    ends: IntArray
    sentence: IntArray
    sentences: tuple[tuple[int, int], ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    feats: tuple[str, ...]
    lemma: tuple[str, ...]
    head: IntArray
    head_score: FloatArray
    deprel: tuple[str, ...]
    entity: tuple[str, ...]
    occurrence: FloatArray
    names: tuple[WordSpan, ...] = ()
    attribution: tuple[WordSpan, ...] = ()
    speeches: tuple[Speech, ...] = ()
    chains: tuple[tuple[int, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words as written."""
        return tuple(self.text[s:e] for s, e in zip(self.starts.tolist(), self.ends.tolist(), strict=True))

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """The words in lower case, curly apostrophes made straight."""
        return tuple(word.lower().replace("’", "'") for word in self.words)

    @cached_property
    def rel(self) -> tuple[str, ...]:
        """Dependency relations without their subtypes."""
        return tuple(name.partition(":")[0] for name in self.deprel)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each word its dependents, in text order."""
        made: list[list[int]] = [[] for _ in range(len(self))]
        for word, head in enumerate(self.head.tolist()):
            if head != word:
                made[head].append(word)
        return tuple(map(tuple, made))

    def governor(self, word: int) -> int | None:
        """The word's head, or None for a root."""
        head = int(self.head[word])
        return None if head == word else head

    def dependents(self, word: int, *relations: str) -> tuple[int, ...]:
        """Dependents with one of the relations; "nsubj" also finds "nsubj:pass", "nsubj:pass" finds only itself."""
        return tuple(child for child in self.children[word] if self.deprel[child] in relations or self.rel[child] in relations)

    def subtree(self, word: int, without: frozenset[str] = frozenset()) -> tuple[int, ...]:
        """The word and all below it, in text order; branches entered by a relation in `without` are left out."""
        found, open_ = [], [word]
        while open_:
            here = open_.pop()
            found.append(here)
            open_ += [child for child in self.children[here] if self.rel[child] not in without and self.deprel[child] not in without]
        return tuple(sorted(found))

    def ancestors(self, word: int) -> tuple[int, ...]:
        """The words above, nearest first, up to the root."""
        found: list[int] = []
        here = self.governor(word)
        while here is not None and here not in found:
            found.append(here)
            here = self.governor(here)
        return tuple(found)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters of the words [first, last)."""
        return int(self.starts[first]), int(self.ends[last - 1])

    def words_in(self, start: int, end: int) -> range:
        """Indices of the words that overlap the characters [start, end)."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return range(first, max(first, last))

    def to_conllu(self) -> str:
        """The analysis as CoNLL-U."""
        return interchange.to_conllu(self)

    def to_spacy(self) -> Any:
        """The analysis as a `spacy.tokens.Doc`; raises ImportError with the line to type if spaCy is not installed."""
        return interchange.to_spacy(self)
