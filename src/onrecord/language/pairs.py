"""What two mentions of a text have in common, as small numbers: the features of the coreference head, in training and in reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRONOUNS = {
    form: kind
    for kind, forms in {
        "first": "i me my mine myself we us our ours ourselves",
        "second": "you your yours yourself yourselves",
        "he": "he him his himself",
        "she": "she her hers herself",
        "it": "it its itself",
        "they": "they them their theirs themselves themself",
        "this": "this that these those",
        "who": "who whom whose which",
    }.items()
    for form in forms.split()
}
KINDS = ("first", "second", "he", "she", "it", "they", "this", "who", "pronoun", "name", "the", "a", "bare", "other")
TYPES = ("", "person", "place", "organization", "object", "event", "time", "abstract", "animal", "plant", "substance")
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "such"})
STEPS = (1, 2, 4, 8, 16, 32, 64)
"""Upper ends of the buckets of how many mentions lie between; those of sentences are the first five, from 0."""
SIZES = {
    "kinds": len(KINDS) ** 2, "words": 6, "mentions": len(STEPS) + 1, "sentences": 7, "types": len(TYPES) ** 2, "numbers": 9, "syntax": 7,
}  # fmt: skip
TOTAL = sum(SIZES.values())
NAME_PARTS = ("flat", "compound")


@dataclass(frozen=True)
class Heads:
    """Words that stand for mentions, in text order, and what the syntax says of them; `words` index the text."""

    words: NDArray[np.int64]
    kinds: NDArray[np.int64]
    types: NDArray[np.int64]
    numbers: NDArray[np.int64]
    sentences: NDArray[np.int64]
    governors: NDArray[np.int64]
    relations: tuple[str, ...]
    forms: tuple[str, ...]
    names: tuple[frozenset[str], ...]

    def part(self, view: slice) -> Heads:
        """Some consecutive mentions."""
        return Heads(*(getattr(self, name)[view] for name in self.__dataclass_fields__))


def heads(
    words: Sequence[int], *, lower: Sequence[str], upos: Sequence[str], feats: Sequence[str], entity: Sequence[str],
    sentence: Sequence[int], head: Sequence[int], deprel: Sequence[str],
) -> Heads:  # fmt: skip
    """The mention heads `words` of a text whose layers are given, one entry a word; heads are indices in the text."""
    children: dict[int, list[int]] = {w: [] for w in words}
    for child, governor in enumerate(head):
        if governor in children and governor != child:
            children[governor].append(child)
    names = []
    for w in words:
        parts = [w, *(c for c in children[w] if deprel[c].partition(":")[0] in NAME_PARTS and upos[c] == "PROPN")]
        names.append(frozenset(lower[p] for p in parts) if upos[w] == "PROPN" else frozenset())
    return Heads(
        np.array(words, dtype=np.int64),
        np.array([KINDS.index(_kind(w, lower, upos, deprel, children[w])) for w in words], dtype=np.int64),
        np.array([TYPES.index(entity[w]) if entity[w] in TYPES else 0 for w in words], dtype=np.int64),
        np.array([1 if "Number=Sing" in feats[w] else 2 if "Number=Plur" in feats[w] else 0 for w in words], dtype=np.int64),
        np.array([sentence[w] for w in words], dtype=np.int64),
        np.array([head[w] for w in words], dtype=np.int64),
        tuple(deprel[w] for w in words),
        tuple(lower[w] for w in words),
        tuple(names),
    )


def _kind(word: int, lower: Sequence[str], upos: Sequence[str], deprel: Sequence[str], children: list[int]) -> str:
    if upos[word] in ("PRON", "DET"):
        return PRONOUNS.get(lower[word], "pronoun")
    if upos[word] == "PROPN":
        return "name"
    if upos[word] not in ("NOUN", "NUM", "ADJ", "SYM"):
        return "other"
    if any(lower[c] in DEFINITE or deprel[c] == "nmod:poss" for c in children):
        return "the"
    return "a" if any(lower[c] in ("a", "an") for c in children) else "bare"


def features(mentions: Heads) -> NDArray[np.int64]:
    """For each pair [later, earlier] of mentions one index into each of the tables of SIZES, which lie one after another in TOTAL."""
    n = len(mentions.words)
    order = np.arange(n)
    gap = np.maximum(order[:, None] - order[None, :], 1)
    apart = np.maximum(mentions.sentences[:, None] - mentions.sentences[None, :], 0)
    made = [
        mentions.kinds[:, None] * len(KINDS) + mentions.kinds[None, :],
        _shared_words(mentions),
        np.searchsorted(STEPS, gap),
        np.where(apart == 0, 0, 1 + np.searchsorted(STEPS[:5], apart)),
        mentions.types[:, None] * len(TYPES) + mentions.types[None, :],
        mentions.numbers[:, None] * 3 + mentions.numbers[None, :],
        _syntax(mentions),
    ]
    offsets = np.cumsum([0, *SIZES.values()])[:-1]
    return np.stack([m + o for m, o in zip(made, offsets, strict=True)], axis=-1)


def _shared_words(mentions: Heads) -> NDArray[np.int64]:
    """0 nothing, 1 the same common head, 2 the same pronoun, 3 names that share a word, 4 one name within the other, 5 the same name."""
    n = len(mentions.words)
    made = np.zeros((n, n), dtype=np.int64)
    pronoun = KINDS.index("pronoun")
    by_form: dict[str, list[int]] = {}
    by_part: dict[str, list[int]] = {}
    for j in range(n):
        for i in by_form.get(mentions.forms[j], ()):
            made[j, i] = 2 if mentions.kinds[j] <= pronoun else 1
        by_form.setdefault(mentions.forms[j], []).append(j)
        mine = mentions.names[j]
        for i in {i for part in mine for i in by_part.get(part, ())}:
            theirs = mentions.names[i]
            made[j, i] = 5 if mine == theirs else 4 if mine <= theirs or theirs <= mine else 3
        for part in mine:
            by_part.setdefault(part, []).append(j)
    return made


def _syntax(mentions: Heads) -> NDArray[np.int64]:
    """0 nothing, 1 apposition, 2 subject of a noun, 3 possessor, 4 other dependent, 5 the governor, 6 fellow dependents."""
    n = len(mentions.words)
    made = np.zeros((n, n), dtype=np.int64)
    place = {int(w): k for k, w in enumerate(mentions.words)}
    by_governor: dict[int, list[int]] = {}
    for k in range(n):
        governor, relation = int(mentions.governors[k]), mentions.relations[k].partition(":")[0]
        above = place.get(governor)
        if above is not None and above != k:
            if above < k:
                made[k, above] = 1 if relation == "appos" else 3 if mentions.relations[k] == "nmod:poss" else 4
            else:
                made[above, k] = 2 if relation == "nsubj" else 3 if mentions.relations[k] == "nmod:poss" else 5
        if governor != int(mentions.words[k]):
            for fellow in by_governor.get(governor, ()):
                made[k, fellow] = 6
            by_governor.setdefault(governor, []).append(k)
    return made
