"""Sentences written another way: as headlines, old wires, careless typing and bad scans have them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from training.corpora import Document, Sentence

UPPER, TITLE, LOWER, QUOTES, OLD_QUOTES = 0.07, 0.05, 0.03, 0.4, 0.04  # how often a window is written so
NOISE, NOISY_WORD = 0.03, 0.08
BARE, UNCLOSED, DATELINE = 0.05, 0.04, 0.06
OTHER_NAMES, OTHER_NAME = 0.15, 0.6
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
MARKS = frozenset({'"', "“", "”", "``", "''"})
SCANS = (("l", "1"), ("o", "0"), ("rn", "m"), ("e", "c"), ("I", "l"), ("O", "0"), ("S", "5"))
AGENCIES = (["(", "Reuters", ")"], ["(", "AP", ")"], ["(", "AFP", ")"], ["(", "Xinhua", ")"], [])
DASHES = ("-", "--", "—", "–")
LAYERS = ("upos", "xpos", "feats", "lemma", "deprel", "entity", "names", "military", "attribution", "occurrence", "gum_names")


@dataclass(frozen=True)
class Names:
    """Names of the training data, by where they stand: first and last words of persons' names, one-word places."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    places: tuple[str, ...]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Names:
        """Those of the documents, each counted once, in alphabetical order."""
        first, last, places = set(), set(), set()
        for sentence in (s for document in documents for s in document if s.names):
            for i, (word, tag) in enumerate(zip(sentence.words, sentence.names or (), strict=True)):
                after = sentence.names[i + 1] if sentence.names and i + 1 < len(sentence.words) else "O"
                if not (word[:1].isupper() and word.isalpha() and len(word) > 2):
                    continue
                if tag == "B-PER" and after == "I-PER":
                    first.add(word)
                elif tag in ("B-PER", "I-PER") and after != "I-PER":
                    last.add(word)
                elif tag == "B-LOC" and after != "I-LOC":
                    places.add(word)
        return cls(tuple(sorted(first)), tuple(sorted(last)), tuple(sorted(places)))


def without(sentence: Sentence, gone: set[int]) -> Sentence:
    """The sentence without some words that govern no other; a run of tags that lost its beginning begins later."""
    kept = [i for i in range(len(sentence.words)) if i not in gone]
    place = {old: new for new, old in enumerate(kept)}
    made = replace(sentence, words=[sentence.words[i] for i in kept])
    for layer in LAYERS:
        values = getattr(sentence, layer)
        if values is not None:
            setattr(made, layer, [values[i] for i in kept])
    if sentence.head is not None:
        made.head = [place.get(sentence.head[i], sentence.head[i]) for i in kept]  # an unknown head stays unknown
    for layer in ("names", "military", "attribution", "gum_names"):
        if getattr(made, layer):
            setattr(made, layer, begun(getattr(made, layer)))
    if sentence.speeches is not None:
        made.speeches = {n: begun([tags[i] for i in kept]) for n, tags in sentence.speeches.items()}
    if sentence.mentions is not None:
        made.mentions = [m._replace(head=place[m.head], first=0, last=0) for m in sentence.mentions if m.head in place]
    return made


def begun(tags: list[str]) -> list[str]:
    """BIO tags in which every run begins with B."""
    made: list[str] = []
    for tag in tags:
        opens = tag.startswith("I-") and (not made or made[-1][2:] != tag[2:])
        made.append("B-" + tag[2:] if opens else tag)
    return made


def _removable(sentence: Sentence, marks: Iterable[str]) -> list[int]:
    governors = {h for i, h in enumerate(sentence.head) if h != i} if sentence.head is not None else set()
    roots = {i for i, h in enumerate(sentence.head) if h == i} if sentence.head is not None else set()
    return [i for i, word in enumerate(sentence.words) if word in marks and i not in governors and i not in roots]


def reshape(run: list[Sentence], draw: random.Random, names: Names) -> list[Sentence]:
    """The run now and then without its last marks, with a quotation mark missing, under a dateline, or with other names."""
    if draw.random() < BARE:
        run = [_less(s, [i for i in _removable(s, ".!?,") if draw.random() < 0.8]) for s in run]
    if draw.random() < UNCLOSED:
        run = [_less(s, draw.sample(found, 1) if (found := _removable(s, MARKS)) else []) for s in run]
    if run[0].attribution is not None and names.places and draw.random() < DATELINE:
        run = [_dateline(draw, names), *run]
    if any(s.names for s in run) and draw.random() < OTHER_NAMES:
        run = [replace(s, words=_renamed(s, draw, names)) for s in run]
    return run


def _less(sentence: Sentence, gone: list[int]) -> Sentence:
    return without(sentence, set(gone)) if gone and len(gone) < len(sentence.words) else sentence


def _dateline(draw: random.Random, names: Names) -> Sentence:
    place = draw.choice(names.places)
    words = [place.upper() if draw.random() < 0.7 else place]
    if draw.random() < 0.4:
        words += [",", draw.choice(("Jan.", "March", "Aug", "3", "Oct."))] + ([str(draw.randint(1, 31))] if draw.random() < 0.7 else [])
    words += [*draw.choice(AGENCIES), draw.choice(DASHES)]
    return Sentence(words, attribution=["O"] * len(words), speeches={})


def _renamed(sentence: Sentence, draw: random.Random, names: Names) -> list[str]:
    words = list(sentence.words)
    tags = sentence.names or []
    for i, tag in enumerate(tags):
        after = tags[i + 1] if i + 1 < len(tags) else "O"
        if not (words[i].istitle() and words[i].isalpha()) or draw.random() > OTHER_NAME:
            continue
        if tag == "B-PER" and after == "I-PER" and names.first:
            words[i] = draw.choice(names.first)
        elif tag in ("B-PER", "I-PER") and after != "I-PER" and names.last:
            words[i] = draw.choice(names.last)
        elif tag == "B-LOC" and after != "I-LOC" and names.places:
            words[i] = draw.choice(names.places)
    return words


def rewrite(words: list[str], draw: random.Random) -> list[str]:
    """The words in capitals, title case or lower case, misspelt, or with other quotation marks, now and then."""
    roll = draw.random()
    if roll < UPPER:
        words = [w.upper() for w in words]
    elif roll < UPPER + TITLE:
        words = [w.capitalize() if len(w) > 3 and w.islower() else w for w in words]
    elif roll < UPPER + TITLE + LOWER:
        words = [w.lower() for w in words]
    if draw.random() < NOISE:
        words = [_noisy(w, draw) if len(w) > 3 and w.isalpha() and draw.random() < NOISY_WORD else w for w in words]
    roll = draw.random()
    if roll < OLD_QUOTES:
        return _alternating(words, "``", "''")
    if roll < OLD_QUOTES + QUOTES:
        if any(w in ("“", "”") for w in words):
            return [w.translate(STRAIGHT) for w in words]
        return [w.replace("'", "’") for w in _alternating(words, "“", "”")]
    return words


def _alternating(words: list[str], opening: str, closing: str) -> list[str]:
    """Double quotation marks made opening and closing ones in turn; marks that already say which they are stay so."""
    made, inside = [], False
    for word in words:
        if word in MARKS:
            inside = not inside if word == '"' else word in ("“", "``")
            made.append(opening if inside else closing)
        else:
            made.append(word)
    return made


def _noisy(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    scans = [(a, b) for a, b in SCANS if a in word]
    return word.replace(*draw.choice(scans), 1) if scans else word
