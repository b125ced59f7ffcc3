"""Words as the comparison of events sees them: stems without endings, weighed by how common they are, packed as small numbers.

Nothing here depends on what the ledger holds: a word weighs the same in every ledger, whatever came before it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from math import sqrt

from onrecord.knowledge import table

RARE = 9
"""The weight of a word that the table of common words does not hold, names above all; that of a common one is its class, 0 to 7."""
SALIENT = 64
"""Words that a report is known by: the heaviest ones."""
_NUMBER, _SHORT_NUMBER = 6, 3
"""The weights of a number: an age or a magnitude says much, a single digit or a year little."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VOWELS = frozenset("aeiouy")
_SIBILANTS = ("sses", "shes", "ches", "xes", "zes")


class Bag:
    """Words by their number, with their weight: what two sentences or reports have in common is a matter of a few look-ups.

    `words` are the numbers and weights, `square` is the sum of the weights' squares.
    """

    __slots__ = ("square", "words")

    def __init__(self, words: Iterable[tuple[int, int]] = ()) -> None:
        self.words = dict(words)
        self.square = sum([w * w for w in self.words.values()])

    def pack(self) -> bytes:
        """The bag as bytes, four for a word, in the order of their numbers."""
        return array("I", sorted(n | w for n, w in self.words.items())).tobytes()


@lru_cache(maxsize=4096)
def unpack(data: bytes) -> Bag:
    """The bag that `Bag.pack` made these bytes of."""
    return Bag([(n & ~15, n & 15) for n in array("I", data)])


def likeness(a: Bag, b: Bag) -> float:
    """The cosine of two bags, 0 to 1.

    >>> likeness(Bag([(16, 2), (32, 1)]), Bag([(16, 2), (32, 1)])), likeness(Bag([(16, 2)]), Bag([(32, 1)]))
    (1.0, 0.0)
    """
    one, two = (a.words, b.words) if len(a.words) < len(b.words) else (b.words, a.words)
    shared = sum([w * two[n] for n, w in one.items() if n in two])
    return shared / sqrt(a.square * b.square) if shared else 0.0


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, without accents and the possessive, and its numbers.

    >>> tokens("Galán’s killers hit 1,300 homes.")
    ['galan', 'killers', 'hit', '1300', 'homes']
    """
    plain = text.lower().replace("’", "'")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return [word.replace(",", "") if word[0].isdigit() else word.partition("'")[0] for word in _WORD.findall(plain)]


@lru_cache(maxsize=20_000)
def name_tokens(name: str) -> tuple[str, ...]:
    """As `tokens`, for names, which come again and again."""
    return tuple(tokens(name))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without the endings of number, tense and degree.

    >>> [stem(w) for w in ("strikes", "struck", "stopped", "bodies", "raiding", "raced")]
    ['strik', 'strik', 'stop', 'bod', 'raid', 'rac']
    """
    if word[:1].isdigit():
        return word
    word = _irregular().get(word, word)
    if word.endswith("s") and word[-2:-1] not in ("s", "u", "i", "") and len(word) > 3:
        word = word[:-3] + "y" if word.endswith("ies") else word[:-2] if word.endswith(_SIBILANTS) else word[:-1]
        word = _irregular().get(word, word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and _VOWELS & set(word[: -len(ending)]):
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word[-1] in "eyi" else word


def head(words: list[str]) -> str:
    """The word that carries the act in a trigger: the last of its first heavy words, helpers aside; "" where there is none.

    >>> head(["opened", "fire"]), head(["death", "of", "ten"]), head(["carried", "out", "a", "raid"]), head(["said"])
    ('fire', 'death', 'raid', 'said')
    """
    found = ""
    for word in words:
        if weight(stem(word)) and stem(word) not in _light():
            found = word
        elif found:
            break
    return found or (words[0] if words else "")


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """What verbs and their nouns share: "explode" and "explosion", "withdraw" and "withdrawal".

    >>> [root(w) for w in ("withdrawal", "withdrew", "killers", "announcement", "announced", "resignation", "resigned")]
    ['withdraw', 'withdraw', 'kill', 'announc', 'announc', 'resign', 'resign']
    """
    cut = stem(word)
    for ending in ("ation", "ition", "at", "ment", "sion", "tion", "ion", "anc", "enc", "al", "er", "or"):
        if cut.endswith(ending) and len(cut) - len(ending) >= 4:
            cut = cut[: -len(ending)]
            break
    return cut[:-1] if len(cut) > 3 and cut[-1] == "e" else cut


@lru_cache(maxsize=20_000)
def families(word: str) -> frozenset[str]:
    """What a word's root can stand for: the acts that it is one of the words for ("fire": a shot, a blaze, a sacking), else itself."""
    return _families().get(root(word), frozenset((root(word),)))


@lru_cache(maxsize=100_000)
def weight(word: str) -> int:
    """How much it says that two texts share a stem: 0 for "the", RARE for a name."""
    if word[:1].isdigit():
        return _SHORT_NUMBER if len(word) < 2 or _YEAR.fullmatch(word) else _NUMBER
    return _classes().get(word, RARE if len(word) > 2 else 2)


@lru_cache(maxsize=200_000)
def number(word: str) -> int:
    """28 bits of a stem's hash, shifted left by four for its weight: the same on every machine."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big") & ~15


def bag(words: Iterable[str]) -> Bag:
    """The stems of some words that weigh anything."""
    return Bag((number(s), w) for s in map(stem, words) if (w := weight(s)))


def salient(words: Iterable[str]) -> Bag:
    """The stems that a text is known by, the SALIENT heaviest: common ones count less, repeated ones more (up to 15)."""
    counts = Counter(map(stem, words))
    heavy = sorted([(-weight(s) * min(n, 9) ** 0.25, s) for s, n in counts.items() if weight(s) > 1])[:SALIENT]
    return Bag((number(s), min(15, round(-value))) for value, s in heavy)


@cache
def _irregular() -> Mapping[str, str]:
    return {form: row["word"] for row in table("irregular_forms") for form in row["forms"].split()}


@cache
def _families() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in table("word_families"):
        for word in row["words"].split():
            found.setdefault(root(word), set()).add(row["family"])
    return {word: frozenset(names) for word, names in found.items()}


@cache
def _light() -> frozenset[str]:
    return frozenset(stem(word) for row in table("light_verbs") for word in row["words"].split()[:1])


@cache
def _classes() -> Mapping[str, int]:
    return {word: int(row["class"]) for row in table("common_words") for word in row["words"].split()}
