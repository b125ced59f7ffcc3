"""Which words tell an event, and of which action: table entries over lemmas, with the conditions that tell their senses apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.knowledge import table
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.record import Action

_GAP = 4  # words that may stand between the parts of a verb phrase: "set two buses on fire"
_FAR = 12  # the same for a word that hangs on the verb itself: "found the former mayor of the town guilty"
_VERB_TAGS = frozenset(("VERB", "AUX"))
_NOUN_TAGS = frozenset(("NOUN", "PROPN"))
_NOMINAL = frozenset(("nsubj", "obj", "obl", "nmod"))  # a gerund so used is a noun: "shelling of the town killed three"
_PARTICIPLES = frozenset(("displace", "besiege"))  # told as an event even before a noun


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table: words by lemma, the index of the head among them, and which slots hold the parties."""

    words: tuple[str, ...]
    head: int
    pos: str
    action: Action
    by: tuple[str, ...]
    to: tuple[str, ...]
    needs: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell an event: their head, the words [first, last), and the entry that they meet."""

    word: int
    first: int
    last: int
    entry: Entry

    @property
    def noun(self) -> bool:
        """True if a noun tells the event."""
        return self.entry.pos == "n"


def _entry(row: Mapping[str, str], number: int) -> Entry:
    words = tuple(row["words"].replace("*", "").replace("-", " - ").split())
    starred = [i for i, word in enumerate(row["words"].split()) if word.startswith("*")]
    head = starred[0] if starred else 0 if row["pos"] == "v" and "-" not in words else len(words) - 1
    if row["pos"] == "v" and len(words) > 1 and words[0].endswith("ly"):
        head = 1
    action = Action(row["type"], row["mode"] or None)  # type: ignore[arg-type]  # a test holds the table to the ontology
    return Entry(words, head, row["pos"], action, tuple(row["by"].split()), tuple(row["to"].split()), tuple(_needs(row["needs"])), number)


def _needs(text: str) -> list[str]:
    """The conditions of a cell; the words after "not:" belong to it."""
    found: list[str] = []
    for part in text.split():
        if found and found[-1].startswith("not:") and ":" not in part and "=" not in part:
            found[-1] += "|" + part
        else:
            found.append(part)
    return found


@cache
def entries() -> Mapping[tuple[str, str], tuple[Entry, ...]]:
    """Entries by (lemma of the head, part of speech), longest first, then in table order."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for number, row in enumerate(table("actions")):
        entry = _entry(row, number)
        found.setdefault((entry.words[entry.head], entry.pos), []).append(entry)
    return {key: tuple(sorted(group, key=lambda e: (-len(e.words), e.row))) for key, group in found.items()}


def candidates(clauses: Clauses) -> tuple[tuple[Trigger, ...], ...]:
    """For each word that may tell an event, the entries whose words are there, longest first; conditions are not yet asked."""
    found = []
    index = entries()
    for word, lemma in enumerate(clauses.lemma):
        pos = part_of_speech(clauses, word)
        group = index.get((lemma, pos)) if pos else None
        if group is None and pos:
            group = index.get((clauses.lower[word], pos))
        if group:
            met = [Trigger(word, *span, entry) for entry in group if (span := _met(clauses, word, entry))]
            if met:
                found.append(tuple(met))
    return tuple(found)


def part_of_speech(clauses: Clauses, word: int) -> str:
    """v, n or a for words that may tell an event, else ""."""
    tag, relation = clauses.upos[word], clauses.rel[word]
    if tag in _VERB_TAGS:
        gerund = relation in _NOMINAL or (relation == "acl" and "of" in (clauses.mark(word), clauses.case(word)))
        if clauses.xpos[word] == "VBG" and gerund and not clauses.has(word, "obj") and (clauses.lower[word], "n") in entries():
            return "n"
        if relation in ("amod", "compound", "aux", "cop", "case", "mark", "fixed"):
            return "v" if clauses.lemma[word] in _PARTICIPLES else ""
        return "v"
    if tag in _NOUN_TAGS:
        return "n" if _told(clauses, word, relation, tag) else ""
    return "a" if tag == "ADJ" and relation not in ("amod", "compound") else ""


def _told(clauses: Clauses, word: int, relation: str, tag: str) -> bool:
    """Whether a noun can tell an event: not inside a name, and before another noun only in "coup attempt", "attack plan"."""
    if relation in ("flat", "fixed", "case", "vocative", "amod"):
        return False
    written = clauses.analysis.words[word]
    if tag == "PROPN" and written[:1].isupper() and not written.isupper() and not _opens(clauses, word):
        return False
    return relation != "compound" or clauses.lemma[clauses.head[word]] in word_group("head")


def _opens(clauses: Clauses, word: int) -> bool:
    """Whether a word opens its sentence."""
    return word == clauses.analysis.sentences[int(clauses.analysis.sentence[word])][0]


def _met(clauses: Clauses, word: int, entry: Entry) -> tuple[int, int] | None:
    """The words [first, last) of an entry around its head, or None if some are missing."""
    if len(entry.words) == 1:
        return word, word + 1
    if entry.pos == "v" and "-" not in entry.words:
        return _verb_phrase(clauses, word, entry)
    first = word - entry.head
    if first < 0 or tuple(clauses.lemma[first : first + len(entry.words)]) != entry.words:
        return None
    return first, first + len(entry.words)


def _verb_phrase(clauses: Clauses, word: int, entry: Entry) -> tuple[int, int] | None:
    """The words of a verb phrase, which may stand apart, below the verb; a passive has its object before it."""
    first, here = word, word
    for part in entry.words[: entry.head]:
        if clauses.lemma[max(0, word - 1)] != part:
            return None
        first = word - 1
    for part in entry.words[entry.head + 1 :]:
        reach = range(here + 1, min(here + 1 + _FAR, len(clauses.lemma)))
        at = next((i for i in reach if clauses.lemma[i] == part and _below(clauses, i, word, i - here)), None)
        if at is None:
            at = _before(clauses, word, part) if len(entry.words) == 2 else None
            return (word, word + 1) if at is not None else None
        here = at
    return (first, here + 1) if here - word <= _GAP else (word, word + 1)


def _below(clauses: Clauses, word: int, verb: int, distance: int) -> bool:
    """Whether a word hangs on the verb within three steps, not through another clause; directly if it stands far off."""
    if clauses.rel[word] == "det" and clauses.lower[word] == "no":
        return False
    if clauses.rel[word] == "case" and clauses.analysis.entity[clauses.head[word]] == "time":
        return False  # "called an election on Monday"
    steps = 3 if distance <= _GAP else 2 if clauses.rel[word] == "case" else 1
    for _ in range(steps):
        head = clauses.head[word]
        if head == verb:
            return True
        if head == word or clauses.rel[word] in ("advcl", "acl", "ccomp", "parataxis"):
            return False
        word = head
    return False


def _before(clauses: Clauses, verb: int, part: str) -> int | None:
    """The subject of a passive that stands for the object of the phrase ("sanctions were imposed")."""
    if not clauses.passive(verb):
        return None
    subject = clauses.subject(verb)
    return subject if subject is not None and clauses.lemma[subject] == part else None
