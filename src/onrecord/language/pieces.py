"""Words to word pieces of the encoder's vocabulary."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

LONGEST = 100
"""Characters of a word that are looked at; longer "words" are base64 and the like."""
MOST_PIECES = 16
"""Pieces that a word may have: the first ones and the last one of a longer word are kept."""


class Pieces:
    """The vocabulary, with a memory of words met before: news repeats its words, so most look-ups are one dictionary access."""

    def __init__(self, path: Path) -> None:
        """`path` is a `tokenizer.json` of an uncased BERT vocabulary."""
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, tuple[int, ...]] = {}
        self.start = self._special("[CLS]")
        self.end = self._special("[SEP]")
        self.unknown = self._special("[UNK]")

    def _special(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise ValueError(f"the vocabulary has no {name}")
        return int(found)

    @property
    def size(self) -> int:
        """Number of pieces in the vocabulary."""
        return int(self._tokenizer.get_vocab_size())

    def of(self, word: str) -> tuple[int, ...]:
        """Ids of a word's pieces, at least one and at most MOST_PIECES."""
        found = self._known.get(word)
        if found is None:
            ids = self._tokenizer.encode(word[:LONGEST], add_special_tokens=False).ids or [self.unknown]
            found = tuple(ids if len(ids) <= MOST_PIECES else [*ids[: MOST_PIECES - 1], ids[-1]])
            if len(self._known) < 200_000:  # bounded, whatever is read
                self._known[word] = found
        return found
